"""The inner loops of listing columns; see ``columns`` for what they do and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from routing.route import shortest_route

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.units import Ints

NEVER = np.int64(1) << 60  # the cost of what cannot be


@njit(cache=True)
def coach_costs(
    metres: int, load: int, terms: Ints, second_cents: int, second_above: int, out: Ints
) -> int:
    """Fill the cost by each coach type; return the cheapest of the unlimited ones."""
    best = NEVER
    for t in range(terms.shape[1]):
        out[t] = NEVER
        if metres < 0 or terms[0, t] < load or terms[3, t] == 0:
            continue
        out[t] = terms[1, t] + (terms[2, t] * metres + 500) // 1000
        if metres > second_above:
            out[t] += second_cents
        if terms[3, t] < 0 and out[t] < best:
            best = out[t]
    return int(best)


@njit(cache=True)
def set_metres(
    members: Ints,
    n: int,
    without: int,
    demand: Ints,
    distance_m: Ints,
    duration_s: Ints,
    limits: Ints,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> int:
    """Return the best route's metres for a set less one member, or -1."""
    n_pickups = 0
    for side in range(2):
        most = limits[side]
        begin = 0 if side == 0 else n_pickups
        end = begin
        for i in range(n):
            if i == without:
                continue
            place = demand[side, members[i]]
            seen = False
            for j in range(begin, end):
                if stops[j] == place:
                    seen = True
                    break
            if not seen:
                if end - begin == most:
                    return -1
                stops[end] = place
                end += 1
        if side == 0:
            n_pickups = end
        n_stops = end
    standing = n_pickups * limits[2] + (n_stops - n_pickups) * limits[3]
    return shortest_route(
        distance_m,
        duration_s,
        stops,
        n_pickups,
        n_stops,
        limits[4],
        limits[5] - standing,
        work,
        order,
    )


@njit(cache=True)
def grow(
    root: int,
    aboard: int,
    demand: Ints,
    allowed: NDArray[np.bool_],
    distance_m: Ints,
    duration_s: Ints,
    least_distance_m: Ints,
    least_duration_s: Ints,
    keeps_triangles: bool,
    limits: Ints,
    terms: Ints,
    max_sets: int,
    starts: Ints,
    units: Ints,
    coach: Ints,
    cost: Ints,
    n_columns: int,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> tuple[int, int]:
    """Append all columns whose first unit is `root`: their number now, sets seen."""
    n_units = demand.shape[1]
    n_types = terms.shape[1]
    most_load = 0
    for t in range(n_types):
        if terms[3, t] != 0:
            most_load = max(most_load, terms[0, t])
    second_cents, second_above = limits[6], limits[7]
    whole = np.empty(n_types, np.int64)
    rest = np.empty(n_types, np.int64)
    alone = np.empty(n_types, np.int64)
    dropped = np.empty(n_types, np.bool_)
    set_ = np.empty(aboard + 1, np.int64)
    single = np.empty(1, np.int64)
    single_m = np.full(n_units, -2, np.int64)
    later = np.empty((aboard + 1, n_units), np.int64)
    n_later = np.zeros(aboard + 1, np.int64)
    position = np.zeros(aboard + 1, np.int64)
    load = np.zeros(aboard + 1, np.int64)
    later[0, 0] = root
    n_later[0] = 1
    depth = 0
    seen = 0
    while depth >= 0:
        if position[depth] >= n_later[depth]:
            depth -= 1
            continue
        u = later[depth, position[depth]]
        position[depth] += 1
        riders = load[depth] + demand[2, u]
        if riders > most_load:
            continue
        seen += 1
        if seen > max_sets:
            return -2, seen
        set_[depth] = u
        n = depth + 1
        if not keeps_triangles and (
            set_metres(
                set_,
                n,
                -1,
                demand,
                least_distance_m,
                least_duration_s,
                limits,
                stops,
                work,
                order,
            )
            < 0
        ):
            continue
        metres = set_metres(
            set_, n, -1, demand, distance_m, duration_s, limits, stops, work, order
        )
        if metres < 0 and keeps_triangles:
            continue
        if metres >= 0:
            cheapest = coach_costs(
                metres, riders, terms, second_cents, second_above, whole
            )
            taken = False
            for t in range(n_types):
                dropped[t] = whole[t] >= NEVER
                if not dropped[t] and whole[t] >= cheapest:
                    # Of equal unlimited types the first stands for the others.
                    if terms[3, t] < 0 and whole[t] == cheapest and not taken:
                        taken = True
                    else:
                        dropped[t] = True
            for r in range(n):
                if n == 1 or dropped.all():
                    break
                v = set_[r]
                if single_m[v] == -2:
                    single[0] = v
                    single_m[v] = set_metres(
                        single,
                        1,
                        -1,
                        demand,
                        distance_m,
                        duration_s,
                        limits,
                        stops,
                        work,
                        order,
                    )
                if single_m[v] < 0:
                    continue
                rest_m = set_metres(
                    set_,
                    n,
                    r,
                    demand,
                    distance_m,
                    duration_s,
                    limits,
                    stops,
                    work,
                    order,
                )
                if rest_m < 0:
                    continue
                free_rest = coach_costs(
                    rest_m,
                    riders - demand[2, v],
                    terms,
                    second_cents,
                    second_above,
                    rest,
                )
                free_alone = coach_costs(
                    single_m[v], demand[2, v], terms, second_cents, second_above, alone
                )
                for t in range(n_types):
                    if (
                        min(rest[t], free_rest) + free_alone <= whole[t]
                        or free_rest + alone[t] <= whole[t]
                    ):
                        dropped[t] = True
            for t in range(n_types):
                if dropped[t]:
                    continue
                filled = starts[n_columns]
                if n_columns + 2 > starts.shape[0] or filled + n > units.shape[0]:
                    return -1, seen
                for i in range(n):
                    units[filled + i] = set_[i]
                coach[n_columns] = t
                cost[n_columns] = whole[t]
                n_columns += 1
                starts[n_columns] = filled + n
        if n < aboard:
            m = 0
            if depth == 0:
                for w in range(u + 1, n_units):
                    if allowed[u, w] and riders + demand[2, w] <= most_load:
                        later[1, m] = w
                        m += 1
            else:
                for k in range(position[depth], n_later[depth]):
                    w = later[depth, k]
                    if allowed[u, w] and riders + demand[2, w] <= most_load:
                        later[n, m] = w
                        m += 1
            n_later[n] = m
            position[n] = 0
            load[n] = riders
            depth = n
    return n_columns, seen


@njit(cache=True)
def pair_metres(
    demand: Ints,
    distance_m: Ints,
    duration_s: Ints,
    limits: Ints,
    terms: Ints,
    most_load: int,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> Ints:
    """Return the least metres of two units together, or -1, shape ``(n, n)``."""
    n = demand.shape[1]
    metres = np.full((n, n), -1, np.int64)
    pair = np.empty(2, np.int64)
    for i in range(n):
        for j in range(i + 1, n):
            if demand[2, i] + demand[2, j] > most_load:
                continue
            pair[0], pair[1] = i, j
            metres[i, j] = set_metres(
                pair, 2, -1, demand, distance_m, duration_s, limits, stops, work, order
            )
            metres[j, i] = metres[i, j]
    return metres
