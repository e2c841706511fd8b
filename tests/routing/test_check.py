from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from routing import (
    Cause,
    Plan,
    Reason,
    Riders,
    Status,
    Stop,
    Trip,
    Unassigned,
    check,
    solve,
)
from tests.routing.instances import DEFAULT_RULES, SMALL, charter_day, on_a_line

SIX, FIVE = Riders("G0", 6), Riders("G1", 5)
# km: P0 0, P1 10, P2 20, P3 100, P4 110, P5 120
PROBLEM = on_a_line([(6, 0, 3), (5, 1, 4)])
TRIP = Trip(
    coach="large",
    stops=(
        Stop("P0", board=(SIX,)),
        Stop("P1", board=(FIVE,)),
        Stop("P3", alight=(SIX,)),
        Stop("P4", alight=(FIVE,)),
    ),
    distance_m=110_000,
    duration_s=5_500 + 4 * 60,
    cost_cents=16_000 + 130 * 110,
    drivers=1,
)
PLAN = Plan(
    scenario="test",
    status=Status.OPTIMAL,
    cost_cents=30_300,
    lower_bound_cents=30_300,
    gap=0.0,
    runtime_s=0.0,
    seed=0,
    trips=(TRIP,),
    unassigned=(),
)


def causes(plan, problem=PROBLEM):
    return {violation.cause for violation in check(problem, plan)}


def with_trip(**changes):
    return dataclasses.replace(PLAN, trips=(dataclasses.replace(TRIP, **changes),))


def with_stops(*stops):
    return with_trip(stops=stops)


def under(**rules):
    new = dataclasses.replace(DEFAULT_RULES, **rules)
    return dataclasses.replace(PROBLEM, rules=new)


def test_a_plan_that_keeps_every_promise_has_no_violation():
    assert check(PROBLEM, PLAN) == []


@pytest.mark.parametrize(
    ("rules", "cause", "excess"),
    [
        ({"occupancy": 0.5}, Cause.LOAD, 1),
        ({"max_pickups": 1}, Cause.PICKUPS, 1),
        ({"max_dropoffs": 1}, Cause.DROPOFFS, 1),
        ({"max_duration_s": 5_700}, Cause.DURATION, 40),
        ({"max_distance_m": 109_999}, Cause.DISTANCE, 1),
    ],
)
def test_every_limit_is_kept(rules, cause, excess):
    (violation,) = check(under(**rules), PLAN)

    assert (violation.cause, violation.subject) == (cause, "trips[0]")
    assert violation.excess == excess


def test_no_more_coaches_than_there_are():
    fleet = tuple(dataclasses.replace(c, count=0) for c in PROBLEM.fleet)
    (violation,) = check(dataclasses.replace(PROBLEM, fleet=fleet), PLAN)

    assert (violation.cause, violation.subject) == (Cause.FLEET, "large")


def test_the_second_driver_comes_above_the_limit_only():
    assert check(under(second_driver_above_m=110_000), PLAN) == []
    assert causes(PLAN, under(second_driver_above_m=109_999)) == {
        Cause.WRONG_DRIVERS,
        Cause.WRONG_COST,
    }


@pytest.mark.parametrize(
    ("changes", "cause", "excess"),
    [
        ({"distance_m": 110_001}, Cause.WRONG_DISTANCE, 1),
        ({"duration_s": 5_739}, Cause.WRONG_DURATION, -1),
        ({"drivers": 2}, Cause.WRONG_DRIVERS, 1),
        ({"coach": "airship"}, Cause.UNKNOWN_COACH, 1),
    ],
)
def test_a_trips_figures_are_measured_again(changes, cause, excess):
    (violation,) = check(PROBLEM, with_trip(**changes))

    assert (violation.cause, violation.excess) == (cause, excess)


def test_a_trips_cost_is_counted_again():
    assert causes(with_trip(cost_cents=30_299)) == {Cause.WRONG_COST, Cause.WRONG_TOTAL}


def test_a_forgotten_party_is_missing():
    plan = with_stops(Stop("P0", board=(SIX,)), Stop("P3", alight=(SIX,)))

    (missing,) = [v for v in check(PROBLEM, plan) if v.cause is Cause.MISSING_PARTY]
    assert (missing.subject, missing.excess) == ("G1", 5)


def test_a_party_on_two_trips_is_repeated():
    plan = dataclasses.replace(
        PLAN,
        trips=(TRIP, TRIP),
        cost_cents=60_600,
        lower_bound_cents=60_600,
    )

    assert causes(plan) == {Cause.REPEATED_PARTY, Cause.SPLIT_PARTY}


def test_a_carried_party_cannot_be_unassigned_too():
    gone = Unassigned("G0", 6, Reason.NO_COACH_LEFT, "")
    plan = dataclasses.replace(PLAN, unassigned=(gone,))

    assert Cause.REPEATED_PARTY in causes(plan)


