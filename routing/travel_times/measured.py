"""
What the log of driven trips says of speeds, corridor by corridor.

A corridor leads from a home county to a factory gate. A drive counts from the coach's
departure at its last pickup to its arrival at the first gate, less the rests that its
timetable held: where a plan holds none, a measured speed is one from door to door. The
median holds out against one coach in a jam.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from routing.travel_times.protocol import TravelMatrix

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import NDArray

# A coach that would have driven slower or faster was noted wrongly: a tap forgotten, or
# made at the wrong stop. Coaches may drive 100 km/h (道路交通安全法实施条例 art. 78).
SLOWEST_KM_H: Final = 15.0
FASTEST_KM_H: Final = 100.0
MEASURED: Final = "+measured"  # after the engine's name, where a time was replaced


class Corridor(NamedTuple):
    """From a home county to a gate, by their ids."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Drive:
    """
    One coach on one corridor, as it was driven.

    Raises
    ------
    ValueError
        When it covers no distance.
    """

    corridor: Corridor
    service_date: dt.date
    distance_m: int
    duration_s: int

    def __post_init__(self) -> None:
        if self.distance_m <= 0:
            msg = f"Expected distance_m > 0, got {self.distance_m}."
            raise ValueError(msg)

    @property
    def km_h(self) -> float:
        """Return the speed; 0 where the coach came before it left."""
        return 3.6 * self.distance_m / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def is_plausible(self) -> bool:
        """Return whether a coach can have driven so."""
        return SLOWEST_KM_H <= self.km_h <= FASTEST_KM_H


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """
    What the drives of a corridor say.

    Parameters
    ----------
    km_h
        The median of the plausible drives; None when there are none.
    drives, days
        How many drives it rests on, and on how many dates.
    left_out
        Drives that cannot have been; they count nowhere else.
    """

    corridor: Corridor
    km_h: float | None
    drives: int
    days: int
    left_out: int


def measure(drives: Iterable[Drive]) -> tuple[MeasuredSpeed, ...]:
    """Return what was measured of each corridor, in the order of the corridors."""
    by_corridor: dict[Corridor, list[Drive]] = defaultdict(list)
    for drive in drives:
        by_corridor[drive.corridor].append(drive)
    return tuple(
        _measured(corridor, driven) for corridor, driven in sorted(by_corridor.items())
    )


def with_measured(matrix: TravelMatrix, km_h: NDArray[np.float64]) -> TravelMatrix:
    """
    Return a matrix with the times of the measured pairs; distances stay.

    Parameters
    ----------
    km_h
        Shape ``(n, n)``, above 0; NaN where the engine's own time holds.

    Raises
    ------
    ValueError
        When the shape differs or a speed is not above 0.
    """
    if km_h.shape != matrix.distance_m.shape:
        msg = f"Expected speeds of {matrix.distance_m.shape}, got {km_h.shape}."
        raise ValueError(msg)
    known = ~np.isnan(km_h)
    if not (km_h[known] > 0).all():
        msg = "Expected speeds above 0."
        raise ValueError(msg)
    if not known.any():
        return matrix
    duration_s = matrix.duration_s.copy()
    duration_s[known] = np.rint(3.6 * matrix.distance_m[known] / km_h[known])
    return TravelMatrix(
        matrix.distance_m, duration_s, matrix.engine + MEASURED, matrix.fallback
    )


def _measured(corridor: Corridor, drives: list[Drive]) -> MeasuredSpeed:
    counted = [drive for drive in drives if drive.is_plausible]
    return MeasuredSpeed(
        corridor,
        km_h=median(drive.km_h for drive in counted) if counted else None,
        drives=len(counted),
        days=len({drive.service_date for drive in counted}),
        left_out=len(drives) - len(counted),
    )
