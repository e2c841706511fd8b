"""
Cheapest insertion: the first plan, and the floor that others are compared with.

Longest drives first, each unit goes where it adds the least cost: into a trip that
stands (which may then take another coach type) or onto a coach of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from routing.columns import MOST_UNITS_ABOARD, NEVER, Search, coach_costs, set_metres

if TYPE_CHECKING:
    from routing.units import Ints, Units


@njit(cache=True)
def _insert(
    units_in_order: Ints,
    aboard: int,
    demand: Ints,
    distance_m: Ints,
    duration_s: Ints,
    limits: Ints,
    terms: Ints,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> tuple[int, Ints, Ints, Ints, Ints]:
    """Return the number of trips, their members, sizes, coach types and costs."""
    n = demand.shape[1]
    n_types = terms.shape[1]
    members = np.empty((n, aboard + 1), np.int64)
    n_members = np.zeros(n, np.int64)
    load = np.zeros(n, np.int64)
    coach = np.zeros(n, np.int64)
    cost = np.zeros(n, np.int64)
    left = terms[3].copy()
    costs = np.empty(n_types, np.int64)
    n_trips = 0
    for u in units_in_order:
        best, best_trip, best_coach = NEVER, -1, -1
        for trip in range(n_trips + 1):
            if n_members[trip] == aboard:
                continue
            members[trip, n_members[trip]] = u
            metres = set_metres(
                members[trip],
                n_members[trip] + 1,
                -1,
                demand,
                distance_m,
                duration_s,
                limits,
                stops,
                work,
                order,
            )
            if metres < 0:
                continue
            coach_costs(
                metres, load[trip] + demand[2, u], terms, limits[6], limits[7], costs
            )
            for t in range(n_types):
                has_it = n_members[trip] > 0 and coach[trip] == t
                if left[t] == 0 and not has_it:
                    continue
                if costs[t] < NEVER and costs[t] - cost[trip] < best:
                    best, best_trip, best_coach = costs[t] - cost[trip], trip, t
        if best_trip < 0:
            continue
        if n_members[best_trip] > 0 and left[coach[best_trip]] >= 0:
            left[coach[best_trip]] += 1
        if left[best_coach] > 0:
            left[best_coach] -= 1
        members[best_trip, n_members[best_trip]] = u
        n_members[best_trip] += 1
        load[best_trip] += demand[2, u]
        coach[best_trip] = best_coach
        cost[best_trip] += best
        if best_trip == n_trips:
            n_trips += 1
    return n_trips, members, n_members, coach, cost


def insert(units: Units) -> list[tuple[Ints, int, int]]:
    """Return trips as (units, ascending; coach type; cost); some units may be left."""
    search = Search(units)
    metres = units.distance_m[units.pickup, units.dropoff]
    n_trips, members, n_members, coach, cost = _insert(
        np.lexsort((-units.size, -metres)),
        min(search.aboard, MOST_UNITS_ABOARD),
        search.demand,
        *search.real,
        search.limits,
        search.terms,
        *search.space,
    )
    return [
        (np.sort(members[i, : n_members[i]]), int(coach[i]), int(cost[i]))
        for i in range(n_trips)
    ]
