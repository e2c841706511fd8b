"""Postings as their employer and the clerks list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from models import Application, Vacancy, VacancyStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting in a list, with how many people have applied."""

    vacancy: Vacancy
    applications: int


def count_by_status(session: Session, employer_id: int) -> dict[VacancyStatus, int]:
    """Return how many postings of an employer stand where; every state is in it."""
    counted = session.execute(
        select(Vacancy.status, func.count(Vacancy.id))
        .where(Vacancy.employer_id == employer_id)
        .group_by(Vacancy.status)
    )
    return dict.fromkeys(VacancyStatus, 0) | {row[0]: row[1] for row in counted}


def list_postings(
    session: Session,
    employer_id: int,
    *,
    status: VacancyStatus | None = None,
    first: int = 0,
    limit: int | None = None,
) -> list[PostingLine]:
    """
    Return an employer's postings, of one state when asked, last changed first.

    At most `limit`, from the `first`-th.
    """
    query = (
        select(Vacancy, func.count(Application.id))
        .outerjoin(Application, Application.vacancy_id == Vacancy.id)
        .where(Vacancy.employer_id == employer_id)
        .group_by(Vacancy.id)
        .order_by(Vacancy.updated_at.desc(), Vacancy.id.desc())
        .offset(first)
        .limit(limit)
    )
    if status is not None:
        query = query.where(Vacancy.status == status)
    rows = session.execute(query)
    return [PostingLine(vacancy, count) for vacancy, count in rows]


def list_in_review(session: Session, limit: int = 200) -> Sequence[Vacancy]:
    """Return what waits for a clerk, the longest waiting first."""
    return session.scalars(
        select(Vacancy)
        .join(Vacancy.employer)
        .options(contains_eager(Vacancy.employer))
        .where(Vacancy.status == VacancyStatus.REVIEW)
        .order_by(Vacancy.updated_at, Vacancy.id)
        .limit(limit)
    ).all()


def count_in_review(session: Session) -> int:
    """Return how many postings wait for a clerk."""
    return session.scalars(
        select(func.count(Vacancy.id)).where(Vacancy.status == VacancyStatus.REVIEW)
    ).one()


def find_own_vacancy(
    session: Session, employer_id: int, vacancy_id: int
) -> Vacancy | None:
    """Return an employer's own vacancy; None when it is another's or nobody's."""
    return session.scalars(
        select(Vacancy).where(
            Vacancy.id == vacancy_id, Vacancy.employer_id == employer_id
        )
    ).one_or_none()
