"""
Search the trips of one date by their sets of stops: pickups first, then drop-offs.

The same question as in ``search``, for problems of many places and few stops a trip.
There each pair of places grows into states; here the sets of up to three pickups are
walked through, and for each of them the sets of drop-offs that its riders go to. A set
of stops is looked at closely only if the riders by it could pay for a way that is not
longer than the coach's: first in fractions of parties, against the shortest way past
the pickups, on to the nearest drop-off and by the others; then whole ones, against the
shortest way by all. That says no within some hundredths of a microsecond, where parties
are large and most sets come to nothing.

Where not every set is wanted, each pickup is combined with those near it only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.solvers.search import DONE, FULL, NEAR_LEAST, least_cents, uses_all
from routing.solvers.trips import best_trips, write_trip
from routing.units import (
    DAILY_DRIVING_S,
    DISTANCE_M,
    DROPOFFS,
    DURATION_S,
    MOST_AWAY,
    PICKUPS,
    SECOND_ABOVE_M,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.search import Stack
    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

MOST_SIDE = 3  # pickups, and drop-offs, that this search can combine
STOPS = 2 * MOST_SIDE
NO_WAY = 1 << 60  # metres


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
    cents, near_cents
        Shape ``(n_loads,)``: what a coach of a load costs at least by the pickups, and
        by the pickups and some drop-offs.
    slot, at, worth, boards
        The drop-offs that somebody goes to, in descending order of what their riders
        are worth: `slot` is each drop-off's number, or -1; ``at[s]`` the drop-off of
        number s, ``boards[s]`` has a bit for each pickup where its riders board.
    goes, size, each
        Who boards at the pickups, in descending order of what a seat is worth: the
        number of the drop-off, the riders, and what each of these is worth.
    value
        Shape ``(load + 1,)``: of the knapsack.
    all_used
        Shape ``(2**STOPS, load + 1)``: of one in which somebody uses each stop of a
        set.
    """

    chosen: Ints
    cents: Floats
    near_cents: Floats
    slot: Ints
    at: Ints
    worth: Floats
    boards: Ints
    goes: Ints
    size: Ints
    each: Floats
    value: Floats
    all_used: Floats


