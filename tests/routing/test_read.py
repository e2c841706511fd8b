from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
import math

import pytest
from hypothesis import given, settings

from routing import (
    CoachType,
    DriverHours,
    InvalidScenarioError,
    Party,
    Prices,
    Rules,
    Trains,
    check,
    solve,
)
from routing.read import (
    plan_from_json,
    plan_to_json,
    read_plan,
    read_scenario,
    scenario_from_json,
    scenario_to_json,
)
from routing.travel_times.great_circle import GreatCircle
from tests.routing.instances import charter_day, small_problems

ENGINES = {"great_circle": GreatCircle}
SCENARIO = {
    "name": "二月",
    "dates": ["2027-02-24", "2027-02-25"],
    "places": [
        {"id": "P0", "name": "赫章", "lat": 27.1, "lon": 104.7},
        {"id": "E0", "name": "盛泽", "lat": 30.9, "lon": 120.6},
    ],
    "travel": {
        "kind": "matrix",
        "distance_m": [[0, 900_000], [900_000, 0]],
        "duration_s": [[0, 40_000], [40_000, 0]],
    },
    "parties": [
        {
            "id": "G0",
            "size": 12,
            "pickup": "P0",
            "dropoff": "E0",
            "alternatives": ["E0"],
            "together": False,
            "first_date": "2027-02-24",
            "last_date": None,
            "wanted_date": "2027-02-25",
            "earliest_s": 21_600,
            "latest_s": None,
            "priority": 3,
            "wheelchairs": 1,
            "luggage": 2,
        },
        {"id": "G1", "size": 3, "pickup": "P0", "dropoff": "E0"},
    ],
    "fleet": [
        {
            "id": "coach33",
            "seats": 33,
            "hire_cents": 140_000,
            "cents_per_km": 460,
            "count": None,
            "operator": "平江客运",
            "counts": [None, 3],
            "base": "E0",
            "overnight_cents": 30_000,
            "second_driver_cents": None,
            "wheelchairs": 2,
            "luggage": None,
        }
    ],
    "rules": {
        "occupancy": 0.5,
        "max_pickups": 3,
        "max_dropoffs": 3,
        "pickup_s": 900,
        "dropoff_s": 600,
        "max_duration_s": 54_000,
        "max_distance_m": 1_250_000,
        "second_driver_cents": 70_000,
        "second_driver_above_m": 600_000,
        "party_split": False,
        "crew_seats": 1,
        "kept_free_seats": 8,
        "max_parties": 3,
        "max_ride_s": 50_000,
        "max_detour": 1.3,
        "depart_from_s": 18_000,
        "depart_until_s": 72_000,
        "depart_step_s": 1_800,
        "empty_run": "both",
        "driver_hours": {
            "day_driving_s": 14_400,
            "night_driving_s": 7_200,
            "rest_s": 1_200,
            "night_from_s": 79_200,
            "night_until_s": 21_600,
            "daily_driving_s": 36_000,
            "standstill_from_s": 7_200,
            "standstill_until_s": 18_000,
            "exempt_m": 100_000,
            "night_speed": 0.9,
            "change_s": 300,
            "relay_places": ["P0"],
        },
    },
    "prices": {
        "unassigned_cents": 1_000_000,
        "day_cents": 500,
        "hour_cents": 100,
        "promise_cents": 2_000,
        "split_cents": 50_000,
    },
    "promises": [
        {
            "party": "G1",
            "service_date": "2027-02-24",
            "pickup": "P0",
            "leaves_s": 21_600,
        }
    ],
    "forbidden": [["G0", "G1"]],
    "trains": {
        "blocks": [
            {
                "id": "K1",
                "hub": "P0",
                "station": "E0",
                "service_date": "2027-02-25",
                "departs_s": 50_000,
                "arrives_s": 110_000,
                "seats": 120,
                "seat_cents": 18_000,
                "least_riders": 40,
            }
        ],
        "shuttles": [
            {
                "id": "bus",
                "station": "E0",
                "seats": 35,
                "hire_cents": 60_000,
                "cents_per_km": 400,
                "count": None,
                "counts": [2, None],
            }
        ],
        "transfers": {
            "hub_s": 3_000,
            "spare_s": 9_000,
            "station_s": 1_200,
            "wait_s": 6_000,
            "step_s": 600,
            "max_gates": 2,
            "depart_from_s": 18_000,
            "depart_until_s": 50_400,
        },
    },
}
# As short as a file can be: one date, and everything else as usual.
SHORT = {
    "name": "short",
    "service_date": "2027-02-24",
    "places": [{"id": "P0"}, {"id": "E0"}],
    "travel": SCENARIO["travel"],
    "parties": [{"id": "G0", "size": 12, "pickup": "P0", "dropoff": "E0"}],
    "fleet": [{"id": "c", "seats": 33, "hire_cents": 140_000, "cents_per_km": 460}],
    "rules": {
        key: SCENARIO["rules"][key]
        for key in (
            "occupancy",
            "max_pickups",
            "max_dropoffs",
            "pickup_s",
            "dropoff_s",
            "max_duration_s",
            "max_distance_m",
            "second_driver_cents",
            "second_driver_above_m",
        )
    },
}


