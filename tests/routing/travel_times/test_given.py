"""The matrix that a scenario brings along."""

from __future__ import annotations

import numpy as np
import pytest

from routing.travel_times.given import Given

TWO = np.array([[0, 5], [7, 0]])


def test_the_given_matrix_comes_back() -> None:
    matrix = Given(TWO, TWO * 2).matrix(np.array([31.0, 32.0]), np.array([120.0, 121]))
    assert matrix.distance_m.tolist() == [[0, 5], [7, 0]]
    assert matrix.duration_s.tolist() == [[0, 10], [14, 0]]
    assert matrix.engine == "given"
    assert not matrix.fallback.any()


def test_another_number_of_places_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected 2 places, got 1"):
        Given(TWO, TWO).matrix(np.array([31.0]), np.array([120.0]))


@pytest.mark.parametrize("wrong", [-TWO, TWO + 1, TWO[:1], np.zeros((3, 3), int)])
def test_what_is_no_matrix_of_distances_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="Expected"):
        Given(TWO, wrong)
