from __future__ import annotations

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.shuttles import Gate, ShuttleProblem, ShuttleType
from tests.routing.shuttles.instances import BUS, on_a_line


def test_a_gate_named_twice_is_refused():
    with pytest.raises(InvalidProblemError, match="unique, got 'G' 2 times"):
        ShuttleProblem(
            "test",
            "station",
            (Gate("G", 1), Gate("G", 2)),
            np.zeros((3, 3), np.int64),
            np.zeros((3, 3), np.int64),
            (BUS,),
        )


def test_a_gate_named_like_the_station_is_refused():
    with pytest.raises(InvalidProblemError, match="'station' 2 times"):
        ShuttleProblem(
            "test",
            "station",
            (Gate("station", 1),),
            np.zeros((2, 2), np.int64),
            np.zeros((2, 2), np.int64),
            (BUS,),
        )


def test_a_type_named_twice_is_refused():
    with pytest.raises(InvalidProblemError, match="ids of fleet"):
        on_a_line([1], [1], fleet=[BUS, BUS])


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"max_duration_s": -1}, "Expected max_duration_s from 0"),
        ({"max_gates": 0}, "Expected max_gates from 1"),
        ({"gate_s": -1}, "Expected gate_s from 0"),
        ({"left_cents": -1}, "Expected left_cents from 0"),
        ({"fleet": [ShuttleType("bus", -1, 0, 0)]}, r"fleet\[0\].seats from 0"),
        ({"fleet": [ShuttleType("bus", 1, -1, 0)]}, r"fleet\[0\].hire_cents from 0"),
        ({"fleet": [ShuttleType("bus", 1, 0, -1)]}, r"fleet\[0\].cents_per_km from 0"),
        ({"fleet": [ShuttleType("bus", 1, 0, 0, -1)]}, r"fleet\[0\].count from 0"),
    ],
)
def test_numbers_out_of_range_are_named(settings, sentence):
    with pytest.raises(InvalidProblemError, match=sentence):
        on_a_line([1], [1], **settings)


def test_riders_are_not_negative():
    with pytest.raises(InvalidProblemError, match=r"gates\[1\].riders from 0"):
        on_a_line([1, -1], [1, 2])


@pytest.mark.parametrize(
    "matrix", [[[0, 1]], [[0, -2], [1, 0]], [[1, 1], [1, 0]], [[0, 10**10], [1, 0]]]
)
@pytest.mark.parametrize("name", ["distance_m", "duration_s"])
def test_wrong_matrices_are_refused(name, matrix):
    matrices = dict.fromkeys(("distance_m", "duration_s"), np.zeros((2, 2), np.int64))
    matrices[name] = np.array(matrix, np.int64)

    with pytest.raises(InvalidProblemError, match=f"Expected {name}"):
        ShuttleProblem("test", "station", (Gate("G", 1),), fleet=(BUS,), **matrices)


def test_matrices_of_floats_are_refused():
    with pytest.raises(InvalidProblemError, match="to be int64 of 2 × 2, got float64"):
        ShuttleProblem(
            "test", "station", (Gate("G", 1),), np.eye(2), np.eye(2), fleet=(BUS,)
        )


def test_most_seats_counts_coaches_that_are_there():
    fleet = [ShuttleType("none", 50, 0, 0, count=0), BUS]

    assert on_a_line([1], [1], fleet=fleet).most_seats == 20
