from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import (
    Arrival,
    ArrivalStatus,
    BoardingEvent,
    BoardingKind,
    CampaignStatus,
    Office,
    OfficeKind,
    Trip,
    TripEventKind,
    TripStatus,
    WalkOn,
)
from tests.factories.campaigns import (
    SERVICE_DATE,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
)
from tests.factories.travel_day import at, note_event, note_move, note_person
from webapp.services.publishing import move_trip
from webapp.services.rules import CampaignRules
from webapp.services.seats import release_seats
from webapp.services.travel_day.reading import (
    days_of_travel,
    read_logs,
    trips_driven,
    trips_of_day,
    trips_off_their_day,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def trip(session: Session) -> Trip:
    """A published trip: two people board at Huangchuan, three at Gushi."""
    campaign = make_campaign(session, status=CampaignStatus.PUBLISHED)
    plan = make_plan(session, campaign, is_chosen=True)
    return make_driven_trip(session, plan=plan, status=TripStatus.PUBLISHED)


def test_a_trip_on_which_nothing_was_noted(session: Session, trip: Trip) -> None:
    (log,) = read_logs(session, [trip])
    assert [stop.booked for stop in log.stops] == [2, 3, 0, 0]
    assert [stop.name for stop in log.pickups] == ["潢川", "固始"]
    assert (log.aboard, log.no_shows, log.arrived) == (0, 0, None)
    assert (log.delay, log.broke_down_at, log.arrived_at) == (None, None, None)
    assert log.stops[0].departs_at == at("08:00")


def test_the_newest_note_of_a_person_counts(session: Session, trip: Trip) -> None:
    first, second = (booking.party for booking in trip.bookings)
    note_person(session, trip, first, 1, BoardingKind.NO_SHOW, "07:58")
    note_person(session, trip, first, 1, BoardingKind.ABOARD, "07:59")
    note_person(session, trip, first, 2, BoardingKind.ABOARD, "07:50")
    note_person(session, trip, first, 2, BoardingKind.TAKEN_BACK, "07:51")
    for place in (1, 2):
        note_person(session, trip, second, place)
    note_person(session, trip, second, 3, BoardingKind.NO_SHOW)
    (log,) = read_logs(session, [trip])
    assert [(s.aboard, s.no_shows, s.unseen) for s in log.pickups] == [
        (1, 0, 1),
        (2, 1, 0),
    ]


def test_who_has_a_fever_or_is_not_well_is_counted(
    session: Session, trip: Trip
) -> None:
    first, second = (booking.party for booking in trip.bookings)
    for party, place in ((first, 1), (first, 2), (second, 1)):
        note_person(session, trip, party, place)
    hot, fine, ill = session.scalars(select(BoardingEvent).order_by(BoardingEvent.id))
    hot.temperature_tenths, fine.temperature_tenths, ill.is_well = 391, 366, False
    (log,) = read_logs(session, [trip])
    assert log.unwell == 2
    trip.plan.campaign.rules = CampaignRules(fever_tenths=None).stored()
    (log,) = read_logs(session, [trip])
    assert log.unwell == 1


def test_walk_ons_are_aboard_and_not_booked(session: Session, trip: Trip) -> None:
    party = make_party(session, trip.plan.campaign, size=1)
    session.add(
        WalkOn(
            trip_id=trip.id,
            client_id="walk-1",
            party_id=party.id,
            stop_id=trip.stops[0].id,
            site_id=party.site_id,
            happened_at=at("08:00"),
            received_at=at("08:00"),
        )
    )
    note_person(session, trip, party, 1)
    (log,) = read_logs(session, [trip])
    assert (log.booked, log.walk_ons, log.aboard) == (5, 1, 1)


def test_who_did_not_come_counts_also_when_the_seats_were_given_away(
    session: Session, trip: Trip
) -> None:
    booking = trip.bookings[0]
    for place in (1, 2):
        note_person(session, trip, booking.party, place, BoardingKind.NO_SHOW)
    release_seats(session, booking)
    (log,) = read_logs(session, [trip])
    assert (log.booked, log.no_shows) == (5, 2)
    # Who gave the seats back before the day is not expected at all.
    release_seats(session, trip.bookings[1])
    (log,) = read_logs(session, [trip])
    assert (log.booked, log.no_shows) == (2, 2)


def test_the_coachs_moves_delay_and_breakdown(session: Session, trip: Trip) -> None:
    pickup, gate = trip.stops[0], trip.stops[-1]
    note_move(session, pickup, TripEventKind.DEPARTED, "08:20")
    wrong = note_event(
        session, trip, TripEventKind.DEPARTED, "08:30", stop_id=pickup.id
    )
    wrong.taken_back_at = at("08:31")
    note_event(session, trip, TripEventKind.DELAYED, "09:00", minutes=20)
    note_event(session, trip, TripEventKind.DELAYED, "09:10", minutes=40)
    note_event(session, trip, TripEventKind.BROKE_DOWN, "10:00")
    (log,) = read_logs(session, [trip])
    assert log.stops[0].departed_at == at("08:20")
    assert log.delay is not None
    assert (log.delay.late_s, log.broke_down_at) == (2400, at("10:00"))
    note_event(session, trip, TripEventKind.GOES_ON, "10:30")
    note_move(session, gate, TripEventKind.REACHED, "14:30")
    (log,) = read_logs(session, [trip])
    assert (log.broke_down_at, log.arrived_at) == (None, at("14:30"))


def test_who_was_ticked_off_at_the_gate_has_arrived(
    session: Session, trip: Trip
) -> None:
    party = trip.bookings[1].party
    statuses = [ArrivalStatus.ARRIVED, ArrivalStatus.ARRIVED, ArrivalStatus.MISSING]
    for place, status in enumerate(statuses, start=1):
        session.add(
            Arrival(
                trip_id=trip.id,
                party_id=party.id,
                place=place,
                status=status,
                noted_at=at("17:00"),
            )
        )
    session.flush()
    (log,) = read_logs(session, [trip])
    assert log.arrived == 2


def test_a_day_has_the_offices_published_trips_that_are_on_the_road(
    session: Session, trip: Trip
) -> None:
    office_id = trip.plan.campaign.office_id
    other = Office(name="示例镇", kind=OfficeKind.TOWNSHIP)
    session.add(other)
    session.flush()
    make_driven_trip(session)  # a plan that nobody has published
    overnight = make_driven_trip(
        session,
        plan=trip.plan,
        status=TripStatus.PUBLISHED,
        departs_at=at("20:00"),
        arrives_at=at("20:00") + dt.timedelta(hours=11),
    )

    def on(date: dt.date, office: int = office_id) -> list[int]:
        return [found.id for found in trips_of_day(session, office, date)]

    day = dt.timedelta(days=1)
    assert on(SERVICE_DATE) == [trip.id, overnight.id]
    assert on(SERVICE_DATE + day) == [overnight.id]
    assert on(SERVICE_DATE - day) == on(SERVICE_DATE, other.id) == []
    assert days_of_travel(session, office_id, SERVICE_DATE + day) == (
        SERVICE_DATE,
        None,
    )
    assert [t.id for t in trips_driven(session, office_id, at("18:00"), 10)] == [
        trip.id
    ]


def test_a_trip_moved_to_another_day_is_told_of_on_its_campaigns_day(
    session: Session, trip: Trip
) -> None:
    office_id = trip.plan.campaign.office_id
    day = dt.timedelta(days=1)
    other = SERVICE_DATE + 2 * day

    def off(date: dt.date) -> list[Trip]:
        return list(trips_off_their_day(session, office_id, date))

    assert off(SERVICE_DATE) == []
    move_trip(
        session,
        trip,
        trip.departs_at + 2 * day,
        seen_at=trip.updated_at,
        account_id=None,
        now=at("07:00") - day,
    )
    assert (off(SERVICE_DATE), off(other)) == ([trip], [])
    assert trips_of_day(session, office_id, SERVICE_DATE) == []
    assert trips_of_day(session, office_id, other) == [trip]
    # The arrows lead to where it is, from both sides.
    assert days_of_travel(session, office_id, SERVICE_DATE) == (None, other)
    assert days_of_travel(session, office_id, other) == (None, None)
    assert days_of_travel(session, office_id, other + 5 * day) == (other, None)


def test_the_day_after_is_a_day_of_travel_of_a_coach_that_drives_overnight(
    session: Session, trip: Trip
) -> None:
    trip.departs_at += dt.timedelta(hours=12)
    trip.arrives_at += dt.timedelta(hours=12)
    session.flush()
    office_id = trip.plan.campaign.office_id
    morning = SERVICE_DATE + dt.timedelta(days=1)
    assert days_of_travel(session, office_id, SERVICE_DATE) == (None, morning)
    assert days_of_travel(session, office_id, morning) == (SERVICE_DATE, None)
    assert trips_off_their_day(session, office_id, SERVICE_DATE) == []
