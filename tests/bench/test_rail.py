from __future__ import annotations

from bench.rail import mixed_season
from routing import check, solve


def test_a_mixed_season_is_planned_however_little_time_there_is():
    problem = mixed_season(350)

    plan = solve(problem, time_limit_s=5)

    assert check(problem, plan) == []
    assert plan.riders + sum(gone.riders for gone in plan.unassigned) == 350


def test_the_same_seed_makes_the_same_season():
    one, other = mixed_season(100, seed=3), mixed_season(100, seed=3)

    assert (one.parties, one.trains) == (other.parties, other.trains)
