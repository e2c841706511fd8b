"""What came of postings is counted from what happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from models import ApplicationEvent, ApplicationStatus, VacancyViews
from tests.factories.postings import NOW, TODAY, make_application, make_vacancy
from webapp.services.board import Stage
from webapp.services.hiring_statistics import list_days, posting_statistics

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HIRED = ApplicationStatus.HIRED


def test_days_to_fill_end_with_the_last_person_wanted(session: Session) -> None:
    vacancy = make_vacancy(
        session, headcount=2, published_at=NOW - dt.timedelta(days=20)
    )
    for days_ago in (15, 4):
        application = make_application(session, vacancy, status=HIRED)
        at = NOW - dt.timedelta(days=days_ago)
        session.add(
            ApplicationEvent(application_id=application.id, status=HIRED, at=at)
        )
    # Hired once, gone again: not a hire any more.
    gone = make_application(session, vacancy, status=ApplicationStatus.DECLINED)
    session.add(ApplicationEvent(application_id=gone.id, status=HIRED, at=NOW))
    session.flush()
    (found,) = posting_statistics(session, [vacancy])
    assert (found.days_to_first_hire, found.days_to_fill) == (5, 16)
    assert (found.applications, found.hires) == (3, 2)
    assert found.stages[Stage.NO] == 1
    vacancy.headcount = 3
    (found,) = posting_statistics(session, [vacancy])
    assert found.days_to_fill is None


def test_a_day_is_chinas_day(session: Session) -> None:
    vacancy = make_vacancy(session)
    # Half past midnight in China is the evening before in UTC.
    at = dt.datetime(2027, 1, 30, 16, 30, tzinfo=dt.UTC)
    make_application(session, vacancy, created_at=at)
    session.add(VacancyViews(vacancy_id=vacancy.id, on=TODAY, views=7))
    session.flush()
    days = list_days(session, [vacancy], TODAY)
    assert len(days) == 30
    assert (days[-1].on, days[-1].views, days[-1].applications) == (TODAY, 7, 1)


def test_no_postings_have_empty_days(session: Session) -> None:
    assert posting_statistics(session, []) == []
    assert sum(day.views for day in list_days(session, [], TODAY)) == 0
