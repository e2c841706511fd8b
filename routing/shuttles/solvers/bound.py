"""
A lower bound: the linear relaxation over all trips, made trip by trip.

The bound holds at every step, whatever the tolerance of the linear solver: a plan has
at most so many trips, so its cost is at least the dual value plus that many times the
most negative reduced cost. All costs here are half a cent less for every trip, as much
as rounding may save.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse

from routing.shuttles.solvers.arrays import FAR_M, least_out
from routing.shuttles.solvers.pricing import (
    Graph,
    Labels,
    endings,
    ends,
    memories,
    routes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from routing.shuttles.solvers.arrays import Floats, Ints, Units
    from routing.shuttles.solvers.clock import Clock

ROUNDING_CENTS = 0.5
MOST_GATES = 200  # above, only the simple bound is proven
MOST_LABELS = 3_000_000
MOST_COLUMNS = 6_000
NEW_COLUMNS = 150
MEMORY = ((60, 10), (150, 8), (MOST_GATES, 6))  # gates, gates remembered at each
TOLERANCE_CENTS = 0.01
EPSILON = 1e-6
MOST_CUTS = 60
MOST_RIDERS = 20_000  # above, the least costs of coaches are not tabled
NEW_CUTS = 5
LEAST_SHORT = 1e-4  # of what a cut asks for


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """
    The gates that are open, and the fleet, for a bound over all ways of splitting.

    Parameters
    ----------
    riders
        Shape ``(n,)``.
    parted
        Shape ``(n,)``: whether its riders may be split.
    metres
        Shape ``(1 + n, 1 + n)``, row 0 the arrival point.
    """

    riders: Ints
    parted: NDArray[np.bool_]
    metres: Ints
    units: Units

    @property
    def rows(self) -> Ints:
        """Return what every gate's row of the relaxation must reach: visits, riders."""
        return np.where(self.parted, self.riders, 1)

    @property
    def left_cents(self) -> Floats:
        """Return what it costs to leave one visit, or one rider, of each gate."""
        cents = float(self.units.problem.left_cents)
        return cents * np.where(self.parted, 1, self.riders)


