from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Booking, BookingStatus, Party, Seat, Trip
from tests.factories.campaigns import (
    make_campaign,
    make_party,
    make_plan,
    make_site,
    make_trip,
)
from webapp.services.seats import (
    AlreadySeatedError,
    NoSeatsLeftError,
    held_bookings,
    release_seats,
    take_seats,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

CROWD = 400
SEATS = 49


@pytest.fixture
def trip(session: Session) -> Trip:
    return make_trip(session, make_plan(session, make_campaign(session)))


def test_a_party_takes_as_many_seats_as_it_has_people(
    session: Session, trip: Trip
) -> None:
    party = make_party(session, trip.plan.campaign, size=4)
    booking = take_seats(session, trip, party)
    assert (trip.seats_taken, booking.seats, booking.status) == (
        4,
        4,
        BookingStatus.HELD,
    )
    assert booking.code.isdecimal()
    assert held_bookings(session, party) == [booking]


def test_a_party_that_does_not_fit_whole_takes_no_seat(
    session: Session, trip: Trip
) -> None:
    trip.seats_taken = 46
    session.flush()
    party = make_party(session, trip.plan.campaign, size=4)
    with pytest.raises(NoSeatsLeftError, match="no room for 4"):
        take_seats(session, trip, party)
    assert trip.seats_taken == 46
    assert held_bookings(session, party) == []


def test_a_party_sits_on_one_trip_of_a_plan_only(session: Session, trip: Trip) -> None:
    party = make_party(session, trip.plan.campaign)
    other = make_trip(session, trip.plan)
    take_seats(session, trip, party)
    with pytest.raises(AlreadySeatedError):
        take_seats(session, other, party)
    session.refresh(other)
    assert (trip.seats_taken, other.seats_taken) == (4, 0)


def test_released_seats_can_be_taken_again(session: Session, trip: Trip) -> None:
    party = make_party(session, trip.plan.campaign)
    booking = take_seats(session, trip, party)
    assert release_seats(session, booking)
    assert (trip.seats_taken, booking.status) == (0, BookingStatus.CANCELLED)
    take_seats(session, trip, party)
    assert trip.seats_taken == 4


def test_releasing_twice_gives_the_seats_back_once(
    session: Session, trip: Trip
) -> None:
    stays = make_party(session, trip.plan.campaign)
    leaves = make_party(session, trip.plan.campaign)
    take_seats(session, trip, stays)
    booking = take_seats(session, trip, leaves)
    assert release_seats(session, booking)
    assert not release_seats(session, booking)
    assert trip.seats_taken == 4


def test_seats_are_numbered_and_free_again_when_they_are_given_back(
    session: Session, trip: Trip
) -> None:
    first, second = (make_party(session, trip.plan.campaign, size=n) for n in (3, 2))
    booking = take_seats(session, trip, first)
    assert booking.seat_numbers == (1, 2, 3)
    assert take_seats(session, trip, second).seat_numbers == (5, 6)
    release_seats(session, booking)
    assert booking.seat_numbers == ()
    assert take_seats(session, trip, first).seat_numbers == (1, 2, 3)


def test_a_number_is_never_given_to_two(session: Session, trip: Trip) -> None:
    booking = take_seats(session, trip, make_party(session, trip.plan.campaign))
    session.add(Seat(trip_id=trip.id, booking_id=booking.id, number=1))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_code_names_one_party_of_a_trip(session: Session, trip: Trip) -> None:
    first, second = (
        take_seats(session, trip, make_party(session, trip.plan.campaign))
        for _ in range(2)
    )
    assert first.code != second.code
    second.code = first.code
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_table_itself_refuses_to_oversell(session: Session, trip: Trip) -> None:
    trip.seats_taken = SEATS + 1
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_crowd_at_once_gets_exactly_the_seats_there_are(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        trip = make_trip(session, make_plan(session, make_campaign(session)))
        site = make_site(session)
        parties = [
            make_party(session, trip.plan.campaign, size=1, site=site, riders=[])
            for _ in range(CROWD)
        ]
        trip_id, party_ids = trip.id, [party.id for party in parties]
        session.commit()

    together = threading.Barrier(CROWD)

    def book(party_id: int) -> bool:
        together.wait()
        with Session(fresh_engine) as session:
            trip = session.get_one(Trip, trip_id)
            try:
                take_seats(session, trip, session.get_one(Party, party_id))
            except NoSeatsLeftError:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(CROWD) as pool:
        seated = sum(pool.map(book, party_ids))

    with Session(fresh_engine) as session:
        booked = session.scalar(
            select(func.sum(Booking.seats)).where(Booking.trip_id == trip_id)
        )
        assert (seated, booked) == (SEATS, SEATS)
        assert session.get_one(Trip, trip_id).seats_taken == SEATS
        numbers = session.scalars(select(Seat.number).where(Seat.trip_id == trip_id))
        assert sorted(numbers) == list(range(1, SEATS + 1))
