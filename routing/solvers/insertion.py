"""
Cheapest insertion: the first plan, and the floor that others are compared with.

Longest drives first, each unit goes where it adds the least cost: into a trip that
stands (which may then leave at another time or with another coach) or onto a coach of
its own, on any of its dates; or it stays behind where that costs less. Units that may
be split come last, on coaches of their own, the cheapest for each rider first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.compiled import compiled, lean
from routing.rules import MOST_STOPS
from routing.solvers.columns import Columns, columns_of, join
from routing.solvers.trips import (
    AWAY,
    best_for,
    best_trips,
    found_for,
    space_for,
    write_trip,
)
from routing.units import DROPOFFS, MOST_AWAY, PARTIES, PICKUPS, SECOND_ABOVE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from routing.solvers.pricing import Market
    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

# The first plan has no longer trips: the orders of more stops are too many to try.
FIRST_STOPS = 10


@lean
def has_stops(
    limits: Ints, pickup: Ints, dropoff: Ints, trip: Ints, n: int, w: int
) -> bool:
    """Return whether a trip of n members may have the stops of one more, too."""
    if n >= limits[PARTIES]:
        return False
    new_p = new_d = n_pickups = n_dropoffs = 1
    for k in range(n):
        p, d = pickup[trip[k]], dropoff[trip[k]]
        if p == pickup[w]:
            new_p = 0
        if d == dropoff[w]:
            new_d = 0
        if k == 0:
            continue
        first_p = first_d = 1
        for i in range(k):
            if pickup[trip[i]] == p:
                first_p = 0
            if dropoff[trip[i]] == d:
                first_d = 0
        n_pickups += first_p
        n_dropoffs += first_d
    if n == 0:
        return bool(limits[PICKUPS] > 0 and limits[DROPOFFS] > 0)
    return bool(
        n_pickups + new_p <= limits[PICKUPS] and n_dropoffs + new_d <= limits[DROPOFFS]
    )


@lean
def hopeful(
    net: Net,
    v: Variants,
    together_m: Ints,
    trip: Ints,
    n: int,
    w: int,
    load: int,
    cost: float,
    best: float,
) -> bool:
    """Return whether a variant may join a trip for less than `best` more."""
    room = False
    for t in range(len(net.load)):
        room = room or net.load[t] >= load + v.size[w]
    if not room:
        return False
    metres, row = 0, together_m[v.road[v.pair[w]]]
    for k in range(n):
        both_m = row[v.road[v.pair[trip[k]]]]
        if both_m < 0:
            return False
        metres = max(metres, both_m)
    far = metres > net.limits[SECOND_ABOVE_M]
    for group in range(len(net.group_out)):
        tour_m = metres + _empty_metres(net, v, trip, n, w, group)
        for t in range(len(net.load)):
            if net.group[t] != group or net.load[t] < load + v.size[w]:
                continue
            cents = net.hire[t] + net.km[t] * tour_m / 1000.0 - 1.0
            if far:
                cents += net.second[t]
            if cents - cost < best:
                return True
    return False


@lean
def _empty_metres(net: Net, v: Variants, trip: Ints, n: int, w: int, group: int) -> int:
    """Return the least metres of a group's coach without riders, whoever is first."""
    out, back = net.group_out[group], net.group_back[group]
    out_m = back_m = 0
    if out >= 0:
        out_m = net.least_distance_m[out, v.pickup[w]]
        for k in range(n):
            out_m = min(out_m, net.least_distance_m[out, v.pickup[trip[k]]])
    if back >= 0:
        back_m = net.least_distance_m[v.dropoff[w], back]
        for k in range(n):
            back_m = min(back_m, net.least_distance_m[v.dropoff[trip[k]], back])
    return int(out_m + back_m)


@lean
def stops_of(v: Variants, trip: Ints, n: int, stops: Ints) -> tuple[int, int]:
    """Fill the places of some variants; return how many pickups, how many in all."""
    n_pickups = 0
    for k in range(n):
        known = False
        for i in range(n_pickups):
            known = known or stops[i] == v.pickup[trip[k]]
        if not known:
            if n_pickups == MOST_STOPS:
                return n_pickups + 1, 2 * MOST_STOPS + 2
            stops[n_pickups] = v.pickup[trip[k]]
            n_pickups += 1
    n_stops = n_pickups
    for k in range(n):
        known = False
        for i in range(n_pickups, n_stops):
            known = known or stops[i] == v.dropoff[trip[k]]
        if not known:
            if n_stops - n_pickups == MOST_STOPS:
                return n_pickups, n_pickups + MOST_STOPS + 1
            stops[n_stops] = v.dropoff[trip[k]]
            n_stops += 1
    return n_pickups, n_stops


