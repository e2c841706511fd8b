from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from routing import (
    CoachType,
    InvalidProblemError,
    Party,
    Prices,
    check,
    solve,
)
from routing.joining import carried, join, places_for, take_out, with_party
from routing.published import promises_of, published
from routing.replan import Changes, changed, replan
from tests.routing.every_trip import cents_of, cheapest
from tests.routing.small_days import (
    DATES,
    EMPTY,
    LARGE,
    RULES,
    SMALL,
    line,
    published_day,
    random_problem,
    some_plan,
)


def brute_places(problem, plan, party):
    """The least added cost of every trip, and of a coach of its own on every date."""
    riders = party.size - carried(plan.trips)[party.id]
    rides = riders < party.size
    found = []
    for j, trip in enumerate(plan.trips):
        people = [(on.party, on.riders, s.place) for s in trip.stops for on in s.board]
        others = [one for one in people if one[0] != party.id]
        mine = [one for one in people if one[0] == party.id]
        pickups = [mine[0][2]] if mine else party.pickups
        here = riders + sum(n for _, n, _ in mine)
        found += cheapest(
            problem,
            [[*others, (party.id, here, pickup)] for pickup in pickups],
            trip.service_date,
            lambda t, j=j: [*plan.trips[:j], t, *plan.trips[j + 1 :]],
            plan,
            problem.prices.split_cents * (rides and not mine) - cents_of(problem, trip),
        )
    for date in problem.dates:
        found += cheapest(
            problem,
            [[(party.id, riders, pickup)] for pickup in party.pickups],
            date,
            lambda t: [*plan.trips, t],
            plan,
            problem.prices.split_cents * rides,
        )
    return sorted(found)


@pytest.mark.parametrize("seed", range(60))
def test_the_places_are_those_of_trying_everything(seed):
    problem, plan = published_day(seed)
    party = problem.parties[-1]

    places = places_for(problem, plan, party, most=99)

    assert [p.added_cents for p in places] == brute_places(problem, plan, party)
    assert places[:2] == places_for(problem, plan, party, most=2)
    for place in places:
        joined = join(problem, plan, place)
        assert check(problem, joined) == []
        saved = party.size * party.priority * problem.prices.unassigned_cents
        assert carried(joined.trips)[party.id] == party.size
        before = plan.cost_cents
        if all(gone.party != party.id for gone in plan.unassigned):
            saved = 0  # the plan did not know of it
        assert joined.cost_cents == before - saved + place.added_cents


def test_the_rest_of_a_group_is_put_beside_the_part_that_rides():
    group = Party("G0", 16, "P0", "P3", together=False)
    problem = line([group], fleet=[SMALL], prices=Prices(split_cents=777))
    part = places_for(problem, EMPTY, replace(group, size=9))[0]
    plan = join(problem, EMPTY, part)

    places = places_for(problem, plan, group)

    # Seven more do not fit beside nine on ten seats.
    assert [(p.trip, p.riders) for p in places] == [(None, 7)]
    assert places[0].added_cents == 10_000 + 100 * 100 + 777
    assert check(problem, join(problem, plan, places[0])) == []


@pytest.fixture
def told():
    """Return a day with one trip, P0 and P1 to P3, and what its people were told."""
    problem = line(
        [Party("G0", 5, "P0", "P3"), Party("G1", 3, "P1", "P3")],
        prices=Prices(promise_cents=2_000),
    )
    plan = some_plan(problem, 3, problem.parties[:1])
    plan = join(problem, plan, places_for(problem, plan, problem.parties[1])[0])
    assert len(plan.trips) == 1
    return published(problem, plan), plan


def test_a_party_between_the_stops_joins_and_tells_what_changes(told):
    problem, plan = told

    first = places_for(problem, plan, Party("new", 2, "P1", "P4"))[0]

    assert (first.trip, first.added_cents) == (0, 10 * 100)
    assert first.new_stops == ("P4",)
    assert first.shifts == ()  # G0 and G1 are at P3 before the coach goes on
    assert not first.other_coach


def test_a_larger_coach_is_taken_where_seats_are_short(told):
    problem, plan = told

    first = places_for(problem, plan, Party("new", 8, "P0", "P3"))[0]

    assert first.other_coach
    assert first.after.coach == "large"
    assert first.added_cents == 6_000 + 100 * 30


def test_a_large_coach_that_is_not_free_is_not_taken(told):
    problem, plan = told
    problem = replace(problem, fleet=(SMALL, replace(LARGE, count=0)))

    (alone,) = places_for(problem, plan, Party("new", 8, "P0", "P3"))

    assert (alone.trip, alone.after.coach) == (None, "small")


