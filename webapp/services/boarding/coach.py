"""A coach on its day: who is expected at which stop, who is aboard, what happened."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    BoardingEvent,
    BoardingKind,
    Booking,
    BookingStatus,
    Party,
    Place,
    TripEvent,
    TripEventKind,
    WalkOn,
)
from models.sealed import mask_name
from webapp.services.bookings import stops_of
from webapp.services.spaces import Brought, has_space
from webapp.services.waiting import boarding_codes, list_waiting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from models import RideRequest, Stop, Trip


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody of a trip, by party and place; ``seen`` is the newest that was noted.

    ``seat`` is None where the books hold none: a walk-on of a full coach, or somebody
    who did not come and whose seat was given away.
    """

    party_id: int
    place: int
    party: str
    name: str
    seat: int | None
    stop_id: int | None
    site_id: int
    is_walk_on: bool
    seen: BoardingEvent | None

    @property
    def masked(self) -> str:
        """Return the name as the desk shows it."""
        return mask_name(self.name)

    @property
    def is_aboard(self) -> bool:
        """Return whether the person got on."""
        return self.seen is not None and self.seen.kind is BoardingKind.ABOARD

    @property
    def is_no_show(self) -> bool:
        """Return whether the person did not come."""
        return self.seen is not None and self.seen.kind is BoardingKind.NO_SHOW

    @property
    def is_expected(self) -> bool:
        """Return whether nothing is known of the person yet."""
        return not (self.is_aboard or self.is_no_show)


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    A party without seats that could get on at a stop of the trip.

    ``has_space`` tells whether what it brings fits by the books; the escort, who sees
    it, has the last word.
    """

    party: Party
    stop: Stop
    brought: Brought
    has_space: bool


@dataclass(frozen=True, slots=True)
class Coach:
    """A trip's people and events, as known at one moment."""

    trip: Trip
    people: tuple[Person, ...]
    events: tuple[TripEvent, ...]
    waiting: tuple[Waiting, ...]

    @property
    def aboard(self) -> int:
        """Return how many people got on."""
        return sum(person.is_aboard for person in self.people)

    @property
    def no_shows(self) -> int:
        """Return how many people did not come."""
        return sum(person.is_no_show for person in self.people)

    @property
    def expected(self) -> int:
        """Return of how many people nothing is known yet."""
        return sum(person.is_expected for person in self.people)

    @property
    def walk_ons(self) -> int:
        """Return how many people were taken along without a booking."""
        return sum(person.is_walk_on for person in self.people)

    @property
    def free(self) -> int:
        """Return how many seats can be given away: unsold, or of who did not come."""
        seats = self.trip.seats_allowed - self.trip.seats_taken
        return seats + len(absent(self.people))

    @property
    def delay_min(self) -> int:
        """Return by how many minutes the coach is late, as last said."""
        said = [e for e in self.events if e.kind is TripEventKind.DELAYED]
        return (said[-1].minutes or 0) if said else 0

    @property
    def is_broken_down(self) -> bool:
        """Return whether the coach stands and does not go on."""
        kinds = (TripEventKind.BROKE_DOWN, TripEventKind.GOES_ON)
        said = [event for event in self.events if event.kind in kinds]
        return bool(said) and said[-1].kind is TripEventKind.BROKE_DOWN

    def when(self, stop: Stop, kind: TripEventKind) -> TripEvent | None:
        """Return when the coach came to a stop, or left it, as last said."""
        return next(
            (
                event
                for event in reversed(self.events)
                if event.kind is kind and event.stop_id == stop.id
            ),
            None,
        )


def absent(people: Iterable[Person]) -> list[Person]:
    """
    Return who holds a seat and did not come, in the order in which seats are given.

    Of parties of which nobody came first, the smallest of all: as few as can be lose
    theirs. Then of those of which others came, who may still wait for the last one.
    """
    parties: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        if person.seat is not None:
            parties[person.party_id].append(person)
    missing = [
        (any(not each.is_no_show for each in members), len(members), person)
        for members in parties.values()
        for person in members
        if person.is_no_show
    ]
    missing.sort(key=lambda each: (*each[:2], each[2].party_id, each[2].place))
    return [person for *_, person in missing]


