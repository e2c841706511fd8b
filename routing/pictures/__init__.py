"""
A plan for the eye: trips and trains on a map, the timetable as a Gantt chart.

Both are SVG, written as text, with Chinese words and without styles or scripts, so that
they can stand in a page with a strict policy. ``to_png`` makes a PNG of either.
"""

from __future__ import annotations

from routing.pictures.basemap import Basemap
from routing.pictures.gantt import Bar, Group, Kind, Row, draw_gantt
from routing.pictures.map import draw_map
from routing.pictures.png import to_png
from routing.pictures.timetable import timetable_of

__all__ = [
    "Bar",
    "Basemap",
    "Group",
    "Kind",
    "Row",
    "draw_gantt",
    "draw_map",
    "timetable_of",
    "to_png",
]
