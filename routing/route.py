"""The best order of a trip's stops: all pickups, then all drop-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.compiled import compiled, lean
from routing.rules import MOST_METRES, MOST_STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rows of the scratch array that orders are searched in.
AT, NEXT, DISTANCE, LOADED, DURATION = 0, 1, 2, 3, 4


def scratch() -> NDArray[np.int64]:
    """Return working space for the searches below; one for each thread."""
    return np.zeros((5, 2 * MOST_STOPS + 1), np.int64)


@lean
def next_order(
    distance_m: NDArray[np.int64],
    duration_s: NDArray[np.int64],
    stops: NDArray[np.int64],
    n_pickups: int,
    n_stops: int,
    start: int,
    end: int,
    most_m: int,
    max_loaded_m: int,
    max_driving_s: int,
    depth: int,
    work: NDArray[np.int64],
) -> int:
    """
    Go on to the next order of stops within the limits; -1 when there is none.

    Begin with a depth of 0 and ``work[NEXT, 0] = 0``; go on with ``n_stops``. The order
    found is ``work[AT, :n_stops]``, positions in `stops`; its figures stand in column
    ``n_stops`` of the other rows: metres with both empty runs, metres loaded, seconds
    of driving loaded.

    Parameters
    ----------
    start, end
        Where the coach comes from and goes to empty; -1 for nowhere. Never where there
        is no way.
    most_m
        Orders with as many metres or more are passed over.
    """
    used = 0
    if depth == n_stops:  # the last order: free its last stop
        depth -= 1
        for i in range(depth):
            used |= 1 << work[AT, i]
    while depth >= 0:
        end_at = n_pickups if depth < n_pickups else n_stops
        c = work[NEXT, depth]
        while c < end_at and (used >> c) & 1:
            c += 1
        if c >= end_at:
            depth -= 1
            if depth >= 0:
                used &= ~(1 << work[AT, depth])
            continue
        work[NEXT, depth] = c + 1
        if depth == 0:
            metres = distance_m[start, stops[c]] if start >= 0 else 0
            if metres >= MOST_METRES:
                continue
            loaded = 0
            seconds = 0
        else:
            last = stops[work[AT, depth - 1]]
            leg = distance_m[last, stops[c]]
            metres = work[DISTANCE, depth] + leg
            loaded = work[LOADED, depth] + leg
            seconds = work[DURATION, depth] + duration_s[last, stops[c]]
        if depth == n_stops - 1 and end >= 0:
            home = distance_m[stops[c], end]
            if home >= MOST_METRES:
                continue
            metres += home
        if metres >= most_m or loaded > max_loaded_m or seconds > max_driving_s:
            continue
        work[AT, depth] = c
        work[DISTANCE, depth + 1] = metres
        work[LOADED, depth + 1] = loaded
        work[DURATION, depth + 1] = seconds
        if depth == n_stops - 1:
            return n_stops
        used |= 1 << c
        depth += 1
        work[NEXT, depth] = 0 if depth < n_pickups else n_pickups
    return -1


@lean
def shortest_order(
    distance_m: NDArray[np.int64],
    duration_s: NDArray[np.int64],
    stops: NDArray[np.int64],
    n_pickups: int,
    n_stops: int,
    start: int,
    end: int,
    max_loaded_m: int,
    max_driving_s: int,
    work: NDArray[np.int64],
    order: NDArray[np.int64],
) -> int:
    """
    Return the metres of the shortest order within both limits, or -1.

    Exact for every matrix. Of equals the first, in the order of `stops`. `order` is
    filled with positions in `stops`.
    """
    best = 1 << 60
    found = False
    work[NEXT, 0] = 0
    depth = next_order(
        distance_m,
        duration_s,
        stops,
        n_pickups,
        n_stops,
        start,
        end,
        best,
        max_loaded_m,
        max_driving_s,
        0,
        work,
    )
    while depth >= 0:
        found = True
        best = work[DISTANCE, n_stops]
        for i in range(n_stops):
            order[i] = work[AT, i]
        depth = next_order(
            distance_m,
            duration_s,
            stops,
            n_pickups,
            n_stops,
            start,
            end,
            best,
            max_loaded_m,
            max_driving_s,
            n_stops,
            work,
        )
    return best if found else -1


@compiled
def together_metres(
    distance_m: NDArray[np.int64],
    duration_s: NDArray[np.int64],
    ends: NDArray[np.int64],
    limits: NDArray[np.int64],
    work: NDArray[np.int64],
    order: NDArray[np.int64],
) -> NDArray[np.int64]:
    """
    Return the least metres of a coach that passes the places of two pairs, or -1.

    Parameters
    ----------
    ends
        Shape ``(n, 2)``: pickup and drop-off of each pair.
    limits
        Shape ``(6,)``: pickups, drop-offs, seconds at each, metres and seconds of a
        trip, all at most.

    Returns
    -------
        Shape ``(n, n)``, symmetric; on the diagonal the pair alone.
    """
    max_pickups, max_dropoffs = limits[0], limits[1]
    pickup_s, dropoff_s, max_m, max_s = limits[2], limits[3], limits[4], limits[5]
    n = len(ends)
    metres = np.full((n, n), -1, np.int64)
    stops = np.zeros(4, np.int64)
    for i in range(n):
        for j in range(i, n):
            n_pickups = 1
            stops[0] = ends[i, 0]
            if ends[j, 0] != ends[i, 0]:
                stops[1] = ends[j, 0]
                n_pickups = 2
            n_stops = n_pickups + 1
            stops[n_pickups] = ends[i, 1]
            if ends[j, 1] != ends[i, 1]:
                stops[n_pickups + 1] = ends[j, 1]
                n_stops += 1
            n_dropoffs = n_stops - n_pickups
            if n_pickups > max_pickups or n_dropoffs > max_dropoffs:
                continue
            metres[i, j] = metres[j, i] = shortest_order(
                distance_m,
                duration_s,
                stops,
                n_pickups,
                n_stops,
                -1,
                -1,
                max_m,
                max_s - n_pickups * pickup_s - n_dropoffs * dropoff_s,
                work,
                order,
            )
    return metres
