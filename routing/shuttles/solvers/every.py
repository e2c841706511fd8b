"""
All trips that could be part of a better plan, compiled.

A trip whose reduced cost is above the gap is in no plan better than the best known
(Baldacci, Christofides and Mingozzi 2008). Of every set of gates the shortest order
within the limits is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled
from routing.shuttles.solvers.arrays import FAR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.shuttles.solvers.arrays import Floats, Ints
    from routing.shuttles.solvers.pricing import Graph

MOST_GATES = 128  # bits of two words
MOST_LABELS = 1_500_000
TABLE = 1 << 22


class Ways(NamedTuple):
    """Beginnings of trips: the gates visited as bits, the last of them and sums."""

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    last: Ints
    load: Ints
    gates: Ints
    metres: Ints
    seconds: Ints
    cost: Floats
    parent: Ints
    chain: Ints  # the next of the same gates and last, or -1
    alive: NDArray[np.bool_]
    table: Ints


def ways() -> Ways:
    """Return room for `MOST_LABELS` beginnings."""
    room = MOST_LABELS
    return Ways(
        np.empty(room, np.uint64),
        np.empty(room, np.uint64),
        np.empty(room, np.int16),
        np.empty(room, np.int32),
        np.empty(room, np.int16),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.bool_),
        np.empty(TABLE, np.int32),
    )


@compiled
def _slot(w: Ways, low: np.uint64, high: np.uint64, last: int) -> int:
    """Return where in the table beginnings of these gates stand, or shall stand."""
    mask = np.uint64(w.table.shape[0] - 1)
    mixed = (low * np.uint64(0x9E3779B97F4A7C15)) ^ (
        (high + np.uint64(last)) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    at = (mixed ^ (mixed >> np.uint64(29))) & mask
    while True:
        label = w.table[at]
        if label < 0 or (
            w.low[label] == low and w.high[label] == high and w.last[label] == last
        ):
            return int(at)
        at = (at + np.uint64(1)) & mask


@compiled
def every(
    graph: Graph,
    gain: Floats,
    ending: Floats,
    metres: Ints,
    seconds: Ints,
    max_s: int,
    max_gates: int,
    gap: float,
    w: Ways,
    halt: Ints,
) -> int:
    """
    Fill all beginnings of trips that may cost less than the gap; return how many.

    -1 when there is no room or a halt is called. Of the same gates and the same last,
    those are kept that are shorter or quicker.

    Parameters
    ----------
    ending
        From ``endings``.
    metres, seconds
        Shape ``(1 + n, 1 + n)``.
    """
    n = graph.need.shape[0] - 1
    most = ending.shape[1] - 1
    timed = max_s < 1 << 38
    w.table[:] = -1
    size = 0
    at = -1
    while at < size:
        if at >= 0 and not w.alive[at]:
            at += 1
            continue
        if halt[0]:
            return -1
        i = 0 if at < 0 else w.last[at]
        load = 0 if at < 0 else w.load[at]
        gates = 0 if at < 0 else w.gates[at]
        low = np.uint64(0) if at < 0 else w.low[at]
        high = np.uint64(0) if at < 0 else w.high[at]
        cost = 0.0 if at < 0 else w.cost[at]
        if gates < max_gates:
            for j in range(1, n + 1):
                to = load + graph.need[j]
                if to > most or metres[i, j] >= FAR_M:
                    continue
                bit = np.uint64(1) << np.uint64((j - 1) & 63)
                if (low if j <= 64 else high) & bit:
                    continue
                new = cost + graph.arc[i, j] - gain[j]
                if new + ending[j, to] >= gap:
                    continue
                new_s = seconds[i, j] + (0 if at < 0 else w.seconds[at])
                if new_s > max_s:
                    continue
                new_m = metres[i, j] + (0 if at < 0 else w.metres[at])
                new_low = low | bit if j <= 64 else low
                new_high = high if j <= 64 else high | bit
                slot = _slot(w, new_low, new_high, j)
                if _beaten(w, slot, new_m, new_s, timed):
                    continue
                if size == w.low.shape[0] or size > w.table.shape[0] // 2:
                    return -1
                w.low[size] = new_low
                w.high[size] = new_high
                w.last[size] = j
                w.load[size] = to
                w.gates[size] = gates + 1
                w.metres[size] = new_m
                w.seconds[size] = new_s
                w.cost[size] = new
                w.parent[size] = at
                w.alive[size] = True
                w.chain[size] = w.table[slot]
                w.table[slot] = size
                size += 1
        at += 1
    return size


@compiled
def _beaten(w: Ways, slot: int, metres: int, seconds: int, timed: bool) -> bool:
    """Return whether a beginning is no better than one known; drop worse ones."""
    label = w.table[slot]
    while label >= 0:
        if w.alive[label]:
            if w.metres[label] <= metres and (not timed or w.seconds[label] <= seconds):
                return True
            if metres <= w.metres[label] and (not timed or seconds <= w.seconds[label]):
                w.alive[label] = False
        label = w.chain[label]
    return False
