"""The travel engine that an instance is set to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.travel_times.protocol import TravelTimes
    from webapp.config import Settings


def open_travel(settings: Settings) -> TravelTimes:
    """
    Return the engine of the setting ``ZHIDA_TRAVEL``, loaded.

    Raises
    ------
    FileNotFoundError
        When the road graph has not been built.
    ValueError
        When OSRM is wanted and its address is no address.
    """
    if settings.travel == "osrm":
        from routing.travel_times.osrm import Osrm

        return Osrm(settings.osrm_url)
    if settings.travel == "great_circle":
        from routing.travel_times.great_circle import GreatCircle

        return GreatCircle()
    from routing.travel_times.roads import Roads

    return Roads.load(settings.build_dir / "roads")