@compiled
def cheapest_place(
    net: Net,
    v: Variants,
    w: int,
    together_m: Ints,
    no_worth: Floats,
    fleet_cents: Floats,
    own: Ints,
    trips: Ints,
    n_members: Ints,
    loads: Ints,
    costs: Floats,
    open_: NDArray[np.bool_],
    most_stops: int,
    limit: float,
    best: Best,
    found: Found,
    space: Space,
) -> tuple[int, int, float]:
    """
    Return the trip to which a variant adds the least cost, its coach type, that cost.

    Parameters
    ----------
    fleet_cents
        Shape ``(n_types, AWAY)``: 0, or infinite where no coach is left.
    own
        Shape ``(n_trips, 3)``: coach type of each trip and its days away before and
        after, to which it may always return.
    trips, n_members, loads, costs
        The trips of the date; row j has the variants ``trips[j, :n_members[j]]``.
    open_
        Trips that may be changed. The last row stands for a new trip.
    most_stops
        No trip gets more.
    limit
        Only places that cost less are of interest; -1 is returned when there is none.
    found
        Gets that trip in its first row.
    """
    place, coach, cost = -1, -1, limit
    stops = np.zeros(20, np.int64)
    no_worth_at_all = np.zeros(len(net.load))
    cents = np.empty_like(fleet_cents)
    for j in range(len(open_)):
        if not open_[j]:
            continue
        n = n_members[j]
        if not hopeful(net, v, together_m, trips[j], n, w, loads[j], costs[j], cost):
            continue
        trips[j, n] = w
        n_pickups, n_stops = stops_of(v, trips[j], n + 1, stops)
        if (
            n_pickups > net.limits[PICKUPS]
            or n_stops - n_pickups > net.limits[DROPOFFS]
            or n_stops > most_stops
        ):
            continue
        cents[:] = fleet_cents
        if n > 0:
            for k in range(MOST_AWAY - own[j, 1], MOST_AWAY + own[j, 2] + 1):
                cents[own[j, 0], k] = 0.0
        hit = best_trips(
            net,
            v,
            no_worth,
            cents,
            trips[j],
            n + 1,
            stops,
            n_pickups,
            n_stops,
            True,
            no_worth_at_all,
            costs[j] + cost,
            best,
            space,
            -1,
            found,
            0,
            0,
        )
        if hit == 0:
            continue
        for t in range(len(net.load)):
            if best.reduced[t] - costs[j] < cost:
                place, coach, cost = j, t, best.reduced[t] - costs[j]
                write_trip(best, t, n_pickups, n_stops, found, 0)
    return place, coach, cost


