"""Places as rows: added when the first row needs them, and where people board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models import Place, PlaceLevel, Seeker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer

# Dongguan, Zhongshan, Danzhou, Jiayuguan: cities whose towns are in no county (GB/T
# 2260), so the city's seat stands for one.
COUNTYLESS = frozenset({"441900", "442000", "460400", "620200"})


def ensure_place(session: Session, gazetteer: Gazetteer, code: str) -> Place:
    """
    Return the row of a place, adding it and the places around it where missing.

    Raises
    ------
    KeyError
        When the gazetteer has no place of this code.
    """
    row = session.get(Place, code)
    if row is not None:
        return row
    for known in reversed([gazetteer.place(code), *gazetteer.ancestors(code)]):
        row = session.get(Place, known.code)
        if row is not None:
            continue
        row = Place(
            code=known.code,
            name=known.name,
            full_name=known.full_name,
            short_name=known.short_name,
            level=PlaceLevel(known.level.value),
            parent_code=known.parent,
            lat=known.lat,
            lon=known.lon,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            # Another session added it between the look and the leap.
            row = session.get_one(Place, known.code)
    return session.get_one(Place, code)


def boarding_place(place: Place) -> Place | None:
    """
    Return where a coach stops for people of a place.

    The place itself when its coordinates are known, else the county around it. Nothing
    larger: a province's seat is nobody's pickup. None when there is no such place.
    """
    here: Place | None = place
    while here is not None:
        if here.level is PlaceLevel.PROVINCE:
            return None
        if here.level is PlaceLevel.PREFECTURE and here.code not in COUNTYLESS:
            return None
        if here.lat is not None and here.lon is not None:
            return here
        here = here.parent
    return None


def list_common_homes(session: Session, limit: int = 8) -> list[Place]:
    """Return the counties that most seekers come from, the most frequent first."""
    count = func.count()
    rows = session.execute(
        select(Place, count)
        .join(Seeker, Seeker.home_place_code == Place.code)
        .where(Place.level == PlaceLevel.COUNTY)
        .group_by(Place.code)
        .order_by(count.desc(), Place.code)
        .limit(limit)
    )
    return [place for place, _ in rows]
