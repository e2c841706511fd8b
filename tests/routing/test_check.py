from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from routing import (
    Cause,
    Costs,
    DriverHours,
    EmptyRun,
    Plan,
    Prices,
    Promise,
    Reason,
    Rest,
    Riders,
    Status,
    Stop,
    Trip,
    Unassigned,
    check,
    solve,
)
from routing.solvers.answer import costs_of
from tests.routing.instances import (
    DAY,
    DEFAULT_RULES,
    NO_WAY_M,
    SMALL,
    charter_day,
    on_a_line,
    problem_of,
)

SIX, FIVE = Riders("G0", 6), Riders("G1", 5)
# km: P0 0, P1 10, P2 20, P3 100, P4 110, P5 120; 20 m/s, a minute at each stop
PROBLEM = on_a_line([(6, 0, 3), (5, 1, 4)])
STOPS = (
    Stop("P0", board=(SIX,), arrives_s=21_540, leaves_s=21_600),
    Stop("P1", board=(FIVE,), arrives_s=22_100, leaves_s=22_160),
    Stop("P3", alight=(SIX,), arrives_s=26_660, leaves_s=26_720),
    Stop("P4", alight=(FIVE,), arrives_s=27_220, leaves_s=27_280),
)
TRIP = Trip(
    coach="large",
    service_date=DAY,
    stops=STOPS,
    distance_m=110_000,
    duration_s=5_740,
    cost_cents=16_000 + 130 * 110,
    drivers=1,
)


def plan_of(*trips, unassigned=(), problem=PROBLEM, **costs):
    price = problem.prices.unassigned_cents
    parts = Costs(
        trips=sum(trip.cost_cents for trip in trips),
        unassigned=sum(gone.riders for gone in unassigned) * price,
        **costs,
    )
    return Plan(
        scenario="test",
        status=Status.OPTIMAL,
        cost_cents=parts.total,
        lower_bound_cents=parts.total,
        gap=0.0,
        runtime_s=0.0,
        seed=0,
        trips=trips,
        unassigned=unassigned,
        costs=parts,
    )


PLAN = plan_of(TRIP)


def causes(plan, problem=PROBLEM):
    return {violation.cause for violation in check(problem, plan)}


def with_trip(**changes):
    return plan_of(dataclasses.replace(TRIP, **changes))


def with_stop(i, **changes):
    stops = list(STOPS)
    stops[i] = dataclasses.replace(stops[i], **changes)
    return with_trip(stops=tuple(stops))


def under(**rules):
    new = dataclasses.replace(DEFAULT_RULES, **rules)
    return dataclasses.replace(PROBLEM, rules=new)


def with_party(i, **changes):
    parties = list(PROBLEM.parties)
    parties[i] = dataclasses.replace(parties[i], **changes)
    return dataclasses.replace(PROBLEM, parties=tuple(parties))


def with_coach(problem=PROBLEM, **changes):
    fleet = tuple(dataclasses.replace(coach, **changes) for coach in problem.fleet)
    return dataclasses.replace(problem, fleet=fleet)


def left(reason, problem=PROBLEM):
    return plan_of(
        unassigned=tuple(
            Unassigned(party.id, party.size, reason, "") for party in problem.parties
        ),
        problem=problem,
    )


def test_a_plan_that_keeps_every_promise_has_no_violation():
    assert check(PROBLEM, PLAN) == []


@pytest.mark.parametrize(
    ("rules", "cause", "excess"),
    [
        ({"occupancy": 0.5}, Cause.LOAD, 1),
        ({"crew_seats": 5, "kept_free_seats": 5}, Cause.LOAD, 1),
        ({"max_pickups": 1}, Cause.PICKUPS, 1),
        ({"max_dropoffs": 1}, Cause.DROPOFFS, 1),
        ({"max_parties": 1}, Cause.PARTIES, 1),
        ({"max_duration_s": 5_700}, Cause.DURATION, 40),
        ({"max_distance_m": 109_999}, Cause.DISTANCE, 1),
        ({"depart_from_s": 25_200}, Cause.DEPARTURE, 21_600),
        ({"pickup_s": 61}, Cause.TIMES, 1),
    ],
)
def test_every_limit_of_a_trip_is_kept(rules, cause, excess):
    violation = check(under(**rules), PLAN)[0]

    assert (violation.cause, violation.subject) == (cause, "trips[0]")
    assert violation.excess == excess


