"""
Employers are told before their papers or a posting come to the last day, and after.

Each is said once: a row of ``reminder`` keeps what was told of which last day, so two
workers at once, or one that was killed and begins anew, do not say it twice.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import (
    Employer,
    EmployerStatus,
    NoticeKind,
    Reminder,
    ReminderKind,
    Vacancy,
    VacancyStatus,
)
from webapp.services.posting_notices import tell_about_papers, tell_company
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# So many days before; 0 is told when the day is past.
PAPERS_BEFORE = (30, 7)
POSTING_BEFORE = (7,)
# What lapsed longer ago is no news.
TOLD_AFTER = dt.timedelta(days=30)


def remind(session: Session, now: dt.datetime) -> int:
    """Tell what comes to its last day, or has passed it; return how much was told."""
    today = local_date(now)
    return _remind_papers(session, today, now) + _remind_postings(session, today, now)


def stage(last_day: dt.date, today: dt.date, before: tuple[int, ...]) -> int | None:
    """
    Return the reminder that is due: how many days before, 0 for past, None for none.

    >>> [stage(dt.date(2027, 2, 20), dt.date(2027, 2, day), (30, 7)) for day in (1, 13)]
    [30, 7]
    """
    left = (last_day - today).days
    if left < 0:
        return 0
    return min((days for days in before if left <= days), default=None)


def _remind_papers(session: Session, today: dt.date, now: dt.datetime) -> int:
    employers = session.scalars(
        select(Employer)
        .where(
            Employer.status == EmployerStatus.VERIFIED,
            Employer.verified_until.between(
                today - TOLD_AFTER, today + dt.timedelta(days=max(PAPERS_BEFORE))
            ),
        )
        .order_by(Employer.id)
    ).all()
    told = 0
    for employer in employers:
        last_day = employer.verified_until or today
        days = stage(last_day, today, PAPERS_BEFORE)
        if _is_new(session, ReminderKind.PAPERS, employer.id, last_day, days):
            kind = NoticeKind.PAPERS_DUE if days else NoticeKind.PAPERS_LAPSED
            tell_about_papers(
                session, employer, kind, now, until_on=last_day.isoformat()
            )
            told += 1
    return told


def _remind_postings(session: Session, today: dt.date, now: dt.datetime) -> int:
    """Tell before; that a posting has expired tells whoever takes it down."""
    postings = session.scalars(
        select(Vacancy)
        .where(
            Vacancy.status == VacancyStatus.LIVE,
            Vacancy.valid_until.between(
                today, today + dt.timedelta(days=max(POSTING_BEFORE))
            ),
        )
        .order_by(Vacancy.id)
    ).all()
    told = 0
    for vacancy in postings:
        last_day = vacancy.valid_until
        days = stage(last_day, today, POSTING_BEFORE)
        if _is_new(session, ReminderKind.POSTING, vacancy.id, last_day, days):
            tell_company(
                session,
                vacancy,
                NoticeKind.POSTING_EXPIRES_SOON,
                now,
                until_on=last_day.isoformat(),
            )
            told += 1
    return told


def _is_new(
    session: Session,
    kind: ReminderKind,
    subject_id: int,
    last_day: dt.date,
    days: int | None,
) -> bool:
    """Note a reminder, and return whether nobody has noted it before."""
    if days is None:
        return False
    known = session.scalars(
        select(Reminder.id).where(
            Reminder.kind == kind,
            Reminder.subject_id == subject_id,
            Reminder.last_day == last_day,
            Reminder.days_before == days,
        )
    ).first()
    if known is not None:
        return False
    reminder = Reminder(
        kind=kind, subject_id=subject_id, last_day=last_day, days_before=days
    )
    try:
        with session.begin_nested():
            session.add(reminder)
    except IntegrityError:
        # Another worker was first.
        return False
    return True
