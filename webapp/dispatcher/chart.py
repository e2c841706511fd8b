"""The curve of a planning run, as the coordinates of a small SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webapp.workflows.desk import Progress

WIDTH, HEIGHT = 600, 160
MARGIN = 6
LOWEST_SHARE = 0.7
ROWS = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """Two lines over time, as SVG ``points``: the best cost falls, the bound rises."""

    cost: str
    bound: str
    seconds: float
    highest_cents: int
    lowest_cents: int
    width: int = WIDTH
    height: int = HEIGHT


def sample(points: Sequence[Progress]) -> list[Progress]:
    """Return a few points of a run for the table below its chart, the last included."""
    step = max(1, -(-len(points) // ROWS))
    return list(points[::-1][::step][::-1])


def draw(points: Sequence[Progress]) -> Chart | None:
    """Return the chart of a run; None until it has something to show."""
    if not points:
        return None
    costs = [(p.seconds, p.cost_cents) for p in points]
    bounds = [(p.seconds, p.lower_bound_cents) for p in points]
    # The first bounds may lie far below; they would flatten the curve that matters.
    best = min(cost for _, cost in costs)
    low = max(min(bound for _, bound in bounds), round(LOWEST_SHARE * best))
    high = max(cost for _, cost in costs)
    end = max(points[-1].seconds, 0.1)
    span = max(high - low, 1)

    def line(values: Sequence[tuple[float, int]]) -> str:
        # A value holds until the next one comes: a staircase up to now.
        corners: list[tuple[float, float]] = []
        for seconds, value in values:
            x = MARGIN + (WIDTH - 2 * MARGIN) * seconds / end
            share = min(1.0, max(0.0, (value - low) / span))
            y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share
            if corners:
                corners.append((x, corners[-1][1]))
            corners.append((x, y))
        if corners:
            corners.append((WIDTH - MARGIN, corners[-1][1]))
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)

    return Chart(
        cost=line(costs),
        bound=line(bounds),
        seconds=end,
        highest_cents=high,
        lowest_cents=low,
    )
