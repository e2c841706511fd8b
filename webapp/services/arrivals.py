"""
Who has arrived, person by person, as an enterprise ticks its own people off.

A coach that goes to several factories is ticked off at each gate by whose it is. People
who are not named can be ticked off too; who did not get on is passed over when
everybody is said to be there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Arrival, ArrivalStatus, BoardingKind
from webapp.services import audit
from webapp.services.boarding.coach import newest
from webapp.services.own_riders import TooEarlyError, published_bookings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from models import Booking, Party, Site, Trip
    from webapp.services.own_riders import PartyLine


@dataclass(frozen=True, slots=True)
class AtGate:
    """A coach at one of the enterprise's gates, and its people who get off there."""

    trip: Trip
    site: Site
    lines: tuple[PartyLine, ...]

    @property
    def people(self) -> int:
        """Return how many get off."""
        return sum(len(line.seated) for line in self.lines)

    @property
    def arrived(self) -> int:
        """Return how many of them were seen."""
        return sum(line.arrived for line in self.lines)

    @property
    def open(self) -> int:
        """Return of how many nothing is noted, neither at the gate nor at the coach."""
        return sum(
            each.arrival is None and not each.stayed_away
            for line in self.lines
            for each in line.seated
        )


def at_gates(lines: Iterable[PartyLine]) -> list[AtGate]:
    """Return the coaches that bring these parties, each once a gate, as numbered."""
    groups: dict[tuple[int, int], list[PartyLine]] = {}
    for line in lines:
        if line.booking is not None:
            key = (line.booking.trip.number, line.party.site_id)
            groups.setdefault(key, []).append(line)
    found = []
    for _, members in sorted(groups.items()):
        booking = members[0].booking
        if booking is not None:
            site = members[0].party.site
            found.append(AtGate(booking.trip, site, tuple(members)))
    return found


def check_off(
    session: Session,
    party: Party,
    place: int,
    status: ArrivalStatus | None,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Note that a person of a party has arrived or not; None takes the note back.

    The first time that somebody is seen stays, however often it is tapped.

    Raises
    ------
    TooEarlyError
        When the party has no such seat on a published trip that has left.
    """
    booking = _left(session, party, now)
    if booking is None or not 1 <= place <= booking.seats:
        msg = f"Person {place} of party {party.id} is on no coach that has left."
        raise TooEarlyError(msg)
    _note(session, booking, place, status, account_id, now)


def check_off_all(
    session: Session, parties: Iterable[Party], *, account_id: int, now: dt.datetime
) -> int:
    """
    Note that all have arrived of whom nothing is noted yet; return how many.

    Not those who stayed away when the coach left, nor those said to be missing.
    """
    count = 0
    for party in sorted(parties, key=lambda each: each.id):
        booking = _left(session, party, now)
        if booking is None:
            continue
        known = set(
            session.scalars(
                select(Arrival.place).where(
                    Arrival.trip_id == booking.trip_id, Arrival.party_id == party.id
                )
            )
        )
        seen = newest(session, booking.trip)
        for place in range(1, booking.seats + 1):
            event = seen.get((party.id, place))
            if place in known or (
                event is not None and event.kind is BoardingKind.NO_SHOW
            ):
                continue
            _note(session, booking, place, ArrivalStatus.ARRIVED, account_id, now)
            count += 1
    return count


def _left(session: Session, party: Party, now: dt.datetime) -> Booking | None:
    # Two people at the gate tick off one party: the second waits here.
    session.refresh(party, ["size"], with_for_update={"key_share": True})
    booking = next(iter(published_bookings(session, [party.id])), None)
    return booking if booking and booking.trip.departs_at <= now else None


def _note(
    session: Session,
    booking: Booking,
    place: int,
    status: ArrivalStatus | None,
    account_id: int,
    now: dt.datetime,
) -> None:
    known = session.scalars(
        select(Arrival).where(
            Arrival.trip_id == booking.trip_id,
            Arrival.party_id == booking.party_id,
            Arrival.place == place,
        )
    ).one_or_none()
    before = known.status if known else None
    if before == status:
        return
    if known is not None and status is None:
        session.delete(known)
    elif known is not None and status is not None:
        known.status, known.noted_at, known.account_id = status, now, account_id
    elif status is not None:
        session.add(
            Arrival(
                trip_id=booking.trip_id,
                party_id=booking.party_id,
                place=place,
                status=status,
                noted_at=now,
                account_id=account_id,
            )
        )
    session.flush()
    audit.record(
        session,
        "rider.arrival",
        booking.party,
        account_id=account_id,
        now=now,
        detail={
            "trip": booking.trip_id,
            "place": place,
            "from": before,
            "to": status,
        },
    )
