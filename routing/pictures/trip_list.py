"""The list of trips beside a map, and what its signs mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from routing.pictures.colours import COLOURS, colour_of, ink_on
from routing.pictures.scene import HEAD, MARGIN, WIDTH, draw_arrow
from routing.pictures.svg import HAIR, INK, QUIET, shortened, text_width
from routing.pictures.words import clock, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.pictures.scene import Scene
    from routing.pictures.svg import Drawing

SIDE: Final = 372  # the width of the list


def draw_list(
    drawing: Drawing, scene: Scene, hues: Sequence[int], bottom: float
) -> None:
    """List the trips in two lines each, and below them say what the signs mean."""
    left = WIDTH - SIDE - MARGIN + 4
    right = WIDTH - MARGIN
    trips = scene.plan.trips
    foot = bottom - 132
    row = 38.0
    room = int((foot - HEAD - 30) // row)
    largest = sorted(range(len(trips)), key=lambda i: -trips[i].riders)[:room]
    drawing.text(left, HEAD + 14, f"{number(len(trips))} 车次", size=16, bold=True)
    drawing.text(
        right, HEAD + 14, "人数 · 发车—到达", size=12, fill=QUIET, anchor="end"
    )
    top = HEAD + 28.0
    for index in sorted(largest):
        _list_row(drawing, scene, index, hues[index], left, right, top)
        top += row
    if len(trips) > room:
        words = f"另有 {number(len(trips) - room)} 车次，见时刻图"
        drawing.text(left, top + 14, words, size=13, fill=QUIET)
    _signs(drawing, left, foot + 18, bool(scene.left))


def _list_row(
    drawing: Drawing,
    scene: Scene,
    index: int,
    hue: int,
    left: float,
    right: float,
    top: float,
) -> None:
    trip = scene.plan.trips[index]
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
    words = shortened("→ " + "、".join(gates), 11.5, right - left - 40)
    drawing.text(left + 40, top + 32, words, size=11.5, fill=QUIET)


def _signs(drawing: Drawing, left: float, top: float, anybody_left: bool) -> None:
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
    if anybody_left:
        y += 28
        drawing.add(
            "circle", cx=left + 16, cy=y, r=8, fill="none", stroke="#b00020",
            stroke_width=1.6, stroke_dasharray="3 2",
        )  # fmt: skip
        drawing.text(left + 74, y + 5, "没有安排的人", size=13)