@pytest.mark.parametrize(
    ("rules", "cause", "excess"),
    [
        ({"max_ride_s": 5_059}, Cause.RIDE_TIME, 1),  # both ride from stop to stop
        ({"max_detour": 1.0}, None, 0),
    ],
)
def test_every_rider_is_aboard_no_longer_than_allowed(rules, cause, excess):
    found = check(under(**rules), PLAN)

    assert [(v.cause, v.excess) for v in found] == [(cause, excess)] * 2 * bool(cause)


def test_ride_time_is_counted_from_the_partys_own_pickup():
    assert check(under(max_ride_s=5_060), PLAN) == []


def test_a_detour_is_measured_against_the_direct_drive():
    metres = [[0, 50_000, 60_000], [50_000, 0, 50_000], [60_000, 50_000, 0]]
    rules = dataclasses.replace(DEFAULT_RULES, max_detour=1.5)
    problem = problem_of([(6, 0, 2), (5, 1, 2)], metres, rules=rules)
    trip = dataclasses.replace(
        TRIP,
        stops=(
            Stop("P0", board=(SIX,), arrives_s=21_540, leaves_s=21_600),
            Stop("P1", board=(FIVE,), arrives_s=24_100, leaves_s=24_160),
            Stop("P2", alight=(SIX, FIVE), arrives_s=26_660, leaves_s=26_720),
        ),
        distance_m=100_000,
        duration_s=5_180,
        cost_cents=16_000 + 130 * 100,
    )

    (violation,) = check(problem, plan_of(trip))

    assert (violation.cause, violation.subject) == (Cause.DETOUR, "G0")
    assert violation.excess == 10_000  # 100 km; 1.5 times 60 km are allowed


@pytest.mark.parametrize(
    ("party", "space", "cause"),
    [
        ({"wheelchairs": 2}, {"wheelchairs": 1}, Cause.WHEELCHAIRS),
        ({"luggage": 3}, {"luggage": 2}, Cause.LUGGAGE),
    ],
)
def test_spaces_are_counted_beside_seats(party, space, cause):
    problem = with_coach(with_party(0, **party), **space)
    (violation,) = check(problem, PLAN)

    assert (violation.cause, violation.excess) == (cause, 1)
    assert check(with_party(0, **party), PLAN) == []


def test_a_forbidden_pair_shares_no_coach():
    problem = dataclasses.replace(PROBLEM, forbidden=(("G1", "G0"),))

    assert causes(PLAN, problem) == {Cause.FORBIDDEN_PAIR}


@pytest.mark.parametrize(
    ("party", "changes", "cause", "excess"),
    [
        (1, {"earliest_s": 22_161}, Cause.TOO_EARLY, 1),
        (1, {"latest_s": 27_219}, Cause.TOO_LATE, 1),
        (0, {"first_date": DAY + dt.timedelta(days=2)}, Cause.WRONG_DATE, 2),
        (0, {"last_date": DAY - dt.timedelta(days=1)}, Cause.WRONG_DATE, 1),
    ],
)
def test_every_partys_window_is_kept(party, changes, cause, excess):
    (violation,) = check(with_party(party, **changes), PLAN)

    assert (violation.cause, violation.subject) == (cause, f"G{party}")
    assert violation.excess == excess


def test_a_window_that_is_just_met_is_met():
    problem = with_party(1, earliest_s=22_160, latest_s=27_220, first_date=DAY)

    assert check(problem, PLAN) == []


def test_a_trip_on_another_date_than_the_problems_is_told():
    plan = with_trip(service_date=DAY + dt.timedelta(days=1))

    assert causes(plan) == {Cause.UNKNOWN_DATE, Cause.WRONG_DATE}


@pytest.mark.parametrize(
    ("count", "counts", "fits"),
    [(0, (), False), (1, (), True), (1, (0,), False), (0, (None,), True)],
)
def test_no_more_coaches_than_there_are(count, counts, fits):
    found = check(with_coach(count=count, counts=counts), PLAN)

    assert [(v.cause, v.subject) for v in found] == (
        [] if fits else [(Cause.FLEET, "large")]
    )


