"""What is to be planned: parties, coaches, distances and rules of one service date."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from routing.errors import InvalidProblemError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import NDArray

# The best order of a trip's stops is searched through, so their number is bounded.
MOST_STOPS = 8
# Sums of these over any plan stay below 2**53, where floats still count one by one.
MOST_RIDERS = 1_000_000
MOST_METRES = 100_000_000
MOST_SECONDS = 100_000_000
MOST_CENTS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a coach can stop; degrees of WGS-84 where they are known."""

    id: str
    name: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """People who travel together from one place to another."""

    id: str
    size: int
    pickup: str
    dropoff: str


@dataclass(frozen=True, slots=True)
class CoachType:
    """Coaches that cost the same; ``count`` is None for as many as wanted."""

    id: str
    seats: int
    hire_cents: int
    cents_per_km: int
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """
    What every trip keeps to.

    Parameters
    ----------
    occupancy
        Share of a coach's seats that may be filled, 0 to 1.
    max_pickups, max_dropoffs
        Distinct places, 1 to 8 each. All pickups come before the first drop-off.
    pickup_s, dropoff_s
        Standing time per distinct place.
    max_duration_s, max_distance_m
        From the first pickup to the last drop-off, standing included.
    second_driver_cents, second_driver_above_m
        The price of a second driver, and the distance above which there is one.
    party_split
        Whether a party larger than every coach may ride on several, as few as can be.
    """

    occupancy: float = 1.0
    max_pickups: int = 3
    max_dropoffs: int = 3
    pickup_s: int = 900
    dropoff_s: int = 600
    max_duration_s: int = 54_000
    max_distance_m: int = 1_250_000
    second_driver_cents: int = 70_000
    second_driver_above_m: int = 600_000
    party_split: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.occupancy <= 1:
            msg = f"Expected rules.occupancy from 0 to 1, got {self.occupancy}."
            raise InvalidProblemError(msg)
        for name, least, most in (
            ("max_pickups", 1, MOST_STOPS),
            ("max_dropoffs", 1, MOST_STOPS),
            ("pickup_s", 0, MOST_SECONDS),
            ("dropoff_s", 0, MOST_SECONDS),
            ("max_duration_s", 0, MOST_SECONDS),
            ("max_distance_m", 0, MOST_METRES),
            ("second_driver_cents", 0, MOST_CENTS),
            ("second_driver_above_m", 0, MOST_METRES),
        ):
            _expect(f"rules.{name}", getattr(self, name), least, most)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    All a planner has to know; checks itself.

    Parameters
    ----------
    distance_m, duration_s
        Shape ``(n_places, n_places)``, int64, at least 0, 0 on the diagonal, in the
        order of ``places``; from row to column. Need not be symmetric nor keep the
        triangle inequality.
    engine
        The name of the engine the matrices come from.

    Raises
    ------
    InvalidProblemError
        When an id stands twice or is unknown, a number is out of range or a matrix has
        the wrong shape.
    """

    name: str
    service_date: dt.date
    places: tuple[Place, ...]
    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]
    parties: tuple[Party, ...]
    fleet: tuple[CoachType, ...]
    rules: Rules
    engine: str = "given"

    def __post_init__(self) -> None:
        _expect_unique("places", (place.id for place in self.places))
        _expect_unique("parties", (party.id for party in self.parties))
        _expect_unique("fleet", (coach.id for coach in self.fleet))
        known = {place.id for place in self.places}
        for i, party in enumerate(self.parties):
            _expect(f"parties[{i}].size", party.size, 1, MOST_RIDERS)
            for end in ("pickup", "dropoff"):
                if getattr(party, end) not in known:
                    place = getattr(party, end)
                    msg = f"Expected parties[{i}].{end} to be a place, got {place!r}."
                    raise InvalidProblemError(msg)
        for i, coach in enumerate(self.fleet):
            _expect(f"fleet[{i}].seats", coach.seats, 0, MOST_RIDERS)
            _expect(f"fleet[{i}].hire_cents", coach.hire_cents, 0, MOST_CENTS)
            _expect(f"fleet[{i}].cents_per_km", coach.cents_per_km, 0, MOST_CENTS)
            if coach.count is not None:
                _expect(f"fleet[{i}].count", coach.count, 0, MOST_RIDERS)
        self._expect_matrix("distance_m", MOST_METRES)
        self._expect_matrix("duration_s", MOST_SECONDS)

    def _expect_matrix(self, name: str, most: int) -> None:
        matrix, n = getattr(self, name), len(self.places)
        if matrix.shape != (n, n) or matrix.dtype != np.int64:
            got = f"{matrix.dtype} of {matrix.shape}"
            msg = f"Expected {name} to be int64 of {n} × {n}, got {got}."
            raise InvalidProblemError(msg)
        if n and (matrix.min() < 0 or matrix.max() > most or matrix.diagonal().any()):
            msg = f"Expected {name} from 0 to {most} with 0 on the diagonal."
            raise InvalidProblemError(msg)

    def max_load(self, coach: CoachType) -> int:
        """Return how many riders a coach may carry: floor(seats × occupancy)."""
        # As the decimal that was written: 100 × 0.29 is 29, not 28.999999999999996.
        return math.floor(coach.seats * Fraction(repr(self.rules.occupancy)))


def _expect(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        msg = f"Expected {name} from {least} to {most}, got {value}."
        raise InvalidProblemError(msg)


def _expect_unique(name: str, ids: Iterable[str]) -> None:
    for value, times in Counter(ids).items():
        if times > 1:
            msg = f"Expected ids of {name} to be unique, got {value!r} {times} times."
            raise InvalidProblemError(msg)
