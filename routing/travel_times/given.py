"""Distances and times that the scenario brings along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.travel_times.protocol import TravelMatrix, checked_points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """
    The engine that answers with the matrix it was given, in the given order.

    Need not be symmetric nor keep the triangle inequality.

    Parameters
    ----------
    distance_m, duration_s
        See ``TravelMatrix``.

    Raises
    ------
    ValueError
        When the two are no ``TravelMatrix``.
    """

    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]

    def __post_init__(self) -> None:
        TravelMatrix(self.distance_m, self.duration_s, self.name)

    @property
    def name(self) -> str:
        """Return the engine's name."""
        return "given"

    def matrix(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> TravelMatrix:
        """
        Return the given matrix; the coordinates only say how many places there are.

        Raises
        ------
        ValueError
            When the matrix is for another number of places.
        """
        lat, _ = checked_points(lat, lon)
        if len(lat) != len(self.distance_m):
            msg = f"Expected {len(self.distance_m)} places, got {len(lat)}."
            raise ValueError(msg)
        return TravelMatrix(self.distance_m, self.duration_s, self.name)