def changed(path, value, document=SCENARIO):
    document = copy.deepcopy(document)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


def without(*path):
    document = copy.deepcopy(SCENARIO)
    at = document
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return document


def test_a_scenario_is_read_as_it_is_written():
    problem = scenario_from_json(SCENARIO, ENGINES)
    written = scenario_to_json(problem)
    second = {
        field.name: field.default
        for field in dataclasses.fields(Party)
        if field.default is not dataclasses.MISSING
    }

    assert problem.engine == "given"
    assert (
        written["parties"][1] == second | {"alternatives": []} | SCENARIO["parties"][1]
    )
    written["parties"][1] = SCENARIO["parties"][1]
    assert written == SCENARIO


def test_what_a_file_does_not_say_is_as_usual():
    problem = scenario_from_json(SHORT, {})

    assert problem.dates == (dt.date(2027, 2, 24),)
    assert problem.fleet == (CoachType("c", 33, 140_000, 460),)
    assert problem.parties == (Party("G0", 12, "P0", "E0"),)
    assert problem.prices == Prices()
    assert (problem.promises, problem.forbidden) == ((), ())
    assert problem.trains == Trains()
    assert problem.rules == dataclasses.replace(Rules(), occupancy=0.5)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        (True, DriverHours()),
        (False, None),
        (None, None),
        ({"rest_s": 900}, DriverHours(rest_s=900)),
    ],
)
def test_drivers_hours_are_those_of_the_regulation_or_changed_ones(said, hours):
    document = changed(["rules", "driver_hours"], said)

    assert scenario_from_json(document, {}).rules.driver_hours == hours


@given(small_problems())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_problems_survive_the_file(problem):
    document = json.loads(json.dumps(scenario_to_json(problem)))

    assert scenario_to_json(scenario_from_json(document, {})) == document


def test_plans_survive_the_file(tmp_path):
    problem = charter_day(8, seed=1)
    plan = solve(problem)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan_to_json(plan)), encoding="utf-8")

    assert read_plan(path) == plan
    assert check(problem, read_plan(path)) == []


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(SCENARIO), encoding="utf-8-sig")

    assert read_scenario(path, {}).name == "二月"


