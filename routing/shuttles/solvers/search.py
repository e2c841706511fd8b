"""The search and its memory: made from units, run in pieces, asked for its best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg
from scipy.sparse import linalg as sparse_linalg

from routing.shuttles.solvers.evolve import (
    BEST,
    HERE,
    LEAST,
    MADE,
    MOST,
    RESTARTS,
    Coaches,
    Limits,
    Pool,
    State,
    evolve,
    first,
    improve,
    price,
)
from routing.shuttles.solvers.moves import Legs, Trips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.shuttles.solvers.arrays import Floats, Ints, Units

NEIGHBOURS = 20
MOST_EXACT = 200  # units whose points are found by a whole decomposition
CROWDED = 1.5  # share of the largest coach's seats that the search may pass through
POOL_TRIPS = 1 << 18
POOL_UNITS = 1 << 22
RESTART_AFTER, RESTART_AFTER_UNIT = 8_000, 400  # plans without a better one


class Search:
    """
    A population of plans of one problem; the same seed gives the same plans.

    Parameters
    ----------
    halt
        Shape ``(1,)``: what runs ends soon once this is not 0.

    Raises
    ------
    ValueError
        When there is nothing to search for: no unit or no type.
    """

    def __init__(self, units: Units, seed: int, halt: Ints) -> None:
        n = len(units)
        if n == 0 or not len(units.seats):
            msg = f"Expected units and types, got {n} and {len(units.seats)}."
            raise ValueError(msg)
        metres = units.distance_m.astype(np.float64)
        size = np.concatenate([[0], units.size])
        self._legs = Legs(
            metres, units.duration_s.astype(np.float64), size, _near(metres)
        )
        rates, group = np.unique(units.cents_per_km / 1000, return_inverse=True)
        most = int(units.seats.max())
        crowded = int(CROWDED * most)
        self._coaches = Coaches(
            seats=units.seats,
            hire=units.hire_cents.astype(np.float64),
            rate=units.cents_per_km / 1000,
            rates=rates,
            group=group.astype(np.int64),
            number=units.count.astype(np.int64),
            rent=np.zeros(len(units.seats)),
            soft=np.empty((len(rates), crowded + 1)),
            hard=np.empty((len(rates), most + 1)),
        )
        self._limits = Limits(
            float(units.problem.left_cents),
            float(units.max_duration_s),
            units.max_gates,
        )
        self._points = _points(metres)
        self._trips = Trips(
            links=np.zeros((5, n + 1), np.int64),
            sums=np.zeros((4, n + 1)),
            ends=np.zeros((3, n + 1), np.int64),
            cost=np.zeros(n + 1),
            whole=np.zeros((2, n + 1)),
            changed=np.zeros(n + 1, np.int64),
            pieces=np.zeros((2, 6, 3), np.int64),
            buffer=np.zeros((2, n + 1), np.int64),
            found=np.zeros((5, 5), np.int64),
            saved=np.zeros((5, 5)),
            halt=halt,
        )
        random = np.random.default_rng(seed)
        self._state = State(
            tours=np.zeros((MOST, n), np.int64),
            nexts=np.zeros((MOST, n + 1), np.int64),
            prevs=np.zeros((MOST, n + 1), np.int64),
            costs=np.zeros(MOST),
            apart=np.zeros((MOST, MOST)),
            best=np.zeros((2, n), np.int64),
            numbers=np.zeros(5, np.int64),
            prices=np.array([np.inf, *_first_prices(units, metres), np.inf]),
            random=random.integers(1, 2**63, 1, np.uint64),
        )
        self._pool = Pool(
            keys=random.integers(1, 2**63, n + 1, np.uint64),
            table=np.zeros(2 * POOL_TRIPS, np.int64),
            sets=np.zeros(POOL_TRIPS, np.uint64),
            starts=np.zeros(POOL_TRIPS + 1, np.int64),
            units=np.zeros(POOL_UNITS, np.int32),
            metres=np.zeros(POOL_TRIPS),
            filled=np.zeros(1, np.int64),
        )
        limited = bool((units.count >= 0).any())
        self._step = 0.05 * float(units.hire_cents.mean() + 1) if limited else 0.0
        price(self._coaches, self._state.prices[1])
        around = self._points[1:] - self._points[0]
        angle = np.arctan2(around[:, 1], around[:, 0])
        self._sweep = 1 + np.argsort(angle, kind="stable")
        first(
            self._legs,
            self._coaches,
            self._limits,
            self._trips,
            self._state,
            self._sweep,
        )

    @property
    def best_cents(self) -> float:
        """Return the cost of the best plan; infinite before the first."""
        return float(self._state.prices[BEST])

    @property
    def made(self) -> int:
        """Return how many plans were made."""
        return int(self._state.numbers[MADE])

    @property
    def restarts(self) -> int:
        """Return how often the population was given up for a new one."""
        return int(self._state.numbers[RESTARTS])

    def run(self, plans: int) -> None:
        """Make so many plans more."""
        evolve(
            self._legs,
            self._coaches,
            self._limits,
            self._trips,
            self._state,
            self._pool,
            self._points,
            self._sweep,
            self._step,
            min(RESTART_AFTER, RESTART_AFTER_UNIT * self._state.tours.shape[1]),
            plans,
        )

    def learn(self, trips: Sequence[Ints]) -> None:
        """Take in a plan from elsewhere; every unit, from 1, stands in it once."""
        if self._state.numbers[0] >= MOST - LEAST:
            return
        tour = np.concatenate(trips).astype(np.int64)
        improve(
            self._legs,
            self._coaches,
            self._limits,
            self._trips,
            self._state,
            self._pool,
            self._points,
            tour,
            self._step,
        )
        self._state.prices[HERE] = min(
            self._state.prices[HERE], self._state.prices[BEST]
        )

    def best(self) -> list[Ints]:
        """Return the trips of the best plan, those too that are better left."""
        units, trips = self._state.best
        return [units[trips == t] - 1 for t in np.unique(trips)]

    def pool(self) -> tuple[list[Ints], Floats]:
        """Return the trips met in good plans, units from 0, and their metres."""
        n = int(self._pool.filled[0])
        starts = self._pool.starts[: n + 1]
        units = self._pool.units[: starts[-1]].astype(np.int64) - 1
        return np.split(units, starts[1:-1]) if n else [], self._pool.metres[:n].copy()


def _near(metres: Floats) -> Ints:
    n = len(metres) - 1
    k = min(NEIGHBOURS, n - 1)
    both = np.minimum(metres, metres.T)[1:, 1:] + np.diag(np.full(n, np.inf))
    near = np.zeros((n + 1, k), np.int64)
    near[1:] = 1 + np.argsort(both, axis=1, kind="stable")[:, :k]
    return near


def _points(metres: Floats) -> Floats:
    """Return points in the plane about as far apart as the matrix says (scaling)."""
    most = metres[metres < 1e12].max(initial=0)
    square = np.minimum((metres + metres.T) / 2, most) ** 2
    middle = square - square.mean(0) - square.mean(1)[:, None] + square.mean()
    n = len(metres)
    if n > MOST_EXACT:
        start = np.linspace(1.0, 2.0, n)
        values, vectors = sparse_linalg.eigsh(-middle / 2, k=2, v0=start, tol=1e-3)
    else:
        values, vectors = linalg.eigh(-middle / 2, subset_by_index=[n - 2, n - 1])
    return np.ascontiguousarray(vectors * np.sqrt(np.maximum(values, 0)))


def _first_prices(units: Units, metres: Floats) -> tuple[float, float, float]:
    """Return the first prices of a rider beyond the seats, a second and a gate."""
    leg = float(np.median(metres[metres < 1e12]))
    trip = units.hire_cents + units.cents_per_km * leg / 1000
    seat = float((trip / units.seats).max()) + 1.0
    seconds = units.duration_s[units.duration_s < 1 << 38]
    second = seat * float(units.size.mean()) / max(1.0, float(np.median(seconds)))
    return seat, second, seat * float(units.size.mean())
