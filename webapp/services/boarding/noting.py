"""
What telephones noted is taken in: once, however often it is sent, in any order.

Every note has an id that was made on the telephone. The trip's row is taken first, so
that two telephones of one coach come one after the other, and what is there already is
left alone. Of two notes about one person the one that was made later counts.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, union, union_all

from models import (
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Booking,
    BookingStatus,
    NoticeKind,
    Party,
    PartyStatus,
    Rider,
    TripEvent,
    TripEventKind,
    TripRole,
    WalkOn,
)
from webapp.services import audit
from webapp.services.boarding.coach import absent, read_coach
from webapp.services.bookings import tell_rider
from webapp.services.seats import SeatsError, give_away, release_seats, take_seats
from webapp.services.waiting import lock_campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import EscortPass, Trip
    from webapp.services.boarding.coach import Person

# A telephone that was off for longer holds notes of another day.
OLDEST = dt.timedelta(days=2)
TEMPERATURES = (300, 450)
LONGEST_DELAY_MIN = 24 * 60


class Refusal(enum.StrEnum):
    """Why a note is not taken in; sending it again changes nothing."""

    NOT_ON_TRIP = "not_on_trip"
    NO_SUCH_STOP = "no_such_stop"
    NOT_UNDERSTOOD = "not_understood"
    NO_SEAT = "no_seat"


@dataclass(frozen=True, slots=True)
class PersonNote:
    """Somebody got on, did not come, or the note before was a mistake."""

    client_id: str
    happened_at: dt.datetime
    kind: BoardingKind
    means: BoardingMeans
    party_id: int
    place: int
    temperature_tenths: int | None = None
    is_well: bool | None = None


@dataclass(frozen=True, slots=True)
class WalkOnNote:
    """Somebody without a booking was taken along."""

    client_id: str
    happened_at: dt.datetime
    name: str
    stop_id: int
    site_id: int


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """A party that waited for seats was taken along."""

    client_id: str
    happened_at: dt.datetime
    party_id: int


@dataclass(frozen=True, slots=True)
class TripNote:
    """The coach came to a stop or left it, is late, broke down, or goes on."""

    client_id: str
    happened_at: dt.datetime
    kind: TripEventKind
    stop_id: int | None = None
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakeBackNote:
    """What the coach was said to have done was a mistake."""

    client_id: str
    happened_at: dt.datetime
    of: str


Note = PersonNote | WalkOnNote | WaitingNote | TripNote | TakeBackNote


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a note: taken in, now or before, or refused for good."""

    client_id: str
    refusal: Refusal | None = None


def take_in(
    session: Session,
    trip: Trip,
    notes: Sequence[Note],
    *,
    escort: EscortPass | None = None,
    account_id: int | None = None,
    now: dt.datetime,
) -> list[Receipt]:
    """
    Store notes of a trip, each once; return a receipt for each, in their order.

    A note without a seat in the books (a walk-on of a full coach) is stored all the
    same: the person is aboard, and the dispatcher has to know.
    """
    if any(isinstance(note, WalkOnNote | WaitingNote) for note in notes):
        lock_campaign(session, trip.plan.campaign)
    # Of the key alone: rows that refer to the trip may be added meanwhile.
    session.refresh(trip, ["status"], with_for_update={"key_share": True})
    taker = _Taker(session, trip, escort, account_id, now)
    return [taker.take(note) for note in notes]


