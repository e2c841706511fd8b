"""
What lies within a rectangle of rings and legs.

Cut here rather than by a clip path: renderers paint a whole layer for each of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.pictures.labels import Box

    Point = tuple[float, float]


def cut_ring(ring: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    """
    Return what a box shows of a closed ring, shape ``(n, 2)``; n is 0 for nothing.

    Sutherland and Hodgman's way: one side after the other. Where the ring leaves the
    box it goes on along the edge.
    """
    for axis, edge, sign in (
        (0, box.left, 1.0),
        (0, box.right, -1.0),
        (1, box.top, 1.0),
        (1, box.bottom, -1.0),
    ):
        if len(ring) == 0:
            break
        after = np.roll(ring, -1, axis=0)
        here, there = sign * (ring[:, axis] - edge), sign * (after[:, axis] - edge)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = here / (here - there)
            crossing = ring + (after - ring) * share[:, None]
        # Each corner is kept if inside, then the point where its edge crosses.
        both = np.stack([ring, crossing], axis=1)
        keep = np.stack([here >= 0, (here >= 0) != (there >= 0)], axis=1)
        ring = both[keep]
    return ring


def cut_leg(start: Point, end: Point, box: Box) -> tuple[Point, Point] | None:
    """
    Return the part of a straight leg within a box, or None (Liang and Barsky).

    >>> from routing.pictures.labels import Box
    >>> cut_leg((-5, 5), (15, 5), Box(0, 0, 10, 10))
    ((0.0, 5.0), (10.0, 5.0))
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    first, last = 0.0, 1.0
    for step, room in (
        (-dx, start[0] - box.left),
        (dx, box.right - start[0]),
        (-dy, start[1] - box.top),
        (dy, box.bottom - start[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first > last:
        return None
    return (
        (start[0] + first * dx, start[1] + first * dy),
        (start[0] + last * dx, start[1] + last * dy),
    )
