"""The way between two points as a line on the map, along the built-in road graph."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from routing.travel_times.great_circle import EARTH_RADIUS_M, haversine_m
from routing.travel_times.roads import FARTHEST_ACCESS_M, on_sphere

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.travel_times.roads import RoadGraph

Point = tuple[float, float]

# A drawn line needs no more than a point every 2 km.
SPACING_M: Final = 2_000
# No way in the country is longer than this many times the straight line and a detour
# around a bay.
_WINDING: Final = 1.8
_DETOUR_M: Final = 150_000


class Ways:
    """Draws ways along a road graph; safe to use from several threads."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        self._lengths_m = graph.lengths_m()
        self._tree = graph.tree()
        # Many legs end at the same few gates, and one search serves them all.
        self._before = lru_cache(maxsize=64)(self._search)
        # A plan's page is opened again and again; some megabytes.
        self._kept = lru_cache(maxsize=1024)(self._drawn)

    def path(self, start: Point, end: Point) -> list[Point]:
        """
        Return the points of the shortest way, both ends included.

        Parameters
        ----------
        start, end
            Longitude and latitude in degrees, in GeoJSON's order.

        Returns
        -------
        list[Point]
            Longitude and latitude, about 2 km apart; only the two ends where no road
            leads or both stand at the same junction.
        """
        return list(self._kept(start, end))

    def _drawn(self, start: Point, end: Point) -> list[Point]:
        lon, lat = (
            np.array(column, np.float64) for column in zip(start, end, strict=True)
        )
        chords, junctions = self._tree.query(on_sphere(lat, lon))
        if EARTH_RADIUS_M * chords.max() > FARTHEST_ACCESS_M:
            return [start, end]
        first, last = (int(junction) for junction in junctions)
        straight_m = float(haversine_m(lat, lon)[0, 1])
        # Rounded up, so that legs to the same gate share a search.
        limit_m = 250_000 * (1 + (straight_m * _WINDING + _DETOUR_M) // 250_000)
        before = self._before(last, limit_m)
        points = [start]
        here = first
        while here != last:
            here = int(before[here])
            if here < 0:
                return [start, end]
            points.append(
                (
                    round(float(self._graph.lon[here]), 4),
                    round(float(self._graph.lat[here]), 4),
                )
            )
        return _thinned([*points, end])

    def _search(self, root: int, limit_m: float) -> NDArray[np.int32]:
        """Return for each junction the next one on its way to ``root``, or < 0."""
        _, before = dijkstra(
            self._lengths_m, indices=root, return_predecessors=True, limit=limit_m
        )
        next_junctions: NDArray[np.int32] = before
        return next_junctions


def _thinned(points: list[Point]) -> list[Point]:
    """Return the points without those that stand close to the one kept before."""
    # Point by point: arrays of two would take thirty times as long.
    kept = points[:1]
    for point in points[1:-1]:
        if _apart_m(kept[-1], point) >= SPACING_M:
            kept.append(point)
    return [*kept, points[-1]]


def _apart_m(one: Point, other: Point) -> float:
    """Return the metres of the great circle, as ``haversine_m`` does for many."""
    (lon, lat), (lon_to, lat_to) = (
        (math.radians(point[0]), math.radians(point[1])) for point in (one, other)
    )
    half = (
        math.sin((lat_to - lat) / 2) ** 2
        + math.cos(lat) * math.cos(lat_to) * math.sin((lon_to - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(half, 1.0)))
