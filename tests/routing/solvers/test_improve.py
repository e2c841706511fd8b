"""Plans that are chosen anew part by part, with new trips."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from routing.solvers import ruin
from routing.solvers.columns import join
from routing.solvers.formulation import formulate
from routing.solvers.improve import Neighbourhoods, best_of_rows, cheaper_than
from routing.solvers.integer import choose
from routing.solvers.partition import near_rows, repeated
from routing.watch import Watch
from tests.routing.instances import charter_day, small_problems
from tests.routing.solvers.test_diving import chooser_of, is_a_plan


def better_plans(chooser, watch):
    n = len(chooser.columns)
    trips = chooser.columns.take(repeated(chooser.times[:n]))
    search = Neighbourhoods(chooser.master, chooser.alone, near_rows(chooser.units), 0)
    yield from search.improve(trips, chooser.times[n:], watch, 1.0, lambda: False)


def cents_of(chooser, trips, stay):
    return trips.cost_cents.sum() + chooser.master.fixed.cost @ stay


@given(small_problems())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_each_plan_is_one_and_cheaper_than_the_one_before(problem):
    watch = Watch(1e6)
    chooser = chooser_of(problem, watch)
    if not len(chooser.units):
        return
    cost = chooser.cost
    for trips, stay in better_plans(chooser, watch):
        times = np.concatenate([np.ones(len(trips)), stay])
        assert is_a_plan(chooser, trips, times)
        assert cents_of(chooser, trips, stay) < cost
        cost = cents_of(chooser, trips, stay)


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_with_the_last_trips_chosen_anew_a_poor_plan_is_cheaper_and_still_a_plan(seed):
    watch = Watch(1e6)
    chooser = chooser_of(charter_day(30, seed=seed), watch)
    trips = chooser.floor
    stay = chooser.times[len(trips) :]
    chooser.master.generate(watch, 1.0, 0.0, lambda _: None, lambda: np.inf, 500)
    search = Neighbourhoods(chooser.master, chooser.alone, near_rows(chooser.units), 0)
    found, stays = search.last_anew(trips, stay, watch, 1.0)
    times = np.concatenate([np.ones(len(found)), stays])
    assert is_a_plan(chooser, found, times)
    assert cents_of(chooser, found, stays) < cents_of(chooser, trips, stay)


def test_of_a_plan_without_trips_nothing_is_chosen_anew():
    watch = Watch(1e6)
    chooser = chooser_of(charter_day(5, seed=1), watch)
    none = chooser.floor.take(np.zeros(0, np.int64))
    stay = np.zeros(len(chooser.master.fixed))
    search = Neighbourhoods(chooser.master, chooser.alone, near_rows(chooser.units), 0)
    found, stays = search.last_anew(none, stay, watch, 1.0)
    assert not len(found)
    assert (stays == stay).all()


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_by_cuts_the_cheapest_plan_is_found_where_there_is_a_cheaper_one(seed):
    watch = Watch(1e6)
    chooser = chooser_of(charter_day(30, seed=seed), watch)
    master, floor = chooser.master, chooser.floor
    master.generate(watch, 1.0, 0.0, lambda _: None, lambda: chooser.cost, 1000)
    f = formulate(master, join([master.pool, floor]))
    plan = np.concatenate([np.zeros(len(master.pool)), chooser.times])
    best = choose(f, np.arange(len(f.cost)), watch, 1e6, 0, hint=plan).times
    found = cheaper_than(f, plan, watch, 1.0, 1e6)
    assert found @ f.cost < plan @ f.cost - 0.5
    assert abs((found - best) @ f.cost) < 0.5
    assert cheaper_than(f, best, watch, 1.0, 1e6) is None


def test_the_best_trips_of_a_row_carry_it_with_others_and_are_nearest_to_pay():
    chooser = chooser_of(charter_day(20, seed=5), Watch(1e6))
    master = chooser.master
    pool, reduced = master.pool, master.reduced(master.pool, master.last)
    for row, best in enumerate(best_of_rows(master, 3)):
        with_row = [
            j
            for j in range(len(pool))
            if row in pool.rows[pool.members(j)] and len(pool.rows[pool.members(j)]) > 1
        ]
        assert set(best) <= set(with_row)
        others = np.sort(reduced[with_row])[:3]
        np.testing.assert_array_equal(reduced[best], others)


def test_parts_are_better_than_insertion():
    watch = Watch(1e6)
    chooser = chooser_of(charter_day(40, seed=5), watch)
    *_, (trips, stay) = better_plans(chooser, watch)
    assert cents_of(chooser, trips, stay) < 0.99 * chooser.cost


def test_parts_side_by_side_share_no_trip_though_groups_ride_on_several(monkeypatch):
    monkeypatch.setattr(ruin, "STEPS", 40)
    problem = charter_day(40, seed=1)
    groups = tuple(
        dataclasses.replace(p, together=False, size=3 * p.size) for p in problem.parties
    )
    chooser = chooser_of(dataclasses.replace(problem, parties=groups), Watch(1e6))
    units, near = chooser.units, near_rows(chooser.units)
    trips = ruin.improve(units, near, chooser.floor, Watch(1e6), 1.0, 0)
    assert (np.bincount(trips.rows) > 1).any()
    search = Neighbourhoods(chooser.master, chooser.alone, near, 0)
    nobody = np.zeros(len(chooser.master.fixed))
    drawn = [search.draw(trips, nobody, 1) for _ in range(1500)]
    for parts in drawn:
        assert sum(part.touched.astype(int) for part in parts).max() <= 1
    assert max(map(len, drawn)) > 1


def test_many_pairs_are_planned_by_sets_and_parts_to_the_same_cost():
    problem = charter_day(30, seed=2)
    few, many = (chooser_of(problem, Watch(1e6)) for _ in range(2))
    many.master.pricing.many = True
    one, other = few.run(), many.run()
    assert one.cost_cents == other.cost_cents == other.bound_cents


def test_without_time_nothing_changes():
    chooser = chooser_of(charter_day(20, seed=5), Watch(0.0))
    assert list(better_plans(chooser, Watch(0.0))) == []
