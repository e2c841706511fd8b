"""The rows of a plan get the numbers, seats and codes that were promised before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from models import Booking, BookingStatus, Seat
from webapp.services.editions.promises import Promises
from webapp.services.editions.rows import (
    TO_PUBLISH,
    broken_numbers,
    held_bookings_of,
    read,
)
from webapp.services.editions.settling import kept_numbers, settle
from webapp.services.seats import door_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan, Edition


Key = tuple[int, int]
"""A party and its leg: see ``PartyPromise.key``."""


def lay_over(session: Session, latest: Edition, plan: CharterPlan) -> None:
    """
    Change a plan's rows so that as little as possible of an edition moves.

    The campaign's row is held by the caller. See ``settling`` for what is kept; who
    stays on the coach also keeps the code that is said at the door.
    """
    before, after = Promises.of(latest.promises), read(session, plan, TO_PUBLISH)
    broken = broken_numbers(session, latest)
    settled = settle(before, after, broken)
    _number(session, plan, kept_numbers(before, after, broken))
    bookings = held_bookings_of(session, plan)
    seats = {party.key: party.seats for party in settled.parties}
    _seat(session, bookings, seats)
    stay = {party.key: party.trip for party in before.parties}
    codes = {
        (party_id, leg): code
        for party_id, leg, code in session.execute(
            select(Booking.party_id, Booking.leg, Booking.code).where(
                Booking.plan_id == latest.plan_id,
                Booking.status == BookingStatus.HELD,
            )
        )
    }
    kept = {
        booking.key: codes[booking.key]
        for booking in bookings
        if booking.key in codes and stay.get(booking.key) == booking.trip.number
    }
    _code(session, bookings, kept)
    session.expire(plan, ["trips"])


def _number(session: Session, plan: CharterPlan, numbers: Mapping[int, int]) -> None:
    # Trips that were called off keep out of the way of those that are driven.
    following = max(numbers.values(), default=0)
    wanted = {}
    for trip in plan.trips:
        if trip.number in numbers:
            wanted[trip.id] = numbers[trip.number]
        else:
            wanted[trip.id] = following = following + 1
    # First out of each other's way: two coaches may swap their numbers.
    for trip in plan.trips:
        trip.number = -wanted[trip.id]
    session.flush()
    for trip in plan.trips:
        trip.number = wanted[trip.id]
    session.flush()


def _seat(
    session: Session, bookings: Sequence[Booking], seats: Mapping[Key, tuple[int, ...]]
) -> None:
    moving = [
        booking
        for booking in bookings
        if booking.key in seats and booking.seat_numbers != seats[booking.key]
    ]
    session.execute(
        delete(Seat)
        .where(Seat.booking_id.in_([booking.id for booking in moving]))
        .execution_options(synchronize_session=False)
    )
    for booking in moving:
        session.expire(booking, ["numbered"])
        session.add_all(
            Seat(trip_id=booking.trip_id, booking_id=booking.id, number=number)
            for number in seats[booking.key]
        )
    session.flush()
    for booking in moving:
        session.expire(booking, ["numbered"])


def _code(
    session: Session, bookings: Sequence[Booking], kept: Mapping[Key, str]
) -> None:
    taken: dict[int, set[str]] = {}
    for booking in bookings:
        if booking.key in kept:
            taken.setdefault(booking.trip_id, set()).add(kept[booking.key])
    wanted = {}
    for booking in bookings:
        code = kept.get(booking.key)
        others = taken.setdefault(booking.trip_id, set())
        if code is None:
            code = door_code(others) if booking.code in others else booking.code
            others.add(code)
        wanted[booking.id] = code
    moving = [each for each in bookings if wanted[each.id] != each.code]
    for booking in moving:
        booking.code = f"~{booking.id}"
    session.flush()
    for booking in moving:
        booking.code = wanted[booking.id]
    session.flush()
