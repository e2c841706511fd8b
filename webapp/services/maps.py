"""A plan as GeoJSON: the trips as lines, the stops as points; nobody's data."""

from __future__ import annotations

import colorsys
import itertools
from typing import TYPE_CHECKING, Any

from webapp.services.manifests.content import stop_name
from webapp.services.plan_trains import by_train
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models import Stop, Trip
    from webapp.config import Settings
    from webapp.services.plan_trains import PlanTrain

    Point = tuple[float, float]
    # Points of a drive, both ends included, as (lon, lat).
    Path = Callable[[Point, Point], Sequence[Point]]

# Neighbouring numbers get hues far apart: the golden ratio's share of the circle.
GOLDEN = 0.618033988749895
SHADES = ((0.42, 0.72), (0.33, 0.62), (0.52, 0.66))  # lightness, saturation


def straight(start: Point, end: Point) -> Sequence[Point]:
    """Return the two ends: the drive as the crow flies."""
    return [start, end]


def open_paths(settings: Settings) -> Path:
    """Return how ways are drawn: along the built road graph, straight without one."""
    from routing.travel_times.roads import RoadGraph
    from routing.travel_times.ways import Ways

    try:
        graph = RoadGraph.load(settings.build_dir / "roads")
    except FileNotFoundError:
        return straight
    return Ways(graph).path


def trip_colour(number: int) -> str:
    """
    Return a colour for a trip's number, readable on a light ground.

    >>> trip_colour(1) == trip_colour(1) != trip_colour(2)
    True
    """
    lightness, saturation = SHADES[number % len(SHADES)]
    rgb = colorsys.hls_to_rgb(number * GOLDEN % 1, lightness, saturation)
    return "#" + "".join(f"{round(share * 255):02x}" for share in rgb)


def plan_geojson(trips: Iterable[Trip], path: Path = straight) -> dict[str, Any]:
    """Return trips, stops and trains as one feature collection, in WGS-84."""
    trips = list(trips)
    features: list[dict[str, Any]] = [
        drawn for train in by_train(trips) if (drawn := _train(train))
    ]
    for trip in trips:
        stops = [(stop, point) for stop in trip.stops if (point := _point(stop))]
        features.append(_line(trip, [point for _, point in stops], path))
        features.extend(
            _stop(trip, number, stop, point)
            for number, (stop, point) in enumerate(stops, start=1)
        )
    return {"type": "FeatureCollection", "features": features}


def _line(trip: Trip, points: Sequence[Point], path: Path) -> dict[str, Any]:
    line: list[Point] = list(points[:1])
    for start, end in itertools.pairwise(points):
        line.extend(path(start, end)[1:])
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [_rounded(p) for p in line]},
        "properties": {
            "kind": "trip",
            "trip": trip.number,
            "colour": trip_colour(trip.number),
            "name": f"{stop_name(trip.stops[0])} → {stop_name(trip.stops[-1])}",
            "riders": trip.seats_taken,
            "seats": trip.seats_allowed,
            "km": round(trip.distance_m / 1000),
        },
    }


def _train(train: PlanTrain) -> dict[str, Any] | None:
    ends = [(at.lon, at.lat) for at in (train.block.hub, train.block.station)]
    points = [(lon, lat) for lon, lat in ends if lon is not None and lat is not None]
    if len(points) < 2:
        return None
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [_rounded(p) for p in points],
        },
        "properties": {
            "kind": "train",
            "name": f"{train.block.name} {train.block.hub.name} → "
            f"{train.block.station.name}",
            "riders": train.riders,
        },
    }


def _stop(trip: Trip, number: int, stop: Stop, point: Point) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _rounded(point)},
        "properties": {
            "kind": "gate" if stop.site_id else "pickup",
            "trip": trip.number,
            "number": number,
            "colour": trip_colour(trip.number),
            "name": stop_name(stop),
            "short": stop.place.name if stop.place else stop_name(stop),
            "at": f"{stop.arrives_at.astimezone(LOCAL_TIME):%H:%M}",
        },
    }


def _point(stop: Stop) -> Point | None:
    if stop.site is not None:
        return stop.site.lon, stop.site.lat
    if stop.place is None or stop.place.lon is None or stop.place.lat is None:
        return None
    return stop.place.lon, stop.place.lat


def _rounded(point: Point) -> list[float]:
    # Five decimals are a metre; more would only lengthen the file.
    return [round(point[0], 5), round(point[1], 5)]
