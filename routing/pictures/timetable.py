"""A plan's rows for the Gantt chart: trips, trains, and the coaches of shuttles."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from routing.pictures.errors import expect_known_places
from routing.pictures.gantt import NIGHT, Bar, Group, Kind, Means, Row, driving
from routing.pictures.rails import rails_of
from routing.pictures.words import number, place_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from routing.pictures.rails import Rail
    from routing.plan import Plan, Shuttle, Stop, Trip
    from routing.problem import Problem

REST_S: Final = 1200  # where the rules name no rest


def timetable_of(problem: Problem, plan: Plan) -> tuple[Group, ...]:
    """
    Return the rows of a plan, by date, then by means and departure.

    A shuttle coach has one row on a date, with all its drives.

    Raises
    ------
    NoStopsError
        When a trip of the plan stops nowhere.
    UnknownPlaceError
        When the plan names a place or a train that the problem does not have.
    """
    expect_known_places(problem, plan)
    maker = _Rows(problem)
    rows: defaultdict[dt.date, list[Row]] = defaultdict(list)
    for index, trip in enumerate(plan.trips, start=1):
        rows[trip.service_date].append(maker.trip(trip, index))
    duties: defaultdict[tuple[dt.date, str, int], list[Shuttle]] = defaultdict(list)
    for rail in rails_of(problem, plan):
        date = rail.block.service_date
        for index, feeder in zip(rail.feeders, rail.train.feeders, strict=True):
            row = maker.trip(feeder, index + 1)
            hub = f"{maker.names[rail.block.hub]} {rail.block.id}"
            row = replace(row, means=Means.FEEDER, gates=(hub,))
            rows[feeder.service_date].append(row)
        rows[date].append(maker.train(rail))
        for shuttle in rail.train.shuttles:
            duties[date, shuttle.coach, shuttle.number].append(shuttle)
    for (date, coach, of_type), drives in duties.items():
        rows[date].append(maker.shuttle(f"{coach} {of_type}号", drives))
    return tuple(
        Group(date, tuple(sorted(of_date, key=_place_in_group)))
        for date, of_date in sorted(rows.items())
    )


def _place_in_group(row: Row) -> tuple[int, int, int, str]:
    return list(Means).index(row.means), row.starts_s, row.number, row.name


class _Rows:
    """Makes rows; what they need of the problem is looked up once."""

    def __init__(self, problem: Problem) -> None:
        self.names = {place.id: place_name(place) for place in problem.places}
        hours = problem.rules.driver_hours
        self.night = (hours.night_from_s, hours.night_until_s) if hours else NIGHT
        self.rest_s = hours.rest_s if hours else REST_S
        self.relays = frozenset(hours.relay_places) if hours else frozenset()

    def trip(self, trip: Trip, index: int) -> Row:
        bars: list[Bar] = []
        for leg, stop in enumerate(trip.stops):
            bars.append(_standing(stop))
            if leg + 1 == len(trip.stops):
                break
            at_s = stop.leaves_s
            for rest in (rest for rest in trip.rests if rest.leg == leg):
                bars += driving(at_s, rest.starts_s, self.night)
                bars.append(Bar(Kind.REST, rest.starts_s, rest.ends_s))
                at_s = rest.ends_s
            bars += driving(at_s, trip.stops[leg + 1].arrives_s, self.night)
        # A standing that is no rest has only one reason: the other driver takes over.
        changes = [
            (rest.starts_s + rest.ends_s) // 2
            for rest in trip.rests
            if trip.drivers > 1 and rest.ends_s - rest.starts_s < self.rest_s
        ]
        changes += [s.arrives_s for s in trip.stops[1:-1] if s.place in self.relays]
        return Row(
            number=index,
            pickups=tuple(self.names[stop.place] for stop in trip.stops if stop.board),
            gates=tuple(self.names[stop.place] for stop in trip.stops if stop.alight),
            load=f"{trip.riders} 人 · {trip.drivers} 名司机",
            bars=_lasting(bars),
            changes_s=tuple(sorted(changes)),
        )

    def train(self, rail: Rail) -> Row:
        block = rail.block
        alone = f" · 自行到站 {number(rail.alone)} 人" if rail.alone else ""
        return Row(
            number=0,
            pickups=(self.names[block.hub],),
            gates=(self.names[block.station],),
            load=f"{number(rail.riders)} 人" + alone,
            bars=(Bar(Kind.TRAIN, block.departs_s, block.arrives_s),),
            means=Means.TRAIN,
            name=block.id,
        )

    def shuttle(self, name: str, drives: Sequence[Shuttle]) -> Row:
        """Return the drives of one coach; between them it stands at the station."""
        bars: list[Bar] = []
        gates: dict[str, None] = {}
        riders = 0
        in_order = sorted(drives, key=lambda drive: drive.stops[0].leaves_s)
        for drive in in_order:
            leaves_s = 0
            for stop in drive.stops:
                bars += driving(leaves_s or stop.arrives_s, stop.arrives_s, self.night)
                bars.append(_standing(stop))
                leaves_s = stop.leaves_s
                riders += sum(on.riders for on in stop.board)
                if stop.alight:
                    gates[self.names[stop.place]] = None
            bars += driving(leaves_s, drive.back_s, self.night)
        return Row(
            number=0,
            pickups=(self.names[in_order[0].stops[0].place],),
            gates=tuple(gates),
            load=f"{riders} 人 · {len(drives)} 趟",
            bars=_lasting(bars),
            means=Means.SHUTTLE,
            name=name,
        )


def _standing(stop: Stop) -> Bar:
    kind = Kind.BOARD if stop.board else Kind.ALIGHT if stop.alight else Kind.REST
    return Bar(kind, stop.arrives_s, stop.leaves_s)


def _lasting(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return the bars that last at all; the first one where none does."""
    return tuple(bar for bar in bars if bar.ends_s > bar.starts_s) or tuple(bars[:1])
