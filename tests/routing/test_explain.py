from __future__ import annotations

from dataclasses import replace

import pytest

from routing import InvalidProblemError, Party, Prices, check, solve
from routing.explain import (
    BoundRule,
    Remedy,
    bound_parts,
    explain,
    what_would_help,
)
from routing.joining import carried, join, places_for
from routing.published import published
from tests.routing.every_trip import cents_of, cheapest
from tests.routing.small_days import (
    DATES,
    EMPTY,
    LARGE,
    RULES,
    SMALL,
    line,
    random_problem,
    some_plan,
)


@pytest.mark.parametrize("seed", range(25))
def test_marginal_costs_are_those_of_trying_every_trip(seed):
    problem = random_problem(seed)
    plan = some_plan(problem, seed, problem.parties)
    problem = published(problem, plan)

    for party in problem.parties:
        for ride in explain(problem, plan, party.id):
            trip = plan.trips[ride.trip]
            others = [t for j, t in enumerate(plan.trips) if j != ride.trip]
            people = [
                (on.party, on.riders, stop.place)
                for stop in trip.stops
                for on in stop.board
            ]
            rest = [one for one in people if one[0] != party.id]
            now = replace(plan, trips=tuple(others))

            assert [ride.with_cents] == least(problem, now, people, trip)
            if rest:
                assert least(problem, now, rest, trip) == (
                    [] if ride.without_cents is None else [ride.without_cents]
                )
            else:
                assert ride.without_cents == 0
            if ride.saved_cents is not None and carried(others)[party.id] == 0:
                saved = cents_of(problem, trip) - ride.without_cents
                assert ride.saved_cents == saved


def least(problem, others, people, trip):
    """What the cheapest trip costs that carries people beside other trips."""
    return cheapest(
        problem,
        [people],
        trip.service_date,
        lambda new: [*others.trips, new],
        others,
        0,
    )


def test_a_party_on_the_way_costs_its_detour_and_would_cost_a_coach():
    problem = line([Party("G0", 5, "P0", "P4"), Party("G1", 3, "P1", "P3")])
    plan = solve(problem, time_limit_s=3600)

    (ride,) = explain(problem, plan, "G1")

    assert ride.marginal_cents == 0
    assert [place.trip for place in ride.elsewhere] == [None]
    assert ride.extra_cents == 10_000 + 90 * 100


def test_places_elsewhere_keep_the_plans_numbers_of_trips():
    problem = line(
        [Party("G0", 9, "P0", "P3"), Party("G1", 9, "P1", "P3")], fleet=[SMALL, LARGE]
    )
    plan = EMPTY
    for party in problem.parties:
        plan = join(problem, plan, places_for(problem, plan, party)[-1])

    (first,) = explain(problem, plan, "G0")

    assert len(plan.trips) == 2
    assert [place.trip for place in first.elsewhere] == [1]
    assert first.elsewhere[0].before == plan.trips[1]
    assert first.extra_cents == (16_000 + 130 * 100) - (10_000 + 9_000) - 20_000


def test_who_stays_behind_has_no_rides():
    problem = line([Party("G0", 99, "P0", "P3")])

    assert explain(problem, solve(problem), "G0") == ()
    with pytest.raises(InvalidProblemError, match="got 'nobody'"):
        explain(problem, EMPTY, "nobody")


def remedies(problem, party="G0"):
    plan = solve(problem, time_limit_s=3600)
    return {
        (h.remedy, h.amount, h.name): h for h in what_would_help(problem, plan, party)
    }


def test_another_day_helps_where_coaches_are_left_then():
    problem = line(
        [Party("G0", 5, "P0", "P3", last_date=DATES[0])],
        fleet=[replace(SMALL, counts=(0, 1))],
        dates=DATES,
    )

    found = remedies(problem)

    assert set(found) == {
        (Remedy.ANOTHER_DAY, 1, ""),
        (Remedy.ONE_MORE_COACH, 1, "small"),
    }
    assert all(h.joining.added_cents == 20_000 and h.worth for h in found.values())


def test_other_times_help_who_would_be_too_late():
    problem = line([Party("G0", 5, "P0", "P3", latest_s=20_000)])

    found = remedies(problem)

    # 6:00 and 5,000 s to drive; two hours later than 20,000 is enough.
    assert set(found) == {(Remedy.OTHER_TIMES, 2, "")}


def test_the_next_place_helps_where_the_own_is_too_far():
    rules = replace(RULES, max_distance_m=95_000)
    problem = line([Party("G0", 5, "P0", "P3")], rules=rules)

    found = remedies(problem)

    assert (Remedy.NEXT_PLACE, 10_000, "P1") in found
    assert found[Remedy.NEXT_PLACE, 10_000, "P1"].joining.pickup == "P1"


def test_a_larger_or_a_fuller_coach_helps_a_large_party():
    rules = replace(RULES, occupancy=0.5)
    problem = line([Party("G0", 13, "P0", "P3")], rules=rules)

    found = remedies(problem)

    assert set(found) == {
        (Remedy.FULLER_COACHES, 70, ""),
        (Remedy.LARGER_COACH, 26, ""),
    }
    assert found[Remedy.LARGER_COACH, 26, ""].joining is None


def test_a_larger_coach_that_is_offered_beside_the_fleet_is_priced():
    problem = line([Party("G0", 25, "P0", "P3")])
    big = replace(LARGE, id="big", seats=30, hire_cents=77_700, count=1)
    plan = solve(problem)

    (found,) = [
        help_
        for help_ in what_would_help(
            problem, plan, "G0", [replace(big, id="tiny", seats=9), big]
        )
        if help_.remedy is Remedy.LARGER_COACH
    ]

    assert (found.amount, found.name, found.joining.after.coach) == (30, "big", "big")
    hired = replace(problem, fleet=(*problem.fleet, big))
    joined = join(hired, plan, found.joining)
    assert check(hired, joined) == []
    # As dear as the best plan of those coaches, which carries nobody else.
    assert joined.cost_cents == solve(hired).cost_cents


def test_a_higher_price_helps_whom_it_does_not_pay_to_carry():
    problem = line([Party("G0", 4, "P0", "P3")], prices=Prices(unassigned_cents=100))

    found = remedies(problem)

    (price,) = (h for h in found.values() if h.remedy is Remedy.HIGHER_PRICE)
    assert price.amount == 20_000 // 4
    assert not price.worth


def test_nothing_helps_who_rides():
    problem = line([Party("G0", 5, "P0", "P3")])

    assert what_would_help(problem, solve(problem), "G0") == []


def test_the_bound_rests_on_the_rule_that_binds():
    rules = replace(RULES, max_pickups=1, max_dropoffs=1)
    problem = line(
        [Party("G0", 5, "P0", "P3"), Party("G1", 5, "P1", "P3")],
        rules=rules,
        fleet=[replace(SMALL, count=9)],
    )
    plan = solve(problem, time_limit_s=3600)

    parts = {part.rule: part for part in bound_parts(problem, plan, notch_s=5)}

    assert parts.keys() == {BoundRule.FLEET, BoundRule.STOPS}
    assert parts[BoundRule.FLEET].fell_cents == 0
    assert parts[BoundRule.STOPS].fell_cents == 10_000 + 90 * 100
    assert parts[BoundRule.STOPS].share == 19_000 / plan.cost_cents


def test_without_a_bound_there_are_no_shares():
    problem = line([])

    (part,) = bound_parts(problem, solve(problem), notch_s=1)

    assert (part.rule, part.share) == (BoundRule.STOPS, 0.0)
