from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from routing.solvers.improve import Improvement
from routing.solvers.insertion import cost_of, insert
from routing.solvers.partition import plain_bound
from routing.units import units_of
from routing.watch import Watch
from tests.routing import brute_force
from tests.routing.instances import charter_day, small_problems


def units_on(trips):
    return sorted(np.concatenate([members for members, _, _ in trips]).tolist())


def test_every_unit_is_inserted_once_where_coaches_are_free():
    units, _ = units_of(charter_day(40, seed=1))

    assert units_on(insert(units)) == list(range(len(units)))


def test_ruin_and_recreate_betters_the_plan_and_loses_nobody():
    units, _ = units_of(charter_day(60, seed=2))
    first = insert(units)
    improvement = Improvement(units, first, seed=1)

    improvement.run(Watch(1.0), 1.0)

    assert cost_of(improvement.best) < cost_of(first)
    assert units_on(improvement.best) == list(range(len(units)))


@given(small_problems())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_plain_bound_is_never_above_the_best(problem):
    units, gone = units_of(problem)
    riders, cost = brute_force.best(problem)
    left = sum(p.size for p in problem.parties) - riders - sum(u.riders for u in gone)

    assert plain_bound(units, left) <= cost


@given(small_problems())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_ruin_and_recreate_keeps_to_the_fleet(problem):
    units, _ = units_of(problem)
    first = insert(units)
    improvement = Improvement(units, first, seed=1)

    improvement.run(Watch(0.01), 1.0)

    for t, count in enumerate(units.count):
        used = sum(coach == t for _, coach, _ in improvement.best)
        assert count < 0 or used <= count
    if first:
        assert units_on(improvement.best) == units_on(first)
