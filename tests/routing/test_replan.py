from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from routing import CoachType, InvalidProblemError, Party, Prices, Reason, check
from routing.joining import carried, join, places_for
from routing.published import promises_of
from routing.replan import (
    BrokenLock,
    Changes,
    Lock,
    MoreCoaches,
    broken_locks,
    changed,
    replan,
)
from tests.routing.small_days import EMPTY, LARGE, RULES, SMALL, line, published_day

DEAR = Prices(promise_cents=100_000)


def put(problem, *steps):
    """Return a plan in which each party takes its cheapest place, or a coach alone."""
    plan = EMPTY
    for party, alone in zip(problem.parties, steps, strict=True):
        places = places_for(problem, plan, party, most=99)
        plan = join(problem, plan, places[-1] if alone else places[0])
    return plan


def rides(plan):
    """Return who rides together, and on which coach type."""
    return {
        (frozenset(on.party for s in trip.stops for on in s.board), trip.coach)
        for trip in plan.trips
    }


@pytest.fixture
def day():
    """Return three parties on two trips: G0 and G1 at six, G2 at seven."""
    problem = line(
        [
            Party("G0", 5, "P0", "P3"),
            Party("G1", 3, "P1", "P3"),
            Party("G2", 6, "P0", "P5", earliest_s=RULES.depart_from_s + 3_600),
        ],
        prices=DEAR,
    )
    plan = put(problem, False, False, True)
    assert rides(plan) == {
        (frozenset({"G0", "G1"}), "small"),
        (frozenset({"G2"}), "small"),
    }
    return problem, plan


