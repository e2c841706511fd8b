"""From a road distance to a driving time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Speeds:
    """
    Two speeds of a coach: on the roads at both ends of a drive, and between them.

    The time grows with the distance, never jumps, and is concave: where distances keep
    the triangle inequality, times do.

    No measured truth exists for the defaults; the log of driven trips corrects them.
    They agree with the one trip that is known, Macheng to Kunshan, about 700 km in 13
    hours from door to door by night: 9.8 hours of driving, and the rest is the stop
    that the rules ask for from 02:00 to 05:00.

    Parameters
    ----------
    ends_m
        The length of the two ends together, at most; all of a shorter drive.
    ends_km_h
        Speed there: town streets and county roads.
    between_km_h
        Speed on the rest: expressways.

    Raises
    ------
    ValueError
        When a speed is not above 0, the ends are faster than the rest, or their length
        is negative.
    """

    ends_m: int = 40_000
    ends_km_h: float = 40.0
    between_km_h: float = 75.0

    def __post_init__(self) -> None:
        if not 0 < self.ends_km_h <= self.between_km_h or self.ends_m < 0:
            msg = f"Expected 0 < ends_km_h <= between_km_h and ends_m >= 0, got {self}."
            raise ValueError(msg)

    def duration_s(self, distance_m: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the seconds of driving for each distance, in its shape."""
        ends_m = np.minimum(distance_m, self.ends_m)
        hours = (
            ends_m / self.ends_km_h + (distance_m - ends_m) / self.between_km_h
        ) / 1000
        return np.rint(hours * 3600).astype(np.int64)
