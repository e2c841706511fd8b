"""
Fewer and fewer buses: ruin and recreate with slack induction by string removals.

After Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle
routing problems", Transportation Science 54 (2020): strings of neighbouring pickups are
taken out of a few buses and put in again one by one where they cost least. To save a
bus, one is emptied and its pickups stay out until there is room; a pickup that is out
again and again weighs more and more, and what is out may change for what weighs less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.compiled import compiled
from routing.mixed_loads.arrays import MOST_VISITS, Arrays, Work
from routing.mixed_loads.insertion import cheapest, insert_at
from routing.mixed_loads.state import State, copy_state, empty_bus, set_route

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The figures of the paper.
MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
BLINK = 0.01


@compiled
def tidy(arrays: Arrays, state: State, bus: int, work: Work) -> None:
    """
    Drop from a bus who is marked out, and visits of sites where nobody gets off.

    Where the ways do not keep the triangle inequality, what is left may keep no
    timetable: then the whole bus is emptied.
    """
    n = len(arrays.site)
    route, length = state.routes[bus], 0
    for i in range(state.lengths[bus]):
        place = route[i]
        if place < n:
            keep = state.bus[place] == bus
        else:
            keep = False
            for j in range(length - 1, -1, -1):
                if route[j] == place:
                    break
                if route[j] < n and arrays.site[route[j]] == place:
                    keep = True
                    break
        if keep:
            route[length] = place
            length += 1
    if length == 0 or not set_route(arrays, state, bus, route, length, work):
        empty_bus(state, bus)


@compiled
def ruin(
    arrays: Arrays,
    neighbours: NDArray[np.int64],
    state: State,
    rng: np.random.Generator,
    work: Work,
) -> None:
    """Take strings of pickups out of buses near a random pickup."""
    n, n_buses = len(arrays.site), 0
    for bus in range(len(state.lengths)):
        n_buses += state.lengths[bus] > 0
    carried = 0
    for i in range(n):
        carried += state.bus[i] >= 0
    if n_buses == 0:
        return
    longest = min(LONGEST_STRING, max(1.0, carried / n_buses))
    most_strings = 4 * MEAN_REMOVED / (1 + longest) - 1
    strings = int(1 + rng.random() * most_strings)
    ruined = np.zeros(len(state.lengths), np.bool_)
    seed = int(rng.random() * n)
    members = np.empty(MOST_VISITS, np.int64)
    for k in range(neighbours.shape[1]):
        near = neighbours[seed, k]
        bus = state.bus[near]
        if bus < 0 or ruined[bus]:
            continue
        size, where = 0, 0
        for i in range(state.lengths[bus]):
            if state.routes[bus, i] < n:
                if state.routes[bus, i] == near:
                    where = size
                members[size] = state.routes[bus, i]
                size += 1
        string = int(1 + rng.random() * min(longest, size))
        string = min(string, size)
        first = max(0, where - string + 1)
        last = min(where, size - string)
        first += int(rng.random() * (last - first + 1))
        for i in range(first, first + string):
            state.bus[members[i]] = -1
        tidy(arrays, state, bus, work)
        ruined[bus] = True
        strings -= 1
        if strings == 0:
            return


@compiled
def recreate(
    arrays: Arrays,
    orders: NDArray[np.float64],
    state: State,
    rng: np.random.Generator,
    work: Work,
) -> None:
    """
    Put in who is out, one by one, each where it costs least.

    Who fits nowhere gets a bus without visits while there is one, and is else left out.

    Parameters
    ----------
    orders
        Shape ``(n_orders, n_pickups)``: one of them, or a random one, is followed.
    """
    out = np.flatnonzero(state.bus < 0)
    which = int(rng.random() * (len(orders) + 1))
    keys = np.empty(len(out), np.float64)
    for i in range(len(out)):
        keys[i] = rng.random() if which == len(orders) else orders[which, out[i]]
    trial = np.empty(MOST_VISITS + 2, np.int64)
    for pickup in out[np.argsort(keys)]:
        bus, at, site_at = cheapest(arrays, state, pickup, BLINK, rng, work, trial)
        if bus < 0:
            bus, at, site_at = int(np.argmin(state.lengths)), 0, 0
            if state.lengths[bus] > 0:
                continue
        length = insert_at(
            arrays, state.routes[bus], state.lengths[bus], pickup, at, site_at, trial
        )
        if set_route(arrays, state, bus, trial, length, work):
            state.bus[pickup] = bus


@compiled
def fewer_buses(
    arrays: Arrays,
    neighbours: NDArray[np.int64],
    orders: NDArray[np.float64],
    now: State,
    new: State,
    weights: NDArray[np.int64],
    rounds: int,
    warm_ms: float,
    rng: np.random.Generator,
    work: Work,
) -> tuple[bool, int]:
    """
    Search until nobody is out; return whether that was reached, and the rounds made.

    A new state is taken when its pickups that are out weigh less, or when it drives no
    more than the old one by a random patience (`warm_ms`) and as many are out.

    Parameters
    ----------
    new
        Working space of the shape of `now`.
    weights
        Shape ``(n_pickups,)``: how often each was left out; is counted on.
    """
    for done in range(rounds):
        copy_state(now, new)
        ruin(arrays, neighbours, new, rng, work)
        recreate(arrays, orders, new, rng, work)
        out_now, out_new, weight_now, weight_new = 0, 0, 0, 0
        for i in range(len(weights)):
            if now.bus[i] < 0:
                out_now += 1
                weight_now += weights[i]
            if new.bus[i] < 0:
                out_new += 1
                weight_new += weights[i]
        patience = -warm_ms * np.log(1 - rng.random())
        if (
            weight_new < weight_now
            or out_new < out_now
            or (
                out_new == out_now
                and new.driving_ms.sum() < now.driving_ms.sum() + patience
            )
        ):
            copy_state(new, now)
        if out_new == 0:
            return True, done + 1
        for i in range(len(weights)):
            weights[i] += new.bus[i] < 0
    return False, rounds
