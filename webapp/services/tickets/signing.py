"""The text of a ticket's QR code, signed; and how it is read at the door."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Booking, BookingStatus, Trip, TripStatus

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

PREFIX = "ZD1"
# 96 of the 256 bits: nobody guesses them at a coach door, and the picture stays coarse
# enough for a cheap telephone (RFC 2104 allows any length of at least 80).
SIGNATURE_BYTES = 12
_WRITTEN = re.compile(
    r"ZD1\.(\d{1,10})\.(\d{1,10})\.(\d{1,3}(?:-\d{1,3})*)\.([\w-]{16})"
)


class TicketError(Exception):
    """
    A ticket does not hold.

    TicketError
    ├── ForgedTicketError
    └── LapsedTicketError
    """


class ForgedTicketError(TicketError):
    """It is no ticket of this instance, or it was changed."""


class LapsedTicketError(TicketError):
    """It was true once; its seats are not held any more, or the trip is called off."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a ticket says: it needs no database to be told from a forged one."""

    trip_id: int
    party_id: int
    seats: tuple[int, ...]


def payload(booking: Booking, key: str) -> str:
    """Return the text of a booking's QR code."""
    return payload_of(
        Claim(booking.trip_id, booking.party_id, booking.sold_numbers), key
    )


def payload_of(claim: Claim, key: str) -> str:
    """Return the text of a QR code that claims this."""
    seats = "-".join(map(str, claim.seats))
    body = f"{PREFIX}.{claim.trip_id}.{claim.party_id}.{seats}"
    return f"{body}.{_signature(body, key)}"


def verify(text: str, key: str) -> Claim:
    """
    Return what a ticket says; works without the database, so without signal.

    Raises
    ------
    ForgedTicketError
        When it is not signed with this key.
    """
    found = _WRITTEN.fullmatch(text.strip())
    body = text.strip().rpartition(".")[0]
    if found is None or not hmac.compare_digest(_signature(body, key), found[4]):
        msg = "This is no ticket of ours."
        raise ForgedTicketError(msg)
    seats = tuple(map(int, found[3].split("-")))
    return Claim(int(found[1]), int(found[2]), seats)


def read(session: Session, text: str, key: str) -> Booking:
    """
    Return the booking that a ticket stands for.

    A ticket of a plan that was published before holds on, where the party sits on the
    same coach and seats in the plan that is published now. It also opens the door where
    some of its people did not come and their seats were given away.

    Raises
    ------
    ForgedTicketError
        When it is not signed with this key.
    LapsedTicketError
        When the party does not hold these seats of this trip any more.
    """
    claim = verify(text, key)
    booking = session.scalars(
        _held(_published_anew(session, claim.trip_id)).where(
            Booking.party_id == claim.party_id
        )
    ).one_or_none()
    if booking is None or booking.sold_numbers != claim.seats:
        msg = f"The seats {claim.seats} of trip {claim.trip_id} are not held any more."
        raise LapsedTicketError(msg)
    return booking


def read_code(session: Session, trip: Trip, code: str) -> Booking:
    """
    Return the booking of a trip that six spoken digits name.

    Raises
    ------
    LapsedTicketError
        When nobody on this trip has the code.
    """
    digits = re.sub(r"\D", "", code)
    booking = session.scalars(
        _held(trip.id).where(Booking.code == digits)
    ).one_or_none()
    if booking is None:
        msg = f"Nobody on trip {trip.id} has this code."
        raise LapsedTicketError(msg)
    return booking


def _published_anew(session: Session, trip_id: int) -> int:
    """Return the trip of this number in the published plan; itself where it is that."""
    trip = session.get(Trip, trip_id)
    if trip is None or trip.plan.is_chosen:
        return trip_id
    campaign = trip.plan.campaign
    if not campaign.is_public or not campaign.chosen_plan:
        return trip_id
    found = session.scalar(
        select(Trip.id).where(
            Trip.plan_id == campaign.chosen_plan.id, Trip.number == trip.number
        )
    )
    return -1 if found is None else found


def _held(trip_id: int) -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.trip)
        .where(
            Booking.trip_id == trip_id,
            Booking.status == BookingStatus.HELD,
            Trip.status == TripStatus.PUBLISHED,
        )
    )


def _signature(body: str, key: str) -> str:
    digest = hmac.new(f"ticket\0{key}".encode(), body.encode(), sha256).digest()
    return base64.urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
