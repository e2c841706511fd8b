"""
The cheapest trip for people who ride together: what re-planning and answers ask.

Where the planner chooses who rides with whom, this module is told; it finds the order
of the stops, the departure, the drivers and the coach type, exactly, by the same inner
loop.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.rules import MOST_STOPS
from routing.solvers.answer import trip_of
from routing.solvers.boarding import feeder_window
from routing.solvers.columns import columns_of
from routing.solvers.insertion import cheapest_place
from routing.solvers.trips import AWAY, best_for, found_for, space_for
from routing.units import (
    MOST_AWAY,
    NEVER,
    PROMISE_CENTS,
    TIMED,
    Units,
    Variants,
    net_of,
    variants_from,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from routing.plan import Trip
    from routing.problem import Problem
    from routing.trains import TrainBlock
    from routing.units import Ints, Net

    Floats = NDArray[np.float64]

FREE = np.int64(1) << 40  # coaches of a type that has no count


class Aboard(NamedTuple):
    """So many riders of a party get on at a place."""

    party: str
    riders: int
    pickup: str


@dataclass(frozen=True, slots=True)
class Tailored:
    """
    A trip, and what it costs with the prices of its riders.

    Parameters
    ----------
    cents
        The coach, days off, hours aboard and changed promises; not the further coaches
        of split groups.
    """

    trip: Trip
    cents: int


def aboard(trip: Trip) -> tuple[Aboard, ...]:
    """Return who rides a trip, in the order of the stops."""
    return tuple(
        Aboard(on.party, on.riders, stop.place)
        for stop in trip.stops
        for on in stop.board
    )


class Tailor:
    """
    Makes trips for one problem.

    Everybody named rides; forbidden pairs are for the caller to keep apart.

    Attributes
    ----------
    block
        The train to whose hub the trips go; None for direct ones.
    """

    block: TrainBlock | None = None

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.net = net_of(problem)
        self._place = {place.id: i for i, place in enumerate(problem.places)}
        self._party = {party.id: i for i, party in enumerate(problem.parties)}
        self._promise = {promise.party: promise for promise in problem.promises}
        self._type = {coach.id: t for t, coach in enumerate(problem.fleet)}
        self._day = {date: i for i, date in enumerate(problem.dates)}
        self._most = int(self.net.load.max(initial=0))
        room = self._most + 2
        everybody = self._units(np.zeros(room, np.int64), _blank(room))
        self._best = best_for(everybody)
        self._space = space_for(everybody)
        self._found = found_for(2, room)

    def to_hub(self, block: TrainBlock) -> Tailor:
        """Return what makes a train's feeders."""
        other = copy.copy(self)
        other.block = block
        departures_s = np.array(self.problem.feeder_departures_s, np.int64)
        other.net = _timed(self.net)._replace(departures_s=departures_s)
        return other

    def free_coaches(self, trips: Iterable[Trip]) -> Ints:
        """
        Return the coaches that are left beside some trips.

        Shape ``(n_types, n_dates)``; ``FREE`` where there are as many as wanted, and
        below 0 where the trips use more than there are.
        """
        problem = self.problem
        left = np.full((len(problem.fleet), len(problem.dates)), FREE)
        for t, coach in enumerate(problem.fleet):
            for i in range(len(problem.dates)):
                count = problem.count_on(coach, i)
                left[t, i] = FREE if count is None else count
        for trip in trips:
            t = self._type[trip.coach]
            for i in self._days(trip):
                left[t, i] -= left[t, i] < FREE
        return left

    def uses(self, trip: Trip, days: NDArray[np.bool_]) -> bool:
        """
        Return whether a trip's coach is away on one of some days.

        Parameters
        ----------
        days
            Shape ``(n_types, n_dates)``.
        """
        return bool(days[self._type[trip.coach], self._days(trip)].any())

    def fleet_cents(
        self,
        date: int,
        free: Ints,
        own: Trip | None = None,
        only: str | None = None,
    ) -> Floats:
        """
        Return 0 or infinite for each coach type and day around a date.

        Parameters
        ----------
        free
            See ``free_coaches``.
        own
            A trip of that date, counted among the used, that gives its coach back.
        only
            The one coach type that may be used; None for all.
        """
        ordinal = self.problem.dates[date].toordinal()
        cents = np.zeros((len(self.problem.fleet), AWAY))
        for day, i in self._day.items():
            k = day.toordinal() - ordinal + MOST_AWAY
            if 0 <= k < AWAY:
                cents[free[:, i] <= 0, k] = np.inf
        if own is not None:
            kept = slice(MOST_AWAY - own.days_before, MOST_AWAY + own.days_after + 1)
            cents[self._type[own.coach], kept] = 0.0
        if only is not None:
            cents[[t for name, t in self._type.items() if name != only]] = np.inf
        return cents

    def cut(
        self,
        people: Sequence[Aboard],
        date: int,
        fleet_cents: Floats,
        limit: float = np.inf,
    ) -> Tailored | None:
        """
        Return the cheapest trip that carries them all; None when there is none.

        Of equal ones the first coach type of the fleet, then the earliest departure.

        Parameters
        ----------
        people
            At least one; a party stands there once.
        date
            Index of the service date, in the window of all of them.
        limit
            Only a trip with ``cents`` below this is of interest.
        """
        return self._cut(people, date, fleet_cents, limit, None)

    def cut_alike(
        self, people: Sequence[Aboard], date: int, fleet_cents: Floats, now: Trip
    ) -> Tailored | None:
        """
        Return the same, of equally cheap trips one that leaves as another does now.

        Where changed promises have no price, a published time would be changed for
        nothing; so of two trips the one with fewer changed riders is taken if it
        costs no more.
        """
        best = self.cut(people, date, fleet_cents)
        if best is None or self.problem.prices.promise_cents:
            return best
        told_s = {on.party: stop.leaves_s for stop in now.stops for on in stop.board}
        alike = self._cut(people, date, fleet_cents, np.inf, told_s)
        return best if alike is None or alike.cents > best.cents else alike

    def _cut(
        self,
        people: Sequence[Aboard],
        date: int,
        fleet_cents: Floats,
        limit: float,
        told_s: Mapping[str, int] | None,
    ) -> Tailored | None:
        """Do it; with ``told_s`` every rider who leaves at another time adds a cent."""
        if not len(self.net.load) or sum(one.riders for one in people) > self._most:
            return None
        net, variants = self.net, self._variants(people, date, told_s)
        if told_s is not None:
            net = _timed(net, promise_cents=1)
        # The last of them joins the others; only `fleet_cents` gives a coach back.
        n = len(people)
        place, _, _ = cheapest_place(
            net,
            variants,
            n - 1,
            np.zeros((1, 1), np.int64),
            np.zeros(n),
            fleet_cents,
            np.array([[0, -1, 0]]),
            np.arange(n)[None].copy(),
            np.array([n - 1]),
            np.array([sum(one.riders for one in people[:-1])]),
            np.zeros(1),
            np.ones(1, bool),
            2 * MOST_STOPS,
            float(limit),
            self._best,
            self._found,
            self._space,
        )
        if place < 0:
            return None
        parties = np.array([self._party[one.party] for one in people], np.int64)
        columns = columns_of(self._found, 1, variants, date)
        trip = trip_of(self._units(parties, variants), columns, 0)
        cents = int(columns.cost_cents[0])
        if told_s is not None:
            cents -= sum(
                one.riders
                for stop in trip.stops
                for one in stop.board
                if told_s.get(one.party, stop.leaves_s) != stop.leaves_s
            )
        return Tailored(trip, cents)

    def _days(self, trip: Trip) -> list[int]:
        """Return the indexes of the dates on which a trip's coach is away."""
        return [
            i
            for date, i in self._day.items()
            if -trip.days_before <= (date - trip.service_date).days <= trip.days_after
        ]

    def _variants(
        self, people: Sequence[Aboard], date: int, told_s: Mapping[str, int] | None
    ) -> Variants:
        problem, never = self.problem, int(NEVER)
        prices = problem.prices
        rows = []
        for u, one in enumerate(people):
            party = problem.parties[self._party[one.party]]
            start, end = self._place[one.pickup], self._place[party.dropoff]
            earliest_s = -never if party.earliest_s is None else party.earliest_s
            latest_s = never if party.latest_s is None else party.latest_s
            if self.block is not None:
                end = self._place[self.block.hub]
                first_s, latest_s = feeder_window(problem, self.block, start, end)
                earliest_s = max(earliest_s, first_s)
            fixed = one.riders * problem.days_off(party, date) * prices.day_cents
            told = -1
            promise = self._promise.get(one.party)
            if promise is not None:
                same = problem.dates[date] == promise.service_date
                if not same or one.pickup != promise.pickup:
                    fixed += one.riders * prices.promise_cents
                elif promise.leaves_s is not None:
                    told = promise.leaves_s
            if told_s is not None:
                told = told_s.get(one.party, -1)
            rows.append(
                (
                    u,
                    start,
                    end,
                    one.riders,
                    fixed,
                    earliest_s,
                    latest_s,
                    told,
                    0,
                    party.wheelchairs,
                    party.luggage,
                    0,
                )
            )
        return _table(rows)

    def _units(self, parties: Ints, variants: Variants) -> Units:
        n, problem = len(parties), self.problem
        return Units(
            problem=problem,
            net=self.net,
            party=parties,
            size=np.ones(n, np.int64),
            price_cents=np.zeros(n, np.int64),
            split=np.zeros(n, bool),
            dates=np.ones((n, len(problem.dates)), bool),
            counts=np.zeros((len(problem.fleet), len(problem.dates)), np.int64),
            markets=(variants,) * len(problem.dates),
            together_m=np.zeros((0, 0), np.int64),
        )


def _timed(net: Net, promise_cents: int | None = None) -> Net:
    """Return a net in which it counts when trips leave."""
    limits = net.limits.copy()
    limits[TIMED] = 1
    if promise_cents is not None:
        limits[PROMISE_CENTS] = promise_cents
    return net._replace(limits=limits)


def _blank(n: int) -> Variants:
    return _table([(0,) * 12] * n)


def _table(rows: Sequence[tuple[int, ...]]) -> Variants:
    """Return variants as if all were one pair: nothing is searched among them."""
    table = np.array(rows, np.int64).reshape(-1, 12)
    none, zero = np.zeros(0, np.int64), np.zeros(1, np.int64)
    return variants_from(
        table,
        pair=np.zeros(len(rows), np.int64),
        pair_pickup=none,
        pair_dropoff=none,
        starts=none,
        road=zero,
    )
