"""A dispatcher at the desk, and the rows of a campaign that was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models import Account, PlanStatus, Role, Trip
from tests.factories.campaigns import NOW, make_campaign, make_driven_trip, make_plan
from tests.factories.postings import make_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from webapp.collaborators import Collaborators


@pytest.fixture
def post(post: Callable[..., Any], rows: Session) -> Callable[..., Any]:
    """Send a form; what the test looked at before keeps no lock, and is read anew."""

    def send(address: str, **data: Any) -> Any:
        rows.rollback()
        answer = post(address, **data)
        rows.expire_all()
        return answer

    return send


@pytest.fixture(autouse=True)
def _close_the_desk(app: Flask) -> Iterator[None]:
    yield
    made: Collaborators = app.extensions["collaborators"]
    made.planning_desk.close()


@pytest.fixture
def dispatcher(rows: Session, sign_in: Callable[[Account], None]) -> Account:
    """A signed-in dispatcher."""
    account = make_account(rows, Role.DISPATCHER)
    sign_in(account)
    return account


@pytest.fixture
def trip(rows: Session) -> Trip:
    """A trip of a chosen plan; its campaign has two parties."""
    plan = make_plan(
        rows,
        make_campaign(rows),
        status=PlanStatus.DONE,
        finished_at=NOW,
        is_chosen=True,
        cost_cents=407_600,
        lower_bound_cents=405_000,
        gap=0.006,
        runtime_s=1.5,
        travel_engine="great_circle",
    )
    trip = make_driven_trip(rows, plan=plan)
    rows.commit()
    return trip


@pytest.fixture
def rules() -> dict[str, Any]:
    """What the form of a new campaign is sent with."""
    return {
        "name": "2027 返岗专车",
        "first_date": "2027-02-24",
        "depart_at": "07:30",
        "occupancy": "50",
        "crew_seats": "1",
        "kept_free_seats": "0",
        "max_pickups": "3",
        "max_dropoffs": "2",
        "pickup_s": "15",
        "dropoff_s": "10",
        "max_duration_s": "15",
        "max_distance_m": "1250",
        "second_driver_above_m": "600",
        "second_driver_cents": "700",
        "alternatives_m": "0",
        "unassigned_cents": "10000",
        "hour_cents": "0",
        "day_cents": "50",
        "hub_s": "60",
        "spare_s": "180",
        "station_s": "30",
        "wait_s": "120",
    }
