"""Choose trips: generated columns and a bound, then listed ones, cuts, whole ones."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from routing.solvers import ruin
from routing.solvers.columns import Columns, cheapest_of_each, join
from routing.solvers.diving import STEPS, dive_anew
from routing.solvers.formulation import formulate
from routing.solvers.improve import Neighbourhoods
from routing.solvers.insertion import Insertion
from routing.solvers.master import Fixed, Master, stay_behind, staying
from routing.solvers.pricing import THREADS, Market, Pricing
from routing.solvers.whole import Goal, minimise
from routing.units import NEVER, SECOND_ABOVE_M
from routing.watch import side_by_side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.units import Ints, Units
    from routing.watch import Watch

    Floats = NDArray[np.float64]

MOST_LISTED = 400_000
SOFT = 1.3  # times its seats of a full coach: what a unit is worth at first
# Of the bound: up to which reduced cost trips are listed at first, and the least that
# is tried where those are too many.
FIRST_WIDTH = 0.003
LEAST_WIDTH = 0.0002
NARROWER = 0.4
SHORT = 0.005  # of the cost: a gap that the few should have closed
# Of the cost: a gap too wide to list all trips of many pairs in it; and times the rows.
FAR, FAR_TIMES = 0.01, 5.0
# Of the time limit: until when people of the first plan are moved; ruins for each unit.
EARLY, EARLY_STEPS = 0.03, 20
POLISH = 0.2  # of what is left then
RUINED = 100  # units in which a ruin looks for its trips
IMPROVING = 0.7  # of what is left, where even few are too hard
LISTING = 0.95  # of the time limit: until when trips are listed
GENERATING = 0.5  # of the time limit: until when trips are generated at first
DIVE = 0.5  # of what is left then
DIVING = 0.85  # of that: what a dive gets
LAST = 0.15  # of that: what choosing the last trips of a dive anew gets
PROVING = 0.6  # of what is left then, where no bound is near yet


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """
    Chosen trips.

    Parameters
    ----------
    columns, times
        Trips, and how often each is taken.
    cost_cents, bound_cents
        Of the whole plan, with the prices of who stays behind.
    """

    columns: Columns
    times: Floats
    cost_cents: int
    bound_cents: int


def choose_trips(units: Units, watch: Watch, gap: float, seed: int) -> Choice:
    """Return the cheapest trips found, and what is proven about them."""
    everything = np.ones(len(units.net.load), bool)
    markets = [
        Market(d, variants, everything) for d, variants in enumerate(units.markets)
    ]
    n = len(units)
    need = np.where(units.split, units.size, 1).astype(np.float64)
    return Chooser(
        units, markets, need, units.split, stay_behind(units, n), watch, gap, seed
    ).run()


class Chooser:
    """One planning run over some markets."""

    def __init__(
        self,
        units: Units,
        markets: list[Market],
        need: Floats,
        split: NDArray[np.bool_],
        fixed: Fixed,
        watch: Watch,
        gap: float,
        seed: int,
    ) -> None:
        self.units = units
        self.need = need
        self.split = split
        self.watch = watch
        self.gap = gap
        self.seed = seed
        rng = np.random.default_rng(19)
        keys = rng.integers(1, 2**63, len(need) + 1).astype(np.uint64)
        insertion = Insertion(units, markets[: len(units.markets)])
        self.floor = insertion.run()
        self.alone = insertion.alone()
        pricing = Pricing(units, markets, len(need))
        self.master = Master(units, pricing, need, split, fixed, self.floor, keys)
        self.columns = self.floor
        self.times = self._complete(np.ones(len(self.floor)))
        self.cost = self._cost(self.columns, self.times)
        self.bound = plain_bound(units)
        watch.tell(round(self.cost), 0)
        self.master.add(self.alone)
        if len(self.alone):
            n, load = len(units), max(1, int(units.net.load.max(initial=0)))
            seats = np.full(len(need), np.inf)
            share = self.alone.cost_cents * self.alone.riders / load
            np.minimum.at(seats, self.alone.rows, share)
            self.master.soft_cost[:n] = SOFT * seats[:n] / self.master.size[:n]

    def run(self) -> Choice:
        """Return the best plan found in time."""
        master, watch = self.master, self.watch
        if len(self.units):
            self._polish(EARLY, EARLY_STEPS)
            self.master.begin_at(self._first_duals())
            self._generate(GENERATING)
            if not self._closed():
                self._dive(watch.used + DIVE * (1 - watch.used))
            if self.cost - self.bound > SHORT * self.cost and not self._closed():
                self._polish(watch.used + POLISH * (1 - watch.used))
            if not self._closed() and not master.converged:
                self._generate(watch.used + PROVING * (1 - watch.used))
            if not self._closed() and not (master.pricing.many and self._far()):
                self._choose_listed()
            if not self._closed():
                self._improve(1.0)
        return Choice(
            self.columns,
            self.times[: len(self.columns)],
            round(self.cost),
            min(whole(self.bound), round(self.cost)),
        )

    def _first_duals(self) -> Floats:
        """Return what the best plan pays for each row; alone, its part of a coach."""
        units, duals, plan = self.units, np.zeros(len(self.need)), self._trips()
        for columns in (self.alone, plan):
            load = (
                np.add.reduceat(columns.riders, columns.starts[:-1])
                if len(columns)
                else np.zeros(0)
            )
            seats = units.net.load[columns.coach]
            full = load if columns is plan else seats
            for j in range(len(columns)):
                span = columns.members(j)
                per_rider = columns.cost_cents[j] / max(1, full[j])
                duals[columns.rows[span]] = per_rider * columns.riders[span]
        return np.where(self.split, duals / np.maximum(self.need, 1), duals)

    def _far(self) -> bool:
        far = min(FAR, FAR_TIMES / max(1, len(self.need)))
        return self.cost - self.bound > far * self.cost

    def _closed(self) -> bool:
        return self.cost - self.bound <= max(0.5, self.gap * self.cost)

    def _prove(self, bound: float, cost: float = math.inf) -> None:
        """Take note of a bound, and tell it with the best cost."""
        self.bound = max(self.bound, bound)
        best = round(min(cost, self.cost))
        self.watch.tell(best, min(whole(self.bound), best))

    def _take(self, columns: Columns, times: Floats) -> None:
        cost = self._cost(columns, times)
        if cost < self.cost - 0.5:
            self.columns, self.times, self.cost = columns, times, cost
            self.watch.tell(round(cost), min(whole(self.bound), round(cost)))

    def _cost(self, columns: Columns, times: Floats) -> float:
        n = len(columns)
        return float(
            columns.cost_cents @ times[:n] + self.master.fixed.cost @ times[n:]
        )

    def _complete(self, times: Floats) -> Floats:
        """Return the same plan with those who stay behind."""
        master = self.master
        rest = master.need - master.pool.cover(master.split) @ times
        return np.concatenate([times, staying(self.units, rest)])

    def _with_plan(self, columns: Columns) -> tuple[Columns, Floats]:
        """Return columns, then units alone and the best plan; and that plan."""
        taken = self.columns.take(repeated(self.times[: len(self.columns)]))
        joined = join([columns, self.alone, taken])
        plan = np.zeros(len(joined) + len(self.master.fixed))
        plan[len(joined) - len(taken) : len(joined)] = 1
        plan[len(joined) :] = self.times[len(self.columns) :]
        return joined, plan

    def _choose_listed(self) -> None:
        """
        List trips by their reduced cost, and choose among them.

        First those near the bound, for a good plan. Then, with the smaller difference
        that is left, all that a better plan can use, or as many as can be listed.
        """
        bound = self.master.best.bound
        if not math.isfinite(bound):
            return
        short = self.cost - bound + 1
        least = min(short, LEAST_WIDTH * max(1.0, bound))
        width = min(short, FIRST_WIDTH * max(1.0, bound))
        columns = self._list(width)
        while columns is None and width > least and not self.watch.past(LISTING):
            width = max(least, NARROWER * width)
            columns = self._list(width)
        if columns is None:
            return
        everything = width >= short
        if not everything:
            proven = self._choose(columns, width, few=True)
            if not proven and self.cost - self.bound > SHORT * self.cost:
                # Too hard as a whole: part by part.
                self.master.add(columns)
                used = self.watch.used
                self._improve(used + IMPROVING * (1 - used))
            if self._closed():
                return
            short = self.cost - bound + 1
            more = self._list(short)
            if more is not None:
                columns, width = more, short
        self._choose(columns, width, few=False)

    def _list(self, width: float) -> Columns | None:
        """Return every trip with a reduced cost below the width; None if too many."""
        master, duals = self.master, self.master.best
        columns = master.pricing.enumerate(
            duals.rows * master.size,
            master.fleet_prices(duals),
            width,
            self.watch,
            LISTING,
            MOST_LISTED,
        )
        return None if columns is None else cheapest_of_each(columns, master.keys)

    def _choose(self, columns: Columns, width: float, *, few: bool) -> bool:
        """
        Choose among all trips with a reduced cost below the width.

        Returns whether there is none better among those that were looked at.
        """
        columns, plan = self._with_plan(columns)
        f = formulate(self.master, columns)
        # A plan with a trip that is not listed costs more than this.
        reach = self.master.best.bound + width

        def tell(cost: float, bound: float) -> None:
            self._prove(min(bound, reach), cost)

        goal = Goal(self.gap, self.seed, tell, reach)
        found = minimise(f, plan, self.watch, goal, few=few)
        self._take(columns, found.times)
        self._prove(min(found.bound, reach))
        return found.proven

    def _generate(self, share: float) -> None:
        self.master.generate(
            self.watch, share, self.gap, self._prove, lambda: self.cost
        )

    def _dive(self, share: float) -> None:
        """Dive into the relaxation, with new trips for who is left; in several ways."""
        search = self._neighbourhoods()

        def dive(thread: int, watch: Watch) -> tuple[Columns, Floats] | None:
            found = dive_anew(self.master, self.alone, watch, DIVING, thread, thread)
            if found is None:
                return None
            ends = min(1.0, watch.used + LAST)
            return search.last_anew(*found, watch, ends, thread)

        kinds = range(min(THREADS, len(STEPS)))
        with ThreadPoolExecutor(len(kinds)) as pool:
            jobs = [partial(dive, kind) for kind in kinds]
            for found in side_by_side(pool, jobs, self.watch, share):
                if found is not None:
                    self._take_trips(*found)

    def _take_trips(self, trips: Columns, stay: Floats) -> None:
        self._take(trips, np.concatenate([np.ones(len(trips)), stay]))

    def _neighbourhoods(self) -> Neighbourhoods:
        return Neighbourhoods(self.master, self.alone, near_rows(self.units), self.seed)

    def _polish(self, share: float, steps: int = ruin.STEPS) -> None:
        """Move people from trip to trip."""
        near = near_rows(self.units, RUINED)
        trips = ruin.improve(
            self.units, near, self._trips(), self.watch, share, self.seed, steps
        )
        self.master.add(trips)
        rest = self.master.need - trips.cover(self.split).sum(axis=1)
        self._take_trips(trips, staying(self.units, rest))

    def _trips(self) -> Columns:
        """Return the trips of the best plan."""
        return self.columns.take(repeated(self.times[: len(self.columns)]))

    def _improve(self, share: float) -> None:
        """Choose anew in neighbourhoods, with new trips for each."""
        n, trips = len(self.columns), self._trips()
        plans = self._neighbourhoods().improve(
            trips, self.times[n:], self.watch, share, self._closed
        )
        for better, stay in plans:
            self._take_trips(better, stay)


def repeated(times: Floats) -> Ints:
    """Return the indexes of columns, each as often as it is taken."""
    return np.repeat(np.arange(len(times)), np.rint(times).astype(np.int64))


def plain_bound(units: Units) -> float:
    """
    Return what must be paid at least, without any search; weak.

    A trip drives at least as far as the farthest of its parties alone, and at best it
    is full: so each rider costs at least that drive by the cheapest coach type, over
    its load, or the price of being left behind. And whoever rides needs whole coaches,
    each of which makes at least the cheapest of these drives.
    """
    net = units.net
    rider = units.price_cents.astype(np.float64)
    least = np.full(len(units), np.inf)
    cheapest = NEVER
    for market in units.markets:
        metres = net.least_distance_m[market.pickup, market.dropoff][:, None]
        cents = net.hire + net.km * metres / 1000 - 1
        cents = cents + np.where(metres > net.limits[SECOND_ABOVE_M], net.second, 0)
        share = np.where(net.load > 0, cents / np.maximum(net.load, 1), np.inf)
        np.minimum.at(least, market.unit, share.min(axis=1, initial=np.inf))
        exact = net.hire + (net.km * metres.astype(np.int64) + 500) // 1000
        cheapest = min(cheapest, exact[:, net.load > 0].min(initial=NEVER))
    each = float((units.size * np.minimum(rider, least)).sum())
    whole_coaches = 0.0
    if cheapest < NEVER:
        stay = np.arange(units.size.sum() + 1)
        coaches = -(-stay[::-1] // max(1, int(net.load.max())))
        whole_coaches = float((coaches * cheapest + stay * rider.min()).min())
    return max(0.0, each - 1, whole_coaches)


def near_rows(units: Units, k: int = 24) -> Ints:
    """Return for each unit its nearest ones: places first, then dates."""
    n = len(units)
    pickup, dropoff = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for market in units.markets:
        pickup[market.unit], dropoff[market.unit] = market.pickup, market.dropoff
    first = units.dates.argmax(axis=1)
    net = units.net
    near = np.zeros((n, min(k, n)), np.int64)
    typical = max(1.0, float(np.median(net.distance_m[pickup, dropoff])))
    for u in range(n):
        away = net.distance_m[pickup[u], pickup] + net.distance_m[dropoff[u], dropoff]
        away = away + 0.05 * typical * np.abs(first - first[u])
        near[u] = np.argsort(away, kind="stable")[: near.shape[1]]
    return near


def whole(bound: float) -> int:
    """Return what a bound in floats proves, costs being whole."""
    if not math.isfinite(bound):
        return 0
    return max(0, math.ceil(bound - 1e-3 - 1e-9 * abs(bound)))
