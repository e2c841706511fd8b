"""Buses while they are searched for: routes, who is in none, how much time is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled
from routing.mixed_loads.arrays import (
    MOST_VISITS,
    Arrays,
    Work,
    driving_of,
    starts_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAR = 1 << 60


class State(NamedTuple):
    """
    Buses and who is in none.

    Parameters
    ----------
    routes
        Shape ``(n_buses, MOST_VISITS)``: places.
    ready_ms, due_ms
        Shape ``(n_buses, MOST_VISITS + 1)``: the earliest moment at which what stands
        before a position is left, -FAR before the first site; and the latest arrival at
        what stands there from which all later sites are reached before they close.
    load
        Shape ``(n_buses, MOST_VISITS + 1)``: people aboard on the way to a position.
    lengths, driving_ms
        Shape ``(n_buses,)``.
    bus
        Shape ``(n_pickups,)``: who is in which bus; -1 for a pickup that is out.
    """

    routes: NDArray[np.int64]
    ready_ms: NDArray[np.int64]
    due_ms: NDArray[np.int64]
    load: NDArray[np.int64]
    lengths: NDArray[np.int64]
    driving_ms: NDArray[np.int64]
    bus: NDArray[np.int64]


def empty_state(n_buses: int, n_pickups: int) -> State:
    """Return buses without visits; all pickups are out."""
    return State(
        routes=np.zeros((n_buses, MOST_VISITS), np.int64),
        ready_ms=np.zeros((n_buses, MOST_VISITS + 1), np.int64),
        due_ms=np.zeros((n_buses, MOST_VISITS + 1), np.int64),
        load=np.zeros((n_buses, MOST_VISITS + 1), np.int64),
        lengths=np.zeros(n_buses, np.int64),
        driving_ms=np.zeros(n_buses, np.int64),
        bus=np.full(n_pickups, -1, np.int64),
    )


def used_buses(state: State) -> State:
    """Return a copy of the buses that have visits, numbered anew."""
    used = np.flatnonzero(state.lengths)
    number = np.full(len(state.lengths) + 1, -1, np.int64)
    number[used] = np.arange(len(used))
    return State(
        routes=state.routes[used],
        ready_ms=state.ready_ms[used],
        due_ms=state.due_ms[used],
        load=state.load[used],
        lengths=state.lengths[used],
        driving_ms=state.driving_ms[used],
        bus=number[state.bus],
    )


@compiled
def copy_state(source: State, target: State) -> None:
    """Make one state like another of the same shape."""
    for bus in range(len(source.lengths)):
        length = source.lengths[bus]
        target.routes[bus, :length] = source.routes[bus, :length]
        target.ready_ms[bus, : length + 1] = source.ready_ms[bus, : length + 1]
        target.due_ms[bus, : length + 1] = source.due_ms[bus, : length + 1]
        target.load[bus, : length + 1] = source.load[bus, : length + 1]
    target.lengths[:] = source.lengths
    target.driving_ms[:] = source.driving_ms
    target.bus[:] = source.bus


@compiled
def empty_bus(state: State, bus: int) -> None:
    """Take everybody out of a bus."""
    for i in range(len(state.bus)):
        if state.bus[i] == bus:
            state.bus[i] = -1
    state.lengths[bus] = 0
    state.driving_ms[bus] = 0


@compiled
def set_route(
    arrays: Arrays,
    state: State,
    bus: int,
    route: NDArray[np.int64],
    length: int,
    work: Work,
) -> bool:
    """Give a bus a route; False, and nothing is changed, when it keeps no timetable."""
    if not starts_of(arrays, route, length, work):
        return False
    n = len(arrays.site)
    state.routes[bus, :length] = route[:length]
    state.lengths[bus] = length
    state.driving_ms[bus] = driving_of(arrays, route, length)
    ready_ms, due_ms = state.ready_ms[bus], state.due_ms[bus]
    load = state.load[bus]
    ready_ms[0], load[0] = -FAR, 0
    for i in range(length):
        place = route[i]
        if place >= n:
            alight = _alighting(arrays, route, i)
            load[i + 1] = load[i] - alight
            ready_ms[i + 1] = work.starts_ms[i] + arrays.site_standing_ms[place]
            ready_ms[i + 1] += alight * arrays.rider_ms[place]
            continue
        load[i + 1] = load[i] + arrays.riders[place]
        ready_ms[i + 1] = ready_ms[i]
        if ready_ms[i] != -FAR:
            drive_ms = arrays.duration_ms[route[i - 1], place]
            ready_ms[i + 1] += drive_ms + arrays.standing_ms[place]
    due_ms[length] = FAR
    for i in range(length - 1, -1, -1):
        place = route[i]
        after_ms = due_ms[i + 1]
        if i + 1 < length:
            after_ms -= arrays.duration_ms[place, route[i + 1]]
        if place >= n:
            after_ms -= arrays.site_standing_ms[place]
            after_ms -= (load[i] - load[i + 1]) * arrays.rider_ms[place]
            due_ms[i] = min(after_ms, arrays.closes_ms[place])
        else:
            due_ms[i] = after_ms - arrays.standing_ms[place]
    return True


@compiled
def _alighting(arrays: Arrays, route: NDArray[np.int64], at: int) -> int:
    """Return how many get off at the site at a position of a route."""
    riders = 0
    for i in range(at - 1, -1, -1):
        if route[i] == route[at]:
            break
        if route[i] < len(arrays.site) and arrays.site[route[i]] == route[at]:
            riders += arrays.riders[route[i]]
    return riders
