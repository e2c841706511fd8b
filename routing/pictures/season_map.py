"""
A season as small maps, one a date.

A trip has the colour of the province that it comes from: hundreds of colours would tell
nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from routing.pictures.colours import COLOURS, OTHER
from routing.pictures.labels import Box, Label
from routing.pictures.panel import Panel
from routing.pictures.rails import (
    draw_railway,
    draw_railways,
    draw_shuttles,
    draw_station,
    draw_stations,
)
from routing.pictures.scene import (
    FEW_TRIPS,
    HEAD,
    MARGIN,
    WIDTH,
    draw_head,
    draw_labels,
    radius_of,
    riders_of,
)
from routing.pictures.svg import PAPER, QUIET, Drawing, shortened, text_width
from routing.pictures.words import coaches, day, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from routing.pictures.rails import Rail
    from routing.pictures.scene import Scene
    from routing.plan import Trip

MOST_PANELS: Final = 30
LABELS: Final = 5  # on each date's map
GAP: Final = 18.0  # between the maps
ABOVE: Final = 32.0  # a map: its date
FOOT: Final = 96.0  # the legend
RAILWAY, STATION = 3.0, 4.5  # width, and half a sign's width


def draw_season(scene: Scene, dates: Sequence[dt.date]) -> str:
    """Return the maps of a plan of several dates as SVG."""
    shown = dates[:MOST_PANELS]
    columns = min(5, math.ceil(math.sqrt(len(shown) * 1.2)))
    rows = math.ceil(len(shown) / columns)
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns
    height = width * 0.86
    total = HEAD + rows * (height + ABOVE + GAP) + FOOT
    drawing = Drawing(WIDTH, total, scene.title)
    draw_head(drawing, scene)
    panel = Panel.around(scene.all_points(), Box(0.0, 0.0, width, height))
    with drawing.defined("ground"):
        panel.draw_ground(drawing, scene.basemap, names=False)
    season = _Season.of(scene)
    for index, date in enumerate(shown):
        left = MARGIN + index % columns * (width + GAP)
        top = HEAD + index // columns * (height + ABOVE + GAP) + ABOVE
        drawing.use("ground", left, top)
        box = Box(left, top, left + width, top + height)
        _draw_date(drawing, scene, season, date, replace(panel, box=box))
    _draw_legend(drawing, season, total - FOOT + 26, len(dates) - len(shown))
    return str(drawing)


@dataclass(frozen=True, slots=True)
class _Season:
    """
    The trips and trains by date, and what all dates' maps have in common.

    Parameters
    ----------
    provinces
        The province's name of every place where people board; empty when unknown.
    colours
        Of the provinces, those with the most riders first.
    most
        The most riders who board at one place on one date.
    """

    trips: Mapping[dt.date, Sequence[Trip]]
    rails: Mapping[dt.date, Sequence[Rail]]
    provinces: Mapping[str, str]
    colours: Mapping[str, str]
    most: int

    @classmethod
    def of(cls, scene: Scene) -> _Season:
        trips: dict[dt.date, list[Trip]] = defaultdict(list)
        rails: dict[dt.date, list[Rail]] = defaultdict(list)
        for trip in scene.trips:
            trips[trip.service_date].append(trip)
        for rail in scene.rails:
            rails[rail.block.service_date].append(rail)
        dates = dict.fromkeys([*trips, *rails])
        homes = [scene.homes(trips[date], rails[date]) for date in dates]
        provinces = {
            place: scene.basemap.province_at(*scene.points[place])
            for place in {place for of_date in homes for place in of_date}
        }
        riders: Counter[str] = Counter()
        for of_date in homes:
            for place, parts in of_date.items():
                riders[provinces[place]] += riders_of(parts)
        ranked = [name for name, _ in riders.most_common() if name]
        return cls(
            trips,
            rails,
            provinces,
            dict(zip(ranked, COLOURS, strict=False)),
            max((riders_of(p) for of in homes for p in of.values()), default=1),
        )

    def colour_at(self, place: str) -> str:
        """Return the colour of a place where people board."""
        return self.colours.get(self.provinces.get(place, ""), OTHER)


def _draw_date(
    drawing: Drawing, scene: Scene, season: _Season, date: dt.date, panel: Panel
) -> None:
    trips, rails, box = season.trips[date], season.rails[date], panel.box
    homes = scene.homes(trips, rails)
    feeders = sum(len(rail.feeders) for rail in rails)
    riders = sum(trip.riders for trip in trips) + sum(rail.alone for rail in rails)
    words = f"{number(riders)} 人"
    if trips or not rails:
        words += f" · {coaches(len(trips), feeders)}"
    if rails:
        words += f" · {len(rails)} 列火车"
    drawing.text(box.left, box.top - 9, day(date), size=15, bold=True)
    drawing.text(box.right, box.top - 9, words, size=13, fill=QUIET, anchor="end")
    draw_railways(drawing, scene, panel, rails, RAILWAY)
    draw_shuttles(drawing, scene, panel, rails, 0.6)
    for trip in sorted(trips, key=lambda trip: trip.riders):
        way = [panel.at(point) for point in scene.trip_points(trip)]
        drawing.add(
            "polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in way),
            fill="none", stroke=season.colour_at(trip.stops[0].place),
            stroke_width=1.3 if len(trips) <= FEW_TRIPS else 0.9,
            stroke_opacity=0.7, stroke_linejoin="round",
        )  # fmt: skip
    labels = []
    radii = {}
    for place, parts in homes.items():
        x, y = panel.at(scene.points[place])
        count = riders_of(parts)
        radius = radii[place] = 0.45 * radius_of(count, season.most)
        drawing.add(
            "circle", cx=x, cy=y, r=radius, fill=season.colour_at(place), stroke=PAPER,
            stroke_width=0.6,
        )  # fmt: skip
        words = f"{shortened(scene.names[place], 11, 80)} {count}"
        labels.append(Label(words, x, y, 11, 100 + count, radius))
    draw_stations(drawing, scene, panel, rails, radii, STATION)
    scale = panel.draw_scale(drawing, small=True)
    heaviest = sorted(labels, key=lambda label: -label.weight)[:LABELS]
    draw_labels(drawing, heaviest, box, [scale])
    panel.draw_frame(drawing)


def _draw_legend(drawing: Drawing, season: _Season, top: float, left_out: int) -> None:
    x = float(MARGIN)
    drawing.text(x, top, "从哪里来：", size=14, bold=True)
    x += 84
    names = list(season.colours.items())
    if set(season.provinces.values()) - set(season.colours):
        names.append(("其他", OTHER))
    for name, colour in names:
        drawing.add(
            "line", x1=x, x2=x + 26, y1=top - 5, y2=top - 5, stroke=colour,
            stroke_width=4,
        )  # fmt: skip
        drawing.text(x + 33, top, name, size=14)
        x += 33 + text_width(name, 14) + 22
    if any(season.rails.values()):
        draw_railway(drawing, (x, top - 5), (x + 40, top - 5), RAILWAY)
        draw_station(drawing, x + 46, top - 5, 6)
        drawing.text(x + 60, top, "火车和火车站", size=14)
    words = "一条线是一车次，圆是上车点，圆越大人越多；每天写出人最多的几处。"
    if left_out > 0:
        words += f"另有 {left_out} 天没有画。"
    drawing.text(MARGIN, top + 30, words, size=13, fill=QUIET)
