"""A piece of the earth on a rectangle: where a point lies, and what lies under it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.pictures.clip import cut_leg, cut_ring
from routing.pictures.labels import Box, Label
from routing.pictures.svg import INK, PAPER, Drawing, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from routing.pictures.basemap import Basemap

    Point = tuple[float, float]

LAND: Final = "#f6f3ec"
SEA: Final = "#e3edf3"
BORDER: Final = "#c4bfb2"
METRES_PER_DEGREE: Final = 111_195.0  # of latitude, on a sphere of 6,371 km
CITIES_FROM: Final = 30.0  # units a degree
CAPITAL_WEIGHT, CITY_WEIGHT = 20.0, 10.0
# Points of a border that are nearer than this on the picture are left out.
FINEST: Final = 0.8


@dataclass(frozen=True, slots=True)
class Panel:
    """
    A map with true angles in its middle: degrees of longitude are cos(lat) as wide.

    Parameters
    ----------
    middle
        Longitude and latitude at the middle of the box.
    scale
        Units a degree of latitude.
    """

    box: Box
    middle: Point
    scale: float

    @classmethod
    def around(
        cls,
        points: Iterable[Point],
        box: Box,
        padding: float = 44.0,
        least_degrees: float = 0.5,
    ) -> Panel:
        """Return the panel that shows all points, and at least so many degrees."""
        found = list(points)
        lons, lats = [lon for lon, _ in found], [lat for _, lat in found]
        lon = (min(lons) + max(lons)) / 2
        lat = (min(lats) + max(lats)) / 2
        narrow = math.cos(math.radians(lat)) or 1.0
        wide = max((max(lons) - min(lons)) * narrow, least_degrees)
        high = max(max(lats) - min(lats), least_degrees)
        padding = min(padding, (box.right - box.left) / 8)
        scale = min(
            (box.right - box.left - 2 * padding) / wide,
            (box.bottom - box.top - 2 * padding) / high,
        )
        return cls(box, (lon, lat), scale)

    @property
    def _narrow(self) -> float:
        return math.cos(math.radians(self.middle[1])) or 1.0

    def at(self, point: Point) -> Point:
        """Return where a point (longitude, latitude) lies on the picture."""
        box = self.box
        return (
            (box.left + box.right) / 2
            + (point[0] - self.middle[0]) * self._narrow * self.scale,
            (box.top + box.bottom) / 2 - (point[1] - self.middle[1]) * self.scale,
        )

    def shows(self, point: Point) -> bool:
        """Return whether a point (longitude, latitude) lies within the box."""
        x, y = self.at(point)
        box = self.box
        return box.left < x < box.right and box.top < y < box.bottom

    def draw_ground(
        self, drawing: Drawing, basemap: Basemap, *, names: bool = True
    ) -> None:
        """Draw land, borders and the provinces' names."""
        box = self.box
        drawing.add(
            "rect", x=box.left, y=box.top, width=box.right - box.left,
            height=box.bottom - box.top, fill=SEA if basemap.provinces else LAND,
        )  # fmt: skip
        for province in basemap.provinces:
            chains = [c for ring in province.rings if (c := self._chain(ring))]
            if chains:
                drawing.add(
                    "path", d="".join(f"{chain}Z" for chain in chains), fill=LAND,
                    stroke=BORDER, stroke_width=1, fill_rule="evenodd",
                )  # fmt: skip
                if names:
                    self._name_province(drawing, province.name, province.rings)
        for line in basemap.lines:
            seen = [(float(x), float(y)) for x, y in self._seen(line)]
            legs = [cut_leg(a, b, box) for a, b in pairwise(seen)]
            data = "".join(
                f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
                for a, b in (leg for leg in legs if leg is not None)
            )
            if data:
                drawing.add(
                    "path", d=data, fill="none", stroke=BORDER, stroke_width=1.2
                )

    def _seen(self, ring: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a ring on the picture, shape ``(n, 2)``."""
        box = self.box
        x = (box.left + box.right) / 2
        y = (box.top + box.bottom) / 2
        return np.stack(
            [
                x + (ring[:, 0] - self.middle[0]) * self._narrow * self.scale,
                y - (ring[:, 1] - self.middle[1]) * self.scale,
            ],
            axis=1,
        )

    def _chain(self, ring: NDArray[np.float64]) -> str:
        """Return what is seen of a ring as path data; empty for nothing."""
        seen = self._seen(ring)
        if max(seen.max(axis=0) - seen.min(axis=0)) < 2:
            return ""
        seen = cut_ring(seen, self.box)
        if len(seen) < 3:
            return ""
        kept = [0]
        for i in range(1, len(seen)):
            if abs(seen[i] - seen[kept[-1]]).sum() >= FINEST:
                kept.append(i)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in seen[kept])

    def _name_province(
        self, drawing: Drawing, name: str, rings: Sequence[NDArray[np.float64]]
    ) -> None:
        """Write a province's name faintly over the middle of what is seen of it."""
        largest = self._seen(max(rings, key=len))
        box = self.box
        inside = largest[
            (largest[:, 0] > box.left) & (largest[:, 0] < box.right)
            & (largest[:, 1] > box.top) & (largest[:, 1] < box.bottom)
        ]  # fmt: skip
        if len(inside) < 2:
            return
        low, high = inside.min(axis=0), inside.max(axis=0)
        size = 24.0
        width = text_width(name, size) * 1.3
        if high[0] - low[0] < width or high[1] - low[1] < 3 * size:
            return
        x, y = (low + high) / 2
        drawing.text(
            float(x), float(y), name, size=size, fill="#b9b3a4", anchor="middle",
            letter_spacing=6, fill_opacity=0.75,
        )  # fmt: skip

    def city_labels(self, basemap: Basemap) -> list[Label]:
        """Return the names of the cities that are seen, lighter than any stop's."""
        found = []
        # Where all of China is seen, its capitals are enough.
        least = 1 if self.scale < CITIES_FROM else 2
        for city in basemap.cities:
            if city.rank > least:
                continue
            if self.shows((city.lon, city.lat)):
                x, y = self.at((city.lon, city.lat))
                weight = CAPITAL_WEIGHT if city.rank == 1 else CITY_WEIGHT
                found.append(Label(city.name, x, y, 12, weight))
        return found

    def draw_scale(self, drawing: Drawing, *, small: bool = False) -> Box:
        """Draw a bar of a round number of kilometres; return what it covers."""
        box = self.box
        most_units = 70 if small else 150
        metres = most_units / self.scale * METRES_PER_DEGREE
        nice = _round_below(metres)
        units = nice / METRES_PER_DEGREE * self.scale
        words = f"{nice / 1000:g} 公里"
        size = 11 if small else 13
        height = size + 16
        width = max(units, text_width(words, size)) + 20
        left, bottom = box.right - width - 8, box.bottom - 8
        cover = Box(left, bottom - height, box.right - 8, bottom)
        drawing.add(
            "rect", x=left, y=cover.top, width=width, height=height, fill=PAPER,
            fill_opacity=0.85, rx=4,
        )  # fmt: skip
        x = left + (width - units) / 2
        drawing.add(
            "path", d=f"M{x:.1f} {bottom - 10:.1f}v5h{units:.1f}v-5", fill="none",
            stroke=INK, stroke_width=1.5,
        )  # fmt: skip
        drawing.text(left + width / 2, bottom - 12, words, size=size, anchor="middle")
        return cover

    def draw_frame(self, drawing: Drawing, *, strong: bool = False) -> None:
        """Draw the edge of the map."""
        box = self.box
        drawing.add(
            "rect", x=box.left, y=box.top, width=box.right - box.left,
            height=box.bottom - box.top, fill="none",
            stroke=INK if strong else "#aab4bd", stroke_width=1.6 if strong else 1,
        )  # fmt: skip


def _round_below(metres: float) -> float:
    """
    Return the largest of 1, 2 and 5 times a power of ten that is not more.

    >>> _round_below(480_000)
    200000.0
    """
    power = 10.0 ** math.floor(math.log10(max(metres, 1.0)))
    return next(n * power for n in (5, 2, 1) if n * power <= max(metres, 1.0))
