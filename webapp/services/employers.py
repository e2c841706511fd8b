"""Employers: their papers are examined by a clerk, and again every six months."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, func, or_, select

from models import Employer, EmployerStatus, NoticeKind, Vacancy, VacancyStatus
from webapp.services import audit
from webapp.services.posting_notices import tell_about_papers
from webapp.services.unpublishing import unpublish_all
from webapp.services.vacancy_posting import is_verified, local_date
from webapp.services.versions import claim

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# The five-ministry notice of January 2026: papers are re-checked at least this often.
EXAMINED_FOR_MONTHS = 6
DUE_SOON = dt.timedelta(days=30)


class Examination(enum.StrEnum):
    """Where the examination of an employer's papers stands today."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    VERIFIED = "verified"
    REFUSED = "refused"


class NotExaminedError(Exception):
    """The company's papers are not examined, or not within six months."""


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """An employer in the clerks' list, with the postings that wait and that show."""

    employer: Employer
    examination: Examination
    in_review: int
    live: int


def require_examined(employer: Employer, now: dt.datetime) -> None:
    """
    Let nobody look for people whose papers nobody has seen: anybody may register.

    Raises
    ------
    NotExaminedError
        When the papers are not examined, or that holds no longer.
    """
    if not is_verified(employer, now):
        msg = f"Employer {employer.id} is not examined."
        raise NotExaminedError(msg)


def examination(employer: Employer, now: dt.datetime) -> Examination:
    """Return where the examination of an employer's papers stands today."""
    if employer.status is EmployerStatus.PENDING:
        return Examination.WAITING
    if employer.status is EmployerStatus.REFUSED:
        return Examination.REFUSED
    today = local_date(now)
    if employer.verified_until is None or employer.verified_until < today:
        return Examination.OVERDUE
    if employer.verified_until <= today + DUE_SOON:
        return Examination.DUE_SOON
    return Examination.VERIFIED


def six_months_after(day: dt.date) -> dt.date:
    """
    Return the same day six months on, or the last day of a shorter month.

    >>> six_months_after(dt.date(2026, 8, 31))
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + EXAMINED_FOR_MONTHS, 12)
    year, month = day.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last))


def list_employers(
    session: Session,
    now: dt.datetime,
    *,
    wanted: Examination | None = None,
    words: str = "",
    limit: int = 50,
    offset: int = 0,
) -> list[EmployerLine]:
    """Return employers, those to examine first; by name or credit code when asked."""
    today = local_date(now)
    states = {state: _stands(state, today) for state in Examination}
    order = case(*((rule, place) for place, rule in enumerate(states.values())))
    vacancies = Vacancy.employer_id == Employer.id
    query = (
        select(
            Employer,
            func.count().filter(Vacancy.status == VacancyStatus.REVIEW),
            func.count().filter(Vacancy.status == VacancyStatus.LIVE),
        )
        .outerjoin(Vacancy, vacancies)
        .group_by(Employer.id)
        .order_by(order, Employer.verified_until, Employer.name)
        .limit(limit)
        .offset(offset)
    )
    if wanted is not None:
        query = query.where(states[wanted])
    if words := words.strip():
        query = query.where(
            or_(
                Employer.name.contains(words, autoescape=True),
                Employer.credit_code == words.upper(),
            )
        )
    return [
        EmployerLine(employer, examination(employer, now), in_review, live)
        for employer, in_review, live in session.execute(query)
    ]


def count_employers(session: Session, now: dt.datetime) -> dict[Examination, int]:
    """Return how many employers stand where; every state is in it."""
    today = local_date(now)
    counts = session.execute(
        select(
            *(func.count().filter(_stands(state, today)) for state in Examination)
        ).select_from(Employer)
    ).one()
    return dict(zip(Examination, counts, strict=True))


def verify(
    session: Session,
    employer: Employer,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Note that a clerk examined the papers: good for six months from today.

    Raises
    ------
    StaleError
        When the employer was changed since it was shown.
    """
    claim(session, employer, seen_at, now)
    before = employer.status
    employer.status = EmployerStatus.VERIFIED
    employer.verified_until = six_months_after(local_date(now))
    session.flush()
    audit.record(
        session,
        "employer.verify",
        employer,
        account_id=account_id,
        now=now,
        detail={"from": before, "until": employer.verified_until.isoformat()},
    )
    until = employer.verified_until.isoformat()
    tell_about_papers(
        session, employer, NoticeKind.PAPERS_VERIFIED, now, until_on=until
    )


def refuse(
    session: Session,
    employer: Employer,
    reason: str,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> int:
    """
    Note that the papers will not do, and why; return how many postings came down.

    Raises
    ------
    StaleError
        When the employer was changed since it was shown.
    """
    claim(session, employer, seen_at, now)
    before = employer.status
    employer.status = EmployerStatus.REFUSED
    employer.verified_until = None
    session.flush()
    down = unpublish_all(session, employer, account_id=account_id, now=now)
    audit.record(
        session,
        "employer.refuse",
        employer,
        account_id=account_id,
        now=now,
        detail={"from": before, "reason": reason, "unpublished": down},
    )
    tell_about_papers(session, employer, NoticeKind.PAPERS_REFUSED, now, reason=reason)
    return down


def _stands(state: Examination, today: dt.date) -> ColumnElement[bool]:
    """Return the condition on a row that says the same as ``examination``."""
    verified = Employer.status == EmployerStatus.VERIFIED
    until = Employer.verified_until
    soon = today + DUE_SOON
    rules: dict[Examination, ColumnElement[bool]] = {
        Examination.WAITING: Employer.status == EmployerStatus.PENDING,
        Examination.OVERDUE: verified & (until.is_(None) | (until < today)),
        Examination.DUE_SOON: verified & until.between(today, soon),
        Examination.VERIFIED: verified & (until > soon),
        Examination.REFUSED: Employer.status == EmployerStatus.REFUSED,
    }
    return rules[state]
