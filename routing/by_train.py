"""
One more party by train: a seat, a way to the hub and a way from the station.

The counterpart of ``joining``, which knows direct coaches. Exact among the plans in
which everybody else keeps train, feeder, shuttle and pickup: a feeder or a shuttle that
takes the party in may go in another order, at another time and with another coach.
A group too large for any shuttle rides on several, each as full as can be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from routing.joining import (
    Places,
    carried,
    expect_known,
    feeders_of,
    find_ride,
    price,
    replanned,
    with_party,
    without_place,
)
from routing.last_mile import LastMile, reserved_by
from routing.plan import Costs, Riders, Train

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.plan import Plan, Shuttle, Trip
    from routing.problem import Party, Problem
    from routing.trains import TrainBlock


@dataclass(frozen=True, slots=True)
class TrainPlace:
    """
    A place for a whole party on a train.

    Parameters
    ----------
    block
        Of the train.
    goes
        Whether somebody goes by it already.
    feeder
        The trip that brings them to the hub; None where they come alone.
    shuttles
        The drives that bring them to the gate; empty where they work at the station.
    costs
        By how much each part of the plan's cost rises (or falls). The price of leaving
        the party behind is not in it: ``unassigned`` is 0.
    trains
        All trains of the plan then.
    """

    party: str
    riders: int
    block: str
    goes: bool
    feeder: Trip | None
    shuttles: tuple[Shuttle, ...]
    costs: Costs
    trains: tuple[Train, ...]

    @property
    def added_cents(self) -> int:
        """Return what the party costs here."""
        return self.costs.total


def trains_for(
    problem: Problem, plan: Plan, party: Party, most: int = 5
) -> list[TrainPlace]:
    """
    Return the cheapest places for a party by train, at most one a block.

    Sorted by ``added_cents``, of equal ones the earlier block first; empty when there
    is none, and when a part of the party rides: a party goes by train as a whole.

    Parameters
    ----------
    problem, plan
        See ``joining.places_for``, which raises the same.
    """
    if most < 1:
        msg = f"Expected most of at least 1, got {most}."
        raise ValueError(msg)
    problem = with_party(problem, party)
    expect_known(problem, plan)
    without_place(plan, party)
    places = Places(problem, plan.trips, trains=plan.trains)
    return cheapest_by_train(places, party)[:most]


def board(problem: Problem, plan: Plan, place: TrainPlace) -> Plan:
    """Return the plan with a party in one of its places; see ``joining.join``."""
    return replanned(problem, plan.trips, plan.seed, place.trains)


def put(places: Places, place: TrainPlace) -> None:
    """Take a party in."""
    places.trains = place.trains
    places.count()


def cheapest_by_train(places: Places, party: Party) -> list[TrainPlace]:
    """Return the cheapest place on every train that is not kept; see ``trains_for``."""
    problem = places.problem
    if carried(places.trips, places.trains)[party.id]:
        return []
    dates = {problem.dates[i] for i in problem.dates_of(party)}
    found = []
    for block in problem.trains.blocks:
        if block.service_date in dates and block.id not in places.kept:
            place = _Station(places, block).take_in(party)
            if place is not None:
                found.append(place)
    return sorted(found, key=lambda place: place.added_cents)


def place_on(places: Places, block: str, party: Party) -> TrainPlace | None:
    """
    Return the cheapest place on one train for a party that rides nowhere, or None.

    Parameters
    ----------
    block
        The id of one of the problem's.
    """
    blocks = {known.id: known for known in places.problem.trains.blocks}
    return _Station(places, blocks[block]).take_in(party)


def off_train(places: Places, party: str) -> Places | None:
    """
    Return the places once a party is taken off its train; the same if it is on none.

    Its feeder and its shuttles are then the cheapest for the others. None when these
    are too few for the train, or cannot be driven without the party, or when the train
    is kept.
    """
    for train in places.trains:
        if any(on.party == party for on in train.riders):
            if train.block in places.kept:
                return None
            blocks = {block.id: block for block in places.problem.trains.blocks}
            return _Station(places, blocks[train.block]).let_off(party)
    return places


class _Brought(NamedTuple):
    """The feeders of a train, and the one that has a party aboard."""

    feeders: tuple[Trip, ...]
    feeder: Trip | None


class _Fetched(NamedTuple):
    """The shuttles of a train, and those that have a party aboard."""

    shuttles: tuple[Shuttle, ...]
    theirs: tuple[Shuttle, ...]


class _Station:
    """One train of a plan: who comes to its hub, who leaves its station."""

    def __init__(self, places: Places, block: TrainBlock) -> None:
        self.places = places
        self.problem = problem = places.problem
        self.block = block
        self.last_mile = LastMile(problem)
        trains = places.trains
        none = Train(block.id, ())
        self.train = next((t for t in trains if t.block == block.id), none)
        others = [train for train in trains if train.block != block.id]
        self.beside = [*places.trips, *feeders_of(others), *places.beside]
        self.reserved = reserved_by(problem, trains, places.kept)[block.service_date]
        same_day = {
            b.id for b in problem.trains.blocks if b.service_date == block.service_date
        }
        self.other_drives = [
            drive
            for train in others
            if train.block in same_day and train.block not in places.kept
            for drive in train.shuttles
        ]

    def take_in(self, party: Party) -> TrainPlace | None:
        """Return the cheapest place for a party that rides nowhere."""
        block, train = self.block, self.train
        riders = sum(on.riders for on in train.riders) + party.size
        if riders > block.seats or riders < block.least_riders:
            return None
        fetched = self._fetched(party)
        if fetched is None:
            return None
        best: TrainPlace | None = None
        for brought in self._brought(party):
            after = Train(
                block.id,
                (*train.riders, Riders(party.id, party.size)),
                brought.feeders,
                fetched.shuttles,
            )
            trains = self._with(after)
            if trains is None:
                continue
            costs = self._added(trains)
            if best is None or costs.total < best.added_cents:
                numbered = next(t for t in trains if t.block == block.id).shuttles
                best = TrainPlace(
                    party=party.id,
                    riders=party.size,
                    block=block.id,
                    goes=bool(train.riders),
                    feeder=brought.feeder,
                    shuttles=tuple(
                        drive
                        for drive in numbered
                        if any(on.party == party.id for on in drive.stops[0].board)
                    ),
                    costs=costs,
                    trains=trains,
                )
        return best

    def let_off(self, party: str) -> Places | None:
        """Return the places without a party that is on the train."""
        places, train = self.places, self.train
        riders = tuple(on for on in train.riders if on.party != party)
        if 0 < sum(on.riders for on in riders) < self.block.least_riders:
            return None
        feeders: Places | None = self._feeders()
        while (
            feeders is not None and (j := find_ride(feeders.trips, party)) is not None
        ):
            feeders = feeders.without(j, party)
        drives = self._drives_without(party)
        if feeders is None or drives is None:
            return None
        trains = self._with(
            replace(train, riders=riders, feeders=tuple(feeders.trips), shuttles=drives)
        )
        if trains is None:
            return None
        return places.changed(places.trips, places.holds, trains)

    def _feeders(self) -> Places:
        """Return the places in the train's feeders."""
        tailor = self.places.tailor.to_hub(self.block)
        return Places(
            self.problem, self.train.feeders, tailor=tailor, beside=self.beside
        )

    def _brought(self, party: Party) -> Iterator[_Brought]:
        """Yield how a party comes to the hub: alone, and by the cheapest feeder."""
        block = self.block
        early = party.earliest_s is not None and party.earliest_s > block.departs_s
        if block.hub in party.pickups and not early:
            yield _Brought(self.train.feeders, None)
        feeders = self._feeders()
        for joining in feeders.cheapest(party, party.size, 1):
            feeders.put(joining)
            yield _Brought(tuple(feeders.trips), joining.after)

    def _fetched(self, party: Party) -> _Fetched | None:
        """Return the cheapest way of a party from the station to its gate."""
        block, problem = self.block, self.problem
        drives = list(self.train.shuttles)
        if party.dropoff == block.station:
            late = party.latest_s is not None and block.arrives_s > party.latest_s
            return None if late else _Fetched(tuple(drives), ())
        load = max(
            (
                problem.max_load(coach)
                for coach in problem.trains.shuttles
                if coach.station == block.station
            ),
            default=0,
        )
        if load < 1 or (party.size > load and not problem.may_split(party)):
            return None
        rest = party.size
        theirs = []
        while rest > 0:
            part = Riders(party.id, min(rest, load))
            found = self._cheapest(drives, part)
            if found is None:
                return None
            k, drive = found
            drives[k:] = [drive, *drives[k + 1 :]]
            theirs.append(drive)
            rest -= part.riders
        return _Fetched(tuple(drives), tuple(theirs))

    def _cheapest(
        self, drives: Sequence[Shuttle], part: Riders
    ) -> tuple[int, Shuttle] | None:
        """Return the cheapest drive with some riders, and in place of which it is."""
        best: tuple[int, int, Shuttle] | None = None
        for k in range(len(drives) + 1):
            now = drives[k] if k < len(drives) else None
            aboard = () if now is None else now.stops[0].board
            names = {on.party for on in aboard}
            if part.party in names or self.places.apart[part.party] & names:
                continue
            others = [*drives[:k], *drives[k + 1 :], *self.other_drives]
            drive = self.last_mile.cheapest(
                self.block,
                (*aboard, part),
                others,
                reserved=self.reserved,
                like=now,
            )
            if drive is None:
                continue
            cents = self.last_mile.total([*others, drive])
            if best is None or cents < best[0]:
                best = cents, k, drive
        return None if best is None else best[1:]

    def _drives_without(self, party: str) -> tuple[Shuttle, ...] | None:
        """Return the train's drives once a party is off them; None if none can be."""
        drives = list(self.train.shuttles)
        for k in reversed(range(len(drives))):
            aboard = drives[k].stops[0].board
            rest = [on for on in aboard if on.party != party]
            if len(rest) == len(aboard):
                continue
            others = [*drives[:k], *drives[k + 1 :]]
            if rest:
                drive = self.last_mile.cheapest(
                    self.block,
                    rest,
                    [*others, *self.other_drives],
                    reserved=self.reserved,
                    like=drives[k],
                )
                if drive is None:
                    return None
                others.insert(k, drive)
            drives = others
        return tuple(drives)

    def _with(self, after: Train) -> tuple[Train, ...] | None:
        """Return all trains with a changed one; None if there are too few shuttles."""
        trains = [
            after if train.block == after.block else train
            for train in self.places.trains
        ]
        if not self.train.riders:
            trains.append(after)
        trains = [train for train in trains if train.riders]
        return self.last_mile.numbered(trains, self.places.kept)

    def _added(self, trains: Sequence[Train]) -> Costs:
        """Return by how much each part of the cost rises with other trains."""
        was = price(self.problem, (), trains=self.places.trains)
        now = price(self.problem, (), trains=trains)
        return now - was
