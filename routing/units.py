"""A problem as arrays: what can be carried, split where it must be, and the coaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from routing.plan import Reason, Unassigned

if TYPE_CHECKING:
    from routing.problem import Party, Problem

Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """
    What the solvers move: a party, or a part of one larger than every coach.

    Parameters
    ----------
    party, pickup, dropoff, size
        Shape ``(n_units,)``: index of the party and of its places, riders.
    max_load, hire_cents, cents_per_km, count
        Shape ``(n_types,)``; a count of -1 is as many as wanted.
    distance_m, duration_s
        The problem's matrices.
    least_distance_m, least_duration_s
        The same after the triangle inequality was forced on them: what a drive costs at
        least, by whichever places it goes.
    """

    problem: Problem
    party: Ints
    pickup: Ints
    dropoff: Ints
    size: Ints
    max_load: Ints
    hire_cents: Ints
    cents_per_km: Ints
    count: Ints
    distance_m: Ints
    duration_s: Ints
    least_distance_m: Ints
    least_duration_s: Ints

    def __len__(self) -> int:
        return len(self.size)

    @property
    def keeps_triangles(self) -> bool:
        """Whether no way by a third place is shorter or faster."""
        return np.array_equal(
            self.distance_m, self.least_distance_m
        ) and np.array_equal(self.duration_s, self.least_duration_s)


def units_of(problem: Problem) -> tuple[Units, list[Unassigned]]:
    """
    Return what can be carried, and the parties that no trip at all can carry.

    A party larger than every coach is split, where the rules allow it, into as few
    parts as can be: full coaches and one rest.
    """
    place = {p.id: i for i, p in enumerate(problem.places)}
    loads = [problem.max_load(coach) for coach in problem.fleet if coach.count != 0]
    most = max(loads, default=0)
    least_distance_m = _closure(problem.distance_m)
    least_duration_s = _closure(problem.duration_s)
    rows: list[tuple[int, int, int, int]] = []
    left: list[Unassigned] = []
    for i, party in enumerate(problem.parties):
        start, end = place[party.pickup], place[party.dropoff]
        refusal = _refusal(
            problem,
            party,
            most,
            int(least_distance_m[start, end]),
            int(least_duration_s[start, end]),
        )
        if refusal is not None:
            left.append(refusal)
            continue
        full, rest = divmod(party.size, most)
        sizes = [most] * full + [rest] * (rest > 0)
        rows += [(i, start, end, size) for size in sizes]
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    fleet = problem.fleet
    return Units(
        problem,
        party=np.ascontiguousarray(columns[0]),
        pickup=np.ascontiguousarray(columns[1]),
        dropoff=np.ascontiguousarray(columns[2]),
        size=np.ascontiguousarray(columns[3]),
        max_load=np.array([problem.max_load(c) for c in fleet], np.int64),
        hire_cents=np.array([c.hire_cents for c in fleet], np.int64),
        cents_per_km=np.array([c.cents_per_km for c in fleet], np.int64),
        count=np.array([-1 if c.count is None else c.count for c in fleet], np.int64),
        distance_m=np.ascontiguousarray(problem.distance_m),
        duration_s=np.ascontiguousarray(problem.duration_s),
        least_distance_m=least_distance_m,
        least_duration_s=least_duration_s,
    ), left


def _refusal(
    problem: Problem, party: Party, most: int, metres: int, driving_s: int
) -> Unassigned | None:
    rules = problem.rules
    seconds = driving_s + rules.pickup_s + rules.dropoff_s
    if metres > rules.max_distance_m:
        return Unassigned(
            party.id,
            party.size,
            Reason.TOO_FAR,
            f"At least {metres / 1000:.0f} km to its drop-off; "
            f"a trip may have {rules.max_distance_m / 1000:.0f} km.",
        )
    if seconds > rules.max_duration_s:
        return Unassigned(
            party.id,
            party.size,
            Reason.TOO_FAR,
            f"At least {seconds / 3600:.1f} hours to its drop-off with both stops; "
            f"a trip may take {rules.max_duration_s / 3600:.1f}.",
        )
    if not problem.fleet or all(coach.count == 0 for coach in problem.fleet):
        return Unassigned(
            party.id, party.size, Reason.NO_COACH_LEFT, "The fleet has no coach."
        )
    largest = max(problem.max_load(coach) for coach in problem.fleet)
    if most == 0 and largest == 0:
        detail = "No coach may carry even one rider at this occupancy."
        return Unassigned(party.id, party.size, Reason.TOO_LARGE, detail)
    if party.size > largest and not rules.party_split:
        detail = f"{party.size} people; the largest coach may carry {largest}."
        return Unassigned(party.id, party.size, Reason.TOO_LARGE, detail)
    if most == 0 or (party.size > most and not rules.party_split):
        detail = f"No coach for {party.size} people is left: the fleet has none."
        return Unassigned(party.id, party.size, Reason.NO_COACH_LEFT, detail)
    return None


def _closure(matrix: Ints) -> Ints:
    least = matrix.copy()
    for k in range(len(least)):
        np.minimum(least, least[:, k : k + 1] + least[k], out=least)
    return least
