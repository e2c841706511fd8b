from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.hours import broken_hours
from routing.plan import Rest, Riders, Stop, Trip
from routing.rules import DAY_S, DriverHours
from routing.schedule import Timetable, schedule
from tests.routing.test_schedule import HOUR, LAW, MINUTE, at, road, run

SOME = (Riders("G0", 1),)


def trip_of(problem, arrives_s, leaves_s, rests=(), drivers=1, n_pickups=1):
    """Return the trip over all places of a road with these times."""
    stops = tuple(
        Stop(
            place.id,
            board=SOME if i < n_pickups else (),
            alight=SOME if i >= n_pickups else (),
            arrives_s=arrives_s[i],
            leaves_s=leaves_s[i],
        )
        for i, place in enumerate(problem.places)
    )
    return Trip(
        coach="large",
        service_date=dt.date(2027, 2, 24),
        stops=stops,
        distance_m=0,
        duration_s=leaves_s[-1] - arrives_s[0],
        cost_cents=0,
        drivers=drivers,
        rests=tuple(rests),
    )


def judge(problem, times, rests=(), drivers=1, n_pickups=1):
    """Judge a trip of clock times: arrival and departure for each stop."""
    times = [at(clock) for clock in times.split()]
    rests = [Rest(leg, at(starts), at(ends)) for leg, starts, ends in rests]
    trip = trip_of(problem, times[::2], times[1::2], rests, drivers, n_pickups)
    return broken_hours(problem, trip)


def test_a_timetable_that_keeps_all_rules_has_no_finding():
    rests = [(0, "10:00", "10:20")]

    assert judge(road(6 * HOUR), "05:45 06:00 12:20 12:30", rests) == []


def test_a_coach_may_come_later_than_it_could():
    assert judge(road(3 * HOUR), "05:45 06:00 09:30 09:50") == []


def test_a_coach_cannot_be_faster_than_the_matrix():
    found = judge(road(3 * HOUR), "05:45 06:00 08:50 09:00")

    assert found == [("times", 10 * MINUTE)]


def test_a_stop_must_last_its_standing_time():
    found = judge(road(3 * HOUR), "05:50 06:00 09:00 09:07")

    assert found == [("times", 5 * MINUTE), ("times", 3 * MINUTE)]


def test_an_hour_of_the_night_is_48_minutes_of_the_day():
    problem = road(HOUR)

    assert judge(problem, "21:45 22:00 23:15 23:25") == []
    assert judge(problem, "21:45 22:00 23:10 23:20") == [("times", 4 * MINUTE)]


def test_without_driver_hours_only_the_times_are_judged():
    problem = road(20 * HOUR, hours=None)

    assert judge(problem, "19:45 20:00 16:00+1 16:10+1") == []
    assert judge(problem, "19:45 20:00 15:00+1 15:10+1") == [("times", HOUR)]


@pytest.mark.parametrize(
    ("rests", "excess"),
    [
        # It begins before the coach leaves, ends after it comes, or ends too early.
        ([(0, "05:50", "06:10")], 10 * MINUTE),
        ([(0, "09:20", "09:40")], 10 * MINUTE),
        ([(0, "08:10", "08:00")], 10 * MINUTE),
        # The second begins before the first has ended.
        ([(0, "07:00", "07:20"), (0, "07:10", "07:25")], 10 * MINUTE),
        ([(1, "07:00", "07:20")], 20 * MINUTE),
        ([(-1, "07:00", "07:20")], 20 * MINUTE),
    ],
)
def test_a_rest_lies_on_its_leg(rests, excess):
    found = judge(road(2 * HOUR), "05:45 06:00 09:30 09:40", rests)

    assert found == [("times", excess)]


def test_a_minute_above_four_hours_is_found():
    found = judge(road(4 * HOUR), "05:45 06:00 10:01 10:11")

    assert found == [("continuous_driving", MINUTE)]


def test_a_rest_of_19_minutes_is_none():
    rests = [(0, "10:00", "10:19")]

    found = judge(road(5 * HOUR), "05:45 06:00 11:19 11:29", rests)

    assert found == [("continuous_driving", HOUR)]


def test_a_stop_of_20_minutes_is_a_rest_and_of_19_is_none():
    problem = road(3 * HOUR, 3 * HOUR)

    times = "05:45 06:00 09:00 09:20 12:20 12:30"
    assert judge(problem, times, n_pickups=2) == []
    times = "05:45 06:00 09:00 09:19 12:19 12:29"
    assert judge(problem, times, n_pickups=2) == [("continuous_driving", 2 * HOUR)]


def test_a_stop_and_a_rest_beside_it_are_one():
    problem = road(3 * HOUR, 3 * HOUR)
    rests = [(1, "09:15", "09:20")]

    times = "05:45 06:00 09:00 09:15 12:20 12:30"

    assert judge(problem, times, rests, n_pickups=2) == []


def test_a_stretch_that_ends_by_night_may_last_two_hours_in_all():
    problem = road(150 * MINUTE)

    # 2 h 00 by day, and a minute more by night.
    found = judge(problem, "19:45 20:00 22:38 22:48")
    assert found == [("continuous_driving", 38 * MINUTE)]


