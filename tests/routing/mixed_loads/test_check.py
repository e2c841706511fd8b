from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from routing.mixed_loads import Bus, Cause, Plan, Problem, Visit, check
from tests.routing.mixed_loads.instances import MINUTE, on_a_line

# Two pickups on the way to a and to b.
TWO = on_a_line(
    [(0, "a", 4), (3, "b", 6)], {"a": (10, 20, 30), "b": (20, 20, 60)}, max_ride=40
)
GOOD = [("p0", 10), ("p1", 14), ("a", 22), ("b", 32)]


def plan_of(problem: Problem, *buses: list[tuple[str, int]]) -> Plan:
    """Return a plan of places and minutes, with the driving counted."""
    ids = [p.id for p in problem.pickups] + [s.id for s in problem.sites]
    driving_ms = sum(
        int(problem.duration_ms[ids.index(one), ids.index(other)])
        for bus in buses
        for (one, _), (other, _) in pairwise(bus)
        if one in ids and other in ids
    )
    visits = [tuple(Visit(place, at * MINUTE) for place, at in bus) for bus in buses]
    return Plan(tuple(Bus(v) for v in visits), driving_ms, 0.0, 0, 0)


def causes(problem: Problem, plan: Plan) -> list[Cause]:
    return [violation.cause for violation in check(problem, plan)]


def test_a_good_plan_breaks_nothing() -> None:
    assert check(TWO, plan_of(TWO, GOOD)) == []


def test_no_pickups_need_no_bus() -> None:
    nobody = replace(TWO, pickups=(), duration_ms=TWO.duration_ms[2:, 2:])
    assert check(nobody, plan_of(nobody)) == []


@pytest.mark.parametrize(
    ("bus", "cause"),
    [
        ([*GOOD, ("c", 50)], Cause.UNKNOWN_PLACE),
        (GOOD[1:2] + GOOD[3:], Cause.MISSING_PICKUP),
        ([("p0", 5), ("p0", 7), *GOOD[1:]], Cause.REPEATED_PICKUP),
        (GOOD[:3], Cause.LEFT_ABOARD),
        ([*GOOD, ("a", 42)], Cause.NOBODY_ALIGHTS),
        ([("p0", -8), ("p1", 10), ("a", 18), ("b", 32)], Cause.TOO_EARLY),
        ([("p0", 20), ("p1", 24), ("a", 32), ("b", 42)], Cause.TOO_LATE),
        ([("p0", -20), *GOOD[1:]], Cause.RIDE),
        ([("p0", 11), *GOOD[1:]], Cause.TOO_FAST),
        ([*GOOD[:3], ("b", 31)], Cause.TOO_FAST),
    ],
)
def test_every_broken_rule_is_named(bus: list[tuple[str, int]], cause: Cause) -> None:
    assert cause in causes(TWO, plan_of(TWO, bus))


def test_a_full_bus_takes_nobody_else() -> None:
    small = replace(TWO, capacity=9)
    violations = check(small, plan_of(small, GOOD))
    assert [(v.cause, v.subject, v.excess) for v in violations] == [
        (Cause.LOAD, "buses[0].visits[1]", 1)
    ]


def test_people_for_two_sites_need_mixed_loads() -> None:
    single = replace(TWO, mixed=False)
    assert causes(single, plan_of(single, GOOD)) == [Cause.MIXED_LOAD]
    assert causes(single, plan_of(single, [GOOD[0], GOOD[2]], [GOOD[1], GOOD[3]])) == []


def test_a_ride_is_counted_from_leaving_the_own_pickup_until_getting_off() -> None:
    # p1 is left at 15 and comes to b at 32, where the bus waits a minute.
    waits = [*GOOD[:3], ("b", 33)]
    exact = replace(TWO, max_ride_ms=18 * MINUTE)
    assert check(exact, plan_of(exact, waits)) == []
    short = replace(TWO, max_ride_ms=18 * MINUTE - 1)
    assert [(v.subject, v.excess) for v in check(short, plan_of(short, waits))] == [
        ("p1", 1)
    ]


def test_standing_at_a_site_counts_who_gets_off() -> None:
    slow = replace(TWO, sites=(replace(TWO.sites[0], rider_ms=MINUTE), TWO.sites[1]))
    violations = check(slow, plan_of(slow, GOOD))
    assert [(v.cause, v.excess) for v in violations] == [(Cause.TOO_FAST, 4 * MINUTE)]


def test_the_driving_is_counted_again() -> None:
    plan = replace(plan_of(TWO, GOOD), driving_ms=1)
    assert causes(TWO, plan) == [Cause.WRONG_DRIVING]
