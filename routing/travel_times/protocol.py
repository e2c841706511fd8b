"""What every engine of travel times answers, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """
    Road distances and driving times between all pairs of some places.

    Row is where the drive starts, column where it ends. Nothing promises the triangle
    inequality: an engine's module says what it keeps.

    Parameters
    ----------
    distance_m
        Shape ``(n, n)``, metres, at least 0, 0 on the diagonal.
    duration_s
        Shape ``(n, n)``, seconds of driving without stops, as above.
    engine
        The name of the engine that answered.
    fallback
        Shape ``(n, n)``; True where the engine knew no way and took the great circle.

    Raises
    ------
    ValueError
        When a shape differs, a number is negative or the diagonal is not 0.
    """

    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]
    engine: str
    fallback: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), bool))

    def __post_init__(self) -> None:
        n = len(self.distance_m)
        if self.fallback.size == 0:
            object.__setattr__(self, "fallback", np.zeros((n, n), bool))
        for name in ("distance_m", "duration_s", "fallback"):
            if getattr(self, name).shape != (n, n):
                msg = f"Expected {name} of {n} × {n}, got {getattr(self, name).shape}."
                raise ValueError(msg)
        for name in ("distance_m", "duration_s"):
            values = getattr(self, name)
            if (values < 0).any() or values.diagonal().any():
                msg = f"Expected {name} of at least 0 with 0 on the diagonal."
                raise ValueError(msg)


class TravelTimes(Protocol):
    """An engine that knows the roads, well or roughly."""

    @property
    def name(self) -> str:
        """Return the engine's name, as answers and pages quote it."""
        ...

    def matrix(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> TravelMatrix:
        """
        Return distances and times between all pairs of places.

        Parameters
        ----------
        lat, lon
            WGS-84 degrees, shape ``(n,)``; n may be 0.

        Raises
        ------
        ValueError
            When the shapes differ or a coordinate is not a point on Earth.
        TravelTimesError
            When the engine cannot answer (a server that is down).
        """
        ...


def checked_points(
    lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points as float64 arrays, or raise ``ValueError`` (see ``matrix``)."""
    lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    if lat.ndim != 1 or lat.shape != lon.shape:
        msg = f"Expected as many latitudes as longitudes, got {lat.shape}, {lon.shape}."
        raise ValueError(msg)
    on_earth = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)  # False for NaN, too
    if not on_earth.all():
        i = int(np.flatnonzero(~on_earth)[0])
        msg = f"Expected degrees, got latitude {lat[i]}, longitude {lon[i]} at {i}."
        raise ValueError(msg)
    return lat, lon
