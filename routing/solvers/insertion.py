"""
Cheapest insertion: the first plan, and the floor that others are compared with.

Longest drives first, each unit goes where it adds the least cost: into a trip that
stands (which may then take another coach type) or onto a coach of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numba import njit

from routing.columns import MOST_UNITS_ABOARD, Search
from routing.growth import NEVER, coach_costs, set_metres
from routing.units import Ints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.units import Units


# Units, ascending; coach type; cost in cents.
Loaded: TypeAlias = tuple[Ints, int, int]


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
    n = len(units_in_order)
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
        for trip in range(min(n_trips + 1, n)):
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


class Insertion:
    """Cheapest insertion of some or all units of one problem."""

    def __init__(self, units: Units) -> None:
        self._search = Search(units)

    def insert(self, units_in_order: Ints, free: Ints) -> list[Loaded]:
        """
        Return trips of the given units, as good as the order is; some may be left.

        Parameters
        ----------
        free
            How many coaches of each type are there; -1 is as many as wanted.
        """
        search = self._search
        n_trips, members, n_members, coach, cost = _insert(
            units_in_order,
            max(1, min(search.aboard, MOST_UNITS_ABOARD, len(units_in_order))),
            search.demand,
            *search.real,
            search.limits,
            np.concatenate([search.terms[:3], free[None, :]]),
            *search.space,
        )
        return [
            (np.sort(members[i, : n_members[i]]), int(coach[i]), int(cost[i]))
            for i in range(n_trips)
        ]


def insert(units: Units) -> list[Loaded]:
    """Return the first plan; some units may be left."""
    metres = units.distance_m[units.pickup, units.dropoff]
    return Insertion(units).insert(np.lexsort((-units.size, -metres)), units.count)


def cost_of(trips: Iterable[Loaded]) -> int:
    """Return the cents of all trips."""
    return sum(cost for _, _, cost in trips)
