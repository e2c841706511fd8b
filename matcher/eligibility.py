"""
The conditions without which a pair is no use to one of the two sides.

What is not known is no obstacle: schooling that a seeker does not tell, pay that is
negotiable, a gate without coordinates, an age that nobody asked for, the class of a
paper that is mostly of one.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import numpy as np

from matcher.columns import (
    UNKNOWN_PAY,
    UNKNOWN_SHIFT,
    SeekerColumns,
    VacancyColumns,
    certificate_shares,
    shift_number,
)
from matcher.location import code_range, distance_m
from matcher.types import WITH_NIGHTS, Location

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Obstacle(enum.StrEnum):
    """What stands in the way, in the order in which it is told."""

    NO_POSTS = "no_posts"
    AGE = "age"
    CERTIFICATE = "certificate"
    SCHOOLING = "schooling"
    PAY = "pay"
    SHIFT = "shift"
    REACH = "reach"
    DATES = "dates"


Obstacles = dict[Obstacle, "NDArray[np.bool_]"]


def find_obstacles(ours: SeekerColumns, theirs: VacancyColumns) -> Obstacles:
    """Return, for each obstacle, between whom it stands: ``(seekers, vacancies)``."""
    told = (ours.schooling > 0)[:, None]
    known = (theirs.pay_reach != UNKNOWN_PAY)[None, :]
    shape = (len(ours), len(theirs))
    return {
        Obstacle.NO_POSTS: np.broadcast_to(theirs.headcount < 1, shape),
        Obstacle.AGE: _age(ours, theirs),
        Obstacle.CERTIFICATE: certificate_shares(ours.likely_certificates, theirs) < 1,
        Obstacle.SCHOOLING: told & (ours.schooling[:, None] < theirs.schooling),
        Obstacle.PAY: known & (theirs.pay_reach < ours.wanted_pay[:, None]),
        Obstacle.SHIFT: _shift(ours, theirs),
        Obstacle.REACH: _too_far(ours, theirs) & ~coach_comes(ours, theirs),
        Obstacle.DATES: ours.available_from[:, None] > theirs.start_by,
    }


def coach_comes(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.bool_]:
    """Return for which pairs a coach goes from the home county to the gate."""
    rows = {county: theirs.coach_comes_from(county) for county in set(ours.home_county)}
    if not rows:
        return np.zeros((0, len(theirs)), dtype=bool)
    return np.stack([rows[county] for county in ours.home_county])


def _age(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.bool_]:
    """Under 16 nothing; under 18 no shifts with nights and nothing hazardous."""
    at_night = np.isin(theirs.shift, [shift_number(shift) for shift in WITH_NIGHTS])
    barred: NDArray[np.bool_] = ours.is_minor[:, None] & (theirs.hazardous | at_night)
    return ours.is_child[:, None] | barred


def _shift(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = theirs.shift != UNKNOWN_SHIFT
    # A shift that is not known looks up a wrong column, which counts for nothing.
    return ours.refuses[:, theirs.shift] & known


def _too_far(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.bool_]:
    """Outside the wanted place, and further from its seat than the seeker would go."""
    far = np.zeros((len(ours), len(theirs)), dtype=bool)
    for row in np.flatnonzero(~np.isnan(ours.reach_m)):
        far[row] = _beyond(ours.wanted_location[row], ours.reach_m[row], theirs)
    return far


def _beyond(
    wanted: Location, reach_m: float, theirs: VacancyColumns
) -> NDArray[np.bool_]:
    if not wanted.code or wanted.lat is None or wanted.lon is None:
        return np.zeros(len(theirs), dtype=bool)
    first, past = code_range(wanted.code)
    inside = (theirs.place >= first) & (theirs.place < past)
    # Where a vacancy has no coordinates the distance is NaN: not known to be far.
    return ~inside & (
        distance_m(theirs.lat, theirs.lon, wanted.lat, wanted.lon) > reach_m
    )
