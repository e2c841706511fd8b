"""A stop on a small map as an SVG, drawn from the files of the basemap: no scripts."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

WIDTH, HEIGHT = 720, 400
# Half of what is shown, in degrees of latitude: some 45 km up and down.
HALF_LAT = 0.4
NEAR_NAME_PX = 64


@dataclass(frozen=True, slots=True)
class Basemap:
    """Land, county borders and main roads in WGS-84, and names with their points."""

    land: tuple[shapely.Geometry, ...]
    counties: tuple[shapely.Geometry, ...]
    roads: tuple[shapely.Geometry, ...]
    names: tuple[tuple[str, int, float, float], ...]

    @classmethod
    def load(cls, folder: Path) -> Basemap:
        """Return the map in a folder; an empty one where it was not built."""
        if not (folder / "land.json").exists():
            return cls((), (), (), ())
        names = []
        for feature in _features(folder / "names.json"):
            lon, lat = feature["geometry"]["coordinates"]
            about = feature["properties"]
            names.append((str(about["name"]), int(about["rank"]), lat, lon))

        def shapes(name: str) -> tuple[shapely.Geometry, ...]:
            return tuple(shape(each["geometry"]) for each in _features(folder / name))

        return cls(
            shapes("land.json"),
            shapes("counties.json"),
            shapes("roads.json"),
            tuple(names),
        )


def draw_stop(basemap: Basemap, lat: float | None, lon: float | None, name: str) -> str:
    """
    Return an SVG of the surroundings with the stop in the middle.

    Raises
    ------
    ValueError
        When it is not known where the stop is.
    """
    if lat is None or lon is None:
        msg = f"It is not known where {name} is."
        raise ValueError(msg)
    half_lon = HALF_LAT * WIDTH / HEIGHT / math.cos(math.radians(lat))
    west, north = lon - half_lon, lat + HALF_LAT
    scale_x, scale_y = WIDTH / (2 * half_lon), HEIGHT / (2 * HALF_LAT)
    box = (west, lat - HALF_LAT, lon + half_lon, north)

    def drawn(geometries: Iterable[shapely.Geometry], style: str) -> str:
        lines = [
            "M"
            + " ".join(
                f"{(x - west) * scale_x:.1f},{(north - y) * scale_y:.1f}"
                for x, y in line
            )
            for geometry in geometries
            for line in _lines(shapely.clip_by_rect(geometry, *box))
        ]
        return f'<path d="{"".join(lines)}" {style}/>' if lines else ""

    parts = [
        drawn(basemap.land, 'fill="#fbfaf6" fill-rule="evenodd"'),
        drawn(basemap.counties, 'fill="none" stroke="#dcd8cd" stroke-width="1.5"'),
        drawn(basemap.roads, 'fill="none" stroke="#e3d3a8" stroke-width="3"'),
    ]
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    for text, _rank, at_lat, at_lon in basemap.names:
        x, y = (at_lon - west) * scale_x, (north - at_lat) * scale_y
        if not (0 < x < WIDTH and 0 < y < HEIGHT):
            continue
        if math.hypot(x - middle_x, y - middle_y) < NEAR_NAME_PX:
            continue
        parts.append(_label(text, x, y, 20, "#4a5b5a"))
    parts.append(
        f'<circle cx="{middle_x}" cy="{middle_y}" r="13" fill="#c2410c" '
        'stroke="#fff" stroke-width="4"/>'
    )
    parts.append(_label(name, middle_x, middle_y + 44, 26, "#1c2b2a"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#dceaf0"/>'
        f"{''.join(parts)}</svg>"
    )


def _label(text: str, x: float, y: float, size: int, colour: str) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" '
        'text-anchor="middle" font-family="sans-serif" stroke="#fff" '
        f'stroke-width="4" paint-order="stroke">{escape(text)}</text>'
    )


def _lines(geometry: shapely.Geometry) -> Iterator[list[tuple[float, float]]]:
    """Yield the lines that a geometry is drawn with; rings come back to their start."""
    if geometry.is_empty:
        return
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _lines(part)
    elif geometry.geom_type == "Polygon":
        for ring in (geometry.exterior, *geometry.interiors):
            yield list(ring.coords)
    elif geometry.geom_type == "LineString":
        yield list(geometry.coords)


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features
