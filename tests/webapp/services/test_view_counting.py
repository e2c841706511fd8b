"""Views are counted by the day, without knowing who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import VacancyViews
from tests.factories.postings import TODAY, make_vacancy
from webapp.services.view_counting import ViewCounter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_views_add_up_over_several_stores(session: Session) -> None:
    vacancy = make_vacancy(session)
    counter = ViewCounter()
    for times in (2, 3):
        for _view in range(times):
            counter.note(vacancy.id, TODAY)
        counter.store(session)
    counter.store(session)
    assert session.scalars(select(VacancyViews.views)).one() == 5


@pytest.mark.parametrize(("every_s", "is_due"), [(0.0, True), (3600.0, False)])
def test_they_are_stored_when_it_is_time(every_s: float, is_due: bool) -> None:
    assert ViewCounter(every_s).note(1, TODAY) is is_due
