"""Ways as lines on the map."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from routing.travel_times.great_circle import haversine_m
from routing.travel_times.roads import RoadGraph
from routing.travel_times.ways import Ways

BUILT = Path(__file__).parents[3] / "build" / "roads"
# Longitude first, as GeoJSON has it.
WUJIANG = (120.6410, 31.1409)
GUSHI = (115.6504, 32.1706)
HAIKOU = (110.3417, 20.0458)
ZHANJIANG = (110.3594, 21.2707)


@cache
def ways() -> Ways:
    return Ways(RoadGraph.load(BUILT))


def test_a_way_follows_the_roads_from_end_to_end() -> None:
    path = ways().path(GUSHI, WUJIANG)
    assert path[0] == GUSHI
    assert path[-1] == WUJIANG
    lon, lat = (np.array(column) for column in zip(*path, strict=True))
    length_m = haversine_m(lat, lon).diagonal(1).sum()
    # The engine's 600 km before its factor, less what straightening takes away.
    assert length_m == pytest.approx(557_000, rel=0.03)


def test_the_way_back_is_the_same_length() -> None:
    there, back = ways().path(GUSHI, WUJIANG), ways().path(WUJIANG, GUSHI)
    assert len(there) == pytest.approx(len(back), abs=3)


@pytest.mark.parametrize(
    ("start", "end"), [(HAIKOU, ZHANJIANG), (WUJIANG, WUJIANG), (HAIKOU, (112.3, 16.8))]
)
def test_where_no_road_leads_the_line_is_straight(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    assert ways().path(start, end) == [start, end]
