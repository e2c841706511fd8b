from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, CharterPlan, Embedding, Role, Trip, Vacancy
from tests.webapp.demo.conftest import NOW, SMALL
from webapp.config import ROOT, Settings
from webapp.demo import prepare
from webapp.demo.fill import Contents, contents

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

LIMIT_S = 5.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        build_dir=ROOT / "build",
        var_dir=tmp_path / "var",
        encoder="hashing",
        travel="great_circle",
    )


class KilledError(BaseException):
    """Stands for the process being killed here."""


def prepare_all(engine: Engine, settings: Settings) -> list[str]:
    """Do every step of `zhida prepare`, and return what was said."""
    said: list[str] = []
    prepare.bring_up_to_date(engine, said.append)
    with Session(engine) as session:
        there = contents(session)
    if there is Contents.NOTHING:
        prepare.add_demo_data(engine, settings, said.append, now=NOW, sizes=SMALL)
    prepare.encode_demo_data(engine, settings, said.append, now=NOW)
    prepare.plan_demo_campaign(
        engine, settings, said.append, now=NOW, time_limit_s=LIMIT_S
    )
    return said


def prepare_and_be_killed(engine: Engine, settings: Settings, word: str) -> None:
    """Do the steps until one says a sentence that begins with the word."""

    def say(sentence: str) -> None:
        if sentence.startswith(word):
            raise KilledError

    prepare.add_demo_data(engine, settings, say, now=NOW, sizes=SMALL)
    prepare.encode_demo_data(engine, settings, say, now=NOW)
    prepare.plan_demo_campaign(engine, settings, say, now=NOW, time_limit_s=LIMIT_S)


def counts(engine: Engine) -> list[int]:
    tables = (Vacancy, Embedding, CharterPlan, Trip)
    with Session(engine) as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        ]


def test_a_second_time_changes_nothing_and_says_nothing(
    fresh_engine: Engine, settings: Settings
) -> None:
    assert prepare_all(fresh_engine, settings)
    before = counts(fresh_engine)
    assert min(before) > 0
    assert prepare_all(fresh_engine, settings) == []
    assert counts(fresh_engine) == before


def test_the_plan_shows_who_lives_too_far(
    fresh_engine: Engine, settings: Settings
) -> None:
    prepare_all(fresh_engine, settings)
    with Session(fresh_engine) as session:
        plan = session.scalars(select(CharterPlan).order_by(CharterPlan.id)).all()[-1]
        assert plan.is_chosen
        assert {party.reason for party in plan.unassigned} <= {"too_far"}
        assert all(trip.seats_taken <= trip.seats_allowed for trip in plan.trips)


@pytest.mark.parametrize("word", ["Demo data ...", "Encoding", "Planning"])
def test_a_killed_run_is_completed_by_the_next(
    fresh_engine: Engine, settings: Settings, word: str
) -> None:
    with pytest.raises(KilledError):
        prepare_and_be_killed(fresh_engine, settings, word)
    prepare_all(fresh_engine, settings)
    vacancies, embeddings, plans, trips = counts(fresh_engine)
    # One of yesterday's campaign, one of that to come, and one that was made now.
    assert (vacancies, plans) == (SMALL.vacancies, 3)
    assert min(embeddings, trips) > 0


def test_an_office_without_demo_data_gets_one_administrator(session: Session) -> None:
    password = prepare.add_first_admin(session, now=NOW)
    assert password
    assert prepare.add_first_admin(session, now=NOW) is None
    assert session.scalars(select(Account)).one().role is Role.ADMIN
