"""What a map draws, looked up once, and the signs that its parts share."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from routing.pictures.labels import place_labels
from routing.pictures.rails import rails_of
from routing.pictures.svg import INK, PAPER, QUIET
from routing.pictures.words import dates_of, place_name, summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.pictures.basemap import Basemap
    from routing.pictures.labels import Box, Label
    from routing.pictures.panel import Point
    from routing.pictures.rails import Rail
    from routing.pictures.svg import Drawing
    from routing.plan import Plan, Shuttle, Trip
    from routing.problem import Problem

WIDTH: Final = 1600
MARGIN: Final = 28
HEAD: Final = 96  # above the map: title and summary
FEW_TRIPS: Final = 24  # up to these many have numbered stops and thick lines
ALONE: Final = -1  # in place of a trip's index: whoever comes to a train alone


class Scene:
    """What is drawn, with everything looked up once."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        points: Mapping[str, Point],
        basemap: Basemap,
        title: str,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.trips = plan.coach_trips
        self.rails = rails_of(problem, plan)
        self.points = points
        self.basemap = basemap
        self.title = title
        self.names = {place.id: place_name(place) for place in problem.places}
        self.left: Counter[str] = Counter()
        pickups = {party.id: party.pickup for party in problem.parties}
        for gone in plan.unassigned:
            self.left[pickups.get(gone.party, "")] += gone.riders

    def trip_points(self, trip: Trip | Shuttle) -> list[Point]:
        """Return the stops of a trip or a shuttle whose points are known."""
        return [self.points[s.place] for s in trip.stops if s.place in self.points]

    def all_points(self) -> list[Point]:
        """Return every point that must be seen."""
        drives: list[Trip | Shuttle] = [*self.trips, *self.shuttles()]
        found = [point for drive in drives for point in self.trip_points(drive)]
        named = [*self.left, *(place for rail in self.rails for place in rail.ends)]
        found += [self.points[place] for place in named if place in self.points]
        return found or list(self.points.values())

    def shuttles(self) -> list[Shuttle]:
        """Return all drives from stations."""
        return [shuttle for rail in self.rails for shuttle in rail.train.shuttles]

    def gates(self) -> dict[str, int]:
        """Return the riders who arrive at each place; who changes there does not."""
        riders: Counter[str] = Counter()
        drives: list[Trip | Shuttle] = [*self.plan.trips, *self.shuttles()]
        for drive in drives:
            for stop in drive.stops:
                if stop.place in self.points:
                    riders[stop.place] += sum(r.riders for r in stop.alight)
        for rail in self.rails:
            if rail.block.station in self.points:
                riders[rail.block.station] += rail.at_station
        return {place: count for place, count in riders.items() if count}

    def homes(
        self, trips: Sequence[Trip], rails: Sequence[Rail]
    ) -> dict[str, list[tuple[int, int]]]:
        """Return the trips (by index) and riders who board at each place first."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, trip in enumerate(trips):
            for stop in trip.stops:
                riders = sum(r.riders for r in stop.board)
                if riders and stop.place in self.points:
                    found[stop.place].append((index, riders))
        for rail in rails:
            if rail.alone and rail.block.hub in self.points:
                found[rail.block.hub].append((ALONE, rail.alone))
        return dict(found)


def draw_head(drawing: Drawing, scene: Scene) -> None:
    """Write the title, and the plan in one line."""
    drawing.text(MARGIN, 46, scene.title, size=26, bold=True)
    detail = f"{dates_of(scene.problem)} · {summary(scene.plan)}"
    drawing.text(MARGIN, 74, detail, size=15, fill=QUIET)


def radius_of(riders: int, most: int) -> float:
    """Return a circle's radius: its area grows with the riders."""
    return 3.0 + 13.0 * math.sqrt(riders / max(most, 1))


def riders_of(parts: Sequence[tuple[int, int]]) -> int:
    """Return the riders of all trips at a place."""
    return sum(riders for _, riders in parts)


def most_at_home(scene: Scene) -> int:
    """Return the most riders who board, or stay behind, at one place."""
    homes = scene.homes(scene.trips, scene.rails).values()
    return max([riders_of(parts) for parts in homes] + [*scene.left.values(), 1])


def draw_labels(
    drawing: Drawing, labels: Sequence[Label], box: Box, taken: Sequence[Box]
) -> None:
    """Write the labels that find room; cities of the basemap faintly."""
    for placed in place_labels(labels, box, taken):
        plain = placed.label.weight < 100
        drawing.text(
            placed.x, placed.y, placed.label.words, size=placed.label.size,
            fill="#7b8691" if plain else INK, halo=3,
            bold=not plain and placed.label.weight >= 500,
        )  # fmt: skip


def draw_arrow(
    drawing: Drawing, start: Point, end: Point, colour: str, size: float
) -> None:
    """Draw an arrow's head a little beyond a leg's middle, unless it is short."""
    length = math.dist(start, end)
    if length < 6 * size:
        return
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    x, y = start[0] + 0.55 * (end[0] - start[0]), start[1] + 0.55 * (end[1] - start[1])
    corners = (
        (x + ux * size, y + uy * size),
        (x - ux * size - uy * size * 0.8, y - uy * size + ux * size * 0.8),
        (x - ux * size * 0.4, y - uy * size * 0.4),
        (x - ux * size + uy * size * 0.8, y - uy * size - ux * size * 0.8),
    )
    drawing.add(
        "polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners),
        fill=colour, stroke=PAPER, stroke_width=0.8,
    )  # fmt: skip
