from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from routing import (
    Cause,
    Costs,
    InvalidProblemError,
    Plan,
    Reason,
    Riders,
    Shuttle,
    ShuttleCoach,
    Status,
    Stop,
    Train,
    TrainBlock,
    Trains,
    Transfers,
    Trip,
    Unassigned,
    check,
)
from routing.read import plan_from_json, plan_to_json
from tests.routing.instances import DAY, on_a_line

# km: P0 0, P1 10, H 20, S 500, E0 510, E1 520; 20 m/s, a minute at each stop
HUB, STATION = "P2", "P3"
BLOCK = TrainBlock("K1", HUB, STATION, DAY, 30_000, 50_000, 20, 1_000, 10)
BUS = ShuttleCoach("bus", STATION, 8, 3_000, 100, 2)
TRANSFERS = Transfers(
    hub_s=1_800, spare_s=7_200, station_s=600, wait_s=3_600, step_s=300, max_gates=2
)
TRAINS = Trains((BLOCK,), (BUS,), TRANSFERS)
PROBLEM = dataclasses.replace(
    on_a_line(
        [(6, 0, 4), (5, 1, 5), (3, 2, 4), (2, 0, 3)], km=(0, 10, 20, 500, 510, 520)
    ),
    trains=TRAINS,
)
SIX, FIVE, THREE, TWO = (Riders(f"G{i}", n) for i, n in enumerate((6, 5, 3, 2)))
FEEDER = Trip(
    coach="large",
    service_date=DAY,
    stops=(
        Stop("P0", board=(SIX, TWO), arrives_s=21_540, leaves_s=21_600),
        Stop("P1", board=(FIVE,), arrives_s=22_100, leaves_s=22_160),
        Stop(HUB, alight=(SIX, TWO, FIVE), arrives_s=22_660, leaves_s=22_720),
    ),
    distance_m=20_000,
    duration_s=1_180,
    cost_cents=16_000 + 130 * 20,
    drivers=1,
)
FIRST = Shuttle(
    coach="bus",
    number=1,
    stops=(
        Stop(STATION, board=(SIX,), arrives_s=50_540, leaves_s=50_600),
        Stop("P4", alight=(SIX,), arrives_s=51_100, leaves_s=51_160),
    ),
    distance_m=20_000,
    back_s=51_660,
    cost_cents=2_000,
)
SECOND = Shuttle(
    coach="bus",
    number=1,
    stops=(
        Stop(STATION, board=(FIVE, THREE), arrives_s=51_740, leaves_s=51_800),
        Stop("P4", alight=(THREE,), arrives_s=52_300, leaves_s=52_360),
        Stop("P5", alight=(FIVE,), arrives_s=52_860, leaves_s=52_920),
    ),
    distance_m=40_000,
    back_s=53_920,
    cost_cents=4_000,
)
TRAIN = Train("K1", (SIX, FIVE, THREE, TWO), (FEEDER,), (FIRST, SECOND))


def plan_of(*trains, trips=(), hires=1, unassigned=(), **costs):
    parts = {
        "trips": sum(trip.cost_cents for trip in trips),
        "unassigned": sum(gone.riders for gone in unassigned) * 10_000_000,
        "feeders": sum(trip.cost_cents for train in trains for trip in train.feeders),
        "trains": sum(on.riders for train in trains for on in train.riders) * 1_000,
        "shuttles": hires * 3_000
        + sum(shuttle.cost_cents for train in trains for shuttle in train.shuttles),
    }
    costs = Costs(**parts | costs)
    return Plan(
        scenario="test",
        status=Status.OPTIMAL,
        cost_cents=costs.total,
        lower_bound_cents=costs.total,
        gap=0.0,
        runtime_s=0.0,
        seed=0,
        trips=trips,
        unassigned=unassigned,
        costs=costs,
        trains=trains,
    )


PLAN = plan_of(TRAIN)


def causes(plan, problem=PROBLEM):
    return {violation.cause for violation in check(problem, plan)}


def with_block(**changes):
    block = dataclasses.replace(BLOCK, **changes)
    return with_trains(blocks=(block,))


