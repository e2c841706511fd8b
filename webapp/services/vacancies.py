"""Vacancies as the public sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from models import Vacancy, VacancyStatus
from webapp.services.search_engine import today
from webapp.services.showing import shown_on, shown_until

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

# Once public, a vacancy keeps its page, so that a link never leads nowhere.
PUBLIC = (VacancyStatus.LIVE, VacancyStatus.CLOSED, VacancyStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: vacancies, and people wanted in them."""

    vacancies: int
    posts: int
    employers: int


def is_open(vacancy: Vacancy, now: dt.datetime) -> bool:
    """Return whether one can still apply."""
    return vacancy.status is VacancyStatus.LIVE and shown_until(vacancy) >= today(now)


def list_newest(session: Session, *, now: dt.datetime, limit: int) -> Sequence[Vacancy]:
    """Return the open vacancies that were published last, newest first."""
    return session.scalars(
        select(Vacancy)
        .where(*shown_on(today(now)))
        .options(joinedload(Vacancy.employer), joinedload(Vacancy.place))
        .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
        .limit(limit)
    ).all()


def count_open(session: Session, *, now: dt.datetime) -> Counts:
    """Return how much is open."""
    row = session.execute(
        select(
            func.count(Vacancy.id),
            func.coalesce(func.sum(Vacancy.headcount), 0),
            func.count(Vacancy.employer_id.distinct()),
        ).where(*shown_on(today(now)))
    ).one()
    return Counts(*row)


def list_addresses(
    session: Session, *, now: dt.datetime, skip: int, limit: int
) -> Sequence[Row[int, dt.datetime]]:
    """Return the numbers of what is open, ascending, and when each changed last."""
    return session.execute(
        select(Vacancy.id, Vacancy.updated_at)
        .where(*shown_on(today(now)))
        .order_by(Vacancy.id)
        .offset(skip)
        .limit(limit)
    ).all()


# One statement, made once: the page of a vacancy asks it.
_FIND = (
    select(Vacancy)
    .where(Vacancy.id == bindparam("id"), Vacancy.status.in_(PUBLIC))
    .options(
        joinedload(Vacancy.employer),
        joinedload(Vacancy.place),
        joinedload(Vacancy.site),
    )
)


def find_public(session: Session, vacancy_id: int) -> Vacancy | None:
    """Return a vacancy that is or was public; None for drafts and what is not there."""
    found: Vacancy | None = session.scalar(_FIND, {"id": vacancy_id})
    return found
