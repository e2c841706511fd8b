"""Places as rows: added when the first row needs them, and where people board."""

from __future__ import annotations

from models import Place, PlaceLevel


def boarding_place(place: Place) -> Place | None:
    """
    Return where a coach stops for people of a place.

    The place itself when its coordinates are known, else the county around it. Nothing
    larger: a province's seat is nobody's pickup. None when there is no such place.
    """
    here: Place | None = place
    while here is not None and here.level in {PlaceLevel.TOWNSHIP, PlaceLevel.COUNTY}:
        if here.lat is not None and here.lon is not None:
            return here
        here = here.parent
    return None
