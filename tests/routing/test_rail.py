from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import Cause, Prices, Promise, Reason, Status, check, solve
from routing.published import promises_of, published
from tests.routing.instances import DAY, NO_WAY_M, SMALL
from tests.routing.small_trains import best, small_rail_problem
from tests.routing.test_check_trains import BLOCK, PROBLEM, TRAINS


@given(st.integers(0, 2**32), st.integers(0, 3))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_plan_with_trains_is_the_best_there_is(seed, n_parties):
    problem = small_rail_problem(seed, n_parties)

    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert plan.cost_cents == best(problem)
    assert plan.lower_bound_cents <= plan.cost_cents


LATER = (DAY, DAY + dt.timedelta(days=1))


def one_party(
    size=6,
    latest_s=None,
    together=False,
    first_date=None,
    max_distance_m=300_000,
    max_duration_s=20_000,
    **changes,
):
    """Return a problem of G0 alone, whom the train with no take-up may carry."""
    party = dataclasses.replace(
        PROBLEM.parties[0],
        size=size,
        latest_s=latest_s,
        together=together,
        first_date=first_date,
    )
    blocks = (dataclasses.replace(BLOCK, least_riders=0),)
    usual = {
        "parties": (party,),
        "fleet": (SMALL,),
        "rules": dataclasses.replace(
            PROBLEM.rules, max_distance_m=max_distance_m, max_duration_s=max_duration_s
        ),
        "trains": dataclasses.replace(TRAINS, blocks=blocks),
    }
    return dataclasses.replace(PROBLEM, **usual | changes)


def by_train(problem=PROBLEM, **changes):
    return dataclasses.replace(problem, **changes)


def test_whoever_it_is_cheaper_for_goes_by_train():
    plan = solve(PROBLEM, time_limit_s=3600)

    assert check(PROBLEM, plan) == []
    assert (plan.status, plan.cost_cents) == (Status.OPTIMAL, 43_600)
    assert [train.block for train in plan.trains] == ["K1"]
    assert plan.trips == ()


def test_feeders_may_leave_when_direct_coaches_do_not():
    rules = dataclasses.replace(
        PROBLEM.rules, depart_from_s=40_000, depart_until_s=40_000
    )
    transfers = dataclasses.replace(
        TRAINS.transfers, depart_from_s=18_000, depart_until_s=21_600
    )
    trains = dataclasses.replace(TRAINS, transfers=transfers)

    plan = solve(by_train(rules=rules, trains=trains), time_limit_s=3600)

    assert {Cause.DEPARTURE} == {
        found.cause for found in check(by_train(rules=rules), plan)
    }
    assert {trip.departs_s for trip in plan.coach_trips} == {21_600}


def test_shuttles_leave_as_early_as_their_coach_can():
    (train,) = solve(PROBLEM, time_limit_s=3600).trains

    leaves_s = [shuttle.stops[0].leaves_s for shuttle in train.shuttles]

    assert min(leaves_s) == BLOCK.arrives_s + 600
    assert all(s.number == 1 for s in train.shuttles)


def test_a_train_below_its_take_up_does_not_go():
    block = dataclasses.replace(BLOCK, least_riders=17)
    problem = by_train(trains=dataclasses.replace(TRAINS, blocks=(block,)))

    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert plan.trains == ()
    assert plan.unassigned != ()


@pytest.mark.parametrize("time_limit_s", [0.0, 0.2])
def test_there_is_a_plan_however_short_the_time(time_limit_s):
    plan = solve(PROBLEM, time_limit_s=time_limit_s)

    assert check(PROBLEM, plan) == []


def test_nobody_to_carry_is_a_plan_of_nothing():
    problem = by_train(parties=())

    assert solve(problem, time_limit_s=3600).cost_cents == 0


def test_who_accepts_the_hub_goes_without_any_coach():
    party = dataclasses.replace(PROBLEM.parties[3], pickup=BLOCK.hub)
    block = dataclasses.replace(BLOCK, least_riders=0)
    trains = dataclasses.replace(TRAINS, blocks=(block,), shuttles=())
    problem = by_train(parties=(party,), fleet=(), trains=trains)

    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    assert (plan.riders, plan.cost_cents) == (2, 2_000)
    assert plan.trains[0].feeders == ()


def test_a_published_plan_tells_who_goes_by_train_of_the_feeder():
    told = {p.party: p for p in promises_of(solve(PROBLEM, time_limit_s=3600))}

    assert told["G0"].service_date == BLOCK.service_date
    assert told["G0"].pickup == "P0"
    assert "G2" not in told  # it comes to the hub alone


def test_who_comes_to_the_hub_alone_was_promised_the_date():
    plan = solve(PROBLEM, time_limit_s=3600)
    told = {p.party: p for p in published(PROBLEM, plan).promises}

    assert told["G2"] == Promise("G2", BLOCK.service_date, BLOCK.hub)


def test_the_same_seed_gives_the_same_plan():
    problem = small_rail_problem(6, 3)

    one, other = (solve(problem, time_limit_s=3600, seed=5) for _ in range(2))

    assert (one.trips, one.trains) == (other.trips, other.trains)


def test_every_rider_is_in_one_trip_or_train_or_left():
    for seed in range(12):
        problem = small_rail_problem(seed, 5)
        plan = solve(problem, time_limit_s=3600)
        assert check(problem, plan) == []
        left = sum(gone.riders for gone in plan.unassigned)
        assert plan.riders + left == sum(party.size for party in problem.parties)


FEW_SEATS = dataclasses.replace(TRAINS, blocks=(dataclasses.replace(BLOCK, seats=1),))
CLOSED_M = np.where(np.eye(6, dtype=bool), 0, NO_WAY_M)


@pytest.mark.parametrize(
    ("problem", "reason", "by_coach", "by_train"),
    [
        (
            one_party(size=15, together=True),
            Reason.TOO_LARGE,
            "15 people; the largest coach may carry 10.",
            "no coach can bring it to the train before that leaves.",
        ),
        (
            one_party(latest_s=30_000, max_distance_m=600_000, max_duration_s=36_000),
            Reason.TIME_WINDOW,
            "must be there by 08:20",
            "nothing can bring it from the station to its drop-off by 08:20.",
        ),
        (
            one_party(distance_m=CLOSED_M),
            Reason.NO_ROAD,
            "No road leads from its pickup",
            "no coach can bring it to the train before that leaves.",
        ),
        (
            one_party(trains=FEW_SEATS),
            Reason.TOO_FAR,
            "At least 510 km to its drop-off",
            "no train on its dates has 6 seats, and a party goes by one.",
        ),
        (
            one_party(trains=dataclasses.replace(TRAINS, shuttles=())),
            Reason.TOO_FAR,
            "At least 510 km to its drop-off",
            "nothing can bring it from the station to its drop-off.",
        ),
        (
            one_party(first_date=LATER[1], dates=LATER),
            Reason.TOO_FAR,
            "At least 510 km to its drop-off",
            "no train goes on its dates.",
        ),
        (
            one_party(prices=Prices(unassigned_cents=1)),
            Reason.NO_COACH_LEFT,
            "At least 510 km to its drop-off",
            "none of those that may carry it has room, or pays.",
        ),
    ],
)
def test_who_stays_behind_is_told_why_no_coach_and_why_no_train_takes_it(
    problem, reason, by_coach, by_train
):
    plan = solve(problem, time_limit_s=3600)

    assert check(problem, plan) == []
    (gone,) = plan.unassigned
    assert gone.reason is reason
    assert gone.detail.startswith("By coach: ")
    assert by_coach in gone.detail
    assert gone.detail.endswith(f"By train: {by_train}")
