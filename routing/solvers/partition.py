"""Choose trips: relaxation, cuts, reduced-cost fixing, then the integer step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.columns import list_columns
from routing.solvers.formulation import (
    cheapest_trips,
    cheapest_trips_leaving,
    fewest_left,
)
from routing.solvers.improve import Improvement
from routing.solvers.insertion import cost_of, insert
from routing.solvers.integer import choose
from routing.solvers.relaxation import Relaxation

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.columns import Columns
    from routing.solvers.formulation import Formulation
    from routing.solvers.insertion import Loaded
    from routing.units import Ints, Units
    from routing.watch import Watch

# The integer step sees the columns whose reduced cost is at most this share of the
# bound: few first, for a good plan soon; the gap that is left decides when to end.
SHARES = (0.0012, 0.0025, 0.005, 0.01, 0.03, 0.1, 1.0)
LEAST_GAIN = 2e-6  # of the bound, by one round of cuts
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """
    Chosen trips.

    Parameters
    ----------
    trips
        Units and coach type of each.
    bound_cents
        Proven for all plans that carry as many riders.
    most_riders
        Whether it is proven that no plan carries more.
    """

    trips: list[tuple[Ints, int]]
    cost_cents: int
    bound_cents: int
    most_riders: bool = True


def choose_trips(units: Units, watch: Watch, gap: float, seed: int) -> Choice:
    """Return the cheapest trips that carry as many riders as can be."""
    if not len(units):
        return Choice([], 0, 0)
    floor = insert(units)
    floor_cost = cost_of(floor)
    carried = sum(int(units.size[members].sum()) for members, _, _ in floor)
    left = int(units.size.sum()) - carried
    watch.tell(floor_cost, plain_bound(units, left))

    columns = list_columns(units, watch.past)
    pool: list[Loaded] = []
    if not columns.complete:
        improvement = Improvement(units, floor, seed)
        improvement.run(watch, 0.75)
        floor = improvement.best
        watch.tell(cost_of(floor), plain_bound(units, left))
        pool = list(improvement.pool.values())
    columns = columns.with_trips([*pool, *floor])
    start = np.arange(len(columns) - len(floor), len(columns))
    most_riders = left == 0
    if left:
        start = _with_left(columns, units, start)
        fewest = fewest_left(columns, units)
        found = minimise(fewest, start, watch, Goal(0.4, 0.0, seed))
        start = found.columns
        left = round(fewest.cost[start].sum())
        most_riders = left == 0 or (columns.complete and whole(found.bound) >= left)
        formulation = cheapest_trips_leaving(columns, units, left)
    else:
        formulation = cheapest_trips(columns, units)
    plain = plain_bound(units, left)

    def tell(cost: float, bound: float) -> None:
        watch.tell(round(cost), max(plain, whole(bound)) if columns.complete else plain)

    found = minimise(formulation, start, watch, Goal(1.0, gap, seed, tell))
    trips = found.columns[found.columns < len(columns)]
    cost = int(columns.cost_cents[trips].sum())
    bound = max(plain, whole(found.bound)) if columns.complete else plain
    return Choice(
        [(columns.members(j), int(columns.coach[j])) for j in trips],
        cost,
        min(bound, cost),
        most_riders,
    )


def _with_left(columns: Columns, units: Units, trips: Ints) -> Ints:
    """Return the columns of a plan, those of the units that stay behind included."""
    stay = np.ones(len(units), bool)
    for j in trips:
        stay[columns.members(j)] = False
    return np.concatenate([trips, len(columns) + np.flatnonzero(stay)])


def whole(bound: float) -> int:
    """Return what a bound in floats proves, costs and riders being whole."""
    if not math.isfinite(bound):
        return 0
    return max(0, math.ceil(bound - 1e-3 - 1e-9 * abs(bound)))


def plain_bound(units: Units, left: int) -> int:
    """
    Return what must be paid at least if all but `left` riders are carried.

    A trip drives at least as far as the farthest of its parties alone, and at best it
    is full: so each rider costs at least that drive, by the coach type for which this
    is cheapest, divided by the coach's load. Needs no columns, and is weak.
    """
    if not len(units):
        return 0
    rules = units.problem.rules
    metres = units.least_distance_m[units.pickup, units.dropoff][:, None]
    cost = units.hire_cents + units.cents_per_km * metres / 1000
    cost += np.where(metres > rules.second_driver_above_m, rules.second_driver_cents, 0)
    fits = (units.max_load >= units.size[:, None]) & (units.count != 0)
    loads = np.maximum(units.max_load, 1)
    rider = np.where(fits, cost / loads, np.inf).min(axis=1)
    order = np.argsort(-rider)
    rest = np.maximum(0, np.cumsum(units.size[order]) - left)
    carried = np.minimum(units.size[order], rest)
    # Costs are rounded to cents, half a cent a trip at most.
    return max(0, math.ceil(float(rider[order] @ carried) - len(units) / 2 - 1e-3))


@dataclass(frozen=True, slots=True)
class Goal:
    """When `minimise` may end: a share of the time limit is used, or a gap reached."""

    share: float
    gap: float
    seed: int
    tell: Callable[[float, float], None] = lambda cost, bound: None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Chosen columns of a formulation, and the bound over all its columns."""

    columns: Ints
    bound: float


def minimise(f: Formulation, start: Ints, watch: Watch, goal: Goal) -> Found:
    """Return the best columns found from a feasible start, with the proven bound."""
    best, cost = start, float(f.cost[start].sum())
    bound = 0.0

    def closed() -> bool:
        return cost - bound <= max(0.5, goal.gap * cost)

    relaxation = Relaxation(f, start)
    at_cuts = goal.share * 0.5
    solved = relaxation.solve(watch, goal.share * 0.8)
    for _ in range(MOST_ROUNDS):
        bound = max(bound, relaxation.bound)
        goal.tell(cost, bound)
        if not solved or closed() or watch.past(at_cuts) or not relaxation.cut():
            break
        before = relaxation.bound
        solved = relaxation.solve(watch, goal.share * 0.8)
        if relaxation.bound - before < LEAST_GAIN * abs(before):
            break
    bound = max(bound, relaxation.bound)
    for share in SHARES:
        if closed() or watch.past(goal.share):
            break
        width = max(share * max(abs(relaxation.bound), 1.0), 0.5)
        # A plan that is better than the best has no column above the difference.
        everything = width >= cost - relaxation.reduced_bound
        if everything:
            width = cost - relaxation.reduced_bound
        keep = np.flatnonzero(relaxation.reduced <= width)
        left_s = watch.left_s(goal.share)
        time_s = left_s if everything else left_s * 0.6
        found = choose(f, keep, relaxation.cuts, watch, time_s, goal.seed)
        if found.columns is not None:
            value = float(f.cost[found.columns].sum())
            if value < cost:
                best, cost = found.columns, value
        bound = max(bound, min(found.bound, relaxation.reduced_bound + width, cost))
        goal.tell(cost, bound)
        if everything:
            break
    return Found(best, min(bound, cost))
