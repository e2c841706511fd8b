"""
How a telephone without signal tells a ticket of this coach from any other.

It is given salted hashes of the trip's ticket texts and door codes: a signature cannot
be made from them, so no ticket can. Six digits can be tried out, and that is no harm:
who holds this list sees the names already and may tap them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Booking, BookingStatus
from webapp.services.boarding.carrying import same_coach
from webapp.services.tickets.signing import PREFIX, Claim, payload_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Trip


@dataclass(frozen=True, slots=True)
class OfflineCheck:
    """The hash of a ticket's text or code, and the party that it names."""

    salt: str
    parties: dict[str, int]


def offline_check(session: Session, trip: Trip, key: str) -> OfflineCheck:
    """
    Return what tells the tickets and codes of a trip, under a salt of its own.

    A ticket that was made before the plan was changed holds as long as coach and seats
    are the same: it may be a picture on a telephone.
    """
    trips = same_coach(session, trip)
    bookings = session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD)
        .options(joinedload(Booking.numbered))
    ).unique()
    salt = secrets.token_hex(8)
    return OfflineCheck(
        salt,
        {
            hashed(salt, text): booking.party_id
            for booking in bookings
            for text in (
                booking.code,
                *(
                    payload_of(Claim(id_, booking.party_id, booking.sold_numbers), key)
                    for id_ in trips
                ),
            )
        },
    )


def hashed(salt: str, text: str) -> str:
    """Return the hash under which a telephone looks a ticket's text up."""
    return sha256(f"{salt}{text}".encode()).hexdigest()


def find_party(check: OfflineCheck, text: str) -> int | None:
    """Return the party that a ticket's text or a code names, None for no one."""
    typed = text.strip()
    if not typed.startswith(f"{PREFIX}."):
        typed = re.sub(r"\D", "", typed)
    return check.parties.get(hashed(check.salt, typed))