def test_others_times_change_only_for_more_than_the_promises_cost(told):
    problem, plan = told
    late = Party("new", 1, "P0", "P3", earliest_s=RULES.depart_from_s + 1)

    first = places_for(problem, plan, late)[0]

    assert first.trip == 0
    assert first.costs.promises == 8 * 2_000
    assert {s.party: s.leaves_later_s for s in first.shifts} == {
        "G0": 3_600,
        "G1": 3_600,
    }


def test_a_published_departure_is_kept_also_where_a_change_has_no_price(told):
    problem = replace(told[0], prices=Prices())
    late = join(problem, EMPTY, places_for(problem, EMPTY, problem.parties[0])[0])
    (trip,) = late.trips
    later = [
        replace(s, arrives_s=s.arrives_s + 3_600, leaves_s=s.leaves_s + 3_600)
        for s in trip.stops
    ]
    late = replace(late, trips=(replace(trip, stops=tuple(later)),))

    first = places_for(problem, late, problem.parties[1])[0]

    assert first.trip == 0
    assert first.after.departs_s == RULES.depart_from_s + 3_600
    assert first.shifts[0].leaves_later_s == 0  # it only arrives later


def test_who_must_not_share_a_coach_does_not(told):
    problem, plan = told
    new = Party("new", 2, "P0", "P3")
    problem = replace(with_party(problem, new), forbidden=(("G1", "new"),))

    assert [p.trip for p in places_for(problem, plan, new)] == [None]


def test_nobody_is_put_outside_their_dates(told):
    problem, plan = told
    problem = replace(problem, dates=DATES)
    new = Party("new", 2, "P0", "P3", first_date=DATES[1])

    places = places_for(problem, plan, new)

    assert [p.after.service_date for p in places] == [DATES[1]]
    gone = replace(new, first_date=dt.date(2028, 1, 1), last_date=None)
    assert places_for(problem, plan, gone) == []


def test_nothing_is_found_where_nothing_can_carry_them(told):
    problem, plan = told

    assert places_for(problem, plan, Party("new", 21, "P0", "P3")) == []


@pytest.mark.parametrize("seed", range(20))
def test_taking_a_party_out_and_putting_it_back_costs_no_more(seed):
    problem = random_problem(seed)
    plan = some_plan(problem, seed, problem.parties)
    problem = published(problem, plan)
    for party in problem.parties:
        if carried(plan.trips)[party.id] != party.size:
            continue
        smaller, without = take_out(problem, plan, party.id)

        assert check(smaller, without) == []
        whole = replace(problem, promises=smaller.promises)
        back = places_for(whole, without, party)
        assert without.cost_cents + back[0].added_cents <= plan.cost_cents


def test_what_a_group_in_two_coaches_was_told():
    group = Party("G0", 16, "P0", "P3", together=False)
    problem = line([group], fleet=[SMALL])
    plan = EMPTY
    for size in (9, 16):
        place = places_for(problem, plan, replace(group, size=size))[0]
        plan = join(problem, plan, place)
    (same,) = promises_of(plan)
    first, second = plan.trips
    later = replace(second, service_date=DATES[1])

    assert same.leaves_s == RULES.depart_from_s
    assert promises_of(replace(plan, trips=(first, later))) == ()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"fleet": (CoachType("other", 9, 1, 1),)}, "coach"),
        ({"parties": (Party("G0", 5, "P0", "P3"),)}, "party"),
        ({"dates": DATES[1:]}, "date"),
    ],
)
def test_a_plan_of_another_problem_is_refused(told, change, what):
    problem, plan = told
    problem = replace(problem, promises=(), **change)

    with pytest.raises(InvalidProblemError, match=f"Expected a {what} of the problem"):
        places_for(problem, plan, Party("new", 1, "P0", "P3"))


def test_who_rides_already_is_refused(told):
    problem, plan = told

    with pytest.raises(InvalidProblemError, match="without a place"):
        places_for(problem, plan, problem.parties[0])
    with pytest.raises(InvalidProblemError, match="got 'nobody'"):
        take_out(problem, plan, "nobody")
    with pytest.raises(ValueError, match="at least 1"):
        places_for(problem, plan, Party("new", 1, "P0", "P3"), most=0)


def test_a_group_larger_than_every_coach_has_no_place_and_replanning_divides_it():
    problem = line([Party("G0", 5, "P0", "P3")])
    plan = solve(problem)
    group = Party("new", 45, "P0", "P3", together=False)

    assert places_for(problem, plan, group) == []
    changes = Changes(new_parties=(group,))
    new = replan(problem, plan, changes, time_limit_s=3600)
    assert check(changed(problem, plan, changes), new) == []
    assert new.unassigned == ()
