from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing import Party, Reason, check
from routing.check import Cause
from routing.editing import (
    NOWHERE,
    AddStop,
    DropStop,
    Editor,
    LockParty,
    LockTrip,
    Move,
    MoveStop,
    Refused,
    SetCoach,
    SetDeparture,
    apply,
)
from routing.errors import EditError
from tests.routing.small_days import (
    DATES,
    EMPTY,
    line,
    published_day,
    some_plan,
)

# What bookkeeping gone wrong would be called; rules may be broken by hand.
NEVER = {
    Cause.UNKNOWN_COACH, Cause.UNKNOWN_DATE, Cause.UNKNOWN_PLACE, Cause.UNKNOWN_PARTY,
    Cause.EMPTY_TRIP, Cause.DRIVERS, Cause.TIMES, Cause.WRONG_PICKUP,
    Cause.WRONG_DROPOFF, Cause.NO_RIDERS, Cause.MISSING_PARTY, Cause.REPEATED_PARTY,
    Cause.SPLIT_PARTY, Cause.WRONG_DISTANCE, Cause.WRONG_EMPTY, Cause.WRONG_DAYS,
    Cause.WRONG_DURATION, Cause.WRONG_COST, Cause.WRONG_SCENARIO, Cause.WRONG_TOTAL,
    Cause.WRONG_BOUND, Cause.WRONG_GAP, Cause.WRONG_STATUS,
}  # fmt: skip


def begun(problem, plan):
    editor = Editor(problem)
    return editor, editor.begin(plan.trips, range(1, len(plan.trips) + 1))


def two_trips():
    """Two parties, each on a coach of its own, and a group that may be split."""
    parties = [
        Party("A", 4, "P0", "P3"),
        Party("B", 5, "P1", "P4"),
        Party("G", 8, "P0", "P3", together=False),
    ]
    problem = line(parties)
    plan = EMPTY
    editor = Editor(problem)
    state = editor.begin(plan.trips, ())
    for trip, party in enumerate(parties[:2], start=1):
        alone = some_plan(replace(problem, parties=(party,)), 0, [party])
        first = alone.trips[0]
        state = editor.begin(
            [*state.plan.trips, first], [*state.numbers, trip], state.plan.unassigned
        )
    return editor, state


def random_change(rng, problem, state):
    def one_of(*choices):
        return choices[int(rng.integers(len(choices)))]

    numbers = [*state.numbers, NOWHERE, 99]
    party = one_of(*problem.parties)
    trip = one_of(*numbers)
    stops = len(state.plan.trips) and int(rng.integers(-1, 7))
    return one_of(
        *[
            Move(
                party.id,
                to=one_of(*numbers),
                out_of=one_of(None, *numbers),
                riders=one_of(None, None, int(rng.integers(0, 5))),
            )
        ]
        * 5,
        AddStop(trip, one_of(*problem.places).id, at=one_of(None, stops)),
        MoveStop(trip, stops, int(rng.integers(0, 4))),
        DropStop(trip, stops),
        SetCoach(trip, one_of(*problem.fleet).id),
        SetDeparture(trip, one_of(*DATES), int(rng.integers(0, 30)) * 3600),
        LockTrip(trip, locked=one_of(True, False, False)),
        LockParty(party.id, locked=one_of(True, False, False)),
    )


@pytest.mark.parametrize("seed", range(60))
def test_after_any_changes_everybody_is_once_somewhere_and_every_figure_is_right(seed):
    problem, plan = published_day(seed)
    editor, state = begun(problem, plan)
    rng = np.random.default_rng(seed)
    history, done = [state], []
    for _ in range(25):
        change = random_change(rng, problem, state)
        before = repr(state)
        try:
            after = editor.apply(state, change)
        except EditError:
            assert repr(state) == before
            continue
        assert repr(state) == before
        state = after
        history.append(state)
        done.append(change)
        for party in problem.parties:
            assert sum(state.rides(party.id).values()) == party.size
        wrong = {finding.violation.cause for finding in editor.judge(state)}
        assert not wrong & NEVER
        assert {0, *state.locked_trips} - {0} <= set(state.numbers)
    # To undo is to make the changes but the last: exactly the state of before.
    for n, was in enumerate(history):
        again, refused = editor.replay(history[0], done[:n])
        assert (again, refused) == (was, {})


