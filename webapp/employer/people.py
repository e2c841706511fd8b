"""Who fits a posting, and who has applied to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer, own_vacancy
from webapp.employer.forms import AnswerForm, PlainForm
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.security.sessions import current_account
from webapp.services import hiring, reveal

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Application, Vacancy

TOP = 30


@bp.get("/vacancies/<int:vacancy_id>/candidates")
def candidates(vacancy_id: int) -> str:
    """Show who fits a posting, best first, and why; without names and numbers."""
    found = own_vacancy(vacancy_id)
    matches = collaborators().match_maker.for_vacancy(
        db.session, found.id, now=dt.datetime.now(dt.UTC), top=TOP
    )
    # What was encoded for this page is kept for the next.
    db.session.commit()
    people = hiring.load_candidates(db.session, [fit.seeker_id for fit in matches.fits])
    return render_template(
        "employer/candidates.html",
        vacancy=found,
        fits=[fit for fit in matches.fits if fit.seeker_id in people],
        people=people,
        obstacles=matches.obstacles,
        applied=hiring.list_applied(db.session, found),
        sentence=reason_text,
    )


@bp.get("/vacancies/<int:vacancy_id>/applications")
def applications(vacancy_id: int) -> str:
    """Show who has applied, masked."""
    return _show(own_vacancy(vacancy_id))


@bp.post("/applications/<int:application_id>/contact")
def contact(application_id: int) -> ResponseReturnValue:
    """Show the name and telephone number of a person who has applied."""
    found = _own_application(application_id)
    if not PlainForm().validate():
        abort(400)
    try:
        shown = reveal.reveal_applicant(
            db.session,
            found,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except reveal.NotAppliedError:
        db.session.rollback()
        flash(_("This application was withdrawn."), "warning")
        return redirect(url_for("employer.applications", vacancy_id=found.vacancy_id))
    db.session.commit()
    return _show(found.vacancy, {found.id: shown})


@bp.post("/applications/<int:application_id>/answer")
def answer(application_id: int) -> ResponseReturnValue:
    """Note how far an application has come."""
    found = _own_application(application_id)
    form = AnswerForm()
    if not form.validate():
        abort(400)
    try:
        hiring.answer(
            db.session,
            found,
            form.answer(),
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except hiring.AnswerError:
        db.session.rollback()
        flash(_("This application was withdrawn."), "warning")
    else:
        db.session.commit()
        flash(_("Noted."), "success")
    return redirect(url_for("employer.applications", vacancy_id=found.vacancy_id))


def _own_application(application_id: int) -> Application:
    found = hiring.find_own_application(db.session, own_employer().id, application_id)
    if found is None:
        abort(404)
    return found


def _show(
    found: Vacancy, shown: dict[int, dict[reveal.Field, str]] | None = None
) -> str:
    rows = hiring.list_applications(db.session, found)
    return render_template(
        "employer/applications.html",
        vacancy=found,
        applications=rows,
        forms={
            row.id: AnswerForm(
                formdata=None, status=row.status.value, seen_at=row.updated_at
            )
            for row in rows
        },
        shown=shown or {},
    )
