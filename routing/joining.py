"""
One more party for a plan that stands: the cheapest places to put it.

Exact among the plans in which everybody else keeps trip, date and pickup: a trip that
takes the party in may serve its stops in another order, leave at another time (changed
promises at their price) and be driven by another coach of which one is free; or the
party gets a coach of its own. See docs/planning/replanning.md.
"""

from __future__ import annotations

import enum
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from routing.errors import InvalidProblemError
from routing.plan import Costs, Plan, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from routing.plan import Stop, Train, Trip, Unassigned
    from routing.problem import Party, Problem
    from routing.solvers.tailor import Tailor


@dataclass(frozen=True, slots=True)
class Shift:
    """
    Another party's times on the trip, before and after.

    Parameters
    ----------
    leaves_s, arrives_s
        From its pickup, and at its drop-off: before, after.
    """

    party: str
    leaves_s: tuple[int, int]
    arrives_s: tuple[int, int]

    @property
    def leaves_later_s(self) -> int:
        """Return by how much it leaves later; negative for earlier."""
        return self.leaves_s[1] - self.leaves_s[0]

    @property
    def arrives_later_s(self) -> int:
        """Return by how much it arrives later; negative for earlier."""
        return self.arrives_s[1] - self.arrives_s[0]


@dataclass(frozen=True, slots=True)
class Joining:
    """
    A place for a party.

    Parameters
    ----------
    riders
        Those of the party that had no place.
    trip
        Index of the trip that takes them in; None for a coach of their own.
    before, after
        That trip, without and with them; `before` is None for a coach of their own.
    pickup
        Where they board, one of the places that the party accepts.
    costs
        By how much each part of the plan's cost rises (or falls). The price of leaving
        the party behind is not in it: ``unassigned`` is 0.
    new_stops
        Places at which the trip did not stop before, in the order of the trip.
    shifts
        The others aboard whose times change.
    """

    party: str
    riders: int
    trip: int | None
    before: Trip | None
    after: Trip
    pickup: str
    costs: Costs
    new_stops: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def added_cents(self) -> int:
        """Return what the party costs here."""
        return self.costs.total

    @property
    def other_coach(self) -> bool:
        """Return whether the trip is driven by a coach of another type than before."""
        return self.before is not None and self.before.coach != self.after.coach


def with_party(problem: Problem, party: Party) -> Problem:
    """Return the problem with a party, in place of one with the same id."""
    if any(known == party for known in problem.parties):
        return problem
    others = tuple(p for p in problem.parties if p.id != party.id)
    return replace(problem, parties=(*others, party))


def places_for(
    problem: Problem, plan: Plan, party: Party, most: int = 5
) -> list[Joining]:
    """
    Return the cheapest places for a party, at most one a trip and one new coach a date.

    Sorted by ``added_cents``, of equal ones the earlier trip of the plan first, and new
    coaches last; empty when there is none. A party is put as a whole, also one that may
    be split, so one larger than every coach has no place; if a part of it is carried
    already, the rest is put.

    Parameters
    ----------
    problem
        With the promises that count: ``published(problem, plan)`` for a plan that
        people were told of. The party need not be in it.
    plan
        Carries nobody of the party, or only a part; is not checked.

    Places by train are those of ``by_train.trains_for``.

    Raises
    ------
    InvalidProblemError
        When the plan names what the problem does not know, or carries the whole party.
    ValueError
        When `most` is below 1.
    """
    if most < 1:
        msg = f"Expected most of at least 1, got {most}."
        raise ValueError(msg)
    problem = with_party(problem, party)
    expect_known(problem, plan)
    riders = without_place(plan, party)
    return Places(problem, plan.trips, trains=plan.trains).cheapest(party, riders, most)


def without_place(plan: Plan, party: Party) -> int:
    """
    Return how many of a party a plan does not carry.

    Raises
    ------
    InvalidProblemError
        When it carries all of them.
    """
    riders = party.size - carried(plan.trips, plan.trains)[party.id]
    if riders < 1:
        msg = f"Expected a party without a place, got {party.id!r}, which has one."
        raise InvalidProblemError(msg)
    return riders


def join(problem: Problem, plan: Plan, joining: Joining) -> Plan:
    """
    Return the plan with a party in one of its places.

    A trip that took it in keeps its index, a new one comes last. Nothing is proven
    about the whole: the lower bound is 0.

    Parameters
    ----------
    problem
        As in ``places_for``, and with the party.
    """
    trips = list(plan.trips)
    if joining.trip is None:
        trips.append(joining.after)
    else:
        trips[joining.trip] = joining.after
    return replanned(problem, trips, plan.seed, plan.trains)


