"""
Seats on a trip: taken and given back by one conditional update each.

The database decides, not the program: two people who take the last seat at the same
moment both send the same update, and only one of the two finds room. A check on the
table is the last word.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import Booking, BookingStatus, Trip

if TYPE_CHECKING:
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
                .values(seats_taken=Trip.seats_taken + party.size)
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
                seats=party.size,
                code=door_code(),
            )
            session.add(booking)
            session.flush()
    except IntegrityError as error:
        # The only rule left to break is one held booking for a party and a plan.
        msg = f"Party {party.id} holds seats in plan {trip.plan_id} already."
        raise AlreadySeatedError(msg) from error
    session.refresh(trip, ["seats_taken"])
    return booking


def release_seats(session: Session, booking: Booking) -> bool:
    """Give a booking's seats back; False when that was done before."""
    was_held = session.execute(
        update(Booking)
        .where(Booking.id == booking.id, Booking.status == BookingStatus.HELD)
        .values(status=BookingStatus.CANCELLED)
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if was_held is None:
        return False
    session.execute(
        update(Trip)
        .where(Trip.id == booking.trip_id)
        .values(seats_taken=Trip.seats_taken - booking.seats)
        .execution_options(synchronize_session=False)
    )
    session.refresh(booking)
    session.expire(booking.trip, ["seats_taken"])
    return True


def held_bookings(session: Session, party: Party) -> list[Booking]:
    """Return the bookings that hold seats for a party, at most one a plan."""
    return list(
        session.scalars(
            select(Booking)
            .where(Booking.party_id == party.id, Booking.status == BookingStatus.HELD)
            .order_by(Booking.id)
        )
    )


def door_code() -> str:
    """Return six digits: easy to say at the coach door, not to be guessed by one."""
    return f"{secrets.randbelow(10**6):06d}"
