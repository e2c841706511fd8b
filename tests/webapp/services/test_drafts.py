from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import (
    Booking,
    CampaignStatus,
    CharterPlan,
    Party,
    PartyStatus,
    PlanStatus,
    Stop,
    Trip,
)
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
)
from webapp.services.drafts import Draft, DraftStop, DraftTrip, LeftOut, store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    campaign = make_campaign(session, rules={"depart_at": "07:30"})
    return make_plan(session, campaign, status=PlanStatus.RUNNING)


def _draft(session: Session, *carried: Party, left: tuple[Party, ...] = ()) -> Draft:
    trip = DraftTrip(
        coach_type_id=make_coach_type(session).id,
        seats_allowed=48,
        distance_m=560_000,
        duration_s=36_000,
        cost_cents=407_600,
        drivers=1,
        stops=(
            DraftStop("411525", None, -900, 0),
            DraftStop(None, carried[0].site_id, 34_000, 34_600),
        ),
        seats=tuple((party.id, party.size) for party in carried),
    )
    return Draft(
        is_optimal=True,
        cost_cents=407_600,
        lower_bound_cents=407_600,
        gap=0.0,
        runtime_s=1.5,
        travel_engine="great_circle",
        trips=(trip,),
        left_out=tuple(
            LeftOut(party.id, party.size, "too_far", "1,300 km") for party in left
        ),
    )


def test_a_draft_survives_being_kept_as_json(
    session: Session, plan: CharterPlan
) -> None:
    draft = _draft(session, make_party(session, plan.campaign))
    assert Draft.of(json.loads(json.dumps(draft.plain()))) == draft


def test_a_draft_becomes_trips_with_times_and_bookings(
    session: Session, plan: CharterPlan
) -> None:
    carried = make_party(session, plan.campaign, size=4)
    left = make_party(session, plan.campaign, size=2)
    store(session, plan, _draft(session, carried, left=(left,)), NOW)
    (trip,) = plan.trips
    assert (trip.seats_taken, trip.seats_allowed) == (4, 48)
    # 07:30 in China.
    leaves_at = dt.datetime(2027, 2, 23, 23, 30, tzinfo=dt.UTC)
    assert trip.departs_at == leaves_at
    assert trip.stops[0].arrives_at == leaves_at - dt.timedelta(minutes=15)
    assert trip.arrives_at == trip.stops[1].arrives_at
    assert [booking.party_id for booking in trip.bookings] == [carried.id]
    assert [(u.party_id, u.reason) for u in plan.unassigned] == [(left.id, "too_far")]
    assert (plan.status, plan.finished_at) == (PlanStatus.DONE, NOW)


def test_every_party_has_its_numbers_and_a_code_of_its_own(
    session: Session, plan: CharterPlan
) -> None:
    family, couple = (make_party(session, plan.campaign, size=n) for n in (5, 2))
    store(session, plan, _draft(session, couple, family), NOW)
    first, second = plan.trips[0].bookings
    assert first.code != second.code
    assert (first.seat_numbers, second.seat_numbers) == ((7, 8), (1, 2, 3, 4, 5))


def test_storing_twice_is_storing_once(session: Session, plan: CharterPlan) -> None:
    carried = make_party(session, plan.campaign)
    left = make_party(session, plan.campaign)
    draft = _draft(session, carried, left=(left,))
    for _ in range(2):
        store(session, plan, draft, NOW)
    for table, rows in ((Trip, 1), (Stop, 2), (Booking, 1)):
        assert session.scalar(select(func.count()).select_from(table)) == rows
    assert len(plan.unassigned) == 1


def test_a_party_that_gave_up_meanwhile_takes_no_seat(
    session: Session, plan: CharterPlan
) -> None:
    stays = make_party(session, plan.campaign, size=4)
    leaves = make_party(session, plan.campaign, size=2)
    draft = _draft(session, stays, leaves)
    leaves.status = PartyStatus.GAVE_UP
    session.flush()
    store(session, plan, draft, NOW)
    assert plan.trips[0].seats_taken == 4


def test_the_first_plan_is_chosen_and_a_later_one_waits(
    session: Session, plan: CharterPlan
) -> None:
    party = make_party(session, plan.campaign)
    later = make_plan(session, plan.campaign, status=PlanStatus.RUNNING)
    for run in (plan, later):
        store(session, run, _draft(session, party), NOW)
    assert (plan.is_chosen, later.is_chosen) == (True, False)
    assert plan.campaign.status is CampaignStatus.PLANNED


def test_a_stopped_run_keeps_what_it_had_and_says_so(
    session: Session, plan: CharterPlan
) -> None:
    plan.status = PlanStatus.STOPPED
    party = make_party(session, plan.campaign)
    store(session, plan, _draft(session, party), NOW)
    assert (plan.status, len(plan.trips)) == (PlanStatus.STOPPED, 1)