def test_a_coach_that_is_away_for_two_days_is_missing_on_both():
    tomorrow = DAY + dt.timedelta(days=1)
    rules = dataclasses.replace(
        DEFAULT_RULES, depart_from_s=82_800, depart_until_s=82_800
    )
    problem = dataclasses.replace(PROBLEM, dates=(DAY, tomorrow), rules=rules)
    problem = with_coach(problem, counts=(1, 0), overnight_cents=700)
    trip = dataclasses.replace(
        TRIP,
        stops=tuple(
            dataclasses.replace(
                stop, arrives_s=stop.arrives_s + 61_200, leaves_s=stop.leaves_s + 61_200
            )
            for stop in STOPS
        ),
        cost_cents=2 * 16_000 + 700 + 130 * 110,
        days_after=1,
    )

    (violation,) = check(problem, plan_of(trip))

    assert (violation.cause, violation.subject) == (Cause.FLEET, "large")
    one_day = dataclasses.replace(trip, days_after=0)
    assert Cause.WRONG_DAYS in causes(plan_of(one_day), problem)


def test_the_second_driver_comes_above_the_limit_only():
    assert check(under(second_driver_above_m=110_000), PLAN) == []
    assert causes(PLAN, under(second_driver_above_m=109_999)) == {Cause.DRIVERS}
    two = with_trip(drivers=2, cost_cents=TRIP.cost_cents + 5_000)
    assert check(under(second_driver_above_m=109_999), two) == []
    assert check(PROBLEM, two) == []  # nobody has to be alone
    assert causes(with_trip(drivers=3, cost_cents=TRIP.cost_cents + 10_000)) == {
        Cause.DRIVERS
    }


def test_a_coach_types_own_price_of_a_second_driver_is_paid():
    problem = with_coach(second_driver_cents=900)
    plan = with_trip(drivers=2, cost_cents=TRIP.cost_cents + 900)

    assert check(problem, plan) == []


@pytest.mark.parametrize(
    ("changes", "cause", "excess"),
    [
        ({"distance_m": 110_001}, Cause.WRONG_DISTANCE, 1),
        ({"duration_s": 5_739}, Cause.WRONG_DURATION, -1),
        ({"empty_m": 7}, Cause.WRONG_EMPTY, 7),
        ({"days_before": 1}, Cause.WRONG_DAYS, 1),
        ({"cost_cents": 30_299}, Cause.WRONG_COST, -1),
        ({"coach": "airship"}, Cause.UNKNOWN_COACH, 1),
    ],
)
def test_a_trips_figures_are_measured_again(changes, cause, excess):
    (violation,) = check(PROBLEM, with_trip(**changes))

    assert (violation.cause, violation.excess) == (cause, excess)


def test_empty_runs_are_driven_and_paid():
    rules = {"empty_run": EmptyRun.BOTH}
    problem = with_coach(under(**rules), base="P2")
    paid = TRIP.cost_cents + 130 * (20 + 90)
    good = with_trip(empty_m=110_000, cost_cents=paid)

    assert check(problem, good) == []
    assert causes(PLAN, problem) == {Cause.WRONG_EMPTY, Cause.WRONG_COST}
    assert check(with_coach(base="P2"), PLAN) == []  # no empty run is driven


def test_a_coach_that_comes_from_far_leaves_on_the_day_before():
    problem = with_coach(under(empty_run=EmptyRun.OUT), base="P5")
    seconds = problem.duration_s.copy()
    seconds[5, 0] = 30_000
    problem = dataclasses.replace(problem, duration_s=seconds)
    plan = with_trip(
        empty_m=120_000, days_before=1, cost_cents=2 * 16_000 + 130 * (110 + 120)
    )

    assert check(problem, plan) == []


def test_nobody_drives_where_there_is_no_way():
    metres = PROBLEM.distance_m.copy()
    metres[1, 3] = NO_WAY_M
    problem = dataclasses.replace(PROBLEM, distance_m=metres)
    assert Cause.NO_ROAD in causes(PLAN, problem)

    metres = PROBLEM.distance_m.copy()
    metres[5, 0] = NO_WAY_M
    problem = with_coach(under(empty_run=EmptyRun.OUT), base="P5")
    problem = dataclasses.replace(problem, distance_m=metres)
    assert Cause.NO_ROAD in causes(PLAN, problem)


@pytest.mark.parametrize(
    ("i", "changes"),
    [
        (1, {"arrives_s": 22_099}),  # faster than the matrix says
        (1, {"leaves_s": 22_159}),  # nobody had time to get on
        (3, {"leaves_s": 27_279}),
    ],
)
def test_times_that_cannot_be_are_told(i, changes):
    assert Cause.TIMES in causes(with_stop(i, **changes))


