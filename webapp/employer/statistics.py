"""What came of a posting, and of all of a company's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import Response, abort, render_template, request

from webapp.employer.blueprint import bp, own_employer, own_vacancy
from webapp.employer.forms import PlainForm
from webapp.extensions import db
from webapp.labels import APPLICATION, SCHOOLING
from webapp.security.sessions import current_account
from webapp.services import hiring_statistics
from webapp.services.board import Stage
from webapp.services.hiring_export import export_applications
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Vacancy

WORDS: dict[Any, Any] = {**APPLICATION, **SCHOOLING}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/statistics")
def statistics() -> str:
    """Show what came of all postings that were ever shown."""
    return _show(hiring_statistics.list_all(db.session, own_employer().id), None)


@bp.get("/vacancies/<int:vacancy_id>/statistics")
def vacancy_statistics(vacancy_id: int) -> str:
    """Show what came of one posting."""
    found = own_vacancy(vacancy_id)
    return _show([found], found)


@bp.post("/vacancies/<int:vacancy_id>/applications/export")
def export(vacancy_id: int) -> Response:
    """Hand out the applications as a workbook, masked unless the rest is asked for."""
    found = own_vacancy(vacancy_id)
    if not PlainForm().validate():
        abort(400)
    now = dt.datetime.now(dt.UTC)
    content = export_applications(
        db.session,
        found,
        {key: str(word) for key, word in WORDS.items()},
        is_full=bool(request.form.get("full")),
        account_id=current_account().id,
        now=now,
    )
    db.session.commit()
    name = f"applications-{found.id}-{today(now).isoformat()}.xlsx"
    return Response(
        content,
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _show(vacancies: Sequence[Vacancy], vacancy: Vacancy | None) -> str:
    found = hiring_statistics.posting_statistics(db.session, vacancies)
    return render_template(
        "employer/statistics.html",
        vacancy=vacancy,
        lines=found,
        days=hiring_statistics.list_days(
            db.session, vacancies, today(dt.datetime.now(dt.UTC))
        ),
        stages=Stage,
    )