def random_changes(problem, plan, seed):
    """Draw changes of every kind that do not contradict each other."""
    rng = np.random.default_rng(seed)
    n = len(plan.trips)
    order = rng.permutation(n).tolist()
    broken = order[: int(rng.integers(0, 2))]
    locked = order[len(broken) : len(broken) + int(rng.integers(0, 2))]
    riding = [
        on.party
        for j, trip in enumerate(plan.trips)
        if j not in {*broken, *locked}
        for stop in trip.stops
        for on in stop.board
    ]
    alone = [party for party, times in Counter(riding).items() if times == 1]
    alone = [p for p in alone if carried([plan.trips[j] for j in locked])[p] == 0]
    shuffled = rng.permutation(alone).tolist()
    cancelled = shuffled[: int(rng.integers(0, 2))]
    held = shuffled[len(cancelled) : len(cancelled) + int(rng.integers(0, 3))]
    places = [place.id for place in problem.places]
    kept = carried([plan.trips[j] for j in locked])
    gone = set(cancelled)
    return Changes(
        locked_trips=tuple(locked),
        locked_parties=tuple(p for p in held if not kept[p]),
        cancelled=tuple(p for p in gone if not kept[p]),
        new_parties=(
            Party("new", int(rng.integers(1, 8)), *rng.choice(places, 2).tolist()),
        )[: int(rng.integers(0, 2))],
        broken_trips=tuple(broken),
        more_coaches=(MoreCoaches(problem.fleet[0].id),)[: int(rng.integers(0, 2))],
        new_coaches=(CoachType("other", 9, 9_000, 90),)[: int(rng.integers(0, 2))],
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_rider_has_one_place_and_every_lock_holds(seed):
    problem, plan = published_day(seed, n_parties=6)
    changes = random_changes(problem, plan, seed)
    now = changed(problem, plan, changes)

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert check(now, new) == []
    assert broken_locks(plan, changes, new) == []
    left = Counter(carried(new.trips))
    left.update({gone.party: gone.riders for gone in new.unassigned})
    assert left == {party.id: party.size for party in now.parties}
    for party in changes.cancelled:
        assert carried(new.trips)[party] == 0


def test_nothing_changes_when_nothing_happened(day):
    problem, plan = day

    new = replan(problem, plan, Changes(), time_limit_s=3600)

    assert rides(new) == rides(plan)
    assert new.costs.promises == 0
    assert promises_of(new) == promises_of(plan)


def test_without_a_price_of_promises_the_new_plan_is_the_cheapest(day):
    problem, plan = day
    problem = replace(problem, prices=Prices())

    new = replan(problem, plan, Changes(), time_limit_s=3600)

    # One large coach for all 14 is cheaper than two small ones.
    assert rides(new) == {(frozenset({"G0", "G1", "G2"}), "large")}
    assert new.lower_bound_cents == new.cost_cents


def test_a_locked_trip_stays_as_it_is(day):
    problem, plan = day
    problem = replace(problem, prices=Prices())

    new = replan(problem, plan, Changes(locked_trips=(0,)), time_limit_s=3600)

    assert plan.trips[0] in new.trips
    assert new.lower_bound_cents == new.cost_cents == plan.cost_cents


def test_a_locked_trip_takes_its_coach_from_the_fleet(day):
    problem, plan = day
    problem = replace(problem, fleet=(replace(SMALL, count=2), replace(LARGE, count=0)))
    new_party = Party("new", 6, "P0", "P3")
    changes = Changes(locked_trips=(0, 1), new_parties=(new_party,))

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert new.trips == plan.trips
    assert [gone.party for gone in new.unassigned] == ["new"]


def test_a_locked_party_stays_and_others_may_join_or_leave(day):
    problem, plan = day
    problem = replace(problem, prices=Prices())

    new = replan(problem, plan, Changes(locked_parties=("G0", "G1")), time_limit_s=3600)

    # All in one large coach would be cheaper, but theirs is a small one.
    assert rides(new) == rides(plan)
    assert new.lower_bound_cents < new.cost_cents  # of plans without the lock


def test_a_locked_party_lets_a_small_one_in(day):
    problem, plan = day
    changes = Changes(
        locked_parties=("G0",), new_parties=(Party("new", 2, "P1", "P3"),)
    )

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert (frozenset({"G0", "G1", "new"}), "small") in rides(new)


def test_who_cancelled_is_gone_and_others_keep_their_times(day):
    problem, plan = day

    new = replan(problem, plan, Changes(cancelled=("G1",)), time_limit_s=3600)

    assert rides(new) == {
        (frozenset({"G0"}), "small"),
        (frozenset({"G2"}), "small"),
    }
    assert new.costs.promises == 0


def test_a_broken_coach_leaves_the_fleet_and_its_people_are_planned_anew(day):
    problem, plan = day
    fleet = (replace(SMALL, count=2), replace(LARGE, count=1))
    problem = replace(problem, fleet=fleet)
    changes = Changes(broken_trips=(1,))

    new = replan(problem, plan, changes, time_limit_s=3600)

    now = changed(problem, plan, changes)
    assert [now.count_on(coach, 0) for coach in now.fleet] == [1, 1]
    assert new.unassigned == ()
    assert Counter(trip.coach for trip in new.trips)["small"] <= 1


def test_nobody_drives_a_closed_road(day):
    problem, plan = day
    changes = Changes(closed_roads=(("P3", "P0"), ("P0", "P1")))

    new = replan(problem, plan, changes, time_limit_s=3600)

    legs = {
        frozenset((a.place, b.place))
        for trip in new.trips
        for a, b in zip(trip.stops, trip.stops[1:], strict=False)
    }
    assert not legs & {frozenset(("P0", "P3")), frozenset(("P0", "P1"))}
    assert check(changed(problem, plan, changes), new) == []


def test_for_whom_every_road_is_closed_there_is_no_road(day):
    problem, plan = day
    others = [place.id for place in problem.places if place.id != "P1"]
    changes = Changes(closed_roads=tuple(("P1", other) for other in others))

    new = replan(problem, plan, changes, time_limit_s=3600)

    assert check(changed(problem, plan, changes), new) == []
    from_there = {p.id for p in problem.parties if "P1" in (p.pickup, p.dropoff)}
    assert from_there
    assert {gone.party for gone in new.unassigned} == from_there
    assert {gone.reason for gone in new.unassigned} == {Reason.NO_ROAD}


def test_who_is_to_be_kept_apart_is(day):
    problem, plan = day

    new = replan(problem, plan, Changes(forbidden=(("G0", "G1"),)), time_limit_s=3600)

    assert all(not {"G0", "G1"} <= people for people, _ in rides(new))
    assert new.unassigned == ()


def test_more_coaches_are_used(day):
    problem, plan = day
    problem = replace(problem, fleet=(replace(SMALL, count=2),))
    new_party = Party("new", 10, "P0", "P3")

    none = replan(problem, plan, Changes(new_parties=(new_party,)), time_limit_s=3600)
    changes = Changes(new_parties=(new_party,), more_coaches=(MoreCoaches("small"),))
    more = replan(problem, plan, changes, time_limit_s=3600)

    assert sum(gone.riders for gone in none.unassigned) == 5
    assert more.unassigned == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (Changes(locked_trips=(2,)), "locked_trips to be one of the 2 published"),
        (Changes(locked_trips=(0, 0)), "locked_trips to be each once, got 0"),
        (Changes(cancelled=("nobody",)), "cancelled to be a party"),
        (Changes(locked_parties=("nobody",)), "locked_parties to be a party"),
        (Changes(forbidden=(("G0", "nobody"),)), "forbidden to be a party"),
        (Changes(closed_roads=(("P0", "P0"),)), "closed_roads to be two places"),
        (Changes(more_coaches=(MoreCoaches("none"),)), "more_coaches to be a coach"),
        (Changes(more_coaches=(MoreCoaches("small", 0),)), "to be a count and dates"),
        (Changes(new_parties=(Party("G0", 1, "P0", "P3"),)), "unique, got 'G0'"),
    ],
)
def test_changes_of_what_there_is_not_are_refused(day, changes, sentence):
    with pytest.raises(InvalidProblemError, match=sentence):
        replan(*day, changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            Changes(locked_trips=(0,), cancelled=("G1",)),
            r"Locked: trips\[0\], but 'G1' cancelled",
        ),
        (
            Changes(locked_trips=(0,), broken_trips=(0,)),
            r"Locked: trips\[0\], but the coach of trips\[0\] broke down",
        ),
        (
            Changes(locked_parties=("G0",), broken_trips=(0,)),
            r"Locked: 'G0', but the coach of trips\[0\] broke down",
        ),
        (
            Changes(locked_parties=("G0",), cancelled=("G0",)),
            "Locked: 'G0', but it cancelled",
        ),
        (
            Changes(locked_trips=(0,), closed_roads=(("P1", "P3"),)),
            r"Locked: trips\[0\], but it breaks the rule no_road",
        ),
        (
            Changes(locked_trips=(0,), forbidden=(("G0", "G1"),)),
            r"Locked: trips\[0\], but it breaks the rule forbidden_pair",
        ),
        (
            Changes(locked_parties=("G0", "G1"), forbidden=(("G0", "G1"),)),
            "Locked: 'G0', 'G1', but it breaks the rule forbidden_pair",
        ),
        (
            Changes(locked_parties=("G2",), closed_roads=(("P0", "P5"),)),
            "Locked: 'G2', but it breaks the rule no_road",
        ),
    ],
)
def test_a_lock_that_breaks_a_rule_is_a_sentence(day, changes, sentence):
    with pytest.raises(InvalidProblemError, match=sentence):
        replan(*day, changes)