def test_an_engine_answers_where_the_file_has_no_matrix():
    document = changed(["travel"], {"kind": "great_circle"})

    problem = scenario_from_json(document, ENGINES)

    assert problem.engine == "great_circle"
    assert 1_500_000 < problem.distance_m[0, 1] < 2_500_000


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            ["parties", 0, "size"],
            -2,
            "parties[0].size: expected a whole number ≥ 1, got -2.",
        ),
        (
            ["parties", 0, "size"],
            True,
            "parties[0].size: expected a whole number ≥ 1, got true.",
        ),
        (
            ["parties", 0, "size"],
            2.5,
            "parties[0].size: expected a whole number ≥ 1, got 2.5.",
        ),
        (
            ["parties", 0, "size"],
            10**30,
            "parties[0].size: expected a whole number ≤ 1000000, got 1"
            + "0" * 30
            + ".",
        ),
        (
            ["parties", 0, "pickup"],
            "P7",
            "parties[0].pickup: expected the id of a place, got 'P7'.",
        ),
        (["parties", 0, "id"], "", "parties[0].id: expected a text, got ''."),
        (["parties", 0], 3, "parties[0]: expected an object, got 3."),
        (["parties"], None, "parties: expected a list, got null."),
        (
            ["parties", 0, "sizes"],
            3,
            "parties[0]: expected no unknown key, got 'sizes'.",
        ),
        (
            ["travel", "distance_m", 1, 0],
            math.nan,
            "travel.distance_m[1][0]: expected a whole number ≥ 0, got NaN.",
        ),
        (
            ["travel", "distance_m", 1, 0],
            math.inf,
            "travel.distance_m[1][0]: expected a whole number ≥ 0, got inf.",
        ),
        (
            ["travel", "duration_s", 1, 0],
            -1,
            "travel.duration_s[1][0]: expected a whole number ≥ 0, got -1.",
        ),
        (
            ["travel", "duration_s", 1, 1],
            5,
            "travel.duration_s[1][1]: expected 0 from a place to itself, got 5.",
        ),
        (
            ["travel", "duration_s"],
            [[0, 1]],
            "travel.duration_s: expected a list of 2, one a place, got 1.",
        ),
        (
            ["travel", "duration_s", 1],
            [0],
            "travel.duration_s[1]: expected a list of 2, one a place, got 1.",
        ),
        (
            ["travel", "kind"],
            "teleport",
            'travel.kind: expected one of "matrix", "great_circle", got \'teleport\'.',
        ),
        (
            ["dates", 1],
            "soon",
            "dates[1]: expected a date as 2027-02-24, got 'soon'.",
        ),
        (
            ["dates", 1],
            3,
            "dates[1]: expected a date as 2027-02-24, got 3.",
        ),
        (["dates"], [], "dates: expected 1 to 366 dates, got 0."),
        (
            ["dates"],
            ["2027-02-25", "2027-02-24"],
            "Expected dates to be at least one, ascending.",
        ),
        (
            ["service_date"],
            "2027-02-24",
            "dates: expected none beside service_date, got a list.",
        ),
        (
            ["rules", "occupancy"],
            math.nan,
            "rules.occupancy: expected a number from 0 to 1, got NaN.",
        ),
        (
            ["rules", "occupancy"],
            "half",
            "rules.occupancy: expected a number from 0 to 1, got 'half'.",
        ),
        (
            ["rules", "max_pickups"],
            9,
            "rules.max_pickups: expected a whole number ≤ 8, got 9.",
        ),
        (
            ["rules", "empty_run"],
            "twice",
            'rules.empty_run: expected one of "none", "out", "back", "both", '
            "got 'twice'.",
        ),
        (
            ["rules", "driver_hours"],
            3,
            "rules.driver_hours: expected an object, got 3.",
        ),
        (
            ["rules", "driver_hours", "rest_s"],
            100_000,
            "Expected rules.driver_hours.rest_s from 0 to 86400, got 100000.",
        ),
        (
            ["rules", "depart_until_s"],
            3,
            "Expected rules.depart_until_s from 18000 to 172800, got 3.",
        ),
        (
            ["prices", "day_cents"],
            -1,
            "prices.day_cents: expected a whole number ≥ 0, got -1.",
        ),
        (
            ["promises", 0, "party"],
            "G7",
            "Expected promises[0].party to be a party, got 'G7'.",
        ),
        (["forbidden", 0], ["G0"], "forbidden[0]: expected two parties, got 1."),
        (
            ["forbidden", 0, 1],
            "G0",
            "Expected forbidden[0] to be two parties, got 'G0' twice.",
        ),
        (
            ["parties", 0, "alternatives", 0],
            "P7",
            "parties[0].alternatives[0]: expected the id of a place, got 'P7'.",
        ),
        (
            ["parties", 0, "wanted_date"],
            "x",
            "parties[0].wanted_date: expected a date as 2027-02-24, got 'x'.",
        ),
        (
            ["fleet", 0, "counts"],
            [1],
            "Expected fleet[0].counts for 2 dates, got 1.",
        ),
        (
            ["rules", "max_picups"],
            3,
            "rules: expected no unknown key, got 'max_picups'.",
        ),
        (
            ["fleet", 0, "count"],
            -1,
            "fleet[0].count: expected a whole number ≥ 0, got -1.",
        ),
        (
            ["places", 1, "id"],
            "P0",
            "places[1].id: expected another id than places[0], got 'P0'.",
        ),
        (
            ["fleet", 0, "count"],
            3,
            "fleet[0].count: expected none beside counts, got 3.",
        ),
        (
            ["fleet", 0, "base"],
            None,
            'rules.empty_run: expected "none" while no coach type of the fleet has a '
            "base, got 'both'.",
        ),
        (
            ["rules", "driver_hours", "relay_places", 0],
            "P7",
            "rules.driver_hours.relay_places[0]: expected the id of a place, got 'P7'.",
        ),
        (
            ["promises", 0, "service_date"],
            "2027-03-01",
            "promises[0].service_date: expected a date of the scenario, "
            "got '2027-03-01'.",
        ),
        (
            ["parties", 0, "id"],
            "\ud800",
            "parties[0].id: expected a text of whole characters, got '\\ud800'.",
        ),
        (
            ["places", 0, "name"],
            "赫\udc00",
            "places[0].name: expected a text of whole characters, got '赫\\udc00'.",
        ),
        (
            ["places", 0, "lat"],
            91,
            "places[0].lat: expected a number from -90 to 90, got 91.",
        ),
    ],
)
def test_a_wrong_field_gets_one_sentence_that_names_its_place(path, value, sentence):
    with pytest.raises(InvalidScenarioError) as refused:
        scenario_from_json(changed(path, value), ENGINES)

    assert str(refused.value) == sentence


