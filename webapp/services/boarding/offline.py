"""
How a telephone without signal tells a ticket of this coach from any other.

It is given salted hashes of the trip's ticket texts and door codes: a signature cannot
be made from them, so no ticket can. Six digits can be tried out, and that is no harm:
who holds this list sees the names already and may tap them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import Booking, BookingStatus
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Trip


@dataclass(frozen=True, slots=True)
class OfflineCheck:
    """The hash of a ticket's text or code, and the party that it names."""

    salt: str
    parties: dict[str, int]


def offline_check(session: Session, trip: Trip, key: str) -> OfflineCheck:
    """Return what tells the tickets and codes of a trip, under a salt of its own."""
    bookings = session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD)
        .options(selectinload(Booking.numbered))
    )
    salt = secrets.token_hex(8)
    return OfflineCheck(
        salt,
        {
            hashed(salt, text): booking.party_id
            for booking in bookings
            for text in (payload(booking, key), booking.code)
        },
    )


def hashed(salt: str, text: str) -> str:
    """Return the hash under which a telephone looks a ticket's text up."""
    return sha256(f"{salt}{text}".encode()).hexdigest()
