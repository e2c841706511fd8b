"""The least cost of tiny problems by trying everything; shares nothing with us."""

from __future__ import annotations

import functools
import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.shuttles import ShuttleProblem


def best_cents(problem: ShuttleProblem) -> int:
    """Return the least cost of any plan, the price of riders left included."""
    largest = max((c.seats for c in problem.fleet if c.count != 0), default=0)
    parted = [problem.split and gate.riders > largest for gate in problem.gates]
    metres = _shortest(problem)

    def amounts(rest: tuple[int, ...], gate: int) -> range:
        return range(1, rest[gate] + 1) if parted[gate] else range(rest[gate], -1, -1)

    def loads(rest: tuple[int, ...], first: int) -> Iterator[dict[int, int]]:
        others = [g for g in range(first + 1, len(rest)) if rest[g]]
        choices = [
            [0, *amounts(rest, g)] if parted[g] else [0, rest[g]] for g in others
        ]
        mine = amounts(rest, first) if parted[first] else [rest[first]]
        for n in mine:
            for riders in itertools.product(*choices):
                load = {first: n}
                load.update({g: r for g, r in zip(others, riders, strict=True) if r})
                yield load

    @functools.cache
    def least(rest: tuple[int, ...], used: tuple[int, ...]) -> int:
        first = next((g for g, n in enumerate(rest) if n), None)
        if first is None:
            return 0
        gone = 1 if parted[first] else rest[first]
        after = tuple(n - gone * (g == first) for g, n in enumerate(rest))
        cost = gone * problem.left_cents + least(after, used)
        for load in loads(rest, first):
            m = metres.get(frozenset(load))
            if m is None:
                continue
            after = tuple(n - load.get(g, 0) for g, n in enumerate(rest))
            for t, coach in enumerate(problem.fleet):
                if coach.seats < sum(load.values()) or used[t] == coach.count:
                    continue
                taken = used
                if coach.count is not None:
                    taken = tuple(n + (i == t) for i, n in enumerate(used))
                cents = coach.hire_cents + Fraction(coach.cents_per_km * m, 1000)
                whole = math.floor(cents + Fraction(1, 2))
                cost = min(cost, whole + least(after, taken))
        return cost

    return least(tuple(g.riders for g in problem.gates), (0,) * len(problem.fleet))


def _shortest(problem: ShuttleProblem) -> dict[frozenset[int], int]:
    """Return the metres of the shortest allowed trip to every set of gates."""
    found: dict[frozenset[int], int] = {}
    most = problem.max_gates or len(problem.gates)
    for n in range(1, most + 1):
        for order in itertools.permutations(range(len(problem.gates)), n):
            legs = list(itertools.pairwise([0, *(g + 1 for g in order), 0]))
            steps = [
                (int(problem.distance_m[leg]), int(problem.duration_s[leg]))
                for leg in legs
            ]
            if any(-1 in step for step in steps):
                continue
            if not problem.return_counted:
                steps.pop()
            metres = sum(m for m, _ in steps)
            seconds = sum(s for _, s in steps) + n * problem.gate_s
            if problem.max_duration_s is not None and seconds > problem.max_duration_s:
                continue
            key = frozenset(order)
            found[key] = min(metres, found.get(key, metres))
    return found
