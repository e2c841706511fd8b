"""
Search the trips of one date by their sets of stops: pickups first, then drop-offs.

The same question as in ``search``, for problems of many places and few stops a trip.
There each pair of places grows into states; here the sets of up to three pickups are
walked through, and for each of them the sets of drop-offs that its riders go to. A set
of stops is looked at closely only if the riders by it could pay for a way that is not
longer than the coach's: a knapsack of whole parties, against the shortest way past the
pickups, on to the nearest drop-off and by the others. That says no within a tenth of a
microsecond, where parties are large and most sets come to nothing.

Where not every set is wanted, each pickup is combined with those near it only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.solvers.search import DONE, FULL, NEAR_LEAST, least_cents, uses_all
from routing.solvers.trips import best_trips, write_trip
from routing.units import (
    DISTANCE_M,
    DROPOFFS,
    MOST_AWAY,
    PICKUPS,
    SECOND_ABOVE_M,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.search import Stack
    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Variants

    Floats = NDArray[np.float64]

MOST_SIDE = 3  # pickups, and drop-offs, that this search can combine
# Up to so many members loads are tried one by one, with so many steps, and so many sets
# of drop-offs; beyond, all sets of drop-offs are.
MOST_MEMBERS, MOST_STEPS, MOST_SEEN = 24, 3000, 60


class Sides(NamedTuple):
    """
    Who boards where on one date, and what they are worth.

    Parameters
    ----------
    pickups, starts, members
        At place ``pickups[i]`` board the variants ``members[starts[i]:starts[i + 1]]``,
        in descending order of worth per seat.
    dropoffs, dropoff
        Places, and the index of each member's among them.
    onward_m
        From each pickup to the nearest drop-off, at least.
    between_m
        Shape ``(n_dropoffs, n_dropoffs)``.
    home_m
        For each group of coach types: from the nearest drop-off back to their base.
    near
        Shape ``(n, n)``: for each pickup those after it, the one first that makes a way
        by both the least longer; -1 where there are no more.
    loads, kind
        The loads of coach types in ascending order, and the index of each type's.
    cents_per_m
        Of the cheapest coach type.
    """

    pickups: Ints
    starts: Ints
    members: Ints
    dropoffs: Ints
    dropoff: Ints
    onward_m: Ints
    between_m: Ints
    home_m: Ints
    near: Ints
    loads: Ints
    kind: Ints
    cents_per_m: float


def can_combine(net: Net) -> bool:
    """Return whether a trip has few enough stops for this search."""
    return bool(max(net.limits[PICKUPS], net.limits[DROPOFFS]) <= MOST_SIDE)


def sides_of(net: Net, v: Variants, members: Ints, worth: Floats) -> Sides:
    """
    Return who boards where, of some variants.

    Parameters
    ----------
    worth
        Shape ``(n_variants,)``: see ``search_root``.
    """
    per_seat = np.maximum(worth[members], 0) / v.size[members]
    members = members[np.lexsort((members, -per_seat, v.pickup[members]))]
    pickups, starts = np.unique(v.pickup[members], return_index=True)
    dropoffs, dropoff = np.unique(v.dropoff[members], return_inverse=True)
    metres = net.least_distance_m
    onward = metres[np.ix_(pickups, dropoffs)].min(axis=1, initial=np.iinfo(int).max)
    both = metres[np.ix_(pickups, pickups)] + onward
    longer = np.minimum(both, both.T) - np.maximum(onward[:, None], onward)
    n = len(pickups)
    near = np.full((n, n), -1, np.int64)
    for i in range(n):
        later = i + 1 + np.argsort(longer[i, i + 1 :], kind="stable")
        near[i, : len(later)] = later
    home = np.zeros(len(net.group_back), np.int64)
    for group, base in enumerate(net.group_back):
        if base >= 0 and len(dropoffs):
            home[group] = metres[dropoffs, base].min()
    loads, kind = np.unique(net.load, return_inverse=True)
    return Sides(
        pickups=pickups,
        starts=np.append(starts, len(members)).astype(np.int64),
        members=members,
        dropoffs=dropoffs,
        dropoff=dropoff.astype(np.int64),
        onward_m=onward.astype(np.int64),
        between_m=np.ascontiguousarray(metres[np.ix_(dropoffs, dropoffs)]),
        home_m=home,
        near=near,
        loads=loads,
        kind=kind.astype(np.int64),
        cents_per_m=float(net.km.min(initial=0)) / 1000.0,
    )


class Desk(NamedTuple):
    """
    Room for one set of pickups.

    Parameters
    ----------
    chosen
        Indexes of the pickups.
    cents
        Shape ``(n_loads,)``: what a coach of a load costs at least.
    slot, at, worth, riders, boards
        The drop-offs that somebody goes to, in descending order of what their riders
        are worth: `slot` is each drop-off's number, or -1; ``at[s]`` the drop-off of
        number s, ``boards[s]`` has a bit for each pickup where its riders board.
    value
        Shape ``(load + 1,)``: of the knapsack.
    person, side, each
        The members of the pickups, the bit of where each boards, and what a seat of
        theirs is worth; in descending order of that.
    next, taken, used, gain
        By depth of the search for a load: the next member, those taken, their riders
        and worth.
    seen
        Sets of drop-offs that were looked at already.
    """

    chosen: Ints
    cents: Floats
    slot: Ints
    at: Ints
    worth: Floats
    riders: Ints
    boards: Ints
    value: Floats
    person: Ints
    side: Ints
    each: Floats
    next: Ints
    taken: Ints
    used: Ints
    gain: Floats
    seen: Ints


def desk_for(net: Net) -> Desk:
    """Return room for a search in one thread."""
    places = len(net.relays) + 1
    load = max(1, int(net.load.max(initial=0)))
    return Desk(
        chosen=np.zeros(MOST_SIDE, np.int64),
        cents=np.zeros(max(1, len(net.load))),
        slot=np.full(places, -1, np.int64),
        at=np.zeros(places, np.int64),
        worth=np.zeros(places),
        riders=np.zeros(places, np.int64),
        boards=np.zeros(places, np.int64),
        value=np.zeros(load + 1),
        person=np.zeros(MOST_MEMBERS, np.int64),
        side=np.zeros(MOST_MEMBERS, np.int64),
        each=np.zeros(MOST_MEMBERS),
        next=np.zeros(MOST_MEMBERS + 1, np.int64),
        taken=np.zeros(MOST_MEMBERS + 1, np.int64),
        used=np.zeros(MOST_MEMBERS + 1, np.int64),
        gain=np.zeros(MOST_MEMBERS + 1),
        seen=np.zeros(MOST_SEEN, np.int64),
    )


@lean
def search_pickup(
    net: Net,
    v: Variants,
    sides: Sides,
    root: int,
    most_near: int,
    worth: Floats,
    fleet_cents: Floats,
    threshold: float,
    found: Found,
    stack: Stack,
    best: Best,
    space: Space,
    desk: Desk,
) -> tuple[int, int, float]:
    """
    Write the best trips by each set of stops with a pickup and none before it.

    Parameters
    ----------
    root
        Index of the pickup in `sides`.
    most_near
        With how many of the pickups near it, it is combined.
    worth, fleet_cents, threshold
        See ``search_root``.

    Returns
    -------
        Trips in `found` now; ``DONE`` or ``FULL`` (no room); what no trip by such stops
        is below, reduced, unless it is above the threshold.
    """
    state = (0, DONE, np.inf, threshold)
    desk.chosen[0] = root
    state = _by_pickups(
        net, v, sides, 1, worth, fleet_cents, state, found, stack, best, space, desk
    )
    near = sides.near[root]
    n_near = 0
    while n_near < min(most_near, len(near)) and near[n_near] >= 0:
        n_near += 1
    most = net.limits[PICKUPS]
    for a in range(n_near if most > 1 else 0):
        desk.chosen[1] = near[a]
        state = _by_pickups(
            net, v, sides, 2, worth, fleet_cents, state, found, stack, best, space, desk
        )
        for b in range(a + 1, n_near if most > 2 else 0):
            desk.chosen[2] = near[b]
            state = _by_pickups(
                net,
                v,
                sides,
                3,
                worth,
                fleet_cents,
                state,
                found,
                stack,
                best,
                space,
                desk,
            )
    return state[0], state[1], state[2]


@lean
def _by_pickups(
    net: Net,
    v: Variants,
    sides: Sides,
    m: int,
    worth: Floats,
    fleet_cents: Floats,
    state: tuple[int, int, float, float],
    found: Found,
    stack: Stack,
    best: Best,
    space: Space,
    desk: Desk,
) -> tuple[int, int, float, float]:
    """
    Search the trips that pick up at exactly the first m of ``desk.chosen``.

    `state` and what is returned: trips in `found`, the code, the least reduced cost,
    the threshold.
    """
    threshold = state[3]
    if not _fill_cents(net, sides, m, fleet_cents, desk):
        return state
    n_loads = len(sides.loads)
    cheapest = np.inf
    for k in range(n_loads):
        cheapest = min(cheapest, desk.cents[k])
    n = _fill_members(v, sides, m, worth, desk)
    if n >= 0:
        done, state = _by_loads(
            net, v, sides, m, n, cheapest, worth, fleet_cents, state, found, stack,
            best, space, desk,
        )  # fmt: skip
        if done:
            return state
        threshold = state[3]
    n_at = _fill_dropoffs(v, sides, m, worth, desk)
    value, boards = desk.worth, desk.boards
    everywhere = (1 << m) - 1
    most = net.limits[DROPOFFS]
    for a in range(n_at):
        if value[a] * min(3, most) <= cheapest - threshold:
            break
        state = _weigh(
            net, v, sides, m, a, -1, -1, worth, fleet_cents, state, everywhere,
            found, stack, best, space, desk,
        )  # fmt: skip
        for b in range(a + 1, n_at if most > 1 else 0):
            if value[a] + value[b] * min(2, most - 1) <= cheapest - threshold:
                break
            state = _weigh(
                net, v, sides, m, a, b, -1, worth, fleet_cents, state, everywhere,
                found, stack, best, space, desk,
            )  # fmt: skip
            for c in range(b + 1, n_at if most > 2 else 0):
                if value[a] + value[b] + value[c] <= cheapest - threshold:
                    break
                if boards[a] | boards[b] | boards[c] != everywhere:
                    continue
                state = _weigh(
                    net, v, sides, m, a, b, c, worth, fleet_cents, state, everywhere,
                    found, stack, best, space, desk,
                )  # fmt: skip
            threshold = state[3]
    return state


@lean
def _fill_members(v: Variants, sides: Sides, m: int, worth: Floats, desk: Desk) -> int:
    """Fill the members of the pickups; -1 when they are too many, or may be split."""
    n = 0
    for x in range(m):
        i = desk.chosen[x]
        n += sides.starts[i + 1] - sides.starts[i]
    if n > MOST_MEMBERS:
        return -1
    n = 0
    for x in range(m):
        i = desk.chosen[x]
        for k in range(sides.starts[i], sides.starts[i + 1]):
            w = sides.members[k]
            if v.split[w]:
                return -1
            each = max(0.0, worth[w]) / v.size[w]
            q = n
            while q > 0 and desk.each[q - 1] < each:
                desk.person[q] = desk.person[q - 1]
                desk.side[q] = desk.side[q - 1]
                desk.each[q] = desk.each[q - 1]
                q -= 1
            desk.person[q] = k
            desk.side[q] = 1 << x
            desk.each[q] = each
            n += 1
    return n


@lean
def _by_loads(
    net: Net,
    v: Variants,
    sides: Sides,
    m: int,
    n: int,
    cheapest: float,
    worth: Floats,
    fleet_cents: Floats,
    state: tuple[int, int, float, float],
    found: Found,
    stack: Stack,
    best: Best,
    space: Space,
    desk: Desk,
) -> tuple[bool, tuple[int, int, float, float]]:
    """
    Look at the drop-offs of each load that could pay; False when they are too many.

    Depth first over members, bounded by fractions of those that come after.
    """
    n_loads = len(sides.loads)
    most = sides.loads[n_loads - 1]
    everywhere = (1 << m) - 1
    n_seen = 0
    steps = 0
    depth = 0
    desk.next[0] = 0
    desk.used[0] = 0
    desk.gain[0] = 0.0
    while depth >= 0:
        i = desk.next[depth]
        if i >= n:
            depth -= 1
            continue
        steps += 1
        if steps > MOST_STEPS:
            return False, state
        reach = desk.gain[depth]
        room = most - desk.used[depth]
        for k in range(i, n):
            size = v.size[sides.members[desk.person[k]]]
            reach += desk.each[k] * min(size, room)
            room -= size
            if room <= 0:
                break
        if cheapest - reach >= state[3]:
            depth -= 1
            continue
        desk.next[depth] = i + 1
        w = sides.members[desk.person[i]]
        if desk.used[depth] + v.size[w] > most:
            continue
        depth += 1
        desk.taken[depth - 1] = i
        desk.used[depth] = desk.used[depth - 1] + v.size[w]
        desk.gain[depth] = desk.gain[depth - 1] + max(0.0, worth[w])
        desk.next[depth] = i + 1
        a, b, c, boards = -1, -1, -1, 0
        many = False
        for q in range(depth):
            boards |= desk.side[desk.taken[q]]
            d = sides.dropoff[desk.person[desk.taken[q]]]
            if d in (a, b, c):
                continue
            if a < 0:
                a = d
            elif b < 0:
                b = d
            elif c < 0:
                c = d
            else:
                many = True
        n_drop = (a >= 0) + (b >= 0) + (c >= 0)
        if many or n_drop > net.limits[DROPOFFS]:
            depth -= 1
            continue
        if boards != everywhere:
            continue
        further = _between(sides, a, b, c) * sides.cents_per_m
        hopeful = False
        for k in range(n_loads):
            if (
                sides.loads[k] >= desk.used[depth]
                and desk.cents[k] + further - desk.gain[depth] < state[3]
            ):
                hopeful = True
        if not hopeful:
            continue
        set_ = _number(a, b, c, len(sides.dropoffs) + 1)
        known = False
        for q in range(n_seen):
            known = known or desk.seen[q] == set_
        if known:
            continue
        if n_seen == MOST_SEEN:
            return False, state
        desk.seen[n_seen] = set_
        n_seen += 1
        state = _look(
            net, v, sides, m, a, b, c, further, worth, fleet_cents, state, found,
            stack, best, space, desk,
        )  # fmt: skip
    return True, state


@lean
def _number(a: int, b: int, c: int, base: int) -> int:
    """Return the same number for the same drop-offs, in whichever order."""
    low = min(a, min(b, c))
    high = max(a, max(b, c))
    return ((low + 1) * base + (a + b + c - low - high + 1)) * base + high + 1


@lean
def _between(sides: Sides, a: int, b: int, c: int) -> int:
    """Return the metres by up to three drop-offs, at least; -1 is none."""
    if b < 0:
        return 0
    metres = sides.between_m
    ab = min(metres[a, b], metres[b, a])
    if c < 0:
        return int(ab)
    ac = min(metres[a, c], metres[c, a])
    bc = min(metres[b, c], metres[c, b])
    return int(ab + ac + bc - max(ab, max(ac, bc)))


@lean
def _fill_cents(
    net: Net, sides: Sides, m: int, fleet_cents: Floats, desk: Desk
) -> bool:
    """Fill what a coach of each load costs at least by these pickups, if it may go."""
    metres = net.least_distance_m
    chosen = desk.chosen
    for k in range(len(sides.loads)):
        desk.cents[k] = np.inf
    loaded_m = _shortest(metres, sides, chosen, m, -1)
    if loaded_m > net.limits[DISTANCE_M]:
        return False
    far = loaded_m > net.limits[SECOND_ABOVE_M]
    hopeful = False
    for group in range(len(net.group_out)):
        start = net.group_out[group]
        tour_m = loaded_m
        if start >= 0:
            tour_m = _shortest(metres, sides, chosen, m, start)
        tour_m += sides.home_m[group]
        for t in range(len(net.load)):
            if net.group[t] != group:
                continue
            cents = net.hire[t] + net.km[t] * tour_m / 1000.0 - 1.0
            if far:
                cents += net.second[t]
            cents += fleet_cents[t, MOST_AWAY]
            k = sides.kind[t]
            if cents < desk.cents[k]:
                desk.cents[k] = cents
                hopeful = True
    return hopeful


@lean
def _shortest(metres: Ints, sides: Sides, chosen: Ints, m: int, start: int) -> int:
    """Return the metres from the start, if any, by all pickups to some drop-off."""
    pickups = sides.pickups
    least = 1 << 60
    for x in range(m):
        a = pickups[chosen[x]]
        begun = metres[start, a] if start >= 0 else 0
        if m == 1:
            least = min(least, begun + sides.onward_m[chosen[x]])
            continue
        for y in range(m):
            if y == x:
                continue
            b = pickups[chosen[y]]
            two = begun + metres[a, b]
            if m == 2:
                least = min(least, two + sides.onward_m[chosen[y]])
                continue
            z = 3 - x - y
            c = pickups[chosen[z]]
            least = min(least, two + metres[b, c] + sides.onward_m[chosen[z]])
    return least


@lean
def _fill_dropoffs(v: Variants, sides: Sides, m: int, worth: Floats, desk: Desk) -> int:
    """Fill who goes where from these pickups; return the number of drop-offs."""
    n = 0
    for x in range(m):
        i = desk.chosen[x]
        for k in range(sides.starts[i], sides.starts[i + 1]):
            w = sides.members[k]
            s = desk.slot[sides.dropoff[k]]
            if s < 0:
                s = n
                n += 1
                desk.slot[sides.dropoff[k]] = s
                desk.at[s] = sides.dropoff[k]
                desk.worth[s] = 0.0
                desk.riders[s] = 0
                desk.boards[s] = 0
            desk.worth[s] += max(0.0, worth[w])
            desk.riders[s] += v.size[w]
            desk.boards[s] |= 1 << x
    # Who is worth most first.
    for s in range(1, n):
        at, value = desk.at[s], desk.worth[s]
        riders, boards = desk.riders[s], desk.boards[s]
        q = s
        while q > 0 and desk.worth[q - 1] < value:
            desk.at[q] = desk.at[q - 1]
            desk.worth[q] = desk.worth[q - 1]
            desk.riders[q] = desk.riders[q - 1]
            desk.boards[q] = desk.boards[q - 1]
            q -= 1
        desk.at[q], desk.worth[q] = at, value
        desk.riders[q], desk.boards[q] = riders, boards
    for s in range(n):
        desk.slot[desk.at[s]] = -1
    return n


@lean
def _weigh(
    net: Net,
    v: Variants,
    sides: Sides,
    m: int,
    a: int,
    b: int,
    c: int,
    worth: Floats,
    fleet_cents: Floats,
    state: tuple[int, int, float, float],
    everywhere: int,
    found: Found,
    stack: Stack,
    best: Best,
    space: Space,
    desk: Desk,
) -> tuple[int, int, float, float]:
    """Look at the pickups with up to three drop-offs, if they may be of interest."""
    threshold = state[3]
    boards = desk.boards[a]
    value = desk.worth[a]
    riders = desk.riders[a]
    if b >= 0:
        boards |= desk.boards[b]
        value += desk.worth[b]
        riders += desk.riders[b]
    if c >= 0:
        boards |= desk.boards[c]
        value += desk.worth[c]
        riders += desk.riders[c]
    if boards != everywhere:
        return state
    at = desk.at
    b_at = at[b] if b >= 0 else -1
    c_at = at[c] if c >= 0 else -1
    further = _between(sides, at[a], b_at, c_at) * sides.cents_per_m
    n_loads = len(sides.loads)
    hopeful = False
    for k in range(n_loads):
        if desk.cents[k] + further - value < threshold:
            hopeful = True
    if not hopeful:
        return state
    if riders > sides.loads[0]:
        # Who finds no seat is one of them, and as many as there are too many.
        n_free = _fill_free(v, sides, m, at[a], b_at, c_at, stack, desk)
        one, each = _least_lost(v, worth, stack.free, n_free)
        hopeful = False
        for k in range(n_loads):
            over = riders - sides.loads[k]
            lost = max(one, over * each) if over > 0 else 0.0
            if desk.cents[k] + further - (value - lost) < threshold:
                hopeful = True
        if not hopeful:
            return state
    return _look(
        net, v, sides, m, at[a], b_at, c_at, further, worth, fleet_cents, state, found,
        stack, best, space, desk,
    )  # fmt: skip


@lean
def _look(
    net: Net,
    v: Variants,
    sides: Sides,
    m: int,
    a: int,
    b: int,
    c: int,
    further: float,
    worth: Floats,
    fleet_cents: Floats,
    state: tuple[int, int, float, float],
    found: Found,
    stack: Stack,
    best: Best,
    space: Space,
    desk: Desk,
) -> tuple[int, int, float, float]:
    """
    Write the best trips by the pickups and these drop-offs, if they may be of interest.

    Parameters
    ----------
    a, b, c
        Indexes of drop-offs in `sides`; -1 is none.
    further
        What the way by them costs at least beyond the first of them.
    """
    n_found, code, lowest, threshold = state
    n_loads = len(sides.loads)
    n_free = _fill_free(v, sides, m, a, b, c, stack, desk)
    _fill_value(v, worth, stack.free, n_free, sides.loads[n_loads - 1], desk)
    hopeful = False
    for k in range(n_loads):
        if desk.cents[k] + further - desk.value[sides.loads[k]] < threshold:
            hopeful = True
    if not hopeful:
        return state
    stops = stack.stops[0]
    n_stops = m
    for x in range(m):
        stops[x] = sides.pickups[desk.chosen[x]]
    for d in (a, b, c):
        if d >= 0:
            stops[n_stops] = sides.dropoffs[d]
            n_stops += 1
    if not least_cents(
        net, fleet_cents, stops, m, n_stops, stack.least_cents, space, stack.order
    ):
        return state
    hopeful = False
    for t in range(len(net.load)):
        stack.most_worth[t] = desk.value[net.load[t]]
        if stack.least_cents[t] - desk.value[net.load[t]] < threshold:
            hopeful = True
    if not hopeful:
        return state
    hit = best_trips(
        net,
        v,
        worth,
        fleet_cents,
        stack.free,
        n_free,
        stops,
        m,
        n_stops,
        False,
        stack.most_worth,
        threshold,
        best,
        space,
        -1,
        found,
        n_found,
        len(found.coach),
    )
    if hit == 0:
        return state
    least = np.inf
    for t in range(len(net.load)):
        if best.reduced[t] >= threshold:
            continue
        # One that passes a stop is another set's; none by all these stops is better.
        lowest = min(lowest, best.reduced[t])
        if not uses_all(best, t, v, m, n_stops):
            continue
        least = min(least, best.reduced[t])
        if write_trip(best, t, m, n_stops, found, n_found):
            n_found += 1
        else:
            code = FULL
    threshold = min(threshold, NEAR_LEAST * least) if least < 0 else threshold
    return n_found, code, lowest, threshold


@lean
def _fill_free(
    v: Variants,
    sides: Sides,
    m: int,
    a: int,
    b: int,
    c: int,
    stack: Stack,
    desk: Desk,
) -> int:
    """List the variants by these stops; return their number."""
    n = 0
    for x in range(m):
        i = desk.chosen[x]
        for k in range(sides.starts[i], sides.starts[i + 1]):
            d = sides.dropoff[k]
            if d in (a, b, c):
                stack.free[n] = sides.members[k]
                n += 1
    return n


@lean
def _least_lost(
    v: Variants, worth: Floats, free: Ints, n_free: int
) -> tuple[float, float]:
    """Return what is lost at least with one party, and with each seat."""
    one = np.inf
    each = np.inf
    for k in range(n_free):
        w = free[k]
        value = max(0.0, worth[w])
        one = 0.0 if v.split[w] else min(one, value)
        each = min(each, value / v.size[w])
    return one, each


@lean
def _fill_value(
    v: Variants, worth: Floats, free: Ints, n_free: int, most: int, desk: Desk
) -> None:
    """
    Fill what riders are worth at most on so many seats; limits other than seats aside.

    Whole parties; of those that may be split any part.
    """
    value = desk.value
    value[: most + 1] = 0.0
    for k in range(n_free):
        w = free[k]
        size = v.size[w]
        if worth[w] <= 0.0:
            continue
        if v.split[w]:
            each = worth[w] / size
            for c in range(most, 0, -1):
                for q in range(1, min(size, c) + 1):
                    value[c] = max(value[c], value[c - q] + q * each)
            continue
        for c in range(most, size - 1, -1):
            other = value[c - size] + worth[w]
            if other > value[c]:
                value[c] = other
