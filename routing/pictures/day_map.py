"""
One date on a large map, with the gates closely beside it.

Every trip has a colour and a number; the circles where people board are pies of the
trips that take them.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from routing.pictures.clip import cut_leg
from routing.pictures.colours import colour_of, dash_of, ink_on
from routing.pictures.labels import Box, Label
from routing.pictures.panel import Panel
from routing.pictures.rails import (
    draw_railways,
    draw_shuttles,
    draw_stations,
    draw_trains,
    railways,
    station_labels,
)
from routing.pictures.scene import (
    ALONE,
    FEW_TRIPS,
    HEAD,
    MARGIN,
    WIDTH,
    draw_arrow,
    draw_head,
    draw_labels,
    most_at_home,
    radius_of,
    riders_of,
)
from routing.pictures.svg import INK, PAPER, Drawing, shortened, text_width
from routing.pictures.trip_list import SIDE, draw_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.pictures.panel import Point
    from routing.pictures.scene import Scene

HEIGHT: Final = 1080
INSET: Final = (400.0, 330.0)
WRONG: Final = "#b00020"


def draw_day(scene: Scene) -> str:
    """Return the map of a plan of one date as SVG."""
    drawing = Drawing(WIDTH, HEIGHT, scene.title)
    draw_head(drawing, scene)
    box = Box(MARGIN, HEAD, WIDTH - SIDE - 2 * MARGIN, HEIGHT - MARGIN)
    panel = Panel.around(scene.all_points(), box)
    hues = _hues(scene)
    panel.draw_ground(drawing, scene.basemap)
    gates = scene.gates()
    inset = _inset_of(scene, panel, gates)
    draw_railways(drawing, scene, panel, scene.rails)
    draw_shuttles(drawing, scene, panel, scene.rails)
    _draw_ways(drawing, scene, panel, hues)
    taken = _draw_gates(drawing, panel, scene, gates, small=inset is not None)
    taken += _draw_pies(drawing, panel, scene, hues)
    taken += _draw_left(drawing, panel, scene)
    if len(scene.trips) <= FEW_TRIPS:
        taken += _draw_order(drawing, panel, scene, hues)
    kept = [panel.draw_scale(drawing)]
    if inset is not None:
        kept.append(inset.box)
    labels = _home_labels(scene, panel) + panel.city_labels(scene.basemap)
    if inset is None:
        labels += _gate_labels(scene, panel, gates)
    else:
        kept.append(_draw_frame_of(drawing, panel, inset))
    radii = _radii_of_gates(gates, small=inset is not None) | _radii_of_homes(scene)
    taken += draw_stations(drawing, scene, panel, scene.rails, radii)
    taken += draw_trains(drawing, scene, panel, kept + taken)
    labels += station_labels(scene, panel, {**gates, **_riders_at_home(scene)})
    draw_labels(drawing, labels, panel.box, kept + taken)
    if inset is not None:
        _draw_inset(drawing, scene, inset, hues, gates)
    panel.draw_frame(drawing)
    draw_list(drawing, scene, hues, HEIGHT)
    return str(drawing)


def _hues(scene: Scene) -> list[int]:
    """
    Return for each trip the index of its colour, so that neighbours differ.

    Trips are taken by the direction in which they come; the next one gets the next hue.
    """
    points = scene.all_points()
    gates = [p for t in scene.trips for p in scene.trip_points(t)[-1:]] or points
    east = sum(lon for lon, _ in gates) / len(gates)
    north = sum(lat for _, lat in gates) / len(gates)

    def bearing(index: int) -> float:
        way = scene.trip_points(scene.trips[index])
        return math.atan2(way[0][1] - north, way[0][0] - east) if way else 0.0

    hues = [0] * len(scene.trips)
    for hue, index in enumerate(sorted(range(len(hues)), key=bearing)):
        hues[index] = hue
    return hues


def _draw_ways(
    drawing: Drawing,
    scene: Scene,
    panel: Panel,
    hues: Sequence[int],
    *,
    quiet: bool = False,
) -> None:
    """
    Draw the ways: those with more riders thicker, arrows in their middle.

    Quiet ones are thin and have no arrows.
    """
    trips = scene.trips
    most = max([1, *(trip.riders for trip in trips)])
    few = len(trips) <= FEW_TRIPS
    thick = 1.4 if quiet else 4.2 if few else 2.4
    lanes: Counter[tuple[str, str]] = Counter()
    for index, trip in enumerate(trips):
        stops = [stop.place for stop in trip.stops if stop.place in scene.points]
        width = thick * (0.45 + 0.55 * trip.riders / most)
        corners: list[Point] = []
        for start, end in pairwise(stops):
            lane = lanes[start, end]
            lanes[start, end] += 1
            leg = cut_leg(
                *_beside(
                    panel.at(scene.points[start]),
                    panel.at(scene.points[end]),
                    lane * (width + 1.2),
                ),
                panel.box,
            )
            if leg is not None:
                corners += leg
        if len(corners) < 2:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        common: dict[str, float | str] = {
            "points": path, "fill": "none", "stroke_linejoin": "round",
        }  # fmt: skip
        drawing.add(
            "polyline", **common, stroke=PAPER, stroke_width=width + 1.6,
            stroke_opacity=0.75,
        )  # fmt: skip
        dash = dash_of(hues[index])
        if dash and few:
            common["stroke_dasharray"] = dash
        drawing.add(
            "polyline", **common, stroke=colour_of(hues[index]), stroke_width=width,
            stroke_opacity=0.5 if quiet else 0.92,
        )  # fmt: skip
        for start_at, end_at in zip(corners[::2], corners[1::2], strict=True):
            if not quiet:
                size = 2 + 1.6 * width
                draw_arrow(drawing, start_at, end_at, colour_of(hues[index]), size)


def _beside(start: Point, end: Point, off: float) -> tuple[Point, Point]:
    """Return a leg moved to its right, so that another on the same way is seen."""
    length = math.dist(start, end) or 1.0
    dx, dy = (start[1] - end[1]) / length * off, (end[0] - start[0]) / length * off
    return (start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)


def _draw_pies(
    drawing: Drawing, panel: Panel, scene: Scene, hues: Sequence[int]
) -> list[Box]:
    homes = scene.homes(scene.trips, scene.rails)
    most = most_at_home(scene)
    taken = []
    for place, parts in sorted(homes.items(), key=lambda kept: -riders_of(kept[1])):
        x, y = panel.at(scene.points[place])
        radius = radius_of(riders_of(parts), most)
        drawing.add("circle", cx=x, cy=y, r=radius + 1.5, fill=PAPER)
        if len(parts) == 1:
            colour = _colour(hues, parts[0][0])
            drawing.add("circle", cx=x, cy=y, r=radius, fill=colour)
        else:
            _pie(drawing, x, y, radius, [(n, _colour(hues, i)) for i, n in parts])
        drawing.add(
            "circle", cx=x, cy=y, r=radius, fill="none", stroke=INK, stroke_width=0.8
        )
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
    return taken


def _colour(hues: Sequence[int], index: int) -> str:
    return INK if index == ALONE else colour_of(hues[index])


def _pie(
    drawing: Drawing, x: float, y: float, radius: float, parts: list[tuple[int, str]]
) -> None:
    whole = sum(riders for riders, _ in parts)
    turn = -0.25
    for riders, colour in parts:
        share = riders / whole
        first, last = turn * math.tau, (turn + share) * math.tau
        large = int(share > 0.5)
        drawing.add(
            "path",
            d=f"M{x:.1f} {y:.1f}L{x + radius * math.cos(first):.1f} "
            f"{y + radius * math.sin(first):.1f}A{radius:.1f} {radius:.1f} 0 {large} 1 "
            f"{x + radius * math.cos(last):.1f} {y + radius * math.sin(last):.1f}Z",
            fill=colour, stroke=PAPER, stroke_width=0.7,
        )  # fmt: skip
        turn += share


def _draw_gates(
    drawing: Drawing,
    panel: Panel,
    scene: Scene,
    gates: Mapping[str, int],
    *,
    small: bool,
) -> list[Box]:
    """Draw the gates as squares; small ones where an inset shows them closely."""
    radii = _radii_of_gates(gates, small=small)
    taken = []
    for place in sorted(gates, key=lambda place: -gates[place]):
        x, y = panel.at(scene.points[place])
        half = radii[place]
        drawing.add(
            "rect", x=x - half, y=y - half, width=2 * half, height=2 * half,
            fill=INK, stroke=PAPER, stroke_width=1,
        )  # fmt: skip
        taken.append(Box(x - half, y - half, x + half, y + half))
    return taken


def _radii_of_gates(
    gates: Mapping[str, int], *, small: bool = False
) -> dict[str, float]:
    most = max([1, *gates.values()])
    return {
        place: 2.2 if small else 0.8 * radius_of(riders, most)
        for place, riders in gates.items()
    }


def _radii_of_homes(scene: Scene) -> dict[str, float]:
    most = most_at_home(scene)
    riders = _riders_at_home(scene).items()
    return {place: radius_of(count, most) for place, count in riders}


def _draw_left(drawing: Drawing, panel: Panel, scene: Scene) -> list[Box]:
    """Draw where people stay behind: an empty circle with a cross."""
    taken = []
    for place, riders in scene.left.items():
        if place not in scene.points:
            continue
        x, y = panel.at(scene.points[place])
        radius = radius_of(riders, most_at_home(scene)) + 2
        drawing.add(
            "circle", cx=x, cy=y, r=radius, fill="none", stroke=WRONG,
            stroke_width=1.6, stroke_dasharray="3 2",
        )  # fmt: skip
        drawing.add(
            "path", d=f"M{x - 4:.1f} {y - 4:.1f}L{x + 4:.1f} {y + 4:.1f}"
            f"M{x + 4:.1f} {y - 4:.1f}L{x - 4:.1f} {y + 4:.1f}",
            stroke=WRONG, stroke_width=1.6,
        )  # fmt: skip
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
    return taken


def _draw_order(
    drawing: Drawing, panel: Panel, scene: Scene, hues: Sequence[int]
) -> list[Box]:
    """Number the stops of each trip along its way; return what the signs cover."""
    taken: list[Box] = []
    for index, trip in enumerate(scene.trips):
        way = [panel.at(point) for point in scene.trip_points(trip)]
        for order, (start, end) in enumerate(pairwise(way), start=1):
            length = math.dist(start, end)
            for off in (24.0, 40.0, 56.0):
                if length < off + 14:
                    break
                x = start[0] + (end[0] - start[0]) * off / length
                y = start[1] + (end[1] - start[1]) * off / length
                box = Box(x - 8, y - 8, x + 8, y + 8)
                if any(box.meets(other) for other in taken):
                    continue
                colour = colour_of(hues[index])
                drawing.add(
                    "circle", cx=x, cy=y, r=7.5, fill=colour, stroke=PAPER,
                    stroke_width=1,
                )  # fmt: skip
                drawing.text(
                    x, y + 4, str(order), size=11, fill=ink_on(colour),
                    anchor="middle", bold=True,
                )  # fmt: skip
                taken.append(box)
                break
    return taken


def _riders_at_home(scene: Scene) -> dict[str, int]:
    homes = scene.homes(scene.trips, scene.rails)
    return {place: riders_of(parts) for place, parts in homes.items()}


def _home_labels(scene: Scene, panel: Panel) -> list[Label]:
    radii = _radii_of_homes(scene)
    return [
        Label(
            f"{shortened(scene.names[place], 13, 130)} {count}",
            *panel.at(scene.points[place]),
            size=13,
            weight=1000 + count,
            radius=radii[place],
        )
        for place, count in _riders_at_home(scene).items()
    ]


def _gate_labels(scene: Scene, panel: Panel, gates: Mapping[str, int]) -> list[Label]:
    radii = _radii_of_gates(gates)
    return [
        Label(
            f"{shortened(scene.names[place], 12, 150)} {riders}",
            *panel.at(scene.points[place]),
            size=12,
            weight=500 + riders,
            radius=radii[place],
        )
        for place, riders in gates.items()
    ]


def _inset_of(scene: Scene, panel: Panel, gates: Mapping[str, int]) -> Panel | None:
    """
    Return a panel over the gates when the large map shows them as one spot.

    Stations that are near are on it too. It lies in the corner with the fewest stops.
    """
    points = [scene.points[place] for place in gates]
    if len(points) < 3 or not _is_a_spot(panel, points):
        return None
    for station in dict.fromkeys(rail.block.station for rail in scene.rails):
        if station in scene.points and station not in gates:
            wider = [*points, scene.points[station]]
            points = wider if _is_a_spot(panel, wider) else points
    box = panel.box
    width, height = INSET
    stops = [panel.at(point) for point in scene.all_points()]
    legs = [
        (panel.at(start), panel.at(end))
        for trip in scene.trips
        for start, end in pairwise(scene.trip_points(trip))
    ]
    legs += railways(scene, panel, scene.rails).values()
    corners = [
        Box(left, top, left + width, top + height)
        for left in (box.left + 12, box.right - width - 12)
        for top in (box.top + 12, box.bottom - height - 12)
    ]

    def crowd(corner: Box) -> tuple[int, int]:
        return (
            sum(corner.meets(Box(x - 9, y - 9, x + 9, y + 9)) for x, y in stops),
            sum(cut_leg(start, end, corner) is not None for start, end in legs),
        )

    best = min(corners, key=crowd)
    return Panel.around(points, best, padding=34, least_degrees=0.05)


def _is_a_spot(panel: Panel, points: Sequence[Point]) -> bool:
    """Return whether points lie within a quarter of a panel's width and height."""
    seen = [panel.at(point) for point in points]
    xs, ys = [x for x, _ in seen], [y for _, y in seen]
    box = panel.box
    return (
        max(xs) - min(xs) <= (box.right - box.left) / 4
        and max(ys) - min(ys) <= (box.bottom - box.top) / 4
    )


