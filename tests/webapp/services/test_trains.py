from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models import Booking, Trip, TripRole
from routing import check
from routing.editing import NOWHERE, LockTrain, Move, SetDeparture, Take
from routing.errors import EditError
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW, SERVICE_DATE, make_coach_type, make_plan
from tests.factories.trains import (
    local,
    make_block,
    make_campaign_by_train,
    make_planned_by_train,
    make_station,
)
from webapp.services import editing
from webapp.services.drafts import Draft, store
from webapp.services.fleets import uses_of
from webapp.services.planning import gather, make_problem, solve
from webapp.services.replanning import Again, solve_again
from webapp.services.restoring import PlanReader, restore
from webapp.services.seats import give_away, held_bookings, release_ride
from webapp.services.train_seats import riders_of, tickets_cents
from webapp.services.trains import (
    InUseError,
    OtherDayError,
    Ride,
    ShuttleTakenError,
    StationTakenError,
    TooFewCoachesError,
    add_block,
    add_shuttle,
    change_block,
    list_shuttles,
    remove_block,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import CharterPlan


def by_role(trips: list[Trip]) -> dict[TripRole, list[Trip]]:
    return {role: [t for t in trips if t.role is role] for role in TripRole}


def test_who_goes_by_train_has_seats_to_the_hub_and_to_the_gate(
    session: Session,
) -> None:
    plan = make_planned_by_train(session)
    block_id = gather(session, plan.campaign).trains.blocks[0].id

    trips = by_role(plan.trips)

    (direct,) = trips[TripRole.DIRECT]
    assert direct.seats_taken == 48
    assert (direct.block_id, direct.vehicle) == (None, None)
    assert sum(trip.seats_taken for trip in trips[TripRole.FEEDER]) == 25
    assert sum(trip.seats_taken for trip in trips[TripRole.SHUTTLE]) == 25
    for party in plan.campaign.parties:
        held = held_bookings(session, party)
        legs = [1] if party.size == 48 else [1, 2]
        assert [booking.leg for booking in held] == legs
        assert {booking.seats for booking in held} == {party.size}
    for trip in trips[TripRole.FEEDER]:
        assert trip.stops[-1].place is not None
        assert trip.stops[-1].place.name == "潢川站"
        # An hour before the train leaves at six, everybody is off.
        assert trip.stops[-1].departs_at <= local(17)
    for trip in trips[TripRole.SHUTTLE]:
        assert trip.stops[0].place is not None
        assert trip.stops[0].place.name == "苏州南站"
        assert local(6, day=1) + dt.timedelta(minutes=30) <= trip.departs_at
        assert all(stop.site_id for stop in trip.stops[1:])
    assert riders_of(session, plan) == {int(block_id): 25}


def test_the_plans_cost_is_that_of_its_coaches_and_of_the_trains_seats(
    session: Session,
) -> None:
    plan = make_planned_by_train(session)

    tickets = tickets_cents(session, [plan.id])

    assert tickets == {plan.id: 25 * 10_000}
    assert plan.cost_cents == tickets[plan.id] + sum(t.cost_cents for t in plan.trips)
    drives = by_role(plan.trips)[TripRole.SHUTTLE]
    # 20 rated seats, one is the driver's: one coach drives twice and is hired once.
    assert {trip.vehicle for trip in drives} == {1}
    assert len(drives) == 2
    assert sorted(uses_of(drives).values()) == [1]
    elsewhere = make_station(session, "吴江站", "320509", lat=31.15, lon=120.65)
    drives[0].block = make_block(session, plan.campaign, station=elsewhere)
    assert sorted(uses_of(drives).values()) == [2]


def test_a_draft_on_its_way_to_the_rows_keeps_the_trains(session: Session) -> None:
    campaign = make_campaign_by_train(session)
    draft = solve(
        gather(session, campaign), GreatCircle(), time_limit_s=3600, gap=0, seed=0
    )

    assert Draft.of(draft.plain()) == draft


def test_a_train_of_another_day_or_without_shuttles_carries_nobody(
    session: Session,
) -> None:
    campaign = make_campaign_by_train(session)
    elsewhere = make_station(session, "吴江站", "320509", lat=31.15, lon=120.65)
    make_block(
        session,
        campaign,
        name="K1",
        hub=make_station(session, "固始站", "411525", lat=32.2, lon=115.7),
        station=elsewhere,
    )

    assert len(gather(session, campaign).trains.blocks) == 1

    campaign.first_date = campaign.last_date = campaign.first_date + dt.timedelta(2)
    assert gather(session, campaign).trains.blocks == ()


def test_coaches_that_wait_at_a_station_drive_from_no_county(session: Session) -> None:
    campaign = make_campaign_by_train(session)
    (offer,) = list_shuttles(session, campaign)
    coach = offer.coach_type
    campaign.rules = {}

    fleet = {each.id: each.count for each in gather(session, campaign).fleet}

    assert fleet[str(coach.id)] == 1


def test_trains_whose_coaches_cannot_be_read_stay_as_they_are(
    session: Session,
) -> None:
    plan = make_planned_by_train(session)
    # Somebody's seat on the shuttle went to a walk-on; the one to the hub did not.
    _, second = held_bookings(
        session, next(p for p in plan.campaign.parties if p.size == 6)
    )
    give_away(session, second, 6)
    restored = restore(session, plan, GreatCircle())
    (number,) = restored.start.numbers

    # Only the coach that goes all the way is on the board, and nobody is left out.
    assert not restored.by_hand
    problem = restored.editor.problem
    assert [party.size for party in problem.parties] == [48]
    assert check(problem, restored.start.plan) == []
    moved = restored.editor.apply(
        restored.start, SetDeparture(number, SERVICE_DATE, restored.usual_s + 3600)
    )
    made = make_plan(session, plan.campaign)
    draft = restored.drafted(moved.plan, moved.numbers, moved.last)
    store(session, made, draft, NOW, like=plan)

    def held(of: object) -> list[tuple[object, ...]]:
        return sorted(
            (
                b.party_id,
                b.leg,
                b.trip.number,
                b.code,
                b.seat_numbers,
                b.pickup_code,
                b.seats,
            )
            for b in session.query(Booking).where(Booking.plan_id == of.id)
        )

    assert held(made) == held(plan)
    assert made.cost_cents == plan.cost_cents
    assert restored.start.last == max(trip.number for trip in plan.trips)
    again = {t.number: t for t in made.trips}
    for trip in plan.trips:
        if trip.role is not TripRole.DIRECT:
            assert again[trip.number].departs_at == trip.departs_at
            assert again[trip.number].block_id == trip.block_id


def test_parties_are_moved_off_a_train_and_onto_it_by_hand(session: Session) -> None:
    plan = make_planned_by_train(session)
    reader, by = PlanReader(GreatCircle), {"account_id": None, "now": NOW}
    start = editing.look(session, reader, plan)
    (block,) = start.state.plan.trains
    six, many = (
        str(next(p.id for p in plan.campaign.parties if p.size == size))
        for size in (6, 48)
    )
    # Everybody is on the board, and counted once.
    assert start.restored.by_hand
    assert (start.findings, start.cost_cents) == ([], plan.cost_cents)
    assert sum(on.riders for on in block.riders) == 25

    with pytest.raises(EditError, match="no_way"):  # no shuttle is so large
        editing.make(
            session, reader, plan, Move(many, to=block.block), seen=start.token, **by
        )
    session.expire_all()
    offered = editing.places(session, reader, plan, Move(six, to=NOWHERE))
    alone = next(offer for offer in offered if isinstance(offer.change, Take))
    seen = editing.look(session, reader, plan).token
    off = editing.make(session, reader, plan, alone.change, seen=seen, **by)
    assert off.findings == []
    assert off.added_cents == alone.added_cents > 0
    back = editing.places(session, reader, plan, Move(six, to=NOWHERE))[0]
    assert back.train is not None
    assert back.added_cents == -off.added_cents

    made = editing.save(session, reader, plan, seen=off.token, **by)

    def seats(of: CharterPlan) -> set[tuple[object, ...]]:
        return {
            (b.party_id, b.leg, b.trip.number, b.code, b.seat_numbers)
            for trip in of.trips
            for b in trip.bookings
            if str(b.party_id) != six
        }

    assert (seats(made), made.cost_cents) == (seats(plan), off.cost_cents)
    again = editing.look(session, reader, made)
    assert (again.findings, again.cost_cents) == ([], made.cost_cents)
    on = editing.make(
        session, reader, made, Move(six, to=block.block), seen=again.token, **by
    )
    assert (on.findings, on.cost_cents) == ([], plan.cost_cents)


def test_the_rest_is_planned_again_with_its_trains(session: Session) -> None:
    plan = make_planned_by_train(session)
    reader = PlanReader(GreatCircle)
    start = editing.look(session, reader, plan)
    (train,) = start.state.plan.trains
    again = Again(start.restored, (LockTrain(train.block),), 5_000)

    draft = solve_again(again, time_limit_s=3600, gap=0.0, seed=0)
    made = make_plan(session, plan.campaign)
    store(session, made, draft, NOW, like=plan)

    assert made.cost_cents == plan.cost_cents
    assert {(t.number, t.role, t.departs_at) for t in made.trips} == {
        (t.number, t.role, t.departs_at) for t in plan.trips
    }
    # Unlocked, its people are planned with the rest.
    free = solve_again(replace(again, changes=()), time_limit_s=3600, gap=0.0, seed=0)
    assert free.cost_cents <= plan.cost_cents
    numbers = [trip.number for trip in free.trips]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)
    assert editing.look(session, reader, made).findings == []


