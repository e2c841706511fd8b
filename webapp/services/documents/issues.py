"""
Which version of a document somebody has: the edition in which their part changed last.

Pure. Whose coaches or people did not change has the version of before, so nothing new
needs to be sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from webapp.services.editions import (
    PartyNews,
    Promises,
    TripNews,
    compare,
)
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from webapp.services.editions import TripPromise

# What of the promises somebody is told; it is falsy when that is nothing.
Part: TypeAlias = "Callable[[Promises], Hashable]"

TRIP_WORDS = {
    TripNews.NEW: "新增",
    TripNews.CALLED_OFF: "取消",
    TripNews.COACH: "车辆",
    TripNews.ROUTE: "站点",
    TripNews.DATE: "日期",
    TripNews.TIME: "时刻",
    TripNews.DRIVERS: "驾驶员",
}
PARTY_WORDS = {
    PartyNews.SEATED: "新增",
    PartyNews.UNSEATED: "取消",
    PartyNews.COACH: "车次",
    PartyNews.STOP: "上车点",
    PartyNews.GATE: "厂门",
    PartyNews.DATE: "日期",
    PartyNews.TIME: "时间",
    PartyNews.ARRIVAL: "到达",
    PartyNews.SEAT: "座位",
    PartyNews.SIZE: "人数",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An edition: its number, its time and its promises."""

    number: int
    at: dt.datetime
    promises: Promises

    def on(self, day: dt.date | None) -> Told:
        """Return what was told of the coaches of a day; None for every day."""
        if day is None:
            return self
        trips = tuple(t for t in self.promises.trips if leaves_on(t) == day)
        numbers = {trip.number for trip in trips}
        parties = tuple(p for p in self.promises.parties if p.trip in numbers)
        return replace(self, promises=Promises(trips, parties))


def leaves_on(trip: TripPromise) -> dt.date:
    """Return the day on which a coach leaves, by the calendar in China."""
    return trip.departs_at.astimezone(LOCAL_TIME).date()


@dataclass(frozen=True, slots=True)
class Issue:
    """
    The version of somebody's part, and what changed in it.

    ``after`` is the latest edition; ``before`` the one in which the part was otherwise,
    None when it never was.
    """

    number: int
    at: dt.datetime
    after: Promises
    previous: int | None
    before: Promises | None

    def trip_news(self) -> dict[int, str]:
        """Return what changed of each coach, in words; by its number."""
        if self.before is None:
            return {}
        return {
            change.number: "、".join(TRIP_WORDS[news] for news in change.news)
            for change in compare(self.before, self.after).trips
        }

    def party_news(self) -> dict[tuple[int, int], str]:
        """Return what changed of each ride, in words; by its party and leg."""
        if self.before is None:
            return {}
        return {
            change.key: "、".join(PARTY_WORDS[news] for news in change.news)
            for change in compare(self.before, self.after).parties
        }


def issue(history: Sequence[Told], part: Part) -> Issue:
    """
    Return the version of a part of what was published.

    Parameters
    ----------
    history
        Every edition, the first first; at least one.
    part
        What of the promises somebody is told.
    """
    latest = history[-1]
    changed, previous, known = history[0], None, None
    for before, after in pairwise(history):
        if part(before.promises) == part(after.promises):
            continue
        # Before anything was promised to them there was no version.
        is_first = not part(before.promises)
        previous = None if is_first else changed.number
        known = None if is_first else before.promises
        changed = after
    return Issue(changed.number, changed.at, latest.promises, previous, known)


def of_trips(promises: Promises) -> Hashable:
    """Return all coaches."""
    return promises.trips


def of_operator(operator_id: int) -> Part:
    """Return the coaches of an operator."""
    return lambda promises: tuple(
        trip for trip in promises.trips if trip.operator_id == operator_id
    )


def of_gates(keys: frozenset[str]) -> Part:
    """Return the rides to some gates."""
    return lambda promises: tuple(
        party for party in promises.parties if party.gate in keys
    )


def of_train(block_id: int) -> Part:
    """Return the rides to a train's hub."""

    def part(promises: Promises) -> Hashable:
        numbers = {trip.number for trip in promises.trips if trip.block_id == block_id}
        return tuple(
            party
            for party in promises.parties
            if party.leg == 1 and party.trip in numbers
        )

    return part


def of_county(code: str, homes: Mapping[int, str]) -> Part:
    """Return the rides from a county's stop, or of people who live there."""
    return lambda promises: tuple(
        party
        for party in promises.parties
        if party.leg == 1 and code in (party.pickup, homes.get(party.party_id))
    )
