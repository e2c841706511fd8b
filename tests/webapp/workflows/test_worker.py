from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Booking, CharterPlan, Place, PlaceLevel, PlanStatus
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_places,
    make_site,
)
from webapp.database import migrate, open_engine
from webapp.services.plans import request_plan, stop_plan
from webapp.workflows.desk import PlanningDesk, workflows_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

PATIENCE_S = 60
WORKER = ["worker", "--name", "test"]
COUNTIES, PARTIES = 45, 130


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(database_url: str) -> Iterator[PlanningDesk]:
    desk = PlanningDesk(workflows_url(database_url))
    yield desk
    desk.close()


@pytest.fixture
def start_worker(
    database_url: str, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start workers of one name, one after the other; each is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from webapp.cli import main; main({WORKER})"],
            env={
                **os.environ,
                "ZHIDA_DATABASE_URL": database_url,
                "ZHIDA_VAR_DIR": str(tmp_path / "var"),
                "ZHIDA_TRAVEL": "great_circle",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "Worker test is ready.\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _request(engine: Engine, time_limit_s: float, gap: float) -> int:
    """Ask for a run over parties enough to keep a planner busy for a while."""
    chance = random.Random(7)
    with Session(engine) as session:
        make_places(session)
        for number in range(COUNTIES):
            session.add(
                Place(
                    code=f"4117{number:02d}",
                    name=f"{number}县",
                    full_name=f"河南省示例市{number}县",
                    short_name=f"{number}",
                    level=PlaceLevel.COUNTY,
                    parent_code="410000",
                    lat=chance.uniform(31.5, 35.5),
                    lon=chance.uniform(112.0, 116.5),
                )
            )
        session.flush()
        campaign = make_campaign(session)
        sites = [make_site(session) for _ in range(9)]
        for _ in range(PARTIES):
            make_party(
                session,
                campaign,
                size=chance.randint(1, 22),
                pickup_place_code=f"4117{chance.randrange(COUNTIES):02d}",
                site=chance.choice(sites),
                riders=[],
            )
        make_coach_type(session, name="33座", seats=33, hire_cents=120_000)
        make_coach_type(session)
        plan = request_plan(
            session,
            campaign,
            time_limit_s=time_limit_s,
            gap_wanted=gap,
            account_id=None,
            now=NOW,
        )
        session.commit()
        return plan.id


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def _plan(engine: Engine, plan_id: int) -> CharterPlan:
    with Session(engine) as session:
        return session.get_one(CharterPlan, plan_id)


def _is_finished(engine: Engine, plan_id: int) -> bool:
    return _plan(engine, plan_id).finished_at is not None


def _seats_booked(engine: Engine, plan_id: int) -> int:
    with Session(engine) as session:
        return (
            session.scalar(
                select(func.sum(Booking.seats)).where(Booking.plan_id == plan_id)
            )
            or 0
        )


def test_a_killed_workers_run_goes_on_in_the_next_worker(
    engine: Engine,
    desk: PlanningDesk,
    start_worker: Callable[[], subprocess.Popen[str]],
) -> None:
    plan_id = _request(engine, time_limit_s=6, gap=0.0)
    desk.enqueue(plan_id)
    first = start_worker()
    _wait(lambda: len(desk.progress(plan_id)) > 0)
    first.kill()
    first.wait()
    killed = _plan(engine, plan_id)
    assert (killed.status, killed.finished_at) == (PlanStatus.RUNNING, None)

    start_worker()
    _wait(lambda: _is_finished(engine, plan_id))
    done = _plan(engine, plan_id)
    assert done.status is PlanStatus.DONE
    assert done.cost_cents is not None
    assert _seats_booked(engine, plan_id) > 0
    curve = desk.progress(plan_id)
    assert [point.seconds for point in curve] == sorted(p.seconds for p in curve)


def test_a_stopped_run_keeps_the_best_plan_so_far(
    engine: Engine,
    desk: PlanningDesk,
    start_worker: Callable[[], subprocess.Popen[str]],
) -> None:
    plan_id = _request(engine, time_limit_s=300, gap=0.0)
    # Nobody hands it in: the worker finds runs whose asker died before that.
    start_worker()
    _wait(lambda: len(desk.progress(plan_id)) > 0)
    with Session(engine) as session:
        plan = session.get_one(CharterPlan, plan_id)
        assert stop_plan(session, plan, account_id=None, now=NOW)
        session.commit()
    _wait(lambda: _is_finished(engine, plan_id))
    assert _plan(engine, plan_id).status is PlanStatus.STOPPED
    assert _seats_booked(engine, plan_id) > 0


def test_two_workers_of_one_name_do_not_run_side_by_side(
    engine: Engine, start_worker: Callable[[], subprocess.Popen[str]]
) -> None:
    start_worker()
    with pytest.raises(AssertionError):
        start_worker()


def test_workflows_lie_beside_sqlite_and_inside_postgresql(tmp_path: Path) -> None:
    assert workflows_url(f"sqlite:///{tmp_path}/a.sqlite") == (
        f"sqlite:///{tmp_path}/a-workflows.sqlite"
    )
    assert workflows_url("postgresql+psycopg://h/a") == "postgresql+psycopg://h/a"


def test_a_run_that_nobody_handed_in_has_no_progress(desk: PlanningDesk) -> None:
    assert desk.progress(1) == []