def desk_for(units: Units) -> Desk:
    """Return room for a search in one thread."""
    places = len(units.net.relays) + 1
    load = max(1, int(units.net.load.max(initial=0)))
    members = max((len(v.unit) for v in units.markets), default=0) + 1
    return Desk(
        chosen=np.zeros(MOST_SIDE, np.int64),
        cents=np.zeros(max(1, len(units.net.load))),
        near_cents=np.zeros(max(1, len(units.net.load))),
        slot=np.full(places, -1, np.int64),
        at=np.zeros(places, np.int64),
        worth=np.zeros(places),
        boards=np.zeros(places, np.int64),
        goes=np.zeros(members, np.int64),
        size=np.zeros(members, np.int64),
        each=np.zeros(members),
        value=np.zeros(load + 1),
        all_used=np.zeros((1 << STOPS, load + 1)),
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
    stops = stack.stops[0]
    for x in range(m):
        stops[x] = sides.pickups[desk.chosen[x]]
    cheapest = _fill_cents(
        net, sides, desk.chosen, stops, m, m, fleet_cents, desk.cents
    )
    if cheapest == np.inf:
        return state
    n_at = _fill_dropoffs(v, sides, m, worth, desk)
    most = net.limits[DROPOFFS]
    top = 0.0
    for s in range(min(n_at, most)):
        top += desk.worth[s]
    hopeful = cheapest - top < threshold
    n = _fill_members(v, sides, m, worth, desk) if hopeful else 0
    for s in range(n_at):
        desk.slot[desk.at[s]] = -1
    if not hopeful:
        return state
    at, value, boards = desk.at, desk.worth, desk.boards
    everywhere = (1 << m) - 1
    # A call hands over every array, which takes longer than to look at a set of
    # drop-offs: so that is done here. One that is the one before is none.
    for a in range(n_at):
        if value[a] * min(3, most) <= cheapest - threshold:
            break
        for b in range(a, n_at if most > 1 else a + 1):
            two = value[a] + (value[b] if b > a else 0.0)
            if b > a and two + value[b] * min(1, most - 2) <= cheapest - threshold:
                break
            for c in range(b, n_at if most > 2 and b > a else b + 1):
                three = two + (value[c] if c > b else 0.0)
                if c > b and three <= cheapest - threshold:
                    break
                if boards[a] | boards[b] | boards[c] != everywhere:
                    continue
                b_at = at[b] if b > a else -1
                c_at = at[c] if c > b else -1
                further = sides.cents_per_m * _between(
                    sides.between_m, at[a], b_at, c_at
                )
                if three <= cheapest + further - threshold or not _pays_in_part(
                    sides.loads, desk.cents, desk.goes, desk.size, desk.each, n, a, b,
                    c, further, threshold,
                ):  # fmt: skip
                    continue
                state = _look(
                    net, v, sides, m, at[a], b_at, c_at, further, worth, fleet_cents,
                    state, found, stack, best, space, desk,
                )  # fmt: skip
                threshold = state[3]
    return state


@lean
def _fill_members(v: Variants, sides: Sides, m: int, worth: Floats, desk: Desk) -> int:
    """Fill who boards at the pickups and is worth something; return their number."""
    n = 0
    for x in range(m):
        i = desk.chosen[x]
        for k in range(sides.starts[i], sides.starts[i + 1]):
            w = sides.members[k]
            if worth[w] <= 0.0:
                break
            each = worth[w] / v.size[w]
            q = n
            while q > 0 and desk.each[q - 1] < each:
                desk.goes[q] = desk.goes[q - 1]
                desk.size[q] = desk.size[q - 1]
                desk.each[q] = desk.each[q - 1]
                q -= 1
            desk.goes[q] = desk.slot[sides.dropoff[k]]
            desk.size[q] = v.size[w]
            desk.each[q] = each
            n += 1
    return n


@lean
def _between(metres: Ints, a: int, b: int, c: int) -> int:
    """Return the metres by up to three drop-offs, at least; -1 is none."""
    if b < 0:
        return 0
    ab = min(metres[a, b], metres[b, a])
    if c < 0:
        return int(ab)
    ac = min(metres[a, c], metres[c, a])
    bc = min(metres[b, c], metres[c, b])
    return int(ab + ac + bc - max(ab, max(ac, bc)))


@lean
def _fill_cents(
    net: Net,
    sides: Sides,
    chosen: Ints,
    stops: Ints,
    m: int,
    n_stops: int,
    fleet_cents: Floats,
    out: Floats,
) -> float:
    """
    Fill what a coach of each load costs at least by some stops; return the least.

    Infinite where none may go so far.

    Parameters
    ----------
    chosen
        Of ``Desk``.
    stops
        The first m are pickups; where there are no more, it is on to some drop-off.
    """
    for k in range(len(sides.loads)):
        out[k] = np.inf
    metres, limits = net.least_distance_m, net.limits
    loaded_m = _way(metres, sides, chosen, stops, m, n_stops, -1, -1, 0)
    if loaded_m > limits[DISTANCE_M]:
        return np.inf
    far = loaded_m > limits[SECOND_ABOVE_M]
    daily_s = limits[DAILY_DRIVING_S]
    cheapest = np.inf
    for group in range(len(net.group_out)):
        start, end = net.group_out[group], net.group_back[group]
        tour_m = loaded_m
        if start >= 0 or end >= 0:
            home_m = sides.home_m[group]
            tour_m = _way(metres, sides, chosen, stops, m, n_stops, start, end, home_m)
        # As in `least_cents`.
        early = False
        if start >= 0 and daily_s > 0 and n_stops > m:
            seconds = net.least_duration_s
            tour_s = _way(seconds, sides, chosen, stops, m, n_stops, start, -1, 0)
            early = tour_s > min(2 * daily_s, limits[DURATION_S])
        for t in range(len(net.load)):
            if net.group[t] != group:
                continue
            cents = net.hire[t] + net.km[t] * tour_m / 1000.0 - 1.0
            if far:
                cents += net.second[t]
            if early:
                cents += net.hire[t] + net.overnight[t]
                cents += fleet_cents[t, MOST_AWAY - 1]
            cents += fleet_cents[t, MOST_AWAY]
            k = sides.kind[t]
            out[k] = min(out[k], cents)
            cheapest = min(cheapest, cents)
    return cheapest


@lean
def _way(
    length: Ints,
    sides: Sides,
    chosen: Ints,
    stops: Ints,
    m: int,
    n_stops: int,
    start: int,
    end: int,
    home_m: int,
) -> int:
    """
    Return the least sum of lengths by some stops, from a start and to an end, if any.

    Parameters
    ----------
    length
        From place to place.
    home_m
        Instead of the end, where the drop-offs are still open.
    """
    least = NO_WAY
    for x in range(m):
        begun = _ending(length, stops, 0, m, x, start)
        if n_stops == m:
            least = min(least, begun + sides.onward_m[chosen[x]] + home_m)
        for d in range(m, n_stops):
            way = begun + length[stops[x], stops[d]]
            if way < least:
                way += _beginning(length, stops, m, n_stops - m, d, end)
                least = min(least, way)
    return int(least)


@lean
def _ending(metres: Ints, stops: Ints, at: int, n: int, last: int, start: int) -> int:
    """Return the metres from a start, which may be none, by n stops to one of them."""
    if n == 1:
        return int(metres[start, stops[last]]) if start >= 0 else 0
    least = NO_WAY
    for first in range(at, at + n):
        if first == last:
            continue
        way = metres[start, stops[first]] if start >= 0 else 0
        between = first
        if n == MOST_SIDE:
            between = 3 * at + 3 - first - last
            way += metres[stops[first], stops[between]]
        least = min(least, way + metres[stops[between], stops[last]])
    return int(least)


@lean
def _beginning(metres: Ints, stops: Ints, at: int, n: int, first: int, end: int) -> int:
    """Return the metres from one of n stops by the others to an end, or none."""
    if n == 1:
        return int(metres[stops[first], end]) if end >= 0 else 0
    least = NO_WAY
    for last in range(at, at + n):
        if last == first:
            continue
        way = metres[stops[last], end] if end >= 0 else 0
        between = last
        if n == MOST_SIDE:
            between = 3 * at + 3 - first - last
            way += metres[stops[between], stops[last]]
        least = min(least, way + metres[stops[first], stops[between]])
    return int(least)


@lean
def _fill_dropoffs(v: Variants, sides: Sides, m: int, worth: Floats, desk: Desk) -> int:
    """
    Fill who goes where from these pickups; return the number of drop-offs.

    Their numbers stay in ``desk.slot``.
    """
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
                desk.boards[s] = 0
            desk.worth[s] += max(0.0, worth[w])
            desk.boards[s] |= 1 << x
    # Who is worth most first.
    for s in range(1, n):
        at, value = desk.at[s], desk.worth[s]
        boards = desk.boards[s]
        q = s
        while q > 0 and desk.worth[q - 1] < value:
            desk.at[q] = desk.at[q - 1]
            desk.worth[q] = desk.worth[q - 1]
            desk.boards[q] = desk.boards[q - 1]
            q -= 1
        desk.at[q], desk.worth[q] = at, value
        desk.boards[q] = boards
    for s in range(n):
        desk.slot[desk.at[s]] = s
    return n


@lean
def _pays_in_part(
    loads: Ints,
    cents: Floats,
    goes: Ints,
    size: Ints,
    each: Floats,
    n: int,
    a: int,
    b: int,
    c: int,
    further: float,
    threshold: float,
) -> bool:
    """
    Return whether a coach full of who goes to up to three drop-offs may pay.

    Of the last party that finds seats any part counts.

    Parameters
    ----------
    loads
        Of ``Sides``.
    cents, goes, size, each
        Of ``Desk``.
    n
        Who boards, of ``_fill_members``.
    a, b, c
        Numbers of drop-offs.
    """
    kind = 0
    seats = 0
    value = 0.0
    for i in range(n):
        if goes[i] != a and goes[i] != b and goes[i] != c:
            continue
        while kind < len(loads) and seats + size[i] >= loads[kind]:
            full = value + (loads[kind] - seats) * each[i]
            if cents[kind] + further - full < threshold:
                return True
            kind += 1
        if kind == len(loads):
            return False
        seats += size[i]
        value += size[i] * each[i]
    hopeful = False
    for k in range(kind, len(loads)):
        hopeful = hopeful or cents[k] + further - value < threshold
    return hopeful


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
    for d in (a, b, c):
        if d >= 0:
            stops[n_stops] = sides.dropoffs[d]
            n_stops += 1
    _fill_cents(
        net, sides, desk.chosen, stops, m, n_stops, fleet_cents, desk.near_cents
    )
    hopeful = False
    for k in range(n_loads):
        if desk.near_cents[k] - desk.value[sides.loads[k]] < threshold:
            hopeful = True
    if not hopeful:
        return state
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
    known = False
    for t in range(len(net.load)):
        if best.reduced[t] >= threshold:
            continue
        if not uses_all(best, t, v, m, n_stops):
            # One that passes a stop is another set's; none by all these is better.
            if not known:
                _fill_all_used(v, worth, stack.free, n_free, stops, m, n_stops, desk)
                known = True
            value = desk.all_used[(1 << n_stops) - 1, net.load[t]]
            least_here = max(best.reduced[t], stack.least_cents[t] - value)
            if least_here < threshold:
                lowest = min(lowest, least_here)
            continue
        lowest = min(lowest, best.reduced[t])
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
def _fill_all_used(
    v: Variants,
    worth: Floats,
    free: Ints,
    n_free: int,
    stops: Ints,
    m: int,
    n_stops: int,
    desk: Desk,
) -> None:
    """Fill what riders are worth at most where somebody uses each stop of a set."""
    table = desk.all_used
    n_sets, most = 1 << n_stops, table.shape[1] - 1
    table[:n_sets] = -np.inf
    table[0] = 0.0
    for k in range(n_free):
        w = free[k]
        used = 0
        for x in range(n_stops):
            if stops[x] == (v.pickup[w] if x < m else v.dropoff[w]):
                used |= 1 << x
        least = 1 if v.split[w] else v.size[w]
        # A set comes after those that a party adds to it: nobody is taken twice.
        for before in range(n_sets - 1, -1, -1):
            after = before | used
            for c in range(most, least - 1, -1):
                for q in range(least, min(c, v.size[w]) + 1):
                    value = table[before, c - q] + worth[w] * q / v.size[w]
                    table[after, c] = max(table[after, c], value)


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
