"""Straight lines times a factor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from routing.travel_times.great_circle import GreatCircle, haversine_m, road_m
from routing.travel_times.speed import Speeds

degrees = arrays.arrays(
    np.float64, 5, elements=st.floats(18, 53).map(lambda x: round(x, 4))
)


def test_a_degree_along_the_equator_is_111_kilometres() -> None:
    straight = haversine_m(np.array([0.0, 0.0]), np.array([0.0, 1.0]))
    assert straight[0, 1] == pytest.approx(111_195, abs=1)


def test_opposite_points_are_half_the_globe_apart() -> None:
    straight = haversine_m(np.array([90.0, -90.0]), np.array([0.0, 0.0]))
    assert straight[0, 1] == pytest.approx(20_015_115, abs=1)


def test_far_places_take_the_larger_factor() -> None:
    assert road_m(np.array([50_000.0, 200_000.0])).tolist() == [61_000, 248_800]


@given(lat=degrees, lon=degrees.map(lambda lon: lon + 70))
def test_the_matrix_is_symmetric_and_nearly_keeps_the_triangle(
    lat: np.ndarray, lon: np.ndarray
) -> None:
    matrix = GreatCircle().matrix(lat, lon)
    distance = matrix.distance_m
    assert (distance == distance.T).all()
    assert (matrix.duration_s == matrix.duration_s.T).all()
    detour = (distance[:, :, None] + distance[None, :, :]).min(axis=1)
    assert (distance <= detour * 1.02 + 2).all()


def test_no_places_give_an_empty_matrix() -> None:
    assert GreatCircle().matrix(np.array([]), np.array([])).distance_m.shape == (0, 0)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [([31.0], [120.0, 121.0]), ([float("nan")], [120.0]), ([31.0], [200.0])],
)
def test_what_is_no_point_on_earth_is_refused(
    lat: list[float], lon: list[float]
) -> None:
    with pytest.raises(ValueError, match="Expected"):
        GreatCircle().matrix(np.array(lat), np.array(lon))


def test_a_drive_is_slow_at_its_ends_and_faster_between() -> None:
    seconds = Speeds(40_000, 40, 80).duration_s(np.array([0, 20_000, 120_000]))
    assert seconds.tolist() == [0, 1800, 7200]


def test_the_known_night_trip_takes_its_13_hours_less_the_stop_of_3() -> None:
    # Macheng to Kunshan, about 700 km (Xinhua, February 2020; docs/places.md).
    hours = Speeds().duration_s(np.array([700_000]))[0] / 3600
    assert 9 <= hours <= 10


@pytest.mark.parametrize("wrong", [(-1, 40, 75), (0, 0, 75), (0, 80, 75)])
def test_impossible_speeds_are_refused(wrong: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match="Expected 0 <"):
        Speeds(*wrong)
