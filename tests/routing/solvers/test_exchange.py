from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing import Trains, check, solve
from routing.solvers import rail as rails
from routing.solvers.chains import chains_of
from routing.solvers.exchange import Search
from routing.units import net_of, units_of
from routing.watch import Watch
from tests.routing.small_trains import best, small_rail_problem
from tests.routing.test_by_train import SEEDS
from tests.routing.test_check_trains import PROBLEM


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_the_way_for_large_problems_ends_in_a_good_plan_of_small_ones(
    seed, monkeypatch
):
    monkeypatch.setattr(rails, "NARROW", 0)
    problem = small_rail_problem(seed, 3)

    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert plan.lower_bound_cents <= best(problem) <= plan.cost_cents
    assert plan.cost_cents <= 1.05 * best(problem)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_both_together_cost_no_more_than_coaches_alone_or_trains_alone(
    seed, monkeypatch
):
    monkeypatch.setattr(rails, "NARROW", 0)
    problem = small_rail_problem(seed, 4)
    places = {place.id: i for i, place in enumerate(problem.places)}
    least_m = min(
        problem.distance_m[places[at], places[party.dropoff]]
        for party in problem.parties
        for at in party.pickups
    )
    near = replace(problem.rules, max_distance_m=max(1, int(least_m) - 1))

    both, coaches, trains = (
        solve(one, time_limit_s=3600).cost_cents
        for one in (
            problem,
            replace(problem, trains=Trains()),
            replace(problem, rules=near),
        )
    )

    assert both <= min(coaches, trains)


def rail_of(problem):
    net = net_of(problem)
    units = units_of(problem, net, list(range(len(problem.parties))))
    chains = chains_of(problem, net, units)
    rail = rails.Rail(problem, net, units, chains, Watch(3600.0), 0.0, 0)
    rail.generate(1.0)
    return rail


def test_a_dive_finds_the_plan_in_which_all_go_by_train():
    rail = rail_of(PROBLEM)

    Search(rail).dive(1.0)

    assert rail.cost == 43_600


def test_who_has_no_seat_on_a_shuttle_is_told():
    """One coach at the station, which drives once: it has eight seats for fourteen."""
    (bus,) = PROBLEM.trains.shuttles
    transfers = replace(PROBLEM.trains.transfers, wait_s=600)
    trains = replace(
        PROBLEM.trains, shuttles=(replace(bus, count=1),), transfers=transfers
    )
    rail = rail_of(replace(PROBLEM, trains=trains))
    search = Search(rail)
    before = rail.cost

    lost = search.settle(np.ones(len(search.unit), bool), 1.0)

    assert len(lost) > 0
    assert rail.cost == before


def test_other_trains_are_tried_and_the_best_plan_is_kept():
    rail = rail_of(PROBLEM)
    told = []
    rail.watch = Watch(3600.0, on_progress=lambda _, cost, bound: told.append(cost))

    Search(rail).improve(1.0)

    assert (rail.cost, rail.least) == (43_600, 43_600)
    assert told == sorted(told, reverse=True)


def test_what_was_put_aside_comes_back_unless_there_is_a_better_plan():
    rail = rail_of(PROBLEM)
    first = rail.put_aside()
    assert rail.cost > rail.least == first[2]

    rail.take_back(*first)
    assert (rail.chosen, rail.cost) == (first[0], first[2])

    dearer = (*rail.put_aside()[:2], 1e9)
    Search(rail).dive(1.0)
    rail.take_back(*dearer)
    assert rail.cost == 43_600
