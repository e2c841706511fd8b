"""Plan a problem: the cheapest trips, and what is proven about them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from routing.check import check
from routing.errors import RefusedPlanError
from routing.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.plan import Plan
    from routing.problem import Problem

TIME_LIMIT_S = 60.0


def solve(
    problem: Problem,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """
    Return the best plan found.

    The same problem and seed give the same plan, unless time ends one of its steps: the
    limit does, and some steps have a share of it or twenty seconds.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds, kept to a tenth or a second; a plan comes in any case.
    gap
        Good enough: (cost - lower bound) / cost at which to end early.
    on_progress
        Called with (seconds, best cost in cents, lower bound in cents); early, too.
    should_stop
        Asked several times a second, in the caller's thread; True ends planning with
        the best plan so far.

    Raises
    ------
    ValueError
        When a limit is negative, infinite or NaN.
    RefusedPlanError
        When the plan breaks a rule, which is a fault of the solver.
    """
    if not 0 <= time_limit_s < math.inf or not 0 <= gap <= 1 or seed < 0:
        msg = (
            "Expected time_limit_s >= 0 and finite, gap from 0 to 1 and seed >= 0, "
            f"got {time_limit_s}, {gap}, {seed}."
        )
        raise ValueError(msg)
    watch = Watch(time_limit_s, on_progress, should_stop)
    # The solvers' libraries take a second to load: only those wait who plan.
    if problem.trains.blocks:
        from routing.solvers.journeys import plan_with_trains

        return _judged(problem, plan_with_trains(problem, watch, gap, seed))
    from routing.solvers.answer import (
        costs_of,
        left_behind,
        left_cents,
        plan_of,
        trips_of,
    )
    from routing.solvers.partition import choose_trips
    from routing.solvers.refusals import refuse
    from routing.units import net_of, units_of

    net = net_of(problem)
    refused = refuse(problem, net)
    carried = [i for i, party in enumerate(problem.parties) if party.id not in refused]
    units = units_of(problem, net, carried)
    refused_cents = left_cents(problem, refused.values())
    # A group on several coaches pays for all but one of them; the solvers for all.
    spare = int(units.split.sum()) * problem.prices.split_cents
    watch.begin_at(refused_cents - spare)
    choice = choose_trips(units, watch, gap, seed)
    trips = trips_of(units, choice)
    unassigned = (*refused.values(), *left_behind(units, trips))
    costs = costs_of(problem, trips, unassigned)
    bound_cents = max(0, choice.bound_cents - spare) + refused_cents
    plan = plan_of(problem, watch, seed, bound_cents, costs, trips, unassigned)
    return _judged(problem, plan)


def _judged(problem: Problem, plan: Plan) -> Plan:
    """Return a plan that breaks no rule."""
    violations = check(problem, plan)
    if violations:
        some = "; ".join(str(violation) for violation in violations[:5])
        msg = f"The solver's plan breaks {len(violations)} rules: {some}."
        raise RefusedPlanError(msg)
    return plan
