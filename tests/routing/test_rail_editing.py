from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing import Party, Prices, check, solve
from routing.check import Cause
from routing.editing import (
    NOWHERE,
    Editor,
    LockParty,
    LockTrain,
    Move,
    Refused,
    Take,
)
from routing.errors import EditError
from routing.offers import offers, rest_of
from routing.replan import replan
from tests.routing.small_trains import small_rail_problem
from tests.routing.test_check_trains import BLOCK, PROBLEM, TRAINS
from tests.routing.test_editing import NEVER

# Whoever is on a train comes to it and from it, whatever is changed.
NEVER_BY_TRAIN = {
    *(NEVER - {Cause.SPLIT_PARTY}),
    Cause.TRANSFER,
    Cause.NOT_AT_HUB,
    Cause.LEFT_AT_STATION,
    Cause.UNKNOWN_TRAIN,
    Cause.REPEATED_TRAIN,
}
# Two trains have room for everybody.
SECOND = replace(BLOCK, id="K2", departs_s=31_000, arrives_s=51_000, least_riders=0)
BOTH = replace(
    PROBLEM, trains=replace(TRAINS, blocks=(replace(BLOCK, least_riders=0), SECOND))
)


def begun(problem):
    plan = solve(problem, time_limit_s=3600)
    editor = Editor(problem)
    numbers = range(1, len(plan.trips) + 1)
    return editor, editor.begin(plan.trips, numbers, plan.unassigned, plan.trains)


@pytest.fixture
def day():
    """Everybody by train: six from P0, five from P1, three at the hub, two from P0."""
    return begun(PROBLEM)


def refusal(editor, state, change):
    with pytest.raises(EditError) as told:
        editor.apply(state, change)
    return told.value.refused


@pytest.mark.parametrize("seed", [0, 1, 55, 76, 94, 96, 180, 283, 3, 7, 11, 19])
def test_whoever_is_moved_on_and_off_trains_every_figure_is_right(seed):
    problem = small_rail_problem(seed, 4)
    editor, state = begun(problem)
    rng = np.random.default_rng(seed)
    history, done = [state], []
    for _ in range(20):
        party = problem.parties[int(rng.integers(len(problem.parties)))].id
        places = [NOWHERE, *state.numbers, *(b.id for b in problem.trains.blocks)]
        to = places[int(rng.integers(len(places)))]
        change = Move(party, to=to)
        if to == NOWHERE and not rng.integers(3):
            change = LockParty(party, locked=bool(rng.integers(2)))
        try:
            state = editor.apply(state, change)
        except EditError:
            continue
        history.append(state)
        done.append(change)
        for each in problem.parties:
            assert sum(state.rides(each.id).values()) == each.size
        wrong = {finding.violation.cause for finding in editor.judge(state)}
        assert not wrong & NEVER_BY_TRAIN
    for n, was in enumerate(history):
        assert editor.replay(history[0], done[:n]) == (was, {})


def test_a_party_is_taken_off_a_train_and_put_back_for_what_it_cost(day):
    editor, state = day
    for party in ("G0", "G1", "G2", "G3"):
        off = editor.apply(state, Move(party, to=NOWHERE))
        assert set(off.rides(party)) == {NOWHERE}
        back = editor.apply(off, Move(party, to="K1"))
        assert back.plan.cost_cents == state.plan.cost_cents
        assert check(PROBLEM, back.plan) == check(PROBLEM, state.plan) == []


def test_a_train_too_full_or_too_empty_is_made_and_the_judge_names_it(day):
    editor, state = day
    for party in ("G0", "G1"):
        state = editor.apply(state, Move(party, to=NOWHERE))
    (finding,) = editor.judge(state)
    assert (finding.violation.cause, finding.violation.excess) == (Cause.TAKE_UP, 5)
    assert (finding.trips, finding.trains) == ((), ("K1",))

    more = replace(PROBLEM, parties=(*PROBLEM.parties, Party("late", 8, "P0", "P4")))
    editor = Editor(more)
    full = editor.begin((), (), (), day[1].plan.trains)
    full = editor.apply(full, Move("late", to="K1"))
    found = {f.violation.cause: f for f in editor.judge(full)}
    assert found[Cause.TRAIN_SEATS].trains == ("K1",)
    assert found[Cause.TRAIN_SEATS].violation.excess == 4


