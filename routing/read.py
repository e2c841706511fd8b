"""Scenario and plan files: JSON to ``Problem`` and ``Plan``, and back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from routing.errors import InvalidProblemError, InvalidScenarioError
from routing.fields import Fields, expected, of_length, several, whole, words
from routing.plan import Plan, Reason, Riders, Status, Stop, Trip, Unassigned
from routing.problem import (
    MOST_CENTS,
    MOST_METRES,
    MOST_RIDERS,
    MOST_SECONDS,
    MOST_STOPS,
    CoachType,
    Party,
    Place,
    Problem,
    Rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from routing.travel_times.protocol import TravelTimes

# Far above what one departure day can hold; a matrix of it takes 400 MB.
MOST_PLACES = 5000


def read_scenario(
    path: Path, engines: Mapping[str, Callable[[], TravelTimes]]
) -> Problem:
    """
    Read a scenario file.

    Parameters
    ----------
    engines
        For each kind of travel besides ``matrix``, what makes its engine.

    Raises
    ------
    InvalidScenarioError
        When the file is missing or malformed; one sentence that names the place in it.
    """
    return scenario_from_json(_load(path), engines)


def scenario_from_json(
    document: object, engines: Mapping[str, Callable[[], TravelTimes]]
) -> Problem:
    """Return the problem a parsed scenario states; see ``read_scenario``."""
    with Fields("", document) as top:
        name = top.text("name")
        service_date = _date(top.text("service_date"))
        places = several(top.value("places"), "places", _place)
        if len(places) > MOST_PLACES:
            raise expected("places", f"at most {MOST_PLACES}", len(places))
        known = _ids("places", places)
        distance_m, duration_s, engine = _travel(top.value("travel"), places, engines)
        parties = several(
            top.value("parties"), "parties", lambda at, x: _party(at, x, known)
        )
        fleet = several(top.value("fleet"), "fleet", _coach)
        rules = _rules(top.value("rules"))
    _ids("parties", parties)
    _ids("fleet", fleet)
    try:
        return Problem(
            name,
            service_date,
            places,
            distance_m,
            duration_s,
            parties,
            fleet,
            rules,
            engine,
        )
    except InvalidProblemError as error:
        raise InvalidScenarioError(str(error)) from error


def scenario_to_json(problem: Problem) -> dict[str, Any]:
    """Return the scenario as its file states it, with the matrices written out."""
    return {
        "name": problem.name,
        "service_date": problem.service_date.isoformat(),
        "places": [asdict(place) for place in problem.places],
        "travel": {
            "kind": "matrix",
            "distance_m": problem.distance_m.tolist(),
            "duration_s": problem.duration_s.tolist(),
        },
        "parties": [asdict(party) for party in problem.parties],
        "fleet": [asdict(coach) for coach in problem.fleet],
        "rules": asdict(problem.rules) | {"empty_run": "none", "driver_hours": False},
    }


def read_plan(path: Path) -> Plan:
    """
    Read a plan file; ids in it may be unknown, which is for ``check`` to tell.

    Raises
    ------
    InvalidScenarioError
        As in ``read_scenario``.
    """
    return plan_from_json(_load(path))


def plan_from_json(document: object) -> Plan:
    """Return the plan of a parsed plan file; see ``read_plan``."""
    with Fields("", document) as top:
        return Plan(
            scenario=top.text("scenario"),
            status=top.choice("status", Status),
            cost_cents=top.count("cost_cents", most=2**53),
            lower_bound_cents=top.count("lower_bound_cents", most=2**53),
            gap=top.number("gap", 0, 1),
            runtime_s=top.number("runtime_s", 0, 1e9),
            seed=top.count("seed", most=2**53),
            trips=several(top.value("trips"), "trips", _trip),
            unassigned=several(top.value("unassigned"), "unassigned", _unassigned),
        )


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as its file states it."""
    return asdict(plan)


def _load(path: Path) -> object:
    try:
        raw = path.read_bytes()
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror}."
        raise InvalidScenarioError(msg) from error
    try:
        document: object = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_unique
        )
    except UnicodeDecodeError as error:
        msg = f"Expected {path} to be UTF-8, got other bytes at {error.start}."
        raise InvalidScenarioError(msg) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        msg = f"Expected {path} to be JSON: {error.msg} at {where}."
        raise InvalidScenarioError(msg) from error
    except RecursionError as error:
        msg = f"Expected {path} to be JSON, got too many brackets inside each other."
        raise InvalidScenarioError(msg) from error
    except InvalidScenarioError:
        raise
    except ValueError as error:  # Python refuses to read a number of 5,000 digits.
        msg = f"Expected {path} to be JSON with numbers of a usual size."
        raise InvalidScenarioError(msg) from error
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        msg = f"Expected every key once in an object, got {twice!r} twice."
        raise InvalidScenarioError(msg)
    return found


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise expected("service_date", "a date as 2027-02-24", text) from None


def _ids(name: str, things: Iterable[Place | Party | CoachType]) -> set[str]:
    first: dict[str, int] = {}
    for i, thing in enumerate(things):
        if thing.id in first:
            other = f"{name}[{first[thing.id]}]"
            raise expected(f"{name}[{i}].id", f"another id than {other}", thing.id)
        first[thing.id] = i
    return set(first)


