"""What is overdue comes down without anybody asking."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.encoder.hashing import HashingEncoder
from matcher.errors import EncoderUnavailableError
from models import (
    Crowding,
    Embedding,
    Impression,
    RankerVersion,
    Vacancy,
    VacancyStatus,
)
from tests.factories.campaigns import make_campaign, make_plan
from tests.factories.postings import make_seeker, make_vacancy
from webapp.services.crowding import FEWEST_SEEKERS
from webapp.services.matching import MatchMaker
from webapp.workflows.housekeeping import (
    find_crowding,
    find_repetitions,
    keep_house,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_a_posting_past_its_last_day_comes_down(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        id_ = make_vacancy(session, valid_until=dt.date(2020, 1, 1)).id
        session.commit()
    keep_house(fresh_engine)
    with Session(fresh_engine) as session:
        assert session.get_one(Vacancy, id_).status is VacancyStatus.EXPIRED


def test_what_was_shown_is_learnt_from_and_forgotten(fresh_engine: Engine) -> None:
    today = dt.datetime.now(dt.UTC).date()
    days = (today, today - dt.timedelta(days=400))
    with Session(fresh_engine) as session:
        vacancy, seeker = make_vacancy(session), make_seeker(session)
        session.add_all(
            Impression(
                seeker_id=seeker.id, vacancy_id=vacancy.id, shown_on=day,
                position=1, closeness=0.5,
            )
            for day in days
        )  # fmt: skip
        session.commit()
    keep_house(fresh_engine)
    keep_house(fresh_engine)
    with Session(fresh_engine) as session:
        assert session.scalars(select(Impression.shown_on)).all() == [today]
        (version,) = session.scalars(select(RankerVersion))
        assert "too few" in version.why


def test_crowds_are_found_where_there_is_an_encoder_and_told_where_not(
    fresh_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def unavailable() -> Any:
        raise EncoderUnavailableError("not built")

    def never() -> Any:
        pytest.fail("postings are compared while a campaign is planned")

    with Session(fresh_engine) as session:
        make_vacancy(session)
        session.add_all(make_seeker(session) for _ in range(FEWEST_SEEKERS))
        session.commit()
    with caplog.at_level("WARNING"):
        find_crowding(fresh_engine, unavailable)
        find_repetitions(fresh_engine, unavailable)
    assert "not built" in caplog.text
    assert "are not compared" in caplog.text
    find_repetitions(fresh_engine, HashingEncoder)
    with Session(fresh_engine) as session:
        make_plan(session, make_campaign(session))
        session.commit()
    find_repetitions(fresh_engine, never)
    find_crowding(fresh_engine, lambda: MatchMaker(HashingEncoder()))
    with Session(fresh_engine) as session:
        assert len(session.scalars(select(Crowding.price)).all()) == 1
        assert session.scalars(select(Embedding.text_hash)).all()
