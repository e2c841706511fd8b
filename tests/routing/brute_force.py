"""The answer to tiny problems by trying everything; shares nothing with the solver."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing import CoachType, Party, Problem


def best(problem: Problem) -> tuple[int, int]:
    """Return the most riders that can be carried, and the least cents for them."""
    found = (0, 0)
    for groups in _partitions(list(problem.parties)):
        # Each group rides together, or stays behind.
        options = [[(0, 0, None), *_rides(problem, group)] for group in groups]
        for choice in itertools.product(*options):
            used = [coach for _, _, coach in choice if coach is not None]
            if any(
                c.count is not None and used.count(c.id) > c.count
                for c in problem.fleet
            ):
                continue
            riders = sum(r for r, _, _ in choice)
            cost = sum(c for _, c, _ in choice)
            if (-riders, cost) < (-found[0], found[1]):
                found = (riders, cost)
    return found


def _rides(problem: Problem, group: list[Party]) -> list[tuple[int, int, str]]:
    riders = sum(party.size for party in group)
    rides = []
    for coach in problem.fleet:
        if riders <= math.floor(coach.seats * Fraction(str(problem.rules.occupancy))):
            metres = _metres(problem, group)
            if metres is not None:
                rides.append((riders, _cents(problem, coach, metres), coach.id))
    return rides


def _cents(problem: Problem, coach: CoachType, metres: int) -> int:
    cost = coach.hire_cents + Fraction(coach.cents_per_km) * Fraction(metres, 1000)
    if metres > problem.rules.second_driver_above_m:
        cost += problem.rules.second_driver_cents
    return math.floor(cost + Fraction(1, 2))


def _metres(problem: Problem, group: list[Party]) -> int | None:
    rules = problem.rules
    index = {place.id: i for i, place in enumerate(problem.places)}
    pickups = {index[party.pickup] for party in group}
    dropoffs = {index[party.dropoff] for party in group}
    if len(pickups) > rules.max_pickups or len(dropoffs) > rules.max_dropoffs:
        return None
    lengths = []
    for first in itertools.permutations(pickups):
        for second in itertools.permutations(dropoffs):
            legs = list(itertools.pairwise(first + second))
            metres = sum(int(problem.distance_m[leg]) for leg in legs)
            seconds = sum(int(problem.duration_s[leg]) for leg in legs)
            seconds += rules.pickup_s * len(pickups) + rules.dropoff_s * len(dropoffs)
            if metres <= rules.max_distance_m and seconds <= rules.max_duration_s:
                lengths.append(metres)
    return min(lengths, default=None)


def _partitions(parties: list[Party]) -> Iterator[list[list[Party]]]:
    if not parties:
        yield []
        return
    head, *tail = parties
    for groups in _partitions(tail):
        yield [[head], *groups]
        for i, group in enumerate(groups):
            yield [*groups[:i], [head, *group], *groups[i + 1 :]]