def with_transfers(**changes):
    return with_trains(transfers=dataclasses.replace(TRANSFERS, **changes))


def with_trains(**changes):
    trains = dataclasses.replace(TRAINS, **changes)
    return dataclasses.replace(PROBLEM, trains=trains)


def with_party(i, **changes):
    parties = list(PROBLEM.parties)
    parties[i] = dataclasses.replace(parties[i], **changes)
    return dataclasses.replace(PROBLEM, parties=tuple(parties))


def with_shuttles(first=FIRST, second=SECOND, **costs):
    train = dataclasses.replace(TRAIN, shuttles=(first, second))
    return plan_of(train, **costs)


def shifted(shuttle, seconds, **changes):
    stops = tuple(
        dataclasses.replace(
            stop, arrives_s=stop.arrives_s + seconds, leaves_s=stop.leaves_s + seconds
        )
        for stop in shuttle.stops
    )
    back_s = shuttle.back_s + seconds
    return dataclasses.replace(shuttle, stops=stops, back_s=back_s, **changes)


def test_a_plan_with_a_train_that_keeps_every_promise_has_no_violation():
    assert check(PROBLEM, PLAN) == []
    assert PLAN.riders == 16


def test_a_plan_with_a_train_comes_back_from_its_file():
    assert plan_from_json(json.loads(json.dumps(plan_to_json(PLAN)))) == PLAN


@pytest.mark.parametrize(
    ("problem", "cause", "excess"),
    [
        (with_block(seats=15), Cause.TRAIN_SEATS, 1),
        (with_block(least_riders=17), Cause.TAKE_UP, 1),
        (with_block(departs_s=24_519), Cause.TRANSFER, 1),
        (with_transfers(hub_s=7_300), Cause.TRANSFER, 20),
        (with_transfers(max_gates=1), Cause.DROPOFFS, 1),
        (with_transfers(spare_s=0), Cause.TOO_EARLY, 5_540),
        (with_transfers(station_s=900), Cause.DEPARTURE, 50_600),
        (with_transfers(wait_s=1_200), Cause.DEPARTURE, 51_800),
        (with_party(0, latest_s=51_099), Cause.TOO_LATE, 1),
        (with_party(0, latest_s=51_100, together=False), None, 0),
        (with_party(3, latest_s=49_999), Cause.TOO_LATE, 1),
        (with_party(2, earliest_s=30_001), Cause.TOO_EARLY, 1),
        (
            with_party(2, first_date=DAY + dt.timedelta(days=1)),
            Cause.WRONG_DATE,
            1,
        ),
        (
            dataclasses.replace(PROBLEM, forbidden=(("G1", "G2"),)),
            Cause.FORBIDDEN_PAIR,
            1,
        ),
        (
            with_trains(shuttles=(dataclasses.replace(BUS, seats=7),)),
            Cause.LOAD,
            1,
        ),
        (
            with_trains(shuttles=(dataclasses.replace(BUS, station=HUB),)),
            Cause.UNKNOWN_COACH,
            1,
        ),
        (with_trains(blocks=()), Cause.UNKNOWN_TRAIN, 1),
    ],
)
def test_every_rule_of_a_train_is_kept(problem, cause, excess):
    found = check(problem, PLAN)

    if cause is None:
        assert found == []
    else:
        assert found[0].cause is cause
        assert found[0].excess == excess


@pytest.mark.parametrize(
    ("train", "cause"),
    [
        (
            dataclasses.replace(TRAIN, riders=(SIX, FIVE, THREE)),
            Cause.MISSING_PARTY,
        ),
        (
            dataclasses.replace(TRAIN, riders=(*TRAIN.riders, Riders("G9", 1))),
            Cause.UNKNOWN_PARTY,
        ),
        (dataclasses.replace(TRAIN, feeders=()), Cause.NOT_AT_HUB),
        (dataclasses.replace(TRAIN, shuttles=(FIRST,)), Cause.LEFT_AT_STATION),
        (dataclasses.replace(TRAIN, block="K2"), Cause.UNKNOWN_TRAIN),
    ],
)
def test_nobody_is_left_at_a_station(train, cause):
    assert cause in causes(plan_of(train))


