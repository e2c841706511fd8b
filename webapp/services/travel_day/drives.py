"""Which corridor a trip's log measures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from webapp.services.corridors import corridor_of

if TYPE_CHECKING:
    from routing.travel_times.measured import Corridor
    from webapp.services.travel_day.logs import TripLog


def direct_drive(log: TripLog) -> tuple[Corridor, int] | None:
    """
    Return the corridor from the last pickup to the first gate, and the seconds driven.

    Rests that the timetable holds do not count: the planner adds them to its driving
    times. None when one of the two times was not noted: a guess measures nothing.
    """
    for here, there in pairwise(log.stops):
        if here.place_code is None or there.site_id is None:
            continue
        if here.departed_at is None or there.reached_at is None:
            return None
        seconds = round((there.reached_at - here.departed_at).total_seconds())
        return corridor_of(here.place_code, there.site_id), seconds - here.rests_s
    return None
