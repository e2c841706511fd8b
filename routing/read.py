"""Scenario and plan files: JSON to ``Problem`` and ``Plan``, and back."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from dataclasses import asdict, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from routing.errors import InvalidProblemError, InvalidScenarioError
from routing.fields import (
    Fields,
    coaches,
    expected,
    of_length,
    several,
    text_of,
    whole,
    words,
)
from routing.plan import (
    Costs,
    Plan,
    Reason,
    Rest,
    Riders,
    Status,
    Stop,
    Trip,
    Unassigned,
)
from routing.problem import (
    MOST_DATES,
    MOST_PRIORITY,
    CoachType,
    Party,
    Place,
    Problem,
    Promise,
)
from routing.read_trains import train_reader, trains_of
from routing.rules import (
    DAY_S,
    MOST_CENTS,
    MOST_METRES,
    MOST_RIDERS,
    MOST_SECONDS,
    MOST_STOPS,
    DriverHours,
    EmptyRun,
    Prices,
    Rules,
)
from routing.trains import ShuttleCoach, Trains

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )
    from pathlib import Path

    from numpy.typing import NDArray

    from routing.travel_times.protocol import TravelTimes

Counted = TypeVar("Counted", CoachType, ShuttleCoach)

# Far above what one departure day can hold; a matrix of it takes 400 MB.
MOST_PLACES = 5000
MOST_EXACT = 2**53  # larger whole numbers are rounded by who reads them as doubles


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
    with _named(path):
        return scenario_from_json(_load(path), engines)


def scenario_from_json(
    document: object, engines: Mapping[str, Callable[[], TravelTimes]]
) -> Problem:
    """Return the problem a parsed scenario states; see ``read_scenario``."""
    try:
        return _scenario(document, engines)
    except InvalidProblemError as error:
        raise InvalidScenarioError(str(error)) from error


def _scenario(
    document: object, engines: Mapping[str, Callable[[], TravelTimes]]
) -> Problem:
    with Fields("", document) as top:
        name = top.text("name")
        dates = _dates(top)
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
        prices = _prices(top.value("prices")) if top.has("prices") else Prices()
        promises = top.list_or_none("promises", _promise)
        forbidden = top.list_or_none("forbidden", _pair)
        trains = (
            trains_of(top.value("trains"), _date) if top.has("trains") else Trains()
        )
    _ids("parties", parties)
    _ids("fleet", fleet)
    _expect_places(rules, fleet, known)
    _expect_price(prices, parties)
    for i, promise in enumerate(promises):
        if promise.service_date not in dates:
            at = f"promises[{i}].service_date"
            raise expected(at, "a date of the scenario", str(promise.service_date))
    return Problem(
        name=name,
        dates=dates,
        places=places,
        distance_m=distance_m,
        duration_s=duration_s,
        parties=parties,
        fleet=fleet,
        rules=rules,
        prices=prices,
        promises=promises,
        forbidden=forbidden,
        engine=engine,
        trains=trains,
    )


def _expect_places(
    rules: Rules, fleet: Sequence[CoachType], known: Collection[str]
) -> None:
    """Refuse relays at places that are none, and empty runs of coaches from nowhere."""
    relays = rules.driver_hours.relay_places if rules.driver_hours else ()
    for i, place in enumerate(relays):
        if place not in known:
            at = f"rules.driver_hours.relay_places[{i}]"
            raise expected(at, "the id of a place", place)
    if rules.empty_run is not EmptyRun.NONE and fleet and not _any_base(fleet):
        aim = '"none" while no coach type of the fleet has a base'
        raise expected("rules.empty_run", aim, rules.empty_run.value)


def _any_base(fleet: Iterable[CoachType]) -> bool:
    return any(coach.base is not None for coach in fleet)


def _expect_price(prices: Prices, parties: Iterable[Party]) -> None:
    """Refuse a price at which the cost of a plan would not be a number of a file."""
    weight = sum(party.size * party.priority for party in parties)
    if weight * prices.unassigned_cents > MOST_EXACT:
        aim = f"at most {MOST_EXACT // weight} for so many riders and priorities"
        raise expected("prices.unassigned_cents", aim, prices.unassigned_cents)


def scenario_to_json(problem: Problem) -> dict[str, Any]:
    """Return the scenario as its file states it, with the matrices written out."""
    rules = problem.rules
    if not _any_base(problem.fleet):
        rules = replace(rules, empty_run=EmptyRun.NONE)
    return {
        "name": problem.name,
        "dates": [date.isoformat() for date in problem.dates],
        "places": [asdict(place) for place in problem.places],
        "travel": {
            "kind": "matrix",
            "distance_m": problem.distance_m.tolist(),
            "duration_s": problem.duration_s.tolist(),
        },
        "parties": [_plain(party) for party in problem.parties],
        "fleet": [_plain(_counted_once(coach)) for coach in problem.fleet],
        "rules": _plain(rules),
        "prices": _plain(problem.prices),
        "promises": [_plain(promise) for promise in problem.promises],
        "forbidden": [list(pair) for pair in problem.forbidden],
        "trains": _plain(
            replace(
                problem.trains,
                shuttles=tuple(
                    _counted_once(coach) for coach in problem.trains.shuttles
                ),
            )
        ),
    }


def _counted_once(coach: Counted) -> Counted:
    """Return a coach type whose number is said in one way."""
    return replace(coach, count=None) if coach.counts else coach


def read_plan(path: Path) -> Plan:
    """
    Read a plan file; ids in it may be unknown, which is for ``check`` to tell.

    Raises
    ------
    InvalidScenarioError
        As in ``read_scenario``.
    """
    with _named(path):
        return plan_from_json(_load(path))


def plan_from_json(document: object) -> Plan:
    """Return the plan of a parsed plan file; see ``read_plan``."""
    with Fields("", document) as top:
        return Plan(
            scenario=top.text("scenario"),
            status=top.choice("status", Status),
            cost_cents=top.count("cost_cents", most=MOST_EXACT),
            lower_bound_cents=top.count("lower_bound_cents", most=MOST_EXACT),
            gap=top.number("gap", 0, 1),
            runtime_s=top.number("runtime_s", 0, 1e9),
            seed=top.count("seed", most=MOST_EXACT),
            trips=several(top.value("trips"), "trips", _trip),
            unassigned=several(top.value("unassigned"), "unassigned", _unassigned),
            costs=_costs(top.value("costs")),
            trains=top.list_or_none("trains", train_reader(_trip, _stop, _riders)),
        )


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as its file states it."""
    return cast("dict[str, Any]", _plain(plan))


