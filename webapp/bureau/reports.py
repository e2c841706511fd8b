"""Reports of vacancies: read, decided, kept in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Report, ReportStatus
from webapp.bureau.blueprint import bp, row_or_404, utc_now
from webapp.bureau.forms import ReportDecisionForm
from webapp.extensions import db
from webapp.labels import REPORT_REASONS, REPORT_STATUS
from webapp.security.sessions import current_account
from webapp.services import reports as reporting

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/reports")
def report_list() -> str:
    """List what waits, the overdue first, and what was decided last."""
    now = utc_now()
    waiting = reporting.list_open(db.session)
    return render_template(
        "bureau/reports.html",
        waiting=waiting,
        overdue={row.id for row in waiting if reporting.is_overdue(row, now)},
        decided=reporting.list_decided(db.session),
    )


@bp.get("/reports/<int:report_id>")
def report(report_id: int) -> str:
    """Show a report, and the decisions."""
    return _show(row_or_404(Report, report_id), ReportDecisionForm())


@bp.post("/reports/<int:report_id>")
def decide_report(report_id: int) -> ResponseReturnValue:
    """Decide a report."""
    found = row_or_404(Report, report_id)
    form = ReportDecisionForm()
    if not form.validate():
        return _show(found, form), 422
    try:
        reporting.decide(
            db.session,
            found,
            ReportStatus(form.status.data),
            form.decision.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except reporting.DecidedError:
        db.session.rollback()
        flash(_("A colleague has decided this report meanwhile."), "warning")
        return redirect(url_for("bureau.report", report_id=report_id))
    db.session.commit()
    flash(_("Decided. The employer and who reported it are told."), "success")
    return redirect(url_for("bureau.report_list"))


@bp.post("/reports/ledger")
def report_ledger() -> ResponseReturnValue:
    """Export every report; the export is recorded."""
    names: dict[Any, Any] = {**REPORT_REASONS}
    names.update(REPORT_STATUS)
    content = reporting.ledger(
        db.session,
        lambda value: str(names[value]),
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="reports.csv"'},
    )


def _show(found: Report, form: ReportDecisionForm) -> str:
    return render_template(
        "bureau/report.html",
        report=found,
        form=form,
        is_overdue=reporting.is_overdue(found, utc_now()),
        others=[
            row
            for row in reporting.list_of_vacancy(db.session, found.vacancy_id)
            if row.id != found.id
        ],
    )
