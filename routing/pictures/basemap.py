"""Borders of the provinces and names of cities, from the built files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Province:
    """A province's name, and its rings: arrays of shape ``(n, 2)``, lon and lat."""

    name: str
    rings: tuple[NDArray[np.float64], ...]

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a point lies in the province."""
        return sum(_crosses(ring, lon, lat) for ring in self.rings) % 2 == 1


@dataclass(frozen=True, slots=True)
class City:
    """A city; rank 1 is a capital, 2 another city of its own."""

    name: str
    lon: float
    lat: float
    rank: int


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under the trips; degrees of WGS-84."""

    provinces: tuple[Province, ...] = ()
    lines: tuple[NDArray[np.float64], ...] = ()
    cities: tuple[City, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Basemap:
        """
        Read ``land.json`` and ``names.json`` of a folder.

        Raises
        ------
        FileNotFoundError
            When they were not built.
        """
        land = _features(folder / "land.json")
        names = _features(folder / "names.json")
        return cls(
            provinces=tuple(
                Province(feature["properties"]["name"], tuple(_rings(feature)))
                for feature in land
                if feature["properties"]["kind"] == "province"
            ),
            lines=tuple(
                ring
                for feature in land
                if feature["properties"]["kind"] == "line"
                for ring in _rings(feature)
            ),
            cities=tuple(
                City(
                    feature["properties"]["name"],
                    feature["geometry"]["coordinates"][0],
                    feature["geometry"]["coordinates"][1],
                    feature["properties"]["rank"],
                )
                for feature in names
                if feature["properties"]["rank"] <= 2
            ),
        )

    def province_at(self, lon: float, lat: float) -> str:
        """Return the name of the province that a point lies in, or nothing."""
        found = (p.name for p in self.provinces if p.holds(lon, lat))
        return next(found, "")


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


def _rings(feature: dict[str, Any]) -> list[NDArray[np.float64]]:
    """Return all chains of points of a feature, whatever its kind."""
    found: list[NDArray[np.float64]] = []

    def walk(node: list[Any]) -> None:
        if node and isinstance(node[0][0], int | float):
            found.append(np.array(node, np.float64))
        else:
            for child in node:
                walk(child)

    walk(feature["geometry"]["coordinates"])
    return found


def _crosses(ring: NDArray[np.float64], lon: float, lat: float) -> int:
    """Return how many edges of a ring lie east of a point, on its latitude."""
    x, y = ring[:-1, 0], ring[:-1, 1]
    next_x, next_y = ring[1:, 0], ring[1:, 1]
    over = (y > lat) != (next_y > lat)
    if not over.any():
        return 0
    at = x[over] + (lat - y[over]) / (next_y[over] - y[over]) * (next_x - x)[over]
    return int(np.count_nonzero(at > lon))
