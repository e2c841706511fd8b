"""
A published plan without who is gone, party by party: what re-planning begins with.

Trips and trains lose who is gone and stay otherwise; those that cannot go so are
dropped; everybody without a place gets the cheapest one, directly or by train.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from routing.by_train import cheapest_by_train, put
from routing.joining import Hold, Places, carried, feeders_of
from routing.last_mile import LastMile
from routing.plan import Train
from routing.rules import MOST_METRES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from routing.plan import Plan, Riders, Shuttle, Stop, Trip
    from routing.problem import Party, Problem
    from routing.replan import Changes
    from routing.solvers.tailor import Tailor
    from routing.trains import TrainBlock


class Held(Protocol):
    """What locks hold; see ``replan``."""

    tailor: Tailor
    fixed: list[Trip]
    trains: list[Train]
    bases: dict[int, Trip]
    of_trip: Mapping[int, set[str]]


def repaired(
    now: Problem,
    published: Plan,
    changes: Changes,
    held: Held,
    ends: Callable[[], bool],
) -> Places:
    """Return the published plan without who is gone, and the others put into it."""
    gone = {*changes.locked_trips, *changes.broken_trips}
    trips = list(held.fixed)
    holds = [Hold.ALL] * len(trips)
    used = feeders_of(held.trains)
    # Coaches of locked parties first: there may be none left for others.
    for j in sorted(range(len(published.trips)), key=lambda j: j not in held.bases):
        trip = published.trips[j]
        if j in gone:
            continue
        locked = held.of_trip.get(j, set())
        kept = _kept(held.tailor, trip, locked, [*trips, *used])
        if kept is None:
            kept = held.bases.get(j)
        if kept is not None:
            trips.append(kept)
            holds.append(Hold.COACH if j in held.bases else Hold.NOTHING)
    trains = _kept_trains(published, changes, held, trips)
    places = Places(
        now, trips, holds, held.tailor, trains=trains, kept=changes.locked_trains
    )
    _drop_too_many(places)
    riders = carried(places.trips, places.trains)
    parties = [p for p in now.parties if riders[p.id] < p.size]
    for party in sorted(parties, key=lambda p: riders[p.id] - p.size):
        left = party.size - riders[party.id]
        worth = left * party.priority * now.prices.unassigned_cents
        if ends():
            break
        put_cheapest(places, party, left, worth)
    return places


def put_cheapest(places: Places, party: Party, left: int, worth: int) -> bool:
    """Put so many of a party where they add the least, if that is below their worth."""
    by_train = cheapest_by_train(places, party)[:1]
    for joining in places.cheapest(party, left, 1):
        if joining.added_cents < min(
            [worth, *(1 + place.added_cents for place in by_train)]
        ):
            places.put(joining)
            return True
    for place in by_train:
        if place.added_cents < worth:
            put(places, place)
            return True
    return False


def _kept_trains(
    published: Plan, changes: Changes, held: Held, trips: Sequence[Trip]
) -> tuple[Train, ...]:
    """Return the published trains without who is gone, the locked ones first."""
    now = held.tailor.problem
    kept = {train.block for train in held.trains}
    blocks = {block.id: block for block in now.trains.blocks}
    broken = set(changes.broken_feeders)
    trains = list(held.trains)
    last_mile = LastMile(now)
    numbered = last_mile.numbered(trains, kept) or ()
    for train in published.trains:
        if train.block in kept or train.block not in blocks:
            continue
        left = replace(
            train,
            feeders=tuple(
                trip
                for j, trip in enumerate(train.feeders)
                if (train.block, j) not in broken
            ),
        )
        lost = {
            on.party
            for j, trip in enumerate(train.feeders)
            if (train.block, j) in broken
            for stop in trip.stops
            for on in stop.board
        }
        beside = [*trips, *feeders_of(trains)]
        block = blocks[train.block]
        some = _kept_train(held.tailor, last_mile, left, block, lost, beside)
        if some is None:
            continue
        more = last_mile.numbered([*trains, some], kept)
        if more is not None:
            trains.append(some)
            numbered = more
    return numbered


def _kept_train(
    tailor: Tailor,
    last_mile: LastMile,
    train: Train,
    block: TrainBlock,
    lost: set[str],
    beside: Sequence[Trip],
) -> Train | None:
    """Return a published train without who is gone or lost; None if it cannot go."""
    now = tailor.problem
    to_hub = tailor.to_hub(block)
    stay = {party.id for party in now.parties} & {on.party for on in train.riders}
    stay -= lost
    while stay:
        riders = tuple(on for on in train.riders if on.party in stay)
        if sum(on.riders for on in riders) < block.least_riders:
            return None
        feeders: list[Trip] = []
        drives: list[Shuttle] = []
        lost = set()
        for trip in train.feeders:
            kept = _kept(to_hub, trip, set(), [*beside, *feeders], stay)
            names = {on.party for stop in trip.stops for on in stop.board} & stay
            lost |= names - set(carried(() if kept is None else (kept,)))
            if kept is not None:
                feeders.append(kept)
        for drive in train.shuttles:
            aboard = _allowed(now, drive.stops[0].board, stay)
            lost |= {on.party for on in drive.stops[0].board} & stay - {
                on.party for on in aboard
            }
            if not aboard:
                continue
            whole = len(aboard) == len(drive.stops[0].board)
            same = whole and not _closed(now, drive.stops)
            made = (
                drive if same else last_mile.cheapest(block, aboard, drives, like=drive)
            )
            if made is None:
                lost |= {on.party for on in aboard}
            else:
                drives.append(made)
        if not lost:
            return Train(train.block, riders, tuple(feeders), tuple(drives))
        stay -= lost
    return None


def _allowed(now: Problem, people: Sequence[Riders], stay: set[str]) -> list[Riders]:
    """Return those who stay, without one of each pair that is forbidden now."""
    names = {on.party for on in people} & stay
    for a, b in now.forbidden:
        if {a, b} <= names:
            names.discard(b)
    return [on for on in people if on.party in names]


def _closed(now: Problem, stops: Sequence[Stop]) -> bool:
    """Return whether a drive between two stops is closed."""
    place = {p.id: i for i, p in enumerate(now.places)}
    return any(
        now.distance_m[place[a.place], place[b.place]] >= MOST_METRES
        for a, b in pairwise(stops)
    )


def _kept(
    tailor: Tailor,
    trip: Trip,
    locked: set[str],
    others: Sequence[Trip],
    stay: set[str] | None = None,
) -> Trip | None:
    """
    Return a published trip without who is gone; None when it cannot be driven.

    Parameters
    ----------
    stay
        Who of the problem's parties does not go; None for nobody.
    """
    from routing.solvers.tailor import aboard

    now = tailor.problem
    known = {party.id for party in now.parties} if stay is None else stay
    people = [one for one in aboard(trip) if one.party in known]
    for a, b in now.forbidden:
        if {a, b} <= {one.party for one in people}:
            out = b if a in locked else a
            people = [one for one in people if one.party != out]
    if not people:
        return None
    if len(people) == len(aboard(trip)) and not _closed(now, trip.stops):
        return trip
    day = now.dates.index(trip.service_date)
    cents = tailor.fleet_cents(day, tailor.free_coaches(others), only=trip.coach)
    made = tailor.cut_alike(people, day, cents, trip)
    return None if made is None else made.trip


def _drop_too_many(places: Places) -> None:
    """Take trips out, then trains, while they use more coaches than there are."""
    while places.short:
        over = places.overused()
        if over is not None:
            del places.trips[over], places.holds[over]
        else:
            fed = [t for t in places.trains if t.feeders and t.block not in places.kept]
            if not fed:
                return
            places.trains = tuple(t for t in places.trains if t is not fed[-1])
        places.count()
