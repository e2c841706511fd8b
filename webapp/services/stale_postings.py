"""Postings that are probably no longer meant: for a clerk to ask about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from matcher.staleness import UNANSWERED_DAYS, Activity, Stale, find_stale
from models import Application, ApplicationStatus, AuditEvent, Vacancy, VacancyStatus
from webapp.services import audit
from webapp.services.rules import LOCAL_TIME
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

CONFIRMED = "vacancy.confirm"
HIRED = (ApplicationStatus.HIRED, ApplicationStatus.STAYED)
COUNTED = (ApplicationStatus.SENT, *HIRED)


@dataclass(frozen=True, slots=True)
class StalePosting:
    """A posting, why it looks stale, and what shows it; the surest reason first."""

    vacancy: Vacancy
    reasons: tuple[Stale, ...]
    activity: Activity


def list_stale(
    session: Session, *, now: dt.datetime, limit: int = 100
) -> list[StalePosting]:
    """
    Return the live postings to ask about, the surest first, then the longest untouched.

    Who said within a fortnight that theirs still holds is not asked again.
    """
    today = local_date(now)
    waiting, hired = _applications(session)
    confirmed = _confirmed(session)
    rows = session.execute(
        select(Vacancy.id, Vacancy.updated_at, Vacancy.headcount).where(
            Vacancy.status == VacancyStatus.LIVE
        )
    )
    found: list[tuple[int, tuple[Stale, ...], Activity]] = []
    for id_, updated_at, headcount in rows:
        touched = _day(updated_at)
        if (said := confirmed.get(id_)) is not None:
            if (today - said).days < UNANSWERED_DAYS:
                continue
            touched = max(touched, said)
        activity = Activity(touched, tuple(waiting[id_]), headcount, hired[id_])
        if reasons := find_stale(activity, today):
            found.append((id_, reasons, activity))
    order = list(Stale)
    found.sort(key=lambda each: (order.index(each[1][0]), each[2].touched_on, each[0]))
    found = found[:limit]
    vacancies = {
        row.id: row
        for row in session.scalars(
            select(Vacancy)
            .where(Vacancy.id.in_([id_ for id_, *_ in found]))
            .options(joinedload(Vacancy.employer))
        )
    }
    return [
        StalePosting(vacancies[id_], reasons, activity)
        for id_, reasons, activity in found
    ]


def confirm(
    session: Session, vacancy: Vacancy, *, account_id: int, now: dt.datetime
) -> None:
    """Remember that the employer was asked, and still seeks people."""
    audit.record(session, CONFIRMED, vacancy, account_id=account_id, now=now)


def _applications(
    session: Session,
) -> tuple[defaultdict[int, list[dt.date]], Counter[int]]:
    """Return the days of unread applications, and how many were hired, by vacancy."""
    waiting: defaultdict[int, list[dt.date]] = defaultdict(list)
    hired: Counter[int] = Counter()
    rows = session.execute(
        select(Application.vacancy_id, Application.status, Application.created_at)
        .join(Application.vacancy)
        .where(
            Vacancy.status == VacancyStatus.LIVE,
            Application.status.in_(COUNTED),
        )
    )
    for vacancy_id, status, created_at in rows:
        if status in HIRED:
            hired[vacancy_id] += 1
        else:
            waiting[vacancy_id].append(_day(created_at))
    return waiting, hired


def _confirmed(session: Session) -> dict[int, dt.date]:
    rows = session.execute(
        select(AuditEvent.subject_id, func.max(AuditEvent.at))
        .where(AuditEvent.action == CONFIRMED)
        .group_by(AuditEvent.subject_id)
    )
    return {int(id_): _day(at) for id_, at in rows}


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(LOCAL_TIME).date()
