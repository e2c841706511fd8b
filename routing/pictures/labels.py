"""Names beside points, none over another: the weightier ones are set first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from routing.pictures.svg import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable


class Box(NamedTuple):
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether two boxes have more than an edge in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Return whether another box lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Words for the point (x, y), which is a circle of so large a radius."""

    words: str
    x: float
    y: float
    size: float
    weight: float
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with where its words begin: x, and the baseline y."""

    label: Label
    x: float
    y: float
    box: Box


def place_labels(
    labels: Iterable[Label], bounds: Box, taken: Iterable[Box] = ()
) -> list[Placed]:
    """
    Return the labels that find room within the bounds, the heavier ones first.

    A label is set right of its point, else left, above, below or aslant; one that would
    cover another, or a taken box, is left out.
    """
    boxes = list(taken)
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda label: -label.weight):
        for box in _boxes_around(label):
            if bounds.holds(box) and not any(box.meets(other) for other in boxes):
                boxes.append(box)
                baseline = box.bottom - 0.22 * label.size
                placed.append(Placed(label, box.left + 1, baseline, box))
                break
    return placed


def _boxes_around(label: Label) -> Iterable[Box]:
    width = text_width(label.words, label.size) + 2
    height = 1.15 * label.size
    off = label.radius + 3
    aslant = 0.7 * label.radius + 2
    x, y = label.x, label.y
    for left, top in (
        (x + off, y - height / 2),
        (x - off - width, y - height / 2),
        (x - width / 2, y - off - height),
        (x - width / 2, y + off),
        (x + aslant, y - aslant - height),
        (x - aslant - width, y - aslant - height),
        (x + aslant, y + aslant),
        (x - aslant - width, y + aslant),
    ):
        yield Box(left, top, left + width, top + height)
