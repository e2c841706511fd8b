from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models import CharterPlan, PlanStatus
from tests.factories.campaigns import NOW, make_coach_type, make_driven_trip, make_plan
from webapp.services.comparing import figures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip

pytestmark = pytest.mark.usefixtures("dispatcher")


@pytest.fixture
def other(rows: Session, trip: Trip) -> CharterPlan:
    """A second, cheaper plan of the campaign, for what-if of a sixth of the seats."""
    plan = make_plan(
        rows,
        trip.plan.campaign,
        status=PlanStatus.DONE,
        finished_at=NOW,
        cost_cents=300_000,
        lower_bound_cents=300_000,
        gap=0.0,
        is_optimal=True,
        change={"kind": "occupancy", "amount": 60, "coach_type_id": None},
        rules={"occupancy": 0.6},
        compared_id=trip.plan_id,
    )
    make_driven_trip(rows, plan=plan, cost_cents=300_000)
    rows.commit()
    return plan


def _page(client: FlaskClient, trip: Trip) -> str:
    return client.get(f"/dispatch/campaigns/{trip.plan.campaign_id}/compare").text


def test_plans_stand_side_by_side_with_what_changes_in_a_sentence(
    client: FlaskClient, trip: Trip, other: CharterPlan
) -> None:
    page = _page(client, trip)
    assert f'id="plan-{trip.plan_id}"' in page
    assert f'id="plan-{other.id}"' in page
    assert "便宜 1,076 元" in page
    assert "已证明" in page
    # What is the same in both is better in neither.
    assert page.count("<dt>客车</dt><dd>1</dd>") == 2
    assert page.count("best-mark") == 1


def test_hours_aboard_are_of_those_who_travel(rows: Session, trip: Trip) -> None:
    before = figures_of(rows, [trip.plan])[trip.plan_id].rider_s
    first, _ = trip.bookings
    first.given_away = [[1, 1]]
    rows.flush()
    # Of the two who ride from the first stop to the last one does.
    ride = trip.stops[-1].arrives_at - trip.stops[0].departs_at
    after = figures_of(rows, [trip.plan])[trip.plan_id].rider_s
    assert before - after == ride.total_seconds()


def test_a_choice_is_undone_with_one_tap(
    client: FlaskClient,
    post: Callable[..., Any],
    trip: Trip,
    other: CharterPlan,
) -> None:
    post(f"/dispatch/plans/{other.id}/choose")
    assert f"/dispatch/plans/{other.id}/undo" in _page(client, trip)
    post(f"/dispatch/plans/{other.id}/undo")
    assert (trip.plan.is_chosen, other.is_chosen) == (True, False)
    # The second tap finds nothing to undo.
    assert post(f"/dispatch/plans/{other.id}/undo").status_code == 302
    assert (trip.plan.is_chosen, other.is_chosen) == (True, False)


def test_a_note_is_kept_and_a_colleagues_is_shown_instead_of_overwritten(
    post: Callable[..., Any], trip: Trip
) -> None:
    seen_at = trip.plan.updated_at.isoformat()
    address = f"/dispatch/plans/{trip.plan_id}/notes"
    assert post(address, notes="问过王师傅", seen_at=seen_at).status_code == 302
    late = post(address, notes="我的话", seen_at=seen_at)
    assert late.status_code == 409
    assert "问过王师傅" in late.text
    assert "我的话" in late.text
    assert trip.plan.notes == "问过王师傅"


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        ({"tap": "stops:1:"}, {"kind": "stops", "amount": 1}),
        ({"text": "坐六成呢？"}, {"kind": "occupancy", "amount": 60}),
    ],
)
def test_a_what_if_is_a_run_beside_the_plan(
    rows: Session,
    post: Callable[..., Any],
    trip: Trip,
    asked: dict[str, str],
    change: dict[str, Any],
) -> None:
    post(f"/dispatch/plans/{trip.plan_id}/what-if", **asked)
    run = rows.query(CharterPlan).filter_by(status=PlanStatus.QUEUED).one()
    assert run.change == {**change, "coach_type_id": None}
    assert run.compared_id == trip.plan_id
    assert trip.plan.is_chosen
    again = post(f"/dispatch/plans/{trip.plan_id}/what-if", text="坐七成")
    assert again.status_code == 409
    assert 'value="坐七成"' in again.text
    assert 'id="text-wrong"' in again.text


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "今天天气好"},
        {"text": "坐满100%"},
        {"tap": "occupancy:0:"},
        {"tap": "coaches:1:999999"},
        {"tap": "x"},
        {"tap": "departure:-1:"},
        {},
        {"text": "多" * 200},
    ],
)
def test_what_cannot_be_asked_starts_nothing_and_says_so(
    rows: Session, post: Callable[..., Any], trip: Trip, asked: dict[str, str]
) -> None:
    make_coach_type(rows)
    rows.commit()
    answer = post(f"/dispatch/plans/{trip.plan_id}/what-if", **asked)
    assert answer.status_code == 422
    assert asked.get("text", "")[:80] in answer.text
    assert rows.query(CharterPlan).count() == 1
