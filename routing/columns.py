"""
All trips worth thinking of: sets of units that one coach can carry.

A set is feasible when its riders fit into the largest coach and some order of its
pickups, then of its drop-offs, keeps the limits of distance and time. Taking a unit
out of a feasible set leaves it feasible (the ways are first closed under the triangle
inequality for this test), so a depth-first search that stops at infeasible sets meets
every feasible one exactly once.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.problem import Problem

MAX_MEMBERS = 40
MAX_STOPS = 6
"""Most pickups, and most drop-offs, of a column: every order of them is tried."""
FAR = np.int64(1) << 60


def _orders() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every order of 1 to ``MAX_STOPS`` stops, and where each length starts."""
    rows: list[tuple[int, ...]] = []
    starts = [0, 0]
    for length in range(1, MAX_STOPS + 1):
        rows += [
            order + (0,) * (MAX_STOPS - length)
            for order in itertools.permutations(range(length))
        ]
        starts.append(len(rows))
    return np.array(rows, dtype=np.int64), np.array(starts, dtype=np.int64)


ORDERS, STARTS = _orders()


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """
    What travels together: parties, or parts of parties that are too large.

    All arrays have shape ``(n_units,)``; ``party``, ``pickup`` and ``dropoff`` are
    indices into the problem.
    """

    party: NDArray[np.int64]
    pickup: NDArray[np.int64]
    dropoff: NDArray[np.int64]
    size: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    Feasible sets of units.

    Parameters
    ----------
    members
        Shape ``(n, MAX_MEMBERS)``, ascending unit indices, then -1.
    distance_m
        Shape ``(n,)``, the shortest way that keeps the time limit.
    load
        Shape ``(n,)``, riders.
    is_complete
        Whether these are all feasible sets.
    """

    members: NDArray[np.int32]
    distance_m: NDArray[np.int64]
    load: NDArray[np.int64]
    is_complete: bool


@njit(cache=True)
def best_route(distance, duration, pickups, n_pickups, dropoffs, n_dropoffs, most_s):  # type: ignore[no-untyped-def]
    """Return the shortest way within the time, and its orders of pickups, drop-offs."""
    best, best_a, best_b = FAR, -1, -1
    for a in range(STARTS[n_pickups], STARTS[n_pickups + 1]):
        x, t = np.int64(0), np.int64(0)
        for i in range(n_pickups - 1):
            u, v = pickups[ORDERS[a, i]], pickups[ORDERS[a, i + 1]]
            x += distance[u, v]
            t += duration[u, v]
        if x >= best or t > most_s:
            continue
        last = pickups[ORDERS[a, n_pickups - 1]]
        for b in range(STARTS[n_dropoffs], STARTS[n_dropoffs + 1]):
            v = dropoffs[ORDERS[b, 0]]
            y, s = x + distance[last, v], t + duration[last, v]
            for i in range(n_dropoffs - 1):
                if y >= best:
                    break
                u, v = dropoffs[ORDERS[b, i]], dropoffs[ORDERS[b, i + 1]]
                y += distance[u, v]
                s += duration[u, v]
            if y < best and s <= most_s:
                best, best_a, best_b = y, a, b
    return best, best_a, best_b


@njit(cache=True)
def _with(place, places, n):  # type: ignore[no-untyped-def]
    """Put a place at the end of the first n, unless it is there; return how many."""
    for i in range(n):
        if places[i] == place:
            return n
    places[n] = place
    return n + 1


@njit(cache=True)
def _search(  # type: ignore[no-untyped-def]
    distance, duration, near_m, near_s, is_metric, pickup, dropoff, size, together,
    capacity, most_m, most_s, pickup_s, dropoff_s, max_pickups, max_dropoffs, limit,
    members, way, load,
):  # fmt: skip
    """Fill members, way and load; return how many, or -1 when there are too many."""
    n_units = len(size)
    depth = min(MAX_MEMBERS, n_units)
    pickups = np.zeros(MAX_STOPS + 1, np.int64)
    dropoffs = np.zeros(MAX_STOPS + 1, np.int64)
    stack = np.zeros(depth + 1, np.int64)
    following = np.zeros(depth + 2, np.int64)
    loads = np.zeros(depth + 2, np.int64)
    n_pickups = np.zeros(depth + 2, np.int64)
    n_dropoffs = np.zeros(depth + 2, np.int64)
    ways = np.zeros(depth + 2, np.int64)
    found = 0
    k = 0
    while True:
        if following[k] >= n_units or k >= depth:
            if k == 0:
                return found
            k -= 1
            continue
        u = following[k]
        following[k] += 1
        if loads[k] + size[u] > capacity:
            continue
        fits = True
        for i in range(k):
            if not together[stack[i], u]:
                fits = False
                break
        if not fits:
            continue
        a = _with(pickup[u], pickups, n_pickups[k])
        b = _with(dropoff[u], dropoffs, n_dropoffs[k])
        if a > max_pickups or b > max_dropoffs:
            continue
        if k > 0 and a == n_pickups[k] and b == n_dropoffs[k]:
            x = ways[k]
        else:
            left_s = most_s - pickup_s * a - dropoff_s * b
            if not is_metric:
                x, _, _ = best_route(near_m, near_s, pickups, a, dropoffs, b, left_s)
                if x > most_m:
                    continue
            x, _, _ = best_route(distance, duration, pickups, a, dropoffs, b, left_s)
            if x > most_m and is_metric:
                continue
        stack[k] = u
        if x <= most_m:
            if found >= limit:
                return -1
            for i in range(k + 1):
                members[found, i] = stack[i]
            way[found] = x
            load[found] = loads[k] + size[u]
            found += 1
        loads[k + 1] = loads[k] + size[u]
        n_pickups[k + 1] = a
        n_dropoffs[k + 1] = b
        ways[k + 1] = x
        following[k + 1] = u + 1
        k += 1


def closed(ways: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the shortest ways through any places (Floyd and Warshall)."""
    near = ways.copy()
    for k in range(len(near)):
        np.minimum(near, near[:, k, None] + near[None, k, :], out=near)
    return near