def take_out(problem: Problem, plan: Plan, party: str) -> tuple[Problem, Plan]:
    """
    Return problem and plan without a party.

    Its trips stop no longer for it, with the order, the departure and the coach that
    are then the cheapest (of equal ones, the departure of before); a trip for it alone
    is gone. So it is with the feeder and the shuttle of who goes by train.

    Raises
    ------
    InvalidProblemError
        When there is no such party, when the others are too few for its train, or a
        trip of it cannot be driven without it, which takes a matrix in which a way is
        shorter by a place in between.
    """
    from routing.by_train import off_train

    expect_known(problem, plan)
    if all(known.id != party for known in problem.parties):
        msg = f"Expected a party of the problem, got {party!r}."
        raise InvalidProblemError(msg)
    places = off_train(Places(problem, plan.trips, trains=plan.trains), party)
    while places is not None and (j := find_ride(places.trips, party)) is not None:
        places = places.without(j, party)
    if places is None:
        msg = f"Expected trips that are possible without {party!r}, got none."
        raise InvalidProblemError(msg)
    smaller = replace(
        problem,
        parties=tuple(p for p in problem.parties if p.id != party),
        promises=tuple(p for p in problem.promises if p.party != party),
        forbidden=tuple(pair for pair in problem.forbidden if party not in pair),
    )
    return smaller, replanned(smaller, places.trips, plan.seed, places.trains)


class Hold(enum.Enum):
    """What of a trip must stay."""

    NOTHING = 0
    COACH = 1
    ALL = 2


