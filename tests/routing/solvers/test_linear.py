from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from routing.solvers.linear import (
    SIFTED,
    Again,
    Growing,
    InfeasibleError,
    nearest_of_rows,
    relax,
    sift,
)
from tests.routing.solvers.partitions import small_partition


@pytest.mark.parametrize("seed", range(10))
def test_solved_again_over_other_columns_the_value_is_that_of_a_first_solve(seed):
    f = small_partition(seed, n_rows=8, n_columns=40)
    again = Again(f)
    rng = np.random.default_rng(seed)
    for _ in range(10):
        columns = np.flatnonzero(rng.random(len(f.cost)) < 0.7)
        part = f.take(columns)
        try:
            found = again.relax(columns, 60.0)
        except InfeasibleError:
            with pytest.raises(InfeasibleError):
                relax(part, part.upper_apart, strict=True)
            continue
        first = relax(part, part.upper_apart)
        assert found.value == pytest.approx(first.value)
        assert part.cost @ found.x == pytest.approx(first.value)
        assert part.cover @ found.x == pytest.approx(part.need)
        proven = found.proven(part, found.reduced(part))
        assert proven == pytest.approx(first.value)
        assert proven <= first.value + 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_growing_the_value_is_that_of_a_first_solve_though_fixed_costs_change(seed):
    f = small_partition(seed, n_rows=8, n_columns=60)
    rng = np.random.default_rng(seed)
    upper, fixed = f.upper_apart, 5
    growing = Growing(fixed)
    last = np.arange(len(f.cost) - fixed, len(f.cost))
    for n in (20, 20, 35, len(f.cost) - fixed):
        columns = np.concatenate([np.arange(n), last])
        part = f.take(columns)
        part.cost[n:] *= 1 + rng.random(fixed)
        first = relax(part, upper[columns])
        found = growing.relax(part, upper[columns], 60.0, scale=1000.0)
        if first is None:
            assert found is None
            continue
        assert found.value == pytest.approx(first.value)
        assert part.cost @ found.x == pytest.approx(first.value)
        assert part.cover @ found.x == pytest.approx(part.need)
        assert (part.limits @ found.x <= part.most + 1e-6).all()
        assert found.proven(part, found.reduced(part)) == pytest.approx(first.value)


def test_growing_from_what_cannot_be_covered_it_is_covered_with_more_columns():
    f = small_partition(1, n_rows=8, n_columns=60)
    growing, n = Growing(0), len(f.cost)
    assert (
        growing.relax(f.take(np.array([0])), f.upper_apart[:1], 60.0, scale=1.0) is None
    )
    found = growing.relax(f, f.upper_apart, 60.0, scale=1.0)
    assert found.value == pytest.approx(relax(f, f.upper_apart).value)
    assert len(found.x) == n


def test_what_cannot_be_covered_is_said_to_be_so_only_when_asked():
    f = small_partition(1)
    part = f.take(np.array([0]))
    assert relax(part, part.upper_apart) is None
    with pytest.raises(InfeasibleError):
        relax(part, part.upper_apart, strict=True)


@pytest.mark.parametrize("seed", range(10))
def test_sifted_a_relaxation_has_the_value_of_all_columns_whatever_it_begins_with(seed):
    f = small_partition(seed, n_rows=12, n_columns=600)
    upper, n = f.upper_apart, len(f.cost)
    rng = np.random.default_rng(seed)
    first = relax(f, upper)
    for near in (first.reduced(f), rng.random(n), np.zeros(n)):
        found = sift(f, upper, near, 60.0, scale=1000.0)
        # Few columns may still pay, a little.
        assert found.value == pytest.approx(first.value, rel=1e-3)
        assert f.cost @ found.x == pytest.approx(found.value)
        assert f.cover @ found.x == pytest.approx(f.need)
        assert (f.limits @ found.x <= f.most + 1e-6).all()
        assert found.proven(f, found.reduced(f)) <= first.value + 1e-6


def test_sifting_takes_all_columns_where_those_of_the_beginning_do_not_cover_the_rows():
    f = small_partition(3, n_rows=12, n_columns=600)
    # None of the trips that seem nearest may be taken.
    f = dataclasses.replace(f, most=np.zeros(1))
    limited = f.limits.toarray()[0] > 0
    near = np.where(limited, 0.0, 1.0)
    begun = f.take(np.flatnonzero(nearest_of_rows(f.cover, near, SIFTED)))
    assert relax(begun, begun.upper_apart) is None
    first = relax(f, f.upper_apart)
    found = sift(f, f.upper_apart, near, 60.0, scale=1000.0)
    assert found.value == pytest.approx(first.value)
    assert not found.x[limited].any()


def test_sifting_without_time_or_without_a_solution_is_none():
    f = small_partition(1)
    assert sift(f, f.upper_apart, f.cost, 0.0) is None
    f = f.take(np.array([0]))
    assert sift(f, f.upper_apart, np.zeros(1), 60.0) is None


@pytest.mark.parametrize("k", [1, 3])
def test_the_nearest_of_rows_are_for_each_row_those_with_the_least_values(k):
    f = small_partition(5, n_rows=8, n_columns=60)
    near = np.random.default_rng(5).random(len(f.cost))
    expected = set()
    for row in f.cover.toarray():
        mine = np.flatnonzero(row)
        expected |= set(mine[np.argsort(near[mine])[:k]].tolist())
    assert set(np.flatnonzero(nearest_of_rows(f.cover, near, k)).tolist()) == expected
