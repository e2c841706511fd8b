"""What is overdue comes down without anybody asking."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import Vacancy, VacancyStatus
from tests.factories.postings import make_vacancy
from webapp.workflows.housekeeping import keep_house

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_a_posting_past_its_last_day_comes_down(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        id_ = make_vacancy(session, valid_until=dt.date(2020, 1, 1)).id
        session.commit()
    keep_house(fresh_engine)
    with Session(fresh_engine) as session:
        assert session.get_one(Vacancy, id_).status is VacancyStatus.EXPIRED
