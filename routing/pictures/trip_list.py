"""The list of trips and trains beside a map, and what its signs mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from routing.pictures.colours import COLOURS, colour_of, ink_on
from routing.pictures.labels import Box
from routing.pictures.rails import (
    draw_railway,
    draw_shield,
    draw_shuttle,
    draw_station,
)
from routing.pictures.scene import HEAD, MARGIN, WIDTH, draw_arrow
from routing.pictures.svg import HAIR, INK, QUIET, shortened, text_width
from routing.pictures.words import clock, coaches, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.pictures.rails import Rail
    from routing.pictures.scene import Scene
    from routing.pictures.svg import Drawing

SIDE: Final = 372  # the width of the list
ROW: Final = 38.0  # the height of a row
SIGN: Final = 28.0  # the height of what a sign means
MOST_TRAINS: Final = 6


def draw_list(
    drawing: Drawing, scene: Scene, hues: Sequence[int], bottom: float
) -> None:
    """List trips and trains in two lines each; below say what the signs mean."""
    left = WIDTH - SIDE - MARGIN + 4
    right = WIDTH - MARGIN
    trips, rails = scene.trips, scene.rails
    signs = _signs_of_rails(scene)
    foot = bottom - 132 - SIGN * len(signs)
    trains_top = foot - _height_of_trains(rails)
    room = int((trains_top - HEAD - 30) // ROW)
    largest = sorted(range(len(trips)), key=lambda i: -trips[i].riders)[:room]
    words = coaches(len(trips), len(trips) - len(scene.plan.trips))
    drawing.text(left, HEAD + 14, words, size=16, bold=True)
    drawing.text(
        right, HEAD + 14, "人数 · 发车—到达", size=12, fill=QUIET, anchor="end"
    )
    top = HEAD + 28.0
    for index in sorted(largest):
        _list_row(drawing, scene, index, hues[index], left, right, top)
        top += ROW
    if len(trips) > room:
        words = f"另有 {number(len(trips) - room)} 车次，见时刻图"
        drawing.text(left, top + 14, words, size=13, fill=QUIET)
        top += 22
    _list_trains(drawing, scene, left, right, top)
    _signs(drawing, left, foot + 18, bool(scene.left), signs)


def _list_row(
    drawing: Drawing,
    scene: Scene,
    index: int,
    hue: int,
    left: float,
    right: float,
    top: float,
) -> None:
    trip = scene.trips[index]
    colour = colour_of(hue)
    drawing.add("rect", x=left, y=top + 3, width=32, height=20, rx=10, fill=colour)
    drawing.text(
        left + 16, top + 17.5, str(index + 1), size=12, fill=ink_on(colour),
        anchor="middle", bold=True,
    )  # fmt: skip
    pickups = [
        f"{scene.names[s.place]} {sum(r.riders for r in s.board)}"
        for s in trip.stops
        if s.board
    ]
    gates = [scene.names[s.place] for s in trip.stops if s.alight]
    times = (
        f"{trip.riders} 人 · {clock(trip.departs_s)}—{clock(trip.stops[-1].arrives_s)}"
    )
    drawing.text(right, top + 17, times, size=12, fill=QUIET, anchor="end")
    room = right - left - 40 - text_width(times, 12) - 12
    drawing.text(left + 40, top + 17, shortened(" → ".join(pickups), 13, room), size=13)
    words = "→ " + "、".join(gates)
    for rail in scene.rails:
        if index in rail.feeders:
            words = f"送站车 {words}，换乘火车 {rail.block.id}"
    words = shortened(words, 11.5, right - left - 40)
    drawing.text(left + 40, top + 32, words, size=11.5, fill=QUIET)


def _height_of_trains(rails: Sequence[Rail]) -> float:
    """Return what the list of trains takes; nothing without trains."""
    more = 22.0 if len(rails) > MOST_TRAINS else 0.0
    return 52.0 + ROW * min(len(rails), MOST_TRAINS) + more if rails else 0.0


def _list_trains(
    drawing: Drawing, scene: Scene, left: float, right: float, top: float
) -> None:
    rails = scene.rails
    if not rails:
        return
    drawing.text(left, top + 22, f"{len(rails)} 列火车", size=16, bold=True)
    top += 34
    largest = sorted(rails, key=lambda rail: -rail.riders)[:MOST_TRAINS]
    width = max(32.0, *(text_width(rail.short_id, 12) + 14 for rail in largest))
    for rail in sorted(largest, key=lambda rail: rail.block.departs_s):
        shield = Box(left, top + 3, left + width, top + 23)
        draw_shield(drawing, shield, rail.short_id, 12)
        _train_row(drawing, scene, rail, left + width + 8, right, top)
        top += ROW
    if len(rails) > MOST_TRAINS:
        words = f"另有 {len(rails) - MOST_TRAINS} 列火车，见时刻图"
        drawing.text(left, top + 14, words, size=13, fill=QUIET)


def _train_row(
    drawing: Drawing, scene: Scene, rail: Rail, left: float, right: float, top: float
) -> None:
    block = rail.block
    times = f"{rail.riders} 人 · {clock(block.departs_s)}—{clock(block.arrives_s)}"
    drawing.text(right, top + 17, times, size=12, fill=QUIET, anchor="end")
    room = right - left - text_width(times, 12) - 12
    words = " → ".join(scene.names[place] for place in rail.ends)
    drawing.text(left, top + 17, shortened(words, 13, room), size=13)
    words = shortened(_transfers(rail), 11.5, right - left)
    drawing.text(left, top + 32, words, size=11.5, fill=QUIET)


def _transfers(rail: Rail) -> str:
    """Return how its riders come to a train and away from it."""
    feeders = [str(index + 1) for index in rail.feeders]
    parts = []
    if feeders:
        parts.append("送站车 " + "–".join(dict.fromkeys((feeders[0], feeders[-1]))))
    if rail.alone:
        parts.append(f"自行到站 {rail.alone} 人")
    if rail.train.shuttles:
        parts.append(f"接驳 {len(rail.train.shuttles)} 趟")
    if rail.at_station:
        parts.append(f"车站上班 {rail.at_station} 人")
    return "，".join(parts)


def _signs_of_rails(scene: Scene) -> dict[str, str]:
    """Return the signs that trains bring to this map, and what they mean."""
    signs = {
        "railway": ("火车和火车站", bool(scene.rails)),
        "alone": ("自己到火车站上车的人", any(rail.alone for rail in scene.rails)),
        "shuttle": ("接驳车，从火车站到厂门", bool(scene.shuttles())),
    }
    return {sign: words for sign, (words, is_seen) in signs.items() if is_seen}


def _signs(
    drawing: Drawing,
    left: float,
    top: float,
    anybody_left: bool,
    of_rails: Mapping[str, str],
) -> None:
    drawing.add(
        "line", x1=left, x2=WIDTH - MARGIN, y1=top - 16, y2=top - 16, stroke=HAIR,
        stroke_width=1,
    )  # fmt: skip
    y = top + 8
    for cx, radius in ((left + 8, 4), (left + 26, 7), (left + 52, 11)):
        drawing.add(
            "circle", cx=cx, cy=y, r=radius, fill="#c9d3dc", stroke=INK,
            stroke_width=0.8,
        )  # fmt: skip
    drawing.text(left + 74, y + 5, "上车点，圆越大人越多", size=13)
    y += 30
    drawing.add("rect", x=left + 8, y=y - 7, width=14, height=14, fill=INK)
    drawing.text(left + 74, y + 5, "下车点（厂门）", size=13)
    y += 28
    drawing.add(
        "line", x1=left + 2, x2=left + 62, y1=y, y2=y, stroke=COLOURS[0], stroke_width=4
    )
    draw_arrow(drawing, (left - 20, y), (left + 84, y), COLOURS[0], 7)
    drawing.text(left + 74, y + 5, "一辆车的路线，线越粗人越多", size=13)
    for sign, words in of_rails.items():
        y += SIGN
        if sign == "railway":
            draw_railway(drawing, (left + 2, y), (left + 62, y), 5)
            draw_station(drawing, left + 10, y, 8)
        elif sign == "alone":
            drawing.add("circle", cx=left + 16, cy=y, r=8, fill=INK)
        else:
            draw_shuttle(drawing, (left + 2, y), (left + 62, y), 1.3)
        drawing.text(left + 74, y + 5, words, size=13)
    if anybody_left:
        y += SIGN
        drawing.add(
            "circle", cx=left + 16, cy=y, r=8, fill="none", stroke="#b00020",
            stroke_width=1.6, stroke_dasharray="3 2",
        )  # fmt: skip
        drawing.text(left + 74, y + 5, "没有安排的人", size=13)
