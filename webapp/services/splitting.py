"""
A group is split: its people become two parties.

In every plan that there is both ride together, as they did; only a later plan sends
them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models import Booking, BookingStatus, Party, Seat, UnassignedParty
from webapp.services import audit
from webapp.services.seats import door_code, held_bookings

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

LONGEST_LABEL = 80


def split_party(
    session: Session,
    party: Party,
    leaving: int,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> Party:
    """
    Make a party of its own of some people of a party, the last of those named.

    The campaign's row is held by the caller: nobody is seated meanwhile.

    Raises
    ------
    ValueError
        When nobody would leave, or nobody stay.
    """
    if not 0 < leaving < party.size:
        msg = f"Expected 1 to {party.size - 1} people to leave, got {leaving}."
        raise ValueError(msg)
    apart = Party(
        campaign_id=party.campaign_id,
        label=f"{party.label[: LONGEST_LABEL - 3]}（分）" if party.label else "",
        size=leaving,
        pickup_place_code=party.pickup_place_code,
        site_id=party.site_id,
        status=party.status,
        first_date=party.first_date,
        last_date=party.last_date,
        wanted_date=party.wanted_date,
    )
    session.add(apart)
    session.flush()
    for rider in party.riders[party.size - leaving :]:
        rider.party_id = apart.id
    for booking in held_bookings(session, party):
        if booking.seats > leaving:
            _split_booking(session, booking, apart)
    for left in session.scalars(
        select(UnassignedParty).where(UnassignedParty.party_id == party.id)
    ).all():
        if left.riders > leaving:
            left.riders -= leaving
            session.add(
                UnassignedParty(
                    plan_id=left.plan_id,
                    party_id=apart.id,
                    riders=leaving,
                    reason=left.reason,
                    detail=left.detail,
                )
            )
    party.size -= leaving
    session.flush()
    session.expire(party, ["riders"])
    audit.record(
        session,
        "party.split",
        party,
        account_id=account_id,
        now=now,
        detail={"into": apart.id, "people": leaving},
    )
    return apart


def _split_booking(session: Session, booking: Booking, apart: Party) -> None:
    """Let a party hold the last seats of a booking; the coach is as full as before."""
    taken = set(
        session.scalars(
            select(Booking.code).where(
                Booking.trip_id == booking.trip_id,
                Booking.status == BookingStatus.HELD,
            )
        )
    )
    booking.seats -= apart.size
    other = Booking(
        plan_id=booking.plan_id,
        trip_id=booking.trip_id,
        party_id=apart.id,
        leg=booking.leg,
        seats=apart.size,
        code=door_code(taken),
        pickup_code=booking.pickup_code,
    )
    session.add(other)
    session.flush()
    last = booking.seat_numbers[-apart.size :]
    session.execute(
        update(Seat)
        .where(Seat.booking_id == booking.id, Seat.number.in_(last))
        .values(booking_id=other.id)
        .execution_options(synchronize_session=False)
    )
    session.expire(booking, ["numbered"])
    session.expire(other, ["numbered"])
