"""
Search all trips of one date that cost less than their riders are worth.

This is the pricing problem of column generation, solved exactly, and, with a threshold
above zero, the enumeration of all trips that a better plan can use. A state is a set of
pickup and drop-off places; it grows by the places of one more pair (pickup, drop-off).
A state is left when even the most that any riders could be worth on a coach's seats,
fractions of parties allowed, does not pay for the shortest way by its places: the way
by more places is never shorter, on the triangle-closed matrices. Each pair is the root
of its own search, without the pairs before it, so that roots can be searched side by
side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.route import shortest_order
from routing.solvers.trips import (
    MOST_PLACES_ABOARD,
    best_trips,
    keep_least,
    write_trip,
)
from routing.units import (
    DAILY_DRIVING_S,
    DETOUR,
    DISTANCE_M,
    DROPOFF_S,
    DROPOFFS,
    DURATION_S,
    MOST_AWAY,
    PICKUP_S,
    PICKUPS,
    RELAYS,
    SECOND_ABOVE_M,
    TIMED,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

MOST_DEPTH = MOST_PLACES_ABOARD
VISITED = 1 << 18  # states remembered per root
DONE, FULL, TIRED = 0, 1, 2
MOST_AGAIN = 1000  # loads by one set of stops
MOST_TIMES_AGAIN = 20
NEAR_LEAST = 0.4  # of the least reduced cost: what else is worth writing


class Stack(NamedTuple):
    """Room for the states between the root and where the search is."""

    stops: Ints
    n_pickups: Ints
    n_stops: Ints
    pairs: Ints
    n_pairs: Ints
    child_stops: Ints
    child_key: NDArray[np.uint64]
    child_cents: Floats
    child_of: Ints
    child_road: Ints
    path: Ints
    rough_cents: Floats
    n_children: Ints
    next_child: Ints
    inside: Ints
    visited: NDArray[np.uint64]
    visited_at: Ints
    keys: NDArray[np.uint64]
    free: Ints
    fraction: Floats
    least_cents: Floats
    most_worth: Floats
    pair_worth: Floats
    at_pickup: Floats
    at_dropoff: Floats
    top: Floats
    rest: Floats
    order: Ints


def stack_for(units: Units) -> Stack:
    """Return room for a search in one thread."""
    ints = np.int64
    pairs = max((len(m.pair_pickup) for m in units.markets), default=0) + 1
    variants = max((len(m.unit) for m in units.markets), default=0) + 1
    load = max(1, int(units.net.load.max(initial=0)))
    depth = MOST_DEPTH + 1
    rng = np.random.default_rng(20270224)
    return Stack(
        stops=np.zeros((depth, MOST_PLACES_ABOARD), ints),
        n_pickups=np.zeros(depth, ints),
        n_stops=np.zeros(depth, ints),
        pairs=np.zeros((depth, pairs), ints),
        n_pairs=np.zeros(depth, ints),
        child_stops=np.zeros((depth, pairs, 2), ints),
        child_key=np.zeros((depth, pairs), np.uint64),
        child_cents=np.zeros((depth, pairs, len(units.net.load))),
        child_of=np.zeros(pairs, ints),
        child_road=np.zeros((depth, pairs), ints),
        path=np.zeros(depth, ints),
        rough_cents=np.zeros(len(units.net.load)),
        n_children=np.zeros(depth, ints),
        next_child=np.zeros(depth, ints),
        inside=np.zeros(pairs, ints),
        visited=np.zeros(VISITED, np.uint64),
        visited_at=np.full(VISITED, -1, ints),
        keys=rng.integers(1, 2**63, (2, len(units.net.relays) + 1)).astype(np.uint64),
        free=np.zeros(variants, ints),
        fraction=np.zeros(load + 1),
        least_cents=np.zeros(len(units.net.load)),
        most_worth=np.zeros(len(units.net.load)),
        pair_worth=np.zeros(pairs),
        at_pickup=np.zeros(len(units.net.relays) + 1),
        at_dropoff=np.zeros(len(units.net.relays) + 1),
        top=np.zeros((2, MOST_PLACES_ABOARD + 1)),
        rest=np.zeros(pairs),
        order=np.zeros(MOST_PLACES_ABOARD + 1, ints),
    )


@lean
def least_cents(
    net: Net,
    fleet_cents: Floats,
    stops: Ints,
    n_pickups: int,
    n_stops: int,
    out: Floats,
    space: Space,
    order: Ints,
) -> bool:
    """
    Fill what each coach type costs at least by these stops and any others besides.

    False when no order keeps the limits, not even on the triangle-closed matrices.
    """
    limits = net.limits
    standing_s = (
        n_pickups * limits[PICKUP_S] + (n_stops - n_pickups) * limits[DROPOFF_S]
    )
    loaded_m = shortest_order(
        net.least_distance_m,
        net.least_duration_s,
        stops,
        n_pickups,
        n_stops,
        -1,
        -1,
        limits[DISTANCE_M],
        limits[DURATION_S] - standing_s,
        space.work,
        order,
    )
    if loaded_m < 0:
        return False
    far = loaded_m > limits[SECOND_ABOVE_M]
    for group in range(len(net.group_out)):
        start, end = net.group_out[group], net.group_back[group]
        tour_m = loaded_m
        if start >= 0 or end >= 0:
            tour_m = shortest_order(
                net.least_distance_m,
                net.least_duration_s,
                stops,
                n_pickups,
                n_stops,
                start,
                end,
                limits[DISTANCE_M],
                limits[DURATION_S] - standing_s,
                space.work,
                order,
            )
        # Where the drives out and with riders are more than two drivers may drive in a
        # day, the coach leaves its base on a day before.
        early = False
        daily_s = limits[DAILY_DRIVING_S]
        if start >= 0 and daily_s > 0:
            tour_s = shortest_order(
                net.least_duration_s,
                net.least_duration_s,
                stops,
                n_pickups,
                n_stops,
                start,
                -1,
                limits[DURATION_S],
                limits[DURATION_S],
                space.work,
                order,
            )
            early = tour_s < 0 or tour_s > 2 * daily_s
        for t in range(len(net.load)):
            if net.group[t] == group:
                if tour_m < 0:
                    out[t] = np.inf
                    continue
                cents = net.hire[t] + net.km[t] * tour_m / 1000.0 - 1.0
                if far:
                    cents += net.second[t]
                if early:
                    cents += net.hire[t] + net.overnight[t]
                    cents += fleet_cents[t, MOST_AWAY - 1]
                out[t] = cents + fleet_cents[t, MOST_AWAY]
    return True


@lean
def _rough_cents(
    net: Net, fleet_cents: Floats, metres: int, least: Floats, out: Floats
) -> None:
    """Fill what each coach type costs at least that drives so far, and `least`."""
    far = metres > net.limits[SECOND_ABOVE_M]
    for t in range(len(net.load)):
        cents = net.hire[t] + net.km[t] * metres / 1000.0 - 1.0
        if far:
            cents += net.second[t]
        out[t] = max(least[t], cents + fleet_cents[t, MOST_AWAY])


@lean
def _fill_fractions(
    v: Variants,
    worth: Floats,
    dense: Ints,
    inside: Ints,
    mark: int,
    load: int,
    out: Floats,
) -> None:
    """
    ``out[c]``: the most that marked variants are worth on c seats, in fractions.

    Parameters
    ----------
    dense
        Variants in descending order of worth per seat.
    inside
        `mark` or 2 for the pairs that count.
    """
    seats = 0
    total = 0.0
    out[0] = 0.0
    for k in range(len(dense)):
        w = dense[k]
        if worth[w] <= 0.0 or seats >= load:
            break
        if inside[v.pair[w]] != mark and inside[v.pair[w]] != 2:
            continue
        size = v.size[w]
        per_seat = worth[w] / size
        until = min(load, seats + size)
        while seats < until:
            seats += 1
            total += per_seat
            out[seats] = total
    for c in range(seats + 1, load + 1):
        out[c] = total


@lean
def _first_visit(stack: Stack, key: np.uint64, root: int) -> bool:
    """Remember a state of a root; False when it was seen, True also without room."""
    mask = np.uint64(len(stack.visited) - 1)
    at = key & mask
    for _ in range(64):
        i = np.int64(at)
        if stack.visited_at[i] != root:
            stack.visited[i] = key
            stack.visited_at[i] = root
            return True
        if stack.visited[i] == key:
            return False
        at = (at + np.uint64(1)) & mask
    return True


@lean
def uses_all(best: Best, t: int, v: Variants, n_pickups: int, n_stops: int) -> bool:
    """Return whether somebody gets on or off at every stop of the trip."""
    for i in range(n_stops):
        if not _is_used(best, t, v, i < n_pickups, best.order[t, i]):
            return False
    return True


@lean
def _is_used(best: Best, t: int, v: Variants, boards: bool, place: int) -> bool:
    for k in range(best.n_items[t]):
        w = best.items[t, k]
        if (v.pickup[w] if boards else v.dropoff[w]) == place:
            return True
    return False


@lean
def search_root(
    net: Net,
    v: Variants,
    root: int,
    worth: Floats,
    dense: Ints,
    fleet_cents: Floats,
    together_m: Ints,
    threshold: float,
    every_load: bool,
    most_states: int,
    found: Found,
    n_found: int,
    stack: Stack,
    best: Best,
    space: Space,
) -> tuple[int, int, float]:
    """
    Append the best trip by each set of stops that a root pair leads to.

    Parameters
    ----------
    worth
        Shape ``(n_variants,)``: what the whole of a variant is worth, less its fixed
        price.
    dense
        All variants in descending order of worth per seat.
    fleet_cents
        See ``best_trips``.
    threshold
        Only trips with a smaller reduced cost are written, and only such as are near
        the least found so far: the least is exact.
    every_load
        Whether to append all such trips that use the root pair, not the best by each
        set of stops.

    Returns
    -------
        Trips in `found` now; ``DONE``, ``FULL`` (no room) or ``TIRED`` (more than
        `most_states`, or halted); what no trip that carries somebody of the root is
        below, reduced, unless it is above the threshold (not where every load is
        written).
    """
    n_types = len(net.load)
    load = len(stack.fraction) - 1
    states = 0
    full = False
    lowest = np.inf
    begun = n_found
    stack.stops[0, 0] = v.pair_pickup[root]
    stack.stops[0, 1] = v.pair_dropoff[root]
    stack.n_pickups[0] = 1
    stack.n_stops[0] = 2
    n = 0
    for k in range(root, len(v.pair_pickup)):
        stack.pairs[0, n] = k
        n += 1
    stack.n_pairs[0] = n
    stack.path[0] = v.road[root]
    for k in range(root, len(v.pair_pickup)):
        stack.pair_worth[k] = 0.0
        for w in range(v.starts[k], v.starts[k + 1]):
            stack.pair_worth[k] += max(0.0, worth[w])
    depth = 0
    stack.n_children[0] = -1
    while depth >= 0:
        if stack.n_children[depth] >= 0:
            # The state is known: go to its next child, or back.
            c = stack.next_child[depth]
            if c >= stack.n_children[depth]:
                depth -= 1
                continue
            stack.next_child[depth] = c + 1
            if not _first_visit(stack, stack.child_key[depth, c], root):
                continue
            new_pickup = stack.child_stops[depth, c, 0]
            new_dropoff = stack.child_stops[depth, c, 1]
            _child_stops(stack, depth, new_pickup, new_dropoff)
            stack.path[depth + 1] = stack.child_road[depth, c]
            for t in range(n_types):
                stack.least_cents[t] = stack.child_cents[depth, c, t]
            # What may ride with the child is what may ride with its parent.
            m = stack.n_pairs[depth]
            stack.n_pairs[depth + 1] = m
            for k in range(m):
                stack.pairs[depth + 1, k] = stack.pairs[depth, k]
            depth += 1
            stack.n_children[depth] = -1
            continue
        states += 1
        if states > most_states or space.halt[0] != 0:
            return n_found, TIRED, lowest
        stops = stack.stops[depth]
        n_pickups = stack.n_pickups[depth]
        n_stops = stack.n_stops[depth]
        stack.n_children[depth] = 0
        stack.next_child[depth] = 0
        if depth == 0 and not least_cents(
            net,
            fleet_cents,
            stops,
            n_pickups,
            n_stops,
            stack.least_cents,
            space,
            stack.order,
        ):
            continue
        # Mark pairs: 2 passes the coach anyway, 1 may be added.
        m = stack.n_pairs[depth]
        for i in range(m):
            k = stack.pairs[depth, i]
            new_p, new_d = _new_places(
                stack, depth, v.pair_pickup[k], v.pair_dropoff[k]
            )
            if not new_p and not new_d:
                stack.inside[k] = 2
            elif n_pickups + new_p > net.limits[PICKUPS] or (
                n_stops - n_pickups + new_d > net.limits[DROPOFFS]
            ):
                stack.inside[k] = 0
            else:
                stack.inside[k] = 1
        _fill_fractions(v, worth, dense, stack.inside, 1, load, stack.fraction)
        by_stops = _fill_rest(net, v, stack, depth)
        hopeful = False
        for t in range(n_types):
            value = min(by_stops, stack.fraction[net.load[t]])
            if stack.least_cents[t] - value < threshold:
                hopeful = True
        if hopeful:
            n_children = _children(
                net, v, worth, fleet_cents, together_m, threshold, stack, depth, space
            )
            stack.n_children[depth] = _weed(
                net, v, worth, dense, threshold, stack, depth, n_children
            )
            n_found, room, here = _best_here(
                net,
                v,
                worth,
                dense,
                fleet_cents,
                threshold,
                root,
                every_load,
                lowest,
                stack,
                depth,
                best,
                space,
                found,
                n_found,
            )
            full = full or not room
            lowest = min(lowest, here)
            if not every_load:
                # The least of a root is found exactly; of the others those near it.
                for j in range(begun, n_found):
                    threshold = min(threshold, NEAR_LEAST * found.reduced[j])
                begun = n_found
        # Only pairs that can be of use stay for the children.
        kept = 0
        for i in range(m):
            k = stack.pairs[depth, i]
            if stack.inside[k] == 1 or stack.inside[k] == 2:
                stack.pairs[depth, kept] = k
                kept += 1
            stack.inside[k] = 0
        stack.n_pairs[depth] = kept
    return n_found, FULL if full else DONE, lowest


@lean
def _new_places(stack: Stack, depth: int, pickup: int, dropoff: int) -> tuple[int, int]:
    new_p = 1
    new_d = 1
    n_pickups = stack.n_pickups[depth]
    for i in range(stack.n_stops[depth]):
        if i < n_pickups:
            if stack.stops[depth, i] == pickup:
                new_p = 0
        elif stack.stops[depth, i] == dropoff:
            new_d = 0
    return new_p, new_d


@lean
def _child_stops(stack: Stack, depth: int, pickup: int, dropoff: int) -> None:
    """Lay the stops of a child into the next row; -1 adds nothing."""
    n = 0
    for i in range(stack.n_pickups[depth]):
        stack.stops[depth + 1, n] = stack.stops[depth, i]
        n += 1
    if pickup >= 0:
        stack.stops[depth + 1, n] = pickup
        n += 1
    stack.n_pickups[depth + 1] = n
    for i in range(stack.n_pickups[depth], stack.n_stops[depth]):
        stack.stops[depth + 1, n] = stack.stops[depth, i]
        n += 1
    if dropoff >= 0:
        stack.stops[depth + 1, n] = dropoff
        n += 1
    stack.n_stops[depth + 1] = n


@lean
def _children(
    net: Net,
    v: Variants,
    worth: Floats,
    fleet_cents: Floats,
    together_m: Ints,
    threshold: float,
    stack: Stack,
    depth: int,
    space: Space,
) -> int:
    """
    List the states one pair away that may hold a trip of interest.

    A pair that could not pay for the way by its places is marked 3: of no use in this
    state and all that grow from it.
    """
    key = np.uint64(0)
    for i in range(stack.n_stops[depth]):
        side = 0 if i < stack.n_pickups[depth] else 1
        key ^= stack.keys[side, stack.stops[depth, i]]
    n_children = 0
    for i in range(stack.n_pairs[depth]):
        k = stack.pairs[depth, i]
        if stack.inside[k] != 1:
            continue
        if not _pays(
            net,
            v,
            worth,
            k,
            stack.least_cents,
            threshold,
            stack.fraction,
            stack.rest[k],
        ):
            stack.inside[k] = 3
            continue
        # By the longest way past this pair and one of those that led here, alone.
        metres = 0
        for i_path in range(depth + 1):
            both_m = together_m[stack.path[i_path], v.road[k]]
            if both_m < 0:
                metres = -1
                break
            metres = max(metres, both_m)
        if metres >= 0:
            _rough_cents(net, fleet_cents, metres, stack.least_cents, stack.rough_cents)
        if metres < 0 or not _pays(
            net,
            v,
            worth,
            k,
            stack.rough_cents,
            threshold,
            stack.fraction,
            stack.rest[k],
        ):
            stack.inside[k] = 3
            continue
        new_p, new_d = _new_places(stack, depth, v.pair_pickup[k], v.pair_dropoff[k])
        pickup = v.pair_pickup[k] if new_p else -1
        dropoff = v.pair_dropoff[k] if new_d else -1
        child = key
        if new_p:
            child ^= stack.keys[0, pickup]
        if new_d:
            child ^= stack.keys[1, dropoff]
        at = -1
        for c in range(n_children):
            if stack.child_key[depth, c] == child:
                at = c
                break
        if at < 0:
            _child_stops(stack, depth, pickup, dropoff)
            if not least_cents(
                net,
                fleet_cents,
                stack.stops[depth + 1],
                stack.n_pickups[depth + 1],
                stack.n_stops[depth + 1],
                stack.child_cents[depth, n_children],
                space,
                stack.order,
            ):
                stack.inside[k] = 3
                continue
            at = n_children
            stack.child_stops[depth, at, 0] = pickup
            stack.child_stops[depth, at, 1] = dropoff
            stack.child_key[depth, at] = child
            stack.child_road[depth, at] = v.road[k]
            n_children += 1
        stack.child_of[k] = at
        if not _pays(
            net,
            v,
            worth,
            k,
            stack.child_cents[depth, at],
            threshold,
            stack.fraction,
            stack.rest[k],
        ):
            stack.inside[k] = 3
    return n_children


@lean
def _weed(
    net: Net,
    v: Variants,
    worth: Floats,
    dense: Ints,
    threshold: float,
    stack: Stack,
    depth: int,
    n_children: int,
) -> int:
    """
    Look again with what is left: fewer pairs are worth less together.

    Returns the number of children that some pair still pays for; they come first.
    """
    load = len(stack.fraction) - 1
    for _ in range(2):
        _fill_fractions(v, worth, dense, stack.inside, 1, load, stack.fraction)
        _fill_rest(net, v, stack, depth)
        gone = 0
        for i in range(stack.n_pairs[depth]):
            k = stack.pairs[depth, i]
            if stack.inside[k] == 1 and not _pays(
                net,
                v,
                worth,
                k,
                stack.child_cents[depth, stack.child_of[k]],
                threshold,
                stack.fraction,
                stack.rest[k],
            ):
                stack.inside[k] = 3
                gone += 1
        if gone == 0:
            break
    kept = 0
    for c in range(n_children):
        for i in range(stack.n_pairs[depth]):
            k = stack.pairs[depth, i]
            if stack.inside[k] == 1 and stack.child_of[k] == c:
                for side in range(2):
                    stop = stack.child_stops[depth, c, side]
                    stack.child_stops[depth, kept, side] = stop
                stack.child_key[depth, kept] = stack.child_key[depth, c]
                stack.child_road[depth, kept] = stack.child_road[depth, c]
                for t in range(len(net.load)):
                    cents = stack.child_cents[depth, c, t]
                    stack.child_cents[depth, kept, t] = cents
                kept += 1
                break
    return kept


@lean
def _push(top: Floats, value: float) -> None:
    """Keep the largest values, in descending order."""
    at = len(top) - 1
    if value <= top[at]:
        return
    while at > 0 and top[at - 1] < value:
        top[at] = top[at - 1]
        at -= 1
    top[at] = value


@lean
def _sum(values: Floats, n: int) -> float:
    """Return the sum of the first n."""
    total = 0.0
    for i in range(n):
        total += values[i]
    return total


@lean
def _fill_rest(net: Net, v: Variants, stack: Stack, depth: int) -> float:
    """
    Fill for each pair what can ride beside it, by the stops that are left.

    A coach may add so many pickups and drop-offs. Of the pairs with a new pickup, only
    those of the best new pickups can ride; of the others, which have a new drop-off,
    only those of the best new drop-offs. Returns the same for the state itself.
    """
    n_pickups = stack.n_pickups[depth]
    left_p = net.limits[PICKUPS] - n_pickups
    left_d = net.limits[DROPOFFS] - (stack.n_stops[depth] - n_pickups)
    free = 0.0
    for i in range(stack.n_pairs[depth]):
        k = stack.pairs[depth, i]
        stack.at_pickup[v.pair_pickup[k]] = 0.0
        stack.at_dropoff[v.pair_dropoff[k]] = 0.0
    for i in range(stack.n_pairs[depth]):
        k = stack.pairs[depth, i]
        if stack.inside[k] == 2:
            free += stack.pair_worth[k]
        elif stack.inside[k] == 1:
            new_p, _ = _new_places(stack, depth, v.pair_pickup[k], v.pair_dropoff[k])
            if new_p:
                stack.at_pickup[v.pair_pickup[k]] += stack.pair_worth[k]
            else:
                stack.at_dropoff[v.pair_dropoff[k]] += stack.pair_worth[k]
    top_p, top_d = stack.top[0, : left_p + 1], stack.top[1, : left_d + 1]
    top_p[:] = 0.0
    top_d[:] = 0.0
    for i in range(stack.n_pairs[depth]):
        k = stack.pairs[depth, i]
        if stack.inside[k] != 1:
            continue
        at_p, at_d = v.pair_pickup[k], v.pair_dropoff[k]
        # Each place once: what was counted is made negative.
        if left_p > 0 and stack.at_pickup[at_p] > 0.0:
            _push(top_p[:left_p], stack.at_pickup[at_p])
            stack.at_pickup[at_p] *= -1.0
        if left_d > 0 and stack.at_dropoff[at_d] > 0.0:
            _push(top_d[:left_d], stack.at_dropoff[at_d])
            stack.at_dropoff[at_d] *= -1.0
    for i in range(stack.n_pairs[depth]):
        k = stack.pairs[depth, i]
        if stack.inside[k] != 1:
            continue
        new_p, new_d = _new_places(stack, depth, v.pair_pickup[k], v.pair_dropoff[k])
        rest = free
        if new_p:
            rest += abs(stack.at_pickup[v.pair_pickup[k]]) - stack.pair_worth[k]
        if new_d:
            rest += abs(stack.at_dropoff[v.pair_dropoff[k]])
            if not new_p:
                rest -= stack.pair_worth[k]
        rest += _sum(top_p, left_p - new_p) + _sum(top_d, left_d - new_d)
        stack.rest[k] = rest
    return free + _sum(top_p, left_p) + _sum(top_d, left_d)


@lean
def _pays(
    net: Net,
    v: Variants,
    worth: Floats,
    pair: int,
    cents: Floats,
    threshold: float,
    fraction: Floats,
    rest: float,
) -> bool:
    """
    Return whether a trip that carries somebody of a pair may be of interest.

    `rest` is what the others by the stops that are left are worth at most, others of
    the pair not counted.
    """
    others = 0.0
    for w in range(v.starts[pair], v.starts[pair + 1]):
        others += max(0.0, worth[w])
    for w in range(v.starts[pair], v.starts[pair + 1]):
        size = v.size[w]
        for t in range(len(net.load)):
            load = net.load[t]
            beside = rest + others - max(0.0, worth[w])
            if v.split[w]:
                value = max(worth[w], 0.0) + min(beside, fraction[load])
            elif size > load:
                continue
            else:
                value = worth[w] + min(beside, fraction[load - size])
            if cents[t] - value < threshold:
                return True
    return False


@lean
def _best_here(
    net: Net,
    v: Variants,
    worth: Floats,
    dense: Ints,
    fleet_cents: Floats,
    threshold: float,
    root: int,
    every_load: bool,
    so_far: float,
    stack: Stack,
    depth: int,
    best: Best,
    space: Space,
    found: Found,
    n_found: int,
) -> tuple[int, bool, float]:
    """
    Write the best trips by exactly these stops.

    Returns the trips in `found`, whether there was room, and what no trip by these
    stops with somebody of the root pair is below, reduced; infinite above the
    threshold and `so_far`, and where every load is written.
    """
    # With every load, also who costs more than they are worth: a stop more may make the
    # way shorter, where roads are not what a map would measure.
    least = -np.inf if every_load else 0.0
    n_free = 0
    for k in range(len(dense)):
        w = dense[k]
        if stack.inside[v.pair[w]] == 2 and worth[w] > least:
            stack.free[n_free] = w
            n_free += 1
    if n_free == 0:
        return n_found, True, np.inf
    load = len(stack.fraction) - 1
    _fill_fractions(
        v, worth, stack.free[:n_free], stack.inside, 2, load, stack.fraction
    )
    hopeful = False
    for t in range(len(net.load)):
        stack.most_worth[t] = stack.fraction[net.load[t]]
        if stack.least_cents[t] - stack.fraction[net.load[t]] < threshold:
            hopeful = True
    if not hopeful:
        return n_found, True, np.inf
    n_pickups = stack.n_pickups[depth]
    n_stops = stack.n_stops[depth]
    hit = best_trips(
        net,
        v,
        worth,
        fleet_cents,
        stack.free,
        n_free,
        stack.stops[depth],
        n_pickups,
        n_stops,
        False,
        stack.most_worth,
        threshold,
        best,
        space,
        root if every_load else -1,
        found,
        n_found,
        len(found.coach),
    )
    if every_load:
        return (hit, True, np.inf) if hit >= 0 else (n_found, False, np.inf)
    if hit == 0:
        return n_found, True, np.inf
    room = True
    lowest = np.inf
    rough = np.inf
    again = False
    for t in range(len(net.load)):
        if best.reduced[t] >= threshold:
            continue
        if uses_all(best, t, v, n_pickups, n_stops):
            lowest = min(lowest, best.reduced[t])
            if write_trip(best, t, n_pickups, n_stops, found, n_found):
                n_found += 1
            else:
                room = False
            continue
        # Not a trip by these stops, but none by all of them is better.
        bound = stack.least_cents[t] - _most_with(net, v, worth, root, t, stack)
        bound = max(best.reduced[t], bound)
        if bound < min(threshold, so_far):
            rough = min(rough, bound)
            again = again or _gains_by_passing(net, v, best, t, n_pickups, n_stops)
    limit = min(threshold, min(so_far, lowest))
    if not again or rough >= limit:
        return n_found, room, min(lowest, rough)
    # Where it is shorter to pass a place, or right to come later, look at all loads.
    n_free = 0
    for k in range(len(dense)):
        if stack.inside[v.pair[dense[k]]] == 2:
            stack.free[n_free] = dense[k]
            n_free += 1
    first = n_found
    hit = -1
    for _ in range(MOST_TIMES_AGAIN):
        hit = best_trips(
            net,
            v,
            worth,
            fleet_cents,
            stack.free,
            n_free,
            stack.stops[depth],
            n_pickups,
            n_stops,
            False,
            stack.most_worth,
            limit,
            best,
            space,
            root,
            found,
            n_found,
            n_found + MOST_AGAIN,
        )
        if hit >= 0:
            break
        # Too many: once more, for those alone that are better than the best of these.
        hit = -1 - hit
        if hit == n_found:
            return n_found, False, min(lowest, rough)
        keep_least(found, n_found, hit)
        limit = found.reduced[n_found]
        n_found += 1
        hit = -1
    if hit < 0:
        return n_found, room, min(lowest, rough)
    for j in range(first, hit):
        lowest = min(lowest, found.reduced[j])
    return hit, room, lowest


@lean
def _gains_by_passing(
    net: Net, v: Variants, best: Best, t: int, n_pickups: int, n_stops: int
) -> bool:
    """Return whether a trip may be better for stops at which nobody gets on or off."""
    if net.limits[TIMED] == 1 or net.limits[DETOUR] > 0 or net.limits[RELAYS] == 1:
        return True
    all_m, all_s, some_m, some_s = 0, 0, 0, 0
    last = kept = net.out_base[t]
    for i in range(n_stops + 1):
        at = best.order[t, i] if i < n_stops else net.back_base[t]
        if at < 0:
            break
        if last >= 0:
            all_m += net.distance_m[last, at]
            all_s += net.duration_s[last, at]
        last = at
        if i < n_stops and not _is_used(best, t, v, i < n_pickups, at):
            continue
        if kept >= 0:
            some_m += net.distance_m[kept, at]
            some_s += net.duration_s[kept, at]
        kept = at
    return some_m > all_m or some_s > all_s


@lean
def _most_with(
    net: Net, v: Variants, worth: Floats, pair: int, t: int, stack: Stack
) -> float:
    """Return what a coach's riders are worth at most, with somebody of a pair."""
    load = net.load[t]
    most = -np.inf
    for w in range(v.starts[pair], v.starts[pair + 1]):
        if v.split[w]:
            most = max(most, max(worth[w], 0.0) + stack.fraction[load])
        elif v.size[w] <= load:
            most = max(most, worth[w] + stack.fraction[load - v.size[w]])
    return most