def test_a_party_goes_from_a_train_to_a_coach_and_from_a_coach_to_a_train(day):
    editor, state = day
    coach = PROBLEM.fleet[0].id
    leaves_s = PROBLEM.rules.depart_from_s
    take = Take("G0", None, "P0", coach, BLOCK.service_date, leaves_s, ("P0", "P4"))
    direct = editor.apply(state, take)
    assert set(direct.rides("G0")) == {1}
    assert {one.party for one in direct.train("K1").riders} == {"G1", "G2", "G3"}
    by_train = editor.apply(direct, Move("G0", to="K1"))
    assert set(by_train.rides("G0")) == {"K1"}
    assert not by_train.plan.trips
    assert by_train.plan.cost_cents == state.plan.cost_cents


def test_a_group_goes_by_train_as_a_whole_or_not():
    group = Party("G", 6, "P0", "P4", together=False)
    editor, state = begun(replace(PROBLEM, parties=(*PROBLEM.parties[1:], group)))
    if state.train("K1") is None or "G" not in {
        on.party for on in state.train("K1").riders
    }:
        state = editor.apply(state, Move("G", to="K1"))
    part = Move("G", to=NOWHERE, riders=2)
    assert refusal(editor, state, part) is Refused.NOT_WHOLE


def test_what_is_locked_stays_on_its_train(day):
    editor, state = day
    shut = editor.apply(state, LockTrain("K1"))
    move = Move("G0", to=NOWHERE)
    assert refusal(editor, shut, move) is Refused.TRAIN_LOCKED
    opened = editor.apply(shut, LockTrain("K1", locked=False))
    assert editor.apply(opened, move) == editor.apply(state, move)
    held = editor.apply(state, LockParty("G0"))
    assert refusal(editor, held, move) is Refused.PARTY_LOCKED
    assert refusal(editor, state, Move("G0", to="K9")) is Refused.NO_TRAIN
    assert refusal(editor, state, Move("G0", to="K1")) is Refused.THERE_ALREADY
    assert refusal(editor, state, LockTrain("K9")) is Refused.NO_TRAIN


def test_the_best_places_have_trains_among_them_with_what_they_cost():
    editor, state = begun(BOTH)
    party = "G1"
    (at,) = state.rides(party)
    found = offers(editor, state, Move(party, to=NOWHERE), most=9)
    assert [o.added_cents for o in found] == sorted(o.added_cents for o in found)
    trains = [offer for offer in found if offer.train is not None]
    assert {o.train.block for o in trains} == {"K1", "K2"} - {at}
    for offer in found:
        taken = editor.apply(state, offer.change)
        assert taken.plan.cost_cents == state.plan.cost_cents + offer.added_cents
        assert at not in taken.rides(party)
    # One that is locked, or too full, takes nobody in.
    out = editor.apply(state, Move(party, to=NOWHERE))
    for other in ("K1", "K2"):
        shut = out
        if shut.train(other) is None:
            continue
        shut = editor.apply(shut, LockTrain(other))
        left = offers(editor, shut, Move(party, to=NOWHERE), most=9)
        assert other not in {o.train.block for o in left if o.train is not None}


def test_the_rest_is_planned_again_around_a_locked_train():
    prices = Prices(promise_cents=100)
    editor, state = begun(replace(BOTH, prices=prices))
    first = state.plan.trains[0]
    state = editor.apply(state, LockParty(first.riders[0].party))
    problem, plan, changes = rest_of(editor, state, state.plan)
    assert changes.locked_trains == (first.block,)
    assert changes.locked_parties == ()
    made = replan(problem, plan, changes, time_limit_s=3600)
    assert first in made.trains
    assert check(problem, made) == []
    # Too few for the train: it is given up, and its people are planned anew.
    state = editor.apply(state, LockParty(first.riders[0].party, locked=False))
    for on in first.riders[:-1]:
        state = editor.apply(state, Move(on.party, to=NOWHERE))
    problem, plan, changes = rest_of(editor, state, state.plan)
    made = replan(problem, plan, changes, time_limit_s=3600)
    assert check(problem, made) == []
    assert not made.unassigned