class Insertion:
    """
    A plan that grows unit by unit.

    Parameters
    ----------
    markets
        The direct trips of each date.
    """

    def __init__(self, units: Units, markets: Sequence[Market]) -> None:
        net = units.net
        self._units = units
        self._markets = markets
        self._found = found_for(2, max(1, int(net.load.max(initial=0))) + 1)
        self._best = best_for(units)
        self._space = space_for(units)
        self._days = [units.problem.dates[m.date].toordinal() for m in markets]
        self._number = {d.toordinal(): i for i, d in enumerate(units.problem.dates)}
        self._left = np.where(units.counts < 0, np.iinfo(np.int64).max, units.counts)
        width = max(1, int(net.load.max(initial=0))) + 2
        rows = [int(np.count_nonzero(units.dates[:, m.date])) + 1 for m in markets]
        self._trips = [np.zeros((n, width), np.int64) for n in rows]
        self._members = [np.zeros(n, np.int64) for n in rows]
        self._loads = [np.zeros(n, np.int64) for n in rows]
        self._costs = [np.zeros(n) for n in rows]
        self._own = [np.zeros((n, 3), np.int64) for n in rows]
        self._written: list[dict[int, Columns]] = [{} for _ in markets]
        self._parts: list[Columns] = []
        self._no_worth = [np.zeros(len(m.variants.unit)) for m in markets]

    def run(self) -> Columns:
        """Insert every unit; return the trips."""
        units = self._units
        if not len(units):
            return self.columns()
        far = np.zeros(len(units), np.int64)
        for market in self._markets:
            v = market.variants
            metres = units.net.distance_m[v.pickup, v.dropoff]
            np.maximum.at(far, v.unit, metres)
        for u in np.lexsort((-units.size, -far)):
            if not units.split[u]:
                self.insert(int(u))
        for u in np.flatnonzero(units.split):
            self._insert_parts(int(u))
        return self.columns()

    def insert(self, u: int) -> bool:
        """Put a unit where it is cheapest; False when it better stays behind."""
        units = self._units
        limit = float(units.price_cents[u] * units.size[u])
        found = None
        for m, market in enumerate(self._markets):
            v = market.variants
            fleet = self._fleet_cents(m)
            n_open = len(self._written[m]) + 1
            for w in np.flatnonzero(v.unit == u):
                j, coach, cost = cheapest_place(
                    units.net,
                    v,
                    int(w),
                    units.together_m,
                    self._no_worth[m],
                    fleet,
                    self._own[m],
                    self._trips[m],
                    self._members[m],
                    self._loads[m],
                    self._costs[m],
                    np.ones(n_open, bool),
                    FIRST_STOPS,
                    limit,
                    self._best,
                    self._found,
                    self._space,
                )
                if j >= 0:
                    limit = cost
                    trip = columns_of(self._found, 1, v, m)
                    found = m, int(w), j, coach, cost, trip
        if found is None:
            return False
        self._put(*found)
        return True

    def _insert_parts(self, u: int) -> None:
        """Put a unit that may be split on coaches of its own while that is cheaper."""
        units = self._units
        left = int(units.size[u])
        while left > 0:
            best: tuple[float, int, Columns] | None = None
            for part in {min(left, int(load)) for load in units.net.load} - {0}:
                limit = float(units.price_cents[u] * part)
                if best is not None:
                    limit = min(limit, best[0] * part)
                for m, market in enumerate(self._markets):
                    v = market.variants
                    size, fixed = v.size.copy(), v.fixed_cents.copy()
                    mine = np.flatnonzero(v.unit == u)
                    size[mine] = part
                    fixed[mine] = v.fixed_cents[mine] * part // v.size[mine]
                    some = v._replace(size=size, fixed_cents=fixed)
                    fleet = self._fleet_cents(m)
                    for w in mine:
                        cents = self._alone(m, some, int(w), fleet, limit)
                        if cents is not None:
                            limit = cents
                            trip = columns_of(self._found, 1, some, m)
                            best = cents / part, m, trip
            if best is None:
                return
            _, m, trip = best
            self._parts.append(trip)
            own = np.array([trip.coach[0], trip.before[0], trip.after[0]], np.int64)
            self._use(m, own, 1)
            left -= int(trip.riders[0])

    def _alone(
        self, m: int, v: Variants, w: int, fleet: Floats, limit: float
    ) -> float | None:
        """Return what a variant costs on a coach of its own, if less than the limit."""
        place, _, cents = cheapest_place(
            self._units.net,
            v,
            w,
            self._units.together_m,
            self._no_worth[m],
            fleet,
            np.zeros((1, 3), np.int64),
            np.zeros((1, self._trips[m].shape[1]), np.int64),
            np.zeros(1, np.int64),
            np.zeros(1, np.int64),
            np.zeros(1),
            np.ones(1, bool),
            FIRST_STOPS,
            limit,
            self._best,
            self._found,
            self._space,
        )
        return float(cents) if place >= 0 else None

    def alone(self) -> Columns:
        """Return the cheapest trip of each unit by itself on each of its dates."""
        parts = []
        for m, market in enumerate(self._markets):
            fleet = np.zeros((len(market.coaches), AWAY))
            fleet[~market.coaches] = np.inf
            for w in range(len(market.variants.unit)):
                if self._alone(m, market.variants, w, fleet, np.inf) is not None:
                    parts.append(columns_of(self._found, 1, market.variants, m))
        return join(parts) if parts else self.columns()

    def columns(self) -> Columns:
        """Return the trips so far."""
        trips = [trip for some in self._written for trip in some.values()]
        trips += self._parts
        if trips:
            return join(trips)
        return columns_of(self._found, 0, self._units.markets[0], 0)

    def _put(
        self, m: int, w: int, j: int, coach: int, cost: float, trip: Columns
    ) -> None:
        n = self._members[m][j]
        if n > 0:
            self._use(m, self._own[m][j], -1)
        self._trips[m][j, n] = w
        self._members[m][j] = n + 1
        self._loads[m][j] += self._markets[m].variants.size[w]
        self._costs[m][j] += cost
        self._own[m][j] = coach, int(trip.before[0]), int(trip.after[0])
        self._use(m, self._own[m][j], 1)
        self._written[m][j] = trip

    def _use(self, m: int, own: Ints, times: int) -> None:
        coach, before, after = own.tolist()
        for k in range(-before, after + 1):
            i = self._number.get(self._days[m] + k)
            if i is not None and self._units.counts[coach, i] >= 0:
                self._left[coach, i] -= times

    def _fleet_cents(self, m: int) -> Floats:
        market = self._markets[m]
        cents = np.zeros((len(market.coaches), AWAY))
        for k in range(AWAY):
            i = self._number.get(self._days[m] + k - MOST_AWAY)
            if i is not None:
                cents[self._left[:, i] <= 0, k] = np.inf
        cents[~market.coaches] = np.inf
        return cents
