"""
What changes between two editions, trip by trip and party by party.

Pure: promises in, changes out. Applied to what was promised before, the changes give
what is promised now; nobody stands in them whose ride stayed the same.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.services.editions.promises import PartyPromise, Promises, TripPromise
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt


class TripNews(enum.StrEnum):
    """What an operator hears of a coach."""

    NEW = "new"
    CALLED_OFF = "called_off"
    COACH = "coach"
    ROUTE = "route"
    DATE = "date"
    TIME = "time"
    DRIVERS = "drivers"


class PartyNews(enum.StrEnum):
    """What a party hears of its ride."""

    SEATED = "seated"
    UNSEATED = "unseated"
    COACH = "coach"
    STOP = "stop"
    GATE = "gate"
    DATE = "date"
    TIME = "time"
    ARRIVAL = "arrival"
    SEAT = "seat"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class TripChange:
    """A coach that is not as it was; one side is None when it is new or called off."""

    number: int
    news: tuple[TripNews, ...]
    before: TripPromise | None
    after: TripPromise | None


@dataclass(frozen=True, slots=True)
class PartyChange:
    """
    A ride that is not as it was; one side is None when a seat was got or lost.

    ``leg`` is 2 for the shuttle of who goes by train.
    """

    party_id: int
    leg: int
    news: tuple[PartyNews, ...]
    before: PartyPromise | None
    after: PartyPromise | None

    @property
    def key(self) -> tuple[int, int]:
        """Return what tells the ride from all others."""
        return self.party_id, self.leg

    @property
    def size(self) -> int:
        """Return how many people it concerns."""
        return max(side.size for side in (self.before, self.after) if side)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes, trips in the order of their numbers, parties of their ids."""

    trips: tuple[TripChange, ...]
    parties: tuple[PartyChange, ...]

    def __bool__(self) -> bool:
        return bool(self.trips or self.parties)

    @property
    def people(self) -> int:
        """Return how many people it concerns."""
        sizes: dict[int, int] = {}
        for change in self.parties:
            sizes[change.party_id] = max(change.size, sizes.get(change.party_id, 0))
        return sum(sizes.values())

    def apply(self, before: Promises) -> Promises:
        """Return what is promised once these changes have been made."""
        trips = {trip.number: trip for trip in before.trips}
        parties = {party.key: party for party in before.parties}
        for change in self.trips:
            trips.pop(change.number, None)
            if change.after:
                trips[change.number] = change.after
        for each in self.parties:
            parties.pop(each.key, None)
            if each.after:
                parties[each.key] = each.after
        return Promises.sorted(trips.values(), parties.values())


def compare(before: Promises, after: Promises) -> Difference:
    """Return what changes from one edition to the next."""
    trips = {trip.number: trip for trip in before.trips}
    new_trips = {trip.number: trip for trip in after.trips}
    parties = {party.key: party for party in before.parties}
    new_parties = {party.key: party for party in after.parties}
    return Difference(
        tuple(
            TripChange(number, trip_news(old, new), old, new)
            for number in sorted({*trips, *new_trips})
            for old, new in [(trips.get(number), new_trips.get(number))]
            if old != new
        ),
        tuple(
            PartyChange(*key, _party_news(was, becomes), was, becomes)
            for key in sorted({*parties, *new_parties})
            for was, becomes in [(parties.get(key), new_parties.get(key))]
            if was != becomes
        ),
    )


def trip_news(
    before: TripPromise | None, after: TripPromise | None
) -> tuple[TripNews, ...]:
    """Return what changes of a coach; nothing when both are the same."""
    if before is None or after is None:
        if before is after:
            return ()
        return (TripNews.NEW if before is None else TripNews.CALLED_OFF,)
    old, new = before, after
    days = _day(old.departs_at), _day(new.departs_at)
    checks = (
        (TripNews.COACH, _coach(old), _coach(new)),
        (TripNews.ROUTE, _route(old), _route(new)),
        (TripNews.DATE, *days),
        (TripNews.TIME, _times(old), _times(new)),
        (TripNews.DRIVERS, old.drivers, new.drivers),
    )
    return tuple(news for news, was, becomes in checks if was != becomes)


def _party_news(
    before: PartyPromise | None, after: PartyPromise | None
) -> tuple[PartyNews, ...]:
    if before is None or after is None:
        return (PartyNews.SEATED if before is None else PartyNews.UNSEATED,)
    old, new = before, after
    checks = (
        (PartyNews.COACH, old.trip, new.trip),
        (PartyNews.STOP, old.pickup, new.pickup),
        (PartyNews.GATE, old.gate, new.gate),
        (PartyNews.DATE, _day(old.leaves_at), _day(new.leaves_at)),
        (PartyNews.TIME, _clock(old.leaves_at), _clock(new.leaves_at)),
        (PartyNews.ARRIVAL, _ride_time(old), _ride_time(new)),
        (PartyNews.SEAT, old.seats, new.seats),
        (PartyNews.SIZE, old.size, new.size),
    )
    return tuple(news for news, was, becomes in checks if was != becomes)


def _ride_time(party: PartyPromise) -> dt.timedelta:
    return party.arrives_at - party.leaves_at


def _coach(trip: TripPromise) -> tuple[object, ...]:
    seats = trip.rated_seats, trip.seats_allowed
    return trip.operator_id, trip.operator, trip.coach, *seats


def _route(trip: TripPromise) -> tuple[object, ...]:
    return trip.distance_m, trip.train, *((stop.key, stop.name) for stop in trip.stops)


def _times(trip: TripPromise) -> list[tuple[dt.timedelta, dt.timedelta] | dt.time]:
    # By the clock: a coach that leaves a day later at eight has a new date only.
    start = trip.departs_at
    return [
        _clock(start),
        *((stop.arrives_at - start, stop.departs_at - start) for stop in trip.stops),
    ]


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(LOCAL_TIME).date()


def _clock(at: dt.datetime) -> dt.time:
    return at.astimezone(LOCAL_TIME).time()
