"""Who goes by train, from the first edition to the last gate."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models import (
    ArrivalStatus,
    CharterPlan,
    Notice,
    NoticeKind,
    Party,
    PartyStatus,
    PlaceLevel,
    Role,
    Stop,
    Trip,
    TripRole,
    TripStatus,
    WalkOn,
)
from tests.factories.campaigns import NOW, make_trip
from tests.factories.postings import make_account
from tests.factories.riding import make_request
from tests.factories.trains import local, make_campaign_by_train, make_planned_by_train
from webapp.services import editions, publishing
from webapp.services.arrivals import at_gates, check_off_all
from webapp.services.boarding.noting import WalkOnNote, take_in
from webapp.services.boarding.rescue import move_within_train
from webapp.services.campaigns import set_party_status
from webapp.services.documents import Kind, compose, list_offers
from webapp.services.editions import Promises
from webapp.services.manifests.content import compose as manifest_of
from webapp.services.own_riders import list_own
from webapp.services.party_people import CoachFullError, add_person
from webapp.services.plans import choose_plan
from webapp.services.profiles import coaches_by_site
from webapp.services.results.reading import read_results
from webapp.services.results.workbook import write_workbook
from webapp.services.ride_offers import stops_near
from webapp.services.riding import Standing, cancel, show
from webapp.services.seats import held_bookings
from webapp.services.subsidies import SubsidyRule
from webapp.services.tickets import compose as ticket_of
from webapp.services.train_seats import riders_of
from webapp.services.travel_day.logs import TripLog
from webapp.services.travel_day.reading import read_logs, trips_off_their_day
from webapp.services.travel_day.states import State, look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import RideRequest


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    """A published plan; 25 of its 73 people go by train."""
    plan = make_planned_by_train(session)
    for employer in {party.site.employer for party in plan.campaign.parties}:
        make_account(session, Role.EMPLOYER, employer=employer)
    publishing.publish(session, plan, account_id=None, now=NOW)
    return plan


def clerk(session: Session) -> int:
    return make_account(session, Role.DISPATCHER).id


def of_role(plan: CharterPlan, role: TripRole) -> list[Trip]:
    return [trip for trip in plan.trips if trip.role is role]


def party_of(plan: CharterPlan, size: int) -> Party:
    return next(party for party in plan.campaign.parties if party.size == size)


def test_two_rides_are_promised_and_everybody_is_counted_once(
    session: Session, plan: CharterPlan
) -> None:
    edition = editions.find_latest(session, plan.campaign)
    promises = Promises.of(edition.promises)

    difference = editions.compare(Promises(), promises)

    assert difference.people == 73
    assert [party.leg for party in promises.parties].count(2) == 4
    assert {trip.train for trip in promises.trips} == {"", "K1234"}
    assert difference.apply(Promises()) == promises
    assert editions.settle(promises, promises) == promises
    told = session.query(Notice).filter_by(kind=NoticeKind.ARRIVALS_PUBLISHED)
    assert sum(int(notice.about["count"]) for notice in told) == 73


def test_a_train_brings_people_from_its_feeders_counties_and_a_station_is_no_home(
    session: Session, plan: CharterPlan, gazetteer: Gazetteer
) -> None:
    feeders, shuttles = (
        of_role(plan, role) for role in (TripRole.FEEDER, TripRole.SHUTTLE)
    )
    homes = {
        stop.place_code[:6]
        for trip in feeders
        for stop in trip.stops
        if stop.place_code is not None and stop.place.level is not PlaceLevel.STATION
    }
    gates = {stop.site_id for t in shuttles for stop in t.stops if stop.site_id}
    served = coaches_by_site(session)
    home = gazetteer.place("411525")

    assert homes
    assert gates
    for gate in gates:
        assert homes <= served[gate]
        offers = stops_near(session, gazetteer, home, gate, [plan.campaign], NOW)
        assert offers[0].code == home.code
    assert {code for codes in served.values() for code in codes} <= {
        "411525",
        "411526",
        "411528",
    }


def test_the_plan_made_anew_keeps_both_seats_where_the_coaches_stay(
    session: Session, plan: CharterPlan
) -> None:
    before = {
        (b.party_id, b.leg): (b.trip.number, b.seat_numbers, b.code)
        for trip in plan.trips
        for b in trip.bookings
    }
    again = make_planned_by_train(session, plan.campaign)
    choose_plan(session, again, account_id=None, now=NOW)

    publishing.publish(session, again, account_id=None, now=NOW)

    session.expire_all()
    assert before == {
        (b.party_id, b.leg): (b.trip.number, b.seat_numbers, b.code)
        for trip in again.trips
        for b in trip.bookings
    }
    assert len(editions.list_editions(session, plan.campaign)) == 1


def test_enterprises_see_the_coach_that_comes_to_their_gate(
    session: Session, plan: CharterPlan
) -> None:
    party = party_of(plan, 6)
    lines = list_own(session, party.site.employer, plan.campaign)

    gates = at_gates(lines)

    # The coach that goes all the way, and one or both drives of the shuttle.
    assert sum(gate.people for gate in gates) == 6 + 12 + 48
    assert {gate.trip.role for gate in gates} == {TripRole.DIRECT, TripRole.SHUTTLE}
    noted = check_off_all(
        session, [party], account_id=clerk(session), now=local(9, day=1)
    )
    assert noted == 6
    *_, shuttle = held_bookings(session, party)
    (log,) = read_logs(session, [shuttle.trip])
    assert log.arrived == 6
    (line,) = [line for line in list_own(session, party.site.employer, plan.campaign)
               if line.party is party]  # fmt: skip
    assert line.has_arrived
    assert all(each.arrival.status is ArrivalStatus.ARRIVED for each in line.riders)


def test_papers_name_the_hub_and_the_station(
    session: Session, plan: CharterPlan
) -> None:
    party = party_of(plan, 12)
    employer = party.site.employer

    arriving = compose(
        session, plan.campaign, Kind.ARRIVALS, str(employer.id), is_full=False, now=NOW
    )
    boarding = compose(
        session, plan.campaign, Kind.FEEDERS, "411526", is_full=False, now=NOW
    )

    said = [row.cells for section in arriving.sections for row in section.rows]
    assert sum("苏州南站" in str(cells) for cells in said) == 18
    there = [row.cells for section in boarding.sections for row in section.rows]
    assert sum("潢川站" in str(cells) for cells in there) == 12
    assert boarding.people == 60
    for trip in of_role(plan, TripRole.FEEDER):
        manifest = manifest_of(session, trip, is_full=False, now=NOW)
        assert manifest.stops[-1].alights == manifest.riders == trip.seats_taken
        assert all(
            "潢川站" in line.dropoff for stop in manifest.stops for line in stop.riders
        )


def test_the_railway_gets_who_goes_by_its_train_with_their_cards(
    session: Session, plan: CharterPlan
) -> None:
    offers = list_offers(session, plan.campaign)
    (offer,) = [offer for offer in offers if offer.kind is Kind.TRAINS]

    lists = [
        compose(
            session, plan.campaign, Kind.TRAINS, offer.subject, is_full=full, now=NOW
        )
        for full in (True, False)
    ]

    assert "K1234 次　潢川站 02-24 18:00 → 苏州南站 02-25 06:00" in offer.name
    assert [each.people for each in lists] == [25, 25]
    numbers = {rider.id_number for p in plan.campaign.parties for rider in p.riders}
    said = [
        {row.cells[2] for section in each.sections for row in section.rows}
        for each in lists
    ]
    assert said[0] <= numbers
    assert said[1].isdisjoint(numbers)
    # A shuttle's station is no county, a hub no gate.
    stops = [offer.subject for offer in offers if offer.kind is Kind.FEEDERS]
    assert sorted(stops) == ["411525", "411526", "411528"]


def test_a_feeder_that_is_called_off_leaves_nobody_on_a_shuttle(
    session: Session, plan: CharterPlan
) -> None:
    (feeder, *others) = of_role(plan, TripRole.FEEDER)
    aboard = [booking.party for booking in feeder.bookings]

    publishing.call_off(
        session, feeder, "车坏", seen_at=feeder.updated_at, account_id=None, now=NOW
    )

    assert all(held_bookings(session, party) == [] for party in aboard)
    left = sum(trip.seats_taken for trip in of_role(plan, TripRole.SHUTTLE))
    assert left == sum(trip.seats_taken for trip in others)


def test_others_of_the_train_take_in_whom_a_broken_coach_leaves(
    session: Session, plan: CharterPlan
) -> None:
    broken = max(of_role(plan, TripRole.FEEDER), key=lambda trip: trip.seats_taken)
    spare = make_trip(
        session,
        plan,
        number=99,
        role=TripRole.FEEDER,
        block=broken.block,
        status=TripStatus.PUBLISHED,
        seats_allowed=48,
        departs_at=broken.departs_at,
    )
    spare.stops = [
        Stop(
            position=stop.position,
            place_code=stop.place_code,
            arrives_at=stop.arrives_at,
            departs_at=stop.departs_at,
        )
        for stop in broken.stops
    ]
    session.flush()
    aboard = [b.party for b in broken.bookings]
    people = broken.seats_taken

    found = move_within_train(session, broken, account_id=None, now=NOW)

    assert found == (people, 0)
    assert (broken.seats_taken, spare.seats_taken) == (0, people)
    for party in aboard:
        first, second = held_bookings(session, party)
        assert (first.trip, first.leg, second.leg) == (spare, 1, 2)
        assert len(first.seat_numbers) == party.size
    assert move_within_train(session, spare, account_id=None, now=NOW) == (people, 0)


def test_one_person_more_needs_a_seat_of_the_train_too(
    session: Session, plan: CharterPlan
) -> None:
    party, block = party_of(plan, 6), of_role(plan, TripRole.FEEDER)[0].block
    block.seats = 25

    def add() -> None:
        with session.begin_nested():
            add_person(
                session,
                party,
                name="示例新",
                phone=None,
                is_counted=False,
                seen_at=party.updated_at,
                account_id=clerk(session),
                now=NOW,
            )

    with pytest.raises(CoachFullError):
        add()
    session.expire_all()
    block.seats = 26
    add()
    assert [booking.seats for booking in held_bookings(session, party)] == [7, 7]
    assert riders_of(session, plan) == {block.id: 26}


def test_a_coach_to_a_train_takes_nobody_along_who_has_no_ticket(
    session: Session, plan: CharterPlan
) -> None:
    feeder = of_role(plan, TripRole.FEEDER)[0]
    note = WalkOnNote(
        client_id="w-1",
        happened_at=feeder.departs_at,
        name="示例路人",
        stop_id=feeder.stops[0].id,
        site_id=party_of(plan, 6).site_id,
    )

    take_in(session, feeder, [note], account_id=clerk(session), now=feeder.departs_at)

    assert session.query(WalkOn).count() == 0


def test_a_late_coach_misses_its_train(session: Session, plan: CharterPlan) -> None:
    feeder = of_role(plan, TripRole.FEEDER)[0]
    (log,) = read_logs(session, [feeder])
    assert isinstance(log, TripLog)
    hub = log.stops[-1]
    assert (hub.is_gate, hub.name, log.train) == (True, "潢川站", "K1234")

    def state(minutes: int) -> State:
        # Nothing was noted although it should have left so long ago.
        return look(log, log.stops[0].departs_at + dt.timedelta(minutes=minutes)).state

    spare = (log.train_leaves_at - hub.departs_at).total_seconds() // 60 - 15
    assert state(10) is State.UNDER_WAY
    assert state(int(spare) + 5) is State.MISSES_TRAIN


def test_no_coach_is_moved_so_that_it_misses_its_train(
    session: Session, plan: CharterPlan
) -> None:
    feeder, shuttle = (
        of_role(plan, role)[0] for role in (TripRole.FEEDER, TripRole.SHUTTLE)
    )

    def move(trip: Trip, hours: int) -> None:
        publishing.move_trip(
            session,
            trip,
            trip.departs_at + dt.timedelta(hours=hours),
            seen_at=trip.updated_at,
            account_id=None,
            now=NOW,
        )

    for trip, hours in ((feeder, 6), (shuttle, -1)):
        with pytest.raises(publishing.MissesTrainError), session.begin_nested():
            move(trip, hours)
        session.refresh(trip)
    move(shuttle, 1)


def test_a_shuttle_of_the_next_morning_was_not_moved_off_its_day(
    session: Session, plan: CharterPlan
) -> None:
    date = plan.campaign.first_date

    found = trips_off_their_day(session, plan.campaign.office_id, date)

    assert found == []
    drives = read_logs(session, of_role(plan, TripRole.SHUTTLE))
    assert {log.service_date for log in drives} == {date}


def test_results_count_people_once_and_the_trains_seats_as_cost(
    session: Session, plan: CharterPlan
) -> None:
    results = read_results(session, plan.campaign)

    assert results.booked == 73
    assert [group.booked for group in results.days] == [73]
    assert sum(group.booked for group in results.counties) == 73
    assert results.cost_cents == plan.cost_cents
    assert results.tickets_cents == 250_000
    rule = SubsidyRule(0.5)
    sheet = load_workbook(io.BytesIO(write_workbook(plan.campaign, results, rule)))[
        "补贴"
    ]
    *trips, together = [
        row[6] for row in sheet.iter_rows(min_row=4, values_only=True) if row[6]
    ]
    assert together == pytest.approx(sum(trips)) == results.coaches_cents / 100


@pytest.fixture
def wish(session: Session) -> RideRequest:
    """Somebody who asked for a ride themselves, and goes by train."""
    campaign = make_campaign_by_train(session)
    site = campaign.parties[0].site
    request = make_request(session, campaign, site)
    plan = make_planned_by_train(session, campaign)
    publishing.publish(session, plan, account_id=None, now=NOW)
    return request


def test_a_rider_sees_both_coaches_and_the_train_and_is_told_once(
    session: Session, wish: RideRequest
) -> None:
    ride = show(session, wish)

    assert ride.standing is Standing.SEATED
    assert ride.train.name == "K1234"
    assert ride.gate.site is wish.site
    assert [ride.booking.leg, ride.onward.leg] == [1, 2]
    tickets = [
        ticket_of(booking, "key", "110") for booking in (ride.booking, ride.onward)
    ]
    assert "送站车" in tickets[0].coach
    assert tickets[0].train == "换乘 K1234 次火车，潢川站 02-24 18:00 开"
    assert "接驳车" in tickets[1].coach
    assert "苏州南站" in tickets[1].boards_at
    assert tickets[0].payload != tickets[1].payload
    told = session.query(Notice).filter_by(kind=NoticeKind.SEAT_TAKEN).all()
    assert [notice.about["stop"] for notice in told] == ["河南省信阳市固始县"]


def test_a_rider_who_cancels_gives_back_both_seats(
    session: Session, wish: RideRequest
) -> None:
    party = wish.party

    cancel(session, wish, account_id=None, now=NOW)

    assert held_bookings(session, party) == []


def test_seats_that_come_free_by_train_are_given_to_who_waits(
    session: Session, plan: CharterPlan
) -> None:
    """The train has 40 seats and 25 riders; the gate's shuttle bounds how many fit."""
    riders = party_of(plan, 12)
    block = next(trip.block for trip in plan.trips if trip.block is not None)
    block.seats = 25
    session.flush()
    request = make_request(
        session,
        plan.campaign,
        riders.site,
        pickup_place_code="411526",
        size=2,
    )
    waits = show(session, request)
    assert (waits.standing, waits.place_in_queue) == (Standing.WAITING, 1)
    assert held_bookings(session, request.party) == []

    set_party_status(
        session,
        riders,
        PartyStatus.GAVE_UP,
        seen_at=riders.updated_at,
        account_id=None,
        now=NOW,
    )

    ride = show(session, request)
    assert ride.standing is Standing.SEATED
    assert [booking.leg for booking in held_bookings(session, request.party)] == [1, 2]
    assert riders_of(session, plan) == {block.id: 15}
    assert (ride.train, ride.gate.site) == (block, riders.site)
    # Who finds the train full waits, and holds no seat on a coach to it.
    block.seats = 15
    session.flush()
    late = make_request(session, plan.campaign, riders.site, pickup_place_code="411526")
    assert show(session, late).standing is Standing.WAITING
    assert held_bookings(session, late.party) == []
