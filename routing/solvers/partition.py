"""
Set partitioning over feasible trips: a plan with a proven lower bound.

1. Cheapest insertion gives the first plan within a second.
2. Every feasible set of units becomes a column (``routing.columns``).
3. The linear relaxation gives a bound; the columns with small reduced costs, chosen
   among by the integer solver, give a better plan.
4. A column whose reduced cost exceeds plan minus bound is in no better plan: it goes.
   Cuts raise the bound, and more columns go.
5. What is left goes to the integer solver for the rest of the time.

A unit left behind has a price above that of the dearest trip, so it is left only where
no coach is. The bound is that of the whole price, less what the plan pays for those
left behind.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity

from routing.columns import (
    Columns,
    Units,
    closed,
    enumerate_columns,
    worth_having,
)
from routing.cost import trip_cents
from routing.solvers.insertion import Choice, insert
from routing.solvers.master import Master, Relaxation, relax, select, subset_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from routing.problem import Problem

    Progress = Callable[[float, int, int], None]

MOST_COLUMNS = 1_000_000
PARTNERS = (64, 32, 16, 8, 4)
CUTS_A_ROUND = 80
MOST_ROUNDS = 25
FIRST_COLUMNS = 4_000
LEAST_GAIN = 1e-5
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """Trips, and the bound on the cost of plans that carry as many."""

    trips: list[Choice]
    lower_bound_cents: int
    is_optimal: bool


@dataclass(slots=True)
class _Search:
    """Where a search stands: the best so far, the bound, the clock."""

    problem: Problem
    units: Units
    price: float
    time_limit_s: float
    gap: float
    seed: int
    on_progress: Progress | None
    should_stop: Callable[[], bool] | None
    started: float
    trips: list[Choice]
    bound: float = 0.0

    @property
    def value(self) -> float:
        """Return the cost of the best plan, with the price of those left behind."""
        carried = sum(int(self.units.size[list(t.units)].sum()) for t in self.trips)
        left = int(self.units.size.sum()) - carried
        return sum(t.cost_cents for t in self.trips) + self.price * left

    @property
    def left_s(self) -> float:
        return self.time_limit_s - (time.monotonic() - self.started)

    def is_over(self) -> bool:
        """Return whether the plan is good enough, time is up, or nobody waits."""
        value = self.value
        return (
            value - self.bound <= max(ROUNDING, self.gap) * value
            or self.left_s <= 0
            or (self.should_stop is not None and self.should_stop())
        )

    def report(self) -> None:
        """Tell how it stands: seconds, cost and bound in fen."""
        if self.on_progress is not None:
            cost = sum(t.cost_cents for t in self.trips)
            bound = self.bound - (self.value - cost)
            seconds = time.monotonic() - self.started
            self.on_progress(seconds, cost, max(0, round(bound)))


def partition(
    problem: Problem,
    units: Units,
    *,
    time_limit_s: float,
    gap: float,
    seed: int,
    on_progress: Progress | None,
    should_stop: Callable[[], bool] | None,
) -> Outcome:
    """Return the best trips found for units that each fit some coach alone."""
    search = _Search(
        problem, units, _price(problem), time_limit_s, gap, seed, on_progress,
        should_stop, time.monotonic(), insert(problem, units),
    )  # fmt: skip
    search.bound = _plain_bound(problem, units)
    search.report()
    columns = _columns(problem, units)
    if columns is not None and not search.is_over():
        _improve(search, columns)
    cost = sum(trip.cost_cents for trip in search.trips)
    bound = min(cost, max(0, int(np.ceil(search.bound - (search.value - cost) - 0.5))))
    return Outcome(search.trips, bound, search.value - search.bound < 0.5)


def _price(problem: Problem) -> float:
    """Return the price of a rider left behind: above that of the dearest trip."""
    farthest = np.array(problem.rules.max_distance_m)
    dearest = max(
        int(trip_cents(coach, problem.rules, farthest)) for coach in problem.fleet
    )
    return float(max(1, dearest))


def _plain_bound(problem: Problem, units: Units) -> float:
    """
    Return what the seats cost at least, each rider going straight in a full coach.

    A trip costs no less than the same coach on the direct way of any of its units, and
    has at most so many seats.
    """
    rules = problem.rules
    direct = closed(problem.distance_m)[units.pickup, units.dropoff]
    a_seat = np.min(
        [
            trip_cents(coach, rules, direct) / problem.max_load(coach)
            for coach in problem.fleet
            if problem.max_load(coach) > 0
        ],
        axis=0,
    )
    cheapest = np.minimum(a_seat, _price(problem))
    return float((cheapest * units.size).sum())


def _columns(problem: Problem, units: Units) -> Columns | None:
    """Return all feasible sets; where they are too many, those of good partners."""
    for partners in (None, *PARTNERS):
        columns = enumerate_columns(
            problem, units, limit=MOST_COLUMNS, partners=partners
        )
        if columns is not None:
            return columns
    return None


@dataclass(frozen=True, slots=True, eq=False)
class _Offer:
    """Columns with a coach: index of the set (-1: left behind), coach type, master."""

    at: NDArray[np.int64]
    coach: NDArray[np.int64]
    master: Master

    def keep(self, columns: NDArray[np.int64]) -> _Offer:
        return _Offer(self.at[columns], self.coach[columns], self.master.keep(columns))

    def cut(self, rows: csr_matrix) -> _Offer:
        """Return the offer with further rows, of which each allows one column."""
        master = self.master.cut(rows, np.ones(rows.shape[0]))
        return _Offer(self.at, self.coach, master)


def _offer(search: _Search, columns: Columns) -> _Offer:
    """Give every set its coaches: the cheapest, and all that are limited."""
    problem, units = search.problem, search.units
    costs = np.stack(
        [
            np.where(
                columns.load <= problem.max_load(coach),
                trip_cents(coach, problem.rules, columns.distance_m),
                np.iinfo(np.int64).max,
            )
            for coach in problem.fleet
        ]
    )
    able = costs < np.iinfo(np.int64).max
    counts = [coach.count for coach in problem.fleet]
    is_limited = any(count is not None for count in counts)
    rows = np.arange(len(columns.load))
    if is_limited:
        # Of the coaches without a limit only the cheapest matters.
        free = [i for i, count in enumerate(counts) if count is None]
        if free:
            cheapest = costs[free].min(axis=0)
            best = np.array(free)[costs[free].argmin(axis=0)]
            for i in range(len(counts)):
                able[i] &= (best == i) | (costs[i] < cheapest)
        coach, at = np.nonzero(able)
    else:
        best = costs.argmin(axis=0)
        kept = rows[worth_having(columns, costs[best, rows])]
        coach, at = best[kept], kept
    held = columns.members[at]
    spots = held >= 0
    cover = csr_matrix(
        (
            np.ones(int(spots.sum())),
            (held[spots], np.nonzero(spots)[0]),
        ),
        shape=(len(units), len(at)),
    )
    cost = costs[coach, at].astype(np.float64)
    if is_limited:
        cover = hstack([cover, identity(len(units))], format="csr")
        cost = np.concatenate([cost, search.price * units.size])
        at = np.concatenate([at, np.full(len(units), -1)])
        coach = np.concatenate([coach, np.full(len(units), -1)])
    limited = [i for i, count in enumerate(counts) if count is not None]
    limit = csr_matrix(
        np.array([coach == i for i in limited], dtype=np.float64).reshape(
            len(limited), len(at)
        )
    )
    most = np.array([counts[i] for i in limited], dtype=np.float64)
    return _Offer(at, coach, Master(cost, cover, limit, most))


def _improve(search: _Search, columns: Columns) -> None:
    offer = _offer(search, columns)
    relaxed = relax(offer.master, search.left_s)
    if relaxed is None:
        return
    lift = _Lift(search, columns.is_complete)
    lift.to(relaxed.bound)
    few = np.argsort(relaxed.reduced, kind="stable")[:FIRST_COLUMNS]
    _take(search, columns, offer.keep(np.sort(few)), 0.25 * search.left_s, None)

    for _ in range(MOST_ROUNDS):
        if search.is_over():
            return
        offer, relaxed = _fix(search, offer, relaxed)
        rows = subset_rows(offer.master, relaxed.x, CUTS_A_ROUND)
        if rows.shape[0] == 0:
            break
        tightened = offer.cut(rows)
        tighter = relax(tightened.master, search.left_s)
        if tighter is None:
            break
        gained = tighter.bound - relaxed.bound
        offer, relaxed = tightened, tighter
        lift.to(relaxed.bound)
        if gained < LEAST_GAIN * relaxed.bound:
            break
    if not search.is_over():
        few = np.argsort(relaxed.reduced, kind="stable")[:FIRST_COLUMNS]
        _take(search, columns, offer.keep(np.sort(few)), 0.5 * search.left_s, None)
    if not search.is_over():
        offer, relaxed = _fix(search, offer, relaxed)
        _take(search, columns, offer, search.left_s, lift)


def _fix(
    search: _Search, offer: _Offer, relaxed: Relaxation
) -> tuple[_Offer, Relaxation]:
    """Drop the columns that no plan better than the best one can hold."""
    kept = np.flatnonzero(relaxed.reduced <= search.value - relaxed.bound + 1)
    point = Relaxation(relaxed.bound, relaxed.x[kept], relaxed.reduced[kept])
    return offer.keep(kept), point


@dataclass(frozen=True, slots=True)
class _Lift:
    """Raises the search's bound, if it was proven over all columns there are."""

    search: _Search
    is_valid: bool

    def to(self, bound: float) -> None:
        """Take a bound on all plans better than the best one."""
        if self.is_valid:
            self.search.bound = max(self.search.bound, min(bound, self.search.value))
            self.search.report()


def _take(
    search: _Search,
    columns: Columns,
    offer: _Offer,
    time_limit_s: float,
    lift: _Lift | None,
) -> None:
    """Choose among the columns and keep the result if it is better."""
    selection = select(
        offer.master,
        time_limit_s=min(time_limit_s, search.left_s),
        gap=search.gap,
        seed=search.seed,
        should_stop=search.should_stop,
    )
    if selection.chosen is not None:
        value = float(offer.master.cost[selection.chosen].sum())
        if value < search.value:
            search.trips = [
                Choice(
                    tuple(u for u in columns.members[offer.at[c]].tolist() if u >= 0),
                    int(offer.coach[c]),
                    int(offer.master.cost[c]),
                )
                for c in selection.chosen.tolist()
                if offer.at[c] >= 0
            ]
    if lift is not None:
        lift.to(selection.bound)
    search.report()
