from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.solvers import ruin
from routing.solvers.partition import near_rows
from routing.watch import Watch
from tests.routing.instances import LARGE, charter_day, on_a_line, small_problems
from tests.routing.solvers.test_insertion import insertion_of, riders_of


def improved(problem, seed=0):
    """Return the units, the plan of the insertion, and what is made of it."""
    units, insertion = insertion_of(problem)
    first = insertion.run()
    if not len(units):
        return units, first, first
    near = near_rows(units, 100)
    return units, first, ruin.improve(units, near, first, Watch(3600), 1.0, seed)


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setattr(ruin, "STEPS", 40)


def with_who_stays(units, trips):
    stay = units.size - riders_of(units, trips)
    return int(trips.cost_cents.sum() + units.price_cents @ stay)


def test_a_plan_gets_cheaper_and_carries_the_same_riders():
    units, first, better = improved(charter_day(40, seed=1))

    assert better.cost_cents.sum() < first.cost_cents.sum()
    assert riders_of(units, better).tolist() == units.size.tolist()


def test_one_thread_has_all_of_a_large_plan(monkeypatch):
    monkeypatch.setattr(ruin, "THREADS", 1)
    monkeypatch.setattr(ruin, "DIVIDED", 2)
    units, first, better = improved(charter_day(20, seed=1))

    assert better.cost_cents.sum() <= first.cost_cents.sum()
    assert riders_of(units, better).tolist() == units.size.tolist()


def test_the_same_seed_gives_the_same_plan():
    problem = charter_day(25, seed=4)
    one, other = (improved(problem, seed=7)[2] for _ in range(2))

    assert one.cost_cents.tolist() == other.cost_cents.tolist()
    assert one.rows.tolist() == other.rows.tolist()


@settings(max_examples=40, deadline=None)
@given(problem=small_problems(), divided=st.booleans())
def test_no_plan_becomes_dearer_and_nobody_rides_twice(problem, divided):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ruin, "DIVIDED", 2 if divided else 1000)
        units, first, better = improved(problem)

    assert with_who_stays(units, better) <= with_who_stays(units, first)
    assert (riders_of(units, better) <= units.size).all()
    limited = units.counts >= 0
    used = np.zeros_like(units.counts)
    for j in range(len(better)):
        day = int(better.market[j])
        used[better.coach[j], day - better.before[j] : day + better.after[j] + 1] += 1
    assert (used[limited] <= units.counts[limited]).all()


@settings(max_examples=25, deadline=None)
@given(problem=small_problems(), divided=st.booleans())
def test_a_search_knows_what_its_trips_cost(problem, divided):
    families = tuple(dataclasses.replace(p, together=True) for p in problem.parties)
    problem = dataclasses.replace(problem, parties=families)
    units, insertion = insertion_of(problem)
    first = insertion.run()
    if not len(first):
        return
    near = near_rows(units, 100)
    search = ruin.Search(units, near, first, seed=3)
    with ThreadPoolExecutor(2) as pool, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ruin, "DIVIDED", 2 if divided else 1000)
        for _ in range(4):
            search.run(pool, 1000.0, 20, Watch(60), 1.0)
        trips = search.trips(pool, Watch(1e6))

    assert search.cents == with_who_stays(units, trips)


def test_groups_are_divided_so_that_two_coaches_carry_them():
    # Two coaches of twenty carry 38 riders only if one of four groups of nine divides.
    problem = on_a_line([(9, 0, 3), (9, 0, 3), (9, 0, 3), (9, 0, 3), (2, 0, 3)])
    groups = tuple(dataclasses.replace(p, together=False) for p in problem.parties)
    problem = dataclasses.replace(problem, parties=groups, fleet=(LARGE,))
    units, _, better = improved(problem)

    assert len(better) == 2
    assert riders_of(units, better).tolist() == units.size.tolist()
