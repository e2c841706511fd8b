"""The adapter reads the instances as the literature counts them."""

from __future__ import annotations

import pytest

from bench.shuttles import UNIT_CENTS, read_instance, summary
from routing.shuttles import check, solve

TEXT = """ // five
 // lines
 // of
 // comments
 // first
 2  2  999999.0  0.0 1.0 1.0
 2   20   20.0  1.0
 2   30   35.5  1.1
 0  0
 3  4   7
 3  0  15

"""


def test_an_instance_is_read_with_its_own_costs() -> None:
    problem = read_instance(TEXT, "one")

    assert [gate.riders for gate in problem.gates] == [7, 15]
    assert [coach.seats for coach in problem.fleet] == [20, 30]
    assert [coach.count for coach in problem.fleet] == [None, None]
    # Both together: out to the one, on to the other and back, on the larger type.
    plan = solve(problem)
    assert check(problem, plan) == []
    assert plan.cost_cents / UNIT_CENTS == pytest.approx(35.5 + 1.1 * (5 + 4 + 3))
    assert not problem.duration_s.any()


def test_lengths_keep_their_decimals() -> None:
    problem = read_instance(TEXT.replace(" 3  4   7", " 1  1   7"), "one")

    assert problem.distance_m[0, 1] == 1_414_214


def test_the_summary_is_the_mean_of_both() -> None:
    assert "0.150%" in summary([(0.001, 0.01), (0.002, 0.03)])
    assert "2.000%" in summary([(0.001, 0.01), (0.002, 0.03)])
