"""A problem as arrays: what trips can carry, split where it must be, and coaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from routing.shuttles.plan import Left, Reason
from routing.shuttles.problem import NO_WAY

if TYPE_CHECKING:
    from routing.shuttles.problem import Gate, ShuttleProblem, ShuttleType

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

FAR_M = 1 << 40  # of a leg that is no way: no plan drives it
FAR_S = 1 << 40
NO_LIMIT_S = 1 << 39
MOST_PARTS = 12  # of one gate that are searched; the others ride straight to it
MOST_UNITS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """
    What the solvers move: the riders of a gate, or a part of them.

    Parameters
    ----------
    gate, size
        Shape ``(n_units,)``: row in the problem's matrices, riders.
    distance_m, duration_s
        Shape ``(1 + n_units, 1 + n_units)``, row 0 the arrival point: what a leg costs
        and takes, standing at its end included. The way back is 0 where it does not
        count; a leg that cannot be driven is longer than any limit.
    coach, seats, hire_cents, cents_per_km, count
        Shape ``(n_types,)``, the types worth using; a count of -1 is as many as
        wanted.
    max_duration_s, max_gates
        Limits of a trip; very large when there is none.
    """

    problem: ShuttleProblem
    gate: Ints
    size: Ints
    distance_m: Ints
    duration_s: Ints
    coach: Ints
    seats: Ints
    hire_cents: Ints
    cents_per_km: Ints
    count: Ints
    max_duration_s: int
    max_gates: int

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True)
class Direct:
    """A full coach that goes straight to a gate larger than many coaches."""

    gate: int
    coach: int
    riders: int


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """
    A problem ready to be solved.

    Parameters
    ----------
    open_rows
        The rows of the gates that some trip may reach.
    direct
        Trips fixed before the search, since a gate is larger than many coaches.
    left
        Gates that no trip at all can serve.
    """

    units: Units
    open_rows: Ints
    direct: tuple[Direct, ...]
    left: tuple[Left, ...]


def prepare(problem: ShuttleProblem) -> Prepared:
    """Return what can be carried, as arrays, and what no trip can carry."""
    metres, seconds = _legs(problem)
    limit_s = NO_LIMIT_S if problem.max_duration_s is None else problem.max_duration_s
    least_s = least_out(seconds) + least_out(seconds.T)
    left: list[Left] = []
    rows: list[int] = []
    for row, gate in enumerate(problem.gates, start=1):
        if not gate.riders:
            continue
        refusal = _refusal(problem, gate, int(least_s[row]))
        if refusal is None:
            rows.append(row)
        else:
            left.append(refusal)
    types = _useful(problem)
    gates: list[int] = []
    sizes: list[int] = []
    direct: list[Direct] = []
    parted = sum(problem.gates[row - 1].riders > problem.most_seats for row in rows)
    most_parts = max(2, min(MOST_PARTS, MOST_UNITS // max(1, parted)))
    for row in rows:
        parts, straight = _parts(problem, row, types, metres, seconds, most_parts)
        gates += [row] * len(parts)
        sizes += parts
        direct += straight
    at = np.array([0, *gates], np.int64)
    fleet = [problem.fleet[t] for t in types]
    return Prepared(
        Units(
            problem,
            gate=np.array(gates, np.int64),
            size=np.array(sizes, np.int64),
            distance_m=np.ascontiguousarray(metres[np.ix_(at, at)]),
            duration_s=np.ascontiguousarray(seconds[np.ix_(at, at)]),
            coach=np.array(types, np.int64),
            seats=np.array([c.seats for c in fleet], np.int64),
            hire_cents=np.array([c.hire_cents for c in fleet], np.int64),
            cents_per_km=np.array([c.cents_per_km for c in fleet], np.int64),
            count=np.array([-1 if c.count is None else c.count for c in fleet]),
            max_duration_s=limit_s,
            max_gates=problem.max_gates or 1 << 30,
        ),
        np.array(rows, np.int64),
        tuple(direct),
        tuple(left),
    )


def _legs(problem: ShuttleProblem) -> tuple[Ints, Ints]:
    """Return metres and seconds of every leg, standing at its end included."""
    closed = (problem.distance_m == NO_WAY) | (problem.duration_s == NO_WAY)
    metres, seconds = problem.distance_m.copy(), problem.duration_s.copy()
    seconds[:, 1:] += problem.gate_s
    np.fill_diagonal(seconds, 0)
    if not problem.return_counted:
        metres[:, 0] = 0
        seconds[:, 0] = 0
    metres[closed] = FAR_M
    seconds[closed] = FAR_S
    return metres, seconds


def least_out(matrix: Ints) -> Ints:
    """Return the least from row 0 to every row, by whichever others between."""
    least: Ints = matrix[0].copy()
    if len(least) == 1:
        return least
    while True:
        better = np.minimum(least, (least[1:, None] + matrix[1:]).min(axis=0))
        better[0] = 0
        if np.array_equal(better, least):
            return least
        least = better


def _refusal(problem: ShuttleProblem, gate: Gate, least_s: int) -> Left | None:
    """Return why no trip at all can serve a gate, or None."""

    def left(reason: Reason, detail: str) -> Left:
        return Left(gate.id, gate.riders, reason, detail)

    if problem.most_seats == 0:
        return left(Reason.NO_COACH, "The fleet has no coach with a seat.")
    if gate.riders > problem.most_seats and not problem.split:
        return left(
            Reason.TOO_LARGE,
            f"{gate.riders} people stay together; "
            f"the largest coach has {problem.most_seats} seats.",
        )
    if least_s >= FAR_S:
        return left(Reason.UNREACHABLE, "No road leads there and back.")
    if problem.max_duration_s is not None and least_s > problem.max_duration_s:
        return left(
            Reason.TOO_FAR,
            f"A trip there takes {least_s / 60:.0f} minutes at least; "
            f"{problem.max_duration_s / 60:.0f} are allowed.",
        )
    return None


def _useful(problem: ShuttleProblem) -> list[int]:
    """Return the types worth using, smallest first: none that another always beats."""
    fleet = problem.fleet
    types = [i for i, c in enumerate(fleet) if c.count != 0 and c.seats]
    types.sort(key=lambda i: (fleet[i].seats, i))
    kept = []
    for i in types:
        mine = fleet[i]
        beaten = any(
            j != i
            and other.count is None
            and other.seats >= mine.seats
            and other.hire_cents <= mine.hire_cents
            and other.cents_per_km <= mine.cents_per_km
            and (j < i or mine.count is not None or _terms(other) != _terms(mine))
            for j, other in ((j, fleet[j]) for j in types)
        )
        if not beaten:
            kept.append(i)
    return kept


def _terms(coach: ShuttleType) -> tuple[int, int, int]:
    return coach.seats, coach.hire_cents, coach.cents_per_km


def _parts(
    problem: ShuttleProblem,
    row: int,
    types: list[int],
    metres: Ints,
    seconds: Ints,
    most_parts: int,
) -> tuple[list[int], list[Direct]]:
    """
    Return the sizes a gate's riders are split into, and trips fixed beforehand.

    Full coaches of the type that is cheapest for a rider, and the rest.
    """
    riders = problem.gates[row - 1].riders
    if riders <= problem.most_seats:
        return [riders], []
    there_m = int(metres[0, row] + metres[row, 0])

    def share(t: int) -> float:
        coach = problem.fleet[t]
        cents = coach.hire_cents + coach.cents_per_km * there_m / 1000
        return cents / coach.seats

    free = [t for t in types if problem.fleet[t].count is None]
    best = min(free or types, key=share)
    seats = problem.fleet[best].seats
    full, rest = divmod(riders, seats)
    limit_s = problem.max_duration_s
    there_s = int(seconds[0, row] + seconds[row, 0])
    near = there_m < FAR_M and (limit_s is None or there_s <= limit_s)
    if not free or not near:
        # No more parts than coaches: whoever is beyond them is one part, and left.
        coaches = sum(problem.fleet[t].count or most_parts for t in types)
        full = min(full, coaches, most_parts - 1)
        return [seats] * full + [riders - full * seats] * (riders > full * seats), []
    surplus = max(0, full + (rest > 0) - most_parts)
    full -= surplus
    straight = [Direct(row, best, seats)] * surplus
    return [seats] * full + [rest] * (rest > 0), straight
