from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import CharterPlan, Party, PlanStatus
from routing import check
from routing.explain import Remedy
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
    make_site,
)
from tests.factories.trains import make_planned_by_train
from webapp.services.bookings import pickup_code
from webapp.services.drafts import store
from webapp.services.planning import make_problem, solve, task_of
from webapp.services.plans import choose_plan, undo_choice
from webapp.services.remedies import (
    GoneError,
    list_remedies,
    take_remedy,
    tap_of,
    why,
)
from webapp.services.restoring import PlanReader
from webapp.services.stored_plans import read_plan, trips_driven

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

READER = PlanReader(GreatCircle)


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    """One coach of ten seats that stops once: six from Gushi, four of Huangchuan."""
    coach = make_coach_type(session, name="11座", seats=11, count=1)
    campaign = make_campaign(
        session, rules={"coach_types": [coach.id], "max_pickups": 1}
    )
    gate = make_site(session)
    make_party(session, campaign, site=gate, size=6)
    make_party(session, campaign, site=gate, size=4, pickup_place_code="411526")
    plan = make_plan(session, campaign, status=PlanStatus.DONE)
    draft = solve(
        task_of(session, plan), GreatCircle(), time_limit_s=3600, gap=0, seed=0
    )
    store(session, plan, draft, NOW)
    return plan


def _left(plan: CharterPlan) -> Party:
    (left,) = plan.unassigned
    return left.party


def _take(session: Session, plan: CharterPlan, remedy: Remedy) -> CharterPlan:
    party = _left(plan)
    offered = list_remedies(session, READER, plan, party)
    (found,) = (one for one in offered if one.remedy is remedy)
    return take_remedy(
        session,
        READER,
        plan,
        party,
        tap_of(found),
        seen_at=plan.updated_at,
        account_id=None,
        now=NOW,
    )


def test_who_has_no_seat_is_told_what_would_give_one(
    session: Session, plan: CharterPlan
) -> None:
    offered = list_remedies(session, READER, plan, _left(plan))
    assert {one.remedy for one in offered} >= {
        Remedy.NEXT_PLACE,
        Remedy.ONE_MORE_COACH,
        Remedy.ANOTHER_DAY,
    }
    assert all(one.joining is not None for one in offered)
    rider = plan.trips[0].bookings[0].party
    assert list_remedies(session, READER, plan, rider) == []


@pytest.mark.parametrize(
    "remedy", [Remedy.NEXT_PLACE, Remedy.ONE_MORE_COACH, Remedy.ANOTHER_DAY]
)
def test_a_remedy_makes_a_new_plan_that_can_be_undone(
    session: Session, plan: CharterPlan, remedy: Remedy
) -> None:
    party = _left(plan)
    made = _take(session, plan, remedy)
    assert made.unassigned == []
    assert (made.is_chosen, plan.is_chosen) == (True, False)
    (seated,) = (b for trip in made.trips for b in trip.bookings if b.party is party)
    if remedy is Remedy.NEXT_PLACE:
        stop = plan.trips[0].stops[0].place_code
        assert pickup_code(seated) == stop
        assert party.pickup_place_code != stop
    # Who rode before keeps seats and code.
    (before,) = plan.trips[0].bookings
    (after,) = (
        b for trip in made.trips for b in trip.bookings if b.party_id == before.party_id
    )
    assert (after.code, after.seat_numbers) == (before.code, before.seat_numbers)
    if remedy is not Remedy.ANOTHER_DAY:
        problem = make_problem(task_of(session, made), GreatCircle())
        read = read_plan(problem, trips_driven(session, made))
        causes = {violation.cause.value for violation in check(problem, read)}
        assert causes <= {"wrong_pickup"}
    assert undo_choice(session, made, account_id=None, now=NOW) is plan


def test_a_larger_coach_that_an_operator_offers_is_priced_and_hired(
    session: Session, plan: CharterPlan
) -> None:
    """One that the campaign's own coaches leave out; its price is the operator's."""
    larger = make_coach_type(session, name="21座", seats=21, count=2)
    make_coach_type(session, name="9座", seats=9)
    plan.campaign.rules = {**plan.campaign.rules, "max_pickups": 2}
    plan.rules = plan.campaign.rules
    party = _left(plan)
    party.size = 5  # one more than the coach of ten seats has left
    session.flush()
    made = _take(session, plan, Remedy.LARGER_COACH)
    assert made.unassigned == []
    (seated,) = (b for trip in made.trips for b in trip.bookings if b.party is party)
    assert seated.trip.coach_type is larger
    assert len(made.trips) == 1
    problem = make_problem(task_of(session, made), GreatCircle())
    assert check(problem, read_plan(problem, trips_driven(session, made))) == []


def test_a_remedy_that_is_gone_is_not_taken(
    session: Session, plan: CharterPlan
) -> None:
    party = _left(plan)
    for tap in ("next_place:1:411525", "x", "larger_coach:20:"):
        with pytest.raises(GoneError):
            take_remedy(
                session,
                READER,
                plan,
                party,
                tap,
                seen_at=plan.updated_at,
                account_id=None,
                now=NOW,
            )


def test_why_says_what_a_party_costs_and_where_else_it_could_be(
    session: Session, plan: CharterPlan
) -> None:
    (trip,) = plan.trips
    (row,) = why(session, READER, trip)
    assert (row.party_id, row.marginal_cents) == (
        trip.bookings[0].party_id,
        trip.cost_cents,
    )


def test_a_train_with_seats_is_a_remedy_and_a_place_elsewhere(session: Session) -> None:
    plan = make_planned_by_train(session)
    choose_plan(session, plan, account_id=None, now=NOW)
    seats = {
        (b.party_id, b.leg): (b.trip.number, b.code, b.seat_numbers)
        for trip in plan.trips
        for b in trip.bookings
    }
    riders = next(party for party in plan.campaign.parties if party.size == 12)
    late = make_party(
        session, plan.campaign, size=2, site=riders.site, pickup_place_code="411526"
    )
    offered = list_remedies(session, READER, plan, late)
    remedy = offered[0]
    assert remedy.by_train is not None
    assert {one.name for one in offered}.isdisjoint(
        {trip.block.hub_code for trip in plan.trips if trip.block}
    )
    made = take_remedy(
        session,
        READER,
        plan,
        late,
        tap_of(remedy),
        seen_at=plan.updated_at,
        account_id=None,
        now=NOW,
    )
    assert (made.is_chosen, made.unassigned) == (True, [])
    now = {
        (b.party_id, b.leg): (b.trip.number, b.code, b.seat_numbers)
        for trip in made.trips
        for b in trip.bookings
    }
    assert now.keys() - seats.keys() == {(late.id, 1), (late.id, 2)}
    assert seats.items() <= now.items()
    assert made.cost_cents == plan.cost_cents + remedy.added_cents
    # Whose way goes by train is told why, on both of its coaches.
    for trip in made.trips:
        rows = why(session, READER, trip)
        assert {row.party_id for row in rows} == {b.party_id for b in trip.bookings}
