from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.mixed_loads import Problem, check, solve
from routing.mixed_loads.arrays import MOST_VISITS, arrays_of, starts_of, work_for
from tests.routing.mixed_loads.brute_force import can_be_timed, fewest_buses, routes_of
from tests.routing.mixed_loads.instances import made_up, on_a_line


def buses_of(problem: Problem, rounds: int = 300) -> int:
    plan = solve(problem, rounds=rounds)
    assert check(problem, plan) == []
    return len(plan.buses)


def test_mixed_loads_save_a_bus() -> None:
    places = ([(0, "a", 4), (3, "b", 6)], {"a": (10, 20, 30), "b": (20, 20, 35)})
    assert buses_of(on_a_line(*places)) == 1
    assert buses_of(on_a_line(*places, mixed=False)) == 2


def test_a_bus_serves_a_later_site_after_an_early_one() -> None:
    places = [(0, "a", 9), (9, "b", 9)]
    assert buses_of(on_a_line(places, {"a": (10, 20, 20), "b": (0, 31, 31)})) == 1
    assert buses_of(on_a_line(places, {"a": (10, 20, 20), "b": (0, 30, 30)})) == 2


def test_a_bus_comes_twice_to_a_site_whose_window_is_long() -> None:
    places = [(0, "a", 9), (0, "a", 9)]
    assert buses_of(on_a_line(places, {"a": (10, 20, 41)})) == 1
    assert buses_of(on_a_line(places, {"a": (10, 20, 40)})) == 2


def test_nobody_needs_no_bus() -> None:
    assert buses_of(on_a_line([], {"a": (0, 0, 0)})) == 0
    assert buses_of(on_a_line([], {})) == 0


def test_waiting_for_a_site_to_open_counts_as_ride() -> None:
    # At 45 at a, at 55 at b, which opens at 60: p0 has been aboard since 35.
    places = [(0, "b", 1), (5, "a", 1)]
    sites = {"a": (10, 45, 45), "b": (20, 60, 60)}
    assert buses_of(on_a_line(places, sites, max_ride=25)) == 1
    assert buses_of(on_a_line(places, sites, max_ride=24)) == 2


@pytest.mark.parametrize("seed", range(40))
def test_as_few_buses_as_by_trying_everything(seed: int) -> None:
    problem = made_up(seed, n_pickups=5, n_sites=2, triangles=seed % 4 > 0)
    assert buses_of(problem) == fewest_buses(problem)


@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 3), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_plan_is_accepted(
    seed: int, n_pickups: int, n_sites: int, triangles: bool
) -> None:
    problem = made_up(seed, n_pickups, n_sites, triangles=triangles)
    assert 1 <= buses_of(problem, rounds=50) <= n_pickups


@pytest.mark.parametrize("seed", range(60))
def test_a_timetable_is_found_where_there_is_one(seed: int) -> None:
    problem = made_up(seed, n_pickups=3, n_sites=2, triangles=seed % 3 > 0)
    arrays = arrays_of(problem)
    work = work_for(arrays)
    found = [
        (
            starts_of(arrays, np.array(route, np.int64), len(route), work),
            can_be_timed(problem, route),
        )
        for route in routes_of(problem, (0, 1, 2))
    ]
    assert len(found) >= 6
    assert all(ours == theirs for ours, theirs in found)


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    problem = made_up(7, n_pickups=40, n_sites=3)
    first, second = (solve(problem, rounds=400, seed=3) for _ in range(2))
    assert first.buses == second.buses
    assert first.rounds == second.rounds <= 400


def test_it_tells_of_every_bus_saved() -> None:
    problem = made_up(7, n_pickups=40, n_sites=3)
    told: list[int] = []
    plan = solve(problem, rounds=400, on_progress=lambda _, buses: told.append(buses))
    assert told == sorted(told, reverse=True)
    assert told[-1] == len(plan.buses) < len(problem.pickups)


def test_a_bus_may_make_many_visits_but_not_too_many() -> None:
    crowd = [(0, "a", 1)] * (MOST_VISITS + 40)
    problem = on_a_line(crowd, {"a": (0, 0, 0)}, capacity=1000, max_ride=1000)
    plan = solve(problem, rounds=5)
    assert check(problem, plan) == []
    assert len(plan.buses) == 2


def test_the_time_limit_ends_what_has_no_other_end() -> None:
    problem = made_up(1, n_pickups=300, n_sites=5)
    plan = solve(problem, time_limit_s=1)
    assert check(problem, plan) == []
    assert len(plan.buses) > 1
