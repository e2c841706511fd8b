"""Seconds for the distances between all pairs of 300 counties, per engine."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.places.gazetteer import Gazetteer
from matcher.places.place import Level
from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.roads import Roads

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.travel_times.protocol import TravelTimes

BUILD = Path(__file__).parents[1] / "build"
COUNTIES = 300
SEED = 20270224


def main(data: Path) -> None:
    """Measure each built-in engine; ``data`` is not needed."""
    gazetteer = Gazetteer.load(BUILD / "places")
    counties = [
        (county.lat, county.lon)
        for county in gazetteer.list_places(Level.COUNTY)
        if county.lat is not None
    ]
    random = np.random.default_rng(SEED)
    chosen = random.choice(len(counties), COUNTIES, replace=False)
    points = np.array(counties, np.float64)[chosen]
    engines: dict[str, Callable[[], TravelTimes]] = {
        "great_circle": GreatCircle,
        "roads": lambda: Roads.load(BUILD / "roads"),
    }
    sys.stdout.write("| engine | load s | 300 × 300 s | by great circle |\n")
    sys.stdout.write("|---|---|---|---|\n")
    for name, open_engine in engines.items():
        start = time.perf_counter()
        engine = open_engine()
        loaded = time.perf_counter()
        matrix = engine.matrix(points[:, 0], points[:, 1])
        asked = time.perf_counter()
        share = 1.0 if name == "great_circle" else matrix.fallback.mean()
        sys.stdout.write(
            f"| {name} | {loaded - start:.2f} | {asked - loaded:.2f} | {share:.1%} |\n"
        )