def test_a_coach_may_be_slower_than_it_could():
    late = [
        dataclasses.replace(stop, arrives_s=stop.arrives_s + 9, leaves_s=stop.leaves_s)
        for stop in STOPS[3:]
    ]
    late[0] = dataclasses.replace(late[0], leaves_s=late[0].leaves_s + 9)
    plan = with_trip(stops=(*STOPS[:3], *late), duration_s=5_749)

    assert check(PROBLEM, plan) == []


@pytest.mark.parametrize(
    ("hours", "cause"),
    [
        ({"day_driving_s": 5_000}, Cause.CONTINUOUS_DRIVING),
        ({"daily_driving_s": 5_000}, Cause.DAILY_DRIVING),
        (
            {"standstill_from_s": 25_200, "standstill_until_s": 28_800},
            Cause.STANDSTILL,
        ),
    ],
)
def test_drivers_hours_are_judged(hours, cause):
    allowed = DriverHours(exempt_m=0)
    assert check(under(driver_hours=allowed), PLAN) == []

    hours = dataclasses.replace(allowed, **hours)
    assert causes(PLAN, under(driver_hours=hours)) == {cause}


def test_a_rest_must_be_on_a_leg_of_the_trip():
    plan = with_trip(rests=(Rest(leg=3, starts_s=0, ends_s=60),))

    assert causes(plan) == {Cause.TIMES}


def test_a_forgotten_party_is_missing():
    stops = (STOPS[0], dataclasses.replace(STOPS[2], arrives_s=26_600))
    (missing,) = [
        v
        for v in check(PROBLEM, with_trip(stops=stops))
        if v.cause is Cause.MISSING_PARTY
    ]

    assert (missing.subject, missing.excess) == ("G1", 5)


def test_a_party_on_two_trips_is_repeated():
    assert causes(plan_of(TRIP, TRIP, splits=2 * 50_000)) == {
        Cause.REPEATED_PARTY,
        Cause.SPLIT_PARTY,
    }


def test_a_carried_party_cannot_be_unassigned_too():
    gone = Unassigned("G0", 6, Reason.NO_COACH_LEFT, "")

    assert Cause.REPEATED_PARTY in causes(plan_of(TRIP, unassigned=(gone,)))


def split_plan():
    half = Riders("G0", 3)
    first = dataclasses.replace(
        TRIP,
        stops=(
            dataclasses.replace(STOPS[0], board=(half,)),
            STOPS[1],
            dataclasses.replace(STOPS[2], alight=(half,)),
            STOPS[3],
        ),
    )
    second = Trip(
        "small",
        DAY,
        (
            Stop("P0", board=(half,), arrives_s=21_540, leaves_s=21_600),
            Stop("P3", alight=(half,), arrives_s=26_600, leaves_s=26_660),
        ),
        100_000,
        5_120,
        20_000,
        1,
    )
    return plan_of(first, second, splits=50_000)


def test_a_party_that_fits_a_coach_is_not_split():
    for split in (False, True):
        assert causes(split_plan(), under(party_split=split)) == {Cause.SPLIT_PARTY}


def test_a_group_that_need_not_stay_together_pays_for_every_further_coach():
    problem = with_party(0, together=False)

    assert check(problem, split_plan()) == []
    plan = split_plan()
    cheap = dataclasses.replace(plan.costs, splits=0)
    plan = dataclasses.replace(plan, costs=cheap, cost_cents=cheap.total)
    assert Cause.WRONG_TOTAL in causes(plan, problem)


# Two of G0 board at P0, four at P1.
FIRST_TWO, OTHER_FOUR = Riders("G0", 2), Riders("G0", 4)
AT_TWO_STOPS = (
    dataclasses.replace(STOPS[0], board=(FIRST_TWO,)),
    dataclasses.replace(STOPS[1], board=(OTHER_FOUR, FIVE)),
    *STOPS[2:],
)


def test_a_party_that_stays_together_boards_at_one_stop_and_alights_at_one():
    problem = with_party(0, alternatives=("P1",))
    twice = (
        *STOPS[:2],
        dataclasses.replace(STOPS[2], alight=(FIRST_TWO,)),
        dataclasses.replace(STOPS[3], place="P3", alight=(OTHER_FOUR, FIVE)),
    )

    assert causes(with_trip(stops=AT_TWO_STOPS), problem) == {Cause.SPLIT_PARTY}
    assert Cause.SPLIT_PARTY in causes(with_trip(stops=twice), problem)


