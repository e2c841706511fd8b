"""
Reports of vacancies: anybody may, the office decides within some days, all is kept.

The labour-market regulation (人力资源市场暂行条例) wants complaints handled and a
ledger kept for two years at least; nothing is deleted here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from models import NoticeKind, Report, ReportReason, ReportStatus, Vacancy
from webapp.services import audit, notices, vacancy_posting
from webapp.services.rules import LOCAL_TIME
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

DECISIONS = (ReportStatus.DISMISSED, ReportStatus.WARNED, ReportStatus.TAKEN_DOWN)
SAME_WITHIN = dt.timedelta(minutes=10)
TO_THE_EMPLOYER = {
    ReportStatus.WARNED: NoticeKind.WARNING,
    ReportStatus.TAKEN_DOWN: NoticeKind.POSTING_TAKEN_DOWN,
}


class DecidedError(Exception):
    """Somebody else has decided the report meanwhile."""


def send(
    session: Session,
    vacancy: Vacancy,
    reason: ReportReason,
    text: str,
    *,
    account_id: int | None,
    days: int,
    now: dt.datetime,
) -> Report:
    """
    Report a vacancy; due in `days` days.

    An account that taps twice, or reports a vacancy again before it was decided, adds
    nothing: the first report is returned. So it is with the same words from nobody in
    particular, within some minutes.
    """
    # Two taps at once wait for each other here.
    session.refresh(vacancy, ["status"], with_for_update=True)
    same = (
        (Report.account_id == account_id,)
        if account_id is not None
        else (
            Report.account_id.is_(None),
            Report.reason == reason,
            Report.text == text,
            Report.created_at.between(now - SAME_WITHIN, now + SAME_WITHIN),
        )
    )
    earlier = session.scalars(
        select(Report)
        .where(
            Report.vacancy_id == vacancy.id, Report.status == ReportStatus.OPEN, *same
        )
        .limit(1)
    ).one_or_none()
    if earlier is not None:
        return earlier
    report = Report(
        vacancy_id=vacancy.id,
        account_id=account_id,
        reason=reason,
        text=text,
        due_on=local_date(now) + dt.timedelta(days=days),
        created_at=now,
        updated_at=now,
    )
    session.add(report)
    session.flush()
    audit.record(
        session, "report.send", report,
        account_id=account_id, now=now, detail={"reason": reason},
    )  # fmt: skip
    return report


def list_open(session: Session, limit: int = 200) -> Sequence[Report]:
    """Return what waits for a decision: what is due first, so the overdue on top."""
    return _listed(
        session,
        select(Report)
        .where(Report.status == ReportStatus.OPEN)
        .order_by(Report.due_on, Report.id)
        .limit(limit),
    )


def list_decided(session: Session, limit: int = 30) -> Sequence[Report]:
    """Return what was decided last."""
    return _listed(
        session,
        select(Report)
        .where(Report.status != ReportStatus.OPEN)
        .order_by(Report.decided_at.desc(), Report.id.desc())
        .limit(limit),
    )


def list_of_vacancy(session: Session, vacancy_id: int) -> Sequence[Report]:
    """Return every report of a vacancy, the latest first."""
    return _listed(
        session,
        select(Report)
        .where(Report.vacancy_id == vacancy_id)
        .order_by(Report.id.desc()),
    )


def count_open(session: Session, now: dt.datetime) -> tuple[int, int]:
    """Return how many wait, and how many of those are overdue."""
    row = session.execute(
        select(
            func.count(Report.id),
            func.count(Report.id).filter(Report.due_on < local_date(now)),
        ).where(Report.status == ReportStatus.OPEN)
    ).one()
    return row[0], row[1]


def is_overdue(report: Report, now: dt.datetime) -> bool:
    """Return whether the day by which it should have been decided is past."""
    return report.status is ReportStatus.OPEN and report.due_on < local_date(now)


def decide(
    session: Session,
    report: Report,
    status: ReportStatus,
    decision: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Decide a report; the employer and who reported are told.

    Taking the posting down decides every open report of it.

    Parameters
    ----------
    decision
        A sentence: what was found, and what follows. The employer reads it.

    Raises
    ------
    ValueError
        When this is no decision.
    DecidedError
        When it was decided meanwhile.
    """
    if status not in DECISIONS:
        msg = f"Expected a decision, got {status}."
        raise ValueError(msg)
    session.refresh(report, ["status"], with_for_update=True)
    if report.status is not ReportStatus.OPEN:
        raise DecidedError
    vacancy = report.vacancy
    alike = [report]
    if status is ReportStatus.TAKEN_DOWN:
        alike += [
            other
            for other in list_of_vacancy(session, vacancy.id)
            if other.status is ReportStatus.OPEN and other.id != report.id
        ]
        if vacancy_posting.may_move(vacancy, "close"):
            vacancy_posting.close(
                session, vacancy,
                seen_at=vacancy.updated_at, account_id=account_id, now=now,
            )  # fmt: skip
    for each in alike:
        each.status, each.decision = status, decision
        each.decided_at, each.decided_by_id = now, account_id
        session.flush()
        audit.record(
            session, "report.decide", each,
            account_id=account_id, now=now,
            detail={"to": status, "reason": decision},
        )  # fmt: skip
        _tell_reporter(session, each, now)
    if (kind := TO_THE_EMPLOYER.get(status)) is not None:
        notices.tell_employer(
            session,
            employer_id=vacancy.employer_id,
            kind=kind,
            about={"title": vacancy.title, "reason": decision},
            path=f"/employer/vacancies/{vacancy.id}",
            now=now,
        )


def ledger(
    session: Session,
    named: Callable[[ReportReason | ReportStatus], str],
    *,
    account_id: int,
    now: dt.datetime,
) -> bytes:
    """
    Return all reports as CSV that spreadsheets open, the oldest first.

    Parameters
    ----------
    named
        What a reason or a decision is called.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["编号", "收到时间", "办理期限", "岗位", "用人单位", "原因", "说明", "处理结果",
         "处理说明", "处理时间", "处理人"]
    )  # fmt: skip
    rows = _listed(session, select(Report).order_by(Report.id))
    for row in rows:
        writer.writerow(
            _harmless(str(value))
            for value in (
                row.id,
                _local(row.created_at),
                row.due_on,
                row.vacancy.title,
                row.vacancy.employer.name,
                named(row.reason),
                row.text,
                named(row.status),
                row.decision,
                _local(row.decided_at),
                row.decided_by.display_name if row.decided_by else "",
            )
        )
    audit.record(
        session, "report.export",
        account_id=account_id, now=now, detail={"rows": len(rows)},
    )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _tell_reporter(session: Session, report: Report, now: dt.datetime) -> None:
    if report.account_id is None:
        return
    dismissed = report.status is ReportStatus.DISMISSED
    notices.tell(
        session,
        account_id=report.account_id,
        kind=NoticeKind.REPORT_DISMISSED if dismissed else NoticeKind.REPORT_UPHELD,
        about={"title": report.vacancy.title},
        path=f"/vacancies/{report.vacancy_id}",
        now=now,
    )


def _listed(session: Session, query: Select[Report]) -> Sequence[Report]:
    return session.scalars(
        query.options(
            joinedload(Report.vacancy).joinedload(Vacancy.employer),
            joinedload(Report.decided_by),
        )
    ).all()


def _local(at: dt.datetime | None) -> str:
    return f"{at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}" if at else ""


def _harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
