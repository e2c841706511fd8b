"""What came of an employer's postings: views, applications, hires, days to fill."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    Vacancy,
    VacancyViews,
)
from webapp.services.board import STATUSES, Stage
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

DAYS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day, as China counts days."""

    on: dt.date
    views: int
    applications: int


@dataclass(frozen=True, slots=True)
class PostingStatistics:
    """
    What came of one posting.

    Parameters
    ----------
    stages
        How many applications stand at each stage now.
    days_to_first_hire, days_to_fill
        From the day it was published to the first hire, and to as many hires as it
        wants people; None while that has not come.
    """

    vacancy: Vacancy
    views: int
    stages: dict[Stage, int]
    days_to_first_hire: int | None
    days_to_fill: int | None

    @property
    def applications(self) -> int:
        """Return how many have applied."""
        return sum(self.stages.values())

    @property
    def hires(self) -> int:
        """Return how many were hired."""
        return self.stages[Stage.HIRED]


def posting_statistics(
    session: Session, vacancies: Sequence[Vacancy]
) -> list[PostingStatistics]:
    """Return what came of each posting, in the order given."""
    ids = [vacancy.id for vacancy in vacancies]
    views = _views(session, ids)
    statuses = _statuses(session, ids)
    hires = _hires(session, ids)
    return [
        PostingStatistics(
            vacancy,
            views[vacancy.id],
            {
                stage: sum(statuses[vacancy.id][each] for each in group)
                for stage, group in STATUSES.items()
            },
            _days_until(vacancy, hires[vacancy.id], 1),
            _days_until(vacancy, hires[vacancy.id], vacancy.headcount),
        )
        for vacancy in vacancies
    ]


def list_days(
    session: Session, vacancies: Sequence[Vacancy], today: dt.date
) -> list[Day]:
    """Return the last ``DAYS_SHOWN`` days of these postings together, today last."""
    ids = [vacancy.id for vacancy in vacancies]
    first = today - dt.timedelta(days=DAYS_SHOWN - 1)
    views = {
        row.on: row.number
        for row in session.execute(
            select(VacancyViews.on, func.sum(VacancyViews.views).label("number"))
            .where(VacancyViews.vacancy_id.in_(ids), VacancyViews.on >= first)
            .group_by(VacancyViews.on)
        )
    }
    since = dt.datetime.combine(first, dt.time(), LOCAL_TIME)
    applied = Counter(
        at.astimezone(LOCAL_TIME).date()
        for at in session.scalars(
            select(Application.created_at).where(
                Application.vacancy_id.in_(ids), Application.created_at >= since
            )
        )
    )
    days = (first + dt.timedelta(days=after) for after in range(DAYS_SHOWN))
    return [Day(day, views.get(day, 0), applied[day]) for day in days]


def list_all(session: Session, employer_id: int) -> Sequence[Vacancy]:
    """Return the postings of an employer that were ever shown, the latest first."""
    return session.scalars(
        select(Vacancy)
        .where(Vacancy.employer_id == employer_id, Vacancy.published_at.is_not(None))
        .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
    ).all()


def _views(session: Session, ids: list[int]) -> Counter[int]:
    rows = session.execute(
        select(VacancyViews.vacancy_id, func.sum(VacancyViews.views).label("number"))
        .where(VacancyViews.vacancy_id.in_(ids))
        .group_by(VacancyViews.vacancy_id)
    )
    return Counter({row.vacancy_id: row.number for row in rows})


def _statuses(
    session: Session, ids: list[int]
) -> defaultdict[int, Counter[ApplicationStatus]]:
    found: defaultdict[int, Counter[ApplicationStatus]] = defaultdict(Counter)
    rows = session.execute(
        select(
            Application.vacancy_id,
            Application.status,
            func.count(Application.id).label("number"),
        )
        .where(Application.vacancy_id.in_(ids))
        .group_by(Application.vacancy_id, Application.status)
    )
    for row in rows:
        found[row.vacancy_id][row.status] = row.number
    return found


def _hires(session: Session, ids: list[int]) -> defaultdict[int, list[dt.datetime]]:
    """Return when each of those who are hired now was hired, first to last."""
    found: defaultdict[int, list[dt.datetime]] = defaultdict(list)
    rows = session.execute(
        select(Application.vacancy_id, func.min(ApplicationEvent.at).label("at"))
        .join(ApplicationEvent, ApplicationEvent.application_id == Application.id)
        .where(
            Application.vacancy_id.in_(ids),
            Application.status.in_(STATUSES[Stage.HIRED]),
            ApplicationEvent.status == ApplicationStatus.HIRED,
        )
        .group_by(Application.vacancy_id, Application.id)
        .order_by(func.min(ApplicationEvent.at))
    )
    for row in rows:
        found[row.vacancy_id].append(row.at)
    return found


def _days_until(vacancy: Vacancy, hires: list[dt.datetime], count: int) -> int | None:
    if vacancy.published_at is None or len(hires) < count:
        return None
    return max(0, (hires[count - 1] - vacancy.published_at).days)