@pytest.mark.parametrize("seed", range(30))
def test_a_plan_that_nobody_changed_costs_what_it_cost(seed):
    problem, plan = published_day(seed)
    _, state = begun(problem, plan)
    assert state.plan.costs.trips <= plan.costs.trips
    assert [v for v in check(problem, state.plan) if v.cause in NEVER] == []


def test_a_move_adds_the_stops_and_takes_away_those_that_nobody_needs():
    editor, state = two_trips()
    moved = editor.apply(state, Move("A", to=2))
    assert moved.numbers == (2,)
    assert [stop.place for stop in moved.trip(2).stops] == ["P0", "P1", "P3", "P4"]
    # Away again, the trip stops where it stopped, and a new one gets a new number.
    back = editor.apply(moved, Move("A", to=NOWHERE))
    assert back.trip(2) == state.trip(2)
    gone = back.plan.unassigned[-1]
    assert (gone.party, gone.riders, gone.reason) == ("A", 4, Reason.NOT_PLANNED)


def test_only_a_group_that_need_not_stay_together_is_split():
    editor, state = two_trips()
    split = editor.apply(state, Move("G", to=1, riders=3))
    assert split.rides("G") == {1: 3, NOWHERE: 5}
    both = editor.apply(split, Move("G", to=2, out_of=NOWHERE))
    assert both.rides("G") == {1: 3, 2: 5}
    assert both.plan.costs.splits == editor.problem.prices.split_cents
    whole = editor.apply(both, Move("G", to=2, out_of=1))
    assert whole.rides("G") == {2: 8}
    with pytest.raises(EditError) as error:
        editor.apply(state, Move("A", to=2, riders=2))
    assert error.value.refused == Refused.NOT_SPLIT


def test_too_many_people_may_be_put_on_a_coach_and_the_judge_names_the_trip():
    editor, state = two_trips()
    full = editor.apply(editor.apply(state, Move("G", to=1)), SetCoach(1, "small"))
    found = [f for f in editor.judge(full) if f.violation.cause is Cause.LOAD]
    assert [(f.violation.excess, f.trips) for f in found] == [(2, (1,))]


def test_what_is_locked_stays():
    editor, state = two_trips()
    locked = editor.apply(state, LockTrip(1))
    for change in (Move("G", to=1), Move("A", to=2), SetCoach(1, "small")):
        with pytest.raises(EditError) as error:
            editor.apply(locked, change)
        assert error.value.refused == Refused.TRIP_LOCKED
    held = editor.apply(state, LockParty("A"))
    with pytest.raises(EditError) as error:
        editor.apply(held, Move("A", to=2))
    assert error.value.refused == Refused.PARTY_LOCKED
    free = editor.apply(held, LockParty("A", locked=False))
    assert free == state
    assert apply(editor.problem, free, Move("A", to=2)).numbers == (2,)


def test_stops_are_added_moved_and_dropped_and_times_follow():
    editor, state = two_trips()
    longer = editor.apply(state, AddStop(1, "P2"))
    assert [stop.place for stop in longer.trip(1).stops] == ["P0", "P2", "P3"]
    assert longer.trip(1).duration_s == state.trip(1).duration_s + 600
    turned = editor.apply(longer, MoveStop(1, stop=2, to=0))
    causes = {finding.violation.cause for finding in editor.judge(turned)}
    assert Cause.PICKUP_AFTER_DROPOFF in causes
    assert editor.apply(longer, DropStop(1, stop=1)) == state
    with pytest.raises(EditError) as error:
        editor.apply(longer, DropStop(1, stop=0))
    assert error.value.refused == Refused.STOP_IN_USE


def test_a_coach_that_leaves_on_another_day_is_judged_by_its_riders_dates():
    parties = [Party("A", 4, "P0", "P3", last_date=DATES[0])]
    problem = line(parties, dates=DATES)
    editor, state = begun(problem, some_plan(problem, 0, parties))
    later = editor.apply(state, SetDeparture(1, DATES[1], 25_200))
    found = [f for f in editor.judge(later) if f.violation.cause is Cause.WRONG_DATE]
    assert [(f.violation.subject, f.trips) for f in found] == [("A", (1,))]
