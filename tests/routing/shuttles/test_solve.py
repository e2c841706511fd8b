from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from routing.shuttles import Reason, ShuttleType, Status, check, solve
from tests.routing.shuttles import brute_force
from tests.routing.shuttles.instances import (
    BUS,
    VAN,
    on_a_line,
    scattered,
    shuttles,
    small_problems,
)


def told(problem, plan):
    """Return how many riders of each gate are in trips, or left."""
    riders = dict.fromkeys((gate.id for gate in problem.gates), 0)
    for trip in plan.trips:
        for drop in trip.drops:
            riders[drop.gate] += drop.riders
    for left in plan.unassigned:
        riders[left.gate] += left.riders
    return riders


@given(small_problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_small_problems_are_solved_like_brute_force_solves_them(problem):
    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert plan.cost_cents == brute_force.best_cents(problem)
    if not any(problem.parts(gate) for gate in problem.gates):
        assert plan.status is Status.OPTIMAL


@given(small_problems(parted=True))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_bounds_hold_for_every_way_of_splitting(problem):
    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    best = brute_force.best_cents(problem)
    assert plan.lower_bound_cents <= best <= plan.cost_cents


@given(small_problems(parted=True))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_every_rider_is_in_one_trip_or_left(problem):
    plan = solve(problem, time_limit_s=1)

    assert told(problem, plan) == {gate.id: gate.riders for gate in problem.gates}


def test_nobody_to_carry_is_an_empty_plan():
    for problem in (on_a_line([], []), on_a_line([0, 0], [1, 2])):
        plan = solve(problem)

        assert (plan.trips, plan.unassigned, plan.cost_cents) == ((), (), 0)
        assert plan.status is Status.OPTIMAL


def test_one_gate_gets_the_cheapest_coach_that_holds_its_riders():
    (trip,) = solve(on_a_line([5], [10])).trips

    assert (trip.coach, trip.distance_m, trip.cost_cents) == ("van", 20_000, 24_000)


def test_the_way_back_may_be_left_out():
    (trip,) = solve(on_a_line([5], [10], return_counted=False)).trips

    assert (trip.distance_m, trip.duration_s) == (10_000, 1_000 + 120)


def test_gates_on_the_way_share_a_coach():
    (trip,) = solve(on_a_line([6, 6], [10, 5], fleet=[BUS])).trips

    assert trip.coach == "bus"
    assert trip.distance_m == 20_000


def test_all_gates_at_the_station_cost_the_hire_alone():
    plan = solve(shuttles([7] * 6, np.zeros((7, 7)).tolist()))

    assert plan.status is Status.OPTIMAL
    # Three buses hold two gates each; six vans cost the same as three buses.
    assert plan.cost_cents == 120_000


def test_few_coaches_carry_those_who_are_worth_most():
    one = ShuttleType("bus", 20, 40_000, 400, count=1)

    plan = solve(on_a_line([9, 12, 11], [1, 2, 3], fleet=[one]))

    (left,) = plan.unassigned
    # 9 + 11 fill the coach; 9 + 12 and 12 + 11 do not fit.
    assert (left.gate, left.reason) == ("G1", Reason.NO_COACH_LEFT)


def test_a_gate_that_no_coach_holds_is_split():
    problem = on_a_line([50], [10])

    plan = solve(problem)

    assert plan.riders == 50
    assert plan.lower_bound_cents <= plan.cost_cents
    assert check(problem, plan) == []


def test_a_gate_that_may_not_be_split_is_too_large():
    (left,) = solve(on_a_line([50], [10], split=False)).unassigned

    assert (left.reason, left.riders) == (Reason.TOO_LARGE, 50)
    assert "20 seats" in left.detail


def test_thousands_at_one_gate_are_carried():
    problem = on_a_line([5_000, 5], [10, 12])

    plan = solve(problem, time_limit_s=3)

    assert plan.riders == 5_005
    assert plan.gap < 0.01


def test_no_fleet_leaves_everybody_with_a_reason():
    for fleet in ([], [ShuttleType("bus", 20, 1, 1, count=0)]):
        plan = solve(on_a_line([5, 6], [1, 2], fleet=fleet))

        assert [left.reason for left in plan.unassigned] == [Reason.NO_COACH] * 2
        assert plan.cost_cents == 11 * 1_000_000
        assert plan.status is Status.OPTIMAL


def test_more_riders_than_seats_leave_some():
    one = ShuttleType("bus", 20, 40_000, 400, count=1)

    plan = solve(on_a_line([70], [1], fleet=[one]))

    assert plan.riders == 20
    (left,) = plan.unassigned
    assert (left.riders, left.reason) == (50, Reason.NO_COACH_LEFT)


def test_a_gate_without_a_road_is_unreachable_and_the_rest_is_planned():
    problem = shuttles([5, 5], [[0, 1_000, -1], [1_000, 0, -1], [-1, -1, 0]])

    plan = solve(problem)

    assert [left.gate for left in plan.unassigned] == ["G1"]
    assert plan.unassigned[0].reason is Reason.UNREACHABLE
    assert plan.riders == 5


def test_a_gate_beyond_the_time_limit_is_too_far():
    plan = solve(on_a_line([5, 5], [10, 100], max_duration_s=3_600))

    (left,) = plan.unassigned
    assert (left.gate, left.reason) == ("G1", Reason.TOO_FAR)
    assert "60 are allowed" in left.detail


def test_riders_are_left_when_a_coach_is_dearer():
    (left,) = solve(on_a_line([1], [10], left_cents=100)).unassigned

    assert left.reason is Reason.TOO_DEAR


@pytest.mark.parametrize("problem", [scattered(12, 1), on_a_line([25, 6], [3, 8])])
def test_the_same_seed_gives_the_same_plan(problem):
    plans = [solve(problem, seed=3) for _ in range(2)]

    assert plans[0].trips == plans[1].trips
    assert plans[0].lower_bound_cents == plans[1].lower_bound_cents


def test_a_dozen_gates_are_planned_with_proof():
    problem = scattered(12, 2, max_gates=4, max_duration_s=7_200)

    plan = solve(problem)

    assert plan.status is Status.OPTIMAL


def test_the_stop_button_ends_planning_with_a_plan():
    problem = scattered(40, 3)
    asked = itertools.count()

    # A solver deaf to the button would go on for an hour.
    plan = solve(problem, time_limit_s=3_600, should_stop=lambda: next(asked) > 20)

    assert check(problem, plan) == []
    assert next(asked) > 20


def test_progress_is_told_with_falling_costs_and_rising_bounds():
    seen = []

    plan = solve(
        scattered(25, 4), time_limit_s=4, on_progress=lambda *now: seen.append(now)
    )

    costs, bounds = [c for _, c, _ in seen], [b for _, _, b in seen]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert (costs[-1], bounds[-1]) == (plan.cost_cents, plan.lower_bound_cents)


def test_a_gap_that_is_good_enough_ends_planning():
    # Who asked for more would go on for an hour.
    plan = solve(scattered(60, 5), time_limit_s=3_600, gap=0.9)

    assert plan.gap <= 0.9


@pytest.mark.parametrize("wrong", [{"time_limit_s": -1}, {"gap": 2}, {"seed": -1}])
def test_wrong_limits_are_refused(wrong):
    with pytest.raises(ValueError, match="Expected time_limit_s"):
        solve(on_a_line([1], [1]), **wrong)


def test_equal_types_are_both_known_and_one_is_used():
    twin = ShuttleType("twin", VAN.seats, VAN.hire_cents, VAN.cents_per_km)

    plan = solve(on_a_line([5], [1], fleet=[VAN, twin, BUS]))

    assert plan.status is Status.OPTIMAL
