from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from routing import (
    CoachType,
    DriverHours,
    Prices,
    Reason,
    Rules,
    Status,
    check,
    solve,
)
from tests.routing import brute_force
from tests.routing.instances import (
    DEFAULT_RULES,
    LARGE,
    NO_WAY_M,
    SMALL,
    charter_day,
    on_a_line,
    problem_of,
    small_problems,
)


@given(small_problems())
@settings(max_examples=500, deadline=None, derandomize=True)
def test_small_problems_are_solved_like_brute_force_solves_them(problem):
    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    least_cents = brute_force.best(problem)
    assert plan.lower_bound_cents <= least_cents
    assert plan.cost_cents == least_cents
    assert plan.status is Status.OPTIMAL
    assert plan.gap == 0


def test_nobody_to_carry_is_an_empty_plan():
    plan = solve(on_a_line([]))

    assert (plan.trips, plan.unassigned, plan.cost_cents) == ((), (), 0)
    assert plan.status is Status.OPTIMAL


def test_no_places_at_all_is_an_empty_plan():
    assert solve(problem_of([], [])).trips == ()


def test_one_party_rides_on_the_cheapest_coach_it_fits():
    plan = solve(on_a_line([(8, 0, 3)]))

    (trip,) = plan.trips
    assert (trip.coach, trip.distance_m, trip.drivers) == ("small", 100_000, 1)
    assert trip.cost_cents == 10_000 + 100 * 100
    assert trip.duration_s == 5_000 + 120


def test_neighbours_share_a_coach():
    plan = solve(on_a_line([(6, 1, 3), (6, 0, 4)]))

    (trip,) = plan.trips
    assert [stop.place for stop in trip.stops] == ["P0", "P1", "P3", "P4"]


def test_everybody_at_one_place_with_zero_distances():
    problem = problem_of([(9, 0, 0)] * 6, [[0]])

    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.cost_cents == 3 * LARGE.hire_cents
    assert len(plan.trips) == 3


def test_a_party_beyond_every_limit_is_too_far_and_the_rest_is_planned():
    problem = on_a_line([(5, 0, 1), (5, 0, 2)], km=(0, 500, 10))

    plan = solve(problem)

    (gone,) = plan.unassigned
    assert (gone.party, gone.reason) == ("G0", Reason.TOO_FAR)
    assert "500 km" in gone.detail
    assert plan.riders == 5


def test_a_party_larger_than_every_coach_is_too_large():
    plan = solve(on_a_line([(21, 0, 3), (20, 0, 3)]))

    assert [(u.party, u.reason) for u in plan.unassigned] == [("G0", Reason.TOO_LARGE)]


def test_a_large_party_is_split_into_as_few_parts_as_can_be():
    rules = dataclasses.replace(DEFAULT_RULES, party_split=True)
    problem = on_a_line([(45, 0, 3), (15, 0, 3)], rules=rules)

    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.unassigned == ()
    riders = [
        on.riders
        for t in plan.trips
        for s in t.stops
        for on in s.board
        if on.party == "G0"
    ]
    assert sorted(riders) == [5, 20, 20]
    assert len(plan.trips) == 3  # the small one takes the rest of the large party


@pytest.mark.parametrize(
    ("fleet", "rules", "reason"),
    [
        ([], DEFAULT_RULES, Reason.NO_COACH_LEFT),
        ([dataclasses.replace(SMALL, count=0)], DEFAULT_RULES, Reason.NO_COACH_LEFT),
        (
            [SMALL],
            dataclasses.replace(DEFAULT_RULES, occupancy=0.0),
            Reason.TOO_LARGE,
        ),
        ([dataclasses.replace(SMALL, seats=0)], DEFAULT_RULES, Reason.TOO_LARGE),
    ],
)
def test_without_a_seat_everybody_is_unassigned_with_a_reason(fleet, rules, reason):
    problem = on_a_line([(5, 0, 3), (2, 1, 4)], fleet=fleet, rules=rules)

    plan = solve(problem)

    assert check(problem, plan) == []
    assert [(u.riders, u.reason) for u in plan.unassigned] == [(5, reason), (2, reason)]