def _plain(value: Any) -> Any:
    """Return a value as JSON states it: dates as texts, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file in every sentence about it, which may be one of two."""
    try:
        yield
    except InvalidScenarioError as error:
        if str(path) in str(error):
            raise
        msg = f"{path}: {error}"
        raise InvalidScenarioError(msg) from error


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


def _dates(top: Fields) -> tuple[dt.date, ...]:
    """Return the service dates: one as ``service_date`` or several as ``dates``."""
    if top.has("service_date"):
        if top.has("dates"):
            raise expected("dates", "none beside service_date", top.value("dates"))
        return (_date("service_date", top.text("service_date")),)
    dates = several(top.value("dates"), "dates", _date)
    if not 1 <= len(dates) <= MOST_DATES:
        raise expected("dates", f"1 to {MOST_DATES} dates", len(dates))
    return dates


def _date(at: str, text: object) -> dt.date:
    aim = "a date as 2027-02-24"
    if not isinstance(text, str):
        raise expected(at, aim, text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise expected(at, aim, text) from None


def _date_or_none(fields_: Fields, key: str) -> dt.date | None:
    text = fields_.text_or_none(key)
    return None if text is None else _date(fields_.at(key), text)


def _pair(at: str, value: object) -> tuple[str, str]:
    ids = several(value, at, text_of)
    if len(ids) != 2:
        raise expected(at, "two parties", len(ids))
    return ids[0], ids[1]


def _promise(at: str, value: object) -> Promise:
    with Fields(at, value) as fields_:
        return Promise(
            party=fields_.text("party"),
            service_date=_date(f"{at}.service_date", fields_.text("service_date")),
            pickup=fields_.text("pickup"),
            leaves_s=fields_.count_or_none("leaves_s", 10 * DAY_S),
        )


def _prices(value: object) -> Prices:
    usual = Prices()
    with Fields("prices", value) as fields_:
        return Prices(
            **{
                name: fields_.count_or(name, getattr(usual, name), 0, MOST_CENTS)
                for name in (field.name for field in fields(Prices))
            }
        )


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
            alternatives=fields.list_or_none("alternatives", text_of),
            together=fields.truth("together", default=True),
            first_date=_date_or_none(fields, "first_date"),
            last_date=_date_or_none(fields, "last_date"),
            wanted_date=_date_or_none(fields, "wanted_date"),
            earliest_s=fields.count_or_none("earliest_s", 10 * DAY_S),
            latest_s=fields.count_or_none("latest_s", 10 * DAY_S),
            priority=fields.count_or("priority", 1, 1, MOST_PRIORITY),
            wheelchairs=fields.count_or("wheelchairs", 0, 0, MOST_RIDERS),
            luggage=fields.count_or("luggage", 0, 0, MOST_RIDERS),
        )
    ends = [("pickup", party.pickup), ("dropoff", party.dropoff)]
    ends += [(f"alternatives[{i}]", id_) for i, id_ in enumerate(party.alternatives)]
    for end, place in ends:
        if place not in known:
            raise expected(f"{at}.{end}", "the id of a place", place)
    return party


