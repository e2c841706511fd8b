"""What shuttles have to do: riders at one arrival point, gates, coaches and limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.errors import InvalidProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# What a matrix holds where no road leads.
NO_WAY = -1
MOST_GATES = 1_000
# Sums of these over any plan stay below 2**53, where floats still count one by one.
MOST_RIDERS = 100_000
MOST_METRES = 1_000_000_000
MOST_SECONDS = 100_000_000
MOST_CENTS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Gate:
    """Where riders get off, and how many; a gate with nobody is not visited."""

    id: str
    riders: int


@dataclass(frozen=True, slots=True)
class ShuttleType:
    """Coaches that cost the same; ``count`` is None for as many trips as wanted."""

    id: str
    seats: int
    hire_cents: int
    cents_per_km: int
    count: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShuttleProblem:
    """
    All a planner of shuttles has to know; checks itself.

    A trip starts at the arrival point with everybody aboard, visits gates and returns.
    It costs its type's hire and the kilometres driven, rounded to whole cents.

    Parameters
    ----------
    depot
        The id of the arrival point, row 0 of the matrices.
    gates
        Rows 1 and on, in this order.
    distance_m, duration_s
        Shape ``(1 + n_gates, 1 + n_gates)``, int64, from row to column, 0 on the
        diagonal and -1 where no road leads. Need not be symmetric nor keep the
        triangle inequality.
    fleet
        At most `count` trips of each type.
    max_duration_s
        Of a trip: driving, the standing at its gates and, where `return_counted`, the
        way back. None is no limit.
    max_gates
        Of a trip; None is no limit.
    gate_s
        Standing time at each gate.
    return_counted
        Whether the way back to the arrival point is paid and takes time.
    split
        Whether the riders of a gate that no coach holds may ride on several trips.
        Riders of other gates always stay together.
    left_cents
        The price of a rider who is not carried.

    Raises
    ------
    InvalidProblemError
        When an id stands twice, a number is out of range or a matrix has the wrong
        shape.
    """

    name: str
    depot: str
    gates: tuple[Gate, ...]
    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]
    fleet: tuple[ShuttleType, ...]
    max_duration_s: int | None = None
    max_gates: int | None = None
    gate_s: int = 120
    return_counted: bool = True
    split: bool = True
    left_cents: int = 1_000_000

    def __post_init__(self) -> None:
        _expect("the number of gates", len(self.gates), 0, MOST_GATES)
        _expect_unique("places", (self.depot, *(gate.id for gate in self.gates)))
        _expect_unique("fleet", (coach.id for coach in self.fleet))
        for i, gate in enumerate(self.gates):
            _expect(f"gates[{i}].riders", gate.riders, 0, MOST_RIDERS)
        for i, coach in enumerate(self.fleet):
            _expect(f"fleet[{i}].seats", coach.seats, 0, MOST_RIDERS)
            _expect(f"fleet[{i}].hire_cents", coach.hire_cents, 0, MOST_CENTS)
            _expect(f"fleet[{i}].cents_per_km", coach.cents_per_km, 0, MOST_CENTS)
            if coach.count is not None:
                _expect(f"fleet[{i}].count", coach.count, 0, MOST_RIDERS)
        if self.max_duration_s is not None:
            _expect("max_duration_s", self.max_duration_s, 0, MOST_SECONDS)
        if self.max_gates is not None:
            _expect("max_gates", self.max_gates, 1, MOST_GATES)
        _expect("gate_s", self.gate_s, 0, MOST_SECONDS)
        _expect("left_cents", self.left_cents, 0, MOST_CENTS)
        self._expect_matrix("distance_m", MOST_METRES)
        self._expect_matrix("duration_s", MOST_SECONDS)

    def _expect_matrix(self, name: str, most: int) -> None:
        matrix, n = getattr(self, name), 1 + len(self.gates)
        if matrix.shape != (n, n) or matrix.dtype != np.int64:
            got = f"{matrix.dtype} of {matrix.shape}"
            msg = f"Expected {name} to be int64 of {n} × {n}, got {got}."
            raise InvalidProblemError(msg)
        if matrix.min() < NO_WAY or matrix.max() > most or matrix.diagonal().any():
            msg = (
                f"Expected {name} from 0 to {most}, or {NO_WAY} where no road leads, "
                "with 0 on the diagonal."
            )
            raise InvalidProblemError(msg)

    @property
    def most_seats(self) -> int:
        """Return the seats of the largest coach there is; 0 without coaches."""
        return max((c.seats for c in self.fleet if c.count != 0), default=0)

    def parts(self, gate: Gate) -> bool:
        """Return whether the riders of a gate may ride on several trips."""
        return self.split and gate.riders > self.most_seats > 0


def _expect(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        msg = f"Expected {name} from {least} to {most}, got {value}."
        raise InvalidProblemError(msg)


def _expect_unique(name: str, ids: Iterable[str]) -> None:
    for value, times in Counter(ids).items():
        if times > 1:
            msg = f"Expected ids of {name} to be unique, got {value!r} {times} times."
            raise InvalidProblemError(msg)
