"""Recreate: who is out goes where that adds the least, by the cheapest coach there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.solvers.insertion import has_stops, hopeful, stops_of
from routing.solvers.tours import tour_by, tours_for
from routing.solvers.trips import AWAY, best_for, best_trips, found_for, space_for
from routing.units import DETOUR, MOST_AWAY, NEVER, TIMED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.pieces import Pieces, State
    from routing.solvers.tours import Tours
    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

BLINK = 100  # one of so many places is not looked at
NEAR_FIRST = 12  # pieces by whose trips a search for a place begins


class Hands(NamedTuple):
    """Working space of one thread."""

    best: Best
    found: Found
    space: Space
    tours: Tours
    fleet_cents: Floats
    cents: Floats
    no_worth: Floats
    none: Floats
    nothing: Ints
    stops: Ints


def hands_for(units: Units) -> Hands:
    """
    Return working space for one thread.

    Parameters
    ----------
    units
        Their only market are the variants of all dates.
    """
    types, most = len(units.net.load), max(1, int(units.net.load.max(initial=0)))
    return Hands(
        best=best_for(units),
        found=found_for(2, most + 1),
        space=space_for(units),
        tours=tours_for(units.net),
        fleet_cents=np.zeros((types, AWAY)),
        cents=np.zeros((types, AWAY)),
        no_worth=np.zeros(len(units.markets[0].unit)),
        none=np.zeros(types),
        nothing=np.array([-1, 0, 0]),
        stops=np.zeros(20, np.int64),
    )


@lean
def use(state: State, days: Ints, j: int, times: int) -> None:
    """Take the coach of a trip from those that are left, or give it back."""
    coach = state.own[j, 0]
    day = days[state.date[j]]
    for i in range(len(days)):
        if -state.own[j, 1] <= days[i] - day <= state.own[j, 2]:
            state.left[coach, i] -= times


@lean
def _offered(net: Net, state: State, days: Ints, date: int, cents: Floats) -> None:
    """Fill the prices of coaches for a date: infinite where none is left."""
    cents[:] = 0.0
    for i in range(len(days)):
        k = days[i] - days[date] + MOST_AWAY
        if 0 <= k < AWAY:
            for t in range(len(net.load)):
                if state.left[t, i] <= 0:
                    cents[t, k] = np.inf


@lean
def everybody(
    net: Net, v: Variants, cents: Floats, members: Ints, n: int, limit: float, h: Hands
) -> tuple[int, int, int]:
    """
    Find the trips of the first n members below a limit, by type, in ``h.best``.

    Returns 1 or 0, whether there is any, and the numbers of pickups and of stops.
    """
    n_pickups, n_stops = stops_of(v, members, n, h.stops)
    hit = best_trips(
        net,
        v,
        h.no_worth,
        cents,
        members,
        n,
        h.stops,
        n_pickups,
        n_stops,
        True,
        h.none,
        limit,
        h.best,
        h.space,
        -1,
        h.found,
        0,
        0,
    )
    return hit, n_pickups, n_stops


@lean
def _is_there(fleet_cents: Floats, own: Ints, t: int, before: int, after: int) -> bool:
    """Return whether a coach of a type is left on all those days, or is one's own."""
    for k in range(-before, after + 1):
        mine = t == own[0] and -own[1] <= k <= own[2]
        if not mine and not np.isfinite(fleet_cents[t, MOST_AWAY + k]):
            return False
    return True


@lean
def _offered_to(fleet_cents: Floats, own: Ints, cents: Floats) -> None:
    """Fill the prices of coaches for a trip, which may always keep its own."""
    for t in range(cents.shape[0]):
        for k in range(AWAY):
            mine = t == own[0] and -own[1] <= k - MOST_AWAY <= own[2]
            cents[t, k] = 0.0 if mine else fleet_cents[t, k]


