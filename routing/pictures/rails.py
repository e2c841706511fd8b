"""What trains bring to a map: railways, their stations, and shuttles to the gates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from routing.pictures.clip import cut_leg
from routing.pictures.colours import OTHER
from routing.pictures.labels import Box, Label
from routing.pictures.svg import INK, PAPER, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from routing.pictures.panel import Panel, Point
    from routing.pictures.scene import Scene
    from routing.pictures.svg import Drawing
    from routing.plan import Plan, Train
    from routing.problem import Problem
    from routing.trains import TrainBlock

STATION: Final = 8.0  # half the width of a station's sign
# Where on a railway its trains may be written, the best first.
SHARES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)


@dataclass(frozen=True, slots=True)
class Rail:
    """
    A train that somebody goes by.

    Parameters
    ----------
    feeders
        The indexes of its feeders among all trips of coaches.
    """

    train: Train
    block: TrainBlock
    feeders: range

    @property
    def short_id(self) -> str:
        """Return as much of the train's name as fits beside others."""
        return shortened(self.block.id, 12, 80)

    @property
    def ends(self) -> tuple[str, str]:
        """Return the places of the hub and of the station."""
        return self.block.hub, self.block.station

    @property
    def riders(self) -> int:
        """Return how many people go by it."""
        return sum(on.riders for on in self.train.riders)

    @property
    def alone(self) -> int:
        """Return how many come to the hub without a feeder."""
        fed = sum(feeder.riders for feeder in self.train.feeders)
        return max(0, self.riders - fed)

    @property
    def at_station(self) -> int:
        """Return how many need no shuttle: they work at the station."""
        stops = (stop for shuttle in self.train.shuttles for stop in shuttle.stops)
        shuttled = sum(on.riders for stop in stops for on in stop.board)
        return max(0, self.riders - shuttled)


def rails_of(problem: Problem, plan: Plan) -> tuple[Rail, ...]:
    """Return the trains of a plan, each with its block."""
    blocks = {block.id: block for block in problem.trains.blocks}
    found, first = [], len(plan.trips)
    for train in plan.trains:
        after = first + len(train.feeders)
        found.append(Rail(train, blocks[train.block], range(first, after)))
        first = after
    return tuple(found)


def draw_railways(
    drawing: Drawing,
    scene: Scene,
    panel: Panel,
    rails: Iterable[Rail],
    width: float = 5.0,
) -> None:
    """Draw a railway as maps do, dark with light dashes; once for all of its trains."""
    for leg in railways(scene, panel, rails).values():
        draw_railway(drawing, *leg, width)


def railways(
    scene: Scene, panel: Panel, rails: Iterable[Rail]
) -> dict[tuple[str, str], tuple[Point, Point]]:
    """Return what is seen of each railway, by its hub and station."""
    legs = {rail.ends: _leg(scene, panel, *rail.ends) for rail in rails}
    return {ends: leg for ends, leg in legs.items() if leg is not None}


def draw_railway(drawing: Drawing, start: Point, end: Point, width: float) -> None:
    """Draw a piece of railway."""
    for colour, share, dashes in ((INK, 1.0, ""), (PAPER, 0.56, _dashes(width))):
        more: dict[str, str] = {"stroke_dasharray": dashes} if dashes else {}
        drawing.add(
            "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=colour,
            stroke_width=share * width, **more,
        )  # fmt: skip


def _dashes(width: float) -> str:
    return f"{1.8 * width:.1f} {1.8 * width:.1f}"


def draw_shuttles(
    drawing: Drawing,
    scene: Scene,
    panel: Panel,
    rails: Iterable[Rail],
    width: float = 1.3,
) -> None:
    """Draw from station to gates what shuttles drive, each way once."""
    legs = (
        leg
        for rail in rails
        for shuttle in rail.train.shuttles
        for leg in pairwise(stop.place for stop in shuttle.stops)
    )
    for ends in dict.fromkeys(legs):
        leg = _leg(scene, panel, *ends)
        if leg is not None:
            draw_shuttle(drawing, *leg, width)


def draw_shuttle(drawing: Drawing, start: Point, end: Point, width: float) -> None:
    """Draw a way of shuttles, thin and grey."""
    drawing.add(
        "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=OTHER,
        stroke_width=width, stroke_dasharray=f"{2.6 * width:.1f} {1.6 * width:.1f}",
    )  # fmt: skip


