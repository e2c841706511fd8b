from __future__ import annotations

from xml.etree import ElementTree

from bench.seasons import chart
from routing.pictures.colours import COLOURS


def test_the_chart_has_a_line_for_each_gap_that_was_reached_and_each_size():
    svg = chart(
        {
            2_500: [5.0, 20.0, None],
            5_000: [10.0, None, None],
            10_000: [20.0, 80.0, None],
        }
    )
    tree = ElementTree.fromstring(svg)

    words = " ".join(tree.itertext())
    assert "≤ 5%" in words
    assert "≤ 2%" in words
    assert "≤ 1%" not in words
    assert "10,000" in words
    lines = [e for e in tree.iter() if e.tag.endswith("polyline")]
    five, two = (line.get("points").split() for line in lines)
    assert (len(five), len(two)) == (3, 2)
    assert [line.get("stroke") for line in lines] == list(COLOURS[:2])


def test_twice_the_time_for_twice_the_riders_is_parallel_to_the_line():
    svg = chart({n: [n / 500, None, None] for n in (2_500, 5_000, 20_000)})
    tree = ElementTree.fromstring(svg)
    (line,) = (e for e in tree.iter() if e.get("stroke-dasharray"))
    (taken,) = (e for e in tree.iter() if e.tag.endswith("polyline"))
    points = [tuple(map(float, p.split(","))) for p in taken.get("points").split()]

    def slope(x1, y1, x2, y2):
        return (y2 - y1) / (x2 - x1)

    drawn = slope(*(float(line.get(k)) for k in ("x1", "y1", "x2", "y2")))
    assert abs(slope(*points[0], *points[-1]) - drawn) < 0.01