def test_a_stretch_that_begins_by_night_may_last_two_hours_in_all():
    found = judge(road(2 * HOUR), "04:45 05:00 07:12 07:22")

    assert found == [("continuous_driving", 12 * MINUTE)]


def test_eight_hours_and_a_minute_are_too_much_for_one_driver():
    rests = [(0, "10:00", "10:20"), (0, "14:20", "14:40")]
    times = "05:45 06:00 14:41 14:51"

    found = judge(road(8 * HOUR), times, rests)

    assert found == [("daily_driving", MINUTE)]


def test_two_drivers_take_turns_where_that_breaks_least():
    rests = [(0, "10:00", "10:05"), (0, "14:05", "14:10")]
    times = "05:45 06:00 15:10 15:20"

    assert judge(road(9 * HOUR), times, rests, drivers=2) == []
    assert judge(road(9 * HOUR), times, rests, drivers=1) == [
        ("continuous_driving", 5 * HOUR),
        ("daily_driving", HOUR),
    ]


def test_two_drivers_need_five_minutes_to_change():
    rests = [(0, "10:00", "10:04")]

    found = judge(road(5 * HOUR), "05:45 06:00 11:04 11:14", rests, drivers=2)

    assert found == [("continuous_driving", HOUR)]


def test_a_driver_who_has_not_yet_rested_goes_on_with_the_old_stretch():
    hours = DriverHours(day_driving_s=HOUR)
    rests = [(0, "07:00", "07:05"), (0, "07:15", "07:20")]

    # The first drives an hour, the second ten minutes; the first is off for 15 + 5.
    times = "05:45 06:00 08:20 08:30"
    assert judge(road(2 * HOUR, hours=hours), times, rests, drivers=2) == []
    rests = [(0, "07:00", "07:05"), (0, "07:14", "07:19")]
    found = judge(road(2 * HOUR, hours=hours), times, rests, drivers=2)
    assert found == [("continuous_driving", 10 * MINUTE)]


def test_what_is_driven_between_two_and_five_is_found():
    rests = [(0, "02:30", "05:00")]

    found = judge(road(2 * HOUR), "00:45 01:00 06:00 06:10", rests)

    assert found == [("standstill", 30 * MINUTE)]


def test_feeders_and_relayed_coaches_drive_through_the_standstill():
    times = "01:45 02:00 03:15 03:25"
    assert judge(road(HOUR, km_each=100), times) == []
    assert judge(road(HOUR, km_each=101), times) == [("standstill", 75 * MINUTE)]

    times = "00:45 01:00 01:50 02:00 03:15 03:25"
    relayed = DriverHours(relay_places=("P1",))
    problem = road(40 * MINUTE, HOUR, hours=relayed)
    assert judge(problem, times) == []
    problem = road(40 * MINUTE, HOUR)
    assert ("standstill", 75 * MINUTE) in judge(problem, times)


def test_drivers_who_take_over_have_all_their_hours():
    problem = road(4 * HOUR, 4 * HOUR, hours=DriverHours(relay_places=("P1",)))

    times = "05:45 06:00 10:00 10:10 14:10 14:20"

    assert judge(problem, times) == []


@given(st.integers(0, 2**32), st.integers(1, 2))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_every_timetable_of_the_schedule_is_found_right(seed, drivers):
    rng = random.Random(seed)
    n = rng.randint(2, 6)
    legs_s = [rng.randint(0, 9_000) for _ in range(n - 1)]
    legs_s[rng.randrange(n - 1)] += rng.randint(0, 25_000)
    hours = DriverHours(
        relay_places=rng.choice([(), (), ("P1",), ("P0", "P1", "P2")]),
        night_speed=rng.choice([0.8, 0.8, 1.0, 0.7654321]),
        change_s=rng.choice([300, 0, 1_500]),
        rest_s=rng.choice([1_200, 0, 2_400]),
        standstill_until_s=rng.choice([18_000, 7_200, 7_800]),
        daily_driving_s=rng.choice([28_800, 18_000, DAY_S]),
    )
    problem = road(*legs_s, hours=rng.choice([hours, hours, LAW, None]), km_each=60)
    n_pickups = rng.randint(1, n - 1)
    ids = [place.id for place in problem.places]

    table = schedule(problem, ids, rng.randrange(2 * DAY_S), drivers, n_pickups)

    if isinstance(table, Timetable):
        trip = trip_of(
            problem, table.arrives_s, table.leaves_s, table.rests, drivers, n_pickups
        )
        assert broken_hours(problem, trip) == []
        # One second less on the road, and the coach would have to be too fast.
        last = trip.stops[-1]
        if table.arrives_s[-1] - table.leaves_s[-2] > 0 and legs_s[-1] > 1:
            early = dataclasses.replace(last, arrives_s=last.arrives_s - 1)
            stops = (*trip.stops[:-1], early)
            found = broken_hours(problem, dataclasses.replace(trip, stops=stops))
            assert [code for code, _ in found] == ["times"]


def test_the_schedules_of_random_trips_are_mostly_kept():
    tables = [
        run(road(3 * HOUR, leg_s), f"{hour:02d}:00", drivers=2)
        for leg_s in (HOUR, 7 * HOUR)
        for hour in (5, 9, 13, 17, 21)
    ]

    assert all(isinstance(table, Timetable) for table in tables)
