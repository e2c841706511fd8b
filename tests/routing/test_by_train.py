from __future__ import annotations

from dataclasses import replace

import pytest

from routing import InvalidProblemError, Party, check, solve
from routing.by_train import board, trains_for
from routing.explain import Remedy, explain, explain_train, what_would_help
from routing.joining import carried, join, places_for, take_out
from tests.routing.small_trains import small_rail_problem
from tests.routing.test_check_trains import BLOCK, PROBLEM, TRAINS

# In the best plan of the first somebody goes by feeder, train and shuttle; in that of
# most others by one of both, or alone to the hub.
SEEDS = (0, 1, 55, 76, 94, 96, 873, 283, 389, 601, 625, 659, 682, 180, *range(2, 25))


def solved(seed, n_parties=4):
    problem = small_rail_problem(seed, n_parties)
    return problem, solve(problem, time_limit_s=3600)


def ways(problem, plan, party):
    """Return the plans with a party in each of its places, direct and by train."""
    direct = [
        (place.added_cents, join(problem, plan, place))
        for place in places_for(problem, plan, party, most=99)
    ]
    by_train = [
        (place.added_cents, board(problem, plan, place))
        for place in trains_for(problem, plan, party, most=99)
    ]
    return direct + by_train


def without_each(problem, plan):
    """Yield each party that a plan carries whole, and problem and plan without it."""
    for party in problem.parties:
        if carried(plan.trips, plan.trains)[party.id] < party.size:
            continue
        try:
            smaller, without = take_out(problem, plan, party.id)
        except InvalidProblemError:  # the others are too few for its train
            continue
        yield party, smaller, without


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_taken_out_of_the_best_plan_comes_back_for_what_it_cost(seed):
    problem, plan = solved(seed)

    for party, smaller, without in without_each(problem, plan):
        assert check(smaller, without) == []
        assert carried(without.trips, without.trains)[party.id] == 0
        found = ways(problem, without, party)
        for added, joined in found:
            assert check(problem, joined) == []
            assert joined.cost_cents == without.cost_cents + added
            assert joined.cost_cents >= plan.cost_cents
        rides = [t for t in plan.trips if carried([t])[party.id]]
        drives = [
            drive
            for train in plan.trains
            for drive in train.shuttles
            if any(on.party == party.id for on in drive.stops[0].board)
        ]
        if len(rides) + len(drives) <= 1:  # places are for a party as a whole
            assert min(added for added, _ in found) == (
                plan.cost_cents - without.cost_cents
            )


@pytest.mark.parametrize("seed", SEEDS[:13])
def test_the_first_seeds_have_both_ends_of_a_train(seed):
    _, plan = solved(seed)

    assert any(train.feeders for train in plan.trains)
    assert any(train.shuttles for train in plan.trains)


@pytest.fixture
def day():
    """Return the problem of the judge's tests, and its plan: all go by train."""
    plan = solve(PROBLEM, time_limit_s=3600)
    assert [train.block for train in plan.trains] == ["K1"]
    return PROBLEM, plan


def test_a_late_party_joins_feeder_train_and_shuttle(day):
    problem, plan = day
    party = Party("late", 2, "P1", "P4")

    (place,) = trains_for(problem, plan, party)

    assert place.goes
    assert [s.place for s in place.feeder.stops] == ["P0", "P1", "P2"]
    (drive,) = place.shuttles
    assert drive.stops[-1].place == "P4"
    # No coach more, no way longer: two seats of the train.
    assert place.added_cents == place.costs.trains == 2 * BLOCK.seat_cents
    whole = replace(problem, parties=(*problem.parties, party))
    assert check(whole, board(whole, plan, place)) == []


def test_a_full_train_has_no_place(day):
    problem, plan = day
    seats = BLOCK.seats - sum(on.riders for on in plan.trains[0].riders)

    assert trains_for(problem, plan, Party("many", seats, "P1", "P5"))
    assert trains_for(problem, plan, Party("many", seats + 1, "P1", "P5")) == []


def test_nobody_leaves_a_train_that_then_has_too_few():
    block = replace(BLOCK, least_riders=16)
    problem = replace(PROBLEM, trains=replace(TRAINS, blocks=(block,)))
    plan = solve(problem, time_limit_s=3600)
    assert sum(on.riders for on in plan.trains[0].riders) == 16

    with pytest.raises(InvalidProblemError, match="possible without 'G3'"):
        take_out(problem, plan, "G3")


def test_a_train_that_nobody_goes_by_may_begin_with_a_party_that_is_large_enough():
    problem = replace(PROBLEM, parties=())
    plan = solve(problem, time_limit_s=3600)

    assert trains_for(problem, plan, Party("small", 9, "P0", "P4")) == []
    large = Party("large", 10, "P0", "P4", together=False)
    (place,) = trains_for(problem, plan, large)
    assert not place.goes
    assert len(place.shuttles) == 2  # eight seats each
    whole = replace(problem, parties=(large,))
    assert check(whole, board(whole, plan, place)) == []


def test_an_unknown_block_or_shuttle_is_named(day):
    problem, plan = day

    with pytest.raises(InvalidProblemError, match=r"a block .* in trains\[0\].*'K1'"):
        trains_for(replace(problem, trains=replace(TRAINS, blocks=())), plan,
                   Party("late", 2, "P1", "P5"))  # fmt: skip
    shuttles = (replace(TRAINS.shuttles[0], id="other"),)
    other = replace(problem, trains=replace(TRAINS, shuttles=shuttles))
    with pytest.raises(InvalidProblemError, match=r"trains\[0\].shuttles\[0\].*'bus'"):
        trains_for(other, plan, Party("late", 2, "P1", "P5"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ride_by_train_costs_what_the_plan_saves_without_it(seed):
    problem, plan = solved(seed)

    without = {party.id: w.cost_cents for party, _, w in without_each(problem, plan)}
    for train in plan.trains:
        for on in train.riders:
            ride = explain_train(problem, plan, on.party)
            assert (ride.block, ride.riders) == (train.block, on.riders)
            if on.party in without:
                assert ride.marginal_cents == plan.cost_cents - without[on.party]
                # The plan is the best: no other place is cheaper.
                assert ride.extra_cents is None or ride.extra_cents >= 0
            else:
                assert ride.marginal_cents is None
            assert explain(problem, plan, on.party) == ()


def test_who_stays_behind_is_told_of_the_train(day):
    problem, _ = day
    party = Party("late", 1, "P1", "P4")
    block = replace(BLOCK, seats=16)
    problem = replace(
        problem,
        parties=(*problem.parties, party),
        trains=replace(TRAINS, blocks=(block,)),
    )
    plan = solve(problem, time_limit_s=3600)
    assert [gone.party for gone in plan.unassigned] == ["late"]
    assert explain_train(problem, plan, "late") is None
    roomy = replace(problem, trains=replace(TRAINS, blocks=(BLOCK,)))

    helps = {h.remedy: h for h in what_would_help(roomy, plan, "late")}

    assert helps[Remedy.HIGHER_PRICE].by_train.block == "K1"
    assert helps[Remedy.HIGHER_PRICE].added_cents == BLOCK.seat_cents
    assert helps[Remedy.HIGHER_PRICE].worth