def read_coach(session: Session, trip: Trip) -> Coach:
    """
    Return what is known of a trip, its people in the order in which they board.

    Who was noted or taken along stays on the list when the seats are given away.
    """
    seen = newest(session, trip)
    walk_ons = {
        walk_on.party_id: walk_on
        for walk_on in session.scalars(select(WalkOn).where(WalkOn.trip_id == trip.id))
    }
    noted = {party_id for party_id, _ in seen} | set(walk_ons)
    order = {stop.id: stop.position for stop in trip.stops}
    people = [
        person
        for booking in _bookings(session, trip, noted)
        for person in _people(booking, seen, walk_ons)
    ]
    seated = {person.party_id for person in people}
    for party_id in noted - seated:
        # No booking was ever made: there was no seat in the books.
        party = session.get_one(Party, party_id)
        people += [
            Person(
                party_id=party.id,
                place=place,
                party=party.label,
                name=_name(party, place),
                seat=None,
                stop_id=walk_ons[party_id].stop_id if party_id in walk_ons else None,
                site_id=party.site_id,
                is_walk_on=party_id in walk_ons,
                seen=seen.get((party.id, place)),
            )
            for place in range(1, party.size + 1)
        ]
    people.sort(
        key=lambda each: (
            order.get(each.stop_id or 0, len(order)),
            each.site_id,
            each.party_id,
            each.place,
        )
    )
    return Coach(
        trip=trip,
        people=tuple(people),
        events=tuple(list_events(session, trip)),
        waiting=tuple(_waiting(session, trip)),
    )


def newest(session: Session, trip: Trip) -> dict[tuple[int, int], BoardingEvent]:
    """Return the newest note of each person of a trip, by party and place."""
    events = session.scalars(
        select(BoardingEvent)
        .where(BoardingEvent.trip_id == trip.id)
        .order_by(BoardingEvent.happened_at, BoardingEvent.id)
    )
    return {(event.party_id, event.place): event for event in events}


def list_events(session: Session, trip: Trip) -> Sequence[TripEvent]:
    """Return what a coach did, in order, without what was taken back."""
    return session.scalars(
        select(TripEvent)
        .where(TripEvent.trip_id == trip.id, TripEvent.taken_back_at.is_(None))
        .order_by(TripEvent.happened_at, TripEvent.id)
    ).all()


def _bookings(session: Session, trip: Trip, noted: set[int]) -> Sequence[Booking]:
    """Return the held bookings, and the last one of noted parties that gave theirs."""
    bookings = session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id)
        .options(
            joinedload(Booking.party).options(
                selectinload(Party.riders),
                joinedload(Party.pickup_place).joinedload(Place.parent),
            ),
            selectinload(Booking.numbered),
        )
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    ).all()
    held = {b.party_id: b for b in bookings if b.status is BookingStatus.HELD}
    given = {b.party_id: b for b in bookings if b.party_id in noted - held.keys()}
    return [*held.values(), *given.values()]


def _people(
    booking: Booking,
    seen: dict[tuple[int, int], BoardingEvent],
    walk_ons: dict[int, WalkOn],
) -> list[Person]:
    party = booking.party
    pickup, _ = stops_of(booking)
    walk_on = walk_ons.get(party.id)
    stop_id = walk_on.stop_id if walk_on else pickup.id if pickup else None
    return [
        Person(
            party_id=party.id,
            place=place,
            party=party.label,
            name=_name(party, place),
            seat=booking.seat_of(place),
            stop_id=stop_id,
            site_id=party.site_id,
            is_walk_on=walk_on is not None,
            seen=seen.get((party.id, place)),
        )
        for place in range(1, booking.seats + 1)
    ]


def _name(party: Party, place: int) -> str:
    """Return the name of a person of a party, empty where there is none."""
    named = place <= len(party.riders)
    return (party.riders[place - 1].name or "") if named else ""


def _waiting(session: Session, trip: Trip) -> list[Waiting]:
    gates = {stop.site_id for stop in trip.stops if stop.site_id}
    pickups = {stop.place_code: stop for stop in trip.stops if stop.place_code}
    found = []
    for request in list_waiting(session, trip.plan.campaign):
        if request.party is None or request.site_id not in gates:
            continue
        stop = next(
            (pickups[code] for code in _codes(session, request) if code in pickups),
            None,
        )
        if stop is not None:
            brought = Brought.of(request)
            fits = has_space(session, trip, brought)
            found.append(Waiting(request.party, stop, brought, fits))
    return found


def _codes(session: Session, request: RideRequest) -> list[str]:
    return boarding_codes(session, request.pickup_place_code, request.alternatives)