def draw_stations(
    drawing: Drawing,
    scene: Scene,
    panel: Panel,
    rails: Iterable[Rail],
    radii: Mapping[str, float],
    half: float = STATION,
) -> list[Box]:
    """
    Draw where people get on trains and off; return what the signs cover.

    Parameters
    ----------
    radii
        Of the circles and squares that are drawn at places: a sign stands on top.
    """
    taken = []
    for place in _stations(scene, panel, rails):
        x, y = panel.at(scene.points[place])
        if place in radii:
            y -= radii[place] + half + 1
        draw_station(drawing, x, y, half)
        taken.append(Box(x - half, y - half, x + half, y + half))
    return taken


def draw_station(drawing: Drawing, x: float, y: float, half: float) -> None:
    """Draw a station's sign: the front of a train in a frame."""
    drawing.add(
        "rect", x=x - half, y=y - half, width=2 * half, height=2 * half,
        rx=0.4 * half, fill=PAPER, stroke=INK, stroke_width=0.18 * half,
    )  # fmt: skip
    for left, top, width, height, colour in (
        (-0.48, -0.66, 0.96, 1.04, INK),
        (-0.3, -0.46, 0.6, 0.38, PAPER),
        (-0.3, 0.06, 0.16, 0.16, PAPER),
        (0.14, 0.06, 0.16, 0.16, PAPER),
    ):
        drawing.add(
            "rect", x=x + left * half, y=y + top * half, width=width * half,
            height=height * half, rx=0.18 * min(width, height) * half, fill=colour,
        )  # fmt: skip
    feet = "".join(
        f"M{x + side * 0.26 * half:.2f} {y + 0.42 * half:.2f}"
        f"L{x + side * 0.48 * half:.2f} {y + 0.72 * half:.2f}"
        for side in (-1, 1)
    )
    drawing.add("path", d=feet, stroke=INK, stroke_width=0.16 * half)


def station_labels(
    scene: Scene, panel: Panel, named: Mapping[str, object], half: float = STATION
) -> list[Label]:
    """Return the names of the stations that are not named as something else."""
    return [
        Label(
            shortened(scene.names[place], 13, 130),
            *panel.at(scene.points[place]),
            size=13,
            weight=2000,
            radius=half,
        )
        for place in _stations(scene, panel, scene.rails)
        if place not in named
    ]


def draw_trains(
    drawing: Drawing, scene: Scene, panel: Panel, taken: Sequence[Box]
) -> list[Box]:
    """Write on each railway who goes on it; return what the words cover."""
    trains: dict[tuple[str, str], list[Rail]] = {}
    for rail in scene.rails:
        trains.setdefault(rail.ends, []).append(rail)
    drawn: list[Box] = []
    for ends, leg in railways(scene, panel, scene.rails).items():
        rails = trains[ends]
        words = "，".join(f"{rail.short_id} {rail.riders} 人" for rail in rails)
        if len(rails) > 2:
            words = f"{len(rails)} 列火车 {sum(rail.riders for rail in rails)} 人"
        boxes = [_box_on(leg, share, text_width(words, 13) + 16) for share in SHARES]
        free = (
            box
            for box in boxes
            if panel.box.holds(box) and not any(map(box.meets, (*taken, *drawn)))
        )
        box = next(free, boxes[0])
        draw_shield(drawing, box, words)
        drawn.append(box)
    return drawn


def draw_shield(drawing: Drawing, box: Box, words: str, size: float = 13) -> None:
    """Write the name of a train in its frame."""
    drawing.add(
        "rect", x=box.left, y=box.top, width=box.right - box.left,
        height=box.bottom - box.top, rx=4, fill=PAPER, stroke=INK, stroke_width=1.4,
    )  # fmt: skip
    drawing.text(
        (box.left + box.right) / 2, (box.top + box.bottom) / 2 + 0.36 * size, words,
        size=size, anchor="middle", bold=True,
    )  # fmt: skip


def _box_on(leg: tuple[Point, Point], share: float, width: float) -> Box:
    (x1, y1), (x2, y2) = leg
    x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    return Box(x - width / 2, y - 11, x + width / 2, y + 11)


def _stations(scene: Scene, panel: Panel, rails: Iterable[Rail]) -> list[str]:
    """Return the hubs and stations that are seen, each once."""
    return [
        place
        for place in dict.fromkeys(place for rail in rails for place in rail.ends)
        if place in scene.points and panel.shows(scene.points[place])
    ]


def _leg(
    scene: Scene, panel: Panel, start: str, end: str
) -> tuple[Point, Point] | None:
    """Return what is seen of the straight way between two places."""
    if start not in scene.points or end not in scene.points:
        return None
    return cut_leg(
        panel.at(scene.points[start]), panel.at(scene.points[end]), panel.box
    )