def enumerate_columns(
    problem: Problem, units: Units, *, limit: int, partners: int | None = None
) -> Columns | None:
    """
    Return the feasible sets, or None when there are more than ``limit``.

    With ``partners``, only sets in which every two are among the so many best partners
    of at least one of them: then the columns are not complete.
    """
    rules = problem.rules
    max_pickups = min(rules.max_pickups, MAX_STOPS)
    max_dropoffs = min(rules.max_dropoffs, MAX_STOPS)
    capacity = max(problem.max_load(coach) for coach in problem.fleet)
    near_m, near_s = closed(problem.distance_m), closed(problem.duration_s)
    is_metric = bool(
        (near_m == problem.distance_m).all() and (near_s == problem.duration_s).all()
    )
    together = np.ones((len(units), len(units)), dtype=np.bool_)
    if partners is not None:
        together = _best_partners(near_m, units, partners)
    depth = min(MAX_MEMBERS, len(units))
    members = np.full((limit, depth), -1, dtype=np.int32)
    way = np.zeros(limit, dtype=np.int64)
    load = np.zeros(limit, dtype=np.int64)
    found = _search(
        problem.distance_m, problem.duration_s, near_m, near_s, is_metric,
        units.pickup, units.dropoff, units.size, together,
        capacity, rules.max_distance_m, rules.max_duration_s,
        rules.pickup_s, rules.dropoff_s, max_pickups, max_dropoffs, limit,
        members, way, load,
    )  # fmt: skip
    if found < 0:
        return None
    widest = int((members[:found] >= 0).sum(axis=1).max(initial=1))
    return Columns(
        members=members[:found, :widest].copy(),
        distance_m=way[:found].copy(),
        load=load[:found].copy(),
        is_complete=partners is None
        and widest < MAX_MEMBERS
        and max(rules.max_pickups, rules.max_dropoffs) <= MAX_STOPS,
    )


def _best_partners(
    near_m: NDArray[np.int64], units: Units, partners: int
) -> NDArray[np.bool_]:
    """Return which two units save the most way together, shape ``(n, n)``."""
    p, d = units.pickup, units.dropoff
    alone = near_m[p, d]
    # u boards first; the two alight in the better order.
    pair = near_m[p[:, None], p[None]] + np.minimum(
        near_m[p[None], d[None]] + near_m[d[None], d[:, None]],
        near_m[p[None], d[:, None]] + near_m[d[:, None], d[None]],
    )
    joined = np.minimum(pair, pair.T)
    saved = alone[:, None] + alone[None] - joined
    np.fill_diagonal(saved, -1)
    best = np.argsort(-saved, axis=1, kind="stable")[:, :partners]
    together = np.zeros(saved.shape, dtype=np.bool_)
    np.put_along_axis(together, best, values=True, axis=1)
    return together | together.T


def worth_having(columns: Columns, cheapest: NDArray[np.int64]) -> NDArray[np.bool_]:
    """
    Return which sets are cheaper than every split into one unit and the rest.

    Where coaches are not limited a split costs nothing but money, so the others are
    not needed. Ties are split. Shape ``(n,)``; ``cheapest`` in fen, shape ``(n,)``.
    """
    cost = {
        tuple(row[row >= 0].tolist()): int(cents)
        for row, cents in zip(columns.members, cheapest, strict=True)
    }
    keep = np.ones(len(cheapest), dtype=np.bool_)
    for at, (units, cents) in enumerate(cost.items()):
        for i, unit in enumerate(units):
            rest = units[:i] + units[i + 1 :]
            alone, together = cost.get((unit,)), cost.get(rest)
            if alone is None or together is None:
                continue
            if alone + together <= cents:
                keep[at] = False
                break
    return keep
