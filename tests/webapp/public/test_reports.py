"""Reporting a vacancy, and the office's decision, through the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Report, ReportStatus, Role, VacancyStatus
from tests.factories.postings import make_account, make_vacancy
from webapp.extensions import limiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


def test_a_report_goes_from_a_visitor_to_the_clerk_and_into_the_ledger(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    vacancy = make_vacancy(rows)
    rows.commit()
    page = f"/vacancies/{vacancy.id}/report"
    assert client.get(page).status_code == 200
    assert post(page, reason="deposit", text="<b>交押金</b>").status_code == 302
    report = rows.scalars(select(Report)).one()
    assert report.account_id is None
    rows.commit()
    sign_in(make_account(rows, Role.CLERK))
    assert "&lt;b&gt;交押金" in client.get("/bureau/reports").text
    one = f"/bureau/reports/{report.id}"
    assert client.get(one).status_code == 200
    wrong = post(one, status="taken_down", decision="")
    assert wrong.status_code == 422
    assert post(one, status="open", decision="不处理它").status_code == 422
    assert post(one, status="taken_down", decision="收押金，已核实").status_code == 302
    rows.refresh(report)
    rows.refresh(vacancy)
    assert report.status is ReportStatus.TAKEN_DOWN
    assert vacancy.status is VacancyStatus.CLOSED
    rows.commit()
    ledger = post("/bureau/reports/ledger")
    assert ledger.mimetype == "text/csv"
    assert "收押金，已核实" in ledger.data.decode("utf-8-sig")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "' OR 1=1"},
        {"text": "长" * 1001},
        {"text": "x" * 100_000},
    ],
)
def test_a_wrong_report_is_said_beside_the_field_and_kept_as_typed(
    wrong: dict[str, str], rows: Session, post: Callable[..., Any]
) -> None:
    vacancy = make_vacancy(rows)
    rows.commit()
    sent = {"reason": "other", "text": "说明", **wrong}
    answer = post(f"/vacancies/{vacancy.id}/report", **sent)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert sent["text"] in answer.text
    assert rows.scalars(select(Report)).all() == []
    rows.commit()


def test_nobody_sends_reports_without_end(
    rows: Session, post: Callable[..., Any]
) -> None:
    vacancy = make_vacancy(rows)
    rows.commit()
    limiter.enabled = True
    limiter.reset()
    codes = [
        post(f"/vacancies/{vacancy.id}/report", reason="other").status_code
        for _ in range(6)
    ]
    limiter.reset()
    limiter.enabled = False
    assert codes == [302] * 5 + [429]
