"""
Cheapest insertion: the first plan, and the floor that every other must beat.

Units are taken from the farthest to the nearest; each goes where it costs least: on a
trip that has room and time for it, or on a coach of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.columns import FAR, MAX_MEMBERS, Units, best_route
from routing.cost import trip_cents

if TYPE_CHECKING:
    from routing.problem import Problem


@dataclass(frozen=True, slots=True)
class Choice:
    """Units that share a coach of the type at this index of the fleet."""

    units: tuple[int, ...]
    coach: int
    cost_cents: int


def insert(problem: Problem, units: Units) -> list[Choice]:
    """Return trips for as many units as coaches are left for."""
    distance = problem.distance_m
    alone = distance[units.pickup, units.dropoff]
    left = [coach.count for coach in problem.fleet]
    trips: list[Choice] = []
    for unit in np.argsort(-alone, kind="stable").tolist():
        best: tuple[int, int, Choice] | None = None
        for at, trip in enumerate(trips):
            if len(trip.units) == MAX_MEMBERS:
                continue
            grown = _choice(problem, units, (*trip.units, unit), left, trip.coach)
            if grown is not None:
                more = grown.cost_cents - trip.cost_cents
                if best is None or more < best[0]:
                    best = (more, at, grown)
        single = _choice(problem, units, (unit,), left, None)
        if single is not None and (best is None or single.cost_cents < best[0]):
            best = (single.cost_cents, len(trips), single)
        if best is None:
            continue
        _, at, chosen = best
        if at < len(trips):
            _give_back(left, trips[at].coach)
            trips[at] = chosen
        else:
            trips.append(chosen)
        count = left[chosen.coach]
        if count is not None:
            left[chosen.coach] = count - 1
    return trips


def _give_back(left: list[int | None], coach: int) -> None:
    count = left[coach]
    if count is not None:
        left[coach] = count + 1


def _choice(
    problem: Problem,
    units: Units,
    members: tuple[int, ...],
    left: list[int | None],
    own: int | None,
) -> Choice | None:
    """Return the cheapest coach for these units; ``own`` is one they have already."""
    rules = problem.rules
    load = int(units.size[list(members)].sum())
    pickups = np.unique(units.pickup[list(members)])
    dropoffs = np.unique(units.dropoff[list(members)])
    if len(pickups) > rules.max_pickups or len(dropoffs) > rules.max_dropoffs:
        return None
    able = [
        i
        for i, coach in enumerate(problem.fleet)
        if problem.max_load(coach) >= load and (left[i] != 0 or i == own)
    ]
    if not able:
        return None
    most_s = (
        rules.max_duration_s
        - rules.pickup_s * len(pickups)
        - rules.dropoff_s * len(dropoffs)
    )
    way, _, _ = best_route(
        problem.distance_m, problem.duration_s,
        pickups, len(pickups), dropoffs, len(dropoffs), most_s,
    )  # fmt: skip
    if way >= FAR or way > rules.max_distance_m:
        return None
    costs = [(int(trip_cents(problem.fleet[i], rules, np.array(way))), i) for i in able]
    cost, coach = min(costs)
    return Choice(members, coach, cost)