def simple_bound(gates: Gates) -> float:
    """
    Return a weak bound that costs nothing.

    A trip costs at least what a trip to any one of its gates costs, so at least the
    mean of those, weighed by the seats that each takes.
    """
    units = gates.units
    there_m = (least_out(gates.metres) + least_out(gates.metres.T))[1:]
    cents = units.hire_cents - ROUNDING_CENTS
    alone = cents[:, None] + units.cents_per_km[:, None] * there_m / 1000
    rider = np.maximum(0, (alone / units.seats[:, None]).min(axis=0, initial=np.inf))
    rider = np.minimum(rider, units.problem.left_cents)
    return float((rider * gates.riders).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """
    Dual prices.

    Parameters
    ----------
    gains
        Shape ``(n,)``: of a visit, or of a rider, of each gate.
    rents
        Shape ``(n_types,)``: of a coach, not positive.
    loads
        Shape ``(1 + riders,)``: of a trip by its load, from the cuts.
    """

    gains: Floats
    rents: Floats
    loads: Floats


def load_cuts(units: Units, riders: int) -> list[Floats]:
    """
    Return functions z of a load that never grow faster than loads are added up.

    As z(a + b) <= z(a) + z(b), the z of all trips sum to z of all riders at least. The
    roundings of a load to multiples (Chvátal and Gomory), and the least that coaches
    for a load cost, hire alone or with some kilometres.
    """
    loads = np.arange(riders + 1)
    seats = np.unique(units.seats)
    steps = {int(s) // k for s in seats for k in range(1, 9)} | {riders}
    cuts = [np.ceil(loads / s) for s in sorted(steps) if 0 < s <= riders]
    if riders > MOST_RIDERS:
        return cuts
    legs = units.distance_m[units.distance_m < FAR_M]
    for way_m in (0.0, 2 * float(legs.mean()), 6 * float(legs.mean())):
        cents = units.hire_cents + units.cents_per_km * way_m / 1000
        least = np.zeros(riders + 1)
        for load in range(1, riders + 1):
            least[load] = (cents + least[np.maximum(0, load - units.seats)]).min()
        if least[-1] > 0:
            cuts.append(least / least[-1])
    return cuts


class Relaxation:
    """
    The relaxation of one problem.

    Attributes
    ----------
    bound
        The best proven so far, in cents.
    done
        Whether no trip is missing: the bound is the relaxation's value.
    prices, priced_bound
        Dual prices, and the bound that they prove.
    cuts
        Shape ``(n_cuts, 1 + riders)``, see ``load_cuts``.
    graphs
        The types of every rate, and what their trips may do.
    """

    def __init__(self, gates: Gates) -> None:
        self.gates = gates
        units = gates.units
        n = len(gates.riders)
        self.bound = simple_bound(gates)
        self.priced_bound = -np.inf
        self.done = False
        self._riders = int(gates.riders.sum())
        self._candidates = load_cuts(units, self._riders)
        self.cuts = np.zeros((0, self._riders + 1))
        self._x = np.zeros(n)
        self.prices = Prices(
            np.zeros(n), np.zeros(len(units.seats)), np.zeros(self._riders + 1)
        )
        self._cost: list[float] = list(gates.left_cents)
        self._visits: list[tuple[Ints, Ints]] = [
            (np.array([i]), np.array([1])) for i in range(n)
        ]
        self._type: list[int] = [-1] * n
        self._load: list[int] = np.where(gates.parted, 1, gates.riders).tolist()
        self._known: dict[tuple[bytes, int], int] = {}
        self._trips = int(gates.rows.sum())
        self.graphs = [
            (types, self._graph(types)) for types in _rates(units.cents_per_km)
        ]
        self._labels = _labels(MOST_LABELS)

    def _graph(self, types: Ints) -> Graph:
        gates, units = self.gates, self.gates.units
        n = len(gates.riders)
        metres = gates.metres.astype(np.float64)
        rate = units.cents_per_km[types[0]] / 1000
        arc = np.where(gates.metres >= FAR_M, np.inf, metres * rate)
        size = min(n, next(size for most, size in MEMORY if n <= most))
        near = np.zeros((n + 1, size), np.int64)
        both = np.minimum(metres, metres.T)[1:, 1:] - np.diag(np.full(n, np.inf))
        near[1:] = 1 + np.argsort(both, axis=1, kind="stable")[:, :size]
        after = np.zeros((n + 1, n + 1, 1 << size), np.uint16)
        memories(near, after)
        return Graph(
            arc,
            np.concatenate([[0], np.where(gates.parted, 1, gates.riders)]),
            np.concatenate([[0], gates.parted.astype(np.int64)]),
            after,
        )

    def add(self, trips: Iterable[Ints], metres: Floats) -> None:
        """Take in trips that are known, of gates that are not split."""
        for trip, m in zip(trips, metres, strict=True):
            load = int(self.gates.riders[trip].sum())
            self._add_for_types(
                np.sort(trip), np.ones(len(trip), np.int64), load, float(m)
            )

    def _add_for_types(self, gates: Ints, times: Ints, load: int, metres: float) -> int:
        """Add the column by its cheapest free type and every limited one."""
        units = self.gates.units
        cost = units.hire_cents - ROUNDING_CENTS + units.cents_per_km * metres / 1000
        fits = units.seats >= load
        free = np.flatnonzero(fits & (units.count < 0))
        chosen = np.flatnonzero(fits & (units.count >= 0)).tolist()
        if len(free):
            chosen.append(int(free[np.argmin(cost[free])]))
        added = 0
        for t in chosen:
            key = (gates.tobytes() + times.tobytes(), t)
            at = self._known.get(key)
            if at is not None and cost[t] < self._cost[at] - EPSILON:
                self._cost[at] = float(cost[t])
                added += 1
            elif at is None:
                self._known[key] = len(self._cost)
                self._cost.append(float(cost[t]))
                self._visits.append((gates, times))
                self._type.append(t)
                self._load.append(load)
                added += 1
        return added

    def solve(
        self,
        clock: Clock,
        share: float,
        cost_cents: float,
        tell: Callable[[float], None],
    ) -> None:
        """Improve the bound until it cannot, the time is up or it meets the cost."""
        heuristic = True
        while not clock.past(share) and self.bound < cost_cents - 1:
            prices = self._duals(clock.left_s(share))
            if prices is None:
                return
            duals, value = prices
            least, added = self._price(duals, heuristic, clock)
            if least is None:
                return
            if heuristic:
                heuristic = added > 0
                continue
            left = self.gates.left_cents - duals.gains
            left = left - duals.loads[self._load[: len(left)]]
            least = min(least, float(left.min()))
            # No more trips than visits, or coaches, can have the least reduced cost.
            bound = value + self._trips * min(0.0, least)
            if bound > self.priced_bound:
                self.priced_bound, self.prices = bound, duals
                self.bound = max(self.bound, bound)
                tell(bound)
            if least > -TOLERANCE_CENTS or added == 0:
                self.done = least > -TOLERANCE_CENTS
                if not self._cut():
                    return
                heuristic = True

    def _duals(self, time_s: float) -> tuple[Prices, float] | None:
        """Return prices of gates, coaches and loads, and the dual value."""
        gates, units = self.gates, self.gates.units
        n = len(gates.riders)
        cost, types = np.array(self._cost), np.array(self._type)
        rows = np.concatenate([visit for visit, _ in self._visits])
        data = np.concatenate([times for _, times in self._visits])
        columns = np.repeat(np.arange(len(cost)), [len(v) for v, _ in self._visits])
        cover = sparse.csr_array((-data, (rows, columns)), (n, len(cost)))
        limited = np.flatnonzero(units.count >= 0)
        used = sparse.csr_array((types == limited[:, None]).astype(np.float64))
        cuts = sparse.csr_array(-self.cuts[:, self._load])
        rights = [-gates.rows, units.count[limited], -self.cuts[:, self._riders]]
        matrix = sparse.vstack([cover, used, cuts])
        found = optimize.linprog(
            cost,
            A_ub=matrix,
            b_ub=np.concatenate(rights),
            method="highs",
            options={"time_limit": max(0.1, time_s)},
        )
        if found.status != 0:
            return None
        self._x = found.x
        duals = np.minimum(found.ineqlin.marginals, 0)
        rents = np.zeros(len(units.seats))
        rents[limited] = duals[n : n + len(limited)]
        prices = Prices(-duals[:n], rents, -duals[n + len(limited) :] @ self.cuts)
        # Leaving a gate must not pay; the solver's tolerance may say that it does.
        most = gates.left_cents - prices.loads[self._load[:n]]
        prices = replace(prices, gains=np.clip(prices.gains, 0, np.maximum(most, 0)))
        value = prices.gains @ gates.rows + rents[limited] @ units.count[limited]
        self._forget(cost - matrix.T @ duals)
        return prices, float(value + prices.loads[self._riders])

    def _forget(self, reduced: Floats) -> None:
        """Drop dear columns when there are many; the first n leave the gates."""
        if len(reduced) <= MOST_COLUMNS:
            return
        n = len(self.gates.riders)
        order = n + np.argsort(reduced[n:], kind="stable")[: MOST_COLUMNS // 2]
        keep = [*range(n), *np.sort(order).tolist()]
        self._cost = [self._cost[i] for i in keep]
        self._visits = [self._visits[i] for i in keep]
        self._type = [self._type[i] for i in keep]
        self._load = [self._load[i] for i in keep]
        self._known = {
            (g.tobytes() + x.tobytes(), self._type[i]): i
            for i, (g, x) in enumerate(self._visits)
            if i >= n
        }

    def coach_cents(self, types: Ints, prices: Prices) -> Floats:
        """Return the cost of the cheapest of these types by load."""
        units = self.gates.units
        most = min(int(units.seats[types].max()), self._riders)
        coach = np.full(most + 1, np.inf)
        for t in types:
            terms = units.hire_cents[t] - ROUNDING_CENTS - prices.rents[t]
            load = slice(0, int(units.seats[t]) + 1)
            coach[load] = np.minimum(coach[load], terms)
        return coach - prices.loads[: most + 1]

    def _price(
        self, prices: Prices, heuristic: bool, clock: Clock
    ) -> tuple[float | None, int]:
        """Return the least reduced cost of any trip, and how many were added."""
        gain = np.concatenate([[0.0], prices.gains])
        least, added = 0.0, 0
        ceiling = -TOLERANCE_CENTS / 2
        for types, graph in self.graphs:
            coach = self.coach_cents(types, prices)
            ending = np.empty((len(gain), len(coach)))
            endings(graph, gain, coach, ending)
            heads = np.empty(ending.T.shape, np.int64)
            most = 1 if heuristic else 1 << 30
            size = routes(
                graph,
                gain,
                ending,
                most,
                self._labels,
                heads,
                ceiling,
                clock.halt,
            )
            if size < 0:
                return None, added
            cost = np.empty(heads.size)
            last = np.empty(heads.size, np.int64)
            n = ends(graph, coach, self._labels, heads, cost, last)
            best = np.argsort(cost[:n], kind="stable")[:NEW_COLUMNS]
            best = best[cost[best] < ceiling]
            if len(best):
                least = min(least, float(cost[best[0]]))
            for label in last[best]:
                added += self._add_route(int(label))
        # What was cut off costs no less than the ceiling.
        return min(least, ceiling), added

    def _cut(self) -> bool:
        """Add the cuts that the solution breaks most; False when there are none."""
        used = self._x > EPSILON
        x, loads = self._x[used], np.array(self._load)[used]
        found = []
        for cut in self._candidates:
            short = 1 - (cut[loads] @ x) / cut[self._riders]
            if short > LEAST_SHORT:
                found.append((short, cut))
        if not found or len(self.cuts) >= MOST_CUTS:
            return False
        found.sort(key=lambda one: -one[0])
        new = [cut for _, cut in found[:NEW_CUTS]]
        self.cuts = np.vstack([self.cuts, *new])
        return True

    def _add_route(self, label: int) -> int:
        labels = self._labels
        load = int(labels.load[label])
        way: list[int] = []
        while label >= 0:
            way.append(int(labels.gate[label]))
            label = int(labels.parent[label])
        way.reverse()
        route = np.array([0, *way, 0])
        metres = float(self.gates.metres[route[:-1], route[1:]].sum())
        gates, times = np.unique(np.array(way) - 1, return_counts=True)
        return self._add_for_types(gates, times, load, metres)


def _rates(cents_per_km: Ints) -> list[Ints]:
    """Return the types of every rate."""
    return [np.flatnonzero(cents_per_km == rate) for rate in np.unique(cents_per_km)]


def _labels(room: int) -> Labels:
    return Labels(
        np.empty(room),
        np.empty(room, np.uint16),
        np.empty(room, np.int32),
        np.empty(room, np.int16),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
    )