class Places:
    """
    The places in the trips of a plan, for one party after the other.

    Parameters
    ----------
    trips
        Of a plan that keeps the problem's rules.
    holds
        One a trip: its coach type stays, or the whole of it; empty for nothing.
    tailor
        Of the same problem; None to make one. With one to a hub the trips are the
        feeders of a train.
    trains, kept
        The trains of the plan, and the blocks of those that must stay as they are.
    beside
        Further trips that use coaches.
    """

    def __init__(
        self,
        problem: Problem,
        trips: Iterable[Trip],
        holds: Iterable[Hold] = (),
        tailor: Tailor | None = None,
        *,
        trains: Iterable[Train] = (),
        kept: Collection[str] = (),
        beside: Iterable[Trip] = (),
    ) -> None:
        from routing.solvers.tailor import Tailor

        self.problem = problem
        self.trips = list(trips)
        self.holds = list(holds) or [Hold.NOTHING] * len(self.trips)
        self.tailor = Tailor(problem) if tailor is None else tailor
        self.trains = tuple(trains)
        self.kept = frozenset(kept)
        self.beside = tuple(beside)
        self.apart: defaultdict[str, set[str]] = defaultdict(set)
        for a, b in problem.forbidden:
            self.apart[a].add(b)
            self.apart[b].add(a)
        self.count()

    def count(self) -> None:
        """Count the coaches that are left, after the trips were changed."""
        feeders = feeders_of(self.trains)
        self._free = self.tailor.free_coaches([*self.trips, *feeders, *self.beside])

    @property
    def short(self) -> bool:
        """Return whether more coaches are used than there are."""
        return bool((self._free < 0).any())

    def overused(self) -> int | None:
        """Return the last trip that may go whose coach there is not, or None."""
        for j in reversed(range(len(self.trips))):
            if self.holds[j] is Hold.NOTHING and self.tailor.uses(
                self.trips[j], self._free < 0
            ):
                return j
        return None

    def put(self, joining: Joining) -> None:
        """Take a party in."""
        if joining.trip is None:
            self.trips.append(joining.after)
            self.holds.append(Hold.NOTHING)
        else:
            self.trips[joining.trip] = joining.after
        self.count()

    def without(self, j: int, party: str) -> Places | None:
        """
        Return the places once a party is taken out of a trip.

        The trip is then the cheapest for the others, or gone if there are none; of
        equal ones, that which leaves as before. None when the others cannot be driven
        without the party.
        """
        from routing.solvers.tailor import aboard

        trips, holds = list(self.trips), list(self.holds)
        people = [one for one in aboard(trips[j]) if one.party != party]
        if people:
            trip = trips[j]
            day = self.problem.dates.index(trip.service_date)
            made = self.tailor.cut_alike(people, day, self.coaches(j), trip)
            if made is None:
                return None
            trips[j] = made.trip
        else:
            del trips[j], holds[j]
        return self.changed(trips, holds, self.trains)

    def changed(
        self, trips: Iterable[Trip], holds: Iterable[Hold], trains: Iterable[Train]
    ) -> Places:
        """Return the places in other trips and trains."""
        return Places(
            self.problem,
            trips,
            holds,
            self.tailor,
            trains=trains,
            kept=self.kept,
            beside=self.beside,
        )

    def coaches(self, j: int) -> NDArray[np.float64]:
        """Return which coaches a trip may have; see ``Tailor.fleet_cents``."""
        trip = self.trips[j]
        day = self.problem.dates.index(trip.service_date)
        only = trip.coach if self.holds[j] is Hold.COACH else None
        return self.tailor.fleet_cents(day, self._free, trip, only)

    def cheapest(self, party: Party, riders: int, most: int) -> list[Joining]:
        """Return the cheapest places for so many of a party; see ``places_for``."""
        found: list[tuple[int, int, Joining]] = []
        dates = self.problem.dates_of(party)
        block = self.tailor.block
        if block is not None:
            date = self.problem.dates.index(block.service_date)
            dates = tuple(day for day in dates if day == date)
        rides = carried(self.trips, self.trains)[party.id] > 0

        def look(j: int | None, day: int) -> None:
            until = float(found[most - 1][0]) if len(found) >= most else math.inf
            joining = self._best_in(j, day, party, riders, until, rides)
            if joining is not None:
                rank = len(self.trips) + day if j is None else j
                found.append((joining.added_cents, rank, joining))
                found.sort(key=lambda one: one[:2])
                del found[most:]

        for j, trip in enumerate(self.trips):
            day = self.problem.dates.index(trip.service_date)
            if day in dates and self.holds[j] is not Hold.ALL:
                look(j, day)
        for day in dates:
            look(None, day)
        return [joining for _, _, joining in found]

    def _best_in(
        self,
        j: int | None,
        day: int,
        party: Party,
        riders: int,
        until: float,
        rides: bool,
    ) -> Joining | None:
        """Return the best way into a trip that adds less than `until`."""
        from routing.solvers.tailor import Aboard, aboard

        trip = None if j is None else self.trips[j]
        people = [] if trip is None else aboard(trip)
        others = [one for one in people if one.party != party.id]
        mine = [one for one in people if one.party == party.id]
        if self.apart[party.id] & {one.party for one in others}:
            return None
        before = Costs() if trip is None else price(self.problem, [trip])
        further = self.problem.prices.split_cents if rides and not mine else 0
        here = sum(one.riders for one in mine) + riders
        if j is None:
            fleet = self.tailor.fleet_cents(day, self._free)
        else:
            fleet = self.coaches(j)
        limit = until + before.total - further
        best, load = None, []
        pickups = [mine[0].pickup] if mine else list(dict.fromkeys(party.pickups))
        if self.tailor.block is not None:
            pickups = [place for place in pickups if place != self.tailor.block.hub]
        for pickup in pickups:
            some = [*others, Aboard(party.id, here, pickup)]
            made = self.tailor.cut(some, day, fleet, limit)
            if made is not None:
                best, load, limit = made, some, made.cents
        if best is not None and trip is not None:
            best = self.tailor.cut_alike(load, day, fleet, trip)
        if best is None:
            return None
        return self._joining(party, riders, j, best.trip, before, further)

    def _joining(
        self,
        party: Party,
        riders: int,
        j: int | None,
        after: Trip,
        costs: Costs,
        further: int,
    ) -> Joining:
        before = None if j is None else self.trips[j]
        added = price(self.problem, [after]) - costs
        old = set() if before is None else {stop.place for stop in before.stops}
        return Joining(
            party=party.id,
            riders=riders,
            trip=j,
            before=before,
            after=after,
            pickup=next(
                stop.place
                for stop in after.stops
                if any(on.party == party.id for on in stop.board)
            ),
            costs=replace(added, splits=added.splits + further),
            new_stops=tuple(s.place for s in after.stops if s.place not in old),
            shifts=() if before is None else _shifts(before, after),
        )


def _shifts(before: Trip, after: Trip) -> tuple[Shift, ...]:
    was, now = _times(before), _times(after)
    return tuple(
        Shift(party, (was[party][0], now[party][0]), (was[party][1], now[party][1]))
        for party in was
        if party in now and was[party] != now[party]
    )


def _times(trip: Trip) -> dict[str, tuple[int, int]]:
    """Return when each party leaves its pickup and comes to its drop-off."""
    leaves = {on.party: stop.leaves_s for stop in trip.stops for on in stop.board}
    arrives = {off.party: s.arrives_s for s in trip.stops for off in s.alight}
    return {party: (at_s, arrives[party]) for party, at_s in leaves.items()}