def test_a_party_that_fits_a_coach_is_not_split():
    half = Riders("G0", 3)
    first = dataclasses.replace(
        TRIP,
        stops=(
            Stop("P0", board=(half,)),
            Stop("P1", board=(FIVE,)),
            Stop("P3", alight=(half,)),
            Stop("P4", alight=(FIVE,)),
        ),
    )
    second = Trip(
        "small",
        (Stop("P0", board=(half,)), Stop("P3", alight=(half,))),
        100_000,
        5_120,
        20_000,
        1,
    )
    plan = dataclasses.replace(
        PLAN, trips=(first, second), cost_cents=50_300, lower_bound_cents=50_300
    )

    for split in (False, True):
        assert causes(plan, under(party_split=split)) == {Cause.SPLIT_PARTY}


@pytest.mark.parametrize(
    ("stops", "cause"),
    [
        (
            (Stop("P1", board=(SIX,)), *TRIP.stops[1:]),
            Cause.WRONG_PICKUP,
        ),
        (
            (*TRIP.stops[:3], Stop("P5", alight=(FIVE,))),
            Cause.WRONG_DROPOFF,
        ),
        (TRIP.stops[:3], Cause.BOARD_WITHOUT_ALIGHT),
        (
            (TRIP.stops[3], *TRIP.stops[:3]),
            Cause.ALIGHT_WITHOUT_BOARD,
        ),
        (
            (TRIP.stops[0], TRIP.stops[2], TRIP.stops[1], TRIP.stops[3]),
            Cause.PICKUP_AFTER_DROPOFF,
        ),
        ((), Cause.EMPTY_TRIP),
        (
            (*TRIP.stops, Stop("nowhere")),
            Cause.UNKNOWN_PLACE,
        ),
        (
            (Stop("P0", board=(SIX, Riders("nobody", 1))), *TRIP.stops[1:]),
            Cause.UNKNOWN_PARTY,
        ),
        (
            (Stop("P0", board=(SIX, Riders("G0", 0))), *TRIP.stops[1:]),
            Cause.NO_RIDERS,
        ),
    ],
)
def test_riders_get_on_and_off_where_they_should(stops, cause):
    assert cause in causes(with_stops(*stops))


@pytest.mark.parametrize(
    ("reason", "right"),
    [
        (Reason.TOO_FAR, False),
        (Reason.TOO_LARGE, False),
        (Reason.NO_COACH_LEFT, False),
    ],
)
def test_a_reason_that_does_not_hold_is_told(reason, right):
    gone = tuple(Unassigned(p.id, p.size, reason, "") for p in PROBLEM.parties)
    plan = dataclasses.replace(
        PLAN, trips=(), unassigned=gone, cost_cents=0, lower_bound_cents=0
    )

    assert (causes(plan) == set()) is right
    assert causes(plan) == {Cause.WRONG_REASON}


def test_no_coach_left_holds_where_the_fleet_is_limited():
    fleet = (dataclasses.replace(SMALL, count=0),)
    problem = dataclasses.replace(PROBLEM, fleet=fleet)
    gone = tuple(
        Unassigned(p.id, p.size, Reason.NO_COACH_LEFT, "") for p in problem.parties
    )
    plan = dataclasses.replace(
        PLAN, trips=(), unassigned=gone, cost_cents=0, lower_bound_cents=0
    )

    assert check(problem, plan) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scenario": "other"}, {Cause.WRONG_SCENARIO}),
        (
            {"cost_cents": 30_301, "lower_bound_cents": 30_301},
            {Cause.WRONG_TOTAL},
        ),
        ({"lower_bound_cents": 30_301}, {Cause.WRONG_BOUND}),
        ({"lower_bound_cents": -1, "gap": 1.0}, {Cause.WRONG_BOUND}),
        ({"gap": 0.1}, {Cause.WRONG_GAP}),
        ({"lower_bound_cents": 15_150, "gap": 0.5}, {Cause.WRONG_STATUS}),
    ],
)
def test_the_plans_own_figures_are_counted_again(changes, expected):
    assert expected <= causes(dataclasses.replace(PLAN, **changes))


def test_every_cause_is_known_by_some_test_above():
    """A cause nobody can provoke would be a rule that nobody checks."""
    source = Path(__file__).read_text(encoding="utf-8")

    assert [c for c in Cause if f"Cause.{c.name}" not in source] == []


def test_any_single_change_to_a_solved_plan_is_seen():
    problem = charter_day(25, seed=9)
    plan = solve(problem, time_limit_s=10)
    assert check(problem, plan) == []

    for i, trip in enumerate(plan.trips):
        others = plan.trips[:i] + plan.trips[i + 1 :]
        changed = [
            dataclasses.replace(trip, stops=trip.stops[1:]),
            dataclasses.replace(trip, stops=trip.stops[:-1]),
            dataclasses.replace(trip, stops=trip.stops[::-1]),
            dataclasses.replace(trip, distance_m=trip.distance_m + 100),
            dataclasses.replace(trip, cost_cents=trip.cost_cents - 1),
        ]
        for new in changed:
            broken = dataclasses.replace(plan, trips=(*others, new))
            assert check(problem, broken) != []
        assert check(problem, dataclasses.replace(plan, trips=others)) != []
