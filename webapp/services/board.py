"""The applications to a posting by how far they have come."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from models import Application, ApplicationNote, ApplicationStatus, Interview, Seeker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Vacancy

IN_A_COLUMN = 20
ON_A_PAGE = 40


class Stage(enum.StrEnum):
    """A column of the board."""

    NEW = "new"
    SEEN = "seen"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"
    NO = "no"


STATUSES = {
    Stage.NEW: (ApplicationStatus.SENT,),
    Stage.SEEN: (ApplicationStatus.SEEN,),
    Stage.INTERVIEW: (ApplicationStatus.INTERVIEW,),
    Stage.OFFER: (ApplicationStatus.OFFER,),
    Stage.HIRED: (ApplicationStatus.HIRED, ApplicationStatus.STAYED),
    Stage.NO: (ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Card:
    """An application as it lies on the board."""

    application: Application
    interview: Interview | None
    notes: int


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: how many there are, and the cards of the page that is shown."""

    stage: Stage
    count: int
    cards: tuple[Card, ...]


def load_board(session: Session, vacancy: Vacancy) -> list[Column]:
    """Return every stage with its first cards, the longest waiting first."""
    counts = _counts(session, vacancy)
    return [
        Column(
            stage,
            counts[stage],
            _cards(session, vacancy, stage, 0, IN_A_COLUMN) if counts[stage] else (),
        )
        for stage in Stage
    ]


def load_stage(
    session: Session, vacancy: Vacancy, wanted: Stage, page: int
) -> list[Column]:
    """Return every stage's count, and the cards of one page of the wanted one."""
    counts = _counts(session, vacancy)
    first = (page - 1) * ON_A_PAGE
    return [
        Column(
            stage,
            counts[stage],
            _cards(session, vacancy, stage, first, ON_A_PAGE)
            if stage is wanted
            else (),
        )
        for stage in Stage
    ]


def load_page(
    session: Session, vacancy: Vacancy, page: int, stage: Stage | None
) -> tuple[Card, ...]:
    """Return a page of one stage, of None all; the longest waiting first."""
    return _cards(session, vacancy, stage, (page - 1) * ON_A_PAGE, ON_A_PAGE)


def count_stages(session: Session, vacancy: Vacancy) -> dict[Stage, int]:
    """Return how many applications stand at each stage."""
    return _counts(session, vacancy)


def find_card(session: Session, application: Application) -> Card:
    """Return the card of one application."""
    (card,) = _with_details(session, [application])
    return card


def _counts(session: Session, vacancy: Vacancy) -> dict[Stage, int]:
    rows = session.execute(
        select(Application.status, func.count(Application.id).label("number"))
        .where(Application.vacancy_id == vacancy.id)
        .group_by(Application.status)
    )
    by_status = {row.status: row.number for row in rows}
    return {
        stage: sum(by_status.get(status, 0) for status in statuses)
        for stage, statuses in STATUSES.items()
    }


def _cards(
    session: Session, vacancy: Vacancy, stage: Stage | None, first: int, limit: int
) -> tuple[Card, ...]:
    """Return the cards of a stage, of None all."""
    query = (
        select(Application)
        .where(Application.vacancy_id == vacancy.id)
        .options(joinedload(Application.seeker).joinedload(Seeker.home_place))
        .order_by(Application.created_at, Application.id)
        .offset(first)
        .limit(limit)
    )
    if stage is not None:
        query = query.where(Application.status.in_(STATUSES[stage]))
    return _with_details(session, session.scalars(query).all())


def _with_details(session: Session, rows: Sequence[Application]) -> tuple[Card, ...]:
    ids = [row.id for row in rows]
    interviews = {
        interview.application_id: interview
        for interview in session.scalars(
            select(Interview).where(Interview.application_id.in_(ids))
        )
    }
    notes = {
        row.application_id: row.number
        for row in session.execute(
            select(
                ApplicationNote.application_id,
                func.count(ApplicationNote.id).label("number"),
            )
            .where(ApplicationNote.application_id.in_(ids))
            .group_by(ApplicationNote.application_id)
        )
    }
    return tuple(
        Card(row, interviews.get(row.id), notes.get(row.id, 0)) for row in rows
    )