def _place(at: str, value: object) -> Place:
    with Fields(at, value) as fields:
        return Place(
            id=fields.text("id"),
            name=fields.text("name", ""),
            lat=fields.degrees("lat", 90),
            lon=fields.degrees("lon", 180),
        )


def _party(at: str, value: object, known: set[str]) -> Party:
    with Fields(at, value) as fields:
        party = Party(
            id=fields.text("id"),
            size=fields.count("size", 1, MOST_RIDERS),
            pickup=fields.text("pickup"),
            dropoff=fields.text("dropoff"),
        )
    for end, place in (("pickup", party.pickup), ("dropoff", party.dropoff)):
        if place not in known:
            raise expected(f"{at}.{end}", "the id of a place", place)
    return party


def _coach(at: str, value: object) -> CoachType:
    with Fields(at, value) as fields:
        return CoachType(
            id=fields.text("id"),
            seats=fields.count("seats", 0, MOST_RIDERS),
            hire_cents=fields.count("hire_cents", 0, MOST_CENTS),
            cents_per_km=fields.count("cents_per_km", 0, MOST_CENTS),
            count=fields.count_or_none("count", MOST_RIDERS),
        )


def _rules(value: object) -> Rules:
    with Fields("rules", value) as fields:
        rules = Rules(
            occupancy=fields.number("occupancy", 0, 1),
            max_pickups=fields.count("max_pickups", 1, MOST_STOPS),
            max_dropoffs=fields.count("max_dropoffs", 1, MOST_STOPS),
            pickup_s=fields.count("pickup_s", 0, MOST_SECONDS),
            dropoff_s=fields.count("dropoff_s", 0, MOST_SECONDS),
            max_duration_s=fields.count("max_duration_s", 0, MOST_SECONDS),
            max_distance_m=fields.count("max_distance_m", 0, MOST_METRES),
            second_driver_cents=fields.count("second_driver_cents", 0, MOST_CENTS),
            second_driver_above_m=fields.count("second_driver_above_m", 0, MOST_METRES),
            party_split=fields.truth("party_split", default=False),
        )
        empty_run = fields.text("empty_run", "none")
        if empty_run != "none":
            aim = '"none" (no other empty run is planned yet)'
            raise expected("rules.empty_run", aim, empty_run)
        if fields.truth("driver_hours", default=False):
            aim = "false (no timetable of driver hours is planned yet)"
            raise expected("rules.driver_hours", aim, value=True)
        return rules


def _travel(
    value: object,
    places: Sequence[Place],
    engines: Mapping[str, Callable[[], TravelTimes]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
    with Fields("travel", value) as fields:
        kind = fields.text("kind")
        if kind != "matrix" and kind not in engines:
            kinds = words(["matrix", *engines])
            raise expected("travel.kind", f"one of {kinds}", kind)
        if kind == "matrix":
            n = len(places)
            return (
                _matrix("travel.distance_m", fields.value("distance_m"), n),
                _matrix("travel.duration_s", fields.value("duration_s"), n),
                "given",
            )
    for i, place in enumerate(places):
        for axis in ("lat", "lon"):
            if getattr(place, axis) is None:
                aim = f"degrees, which travel by {kind} needs"
                raise expected(f"places[{i}].{axis}", aim, None)
    lat = np.array([place.lat for place in places], np.float64)
    lon = np.array([place.lon for place in places], np.float64)
    found = engines[kind]().matrix(lat, lon)
    return found.distance_m, found.duration_s, found.engine


def _matrix(at: str, rows: object, n: int) -> NDArray[np.int64]:
    rows = of_length(at, rows, n)
    for i, row in enumerate(rows):
        row = of_length(f"{at}[{i}]", row, n)
        # Most rows are plain ints in range: look closer only where one is not.
        if set(map(type, row)) != {int} or min(row) < 0 or max(row) > MOST_METRES:
            rows[i] = [
                whole(f"{at}[{i}][{j}]", x, 0, MOST_METRES) for j, x in enumerate(row)
            ]
        if rows[i][i] != 0:
            raise expected(f"{at}[{i}][{i}]", "0 from a place to itself", rows[i][i])
    return np.array(rows, np.int64).reshape(n, n)


def _trip(at: str, value: object) -> Trip:
    with Fields(at, value) as fields:
        return Trip(
            coach=fields.text("coach"),
            stops=several(fields.value("stops"), f"{at}.stops", _stop),
            distance_m=fields.count("distance_m", most=2**53),
            duration_s=fields.count("duration_s", most=2**53),
            cost_cents=fields.count("cost_cents", most=2**53),
            drivers=fields.count("drivers", most=MOST_RIDERS),
        )


def _stop(at: str, value: object) -> Stop:
    with Fields(at, value) as fields:
        return Stop(
            place=fields.text("place"),
            board=several(fields.value("board"), f"{at}.board", _riders),
            alight=several(fields.value("alight"), f"{at}.alight", _riders),
        )


def _riders(at: str, value: object) -> Riders:
    with Fields(at, value) as fields:
        return Riders(fields.text("party"), fields.count("riders", most=MOST_RIDERS))


def _unassigned(at: str, value: object) -> Unassigned:
    with Fields(at, value) as fields:
        return Unassigned(
            party=fields.text("party"),
            riders=fields.count("riders", most=MOST_RIDERS),
            reason=fields.choice("reason", Reason),
            detail=fields.text("detail", ""),
        )
