"""The built-in road graph."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.roads import RoadGraph, Roads

if TYPE_CHECKING:
    from routing.travel_times.protocol import TravelMatrix

BUILT = Path(__file__).parents[3] / "build" / "roads"

# City centres in WGS-84.
WUJIANG = (31.1409, 120.6410)
KUNSHAN = (31.3836, 120.9761)
MACHENG = (31.1747, 115.0035)
GUSHI = (32.1706, 115.6504)
BEIJING = (39.9042, 116.4074)
SHANGHAI = (31.2304, 121.4737)
CHENGDU = (30.6598, 104.0633)
CHONGQING = (29.5628, 106.5528)
HAIKOU = (20.0458, 110.3417)
ZHANJIANG = (21.2707, 110.3594)


def test_a_way_goes_over_the_junctions() -> None:
    # A right angle: 2° north, then 2° east, and nothing straight across.
    graph = RoadGraph(
        lat=np.array([30.0, 32.0, 32.0], np.float32),
        lon=np.array([110.0, 110.0, 112.0], np.float32),
        start=np.array([0, 1], np.int32),
        end=np.array([1, 2], np.int32),
        length_m=np.array([230_000, 200_000], np.int32),
    )
    matrix = Roads(graph).matrix(np.array([30.0, 32.0]), np.array([110.0, 112.0]))
    assert matrix.distance_m[0, 1] == round(430_000 * 1.077)
    assert matrix.engine == "roads"
    assert not matrix.fallback.any()


def test_near_places_take_the_straight_line_times_a_factor() -> None:
    matrix = _between(WUJIANG, KUNSHAN)
    assert matrix.distance_m[0, 1] == _great_circle(WUJIANG, KUNSHAN)


@pytest.mark.parametrize(
    ("start", "end", "kilometres", "tolerance"),
    [
        # Xinhua, February 2020, "about 700 km".
        (MACHENG, KUNSHAN, 700, 0.05),
        # The expressway G2 is 1,262 km long; the ends lie at the ring roads.
        (BEIJING, SHANGHAI, 1262, 0.08),
        # The expressways G76 / G93 between the cities: 300 to 340 km.
        (CHENGDU, CHONGQING, 315, 0.10),
    ],
)
def test_known_drives_have_about_their_known_length(
    start: tuple[float, float],
    end: tuple[float, float],
    kilometres: float,
    tolerance: float,
) -> None:
    distance_m = _between(start, end).distance_m[0, 1]
    assert distance_m / 1000 == pytest.approx(kilometres, rel=tolerance)


def test_across_the_sea_the_great_circle_answers_and_says_so() -> None:
    matrix = _between(HAIKOU, ZHANJIANG)
    assert matrix.fallback.tolist() == [[False, True], [True, False]]
    assert matrix.distance_m[0, 1] == _great_circle(HAIKOU, ZHANJIANG)


def test_far_from_every_road_the_great_circle_answers() -> None:
    woody_island = (16.8333, 112.3333)
    matrix = _between(HAIKOU, woody_island)
    assert matrix.fallback[0, 1]


def test_no_way_is_shorter_than_the_great_circle_of_it() -> None:
    matrix = _between(WUJIANG, GUSHI, BEIJING, CHONGQING)
    straight = GreatCircle().matrix(*_columns(WUJIANG, GUSHI, BEIJING, CHONGQING))
    assert (matrix.distance_m * 1.25 >= straight.distance_m).all()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.floats(23, 40), st.floats(103, 120)), min_size=1, max_size=4)
)
def test_the_matrix_is_symmetric_and_grows_with_the_distance(
    points: list[tuple[float, float]],
) -> None:
    matrix = _between(*points)
    assert (matrix.distance_m == matrix.distance_m.T).all()
    assert (matrix.duration_s == matrix.duration_s.T).all()
    order = matrix.distance_m.ravel().argsort()
    assert (np.diff(matrix.duration_s.ravel()[order]) >= 0).all()


def test_a_pair_is_as_far_whoever_else_is_asked_for() -> None:
    alone = _between(WUJIANG, GUSHI).distance_m[0, 1]
    among = _between(BEIJING, WUJIANG, CHENGDU, GUSHI, KUNSHAN).distance_m[1, 3]
    assert alone == among


def test_no_places_and_one_place_are_answered() -> None:
    assert _between().distance_m.shape == (0, 0)
    assert _between(WUJIANG).distance_m.tolist() == [[0]]


@cache
def _engine() -> Roads:
    return Roads.load(BUILT)


def _columns(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([lat for lat, _ in points], np.float64),
        np.array([lon for _, lon in points], np.float64),
    )


def _between(*points: tuple[float, float]) -> TravelMatrix:
    return _engine().matrix(*_columns(*points))


def _great_circle(start: tuple[float, float], end: tuple[float, float]) -> int:
    return int(GreatCircle().matrix(*_columns(start, end)).distance_m[0, 1])
