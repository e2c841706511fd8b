from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    NoticeKind,
    Report,
    ReportReason,
    ReportStatus,
    Role,
    Vacancy,
    VacancyStatus,
)
from tests.factories.postings import NOW, TODAY, make_account, make_vacancy
from webapp.services import notices, reports

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models import Account


def send(
    session: Session,
    vacancy: Vacancy,
    account: Account | None = None,
    now: dt.datetime = NOW,
    text: str = "先交三百押金",
) -> Report:
    return reports.send(
        session, vacancy, ReportReason.DEPOSIT, text,
        account_id=account.id if account else None, days=5, now=now,
    )  # fmt: skip


def kinds(session: Session, account: Account) -> list[NoticeKind]:
    return [notice.kind for notice in notices.list_of(session, account.id)]


def test_the_overdue_stand_first(session: Session) -> None:
    vacancy = make_vacancy(session)
    new = send(session, vacancy)
    old = send(session, vacancy, now=NOW - dt.timedelta(days=9))
    assert new.due_on == TODAY + dt.timedelta(days=5)
    assert list(reports.list_open(session)) == [old, new]
    assert [reports.is_overdue(row, NOW) for row in (old, new)] == [True, False]
    assert reports.count_open(session, NOW) == (2, 1)


def test_two_taps_of_an_account_are_one_report(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        vacancy_id = make_vacancy(session).id
        account_id = make_account(session, Role.SEEKER).id
        session.commit()
    start = threading.Barrier(2)

    def tap() -> None:
        start.wait()
        with Session(fresh_engine) as session:
            reports.send(
                session, session.get_one(Vacancy, vacancy_id), ReportReason.FALSE, "",
                account_id=account_id, days=5, now=NOW,
            )  # fmt: skip
            session.commit()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(fresh_engine) as session:
        session.scalars(select(Report)).one()


@pytest.mark.parametrize(
    ("status", "to_employer", "to_reporter"),
    [
        (ReportStatus.DISMISSED, [], NoticeKind.REPORT_DISMISSED),
        (ReportStatus.WARNED, [NoticeKind.WARNING], NoticeKind.REPORT_UPHELD),
        (
            ReportStatus.TAKEN_DOWN,
            [NoticeKind.POSTING_TAKEN_DOWN],
            NoticeKind.REPORT_UPHELD,
        ),
    ],
)
def test_a_decision_is_told_to_both_sides(
    session: Session,
    status: ReportStatus,
    to_employer: list[NoticeKind],
    to_reporter: NoticeKind,
) -> None:
    vacancy = make_vacancy(session)
    boss = make_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id)
    reporter, clerk = (make_account(session, r) for r in (Role.SEEKER, Role.CLERK))
    report = send(session, vacancy, reporter)
    reports.decide(
        session, report, status, "收了押金，已退还。", account_id=clerk.id, now=NOW
    )
    assert kinds(session, boss) == to_employer
    assert kinds(session, reporter) == [to_reporter]
    taken_down = status is ReportStatus.TAKEN_DOWN
    assert (vacancy.status is VacancyStatus.CLOSED) is taken_down
    with pytest.raises(reports.DecidedError):
        reports.decide(session, report, status, "再来", account_id=clerk.id, now=NOW)


def test_taking_a_posting_down_decides_every_open_report_of_it(
    session: Session,
) -> None:
    vacancy = make_vacancy(session)
    clerk = make_account(session, Role.CLERK)
    first, _second = send(session, vacancy), send(session, vacancy)
    reports.decide(
        session,
        first,
        ReportStatus.TAKEN_DOWN,
        "已核实。",
        account_id=clerk.id,
        now=NOW,
    )
    assert reports.count_open(session, NOW) == (0, 0)


def test_the_ledger_holds_all_and_no_cell_is_a_formula(session: Session) -> None:
    vacancy = make_vacancy(session)
    clerk = make_account(session, Role.CLERK)
    report = send(session, vacancy, text="=HYPERLINK(1)")
    send(session, vacancy)
    reports.decide(
        session,
        report,
        ReportStatus.DISMISSED,
        "没有问题。",
        account_id=clerk.id,
        now=NOW,
    )
    table = reports.ledger(session, str, account_id=clerk.id, now=NOW).decode(
        "utf-8-sig"
    )
    lines = table.splitlines()
    assert len(lines) == 3
    assert ",'=HYPERLINK(1)," in lines[1]
    assert "没有问题。,2027-01-31 20:30," in lines[1]
