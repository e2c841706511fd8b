"""The speeds of an office's driven trips by corridor, beside the planner's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models import Place, Site
from routing.travel_times.measured import Corridor, Drive, measure
from webapp.services.corridors import FEWEST_DRIVES, list_holding
from webapp.services.travel_day.drives import direct_drive
from webapp.services.travel_day.reading import read_moves, trips_driven

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CorridorSpeed, Stop, Trip
    from routing.travel_times.measured import MeasuredSpeed
    from routing.travel_times.protocol import TravelTimes

MOST_TRIPS = 1000  # of an office, the latest: three seasons and more


@dataclass(frozen=True, slots=True)
class CorridorLine:
    """
    A corridor: what the planner assumes, what was measured, what is planned with.

    ``assumed_km_h`` is the travel engine's speed over ``distance_m``, from where most
    lately a coach left the county.
    """

    place: Place
    site: Site
    distance_m: int
    assumed_km_h: float
    measured: MeasuredSpeed
    held: CorridorSpeed | None

    @property
    def can_be_adopted(self) -> bool:
        """Return whether there are enough drives, and something new to adopt."""
        speed = self.measured.km_h
        if speed is None or self.measured.drives < FEWEST_DRIVES:
            return False
        return self.held is None or self.held.km_h != round(speed, 1)


def list_corridors(
    session: Session, office_id: int, travel: TravelTimes, now: dt.datetime
) -> list[CorridorLine]:
    """
    Return the corridors that an office's coaches have driven, most drives first.

    Raises
    ------
    TravelTimesError
        When the engine cannot answer.
    """
    trips = trips_driven(session, office_id, now, MOST_TRIPS)
    found: list[tuple[Corridor, int, Trip, Stop, Stop]] = []
    for trip, log in zip(trips, read_moves(session, trips), strict=True):
        drive = direct_drive(log)
        if drive is not None:
            corridor, seconds = drive
            pickup, gate = _ends(trip)
            found.append((corridor, seconds, trip, pickup, gate))
    ways = _ways(travel, [(pickup, gate) for *_, pickup, gate in found])
    drives: list[Drive] = []
    latest: dict[Corridor, tuple[Stop, int, int]] = {}
    for (corridor, seconds, trip, _, gate), (metres, by_engine_s) in zip(
        found, ways, strict=True
    ):
        if metres <= 0:
            continue
        date = trip.service_date
        drives.append(Drive(corridor, date, metres, seconds))
        # The trips come latest first.
        latest.setdefault(corridor, (gate, metres, by_engine_s))
    held = {
        (row.place_code, row.site_id): row for row in list_holding(session, office_id)
    }
    lines = []
    for measured in measure(drives):
        gate, metres, by_engine_s = latest[measured.corridor]
        site = gate.site
        if site is None:
            continue
        lines.append(
            CorridorLine(
                place=session.get_one(Place, measured.corridor.start),
                site=site,
                distance_m=metres,
                assumed_km_h=3.6 * metres / max(1, by_engine_s),
                measured=measured,
                held=held.get((measured.corridor.start, site.id)),
            )
        )
    return sorted(
        lines,
        key=lambda line: (-line.measured.drives, line.place.code, line.site.id),
    )


def _ends(trip: Trip) -> tuple[Stop, Stop]:
    """Return the last pickup and the first gate."""
    pickups = [stop for stop in trip.stops if stop.place_code is not None]
    gates = [stop for stop in trip.stops if stop.site_id is not None]
    return pickups[-1], gates[0]


def _ways(
    travel: TravelTimes, pairs: Sequence[tuple[Stop, Stop]]
) -> list[tuple[int, int]]:
    """Return the metres and the engine's seconds of each way; 0 where it is unknown."""
    points: dict[tuple[float, float], int] = {}
    rows: list[tuple[int, int] | None] = []
    for pickup, gate in pairs:
        home, site = pickup.place, gate.site
        if home is None or home.lat is None or home.lon is None or site is None:
            rows.append(None)
            continue
        start = points.setdefault((home.lat, home.lon), len(points))
        end = points.setdefault((site.lat, site.lon), len(points))
        rows.append((start, end))
    matrix = travel.matrix(
        np.array([lat for lat, _ in points], np.float64),
        np.array([lon for _, lon in points], np.float64),
    )
    return [
        (0, 0)
        if row is None
        else (int(matrix.distance_m[row]), int(matrix.duration_s[row]))
        for row in rows
    ]