def test_a_train_is_listed_once():
    again = dataclasses.replace(TRAIN, riders=(), feeders=(), shuttles=())

    assert Cause.REPEATED_TRAIN in causes(plan_of(TRAIN, again))


def test_a_group_goes_by_one_train_as_a_whole_or_not():
    problem = with_party(0, together=False)
    part = Riders("G0", 5)
    train = dataclasses.replace(TRAIN, riders=(part, FIVE, THREE, TWO))
    gone = Unassigned("G0", 1, Reason.NO_COACH_LEFT, "")

    found = causes(plan_of(train, unassigned=(gone,)), problem)

    assert {Cause.SPLIT_PARTY, Cause.NOT_AT_HUB, Cause.LEFT_AT_STATION} <= found


def test_a_family_stays_together_on_feeders_and_shuttles():
    half = Riders("G1", 4), Riders("G1", 1)
    parts = [
        dataclasses.replace(
            SECOND,
            stops=(
                dataclasses.replace(SECOND.stops[0], board=(riders, *rest)),
                dataclasses.replace(SECOND.stops[1], alight=rest),
                dataclasses.replace(SECOND.stops[2], alight=(riders,)),
            ),
        )
        for riders, rest in zip(half, ((THREE,), ()), strict=True)
    ]
    train = dataclasses.replace(
        TRAIN, shuttles=(FIRST, parts[0], dataclasses.replace(parts[1], number=2))
    )

    assert causes(plan_of(train, hires=2)) == {Cause.SPLIT_PARTY}
    assert causes(plan_of(train, hires=2), with_party(1, together=False)) == set()


def test_a_family_gets_off_a_shuttle_at_one_stop():
    second = dataclasses.replace(
        SECOND,
        stops=(
            SECOND.stops[0],
            dataclasses.replace(SECOND.stops[1], alight=(THREE, Riders("G1", 2))),
            dataclasses.replace(SECOND.stops[2], alight=(Riders("G1", 3),)),
        ),
    )

    assert Cause.SPLIT_PARTY in causes(with_shuttles(second=second))


def test_a_shuttle_coach_is_back_before_it_leaves_again():
    assert causes(with_shuttles(second=shifted(SECOND, -300))) == {Cause.FLEET}
    two = dataclasses.replace(shifted(SECOND, -300), number=2)
    assert causes(with_shuttles(second=two, hires=2)) == set()
    three = dataclasses.replace(two, number=3)
    assert causes(with_shuttles(second=three, hires=2)) == {Cause.FLEET}
    assert causes(
        with_shuttles(second=dataclasses.replace(two, number=0), hires=2)
    ) == {Cause.FLEET}


def test_every_shuttle_coach_is_hired_for_the_day_once():
    two = dataclasses.replace(SECOND, number=2)

    assert causes(with_shuttles(second=two)) == {Cause.WRONG_TOTAL}


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"distance_m": 39_000}, Cause.WRONG_DISTANCE),
        ({"cost_cents": 3_998}, Cause.WRONG_COST),
        ({"back_s": 53_919}, Cause.TIMES),
        ({"coach": "car"}, Cause.UNKNOWN_COACH),
        ({"stops": SECOND.stops[:1]}, Cause.EMPTY_TRIP),
        ({"stops": SECOND.stops[:2]}, Cause.BOARD_WITHOUT_ALIGHT),
        ({"stops": SECOND.stops[1:]}, Cause.ALIGHT_WITHOUT_BOARD),
    ],
)
def test_a_shuttle_is_measured_again(changes, cause):
    assert cause in causes(with_shuttles(second=dataclasses.replace(SECOND, **changes)))


def test_riders_of_a_feeder_get_off_at_the_hub_on_the_trains_date():
    stops = (*FEEDER.stops[:2], dataclasses.replace(FEEDER.stops[2], place="P4"))
    for changes, cause in (
        ({"stops": stops}, Cause.WRONG_DROPOFF),
        ({"service_date": DAY + dt.timedelta(days=1)}, Cause.WRONG_DATE),
        ({"coach": "small"}, Cause.LOAD),
        ({"cost_cents": 1}, Cause.WRONG_COST),
    ):
        feeder = dataclasses.replace(FEEDER, **changes)
        train = dataclasses.replace(TRAIN, feeders=(feeder,))
        assert cause in causes(plan_of(train))


