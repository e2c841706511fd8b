from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import InvalidProblemError
from routing.shuttles import (
    Day,
    Duty,
    DutyCause,
    Run,
    ShuttleType,
    Start,
    Status,
    assign_duties,
    check_duties,
    runs_of,
    solve,
)
from tests.routing.shuttles.instances import BUS, VAN, on_a_line

HOUR = 3_600


def day_of(*runs, fleet=(VAN, BUS), **settings):
    """Return a day of runs (riders, ready, wait, duration), 10 km each."""
    return Day(
        tuple(
            Run(f"R{i}", riders, 10_000, duration_s, ready_s, ready_s + wait_s)
            for i, (riders, ready_s, wait_s, duration_s) in enumerate(runs)
        ),
        tuple(fleet),
        **settings,
    )


def best_cents(day):
    """Return the least cost by trying every sharing of runs among coaches."""

    def possible(runs):
        for order in itertools.permutations(runs):
            free_s = 0
            for run in order:
                at = max(run.ready_s, free_s)
                if at > run.latest_s:
                    break
                free_s = at + run.duration_s + day.turnaround_s
            else:
                return True
        return False

    def cents(coach, run):
        way = Fraction(coach.cents_per_km * run.distance_m, 1000)
        return math.floor(way + Fraction(1, 2))

    def share(groups, rest, used, left_cents):
        if not rest:
            yield (
                left_cents
                + sum(
                    coach.hire_cents + sum(cents(coach, run) for run in runs)
                    for coach, runs in groups
                    if possible(runs)
                ),
                all(possible(runs) for _, runs in groups),
            )
            return
        run, *others = rest
        left = run.riders * day.left_cents
        yield from share(groups, others, used, left_cents + left)
        for i, (coach, runs) in enumerate(groups):
            if coach.seats >= run.riders:
                more = [*groups[:i], (coach, [*runs, run]), *groups[i + 1 :]]
                yield from share(more, others, used, left_cents)
        for t, coach in enumerate(day.fleet):
            if coach.seats >= run.riders and used[t] != coach.count:
                now = [n + (i == t) for i, n in enumerate(used)]
                more = [*groups, (coach, [run])]
                yield from share(more, others, now, left_cents)

    found = share([], list(day.runs), [0] * len(day.fleet), 0)
    return min(cost for cost, can in found if can)


@st.composite
def small_days(draw, *, waits):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    runs = [
        (
            int(rng.integers(1, 25)),
            int(rng.integers(0, 4)) * 900,
            int(rng.integers(0, 3_000)) if waits else 0,
            int(rng.integers(600, 4_000)),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    counts = [draw(st.sampled_from([None, None, 0, 1])) for _ in range(2)]
    fleet = [
        replace(coach, count=count)
        for coach, count in zip((VAN, BUS), counts, strict=True)
    ]
    return day_of(
        *runs,
        fleet=fleet,
        turnaround_s=draw(st.sampled_from([0, 300])),
        left_cents=draw(st.sampled_from([1_000, 1_000_000])),
    )


@given(small_days(waits=False))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_days_of_fixed_starts_are_solved_like_brute_force_solves_them(day):
    plan = assign_duties(day)

    assert check_duties(day, plan) == []
    assert plan.cost_cents == best_cents(day)
    assert plan.status is Status.OPTIMAL


@given(small_days(waits=True))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_bounds_hold_where_trips_may_wait(day):
    plan = assign_duties(day)

    assert check_duties(day, plan) == []
    assert plan.lower_bound_cents <= best_cents(day) <= plan.cost_cents


def test_no_trips_are_no_duties():
    plan = assign_duties(day_of())

    assert (plan.duties, plan.cost_cents, plan.status) == ((), 0, Status.OPTIMAL)


def test_a_coach_takes_the_next_trip_when_it_is_back():
    day = day_of((5, 0, 0, 3_300), (5, HOUR, 0, 3_300), turnaround_s=300)

    plan = assign_duties(day)

    assert plan.duties == (Duty("van", (Start("R0", 0), Start("R1", HOUR))),)
    assert plan.cost_cents == VAN.hire_cents + 2 * 2_000


def test_a_coach_that_is_a_second_late_is_not_back():
    day = day_of((5, 0, 0, 3_301), (5, HOUR, 0, 3_300), turnaround_s=300)

    assert assign_duties(day).coaches == {"van": 2}


def test_riders_who_can_wait_save_a_coach():
    now, later = (5, 0, 0, 1_500), (5, 0, 1_800, 1_500)

    assert assign_duties(day_of(now, now)).coaches == {"van": 2}
    plan = assign_duties(day_of(now, later))
    assert plan.coaches == {"van": 1}
    assert plan.status is Status.OPTIMAL


def test_a_bus_that_is_there_does_a_small_trip_too():
    day = day_of((15, 0, 0, HOUR), (5, 2 * HOUR, 0, HOUR))

    assert assign_duties(day).coaches == {"bus": 1}


def test_trips_that_no_coach_holds_are_left():
    plan = assign_duties(day_of((99, 0, 0, HOUR), (5, 0, 0, HOUR)))

    assert plan.unassigned == ("R0",)
    assert plan.cost_cents == 99 * 1_000_000 + 22_000


def test_no_fleet_leaves_all_trips():
    plan = assign_duties(day_of((5, 0, 0, HOUR), fleet=[]))

    assert plan.unassigned == ("R0",)
    assert plan.status is Status.OPTIMAL


def test_a_busy_day_is_planned():
    rng = np.random.default_rng(1)
    runs = [
        (int(rng.integers(1, 20)), int(rng.integers(0, 40)) * 900, 1_800, 4_000)
        for _ in range(60)
    ]

    plan = assign_duties(day_of(*runs), time_limit_s=4)

    assert plan.unassigned == ()
    assert plan.gap < 0.5


def test_trips_of_a_plan_become_runs_that_are_back_at_the_station():
    problem = on_a_line([6, 6], [10, 5], fleet=[BUS], return_counted=False)

    (run,) = runs_of(problem, solve(problem), ready_s=HOUR, wait_s=600)

    assert run == Run("test/0", 12, 20_000, 2_000 + 240, HOUR, HOUR + 600)


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ((0, 0, 0, 1), r"runs\[0\].riders"),
        ((1, 0, 0, 0), r"runs\[0\].duration_s"),
        ((1, -1, 1, 1), r"runs\[0\].ready_s"),
        ((1, 5, -1, 1), r"runs\[0\].latest_s"),
    ],
)
def test_numbers_out_of_range_are_named(run, sentence):
    with pytest.raises(InvalidProblemError, match=sentence):
        day_of(run)


