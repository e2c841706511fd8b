"""A stored plan's timetable, as the rows of `routing.pictures`; nobody's data."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from models import TripRole
from routing.pictures import Bar, Group, Kind, Row
from routing.pictures.gantt import Means, driving
from webapp.services.plan_trains import by_train
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Stop, Trip
    from webapp.services.plan_trains import PlanTrain

MEANS = {
    TripRole.DIRECT: Means.COACH,
    TripRole.FEEDER: Means.FEEDER,
    TripRole.SHUTTLE: Means.SHUTTLE,
}


def timetable_of(trips: Sequence[Trip]) -> tuple[Group, ...]:
    """
    Return the trips by date and departure; times are China's, after midnight.

    Coaches of a train stand on its day, and so does the train.
    """
    by_date: dict[dt.date, list[Row]] = {}
    for trip in trips:
        date = trip.shown_date
        by_date.setdefault(date, []).append(_row(trip, date))
    for train in by_train(trips):
        date = train.block.service_date
        by_date[date].append(_train(train, date))
    return tuple(
        Group(date, tuple(sorted(rows, key=lambda row: (row.starts_s, row.number))))
        for date, rows in sorted(by_date.items())
    )


def rests_of(trip: Trip) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """Return from when until when a trip rests, by the stop after which, from 0."""
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
    for leg, *times in trip.rests:
        starts_at, ends_at = (trip.departs_at + dt.timedelta(seconds=s) for s in times)
        found.setdefault(leg, []).append((starts_at, ends_at))
    return found


def _row(trip: Trip, date: dt.date) -> Row:
    midnight = dt.datetime.combine(date, dt.time(), LOCAL_TIME)

    def second(at: dt.datetime) -> int:
        return int((at - midnight).total_seconds())

    def standing(stop: Stop) -> Bar:
        kind = Kind.ALIGHT if stop.lets_off else Kind.BOARD
        return Bar(kind, second(stop.arrives_at), second(stop.departs_at))

    leaves_s = second(trip.departs_at)
    bars = [standing(stop) for stop in trip.stops[:1]]
    for leg, (here, there) in enumerate(pairwise(trip.stops)):
        at_s = second(here.departs_at)
        for after, starts_s, ends_s in trip.rests:
            if after == leg:
                bars += driving(at_s, leaves_s + starts_s)
                bars.append(Bar(Kind.REST, leaves_s + starts_s, leaves_s + ends_s))
                at_s = leaves_s + ends_s
        bars += driving(at_s, second(there.arrives_at))
        bars.append(standing(there))
    return Row(
        number=trip.number,
        pickups=tuple(_short(stop) for stop in trip.stops if not stop.lets_off),
        gates=tuple(_short(stop) for stop in trip.stops if stop.lets_off),
        load=f"{trip.seats_taken} 人 · {trip.drivers} 名司机",
        bars=tuple(bars),
        means=MEANS[trip.role],
        name=trip.block.name if trip.block else "",
    )


def _train(train: PlanTrain, date: dt.date) -> Row:
    midnight = dt.datetime.combine(date, dt.time(), LOCAL_TIME)
    block = train.block
    leaves_s, comes_s = (
        int((at - midnight).total_seconds())
        for at in (block.departs_at, block.arrives_at)
    )
    return Row(
        number=0,
        pickups=(block.hub.name,),
        gates=(block.station.name,),
        load=f"{train.riders} 人",
        bars=(Bar(Kind.TRAIN, leaves_s, comes_s),),
        means=Means.TRAIN,
        name=block.name,
    )


def _short(stop: Stop) -> str:
    if stop.site is not None:
        return stop.site.employer.name
    return stop.place.short_name if stop.place else ""
