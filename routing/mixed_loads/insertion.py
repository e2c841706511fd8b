"""Where a pickup goes: the cheapest bus and place for it, and for a site visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.compiled import compiled
from routing.mixed_loads.arrays import MOST_VISITS, Arrays, Work, starts_of
from routing.mixed_loads.state import FAR, State

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def insert_at(
    arrays: Arrays,
    route: NDArray[np.int64],
    length: int,
    pickup: int,
    at: int,
    site_at: int,
    out: NDArray[np.int64],
) -> int:
    """
    Write a route with a pickup more; return its length.

    The pickup comes before what stands at `at`. When `site_at` is not -1, a visit of
    its site comes before what stands there, after the pickup.
    """
    k = 0
    for i in range(length + 1):
        if i == at:
            out[k] = pickup
            k += 1
        if i == site_at:
            out[k] = arrays.site[pickup]
            k += 1
        if i < length:
            out[k] = route[i]
            k += 1
    return k


@compiled
def _detour(
    arrays: Arrays, route: NDArray[np.int64], length: int, place: int, at: int
) -> int:
    duration_ms = arrays.duration_ms
    more = 0
    if at > 0:
        more += duration_ms[route[at - 1], place]
    if at < length:
        more += duration_ms[place, route[at]]
    if 0 < at < length:
        more -= duration_ms[route[at - 1], route[at]]
    return more


@compiled
def _arrival(arrays: Arrays, state: State, bus: int, place: int, at: int) -> int:
    """Return the earliest moment at a place that is put before position `at`."""
    if at == 0:
        return -FAR
    drive_ms = arrays.duration_ms[state.routes[bus, at - 1], place]
    return int(max(-FAR, state.ready_ms[bus, at] + drive_ms))


@compiled
def _in_time(
    arrays: Arrays, state: State, bus: int, place: int, at: int, leaves_ms: int
) -> bool:
    """Return whether a bus that leaves a new place then keeps the later windows."""
    if at == state.lengths[bus]:
        return True
    drive_ms = arrays.duration_ms[place, state.routes[bus, at]]
    return bool(leaves_ms + drive_ms <= state.due_ms[bus, at])


@compiled
def _reach(
    arrays: Arrays, state: State, bus: int, pickup: int, at: int
) -> tuple[int, int]:
    """
    Return how far the people of a pickup before `at` may ride in a bus.

    The first position is that of the next visit of their site, or, where there is none
    within their longest ride and the bus's capacity, the first they cannot come to. The
    second is the last before which a visit of their own makes sense; -1 for nowhere.
    """
    route, length = state.routes[bus], state.lengths[bus]
    n, site = len(arrays.site), arrays.site[pickup]
    last = -1
    if arrays.mixed or at == 0 or route[at - 1] >= n:
        last = at
    place, ride_ms, alone = pickup, 0, arrays.mixed
    for i in range(at, length):
        if state.load[bus, i] + arrays.riders[pickup] > arrays.capacity:
            return i, last
        ride_ms += arrays.duration_ms[place, route[i]]
        place = route[i]
        if ride_ms > arrays.max_ride_ms:
            return i, last
        if place == site:
            return i, last
        if place >= n:
            if not arrays.mixed:
                return length, last
            ride_ms += arrays.site_standing_ms[place]
        else:
            if arrays.site[place] == site:
                alone = False
            ride_ms += arrays.standing_ms[place]
        if alone:
            last = i + 1
    return length, last


@compiled
def _cheapest_in(
    arrays: Arrays,
    state: State,
    bus: int,
    pickup: int,
    below: int,
    blink: float,
    rng: np.random.Generator,
    work: Work,
    trial: NDArray[np.int64],
) -> tuple[int, int, int]:
    """
    Return the least additional driving for a pickup in a bus, and its two positions.

    The positions are those of ``insert_at``; -1, -1 when nothing is feasible below
    `below`. A site that the bus visits already is used where its visit comes later; a
    visit of its own is tried where nobody for the site is aboard.
    """
    route, length = state.routes[bus], state.lengths[bus]
    n, site = len(arrays.site), arrays.site[pickup]
    best, best_at, best_site_at = below, -1, -1
    if length + 2 > MOST_VISITS:
        return best, best_at, best_site_at
    dwell_ms = arrays.site_standing_ms[site]
    dwell_ms += arrays.riders[pickup] * arrays.rider_ms[site]
    following = -1
    aboard = False
    for at in range(length + 1):
        if at > 0:
            before = route[at - 1]
            if before == site:
                aboard = False
            elif before < n and arrays.site[before] == site:
                aboard = True
        if following < at:
            following = at
            while following < length and route[following] < n:
                following += 1
        detour = _detour(arrays, route, length, pickup, at)
        if detour >= best or rng.random() < blink:
            continue
        leaves_ms = _arrival(arrays, state, bus, pickup, at)
        leaves_ms += arrays.standing_ms[pickup]
        if not _in_time(arrays, state, bus, pickup, at, leaves_ms):
            continue
        reach, last = _reach(arrays, state, bus, pickup, at)
        if reach < length and route[reach] == site:
            k = insert_at(arrays, route, length, pickup, at, -1, trial)
            if starts_of(arrays, trial, k, work):
                best, best_at, best_site_at = detour, at, -1
        if aboard or last < at:
            continue
        for site_at in range(at, last + 1):
            if site_at > at:
                more = detour + _detour(arrays, route, length, site, site_at)
                there_ms = _arrival(arrays, state, bus, site, site_at)
                if site_at <= following:
                    there_ms += detour + arrays.standing_ms[pickup]
            else:
                more = arrays.duration_ms[pickup, site]
                there_ms = leaves_ms + more
                if at > 0:
                    more += arrays.duration_ms[route[at - 1], pickup]
                if at < length:
                    more += arrays.duration_ms[site, route[at]]
                if 0 < at < length:
                    more -= arrays.duration_ms[route[at - 1], route[at]]
            there_ms = max(there_ms, arrays.opens_ms[site])
            if more >= best or there_ms > arrays.closes_ms[site]:
                continue
            if not _in_time(arrays, state, bus, site, site_at, there_ms + dwell_ms):
                continue
            k = insert_at(arrays, route, length, pickup, at, site_at, trial)
            if starts_of(arrays, trial, k, work):
                best, best_at, best_site_at = more, at, site_at
    return best, best_at, best_site_at


@compiled
def cheapest(
    arrays: Arrays,
    state: State,
    pickup: int,
    blink: float,
    rng: np.random.Generator,
    work: Work,
    trial: NDArray[np.int64],
) -> tuple[int, int, int]:
    """
    Return the bus and the two positions where a pickup costs the least driving.

    -1, -1, -1 when it fits in no bus that has visits. Buses are looked at in the order
    of the least detour to the pickup alone, until that is no less than the best found:
    with ways that keep the triangle inequality no cheaper one is missed.

    Parameters
    ----------
    blink
        The share of positions that are passed over, so that the search does not go
        round in circles.
    trial
        Working space, shape ``(MOST_VISITS + 2,)``.
    """
    n_buses = len(state.lengths)
    least = np.empty(n_buses, np.int64)
    for bus in range(n_buses):
        least[bus] = FAR
        for at in range(state.lengths[bus] + 1):
            if state.lengths[bus] == 0:
                break
            detour = _detour(arrays, state.routes[bus], state.lengths[bus], pickup, at)
            least[bus] = min(least[bus], detour)
    best, best_bus, best_at, best_site_at = FAR, -1, -1, -1
    for bus in np.argsort(least):
        if least[bus] >= best:
            break
        cost, at, site_at = _cheapest_in(
            arrays, state, bus, pickup, best, blink, rng, work, trial
        )
        if at >= 0:
            best, best_bus, best_at, best_site_at = cost, bus, at, site_at
    return best_bus, best_at, best_site_at