def test_nobody_is_left_at_a_station_by_giving_one_seat_back(session: Session) -> None:
    plan = make_planned_by_train(session)
    party = next(p for p in plan.campaign.parties if p.size == 6)
    *_, shuttle = held_bookings(session, party)

    assert release_ride(session, shuttle)

    assert held_bookings(session, party) == []
    assert sum(riders_of(session, plan).values()) == 19


def test_a_train_in_the_driven_plan_keeps_its_times_and_its_seats(
    session: Session,
) -> None:
    plan = make_planned_by_train(session)
    block = next(trip.block for trip in plan.trips if trip.block)
    now = block.updated_at + dt.timedelta(seconds=1)

    def change(**values: object) -> None:
        ride = {
            "name": block.name,
            "hub_code": block.hub_code,
            "station_code": block.station_code,
            "departs_at": block.departs_at,
            "arrives_at": block.arrives_at,
            "seats": 60,
            "seat_cents": 12_000,
        }
        with session.begin_nested():
            change_block(
                session,
                block,
                Ride(**ride | values),
                seen_at=block.updated_at,
                account_id=None,
                now=now,
            )

    for values in ({"seats": 24}, {"departs_at": local(17)}):
        with pytest.raises(InUseError):
            change(**values)
        session.refresh(block)
    change()
    assert (block.seats, block.seat_cents) == (60, 12_000)
    with pytest.raises(InUseError):
        remove_block(session, block, account_id=None, now=now)