def test_a_plan_at_any_price_that_is_read_can_be_written_and_read():
    document = changed(["parties", 0, "size"], 1_000_000)
    document["prices"]["unassigned_cents"] = 10**10
    weight = 3 * 1_000_000 + 3

    with pytest.raises(InvalidScenarioError) as refused:
        scenario_from_json(document, {})

    assert str(refused.value) == (
        f"prices.unassigned_cents: expected at most {2**53 // weight} for so many "
        f"riders and priorities, got {10**10}."
    )


def test_what_an_object_counts_twice_is_written_once():
    problem = scenario_from_json(SCENARIO, {})
    coach = dataclasses.replace(problem.fleet[0], count=2, base=None)
    twice = dataclasses.replace(problem, fleet=(coach,))

    document = scenario_to_json(twice)

    assert scenario_to_json(scenario_from_json(document, {})) == document


@pytest.mark.parametrize("name", ["parties", "fleet"])
def test_an_id_stands_once(name):
    document = changed([name], SHORT[name] * 2, SHORT)

    with pytest.raises(InvalidScenarioError, match=rf"^{name}\[1\]\.id: expected anot"):
        scenario_from_json(document, ENGINES)


@pytest.mark.parametrize(
    "path", [["name"], ["travel", "duration_s"], ["rules", "occupancy"]]
)
def test_a_missing_field_is_named(path):
    with pytest.raises(InvalidScenarioError) as refused:
        scenario_from_json(without(*path), ENGINES)

    assert str(refused.value) == f"{'.'.join(path)}: expected a value, got none."


def test_an_engine_needs_coordinates():
    document = changed(["travel"], {"kind": "great_circle"})
    document = changed(["places", 1, "lat"], None, document)

    with pytest.raises(InvalidScenarioError, match=r"^places\[1\]\.lat: expected deg"):
        scenario_from_json(document, ENGINES)


@pytest.mark.parametrize("document", [[], 3, None, "x"])
def test_a_file_that_is_no_object_is_refused(document):
    for read in (plan_from_json, lambda d: scenario_from_json(d, {})):
        with pytest.raises(InvalidScenarioError, match=r"^the file: expected an"):
            read(document)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "to be JSON: Expecting value at line 1, column 1."),
        (b"{", "to be JSON: Expecting property name"),
        (b'{"name": "a", "name": "b"}', "got 'name' twice."),
        (b'"\xff\xfe"', "to be UTF-8, got other bytes at 1."),
        (b"[" * 100_000, "too many brackets inside each other."),
        (b'{"name": 1' + b"0" * 6000 + b"}", "numbers of a usual size."),
    ],
)
def test_a_file_that_is_no_json_is_refused(tmp_path, raw, sentence):
    path = tmp_path / "scenario.json"
    path.write_bytes(raw)

    with pytest.raises(InvalidScenarioError) as refused:
        read_scenario(path, {})

    assert sentence in str(refused.value)
    assert str(refused.value).count(str(path)) == 1


def test_a_wrong_field_names_the_file_too(tmp_path):
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(changed(["name"], 3)), encoding="utf-8")

    for read in (read_plan, lambda path: read_scenario(path, {})):
        with pytest.raises(InvalidScenarioError) as refused:
            read(path)
        assert str(refused.value).startswith(f"{path}: ")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidScenarioError, match="No such file"):
        read_scenario(tmp_path / "none.json", {})


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["status"], "great", 'status: expected one of "optimal", "feasible"'),
        (["trips", 0, "stops", 0, "board", 0, "riders"], "x", "board[0].riders: expec"),
        (["trips", 0, "coach"], None, "trips[0].coach: expected a text, got null."),
        (
            ["trips", 0, "service_date"],
            3,
            "trips[0].service_date: expected a text, got",
        ),
        (["costs", "trips"], -1, "costs.trips: expected a whole number ≥ 0, got -1."),
        (["gap"], math.nan, "gap: expected a number from 0 to 1, got NaN."),
    ],
)
def test_a_wrong_field_of_a_plan_is_named(path, value, sentence):
    plan = plan_to_json(solve(scenario_from_json(SHORT, {})))
    document = json.loads(json.dumps(plan))

    with pytest.raises(InvalidScenarioError) as refused:
        plan_from_json(changed(path, value, document))

    assert sentence in str(refused.value)
