"""Bad input and hard cases: each a plan with reasons, or a sentence; nobody is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import numpy as np
import pytest

from routing import (
    CoachType,
    DriverHours,
    EmptyRun,
    InvalidProblemError,
    InvalidScenarioError,
    Party,
    Place,
    Prices,
    Problem,
    Reason,
    Rules,
    check,
    solve,
)
from routing.read import scenario_from_json
from routing.travel_times.great_circle import GreatCircle
from tests.routing.instances import (
    DAY,
    DEFAULT_RULES,
    LARGE,
    NO_WAY_M,
    SMALL,
    on_a_line,
    problem_of,
)


def with_party(problem, **changes):
    first, *rest = problem.parties
    first = dataclasses.replace(first, **changes)
    return dataclasses.replace(problem, parties=(first, *rest))


def island():
    metres = [[0, 9_000, NO_WAY_M], [9_000, 0, NO_WAY_M], [NO_WAY_M, NO_WAY_M, 0]]
    rules = dataclasses.replace(DEFAULT_RULES, max_distance_m=NO_WAY_M)
    return problem_of([(5, 2, 0), (5, 1, 0)], metres, rules=rules)


def rules_of(**changes):
    return dataclasses.replace(DEFAULT_RULES, **changes)


def pair(**rules):
    return on_a_line([(5, 0, 3), (4, 1, 4)], rules=rules_of(**rules))


def two_days(**coach):
    problem = dataclasses.replace(pair(), dates=(DAY, DAY + dt.timedelta(days=1)))
    return dataclasses.replace(
        problem, fleet=(dataclasses.replace(LARGE, **coach), SMALL)
    )


def abroad():
    points = [("Paris", 48.86, 2.35), ("Berlin", 52.52, 13.4), ("Suva", -18.14, 178.44)]
    document = {
        "name": "abroad",
        "service_date": "2027-02-24",
        "places": [
            {"id": name, "name": name, "lat": lat, "lon": lon}
            for name, lat, lon in points
        ],
        "travel": {"kind": "great_circle"},
        "parties": [
            {"id": "near", "size": 5, "pickup": "Paris", "dropoff": "Berlin"},
            {"id": "far", "size": 5, "pickup": "Suva", "dropoff": "Berlin"},
        ],
        "fleet": [{"id": "c", "seats": 33, "hire_cents": 1, "cents_per_km": 1}],
        "rules": {
            "occupancy": 1,
            "max_pickups": 3,
            "max_dropoffs": 3,
            "pickup_s": 900,
            "dropoff_s": 600,
            "max_duration_s": 86_400,
            "max_distance_m": 2_000_000,
            "second_driver_cents": 70_000,
            "second_driver_above_m": 600_000,
        },
    }
    return scenario_from_json(document, {"great_circle": GreatCircle})


def crowd():
    rng = np.random.default_rng(5)
    sizes = rng.integers(1, 6, 5_000).tolist()
    coach = CoachType("coach53", 53, 200_000, 640)
    return problem_of(
        [(size, 0, 1) for size in sizes], [[0, 9_000], [9_000, 0]], fleet=[coach]
    )


@pytest.mark.parametrize(
    ("make", "reasons"),
    [
        pytest.param(lambda: problem_of([], []), {}, id="no places at all"),
        pytest.param(lambda: on_a_line([]), {}, id="empty demand"),
        pytest.param(lambda: on_a_line([], fleet=()), {}, id="nothing and nobody"),
        pytest.param(lambda: on_a_line([(5, 0, 3)]), {}, id="one party"),
        pytest.param(
            lambda: problem_of([(9, 0, 0)] * 6, [[0]]), {}, id="all at one place"
        ),
        pytest.param(
            lambda: problem_of([(9, 0, 1), (5, 1, 0)], [[0, 0], [0, 0]]),
            {},
            id="zero distances",
        ),
        pytest.param(island, {"G0": Reason.NO_ROAD}, id="a place on an island"),
        pytest.param(
            lambda: on_a_line([(21, 0, 3), (4, 0, 3)]),
            {"G0": Reason.TOO_LARGE},
            id="a party larger than every coach",
        ),
        pytest.param(
            lambda: with_party(on_a_line([(21, 0, 3)]), together=False),
            {},
            id="a group larger than every coach",
        ),
        pytest.param(
            lambda: pair(max_distance_m=1_000),
            {"G0": Reason.TOO_FAR, "G1": Reason.TOO_FAR},
            id="nobody near enough",
        ),
        pytest.param(
            lambda: pair(max_ride_s=60),
            {"G0": Reason.TOO_FAR, "G1": Reason.TOO_FAR},
            id="nobody may ride that long",
        ),
        pytest.param(
            lambda: with_party(pair(), earliest_s=30_000, latest_s=30_060),
            {"G0": Reason.TIME_WINDOW},
            id="a window shorter than the drive",
        ),
        pytest.param(
            lambda: with_party(pair(), earliest_s=200_000),
            {"G0": Reason.TIME_WINDOW},
            id="a window after all coaches",
        ),
        pytest.param(
            lambda: with_party(
                pair(depart_until_s=21_600), earliest_s=21_660, latest_s=40_000
            ),
            {},
            id="a window that another's stop helps to meet",
        ),
        pytest.param(
            lambda: with_party(
                on_a_line([(5, 0, 3)], rules=rules_of(depart_until_s=21_600)),
                earliest_s=21_660,
                latest_s=40_000,
            ),
            {"G0": Reason.TIME_WINDOW},
            id="a window between two departures",
        ),
        pytest.param(
            lambda: with_party(
                pair(), first_date=DAY + dt.timedelta(days=3), last_date=DAY
            ),
            {"G0": Reason.NO_DATE},
            id="a window of dates that ends before it begins",
        ),
        pytest.param(
            lambda: with_party(
                dataclasses.replace(
                    pair(), fleet=(dataclasses.replace(LARGE, wheelchairs=1),)
                ),
                wheelchairs=2,
            ),
            {"G0": Reason.NO_SPACE},
            id="more wheelchairs than any coach has",
        ),
        pytest.param(
            lambda: pair(
                driver_hours=DriverHours(daily_driving_s=600), max_duration_s=90_000
            ),
            {"G0": Reason.DRIVER_HOURS, "G1": Reason.DRIVER_HOURS},
            id="hours that two drivers do not have",
        ),
        pytest.param(
            lambda: pair(
                depart_from_s=7_200,
                depart_until_s=7_200,
                driver_hours=DriverHours(exempt_m=0),
            ),
            {"G0": Reason.DRIVER_HOURS, "G1": Reason.DRIVER_HOURS},
            id="departures at which nobody may drive",
        ),
        pytest.param(
            lambda: on_a_line([(5, 0, 3)], fleet=()),
            {"G0": Reason.NO_COACH_LEFT},
            id="no fleet",
        ),
        pytest.param(
            lambda: on_a_line([(5, 0, 3)], fleet=[dataclasses.replace(SMALL, count=0)]),
            {"G0": Reason.NO_COACH_LEFT},
            id="a fleet of zero",
        ),
        pytest.param(
            lambda: on_a_line([(5, 0, 3)], fleet=[dataclasses.replace(SMALL, seats=0)]),
            {"G0": Reason.TOO_LARGE},
            id="coaches without a seat",
        ),
        pytest.param(
            lambda: pair(occupancy=0.0),
            {"G0": Reason.TOO_LARGE, "G1": Reason.TOO_LARGE},
            id="occupancy 0",
        ),
        pytest.param(
            lambda: two_days(counts=(0, 1)), {}, id="coaches on the second date only"
        ),
        pytest.param(
            lambda: on_a_line(
                [(6, 0, 3), (5, 0, 3)], fleet=[dataclasses.replace(SMALL, count=1)]
            ),
            {"G1": Reason.NO_COACH_LEFT},
            id="one coach too few",
        ),
        pytest.param(abroad, {"far": Reason.TOO_FAR}, id="outside China"),
        pytest.param(crowd, {}, id="5,000 parties at one place"),
    ],
)
def test_a_hard_case_is_a_plan_with_reasons_and_nobody_is_lost(make, reasons):
    problem = make()

    plan = solve(problem, time_limit_s=5)

    assert check(problem, plan) == []
    assert {gone.party: gone.reason for gone in plan.unassigned} == reasons
    assert all(gone.detail.endswith(".") for gone in plan.unassigned)
    riders = Counter()
    for trip in plan.trips:
        riders.update({on.party: on.riders for s in trip.stops for on in s.board})
    riders.update({gone.party: gone.riders for gone in plan.unassigned})
    assert riders == {party.id: party.size for party in problem.parties}


def problem_with(**changes):
    fields = {
        "name": "bad",
        "dates": (DAY,),
        "places": (Place("a"), Place("b")),
        "distance_m": np.array([[0, 9], [9, 0]]),
        "duration_s": np.array([[0, 9], [9, 0]]),
        "parties": (Party("p", 2, "a", "b"), Party("q", 2, "a", "b")),
        "fleet": (SMALL,),
        "rules": Rules(),
    }
    return Problem(**fields | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"parties": (Party("p", 2, "a", "b"),) * 2},
            "Expected ids of parties to be unique, got 'p' 2 times.",
        ),
        (
            {"fleet": (SMALL, SMALL)},
            "Expected ids of fleet to be unique, got 'small' 2 times.",
        ),
        (
            {"places": (Place("a"), Place("a"))},
            "Expected ids of places to be unique, got 'a' 2 times.",
        ),
        (
            {"parties": (Party("p", 0, "a", "b"),)},
            "Expected parties[0].size from 1 to 1000000, got 0.",
        ),
        (
            {"parties": (Party("p", 1, "a", "c"),)},
            "Expected parties[0].dropoff to be a place, got 'c'.",
        ),
        (
            {"parties": (Party("p", 1, "a", "b", alternatives=("c",)),)},
            "Expected parties[0].alternatives[0] to be a place, got 'c'.",
        ),
        (
            {"distance_m": np.array([[0, -1], [9, 0]])},
            "Expected distance_m from 0 to 100000000 with 0 on the diagonal.",
        ),
        (
            {"duration_s": np.zeros((3, 3), np.int64)},
            "Expected duration_s to be int64 of 2 × 2, got int64 of (3, 3).",
        ),
        ({"dates": ()}, "Expected dates to be at least one, ascending."),
        ({"dates": (DAY, DAY)}, "Expected dates to be at least one, ascending."),
        (
            {"fleet": (dataclasses.replace(SMALL, counts=(1, 1)),)},
            "Expected fleet[0].counts for 1 dates, got 2.",
        ),
        (
            {"fleet": (dataclasses.replace(SMALL, base="c"),)},
            "Expected fleet[0].base to be a place, got 'c'.",
        ),
        (
            {"forbidden": (("p", "r"),)},
            "Expected forbidden[0] to be a party, got 'r'.",
        ),
        (
            {"forbidden": (("p", "p"),)},
            "Expected forbidden[0] to be two parties, got 'p' twice.",
        ),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused_in_a_sentence(changes, sentence):
    with pytest.raises(InvalidProblemError) as refused:
        problem_with(**changes)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Rules(occupancy=1.1),
            "Expected rules.occupancy from 0 to 1, got 1.1.",
        ),
        (
            lambda: Rules(max_pickups=9),
            "Expected rules.max_pickups from 1 to 8, got 9.",
        ),
        (
            lambda: Rules(max_detour=0.9),
            "Expected rules.max_detour from 1 to 1000, got 0.9.",
        ),
        (
            lambda: DriverHours(night_speed=0),
            "Expected rules.driver_hours.night_speed from 0.1 to 1, got 0.",
        ),
    ],
)
def test_rules_out_of_range_are_refused_in_a_sentence(make, sentence):
    with pytest.raises(InvalidProblemError) as refused:
        make()

    assert str(refused.value) == sentence


def test_a_file_with_an_id_twice_is_refused_before_it_is_planned():
    with pytest.raises(InvalidScenarioError, match=r"^places: expected a list"):
        scenario_from_json({"name": "x", "dates": ["2027-02-24"], "places": 3}, {})


def test_a_figure_above_a_limit_reads_as_one():
    (gone,) = solve(
        on_a_line([(5, 0, 3)], rules=rules_of(max_distance_m=99_999))
    ).unassigned

    assert gone.detail == (
        "At least 100.000 km to its drop-off; a trip may have 99.999 km."
    )


def test_a_base_without_a_road_is_why_no_coach_comes():
    problem = on_a_line(
        [(5, 0, 3)],
        fleet=[dataclasses.replace(SMALL, base="P5")],
        rules=rules_of(empty_run=EmptyRun.OUT),
    )
    distance_m = problem.distance_m.copy()
    distance_m[5, :5] = distance_m[:5, 5] = NO_WAY_M

    problem = dataclasses.replace(problem, distance_m=distance_m)
    plan = solve(problem)

    assert check(problem, plan) == []
    (gone,) = plan.unassigned
    assert gone.reason is Reason.NO_COACH_LEFT
    assert gone.detail.startswith("No road leads from the base of any coach")


def test_a_way_round_that_was_not_taken_is_not_said_to_be_dearer():
    problem = on_a_line([(5, 0, 3)])
    distance_m = problem.distance_m.copy()
    distance_m[0, 3] = NO_WAY_M

    problem = dataclasses.replace(
        problem, distance_m=distance_m, prices=Prices(unassigned_cents=1)
    )
    plan = solve(problem)

    assert check(problem, plan) == []
    (gone,) = plan.unassigned
    assert gone.reason is Reason.NO_ROAD
    assert "no way by others' places was found that costs less" in gone.detail


def test_the_spaces_of_a_group_are_on_every_coach_that_carries_a_part_of_it():
    large = dataclasses.replace(LARGE, luggage=5)
    group = with_party(
        on_a_line([(40, 0, 3)], fleet=[large]), together=False, luggage=6
    )

    plan = solve(group)

    assert check(group, plan) == []
    (gone,) = plan.unassigned
    assert (gone.riders, gone.reason) == (40, Reason.NO_SPACE)
    assert gone.detail.startswith(
        "Its 0 spaces for wheelchairs and 6 for luggage must be on every coach"
    )
    fits = with_party(group, luggage=5)
    plan = solve(fits)
    assert check(fits, plan) == []
    assert (plan.riders, len(plan.trips)) == (40, 2)
