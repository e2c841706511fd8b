"""Reporting a vacancy, signed in or not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from models import ReportReason
from webapp.collaborators import collaborators
from webapp.extensions import db, limiter
from webapp.public.blueprint import bp
from webapp.public.forms import ReportForm
from webapp.services import reports, vacancies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Vacancy


@bp.get("/vacancies/<int:vacancy_id>/report")
def report(vacancy_id: int) -> str:
    """Show the form."""
    return render_template(
        "public/report.html", vacancy=_public(vacancy_id), form=ReportForm()
    )


@bp.post("/vacancies/<int:vacancy_id>/report")
@limiter.limit("5 per hour; 20 per day")
def send_report(vacancy_id: int) -> ResponseReturnValue:
    """Hand a report to the office."""
    vacancy, form = _public(vacancy_id), ReportForm()
    if not form.validate():
        return render_template("public/report.html", vacancy=vacancy, form=form), 422
    reports.send(
        db.session,
        vacancy,
        ReportReason(form.reason.data),
        form.text.data,
        account_id=g.account.id if g.account else None,
        days=collaborators().settings.report_days,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Thank you. The office looks into it."))
    return redirect(url_for("public.vacancy", vacancy_id=vacancy_id))


def _public(vacancy_id: int) -> Vacancy:
    found = vacancies.find_public(db.session, vacancy_id)
    if found is None:
        abort(404)
    return found
