from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given, settings

from routing import CoachType, Problem
from routing.solvers.insertion import Insertion
from routing.solvers.pricing import Market
from routing.solvers.refusals import refuse
from routing.units import Units, net_of, units_of
from tests.routing.instances import (
    DEFAULT_RULES,
    LARGE,
    charter_day,
    on_a_line,
    small_problems,
)


def insertion_of(problem: Problem) -> tuple[Units, Insertion]:
    net = net_of(problem)
    refused = refuse(problem, net)
    open_ = [i for i, p in enumerate(problem.parties) if p.id not in refused]
    units = units_of(problem, net, open_)
    everything = np.ones(len(problem.fleet), bool)
    markets = [Market(d, v, everything) for d, v in enumerate(units.markets)]
    return units, Insertion(units, markets)


def riders_of(units, columns):
    return np.bincount(
        columns.rows, weights=columns.riders, minlength=len(units)
    ).astype(int)


def test_every_unit_is_inserted_once_where_coaches_are_free():
    units, insertion = insertion_of(charter_day(40, seed=1))

    columns = insertion.run()

    assert riders_of(units, columns).tolist() == units.size.tolist()
    assert len(columns) < len(units)


def test_a_group_larger_than_every_coach_comes_on_coaches_of_its_own():
    problem = on_a_line([(45, 0, 3), (4, 0, 3)])
    group = dataclasses.replace(problem.parties[0], together=False)
    problem = dataclasses.replace(problem, parties=(group, problem.parties[1]))
    units, insertion = insertion_of(problem)

    columns = insertion.run()

    assert riders_of(units, columns).tolist() == [45, 4]
    parts = columns.riders[columns.rows == 0]
    assert sorted(parts.tolist()) == [5, 20, 20]


def test_who_costs_more_than_being_left_stays_behind():
    problem = on_a_line([(4, 0, 3), (20, 1, 4)])
    cheap = dataclasses.replace(problem.prices, unassigned_cents=3_000)
    units, insertion = insertion_of(dataclasses.replace(problem, prices=cheap))

    # A coach for four costs 20,000, one for twenty 29,000.
    assert riders_of(units, insertion.run()).tolist() == [0, 20]


def test_alone_everybody_has_the_cheapest_coach_that_fits():
    _, insertion = insertion_of(on_a_line([(4, 0, 3), (12, 1, 4)]))

    columns = insertion.alone()

    assert columns.rows.tolist() == [0, 1]
    assert columns.coach.tolist() == [0, 1]
    assert columns.cost_cents.tolist() == [20_000, 16_000 + 100 * 130]


def test_a_coach_that_is_used_up_is_not_used_again():
    fleet = [dataclasses.replace(LARGE, count=1)]
    units, insertion = insertion_of(
        on_a_line([(15, 0, 3), (15, 2, 5)], fleet=fleet, rules=DEFAULT_RULES)
    )

    assert sorted(riders_of(units, insertion.run()).tolist()) == [0, 15]


@given(small_problems())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_first_plan_keeps_to_the_fleet_and_to_the_parties(problem):
    units, insertion = insertion_of(problem)

    columns = insertion.run()

    riders = riders_of(units, columns)
    assert (riders <= units.size).all()
    whole = (riders == 0) | (riders == units.size)
    assert (whole | units.split).all()
    ordinals = [d.toordinal() for d in problem.dates]
    for t, coach in enumerate(problem.fleet):
        for i, day in enumerate(ordinals):
            count = problem.count_on(coach, i)
            on = np.array(ordinals)[columns.market]
            away = (on - columns.before <= day) & (day <= on + columns.after)
            used = int(((columns.coach == t) & away).sum())
            assert count is None or used <= count


def test_nobody_to_insert_is_no_trip():
    _, insertion = insertion_of(on_a_line([], fleet=[CoachType("c", 9, 1, 1)]))

    assert len(insertion.run()) == 0