def test_a_train_leaves_on_a_day_of_its_campaign(session: Session) -> None:
    campaign = make_campaign_by_train(session)
    block = make_block(
        session,
        campaign,
        name="K2",
        hub=make_station(session, "固始站", "411525", lat=32.2, lon=115.7),
        station=make_station(session, "吴江站", "320509", lat=31.15, lon=120.65),
    )
    ride = Ride(
        "K3", block.hub_code, block.station_code, local(8, 1), local(9, 1), 10, 0
    )

    with pytest.raises(OtherDayError):
        add_block(session, campaign, ride, account_id=None, now=NOW)
    remove_block(session, block, account_id=None, now=NOW)


def test_more_coaches_than_there_are_wait_at_no_station(session: Session) -> None:
    campaign = make_campaign_by_train(session)
    (offer,) = list_shuttles(session, campaign)
    other = make_station(session, "吴江站", "320509", lat=31.15, lon=120.65)

    def add(station: object, coach: object, count: int) -> None:
        add_shuttle(session, campaign, station, coach, count, account_id=None, now=NOW)

    with pytest.raises(TooFewCoachesError):
        add(other, offer.coach_type, 2)
    with pytest.raises(ShuttleTakenError):
        add(offer.station, offer.coach_type, 1)
    add(other, make_coach_type(session, name="11座", seats=11), 5)


def test_a_station_is_there_once(session: Session) -> None:
    first = make_station(session, "吴江站", "320509", lat=31.15, lon=120.65)

    with pytest.raises(StationTakenError):
        make_station(session, "吴江站", "320509", lat=31.0, lon=120.0)
    assert first.full_name == "江苏省苏州市吴江区吴江站"


def test_a_problem_with_trains_is_planned_as_one_of_coaches_without_them(
    session: Session,
) -> None:
    campaign = make_campaign_by_train(session)
    problem = make_problem(gather(session, campaign), GreatCircle())

    # Coaches leave counties when they always do, those to a train when it asks for it.
    assert problem.rules.departures_s == (8 * 3600,)
    assert problem.feeder_departures_s[0] == 5 * 3600
    assert {place.id for place in problem.places} >= {
        problem.trains.blocks[0].hub,
        problem.trains.blocks[0].station,
    }
