from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models import CharterPlan, UnassignedParty
from tests.factories.campaigns import make_party

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip

pytestmark = pytest.mark.usefixtures("dispatcher")


@pytest.fixture
def address(rows: Session, trip: Trip) -> str:
    """The page of a party of two that the plan leaves behind."""
    gate = trip.stops[-1].site
    party = make_party(rows, trip.plan.campaign, size=2, site=gate, riders=[])
    rows.add(
        UnassignedParty(
            plan_id=trip.plan_id, party_id=party.id, riders=2, reason="no_coach_left"
        )
    )
    rows.commit()
    return f"/dispatch/plans/{trip.plan_id}/unassigned/{party.id}"


def test_what_would_help_is_priced_and_taken_with_one_tap(
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    trip: Trip,
    address: str,
) -> None:
    page = client.get(address).text
    assert "没有客车可用" in page
    assert 'value="higher_price:' in page
    tap = page.partition('name="tap" value="')[2].partition('"')[0]
    seen_at = trip.plan.updated_at.isoformat()
    answer = post(address, tap=tap, seen_at=seen_at)
    assert f"/campaigns/{trip.plan.campaign_id}/compare" in answer.location
    made = rows.query(CharterPlan).filter_by(is_chosen=True).one()
    assert (made.compared_id, made.unassigned) == (trip.plan_id, [])
    # The second tap makes no second plan.
    assert post(address, tap=tap, seen_at=seen_at).location.endswith(address)
    assert rows.query(CharterPlan).count() == 2


@pytest.mark.parametrize("tap", ["x", "next_place:1:999999", "higher_price:-1:"])
def test_a_remedy_that_there_is_not_changes_nothing(
    rows: Session, post: Callable[..., Any], trip: Trip, address: str, tap: str
) -> None:
    seen_at = trip.plan.updated_at.isoformat()
    assert post(address, tap=tap, seen_at=seen_at).location.endswith(address)
    assert rows.query(CharterPlan).count() == 1


def test_a_party_that_is_not_left_behind_has_no_page(
    client: FlaskClient, trip: Trip
) -> None:
    rider = trip.bookings[0].party_id
    address = f"/dispatch/plans/{trip.plan_id}/unassigned/{rider}"
    assert client.get(address).status_code == 404


def test_a_trip_says_why_its_people_ride_together(
    client: FlaskClient, trip: Trip
) -> None:
    page = client.get(f"/dispatch/trips/{trip.id}/why").text
    for booking in trip.bookings:
        assert booking.party.label in page
    assert "¥" in page
