"""
Seats on a trip: taken and given back by one conditional update each.

The database decides, not the program: two people who take the last seat at the same
moment both send the same update, and only one of the two finds room. A check on the
table is the last word. The update also locks the trip, so which numbers are free is
read by one at a time.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from models import Booking, BookingStatus, Seat, Trip
from webapp.services.seating import choose_seats

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from models import Party


class SeatsError(Exception):
    """
    Seats could not be taken.

    SeatsError
    ├── NoSeatsLeftError
    └── AlreadySeatedError
    """


class NoSeatsLeftError(SeatsError):
    """The trip has fewer free seats than the party needs."""


class AlreadySeatedError(SeatsError):
    """The party holds seats on a trip of this plan."""


def take_seats(session: Session, trip: Trip, party: Party) -> Booking:
    """
    Seat a whole party on a trip, or nobody.

    Raises
    ------
    NoSeatsLeftError
        When the party does not fit any more.
    AlreadySeatedError
        When the party holds seats on a trip of the same plan.
    """
    try:
        with session.begin_nested():
            found_room = session.execute(
                update(Trip)
                .where(
                    Trip.id == trip.id,
                    Trip.seats_taken + party.size <= Trip.seats_allowed,
                )
                # No edit of the trip: who moves it meanwhile is not told to look again.
                .values(
                    seats_taken=Trip.seats_taken + party.size,
                    updated_at=Trip.updated_at,
                )
                .returning(Trip.seats_taken)
                .execution_options(synchronize_session=False)
            ).one_or_none()
            if found_room is None:
                msg = f"Trip {trip.number} has no room for {party.size} more."
                raise NoSeatsLeftError(msg)
            booking = Booking(
                plan_id=trip.plan_id,
                trip_id=trip.id,
                party_id=party.id,
                leg=trip.leg,
                seats=party.size,
                code=door_code(_codes(session, trip)),
                numbered=[
                    Seat(trip_id=trip.id, number=number)
                    for number in choose_seats(_free_numbers(session, trip), party.size)
                ],
            )
            session.add(booking)
            session.flush()
    except IntegrityError as error:
        # The only rule left to break is one held booking for a party and a plan.
        msg = f"Party {party.id} holds seats in plan {trip.plan_id} already."
        raise AlreadySeatedError(msg) from error
    set_committed_value(trip, "seats_taken", found_room.seats_taken)
    return booking


def release_seats(session: Session, booking: Booking) -> bool:
    """Give a booking's seats back; False when that was done before."""
    was_held = session.execute(
        update(Booking)
        .where(Booking.id == booking.id, Booking.status == BookingStatus.HELD)
        .values(status=BookingStatus.CANCELLED)
        .returning(Booking.seats, Booking.given_away)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if was_held is None:
        return False
    seats = was_held.seats - len(was_held.given_away)
    session.execute(
        delete(Seat)
        .where(Seat.booking_id == booking.id)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Trip)
        .where(Trip.id == booking.trip_id)
        .values(
            seats_taken=Trip.seats_taken - seats,
            updated_at=Trip.updated_at,
        )
        .execution_options(synchronize_session=False)
    )
    # A trip that was not read yet need not be.
    trip = session.identity_map.get(session.identity_key(Trip, booking.trip_id))
    if trip is not None:
        session.expire(trip, ["seats_taken"])
    session.expire(booking)
    return True


def release_ride(session: Session, booking: Booking) -> bool:
    """
    Give back all seats of a party in a plan: nobody is left at a station.

    False when the booking's were given back before.
    """
    was_held = release_seats(session, booking)
    others = session.scalars(
        select(Booking).where(
            Booking.plan_id == booking.plan_id,
            Booking.party_id == booking.party_id,
            Booking.status == BookingStatus.HELD,
        )
    ).all()
    for other in others:
        release_seats(session, other)
    return was_held


def take_one_more(session: Session, booking: Booking) -> None:
    """
    Take one more seat for a booking, the free one that is nearest to its others.

    Raises
    ------
    NoSeatsLeftError
        When the trip is full.
    """
    found_room = session.execute(
        update(Trip)
        .where(Trip.id == booking.trip_id, Trip.seats_taken < Trip.seats_allowed)
        .values(seats_taken=Trip.seats_taken + 1, updated_at=Trip.updated_at)
        .returning(Trip.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    trip = booking.trip
    if found_room is None:
        msg = f"Trip {trip.number} has no free seat."
        raise NoSeatsLeftError(msg)
    session.expire(trip, ["seats_taken"])
    own = booking.seat_numbers
    if own:
        nearest = min(
            _free_numbers(session, trip),
            key=lambda free: (min(abs(free - seat) for seat in own), free),
        )
        booking.numbered.append(Seat(trip_id=trip.id, number=nearest))
    booking.seats += 1
    session.flush()
    session.expire(booking, ["numbered"])


def give_back_one(session: Session, booking: Booking, place: int) -> None:
    """Give back the seat of one person of several; the others keep theirs."""
    number = booking.seat_of(place)
    booking.seats -= 1
    _free(session, booking, number)


def give_away(session: Session, booking: Booking, place: int) -> None:
    """
    Give back the seat of one person of a party, who did not come; once is enough.

    The others of the party keep theirs. The campaign's row is held by the caller.
    """
    session.refresh(booking, ["status", "given_away"])
    given = {each for each, _ in booking.given_away}
    if booking.status is not BookingStatus.HELD or place in given:
        return
    number = booking.seat_of(place)
    booking.given_away = sorted([*booking.given_away, [place, number or 0]])
    _free(session, booking, number)


def _free(session: Session, booking: Booking, number: int | None) -> None:
    """Make the seat of one person of a booking free again."""
    session.execute(
        delete(Seat)
        .where(Seat.booking_id == booking.id, Seat.number == number)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Trip)
        .where(Trip.id == booking.trip_id)
        .values(seats_taken=Trip.seats_taken - 1, updated_at=Trip.updated_at)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    session.expire(booking, ["numbered"])
    session.expire(booking.trip, ["seats_taken"])


def held_bookings(session: Session, party: Party) -> list[Booking]:
    """
    Return the bookings that hold seats for a party.

    At most one a plan, or two where it goes by train, the feeder's first.
    """
    return list(
        session.scalars(
            select(Booking)
            .where(Booking.party_id == party.id, Booking.status == BookingStatus.HELD)
            .order_by(Booking.plan_id, Booking.leg)
        )
    )


def door_code(taken: Collection[str] = ()) -> str:
    """
    Return six digits: easy to say at the coach door, not to be guessed by one.

    None of those `taken`: a code said at the door names one party.
    """
    while (code := f"{secrets.randbelow(10**6):06d}") in taken:
        pass
    return code


def _codes(session: Session, trip: Trip) -> set[str]:
    held = select(Booking.code).where(
        Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD
    )
    return set(session.scalars(held))


def _free_numbers(session: Session, trip: Trip) -> set[int]:
    taken = session.scalars(select(Seat.number).where(Seat.trip_id == trip.id))
    return set(range(1, trip.seats_allowed + 1)).difference(taken)