def find_ride(trips: Sequence[Trip], party: str) -> int | None:
    """Return the index of the first trip that a party rides, or None."""
    for j, trip in enumerate(trips):
        if any(on.party == party for stop in trip.stops for on in stop.board):
            return j
    return None


def feeders_of(trains: Iterable[Train]) -> list[Trip]:
    """Return the feeders of all trains."""
    return [trip for train in trains for trip in train.feeders]


def price(
    problem: Problem,
    trips: Iterable[Trip],
    unassigned: Iterable[Unassigned] = (),
    trains: Iterable[Train] = (),
) -> Costs:
    """Return what trips cost, with the prices of their riders and of those left."""
    from routing.solvers.answer import costs_of

    return costs_of(problem, list(trips), unassigned, list(trains))


def carried(trips: Iterable[Trip], trains: Iterable[Train] = ()) -> Counter[str]:
    """Return how many riders of each party some trips and trains carry."""
    riders: Counter[str] = Counter()
    for trip in trips:
        for stop in trip.stops:
            for on in stop.board:
                riders[on.party] += on.riders
    for train in trains:
        for on in train.riders:
            riders[on.party] += on.riders
    return riders


def expect_known(problem: Problem, plan: Plan) -> None:
    """Raise ``InvalidProblemError`` when a plan names what a problem lacks."""
    known = {
        "coach": {coach.id for coach in problem.fleet},
        "place": {place.id for place in problem.places},
        "party": {party.id for party in problem.parties},
        "block": {block.id for block in problem.trains.blocks},
        "shuttle": {coach.id for coach in problem.trains.shuttles},
    }

    def expect(at: str, names: Iterable[tuple[str, str]]) -> None:
        for what, name in names:
            if name not in known[what]:
                msg = f"Expected a {what} of the problem in {at}, got {name!r}."
                raise InvalidProblemError(msg)

    def expect_trip(at: str, trip: Trip) -> None:
        expect(at, [("coach", trip.coach), *_named(trip.stops)])
        if trip.service_date not in problem.dates:
            got = trip.service_date
            msg = f"Expected a date of the problem for {at}, got {got}."
            raise InvalidProblemError(msg)

    for j, trip in enumerate(plan.trips):
        expect_trip(f"trips[{j}]", trip)
    for i, train in enumerate(plan.trains):
        at = f"trains[{i}]"
        riders = [("party", on.party) for on in train.riders]
        expect(at, [("block", train.block), *riders])
        for j, trip in enumerate(train.feeders):
            expect_trip(f"{at}.feeders[{j}]", trip)
        for j, drive in enumerate(train.shuttles):
            names = [("shuttle", drive.coach), *_named(drive.stops)]
            expect(f"{at}.shuttles[{j}]", names)


def _named(stops: Iterable[Stop]) -> Iterator[tuple[str, str]]:
    for stop in stops:
        yield "place", stop.place
        for one in (*stop.board, *stop.alight):
            yield "party", one.party


def replanned(
    problem: Problem,
    trips: Iterable[Trip],
    seed: int = 0,
    trains: Iterable[Train] = (),
) -> Plan:
    """
    Return a plan of other trips, with who then stays behind and what it costs.

    The lower bound is 0: nothing is proven.
    """
    some, by_rail = tuple(trips), tuple(trains)
    unassigned = left_out(problem, some, by_rail)
    costs = price(problem, some, unassigned, by_rail)
    return Plan(
        scenario=problem.name,
        status=Status.FEASIBLE if costs.total else Status.OPTIMAL,
        cost_cents=costs.total,
        lower_bound_cents=0,
        gap=1.0 if costs.total else 0.0,
        runtime_s=0.0,
        seed=seed,
        trips=some,
        unassigned=unassigned,
        costs=costs,
        trains=by_rail,
    )


def left_out(
    problem: Problem, trips: tuple[Trip, ...], trains: tuple[Train, ...] = ()
) -> tuple[Unassigned, ...]:
    """Return whom some trips and trains leave behind, and why."""
    from routing.solvers.answer import left_behind
    from routing.solvers.refusals import refuse_both
    from routing.units import net_of, units_of

    riders = carried(trips, trains)
    left = [p for p in problem.parties if riders[p.id] < p.size]
    if not left:
        return ()
    known = {party.id for party in left}
    some = replace(
        problem,
        parties=tuple(left),
        promises=tuple(p for p in problem.promises if p.party in known),
        forbidden=tuple(pair for pair in problem.forbidden if known.issuperset(pair)),
    )
    net = net_of(some)
    refused, by_coach = refuse_both(some, net)
    others = [i for i, party in enumerate(left) if party.id not in refused]
    units = units_of(some, net, others)
    return (*refused.values(), *left_behind(units, trips, trains, by_coach))
