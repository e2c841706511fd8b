"""
Distances and times from an OSRM server (``/table/v1/driving``), by its address.

The server drives a car; ``slower`` makes a coach of it. Not symmetric; the server's own
times keep the triangle inequality, its distances are those of its fastest ways.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import build_opener

import numpy as np

from routing.errors import TravelTimesError
from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.protocol import TravelMatrix, checked_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# OSRM's own limit of places in one question (--max-table-size) is 100 by default.
TABLE_SIZE: Final = 100
_READ_LIMIT: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Osrm:
    """
    The engine that asks an OSRM server.

    Parameters
    ----------
    url
        Where the server is, such as ``http://127.0.0.1:5000``.
    slower
        Times a coach needs for one of the server's car.
    timeout_s
        How long to wait for each of its answers.

    Raises
    ------
    ValueError
        When the address is not http or https, or a number is not above 0.
    """

    url: str
    slower: float = 1.15
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            msg = f"Expected the address of an OSRM server, got {self.url!r}."
            raise ValueError(msg)
        if not (self.slower > 0 and self.timeout_s > 0):
            msg = f"Expected slower > 0 and timeout_s > 0, got {self}."
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """Return the engine's name."""
        return "osrm"

    def matrix(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> TravelMatrix:
        """
        Return distances and times between all pairs; see ``TravelTimes``.

        Where the server knows no way, the great circle answers and ``fallback`` is
        True.

        Raises
        ------
        TravelTimesError
            When the server cannot be reached, refuses, or answers something else.
        """
        lat, lon = checked_points(lat, lon)
        n = len(lat)
        if n < 2:  # nothing to ask
            nothing = np.zeros((n, n), np.int64)
            return TravelMatrix(nothing, nothing, self.name)
        metres, seconds = np.zeros((n, n)), np.zeros((n, n))
        for rows in _blocks(n):
            for columns in _blocks(n):
                metres[rows, columns], seconds[rows, columns] = self._block(
                    lat, lon, rows, columns
                )
        fallback = ~(np.isfinite(metres) & np.isfinite(seconds))
        np.fill_diagonal(fallback, False)
        straight = GreatCircle().matrix(lat, lon)
        distance_m = np.where(fallback, straight.distance_m, np.rint(metres))
        duration_s = np.where(
            fallback, straight.duration_s, np.rint(seconds * self.slower)
        )
        for values in (distance_m, duration_s):
            np.fill_diagonal(values, 0)
        if (distance_m < 0).any() or (duration_s < 0).any():
            msg = f"The OSRM server at {self.url} answered a negative distance or time."
            raise TravelTimesError(msg)
        return TravelMatrix(
            distance_m.astype(np.int64),
            duration_s.astype(np.int64),
            self.name,
            fallback,
        )

    def _block(
        self,
        lat: NDArray[np.float64],
        lon: NDArray[np.float64],
        rows: slice,
        columns: slice,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return metres and seconds from ``rows`` to ``columns``; NaN: no way."""
        asked = list(range(rows.start, rows.stop))
        sources = range(len(asked))
        if rows == columns:
            destinations = sources
        else:
            asked.extend(range(columns.start, columns.stop))
            destinations = range(len(sources), len(asked))
        points = ";".join(f"{lon[i]:.6f},{lat[i]:.6f}" for i in asked)
        answer = self._ask(
            f"{self.url.rstrip('/')}/table/v1/driving/{points}"
            "?annotations=distance,duration"
            f"&sources={';'.join(map(str, sources))}"
            f"&destinations={';'.join(map(str, destinations))}"
        )
        shape = (len(sources), len(destinations))
        try:
            metres = np.array(answer["distances"], np.float64).reshape(shape)
            seconds = np.array(answer["durations"], np.float64).reshape(shape)
        except (KeyError, TypeError, ValueError) as error:
            msg = f"The OSRM server at {self.url} answered no table of distances."
            raise TravelTimesError(msg) from error
        return metres, seconds

    def _ask(self, address: str) -> dict[str, Any]:
        try:
            with build_opener().open(address, timeout=self.timeout_s) as response:
                answer = json.loads(response.read(_READ_LIMIT))
        except HTTPError as error:
            msg = f"The OSRM server at {self.url} refused: {_reason(error)}."
            raise TravelTimesError(msg) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            msg = f"The OSRM server at {self.url} cannot be asked: {error}."
            raise TravelTimesError(msg) from error
        if not isinstance(answer, dict) or answer.get("code") != "Ok":
            msg = f"The OSRM server at {self.url} answered no table of distances."
            raise TravelTimesError(msg)
        return answer


def _blocks(n: int) -> Iterator[slice]:
    """Yield slices of at most half a table: rows and columns count together."""
    if n <= TABLE_SIZE:
        yield slice(0, n)
        return
    for first in range(0, n, TABLE_SIZE // 2):
        yield slice(first, min(first + TABLE_SIZE // 2, n))


def _reason(error: HTTPError) -> str:
    """Return what the server says about its refusal, else the status."""
    try:
        answer = json.loads(error.read(_READ_LIMIT))
        return f"{answer['code']}, {answer['message']}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"status {error.code}"