def _draw_inset(
    drawing: Drawing,
    scene: Scene,
    inset: Panel,
    hues: Sequence[int],
    gates: Mapping[str, int],
) -> None:
    inset.draw_ground(drawing, scene.basemap)
    draw_railways(drawing, scene, inset, scene.rails)
    _draw_ways(drawing, scene, inset, hues, quiet=True)
    draw_shuttles(drawing, scene, inset, scene.rails)
    taken = _draw_gates(drawing, inset, scene, gates, small=False)
    taken += draw_stations(drawing, scene, inset, scene.rails, _radii_of_gates(gates))
    kept = [inset.draw_scale(drawing)]
    box = inset.box
    words = f"下车点 {len(gates)} 处"
    width = text_width(words, 14) + 20
    drawing.add(
        "rect", x=box.left, y=box.top, width=width, height=26, fill=PAPER,
        fill_opacity=0.92,
    )  # fmt: skip
    drawing.text(box.left + 10, box.top + 18, words, size=14, bold=True)
    kept.append(Box(box.left, box.top, box.left + width, box.top + 26))
    labels = _gate_labels(scene, inset, gates) + station_labels(scene, inset, gates)
    draw_labels(drawing, labels, box, kept + taken)
    inset.draw_frame(drawing, strong=True)


def _draw_frame_of(drawing: Drawing, panel: Panel, inset: Panel) -> Box:
    """Draw on the large map what the inset shows; return what that covers."""
    x, y = panel.at(inset.middle)
    share = panel.scale / inset.scale / 2
    half_x = (inset.box.right - inset.box.left) * share
    half_y = (inset.box.bottom - inset.box.top) * share
    right = min(x + half_x, panel.box.right)
    drawing.add(
        "rect", x=x - half_x, y=y - half_y, width=right - x + half_x,
        height=2 * half_y, fill="none", stroke=INK, stroke_width=1.4,
    )  # fmt: skip
    words = "放大见图"
    width = text_width(words, 12) + 10
    left, top = x + half_x + 4, y - 10
    if left + width / 4 > panel.box.right:
        left = x - half_x - 4 - width
    drawing.add(
        "rect", x=left, y=top, width=width, height=20, fill=PAPER, fill_opacity=0.92,
        rx=4,
    )  # fmt: skip
    drawing.text(left + 5, top + 14.5, words, size=12)
    covered = max(right, left + width)
    return Box(min(left, x - half_x), y - half_y, covered, y + half_y)
