from __future__ import annotations

from dataclasses import replace

import pytest

from routing.shuttles import (
    Cause,
    Drop,
    Left,
    Reason,
    ShuttlePlan,
    ShuttleTrip,
    ShuttleType,
    Status,
    Violation,
    check,
)
from tests.routing.shuttles.instances import BUS, VAN, on_a_line, shuttles

PROBLEM = on_a_line([5, 6], [10, 20])
TRIP = ShuttleTrip(
    "bus",
    (Drop("G0", 5), Drop("G1", 6)),
    distance_m=40_000,
    duration_s=4_000 + 240,
    cost_cents=40_000 + 16_000,
)


def plan_of(*trips, left=(), bound=0, problem=PROBLEM):
    cost = sum(trip.cost_cents for trip in trips)
    cost += sum(gone.riders for gone in left) * problem.left_cents
    return ShuttlePlan(
        "test",
        Status.FEASIBLE,
        cost,
        bound,
        (cost - bound) / cost if cost else 0.0,
        1.0,
        0,
        tuple(trips),
        tuple(left),
    )


def causes(plan, problem=PROBLEM):
    return {violation.cause for violation in check(problem, plan)}


def test_a_plan_that_keeps_every_promise_has_no_violation():
    assert check(PROBLEM, plan_of(TRIP)) == []


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"coach": "tram"}, Cause.UNKNOWN_COACH),
        ({"coach": "van"}, Cause.LOAD),
        ({"distance_m": 39_999}, Cause.WRONG_DISTANCE),
        ({"duration_s": 4_241}, Cause.WRONG_DURATION),
        ({"cost_cents": 56_001}, Cause.WRONG_COST),
        ({"drops": (Drop("G0", 5), Drop("G9", 6))}, Cause.UNKNOWN_GATE),
        ({"drops": (Drop("G0", 5),)}, Cause.MISSING_RIDERS),
        ({"drops": (Drop("G0", 5), Drop("G1", 7))}, Cause.SURPLUS_RIDERS),
        ({"drops": (Drop("G0", 5), Drop("G1", 0))}, Cause.NO_RIDERS),
        ({"drops": ()}, Cause.EMPTY_TRIP),
        (
            {"drops": (Drop("G0", 2), Drop("G1", 6), Drop("G0", 3))},
            Cause.REPEATED_GATE,
        ),
    ],
)
def test_a_wrong_trip_is_found(changes, cause):
    assert cause in causes(plan_of(replace(TRIP, **changes)))


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"max_duration_s": 4_239}, Cause.DURATION),
        ({"max_gates": 1}, Cause.GATES),
        ({"fleet": [ShuttleType("bus", 20, 40_000, 400, count=0)]}, Cause.FLEET),
    ],
)
def test_every_limit_is_kept(settings, cause):
    assert cause in causes(plan_of(TRIP), on_a_line([5, 6], [10, 20], **settings))


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"problem": "other"}, Cause.WRONG_PROBLEM),
        ({"cost_cents": 1}, Cause.WRONG_TOTAL),
        ({"lower_bound_cents": -1}, Cause.WRONG_BOUND),
        ({"lower_bound_cents": 56_001}, Cause.WRONG_BOUND),
        ({"gap": 0.5}, Cause.WRONG_GAP),
        ({"status": Status.OPTIMAL}, Cause.WRONG_STATUS),
    ],
)
def test_wrong_figures_of_the_plan_are_found(changes, cause):
    assert cause in causes(replace(plan_of(TRIP), **changes))


def test_riders_of_a_gate_stay_together_where_a_coach_holds_them():
    half = ShuttleTrip("van", (Drop("G0", 3),), 20_000, 2_120, 24_000)
    one, small = on_a_line([6], [10]), replace(VAN, seats=5)

    assert check(one, plan_of(half, half)) == [Violation(Cause.SPLIT, "G0", 1)]
    assert check(on_a_line([6], [10], fleet=[small]), plan_of(half, half)) == []


def test_a_leg_without_a_road_is_no_way():
    problem = shuttles([5, 6], [[0, 1, 2], [1, 0, -1], [2, -1, 0]])

    assert Cause.NO_WAY in causes(plan_of(TRIP), problem)


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.NO_COACH_LEFT])
def test_a_reason_that_is_not_true_is_found(reason):
    everybody = [Left("G0", 5, reason, "…"), Left("G1", 6, reason, "…")]

    assert Cause.WRONG_REASON in causes(plan_of(left=everybody))


def test_no_coach_left_is_no_reason_while_a_free_type_is_cheaper():
    one = replace(BUS, count=1)
    left = [Left("G0", 5, Reason.NO_COACH_LEFT, "…")]
    far = ShuttleTrip("bus", (Drop("G1", 6),), 40_000, 4_120, 56_000)

    limited = on_a_line([5, 6], [10, 20], fleet=[one])
    assert check(limited, plan_of(far, left=left)) == []
    assert Cause.WRONG_REASON in causes(plan_of(far, left=left))


def test_a_violation_reads_as_a_line():
    assert str(Violation(Cause.LOAD, "trips[0]", 3)) == "load: trips[0], +3"
