"""Where people come from, on a map: circles that are filled as far as confirmed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from routing.pictures.basemap import Basemap
from routing.pictures.colours import COLOURS
from routing.pictures.labels import Box, Label, place_labels
from routing.pictures.panel import Panel
from routing.pictures.svg import INK, PAPER, QUIET, Drawing, shortened
from routing.pictures.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 900, 640
SURE: Final = COLOURS[2]
UNSURE: Final = "#ffffff"
NEAR: Final = 0.95  # of all people are on the map, at least


@dataclass(frozen=True, slots=True)
class Home:
    """A place with so many people, of whom some are confirmed."""

    name: str
    lon: float
    lat: float
    riders: int
    confirmed: int


def draw_demand(homes: Sequence[Home], basemap: Basemap | None, title: str) -> str:
    """Return the map as SVG; without homes it says so."""
    drawing = Drawing(WIDTH, HEIGHT, title)
    box = Box(8.0, 8.0, WIDTH - 8.0, HEIGHT - 48.0)
    if not homes:
        drawing.text(
            WIDTH / 2,
            HEIGHT / 2,
            "还没有人登记。",
            size=18,
            fill=QUIET,
            anchor="middle",
        )
        return str(drawing)
    shown = _near(homes)
    panel = Panel.around([(home.lon, home.lat) for home in shown], box, padding=60)
    ground = basemap or Basemap()
    panel.draw_ground(drawing, ground)
    most = max(home.riders for home in homes)
    labels, taken = panel.city_labels(ground), []
    for home in sorted(shown, key=lambda home: -home.riders):
        x, y = panel.at((home.lon, home.lat))
        radius = 5 + 24 * math.sqrt(home.riders / most)
        _draw_home(drawing, home, x, y, radius)
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
        words = f"{shortened(home.name, 14, 120)} {number(home.riders)}"
        labels.append(Label(words, x, y, 14, 1000 + home.riders, radius))
    scale = panel.draw_scale(drawing)
    for placed in place_labels(labels, box, [scale, *taken]):
        plain = placed.label.weight < 1000
        drawing.text(
            placed.x, placed.y, placed.label.words, size=placed.label.size,
            fill="#7b8691" if plain else INK, bold=not plain, halo=3,
        )  # fmt: skip
    panel.draw_frame(drawing)
    outside = sum(home.riders for home in homes) - sum(home.riders for home in shown)
    _draw_legend(drawing, outside)
    return str(drawing)


def _near(homes: Sequence[Home]) -> list[Home]:
    """Return the homes without the farthest few, who would make the map too small."""
    by_lon = sorted(homes, key=lambda home: home.lon)
    by_lat = sorted(homes, key=lambda home: home.lat)
    lon, lat = by_lon[len(homes) // 2].lon, by_lat[len(homes) // 2].lat
    wanted = NEAR * sum(home.riders for home in homes)
    kept: list[Home] = []
    for home in sorted(homes, key=lambda h: math.dist((h.lon, h.lat), (lon, lat))):
        if sum(near.riders for near in kept) >= wanted:
            break
        kept.append(home)
    return kept


def _draw_home(drawing: Drawing, home: Home, x: float, y: float, radius: float) -> None:
    common = {"cx": x, "cy": y, "r": radius}
    drawing.add("circle", **common, fill=UNSURE, fill_opacity=0.9)
    share = min(1.0, home.confirmed / max(home.riders, 1))
    # As a glass is filled: the area below a level, found by halving.
    if share >= 1:
        drawing.add("circle", **common, fill=SURE)
    elif share > 0:
        level = _level(share) * radius
        half = math.sqrt(max(radius**2 - level**2, 0.0))
        large = int(level < 0)
        drawing.add(
            "path",
            d=f"M{x - half:.2f} {y + level:.2f}A{radius:.2f} {radius:.2f} 0 {large} 0 "
            f"{x + half:.2f} {y + level:.2f}Z",
            fill=SURE,
        )  # fmt: skip
    drawing.add("circle", **common, fill="none", stroke=INK, stroke_width=1)


def _level(share: float) -> float:
    """
    Return how far below the middle a unit circle is filled to hold a share of its area.

    >>> abs(_level(0.5)) < 1e-9, _level(0.9) < 0 < _level(0.1)
    (True, True)
    """
    low, high = -1.0, 1.0
    for _ in range(40):
        level = (low + high) / 2
        below = (math.acos(level) - level * math.sqrt(1 - level**2)) / math.pi
        low, high = (level, high) if below > share else (low, level)
    return (low + high) / 2


def _draw_legend(drawing: Drawing, outside: int) -> None:
    y = HEIGHT - 20
    drawing.add("circle", cx=24, cy=y - 5, r=9, fill=SURE, stroke=INK, stroke_width=1)
    drawing.text(42, y, "已确认", size=14)
    drawing.add("circle", cx=124, cy=y - 5, r=9, fill=PAPER, stroke=INK, stroke_width=1)
    drawing.text(142, y, "还没有确认", size=14)
    words = "圆越大人越多，旁边是总人数"
    if outside:
        words += f"；图外更远处还有 {number(outside)} 人"
    drawing.text(250, y, words, size=14, fill=QUIET)
