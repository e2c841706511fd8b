from __future__ import annotations

from dataclasses import replace

import pytest

from routing.solvers.branching import Branching
from routing.solvers.chains import chains_of
from routing.solvers.exchange import Search
from routing.solvers.rail import Rail
from routing.units import net_of, units_of
from routing.watch import Watch
from tests.routing.small_trains import best, small_rail_problem


def with_take_up(seed, share):
    """Four parties, and trains that all of them fit on if so many of them go."""
    problem = small_rail_problem(seed, 4)
    riders = sum(party.size for party in problem.parties)
    blocks = tuple(
        replace(block, seats=riders, least_riders=int(riders * share))
        for block in problem.trains.blocks
    )
    return replace(problem, trains=replace(problem.trains, blocks=blocks))


@pytest.mark.parametrize(("seed", "share"), [(41, 0.8), (84, 0.4), (88, 0.4)])
def test_a_half_of_a_train_is_no_part_of_a_bound(seed, share):
    problem = with_take_up(seed, share)
    net = net_of(problem)
    units = units_of(problem, net, list(range(len(problem.parties))))
    rail = Rail(
        problem, net, units, chains_of(problem, net, units), Watch(60.0), 0.0, 0
    )
    rail.generate(1.0)
    root = rail.bound

    Branching(rail, Search(rail)).run(1.0)

    spare = int(units.split.sum()) * problem.prices.split_cents
    assert root <= rail.bound <= best(problem) + spare
    assert best(problem) + spare <= rail.cost
    assert rail.goes.sum() == 0
