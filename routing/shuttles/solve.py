"""Plan shuttles: the cheapest trips from one arrival point, and what is proven."""

from __future__ import annotations

import time
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from routing.errors import RefusedPlanError
from routing.shuttles.check import check
from routing.shuttles.plan import (
    Drop,
    Left,
    Reason,
    ShuttlePlan,
    ShuttleTrip,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from routing.shuttles.problem import ShuttleProblem
    from routing.shuttles.solvers.arrays import Prepared

TIME_LIMIT_S = 60.0


def solve(
    problem: ShuttleProblem,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ShuttlePlan:
    """
    Return the cheapest plan found, the price of riders left included.

    The same problem and seed give the same plan, unless the time limit ends it. The
    first use on a machine compiles the search, which takes about a minute once.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds, kept to a tenth or a second; a plan comes in any case.
    gap
        Good enough: (cost - lower bound) / cost at which to end early.
    on_progress
        Called with (seconds, best cost in cents, lower bound in cents) in the caller's
        thread, when either got better.
    should_stop
        Asked several times a second, in the caller's thread; True ends planning with
        the best plan so far.

    Raises
    ------
    ValueError
        When a limit is negative or NaN.
    RefusedPlanError
        When the plan breaks a rule, which is a fault of the solver.
    """
    if not time_limit_s >= 0 or not 0 <= gap <= 1 or seed < 0:
        msg = (
            "Expected time_limit_s >= 0, gap from 0 to 1 and seed >= 0, "
            f"got {time_limit_s}, {gap}, {seed}."
        )
        raise ValueError(msg)
    began_s = time.monotonic()
    # The solvers' libraries take a second to load: only those wait who plan.
    from routing.shuttles.solvers.arrays import prepare
    from routing.shuttles.solvers.clock import Clock
    from routing.shuttles.solvers.planner import Planner

    clock = Clock(began_s, time_limit_s, on_progress, should_stop)
    prepared = prepare(problem)
    trips = [_trip(problem, d.coach, [(d.gate, d.riders)]) for d in prepared.direct]
    direct_cents = sum(trip.cost_cents for trip in trips)
    lost_cents = sum(gone.riders for gone in prepared.left) * problem.left_cents
    bound = lost_cents + direct_cents
    left = list(prepared.left)
    if len(prepared.units):
        planner = Planner(prepared, direct_cents, clock, seed)

        def now() -> tuple[int, int]:
            cost = planner.cost_cents
            return cost + lost_cents, min(planner.bound_cents, cost) + lost_cents

        def tell() -> bool:
            cost, bound = now()
            clock.tell(cost, bound)
            return gap > 0 and cost - bound <= gap * cost

        planner.plan(tell)
        bound = now()[1]
        units = prepared.units
        for way, coach in planner.best.trips:
            visits = [(int(units.gate[u]), int(units.size[u])) for u in way]
            trips.append(_trip(problem, int(units.coach[coach]), visits))
        left += _left(prepared, [way for way, _ in planner.best.trips])
    cost = sum(trip.cost_cents for trip in trips)
    cost += sum(gone.riders for gone in left) * problem.left_cents
    bound = min(bound, cost)
    clock.tell(cost, bound)
    plan = ShuttlePlan(
        problem=problem.name,
        status=Status.OPTIMAL if bound == cost else Status.FEASIBLE,
        cost_cents=cost,
        lower_bound_cents=bound,
        gap=(cost - bound) / cost if cost else 0.0,
        runtime_s=round(clock.elapsed_s, 3),
        seed=seed,
        trips=tuple(trips),
        unassigned=tuple(left),
    )
    violations = check(problem, plan)
    if violations:
        some = "; ".join(str(violation) for violation in violations[:5])
        msg = f"The solver's plan breaks {len(violations)} rules: {some}."
        raise RefusedPlanError(msg)
    return plan


def _trip(
    problem: ShuttleProblem, coach: int, visits: list[tuple[int, int]]
) -> ShuttleTrip:
    """Return a trip to these rows; parts of one gate get off together."""
    riders: defaultdict[int, int] = defaultdict(int)
    for row, n in visits:
        riders[row] += n
    metres, seconds = 0, 0
    legs = list(pairwise([0, *riders, 0]))
    for leg in legs if problem.return_counted else legs[:-1]:
        metres += int(problem.distance_m[leg])
        seconds += int(problem.duration_s[leg])
    terms = problem.fleet[coach]
    return ShuttleTrip(
        coach=terms.id,
        drops=tuple(Drop(problem.gates[row - 1].id, n) for row, n in riders.items()),
        distance_m=metres,
        duration_s=seconds + len(riders) * problem.gate_s,
        cost_cents=terms.hire_cents + (terms.cents_per_km * metres + 500) // 1000,
    )


def _left(prepared: Prepared, trips: Iterable[Iterable[int]]) -> list[Left]:
    """Return who is in no trip, gate by gate, and why."""
    units, problem = prepared.units, prepared.units.problem
    carried = {int(u) for trip in trips for u in trip}
    riders: defaultdict[int, int] = defaultdict(int)
    for u in range(len(units)):
        if u not in carried:
            riders[int(units.gate[u])] += int(units.size[u])
    return [
        Left(problem.gates[row - 1].id, n, *_why(problem, row, n))
        for row, n in riders.items()
    ]


def _why(problem: ShuttleProblem, row: int, riders: int) -> tuple[Reason, str]:
    """Return why riders of a gate that some trip may reach are left."""
    legs = [(0, row), (row, 0)]
    if any(min(problem.distance_m[a], problem.duration_s[a]) < 0 for a in legs):
        return Reason.UNREACHABLE, "No road leads straight there and back."
    counted = legs if problem.return_counted else legs[:1]
    metres = sum(int(problem.distance_m[leg]) for leg in counted)
    seconds = sum(int(problem.duration_s[leg]) for leg in counted) + problem.gate_s
    if problem.max_duration_s is not None and seconds > problem.max_duration_s:
        return (
            Reason.TOO_FAR,
            f"A trip straight there takes {seconds / 60:.0f} minutes; "
            f"{problem.max_duration_s / 60:.0f} are allowed.",
        )
    price = riders * problem.left_cents
    able = [c for c in problem.fleet if c.count != 0 and c.seats >= riders]
    alone = [c.hire_cents + c.cents_per_km * metres / 1000 for c in able]
    if able and min(alone) >= price - 1:
        return (
            Reason.TOO_DEAR,
            f"A coach for these {riders} people costs {min(alone) / 100:.2f}; "
            f"leaving them is priced at {price / 100:.2f}.",
        )
    return (
        Reason.NO_COACH_LEFT,
        f"Every coach that could carry these {riders} people is taken by others.",
    )
