from __future__ import annotations

from dataclasses import replace

import pytest

from routing import Party, Prices, RefusedPlanError, check
from routing.editing import NOWHERE, Editor, LockParty, LockTrip, Move, SetCoach, Take
from routing.errors import InvalidProblemError
from routing.offers import offers, rest_of
from routing.problem import CoachType
from routing.replan import replan
from tests.routing.small_days import line, published_day, some_plan


def alone(party, state):
    """A coach of its own for a party."""
    first = state.plan.trips[0]
    places = tuple(stop.place for stop in first.stops)
    return Take(
        party, None, places[0], first.coach, first.service_date, first.departs_s, places
    )


@pytest.mark.parametrize("seed", range(40))
def test_an_offer_costs_what_it_says_and_breaks_nothing_new(seed):
    problem, plan = published_day(seed)
    problem = replace(problem, prices=replace(problem.prices, promise_cents=0))
    editor = Editor(problem)
    state = editor.begin(plan.trips, range(1, len(plan.trips) + 1))
    party = problem.parties[seed % len(problem.parties)].id
    at = next(iter(state.rides(party)))
    before = {(f.violation.cause, f.violation.subject) for f in editor.judge(state)}
    found = offers(editor, state, Move(party, to=NOWHERE, out_of=at))
    assert [o.added_cents for o in found] == sorted(o.added_cents for o in found)
    for offer in found:
        taken = editor.apply(state, offer.change)
        assert taken.plan.cost_cents == state.plan.cost_cents + offer.added_cents
        assert at not in taken.rides(party)
        trip = offer.change.trip or taken.last
        assert not [
            f
            for f in editor.judge(taken)
            if trip in f.trips
            and (f.violation.cause, f.violation.subject) not in before
        ]


def test_no_trip_that_is_locked_is_offered_and_a_held_one_keeps_its_coach():
    parties = [Party(name, 4, "P0", "P3") for name in "ABC"]
    problem = line(parties)
    editor = Editor(problem)
    state = editor.begin(some_plan(problem, 1, parties[:1]).trips, [1])
    open_ = offers(editor, state, Move("B", to=NOWHERE))
    assert {offer.change.trip for offer in open_} == {1, None}
    locked = editor.apply(state, LockTrip(1))
    shut = offers(editor, locked, Move("B", to=NOWHERE))
    assert {offer.change.trip for offer in shut} == {None}
    # Twelve people do not fit the small coach, and A must stay on it.
    small = editor.apply(state, SetCoach(1, "small"))
    small = editor.apply(small, Move("B", to=1))
    held = editor.apply(small, LockParty("A"))
    assert {o.change.trip for o in offers(editor, held, Move("C", to=NOWHERE))} == {
        None
    }
    assert 1 in {o.change.trip for o in offers(editor, small, Move("C", to=NOWHERE))}


def test_the_rest_is_planned_again_around_the_locks_and_wrong_trips_are_given_up():
    parties = [Party(name, 4, "P0", "P3") for name in "ABCDE"]
    small = CoachType("small", 10, 10_000, 100)
    problem = line(parties, fleet=(small,), prices=Prices(promise_cents=100))
    editor = Editor(problem)
    plan = some_plan(problem, 3, parties[:2])
    state = editor.begin(plan.trips, range(1, len(plan.trips) + 1))
    first = state.numbers[0]
    state = editor.apply(state, LockTrip(first))
    state = editor.apply(state, alone("C", state))
    for party in "DE":
        state = editor.apply(state, Move(party, to=state.last))
    assert [f.trips for f in editor.judge(state)] == [(state.last,)]
    again, published, changes = rest_of(editor, state, state.plan)
    made = replan(again, published, changes, time_limit_s=3600)
    assert state.trip(first) in made.trips
    assert not made.unassigned
    assert check(again, made) == []


def test_a_locked_trip_that_breaks_a_rule_cannot_be_planned_around():
    parties = [Party(name, 8, "P0", "P3") for name in "AB"]
    problem = line(parties, fleet=(CoachType("small", 10, 10_000, 100),))
    editor = Editor(problem)
    state = editor.begin(some_plan(problem, 0, parties[:1]).trips, [1])
    state = editor.apply(editor.apply(state, Move("B", to=1)), LockTrip(1))
    with pytest.raises((InvalidProblemError, RefusedPlanError)):
        replan(*rest_of(editor, state, state.plan), time_limit_s=1.0)