def _coach(at: str, value: object) -> CoachType:
    with Fields(at, value) as fields:
        count, counts = coaches(fields)
        return CoachType(
            id=fields.text("id"),
            seats=fields.count("seats", 0, MOST_RIDERS),
            hire_cents=fields.count("hire_cents", 0, MOST_CENTS),
            cents_per_km=fields.count("cents_per_km", 0, MOST_CENTS),
            count=count,
            operator=fields.text("operator", ""),
            counts=counts,
            base=fields.text_or_none("base"),
            overnight_cents=fields.count_or("overnight_cents", 0, 0, MOST_CENTS),
            second_driver_cents=fields.count_or_none("second_driver_cents", MOST_CENTS),
            wheelchairs=fields.count_or_none("wheelchairs", MOST_RIDERS),
            luggage=fields.count_or_none("luggage", MOST_RIDERS),
        )


def _rules(value: object) -> Rules:
    with Fields("rules", value) as fields:
        return Rules(
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
            crew_seats=fields.count_or("crew_seats", 0, 0, MOST_RIDERS),
            kept_free_seats=fields.count_or("kept_free_seats", 0, 0, MOST_RIDERS),
            max_parties=fields.count_or_none("max_parties", MOST_RIDERS, 1),
            max_ride_s=fields.count_or_none("max_ride_s", MOST_SECONDS),
            max_detour=fields.number_or_none("max_detour", 1, 1000),
            depart_from_s=fields.count_or("depart_from_s", 21_600, 0, DAY_S),
            depart_until_s=fields.count_or("depart_until_s", 64_800, 0, 2 * DAY_S),
            depart_step_s=fields.count_or("depart_step_s", 3_600, 60, DAY_S),
            empty_run=fields.choice("empty_run", EmptyRun)
            if fields.has("empty_run")
            else EmptyRun.NONE,
            driver_hours=_driver_hours(fields),
        )


def _driver_hours(rules: Fields) -> DriverHours | None:
    """Return the hours: true for those of the regulation, or an object of changes."""
    if not rules.has("driver_hours"):
        return None
    value = rules.value("driver_hours")
    if isinstance(value, bool):
        return DriverHours() if value else None
    with Fields("rules.driver_hours", value) as fields_:
        usual = DriverHours()
        return DriverHours(
            **{
                name: fields_.count_or(name, getattr(usual, name), 0, MOST_METRES)
                for name in (
                    "day_driving_s",
                    "night_driving_s",
                    "rest_s",
                    "night_from_s",
                    "night_until_s",
                    "daily_driving_s",
                    "standstill_from_s",
                    "standstill_until_s",
                    "exempt_m",
                    "change_s",
                )
            },
            night_speed=fields_.number_or_none("night_speed", 0.1, 1)
            or usual.night_speed,
            relay_places=fields_.list_or_none("relay_places", text_of),
        )


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


def _costs(value: object) -> Costs:
    with Fields("costs", value) as fields_:
        return Costs(
            **{
                field.name: fields_.count_or(field.name, 0, 0, MOST_EXACT)
                for field in fields(Costs)
            }
        )


def _trip(at: str, value: object) -> Trip:
    with Fields(at, value) as fields:
        return Trip(
            coach=fields.text("coach"),
            service_date=_date(f"{at}.service_date", fields.text("service_date")),
            stops=several(fields.value("stops"), f"{at}.stops", _stop),
            distance_m=fields.count("distance_m", most=MOST_EXACT),
            duration_s=fields.count("duration_s", most=MOST_EXACT),
            cost_cents=fields.count("cost_cents", most=MOST_EXACT),
            drivers=fields.count("drivers", most=MOST_RIDERS),
            rests=fields.list_or_none("rests", _rest),
            empty_m=fields.count_or("empty_m", 0, 0, MOST_EXACT),
            days_before=fields.count_or("days_before", 0, 0, MOST_DATES),
            days_after=fields.count_or("days_after", 0, 0, MOST_DATES),
        )


def _rest(at: str, value: object) -> Rest:
    with Fields(at, value) as fields:
        return Rest(
            leg=fields.count("leg", most=MOST_RIDERS),
            starts_s=fields.count("starts_s", -10 * DAY_S, MOST_SECONDS),
            ends_s=fields.count("ends_s", -10 * DAY_S, MOST_SECONDS),
        )


def _stop(at: str, value: object) -> Stop:
    with Fields(at, value) as fields:
        return Stop(
            place=fields.text("place"),
            board=several(fields.value("board"), f"{at}.board", _riders),
            alight=several(fields.value("alight"), f"{at}.alight", _riders),
            arrives_s=fields.count("arrives_s", -10 * DAY_S, MOST_SECONDS),
            leaves_s=fields.count("leaves_s", -10 * DAY_S, MOST_SECONDS),
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