def test_a_limited_fleet_carries_as_many_riders_as_can_be():
    fleet = [dataclasses.replace(SMALL, count=1)]
    problem = on_a_line([(6, 0, 3), (5, 0, 3), (4, 0, 3)], fleet=fleet)

    plan = solve(problem)

    assert plan.riders == 10  # 6 + 4, not 5 + 4
    assert [(u.party, u.reason) for u in plan.unassigned] == [
        ("G1", Reason.NO_COACH_LEFT)
    ]


def test_of_plans_with_as_many_riders_the_cheapest_is_taken():
    fleet = [dataclasses.replace(LARGE, count=1), dataclasses.replace(SMALL, count=1)]
    plan = solve(on_a_line([(6, 0, 3), (6, 0, 3)], fleet=fleet))

    (trip,) = plan.trips
    assert (trip.coach, plan.riders) == ("large", 12)


def test_occupancy_is_taken_as_the_decimal_that_was_written():
    rules = dataclasses.replace(DEFAULT_RULES, occupancy=0.29)
    coach = CoachType("c", 100, 1, 1)
    plan = solve(on_a_line([(29, 0, 3)], fleet=[coach], rules=rules))

    assert plan.riders == 29


def test_a_party_that_only_gets_there_by_a_third_place_rides_with_its_neighbour():
    # Directly 400 km, which no trip may drive; by the neighbour's town 200 km.
    metres = [[0, 100_000, 400_000], [9, 0, 100_000], [9, 9, 0]]
    problem = problem_of([(3, 0, 2), (3, 1, 2)], metres)

    plan = solve(problem)

    assert check(problem, plan) == []
    (trip,) = plan.trips
    assert trip.distance_m == 200_000


def test_the_fastest_order_is_taken_where_the_shortest_is_too_slow():
    metres = [[0, 5_000, 10_000], [10_000, 0, 10_000], [10_000, 10_000, 0]]
    seconds = [[0, 10_000, 5_000], [500, 0, 15_000], [1, 1, 0]]
    rules = dataclasses.replace(DEFAULT_RULES, max_duration_s=7_000)
    problem = problem_of(
        [(3, 0, 2), (3, 1, 2)], metres, duration_s=seconds, rules=rules
    )

    plan = solve(problem)

    assert [s.place for t in plan.trips for s in t.stops] == ["P1", "P0", "P2"]


def test_eight_pickups_and_eight_dropoffs_on_one_coach():
    rules = dataclasses.replace(DEFAULT_RULES, max_pickups=8, max_dropoffs=8)
    problem = on_a_line(
        [(2, i, 8 + i) for i in range(8)],
        km=[*range(8), *range(100, 108)],
        rules=rules,
    )

    plan = solve(problem)

    assert check(problem, plan) == []
    assert [trip.distance_m for trip in plan.trips] == [107_000]


def test_a_realistic_day_is_proven_and_beats_the_floor():
    problem = charter_day(60, seed=1)
    told = []

    plan = solve(problem, time_limit_s=3600, on_progress=lambda *now: told.append(now))

    assert check(problem, plan) == []
    assert plan.gap <= 0.005
    _, first_cost, first_bound = told[0]
    assert plan.cost_cents < first_cost  # the first is by insertion
    assert 0 <= first_bound < plan.lower_bound_cents
    assert told[-1][1:] == (plan.cost_cents, plan.lower_bound_cents)
    assert [cost for _, cost, _ in told] == sorted(
        (cost for _, cost, _ in told), reverse=True
    )


def test_the_same_seed_gives_the_same_plan():
    problem = charter_day(30, seed=2)

    one, two = (solve(problem, seed=5) for _ in range(2))

    assert dataclasses.replace(one, runtime_s=0) == dataclasses.replace(
        two, runtime_s=0
    )


def test_many_small_parties_are_planned_with_an_honest_bound():
    rng = np.random.default_rng(3)
    km = [*rng.integers(200, 900, 40).tolist(), 0, 3, 5, 9]
    parties = [
        (int(rng.integers(1, 5)), int(rng.integers(40)), 40 + int(rng.integers(4)))
        for _ in range(400)
    ]
    problem = on_a_line(
        parties,
        km=km,
        fleet=[CoachType("coach53", 53, 200_000, 640)],
        rules=Rules(),
    )

    plan = solve(problem, time_limit_s=3)

    assert check(problem, plan) == []
    assert plan.unassigned == ()
    assert 0 < plan.lower_bound_cents <= plan.cost_cents