class _Taker:
    """Takes in the notes of one trip, whose row is held."""

    def __init__(
        self,
        session: Session,
        trip: Trip,
        escort: EscortPass | None,
        account_id: int | None,
        now: dt.datetime,
    ) -> None:
        self.session, self.trip, self.now = session, trip, now
        self.pass_id = escort.id if escort else None
        self.account_id = account_id
        self.stops = {stop.id: stop for stop in trip.stops}
        self.gates = {stop.site_id for stop in trip.stops if stop.site_id}
        self.known = set(
            session.scalars(
                union_all(
                    *(
                        select(table.client_id).where(table.trip_id == trip.id)
                        for table in (BoardingEvent, WalkOn, TripEvent)
                    )
                )
            )
        )
        # Also of who gave the seats back: a telephone without signal did not know.
        self.sizes = dict(
            session.execute(
                union(
                    *(
                        select(Party.id, Party.size)
                        .join(table, table.party_id == Party.id)
                        .where(table.trip_id == trip.id)
                        for table in (Booking, WalkOn)
                    )
                )
            ).all()
        )

    def take(self, note: Note) -> Receipt:
        """Store a note that is not there yet."""
        if note.client_id in self.known:
            return Receipt(note.client_id)
        if not self._is_of_the_day(note):
            return Receipt(note.client_id, Refusal.NOT_UNDERSTOOD)
        match note:
            case PersonNote():
                refusal = self._person(note)
            case WalkOnNote():
                refusal = self._walk_on(note)
            case WaitingNote():
                refusal = self._waiting(note)
            case TripNote():
                refusal = self._trip_event(note)
            case TakeBackNote():
                refusal = self._take_back(note)
        if refusal is None:
            self.known.add(note.client_id)
        return Receipt(note.client_id, refusal)

    def _is_of_the_day(self, note: Note) -> bool:
        return self.now - OLDEST <= note.happened_at <= self.now

    def _person(self, note: PersonNote) -> Refusal | None:
        if not 1 <= note.place <= self.sizes.get(note.party_id, 0):
            return Refusal.NOT_ON_TRIP
        lowest, highest = TEMPERATURES
        read = note.temperature_tenths
        if read is not None and not lowest <= read <= highest:
            return Refusal.NOT_UNDERSTOOD
        self.session.add(
            BoardingEvent(
                trip_id=self.trip.id,
                client_id=note.client_id,
                party_id=note.party_id,
                place=note.place,
                kind=note.kind,
                means=note.means,
                temperature_tenths=read,
                is_well=note.is_well,
                happened_at=note.happened_at,
                received_at=self.now,
                pass_id=self.pass_id,
                account_id=self.account_id,
            )
        )
        self.session.flush()
        return None

    def _walk_on(self, note: WalkOnNote) -> Refusal | None:
        stop = self.stops.get(note.stop_id)
        if stop is None or stop.place_code is None or note.site_id not in self.gates:
            return Refusal.NO_SUCH_STOP
        if not note.name.strip():
            return Refusal.NOT_UNDERSTOOD
        party = Party(
            campaign_id=self.trip.plan.campaign_id,
            label="临时上车",
            size=1,
            pickup_place_code=stop.place_code,
            site_id=note.site_id,
            status=PartyStatus.CONFIRMED,
        )
        self.session.add(party)
        # Sealed values are bound to their row, so that comes first.
        self.session.flush()
        party.riders = [Rider(name=note.name.strip())]
        self.session.add(
            WalkOn(
                trip_id=self.trip.id,
                client_id=note.client_id,
                party_id=party.id,
                stop_id=stop.id,
                site_id=note.site_id,
                happened_at=note.happened_at,
                received_at=self.now,
                pass_id=self.pass_id,
            )
        )
        self.session.flush()
        self.sizes[party.id] = party.size
        self._seat(party)
        self._note_aboard(party, note)
        return None

    def _waiting(self, note: WaitingNote) -> Refusal | None:
        waiting = read_coach(self.session, self.trip).waiting
        party = next((w.party for w in waiting if w.party.id == note.party_id), None)
        if party is None:
            # Seated meanwhile; if on this trip, whoever is aboard is noted by name.
            if note.party_id not in self.sizes:
                return Refusal.NOT_ON_TRIP
            party = self.session.get_one(Party, note.party_id)
        else:
            booking = self._seat(party)
            if booking is None:
                return Refusal.NO_SEAT
            tell_rider(self.session, booking, NoticeKind.SEAT_TAKEN, now=self.now)
        self.sizes[party.id] = party.size
        self._note_aboard(party, note)
        return None

    def _note_aboard(self, party: Party, note: WalkOnNote | WaitingNote) -> None:
        """Note that everybody of a party got on, under ids made of the note's."""
        for place in range(1, party.size + 1):
            first = isinstance(note, WaitingNote) and place == 1
            client_id = note.client_id if first else f"{note.client_id[:36]}-{place}"
            self._person(
                PersonNote(
                    client_id=client_id,
                    happened_at=note.happened_at,
                    kind=BoardingKind.ABOARD,
                    means=BoardingMeans.NAME,
                    party_id=party.id,
                    place=place,
                )
            )

    def _seat(self, party: Party) -> Booking | None:
        """
        Take seats for a party, those of people who did not come where needed.

        None of a coach to a train: there is no seat of the train with it.
        """
        if self.trip.role is TripRole.FEEDER:
            return None
        self.session.refresh(self.trip, ["seats_taken"])
        lacking = party.size - (self.trip.seats_allowed - self.trip.seats_taken)
        missing = absent(read_coach(self.session, self.trip).people)
        if lacking <= len(missing):
            for person in missing[: max(0, lacking)]:
                self._give_away(person)
        try:
            return take_seats(self.session, self.trip, party)
        except SeatsError:
            return None

    def _give_away(self, person: Person) -> None:
        """Give back the seat of somebody who did not come; of the last, the booking."""
        booking = self.session.scalars(
            select(Booking).where(
                Booking.trip_id == self.trip.id,
                Booking.party_id == person.party_id,
                Booking.status == BookingStatus.HELD,
            )
        ).one()
        if booking.held == 1:
            release_seats(self.session, booking)
        else:
            give_away(self.session, booking, person.place)
        audit.record(
            self.session,
            "booking.no_show",
            booking,
            account_id=self.account_id,
            now=self.now,
            detail={"trip": self.trip.id, "place": person.place},
        )

    def _trip_event(self, note: TripNote) -> Refusal | None:
        moves = (TripEventKind.REACHED, TripEventKind.DEPARTED)
        if note.kind in moves and note.stop_id not in self.stops:
            return Refusal.NO_SUCH_STOP
        is_late = note.kind is TripEventKind.DELAYED
        if is_late and not 0 <= (note.minutes or 0) <= LONGEST_DELAY_MIN:
            return Refusal.NOT_UNDERSTOOD
        self.session.add(
            TripEvent(
                trip_id=self.trip.id,
                client_id=note.client_id,
                kind=note.kind,
                stop_id=note.stop_id if note.stop_id in self.stops else None,
                minutes=(note.minutes or 0) if is_late else None,
                note=note.note.strip()[:200],
                happened_at=note.happened_at,
                received_at=self.now,
                pass_id=self.pass_id,
                account_id=self.account_id,
            )
        )
        self.session.flush()
        return None

    def _take_back(self, note: TakeBackNote) -> Refusal | None:
        event = self.session.scalars(
            select(TripEvent).where(
                TripEvent.trip_id == self.trip.id, TripEvent.client_id == note.of
            )
        ).one_or_none()
        if event is None:
            return Refusal.NOT_UNDERSTOOD
        event.taken_back_at = event.taken_back_at or note.happened_at
        self.session.flush()
        return None