@lean
def _cheapest_coach(
    net: Net,
    v: Variants,
    own: Ints,
    members: Ints,
    n: int,
    limit: float,
    h: Hands,
) -> tuple[int, int, int, float]:
    """
    Return the cheapest coach for the first n members, its days away, and their cost.

    Where that is not below the limit, the coach is -1, and nothing else is meant.

    Parameters
    ----------
    own
        Coach type and days away before and after that the trip has; type -1 if none.
        All others are in ``h.fleet_cents``.
    """
    n_pickups, n_stops = stops_of(v, members, n, h.stops)
    coach, before, after = -1, 0, 0
    load, chairs, bags, fixed = 0, 0, 0, 0
    for k in range(n):
        w = members[k]
        load += v.size[w]
        chairs += v.wheelchairs[w]
        bags += v.luggage[w]
        fixed += v.fixed_cents[w]
        if v.conflict[w] == 0:
            continue
        for i in range(k):
            if net.apart[v.conflict[members[i]], v.conflict[w]]:
                return coach, before, after, limit
    row = tour_by(
        net,
        v,
        h.stops,
        n_pickups,
        n_stops,
        load,
        limit - fixed,
        h.tours,
        h.best,
        h.found,
        h.space,
    )
    exact = net.limits[TIMED] == 0 and net.limits[DETOUR] == 0
    for t in range(len(net.load)):
        cost = h.tours.cents[row, t]
        if cost >= NEVER or cost + fixed >= limit or net.load[t] < load:
            continue
        if chairs > net.wheelchairs[t] or bags > net.luggage[t]:
            continue
        if not _is_there(h.fleet_cents, own, t, 0, 0):
            continue
        away = h.tours.before[row, t], h.tours.after[row, t]
        if exact and _is_there(h.fleet_cents, own, t, away[0], away[1]):
            coach, before, after = t, away[0], away[1]
            limit = float(cost + fixed)
            continue
        # At another time, or on other days, it may do.
        _offered_to(h.fleet_cents, own, h.cents)
        hit, _, _ = everybody(net, v, h.cents, members, n, limit, h)
        if hit == 1:
            for other in range(len(net.load)):
                if h.best.reduced[other] < limit:
                    coach, limit = other, h.best.reduced[other]
                    before, after = h.best.before[other], h.best.after[other]
        return coach, before, after, limit
    return coach, before, after, limit


@lean
def again(net: Net, v: Variants, state: State, days: Ints, j: int, h: Hands) -> bool:
    """Drive a trip with those who are still aboard; False if no coach can."""
    use(state, days, j, -1)
    _offered(net, state, days, state.date[j], h.fleet_cents)
    t, before, after, cost = _cheapest_coach(
        net, v, h.nothing, state.trips[j], state.n_members[j], np.inf, h
    )
    if t < 0:
        return False
    state.own[j, 0] = t
    state.own[j, 1] = before
    state.own[j, 2] = after
    state.costs[j] = cost
    use(state, days, j, 1)
    return True


@lean
def recreate(
    net: Net,
    v: Variants,
    together_m: Ints,
    pieces: Pieces,
    state: State,
    days: Ints,
    h: Hands,
    touched: NDArray[np.bool_],
    s: int,
    blink: int,
) -> None:
    """
    Put a piece where it adds the least, or leave it out where that is cheaper.

    Parameters
    ----------
    blink
        Below ``BLINK``: which of so many trips is not looked at.
    """
    limit = float(pieces.price_cents[s] * state.size[s] + pieces.split_cents[s])
    to, variant, coach, before, after = -1, -1, -1, 0, 0
    for w in range(pieces.starts[s], pieces.starts[s + 1]):
        date = pieces.date[w]
        empty = False
        _offered(net, state, days, date, h.fleet_cents)
        # First where a near piece rides: what is cheap there rules out most others.
        for k in range(-min(NEAR_FIRST, pieces.near.shape[1]), len(state.date)):
            j = k
            if k < 0:
                j = state.place[pieces.near[s, -k - 1]]
                if j < 0:
                    continue
            n = state.n_members[j]
            if n == 0:
                if empty:
                    continue
                empty = True
            elif state.date[j] != date or (j + w) % BLINK == blink:
                continue
            trip, cost = state.trips[j], state.costs[j]
            if not has_stops(net.limits, v.pickup, v.dropoff, trip, n, w):
                continue
            if not hopeful(net, v, together_m, trip, n, w, state.loads[j], cost, limit):
                continue
            trip[n] = w
            own = state.own[j] if n > 0 else h.nothing
            t, out, back, cents = _cheapest_coach(
                net, v, own, trip, n + 1, cost + limit, h
            )
            if t >= 0:
                to, variant, coach, limit = j, w, t, cents - cost
                before, after = out, back
    if to < 0:
        return
    if state.n_members[to] > 0:
        use(state, days, to, -1)
    state.trips[to, state.n_members[to]] = variant
    state.n_members[to] += 1
    state.loads[to] += state.size[s]
    state.costs[to] += limit
    state.own[to, 0] = coach
    state.own[to, 1] = before
    state.own[to, 2] = after
    state.date[to] = pieces.date[variant]
    state.place[s] = to
    touched[to] = True
    use(state, days, to, 1)
