"""A place, and what free text said about one."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    """How large a place is."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Place:
    """
    An administrative place of China.

    Parameters
    ----------
    code
        The ministry's: six digits, nine for a township.
    name
        The official name, such as 吴江区.
    full_name
        The official names from the province down: 江苏省苏州市吴江区.
    short_name
        Without the suffix, as people say it: 吴江; the name where nothing can go.
    level
        How large it is.
    parent
        The code of the place around it; None for a province.
    lat, lon
        The seat in WGS-84 degrees; None for most townships.
    """

    code: str
    name: str
    full_name: str
    short_name: str
    level: Level
    parent: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """
    What a text means: one place, a choice of places, or nothing.

    Parameters
    ----------
    place
        The place that is meant, with its present code; None when nothing was
        recognised, or when several are possible.
    candidates
        The possible places by code, when there are several; else empty.
    rest
        The text that says more than the place: a village, a street.
    """

    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a place: ``text[start:end]``, and what that means."""

    start: int
    end: int
    resolution: Resolution
