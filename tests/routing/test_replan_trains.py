from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from routing import InvalidProblemError, Party, check, solve
from routing.joining import carried
from routing.replan import (
    BrokenLock,
    Changes,
    Lock,
    broken_locks,
    changed,
    replan,
)
from tests.routing.small_trains import small_rail_problem
from tests.routing.test_by_train import SEEDS
from tests.routing.test_check_trains import PROBLEM, TRAINS


def random_changes(problem, plan, seed):
    """Draw changes of every kind that do not contradict each other."""
    rng = np.random.default_rng(seed)
    trains = rng.permutation([train.block for train in plan.trains]).tolist()
    what = int(rng.integers(0, 4))
    locked, cancelled = trains[: what == 1], trains[: what == 2]
    broken = [
        (train.block, 0)
        for train in plan.trains
        if train.feeders and train.block not in {*locked, *cancelled}
    ]
    on_locked = {
        on.party
        for train in plan.trains
        if train.block in locked
        for on in train.riders
    }
    parties = [p.id for p in problem.parties if p.id not in on_locked]
    places = [place.id for place in problem.places]
    new = Party("new", int(rng.integers(1, 5)), *rng.choice(places, 2).tolist())
    return Changes(
        locked_trains=tuple(locked),
        cancelled_trains=tuple(cancelled),
        broken_feeders=tuple(broken[: what == 3]),
        cancelled=tuple(rng.permutation(parties).tolist()[: int(rng.integers(0, 2))]),
        new_parties=(new,)[: int(rng.integers(0, 2))],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rider_has_one_place_and_locked_trains_stay(seed):
    problem = small_rail_problem(seed, 4)
    plan = solve(problem, time_limit_s=3600)
    changes = random_changes(problem, plan, seed)
    now = changed(problem, plan, changes)

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert check(now, new) == []
    assert broken_locks(plan, changes, new) == []
    left = carried(new.trips, new.trains)
    left.update({gone.party: gone.riders for gone in new.unassigned})
    assert left == Counter({party.id: party.size for party in now.parties})
    assert new.lower_bound_cents <= new.cost_cents
    if not changes.locked_trains:
        assert new.cost_cents == solve(now, time_limit_s=3600).cost_cents


@pytest.mark.parametrize("seed", SEEDS)
def test_without_time_the_published_plan_is_repaired(seed):
    problem = small_rail_problem(seed, 4)
    plan = solve(problem, time_limit_s=3600)
    changes = random_changes(problem, plan, seed)

    new = replan(problem, plan, changes, time_limit_s=0)

    assert check(changed(problem, plan, changes), new) == []
    assert broken_locks(plan, changes, new) == []


@pytest.fixture
def day():
    """Return the problem of the judge's tests, and its plan: all go by train."""
    plan = solve(PROBLEM, time_limit_s=3600)
    assert [train.block for train in plan.trains] == ["K1"]
    return PROBLEM, plan


def test_nothing_changes_when_nothing_happened(day):
    problem, plan = day

    new = replan(problem, plan, Changes(), time_limit_s=3600)

    assert (new.trips, new.trains) == (plan.trips, plan.trains)
    assert new.costs.promises == 0


def test_who_goes_by_a_train_that_does_not_run_goes_by_coach_or_stays(day):
    problem, plan = day

    new = replan(problem, plan, Changes(cancelled_trains=("K1",)), time_limit_s=3600)

    assert new.trains == ()
    assert new.riders + sum(gone.riders for gone in new.unassigned) == 16


def test_others_go_around_a_locked_train(day):
    problem, plan = day
    late = Party("late", 2, "P1", "P4")
    changes = Changes(locked_trains=("K1",), new_parties=(late,))

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert new.trains == plan.trains
    assert [gone.party for gone in new.unassigned] == ["late"]


def test_a_shuttle_of_a_locked_train_drives_for_no_other():
    """Two trains come at one time, and there is one coach at the station."""
    block = TRAINS.blocks[0]
    second = replace(block, id="K2", least_riders=0)
    (bus,) = TRAINS.shuttles
    trains = replace(
        TRAINS,
        blocks=(block, second),
        shuttles=(replace(bus, count=1),),
    )
    problem = replace(PROBLEM, trains=trains)
    plan = solve(problem, time_limit_s=3600)
    locked = plan.trains[0].block
    other = next(b for b in ("K1", "K2") if b != locked)
    late = Party("late", 2, "P1", "P4")

    changes = Changes(locked_trains=(locked,), cancelled_trains=(), new_parties=(late,))
    new = replan(problem, plan, changes, time_limit_s=3600)

    assert plan.trains[0] in new.trains
    assert all(not train.shuttles for train in new.trains if train.block == other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(locked_trains=("K9",)), "published train, got 'K9'"),
        (Changes(cancelled_trains=("K9",)), "train of the problem, got 'K9'"),
        (Changes(broken_feeders=(("K1", 7),)), r"feeders .*, got \('K1', 7\)"),
        (Changes(locked_trains=("K1", "K1")), "each once"),
        (Changes(locked_trains=("K1",), cancelled_trains=("K1",)), "does not run"),
        (Changes(locked_trains=("K1",), cancelled=("G0",)), "'G0' cancelled"),
        (Changes(locked_trains=("K1",), broken_feeders=(("K1", 0),)), "broke down"),
        (Changes(locked_parties=("G0",)), "goes by train; lock the train"),
    ],
)
def test_changes_that_name_nothing_or_contradict_are_refused(day, changes, words):
    problem, plan = day

    with pytest.raises(InvalidProblemError, match=words):
        replan(problem, plan, changes, time_limit_s=1)


def test_a_changed_train_breaks_its_lock(day):
    _, plan = day
    (train,) = plan.trains
    other = replace(plan, trains=(replace(train, shuttles=()),))

    assert broken_locks(plan, Changes(locked_trains=("K1",)), other) == [
        BrokenLock(Lock.TRAIN_CHANGED, "K1")
    ]