def test_ids_stand_once():
    run = Run("R", 1, 1, 1, 0, 0)
    with pytest.raises(InvalidProblemError, match="runs to be unique"):
        Day((run, run), (VAN,))
    with pytest.raises(InvalidProblemError, match="fleet to be unique"):
        Day((run,), (VAN, VAN))


@pytest.mark.parametrize("wrong", [{"time_limit_s": -1}, {"seed": -1}])
def test_wrong_limits_are_refused(wrong):
    with pytest.raises(ValueError, match="Expected time_limit_s"):
        assign_duties(day_of(), **wrong)


@pytest.mark.parametrize(
    ("duties", "cause"),
    [
        ([Duty("tram", (Start("R0", 0),))], DutyCause.UNKNOWN_COACH),
        ([Duty("van", (Start("R9", 0),))], DutyCause.UNKNOWN_RUN),
        ([Duty("van", ())], DutyCause.EMPTY_DUTY),
        ([Duty("van", (Start("R1", 600),))], DutyCause.LOAD),
        ([Duty("van", (Start("R0", -1),))], DutyCause.TOO_EARLY),
        ([Duty("van", (Start("R0", 601),))], DutyCause.TOO_LATE),
        ([Duty("bus", (Start("R0", 0), Start("R1", 600)))], DutyCause.NOT_BACK),
        ([Duty("bus", (Start("R0", 0),)), Duty("bus", ())], DutyCause.FLEET),
        ([Duty("bus", (Start("R0", 0),))], DutyCause.MISSING_RUN),
        ([Duty("van", (Start("R0", 0),))] * 2, DutyCause.REPEATED_RUN),
        ([Duty("van", (Start("R0", 0),))], DutyCause.WRONG_COST),
    ],
)
def test_wrong_duties_are_found(duties, cause):
    one_bus: ShuttleType = replace(BUS, count=1)
    day = day_of((5, 0, 600, HOUR), (15, 600, 0, HOUR), fleet=[VAN, one_bus])
    plan = replace(assign_duties(day), duties=tuple(duties))

    assert cause in {violation.cause for violation in check_duties(day, plan)}


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"lower_bound_cents": -1}, DutyCause.WRONG_BOUND),
        ({"gap": 0.5}, DutyCause.WRONG_GAP),
        ({"lower_bound_cents": 1}, DutyCause.WRONG_STATUS),
    ],
)
def test_wrong_figures_are_found(changes, cause):
    day = day_of((5, 0, 0, HOUR))
    plan = replace(assign_duties(day), **changes)

    assert cause in {violation.cause for violation in check_duties(day, plan)}