def test_a_group_may_board_at_several_stops_and_each_boarding_is_judged():
    group = with_party(0, alternatives=("P1",), together=False)
    short = dataclasses.replace(
        group, rules=dataclasses.replace(DEFAULT_RULES, max_ride_s=5_060)
    )
    priced = dataclasses.replace(
        group,
        prices=Prices(hour_cents=3_600, promise_cents=11),
        promises=(Promise("G0", DAY, "P1"),),
    )
    plan = with_trip(stops=AT_TWO_STOPS)
    seconds = 2 * 5_060 + 4 * 4_500 + 5 * 5_060

    assert check(group, plan) == check(short, plan) == []
    tight = dataclasses.replace(short.rules, max_ride_s=5_059)
    late = check(dataclasses.replace(short, rules=tight), plan)
    assert [(v.cause, v.subject) for v in late] == [
        (Cause.RIDE_TIME, "G0"),
        (Cause.RIDE_TIME, "G1"),
    ]
    trip = dataclasses.replace(TRIP, stops=AT_TWO_STOPS)
    right = plan_of(trip, hours=seconds, promises=2 * 11)
    assert check(priced, right) == []
    assert costs_of(priced, right.trips, ()) == right.costs


@pytest.mark.parametrize(
    ("stops", "cause"),
    [
        (
            (dataclasses.replace(STOPS[0], place="P1"), *STOPS[1:]),
            Cause.WRONG_PICKUP,
        ),
        (
            (*STOPS[:3], dataclasses.replace(STOPS[3], place="P5")),
            Cause.WRONG_DROPOFF,
        ),
        (STOPS[:3], Cause.BOARD_WITHOUT_ALIGHT),
        ((STOPS[3], *STOPS[:3]), Cause.ALIGHT_WITHOUT_BOARD),
        ((STOPS[0], STOPS[2], STOPS[1], STOPS[3]), Cause.PICKUP_AFTER_DROPOFF),
        ((), Cause.EMPTY_TRIP),
        ((*STOPS, Stop("nowhere")), Cause.UNKNOWN_PLACE),
        (
            (
                dataclasses.replace(STOPS[0], board=(SIX, Riders("nobody", 1))),
                *STOPS[1:],
            ),
            Cause.UNKNOWN_PARTY,
        ),
        (
            (
                dataclasses.replace(STOPS[0], board=(SIX, Riders("G0", 0))),
                *STOPS[1:],
            ),
            Cause.NO_RIDERS,
        ),
    ],
)
def test_riders_get_on_and_off_where_they_should(stops, cause):
    assert cause in causes(with_trip(stops=stops))


def test_a_party_may_board_at_any_place_it_accepts():
    elsewhere = with_party(0, pickup="P2", alternatives=("P5", "P0"))

    assert check(elsewhere, PLAN) == []


# Of the plan, and by a person's hand: those say nothing of the party.
OF_THE_PARTY = set(Reason) - {Reason.NOT_WORTH, Reason.NOT_PLANNED}


@pytest.mark.parametrize("reason", sorted(OF_THE_PARTY))
def test_a_reason_that_does_not_hold_is_told(reason):
    assert causes(left(reason)) == {Cause.WRONG_REASON}


def test_not_worth_holds_only_where_a_coach_costs_more():
    assert causes(left(Reason.NOT_WORTH)) == {Cause.WRONG_REASON}
    cheap = dataclasses.replace(PROBLEM, prices=Prices(unassigned_cents=1))
    assert check(cheap, left(Reason.NOT_WORTH, cheap)) == []


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (with_coach(count=0), Reason.NO_COACH_LEFT),
        (with_coach(counts=(2,)), Reason.NO_COACH_LEFT),
        (with_coach(seats=4), Reason.TOO_LARGE),
        (under(occupancy=0.0), Reason.TOO_LARGE),
        (under(max_distance_m=10_000), Reason.TOO_FAR),
        (under(max_duration_s=5_000), Reason.TOO_FAR),
        (under(max_ride_s=4_999), Reason.TOO_FAR),
        (under(max_distance_m=10_000), Reason.NO_ROAD),
        (under(driver_hours=DriverHours()), Reason.DRIVER_HOURS),
    ],
)
def test_a_reason_that_holds_is_taken(problem, reason):
    assert check(problem, left(reason, problem)) == []


