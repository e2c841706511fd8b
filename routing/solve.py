"""Plan a problem: the cheapest trips, and what is proven about them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from routing.check import check
from routing.errors import RefusedPlanError
from routing.plan import Plan, Reason, Riders, Status, Stop, Trip, Unassigned
from routing.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from routing.problem import Problem
    from routing.units import Ints, Units

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
    Return the best plan found: as many riders as can be carried, then least cost.

    The same problem and seed give the same plan, unless the time limit ends it.

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
    watch = Watch(time_limit_s, on_progress, should_stop)
    # The solvers' libraries take a second to load: only those wait who plan.
    from routing.solvers.partition import choose_trips
    from routing.units import units_of

    units, unassigned = units_of(problem)
    choice = choose_trips(units, watch, gap, seed)
    trips = tuple(_trip(units, members, coach) for members, coach in choice.trips)
    unassigned += _left(units, (members for members, _ in choice.trips))
    cost, bound = choice.cost_cents, choice.bound_cents
    watch.tell(cost, bound)
    proven = choice.most_riders and bound == cost
    plan = Plan(
        scenario=problem.name,
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        cost_cents=cost,
        lower_bound_cents=bound,
        gap=(cost - bound) / cost if cost else 0.0,
        runtime_s=round(watch.elapsed_s, 3),
        seed=seed,
        trips=trips,
        unassigned=tuple(unassigned),
    )
    violations = check(problem, plan)
    if violations:
        some = "; ".join(str(violation) for violation in violations[:5])
        msg = f"The solver's plan breaks {len(violations)} rules: {some}."
        raise RefusedPlanError(msg)
    return plan


def _trip(units: Units, members: Ints, coach: int) -> Trip:
    from routing.route import scratch, shortest_route

    problem, rules = units.problem, units.problem.rules
    pickups = sorted(set(units.pickup[members].tolist()))
    dropoffs = sorted(set(units.dropoff[members].tolist()))
    stops = np.array(pickups + dropoffs, np.int64)
    standing_s = len(pickups) * rules.pickup_s + len(dropoffs) * rules.dropoff_s
    order = np.zeros(len(stops), np.int64)
    metres = shortest_route(
        units.distance_m,
        units.duration_s,
        stops,
        len(pickups),
        len(stops),
        rules.max_distance_m,
        rules.max_duration_s - standing_s,
        scratch(),
        order,
    )
    route = stops[order]
    driving_s = int(units.duration_s[route[:-1], route[1:]].sum())
    terms = problem.fleet[coach]
    drivers = 2 if metres > rules.second_driver_above_m else 1
    cost = terms.hire_cents + (terms.cents_per_km * metres + 500) // 1000
    cost += rules.second_driver_cents * (drivers - 1)
    return Trip(
        coach=terms.id,
        stops=tuple(
            Stop(
                problem.places[at].id,
                board=_riders(units, members[units.pickup[members] == at])
                if i < len(pickups)
                else (),
                alight=_riders(units, members[units.dropoff[members] == at])
                if i >= len(pickups)
                else (),
            )
            for i, at in enumerate(route)
        ),
        distance_m=int(metres),
        duration_s=driving_s + standing_s,
        cost_cents=int(cost),
        drivers=drivers,
    )


def _riders(units: Units, members: Ints) -> tuple[Riders, ...]:
    """Return who gets on or off; parts of one party on the same coach as one."""
    riders: defaultdict[str, int] = defaultdict(int)
    for u in members:
        riders[units.problem.parties[units.party[u]].id] += int(units.size[u])
    return tuple(Riders(party, n) for party, n in riders.items())


def _left(units: Units, trips: Iterable[Ints]) -> list[Unassigned]:
    stay = np.ones(len(units), bool)
    for members in trips:
        stay[members] = False
    riders: defaultdict[int, int] = defaultdict(int)
    for u in np.flatnonzero(stay):
        riders[int(units.party[u])] += int(units.size[u])
    parties = units.problem.parties
    return [
        Unassigned(
            parties[i].id,
            n,
            Reason.NO_COACH_LEFT,
            f"Every coach that could carry these {n} people is taken by others.",
        )
        for i, n in riders.items()
    ]
