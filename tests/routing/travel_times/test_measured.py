from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.measured import Corridor, Drive, measure, with_measured

GUSHI = Corridor("411525", "site 1")
XIXIAN = Corridor("411528", "site 1")
MONDAY, TUESDAY = dt.date(2027, 2, 22), dt.date(2027, 2, 23)
HOUR = 3600


def drive(
    hours: float, on: dt.date = MONDAY, corridor: Corridor = GUSHI, km: int = 600
) -> Drive:
    return Drive(corridor, on, km * 1000, round(hours * HOUR))


def test_a_corridors_speed_is_the_median_of_its_drives() -> None:
    # 60, 50 and 75 km/h.
    (found,) = measure([drive(10), drive(12), drive(8, TUESDAY)])
    assert found.km_h == pytest.approx(60)
    assert (found.drives, found.days, found.left_out) == (3, 2, 0)


def test_of_an_even_number_the_two_in_the_middle_are_averaged() -> None:
    (found,) = measure([drive(10), drive(12), drive(8), drive(15)])
    assert found.km_h == pytest.approx(55)


def test_one_coach_in_a_jam_hardly_moves_the_speed() -> None:
    steady = [drive(10) for _ in range(4)]
    (found,) = measure([*steady, drive(35)])
    assert found.km_h == pytest.approx(60)


@pytest.mark.parametrize("hours", [-1, 0, 5.9, 41])
def test_a_drive_that_cannot_have_been_is_left_out_and_told(hours: float) -> None:
    (found,) = measure([drive(10), drive(hours)])
    assert (found.km_h, found.drives, found.left_out) == (pytest.approx(60), 1, 1)


def test_without_a_drive_that_can_have_been_there_is_no_speed() -> None:
    (found,) = measure([drive(0)])
    assert (found.km_h, found.drives, found.left_out) == (None, 0, 1)
    assert measure([]) == ()


def test_corridors_are_measured_apart() -> None:
    first, second = measure([drive(10, corridor=XIXIAN), drive(8)])
    assert (first.corridor, first.km_h) == (GUSHI, pytest.approx(75))
    assert (second.corridor, second.km_h) == (XIXIAN, pytest.approx(60))


def test_a_drive_covers_a_distance() -> None:
    with pytest.raises(ValueError, match="distance_m > 0"):
        drive(1, km=0)


def test_a_measured_pair_has_its_own_time_and_the_others_the_engines() -> None:
    plain = GreatCircle().matrix(np.array([32.18, 31.14]), np.array([115.68, 120.64]))
    km_h = np.array([[np.nan, 54.0], [np.nan, np.nan]])
    corrected = with_measured(plain, km_h)
    metres = int(plain.distance_m[0, 1])
    assert corrected.duration_s[0, 1] == round(metres / 54_000 * HOUR)
    assert corrected.duration_s[1, 0] == plain.duration_s[1, 0]
    assert (corrected.distance_m == plain.distance_m).all()
    assert (plain.engine, corrected.engine) == (
        "great_circle",
        "great_circle+measured",
    )


def test_where_nothing_is_measured_the_engine_answers_as_it_was() -> None:
    plain = GreatCircle().matrix(np.array([32.18, 31.14]), np.array([115.68, 120.64]))
    assert with_measured(plain, np.full((2, 2), np.nan)) is plain


@pytest.mark.parametrize("speeds", [np.zeros((2, 2)), np.ones((1, 2))])
def test_speeds_have_the_matrixs_shape_and_are_above_0(speeds: np.ndarray) -> None:
    plain = GreatCircle().matrix(np.array([32.18, 31.14]), np.array([115.68, 120.64]))
    with pytest.raises(ValueError, match="Expected speeds"):
        with_measured(plain, speeds)
