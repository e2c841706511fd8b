from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import sparse

from routing.solvers.apart import Apart
from routing.watch import Watch
from tests.routing.solvers.partitions import all_solutions, small_partition

DEAR = 1e6


def optimum(f):
    return min((float(f.cost @ times) for times in all_solutions(f)), default=DEAR)


@pytest.mark.parametrize("seed", range(25))
def test_divided_to_the_end_the_bound_is_the_cheapest_plan(seed):
    f = small_partition(seed)
    tree = Apart(f, DEAR, Watch(1e6))
    while not tree.ended:
        tree.step()
        assert tree.bound <= optimum(f) + 1e-6
    # Columns of the same members in unlike kinds cannot be told apart by pairs.
    if tree.times is not None:
        assert (f.cover @ tree.times == f.need).all()
        assert (f.limits @ tree.times <= f.most).all()
        assert tree.cost == f.cost @ tree.times
    assert tree.bound <= optimum(f) <= tree.cost


def test_without_limits_every_plan_is_proven():
    for seed in range(25):
        f = small_partition(seed)
        f = dataclasses.replace(
            f, limits=sparse.csr_array((0, len(f.cost))), most=np.zeros(0)
        )
        tree = Apart(f, DEAR, Watch(1e6))
        while not tree.ended:
            tree.step()
        assert tree.cost == optimum(f)
        assert tree.bound == pytest.approx(tree.cost, abs=0.5)


def test_what_costs_as_much_as_the_best_plan_is_not_looked_for():
    f = small_partition(3)
    tree = Apart(f, optimum(f), Watch(1e6))
    while not tree.ended:
        tree.step()
    assert tree.times is None
    assert tree.cost == optimum(f)


def test_without_time_nothing_is_proven():
    f = small_partition(3)
    tree = Apart(f, DEAR, Watch(0.0))
    assert tree.ended
    assert tree.bound == -np.inf