def test_no_space_holds_only_where_no_coach_has_it():
    full = with_coach(with_party(0, wheelchairs=1), wheelchairs=0)
    found = check(full, left(Reason.NO_SPACE, full))

    assert [(v.cause, v.subject) for v in found] == [(Cause.WRONG_REASON, "G1")]
    assert Cause.WRONG_REASON not in {
        v.cause
        for v in check(full, left(Reason.NO_COACH_LEFT, full))
        if v.subject == "G0"
    }


def test_a_window_is_a_reason_only_where_no_coach_of_its_own_keeps_it():
    tight = with_party(0, latest_s=26_599)
    wide = with_party(0, latest_s=26_600)  # leaves at six, arrives

    for problem, wrong in ((tight, {"G1"}), (wide, {"G0", "G1"})):
        found = check(problem, left(Reason.TIME_WINDOW, problem))
        assert {v.subject for v in found} == wrong


def test_no_date_holds_only_outside_the_campaign():
    later = DAY + dt.timedelta(days=1)
    problem = with_party(0, first_date=later)
    found = check(problem, left(Reason.NO_DATE, problem))

    assert [(v.cause, v.subject) for v in found] == [(Cause.WRONG_REASON, "G1")]


def test_days_hours_and_promises_are_counted_from_the_trips():
    tomorrow = DAY + dt.timedelta(days=1)
    problem = dataclasses.replace(
        with_party(0, wanted_date=tomorrow),
        prices=Prices(day_cents=7, hour_cents=3_600, promise_cents=11),
        promises=(
            Promise("G0", DAY, "P0", 21_600),
            Promise("G1", DAY, "P1", 22_000),
        ),
        dates=(DAY, tomorrow),
    )
    # Six are a day off; eleven ride for 5,060 seconds; five were told another time.
    right = {"days": 6 * 7, "hours": 11 * 5_060, "promises": 5 * 11}

    assert check(problem, plan_of(TRIP, **right)) == []
    for name in right:
        wrong = right | {name: right[name] - 12}
        assert causes(plan_of(TRIP, **wrong), problem) == {Cause.WRONG_TOTAL}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scenario": "other"}, {Cause.WRONG_SCENARIO}),
        (
            {"cost_cents": 30_301, "lower_bound_cents": 30_301},
            {Cause.WRONG_TOTAL},
        ),
        ({"costs": Costs(trips=30_299)}, {Cause.WRONG_TOTAL}),
        ({"lower_bound_cents": 30_301}, {Cause.WRONG_BOUND}),
        ({"lower_bound_cents": -1, "gap": 1.0}, {Cause.WRONG_BOUND}),
        ({"gap": 0.1}, {Cause.WRONG_GAP}),
        ({"lower_bound_cents": 15_150, "gap": 0.5}, {Cause.WRONG_STATUS}),
    ],
)
def test_the_plans_own_figures_are_counted_again(changes, expected):
    assert expected <= causes(dataclasses.replace(PLAN, **changes))


def test_every_cause_is_known_by_some_test_above():
    """A cause nobody can provoke would be a rule that nobody checks."""
    here = Path(__file__)
    beside = here.with_name("test_check_trains.py")
    source = here.read_text(encoding="utf-8") + beside.read_text(encoding="utf-8")

    assert [c for c in Cause if f"Cause.{c.name}" not in source] == []


def test_any_single_change_to_a_solved_plan_is_seen():
    problem = charter_day(25, seed=9)
    plan = solve(problem, time_limit_s=10)
    assert check(problem, plan) == []

    for i, trip in enumerate(plan.trips):
        others = plan.trips[:i] + plan.trips[i + 1 :]
        changed = [
            dataclasses.replace(trip, stops=trip.stops[1:]),
            dataclasses.replace(trip, stops=trip.stops[:-1]),
            dataclasses.replace(trip, stops=trip.stops[::-1]),
            dataclasses.replace(trip, distance_m=trip.distance_m + 100),
            dataclasses.replace(trip, cost_cents=trip.cost_cents - 1),
            dataclasses.replace(trip, service_date=DAY - dt.timedelta(days=1)),
        ]
        for new in changed:
            broken = dataclasses.replace(plan, trips=(*others, new))
            assert check(problem, broken) != []
        assert check(problem, dataclasses.replace(plan, trips=others)) != []


def test_a_small_coach_is_not_a_large_one():
    assert Cause.LOAD in causes(with_trip(coach=SMALL.id))