def test_locked_trips_for_which_there_are_no_coaches(day):
    problem, plan = day
    problem = replace(problem, fleet=(replace(SMALL, count=1), LARGE))

    with pytest.raises(InvalidProblemError, match="together, but it breaks the rule f"):
        replan(problem, plan, Changes(locked_trips=(0, 1)))


def test_a_lock_on_who_does_not_ride_is_a_sentence(day):
    problem, plan = day
    problem = replace(problem, parties=(*problem.parties, Party("G9", 99, "P0", "P3")))

    with pytest.raises(InvalidProblemError, match="no published trip carries it"):
        replan(problem, plan, Changes(locked_parties=("G9",)))


def test_broken_locks_are_named(day):
    problem, plan = day
    changes = Changes(locked_trips=(1,), locked_parties=("G0", "G1"))
    first, second = plan.trips
    apart = put(problem, True, True, True)

    assert broken_locks(plan, changes, plan) == []
    assert broken_locks(plan, changes, replace(plan, trips=(first,))) == [
        BrokenLock(Lock.TRIP_CHANGED, "trips[1]")
    ]
    assert broken_locks(plan, changes, replace(plan, trips=(second,))) == [
        BrokenLock(Lock.LEFT_BEHIND, "G0"),
        BrokenLock(Lock.LEFT_BEHIND, "G1"),
    ]
    other = replace(first, coach="large")
    assert {
        lock.lock for lock in broken_locks(plan, changes, replace(plan, trips=(other,)))
    } == {Lock.TRIP_CHANGED, Lock.COACH_CHANGED}
    assert BrokenLock(Lock.SEPARATED, "G1") in broken_locks(plan, changes, apart)


def test_no_time_at_all_still_repairs_the_plan(day):
    problem, plan = day
    changes = Changes(new_parties=(Party("new", 2, "P1", "P3"),))

    new = replan(problem, plan, changes, time_limit_s=0)

    assert check(changed(problem, plan, changes), new) == []
    assert carried(new.trips)["new"] == 2
    assert new.costs.promises == 0


def test_progress_only_gets_better(day):
    told = []

    new = replan(*day, Changes(), on_progress=lambda *now: told.append(now))

    costs = [cost for _, cost, _ in told]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == new.cost_cents
