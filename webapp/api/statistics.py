"""What came of an employer's postings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import Scope
from webapp.api.asking import at_once, own_employer, own_vacancy
from webapp.api.operations import operation
from webapp.api.schemas import people as schemas
from webapp.extensions import db
from webapp.services import hiring_statistics
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Vacancy

TAG = "Candidates"


@operation(
    "GET", "/employer/statistics", "What came of our postings",
    tag=TAG, answer=schemas.Statistics, scope=Scope.STATISTICS,
)  # fmt: skip
def our_statistics() -> schemas.Statistics:
    """Return the figures of every posting that was ever shown, the latest first."""
    return _figures(hiring_statistics.list_all(db.session, own_employer().id))


@operation(
    "GET", "/employer/postings/<int:vacancy_id>/statistics", "What came of one",
    tag=TAG, answer=schemas.Statistics, scope=Scope.STATISTICS,
)  # fmt: skip
def posting_statistics(vacancy_id: int) -> schemas.Statistics:
    """Return the figures of one posting."""
    return _figures([own_vacancy(vacancy_id)])


def _figures(vacancies: Sequence[Vacancy]) -> schemas.Statistics:
    days = hiring_statistics.list_days(db.session, vacancies, today(at_once()))
    return schemas.Statistics(
        postings=[
            schemas.PostingFigures(
                vacancy_id=each.vacancy.id,
                title=each.vacancy.title,
                views=each.views,
                applications=each.applications,
                hires=each.hires,
                stages=each.stages,
                days_to_first_hire=each.days_to_first_hire,
                days_to_fill=each.days_to_fill,
            )
            for each in hiring_statistics.posting_statistics(db.session, vacancies)
        ],
        days=[
            schemas.DayFigures(
                on=day.on, views=day.views, applications=day.applications
            )
            for day in days
        ],
    )
