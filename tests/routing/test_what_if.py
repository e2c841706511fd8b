from __future__ import annotations

from dataclasses import replace

import pytest

from routing import InvalidProblemError, Party, Rules, Status, check, solve
from routing.replan import MoreCoaches
from routing.what_if import (
    Certainty,
    MoreStops,
    OtherOccupancy,
    WhatIf,
    WiderWindow,
    one_notch,
    what_if,
    with_change,
)
from tests.routing.small_days import DATES, EMPTY, LARGE, RULES, SMALL, line


def answer(problem, change):
    return what_if(problem, solve(problem, time_limit_s=3600), change, time_limit_s=5)


def test_one_more_coach_carries_who_stayed_behind():
    problem = line(
        [Party("G0", 8, "P0", "P3"), Party("G1", 7, "P0", "P3")],
        fleet=[replace(SMALL, count=1)],
    )

    found = answer(problem, MoreCoaches("small"))

    assert found.riders == 7
    assert found.cost_cents == 20_000 - 7 * problem.prices.unassigned_cents
    assert found.certainty is Certainty.SURELY_CHEAPER
    assert check(found.problem, found.after) == []


def test_one_more_coach_of_no_use_makes_no_difference():
    problem = line([Party("G0", 8, "P0", "P3")], fleet=[replace(SMALL, count=1)])

    found = answer(problem, MoreCoaches("small"))

    assert (found.cost_cents, found.riders) == (0, 0)
    assert found.certainty is Certainty.NO_DIFFERENCE


def test_one_stop_more_saves_a_coach():
    rules = replace(RULES, max_pickups=1)
    problem = line(
        [Party("G0", 5, "P0", "P3"), Party("G1", 5, "P1", "P3")], rules=rules
    )

    found = answer(problem, MoreStops(pickups=1))

    assert found.cost_cents == -(10_000 + 90 * 100)
    assert (len(found.before.trips), len(found.after.trips)) == (2, 1)


def test_emptier_coaches_cost_more():
    problem = line([Party("G0", 5, "P0", "P3"), Party("G1", 5, "P1", "P3")])

    found = answer(problem, OtherOccupancy(0.5))

    assert found.cost_cents > 0
    assert found.certainty is Certainty.SURELY_DEARER


def test_a_wider_window_lets_a_party_share_a_coach():
    problem = line(
        [
            Party("G0", 5, "P0", "P3", last_date=DATES[0]),
            Party("G1", 5, "P0", "P3", first_date=DATES[1]),
        ],
        dates=DATES,
    )

    found = answer(problem, WiderWindow("G1", days_before=1))

    assert found.cost_cents == -20_000
    assert found.after.trips[0].service_date == DATES[0]


def test_hours_are_widened_too():
    party = Party("G0", 5, "P0", "P3", earliest_s=30_000, latest_s=31_000)
    problem = line([party])
    change = WiderWindow("G0", earlier_s=3_600, later_s=3_600)

    assert answer(problem, change).riders == 5
    (wide,) = with_change(problem, change).parties
    assert (wide.earliest_s, wide.latest_s) == (26_400, 34_600)


def test_a_difference_within_the_bounds_is_only_indicated():
    def plan(cost, bound):
        return replace(
            EMPTY, status=Status.FEASIBLE, cost_cents=cost, lower_bound_cents=bound
        )

    def certainty(before, after):
        change = MoreStops(1)
        return WhatIf(change, line([]), plan(*before), plan(*after)).certainty

    assert certainty((100, 90), (95, 80)) is Certainty.INDICATED
    assert certainty((100, 90), (90, 80)) is Certainty.INDICATED
    assert certainty((100, 90), (89, 80)) is Certainty.SURELY_CHEAPER
    assert certainty((100, 90), (110, 101)) is Certainty.SURELY_DEARER
    assert certainty((100, 100), (100, 100)) is Certainty.NO_DIFFERENCE


def test_a_plan_that_is_still_good_is_kept_when_there_is_no_time():
    ends = [(f"P{i % 3}", f"P{3 + i % 2}") for i in range(9)]
    problem = line([Party(f"G{i}", 1 + i % 4, *way) for i, way in enumerate(ends)])
    plan = solve(problem, time_limit_s=3600)

    found = what_if(problem, plan, MoreStops(1), time_limit_s=0)

    assert found.after.cost_cents <= plan.cost_cents
    assert check(found.problem, found.after) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (MoreCoaches("none"), "a coach type of the problem"),
        (MoreCoaches("small", count=0), "a count and dates"),
        (MoreCoaches("small", dates=(DATES[1],)), "a count and dates"),
        (MoreStops(7), "max_pickups from 1 to 8"),
        (OtherOccupancy(1.5), "occupancy from 0 to 1"),
        (WiderWindow("nobody", 1), "a party of the problem"),
        (WiderWindow("G0", -1), "a window that is wider"),
    ],
)
def test_a_change_that_cannot_be_is_a_sentence(change, sentence):
    problem = line([Party("G0", 5, "P0", "P3")])

    with pytest.raises(InvalidProblemError, match=sentence):
        answer(problem, change)


def test_a_plan_that_breaks_a_rule_is_not_compared():
    problem = line([Party("G0", 5, "P0", "P3")])

    with pytest.raises(InvalidProblemError, match="missing_party"):
        what_if(problem, EMPTY, MoreStops(1))


def test_the_notches_are_those_that_can_be():
    limited = line([], fleet=[replace(SMALL, count=1), LARGE])
    free = replace(limited, fleet=(LARGE,), rules=Rules(max_pickups=8, max_dropoffs=8))

    half = replace(limited, rules=replace(RULES, occupancy=0.95))
    assert one_notch(half) == {
        "fleet": MoreCoaches(),
        "occupancy": OtherOccupancy(1.0),
        "stops": MoreStops(1, 1),
    }
    assert one_notch(free) == {}
    assert [coach.counts for coach in with_change(limited, MoreCoaches()).fleet] == [
        (2,),
        (),
    ]