def test_stopping_keeps_the_best_plan_so_far():
    problem = charter_day(80, seed=4)
    told = []

    plan = solve(
        problem,
        time_limit_s=3_600,
        on_progress=lambda *now: told.append(now),
        should_stop=lambda: len(told) > 0,
    )

    assert check(problem, plan) == []
    assert plan.unassigned == ()


def test_no_time_at_all_still_gives_a_plan():
    problem = charter_day(40, seed=6)

    plan = solve(problem, time_limit_s=0)

    assert check(problem, plan) == []
    assert plan.unassigned == ()


def test_no_time_at_all_still_puts_groups_on_coaches():
    problem = charter_day(12, seed=6)
    groups = tuple(
        dataclasses.replace(party, together=False, size=party.size * 5)
        for party in problem.parties
    )
    problem = dataclasses.replace(problem, parties=groups)

    plan = solve(problem, time_limit_s=0)

    assert check(problem, plan) == []
    assert plan.unassigned == ()


def test_a_group_is_split_where_that_saves_a_coach():
    # Three groups of 14 fill two coaches of 21 seats, one of them in two parts.
    coach = CoachType("c", 21, 100_000, 100)
    apart = on_a_line([(14, 0, 3)] * 3, fleet=[coach])
    split = dataclasses.replace(
        apart,
        parties=tuple(dataclasses.replace(p, together=False) for p in apart.parties),
    )

    one, other = solve(apart), solve(split)

    assert (len(one.trips), one.costs.splits) == (3, 0)
    assert (len(other.trips), other.costs.splits) == (2, 50_000)
    assert other.status is Status.OPTIMAL


def test_a_second_driver_comes_where_one_would_rest_too_long():
    # Five hours of driving; one driver rests 20 minutes, two change in five.
    rules = dataclasses.replace(
        DEFAULT_RULES, driver_hours=DriverHours(), max_duration_s=18_000 + 120 + 600
    )
    plan = solve(on_a_line([(5, 0, 1)], km=(0, 360), rules=far(rules)))

    (trip,) = plan.trips
    assert (trip.drivers, len(trip.rests)) == (2, 1)
    assert trip.rests[0].ends_s - trip.rests[0].starts_s == 300


def test_one_driver_is_enough_where_there_is_time_to_rest():
    rules = dataclasses.replace(DEFAULT_RULES, driver_hours=DriverHours())
    plan = solve(on_a_line([(5, 0, 1)], km=(0, 360), rules=far(rules)))

    (trip,) = plan.trips
    assert (trip.drivers, len(trip.rests)) == (1, 1)


def far(rules):
    return dataclasses.replace(
        rules, max_distance_m=900_000, second_driver_above_m=900_000
    )


@pytest.mark.parametrize(
    "wrong", [{"time_limit_s": -1}, {"time_limit_s": float("nan")}, {"gap": 2}]
)
def test_limits_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="Expected time_limit_s"):
        solve(on_a_line([]), **wrong)


def test_that_alike_parties_need_so_many_coaches_is_proven():
    problem = on_a_line([(3, 0, 3)] * 12, fleet=(LARGE,))
    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert (len(plan.trips), plan.status) == (2, Status.OPTIMAL)


def test_a_large_group_goes_by_others_places_where_its_own_road_is_closed():
    # More loads of three stops pay than are listed: it may be divided in many ways.
    rng = np.random.default_rng(5)
    parties = [
        (int(rng.integers(2, 15)), int(rng.integers(0, 5)), int(rng.integers(6, 9)))
        for _ in range(14)
    ]
    metres = np.abs(np.subtract.outer(np.arange(9), np.arange(9))) * 60_000
    metres[1, 8] = metres[8, 1] = NO_WAY_M
    problem = problem_of(
        [*parties, (90, 1, 8)],
        metres.tolist(),
        fleet=(CoachType("big", 33, 140_000, 460), CoachType("less", 20, 100_000, 350)),
        rules=Rules(),
        prices=Prices(hour_cents=100),
    )
    *others, group = problem.parties
    group = dataclasses.replace(group, together=False)
    problem = dataclasses.replace(problem, parties=(*others, group))
    plan = solve(problem, time_limit_s=60, gap=0.3)

    assert check(problem, plan) == []
    assert plan.unassigned == ()
