"""A plan on a map: one date as one large map, a season as a small one a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.pictures.basemap import Basemap
from routing.pictures.day_map import draw_day
from routing.pictures.errors import NoCoordinatesError, expect_known_places
from routing.pictures.scene import Scene
from routing.pictures.season_map import draw_season

if TYPE_CHECKING:
    from routing.plan import Plan
    from routing.problem import Problem


def draw_map(
    problem: Problem, plan: Plan, basemap: Basemap | None = None, title: str = ""
) -> str:
    """
    Return the map as SVG.

    Parameters
    ----------
    basemap
        What lies under the trips; nothing when None.
    title
        The name of the problem when empty.

    Raises
    ------
    NoCoordinatesError
        When no place has a latitude and a longitude.
    NoStopsError
        When a trip of the plan stops nowhere.
    UnknownPlaceError
        When the plan stops at a place that the problem does not have.
    """
    expect_known_places(problem, plan)
    known = {
        place.id: (place.lon, place.lat)
        for place in problem.places
        if place.lat is not None and place.lon is not None
    }
    if not known:
        msg = "A map needs the lat and lon of the places, and none has them."
        raise NoCoordinatesError(msg)
    scene = Scene(problem, plan, known, basemap or Basemap(), title or problem.name)
    dates = sorted(
        {trip.service_date for trip in scene.trips}
        | {rail.block.service_date for rail in scene.rails}
    )
    return draw_season(scene, dates) if len(dates) > 1 else draw_day(scene)