def test_a_coach_cannot_be_a_feeder_and_a_direct_coach_at_once():
    problem = dataclasses.replace(
        PROBLEM,
        fleet=tuple(dataclasses.replace(coach, count=1) for coach in PROBLEM.fleet),
    )
    twice = dataclasses.replace(TRAIN, feeders=(FEEDER, FEEDER))

    assert causes(PLAN, problem) == set()
    assert Cause.FLEET in causes(plan_of(twice), problem)


def test_hours_aboard_are_those_of_feeder_train_and_shuttle():
    prices = dataclasses.replace(PROBLEM.prices, hour_cents=3_600)
    problem = dataclasses.replace(PROBLEM, prices=prices)
    feeders_s = 8 * 1_060 + 5 * 500
    shuttles_s = 6 * 500 + 3 * 500 + 5 * 1_060

    assert (
        causes(plan_of(TRAIN, hours=feeders_s + 16 * 20_000 + shuttles_s), problem)
        == set()
    )
    assert causes(PLAN, problem) == {Cause.WRONG_TOTAL}


def test_a_reason_proven_for_coaches_is_none_where_a_train_may_go():
    gone = tuple(
        Unassigned(party.id, party.size, Reason.TOO_FAR, "")
        for party in PROBLEM.parties
    )
    plan = plan_of(hires=0, unassigned=gone)

    assert causes(plan) == {Cause.WRONG_REASON}
    assert causes(plan, with_trains(blocks=())) == set()


@pytest.mark.parametrize(
    "problem",
    [
        with_block(seats=1),
        with_block(departs_s=22_000),  # no feeder comes before 06:00 and its drive
        with_trains(shuttles=()),
        with_trains(shuttles=(dataclasses.replace(BUS, count=0),)),
        with_trains(shuttles=(dataclasses.replace(BUS, seats=5),)),
        with_party(0, latest_s=51_000),
        dataclasses.replace(PROBLEM, fleet=()),
        dataclasses.replace(
            PROBLEM, fleet=(dataclasses.replace(PROBLEM.fleet[0], seats=5),)
        ),
    ],
)
def test_a_reason_proven_for_coaches_is_one_where_no_train_can_carry_the_party(problem):
    problem = dataclasses.replace(problem, parties=problem.parties[:1])
    gone = Unassigned("G0", 6, Reason.TOO_FAR, "")

    assert causes(plan_of(hires=0, unassigned=(gone,)), problem) == set()


@pytest.mark.parametrize(
    "trains",
    [
        Trains((BLOCK, BLOCK)),
        Trains((), (BUS, BUS)),
        Trains((dataclasses.replace(BLOCK, hub="X"),)),
        Trains((dataclasses.replace(BLOCK, station="X"),)),
        Trains((dataclasses.replace(BLOCK, seats=-1),)),
        Trains((dataclasses.replace(BLOCK, arrives_s=29_999),)),
        Trains((dataclasses.replace(BLOCK, service_date=dt.date(2000, 1, 1)),)),
        Trains((), (dataclasses.replace(BUS, station="X"),)),
        Trains((), (dataclasses.replace(BUS, count=-1),)),
    ],
)
def test_trains_that_contradict_themselves_are_refused(trains):
    with pytest.raises(InvalidProblemError, match=r"Expected .*trains"):
        dataclasses.replace(PROBLEM, trains=trains)


def test_transfers_that_contradict_themselves_are_refused():
    for changes in (
        {"wait_s": 1},
        {"step_s": 0},
        {"max_gates": 9},
        {"hub_s": -1},
        {"depart_from_s": 9_000, "depart_until_s": 8_000},
    ):
        with pytest.raises(InvalidProblemError):
            Transfers(**changes)
    assert np.array_equal(
        Trains(transfers=TRANSFERS).departures_s(BLOCK), range(50_600, 53_601, 300)
    )
