"""From a problem to a plan that keeps every rule."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from routing.check import check
from routing.columns import FAR, ORDERS, Units, best_route
from routing.cost import trip_cents
from routing.errors import RefusedPlanError
from routing.plan import Plan, Reason, Riders, Status, Stop, Trip, Unassigned
from routing.solvers.partition import Outcome, partition

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from routing.problem import Problem
    from routing.solvers.insertion import Choice


def solve(
    problem: Problem,
    *,
    time_limit_s: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """
    Return the best plan found within the time, with its proven lower bound.

    Parameters
    ----------
    problem
        Any problem; parties that cannot be carried come back unassigned, with reasons.
    time_limit_s
        Above 0. The result comes at most a few seconds later.
    gap
        Good enough: stop when (cost - bound) / cost is no larger.
    seed
        The same problem, seed and machine give the same plan, unless time runs out.
    on_progress
        Called with seconds, cost in fen and lower bound in fen as they improve.
    should_stop
        Asked now and then; once it returns True, the best plan so far comes back.

    Raises
    ------
    ValueError
        When the time limit is not above 0, the gap not from 0 to 1, the seed below 0.
    RefusedPlanError
        When the plan would break a rule: a defect of the solver.
    """
    if not time_limit_s > 0:
        msg = f"Expected a time limit above 0 s, got {time_limit_s}."
        raise ValueError(msg)
    if not 0 <= gap <= 1 or seed < 0:
        msg = f"Expected 0 <= gap <= 1 and seed >= 0, got {gap} and {seed}."
        raise ValueError(msg)
    started = time.monotonic()
    units, unassigned = _split(problem)
    outcome = Outcome([], 0, True)
    if len(units):
        outcome = partition(
            problem, units, time_limit_s=time_limit_s, gap=gap, seed=seed,
            on_progress=on_progress, should_stop=should_stop,
        )  # fmt: skip
    trips = tuple(_trip(problem, units, choice) for choice in outcome.trips)
    unassigned += _left_behind(problem, units, outcome)
    cost_cents = sum(trip.cost_cents for trip in trips)
    bound_cents = min(outcome.lower_bound_cents, cost_cents)
    plan = Plan(
        scenario=problem.name,
        status=Status.OPTIMAL if outcome.is_optimal else Status.FEASIBLE,
        cost_cents=cost_cents,
        lower_bound_cents=cost_cents if outcome.is_optimal else bound_cents,
        gap=0.0
        if outcome.is_optimal or not cost_cents
        else (cost_cents - bound_cents) / cost_cents,
        runtime_s=time.monotonic() - started,
        seed=seed,
        trips=trips,
        unassigned=tuple(unassigned),
    )
    if violations := check(problem, plan):
        msg = f"The plan breaks {len(violations)} rules, first: {violations[0]}."
        raise RefusedPlanError(msg)
    return plan


def _split(problem: Problem) -> tuple[Units, list[Unassigned]]:
    """Return what can travel, and the parties that no coach could ever carry."""
    offered = [coach for coach in problem.fleet if coach.count != 0]
    largest = max((problem.max_load(coach) for coach in offered), default=0)
    index = {place.id: i for i, place in enumerate(problem.places)}
    rows: list[tuple[int, int, int, int]] = []
    unassigned: list[Unassigned] = []
    for i, party in enumerate(problem.parties):
        pickup = index[party.pickup]
        dropoff = index[party.dropoff]
        why = _never(problem, pickup, dropoff)
        if largest == 0:
            detail = "There is no coach with a seat that may be filled."
            why = (Reason.TOO_LARGE, detail)
        elif why is None and party.size > largest and not problem.rules.party_split:
            detail = (
                f"{party.size} people travel together; the largest coach may "
                f"carry {largest}."
            )
            why = (Reason.TOO_LARGE, detail)
        if why is not None:
            unassigned.append(Unassigned(party.id, party.size, *why))
            continue
        whole, rest = divmod(party.size, largest)
        sizes = [largest] * whole + [rest] * (rest > 0)
        rows += [(i, pickup, dropoff, size) for size in sizes]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4).T.copy()
    return Units(*table), unassigned


def _never(problem: Problem, pickup: int, dropoff: int) -> tuple[Reason, str] | None:
    """Return why nobody can go from here to there, even alone; None if they can."""
    rules = problem.rules
    distance_m = int(problem.distance_m[pickup, dropoff])
    if distance_m > rules.max_distance_m:
        detail = (
            f"The direct way is {distance_m / 1000:.1f} km; a trip may have "
            f"{rules.max_distance_m / 1000:.1f} km."
        )
        return Reason.TOO_FAR, detail
    driving_s = int(problem.duration_s[pickup, dropoff])
    duration_s = driving_s + rules.pickup_s + rules.dropoff_s
    if duration_s > rules.max_duration_s:
        detail = (
            f"The direct trip takes {duration_s / 3600:.1f} h with its two stops; a "
            f"trip may take {rules.max_duration_s / 3600:.1f} h."
        )
        return Reason.TOO_FAR, detail
    return None


def _trip(problem: Problem, units: Units, choice: Choice) -> Trip:
    """Return the trip of these units in their best order of stops."""
    rules = problem.rules
    members = list(choice.units)
    pickups = np.unique(units.pickup[members])
    dropoffs = np.unique(units.dropoff[members])
    standing_s = rules.pickup_s * len(pickups) + rules.dropoff_s * len(dropoffs)
    way, a, b = best_route(
        problem.distance_m, problem.duration_s,
        pickups, len(pickups), dropoffs, len(dropoffs),
        rules.max_duration_s - standing_s,
    )  # fmt: skip
    if way >= FAR:
        msg = f"No order of stops keeps the time for units {members}."
        raise RefusedPlanError(msg)
    first = pickups[ORDERS[a, : len(pickups)]].tolist()
    last = dropoffs[ORDERS[b, : len(dropoffs)]].tolist()
    stops = [
        Stop(
            problem.places[at].id,
            board=_some(problem, units, members, units.pickup == at),
        )
        for at in first
    ] + [
        Stop(
            problem.places[at].id,
            alight=_some(problem, units, members, units.dropoff == at),
        )
        for at in last
    ]
    order = first + last
    driving_s = sum(int(problem.duration_s[u, v]) for u, v in pairwise(order))
    coach = problem.fleet[choice.coach]
    return Trip(
        coach=coach.id,
        distance_m=int(way),
        duration_s=driving_s + standing_s,
        cost_cents=int(trip_cents(coach, rules, np.array(way))),
        drivers=2 if way > rules.second_driver_above_m else 1,
        stops=tuple(stops),
    )


def _some(
    problem: Problem, units: Units, members: list[int], here: NDArray[np.bool_]
) -> tuple[Riders, ...]:
    """Return the riders of the units that are at a stop; a party's parts as one."""
    riders: dict[int, int] = {}
    for unit in members:
        if here[unit]:
            party = int(units.party[unit])
            riders[party] = riders.get(party, 0) + int(units.size[unit])
    return tuple(Riders(problem.parties[p].id, n) for p, n in riders.items())


def _left_behind(problem: Problem, units: Units, outcome: Outcome) -> list[Unassigned]:
    """Return the parties for which every coach is taken."""
    carried = {unit for trip in outcome.trips for unit in trip.units}
    left: dict[int, int] = {}
    for unit in range(len(units)):
        if unit not in carried:
            party = int(units.party[unit])
            left[party] = left.get(party, 0) + int(units.size[unit])
    detail = "Every coach that could carry them is taken by other parties."
    return [
        Unassigned(problem.parties[p].id, riders, Reason.NO_COACH_LEFT, detail)
        for p, riders in left.items()
    ]
