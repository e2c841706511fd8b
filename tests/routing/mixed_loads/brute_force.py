"""What is true of small problems, by trying everything; no code of a solver."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.mixed_loads import Problem


def can_be_timed(problem: Problem, route: Sequence[int]) -> bool:
    """
    Return whether some timetable of a route keeps all rules.

    Every visit's moment is a variable, and midnight one more. A rule is a greatest
    difference of two; there is a timetable when no circle of them is below 0.
    """
    n = len(problem.pickups)
    most = np.full((len(route) + 1, len(route) + 1), np.inf)
    np.fill_diagonal(most, 0)
    aboard: list[int] = []
    for k, place in enumerate(route):
        if place < n:
            aboard.append(k)
            stands_ms = problem.pickups[place].standing_ms
            carried = [problem.pickups[route[j]] for j in aboard]
            if sum(p.riders for p in carried) > problem.capacity:
                return False
            if not problem.mixed and len({p.site for p in carried}) > 1:
                return False
        else:
            site = problem.sites[place - n]
            here = [j for j in aboard if problem.pickups[route[j]].site == site.id]
            if not here:
                return False
            aboard = [j for j in aboard if j not in here]
            riders = sum(problem.pickups[route[j]].riders for j in here)
            stands_ms = site.standing_ms + riders * site.rider_ms
            most[-1, k] = min(most[-1, k], site.closes_ms)
            most[k, -1] = min(most[k, -1], -site.opens_ms)
            for j in here:
                standing_ms = problem.pickups[route[j]].standing_ms
                most[j, k] = min(most[j, k], problem.max_ride_ms + standing_ms)
        if k + 1 < len(route):
            drive_ms = int(problem.duration_ms[place, route[k + 1]])
            most[k + 1, k] = min(most[k + 1, k], -stands_ms - drive_ms)
    if aboard:
        return False
    for k in range(len(most)):
        most = np.minimum(most, most[:, k : k + 1] + most[k])
    return bool((np.diag(most) >= 0).all())


def routes_of(problem: Problem, pickups: tuple[int, ...]) -> Iterator[list[int]]:
    """Return every order of pickups and visits of sites in which all get off."""
    n = len(problem.pickups)
    site_of = [n + [s.id for s in problem.sites].index(p.site) for p in problem.pickups]

    def go_on(
        route: list[int], left: set[int], aboard: set[int]
    ) -> Iterator[list[int]]:
        if not left and not aboard:
            yield route
        for i in sorted(left):
            yield from go_on([*route, i], left - {i}, aboard | {i})
        for site in sorted({site_of[i] for i in aboard}):
            staying = {i for i in aboard if site_of[i] != site}
            yield from go_on([*route, site], left, staying)

    yield from go_on([], set(pickups), set())


def fewest_buses(problem: Problem) -> int:
    """Return the least number of buses."""

    @cache
    def one_bus(pickups: tuple[int, ...]) -> bool:
        return any(can_be_timed(problem, r) for r in routes_of(problem, pickups))

    @cache
    def fewest(pickups: tuple[int, ...]) -> int:
        if not pickups:
            return 0
        first, rest = pickups[0], pickups[1:]
        return min(
            1 + fewest(tuple(i for i in rest if i not in others))
            for size in range(len(rest) + 1)
            for others in combinations(rest, size)
            if one_bus((first, *others))
        )

    return fewest(tuple(range(len(problem.pickups))))
