"""The roads that the map draws: those on the way from one city to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.travel_times.roads import RoadGraph

# Cities farther apart are joined by the ways between those on the way.
REACH_M: Final = 450_000


def draw_arteries(
    graph: RoadGraph, cities: NDArray[np.float64], tolerance: float
) -> shapely.MultiLineString:
    """
    Return the shortest ways between neighbouring cities, joined and simplified.

    Parameters
    ----------
    graph
        All roads: far too many for a picture.
    cities
        Latitude and longitude, shape ``(n, 2)``.
    tolerance
        Degrees by which a drawn line may stray.
    """
    lengths_m = graph.lengths_m()
    points = np.stack([graph.lat, graph.lon], axis=1)
    _, seats = cKDTree(points).query(cities)
    drawn: set[tuple[int, int]] = set()
    for seat in np.unique(seats):
        metres, previous = dijkstra(
            lengths_m, indices=seat, return_predecessors=True, limit=REACH_M
        )
        traced: set[int] = set()
        for end in seats[np.isfinite(metres[seats])].tolist():
            here = end
            while here not in traced and (before := int(previous[here])) >= 0:
                traced.add(here)
                drawn.add((min(before, here), max(before, here)))
                here = before
    ends = np.array(sorted(drawn))
    lines = shapely.linestrings(np.stack([points[ends[:, 0]], points[ends[:, 1]]], 1))
    # From (lat, lon) to the (lon, lat) of GeoJSON.
    merged = shapely.line_merge(shapely.multilinestrings(list(lines)))
    return shapely.simplify(
        shapely.transform(merged, lambda pairs: pairs[:, ::-1]), tolerance
    )
