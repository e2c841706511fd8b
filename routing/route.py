"""The best order of a trip's stops: all pickups, then all drop-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from routing.problem import MOST_STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rows of the scratch array that `shortest_route` searches in.
AT, NEXT, DISTANCE, DURATION = 0, 1, 2, 3


def scratch() -> NDArray[np.int64]:
    """Return working space for ``shortest_route``; one for each thread."""
    return np.zeros((4, 2 * MOST_STOPS + 1), np.int64)


@njit(cache=True)
def shortest_route(
    distance_m: NDArray[np.int64],
    duration_s: NDArray[np.int64],
    stops: NDArray[np.int64],
    n_pickups: int,
    n_stops: int,
    max_distance_m: int,
    max_driving_s: int,
    work: NDArray[np.int64],
    order: NDArray[np.int64],
) -> int:
    """
    Return the metres of the shortest route within both limits, or -1.

    Exact for every matrix: tries all orders, and leaves one as soon as its first legs
    alone are no shorter than the best so far or take too long. Of equals the first, in
    the order of `stops`.

    Parameters
    ----------
    stops
        Rows of the matrices: `n_pickups` pickups, then drop-offs, `n_stops` in all.
    work
        From ``scratch()``.
    order
        Is filled with positions in `stops` when a route is found.
    """
    best = max_distance_m + 1
    depth = 0
    used = 0
    work[NEXT, 0] = 0
    work[DISTANCE, 0] = 0
    work[DURATION, 0] = 0
    while depth >= 0:
        end = n_pickups if depth < n_pickups else n_stops
        c = work[NEXT, depth]
        while c < end and (used >> c) & 1:
            c += 1
        if c >= end:
            depth -= 1
            if depth >= 0:
                used &= ~(1 << work[AT, depth])
            continue
        work[NEXT, depth] = c + 1
        metres = work[DISTANCE, depth]
        seconds = work[DURATION, depth]
        if depth > 0:
            last = stops[work[AT, depth - 1]]
            metres += distance_m[last, stops[c]]
            seconds += duration_s[last, stops[c]]
        if metres >= best or seconds > max_driving_s:
            continue
        work[AT, depth] = c
        if depth == n_stops - 1:
            best = metres
            for i in range(n_stops):
                order[i] = work[AT, i]
            continue
        used |= 1 << c
        depth += 1
        work[NEXT, depth] = 0 if depth < n_pickups else n_pickups
        work[DISTANCE, depth] = metres
        work[DURATION, depth] = seconds
    return best if best <= max_distance_m else -1
