"""
Local search over the trips of one plan, compiled.

A plan is a linked list of units for every trip, with sums from the trip's start, so
that a trip made of pieces of others is priced in a few additions. Nothing is assumed of
the matrices. A trip costs what its cheapest type costs; seats, seconds and gates beyond
the limits have a price, so that the search may pass through what is not allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled

if TYPE_CHECKING:
    from routing.shuttles.solvers.arrays import Floats, Ints

EPSILON = 1e-6
LONGEST = 3  # units of a piece that is moved


class Terms(NamedTuple):
    """
    What a trip costs, apart from its route.

    Parameters
    ----------
    rate
        Shape ``(n_rates,)``: cents a metre.
    hire
        Shape ``(n_rates, 1 + most_load)``: the hire of the cheapest type of this rate
        for a load, with the price of riders beyond the seats.
    left
        The price of a rider left.
    late
        The price of a second beyond the limit.
    more
        The price of a gate beyond the limit.
    max_s, max_gates
        The limits.
    """

    rate: Floats
    hire: Floats
    left: float
    late: float
    more: float
    max_s: float
    max_gates: int


class Legs(NamedTuple):
    """Metres and seconds between units, row 0 the depot, and the size of each."""

    metres: Floats
    seconds: Floats
    size: Ints
    near: Ints  # shape (1 + n, k): the nearest units of each


class Trips(NamedTuple):
    """
    A plan while it is searched; trips are numbered, the empty ones too.

    `links` has a row for previous, next, trip, position and load so far, and `sums` one
    for metres and seconds so far, forward and as if driven backward.
    """

    links: Ints  # (5, 1 + n)
    sums: Floats  # (4, 1 + n)
    ends: Ints  # (3, n_trips): first, last, number of units
    cost: Floats  # (n_trips,)
    whole: Floats  # (2, n_trips): metres and seconds
    changed: Ints  # (n_trips,): when last
    pieces: Ints  # (2, 6, 3): first unit, last unit, backward; of two trips
    buffer: Ints  # (2, 1 + n)
    found: Ints  # (5, 5): first, last, riders, units, whether u is last; see _survey
    saved: Floats  # (5, 5): cents, then metres, seconds; forward, backward each
    halt: Ints  # (1,): not 0 to end soon, set by any thread


PREV, NEXT, TRIP, POS, LOAD = 0, 1, 2, 3, 4
OUT_M, BACK_M, OUT_S, BACK_S = 0, 1, 2, 3
FIRST, LAST, COUNT = 0, 1, 2


@compiled
def trip_cost(
    terms: Terms, load: int, metres: float, seconds: float, gates: int
) -> float:
    """Return what the cheapest type costs for a trip; no more than leaving all."""
    if gates == 0:
        return 0.0
    best = np.inf
    if load < terms.hire.shape[1]:
        for g in range(terms.rate.shape[0]):
            cost = terms.hire[g, load] + terms.rate[g] * metres
            best = min(best, cost)
        if seconds > terms.max_s:
            best += terms.late * (seconds - terms.max_s)
        if gates > terms.max_gates:
            best += terms.more * (gates - terms.max_gates)
    return min(best, terms.left * load)


@compiled
def set_trip(
    legs: Legs, terms: Terms, trips: Trips, trip: int, units: Ints, n: int
) -> None:
    """Let a trip visit the first `n` of these units."""
    links, sums = trips.links, trips.sums
    load = 0
    out_m = back_m = out_s = back_s = 0.0
    before = 0
    for i in range(n):
        u = units[i]
        load += legs.size[u]
        if i:
            out_m += legs.metres[before, u]
            back_m += legs.metres[u, before]
            out_s += legs.seconds[before, u]
            back_s += legs.seconds[u, before]
            links[NEXT, before] = u
        links[PREV, u] = before
        links[NEXT, u] = 0
        links[TRIP, u] = trip
        links[POS, u] = i
        links[LOAD, u] = load
        sums[OUT_M, u] = out_m
        sums[BACK_M, u] = back_m
        sums[OUT_S, u] = out_s
        sums[BACK_S, u] = back_s
        before = u
    trips.ends[COUNT, trip] = n
    if n == 0:
        trips.ends[FIRST, trip] = 0
        trips.ends[LAST, trip] = 0
        trips.cost[trip] = 0.0
        trips.whole[:, trip] = 0.0
        return
    first = units[0]
    trips.ends[FIRST, trip] = first
    trips.ends[LAST, trip] = before
    out_m += legs.metres[0, first] + legs.metres[before, 0]
    out_s += legs.seconds[0, first] + legs.seconds[before, 0]
    trips.whole[0, trip] = out_m
    trips.whole[1, trip] = out_s
    trips.cost[trip] = trip_cost(terms, load, out_m, out_s, n)


@compiled
def _put(trips: Trips, side: int, n_pieces: int, a: int, b: int, backward: int) -> int:
    """Append a piece from a to b, unless it is empty; return the pieces now."""
    if a == 0 or b == 0 or trips.links[POS, a] > trips.links[POS, b]:
        return n_pieces
    trips.pieces[side, n_pieces, 0] = a
    trips.pieces[side, n_pieces, 1] = b
    trips.pieces[side, n_pieces, 2] = backward
    return n_pieces + 1


@compiled
def _build(trips: Trips, side: int, n_pieces: int) -> int:
    """Write the units of a trip made of pieces to the buffer; return how many."""
    n = 0
    for p in range(n_pieces):
        a = trips.pieces[side, p, 0]
        b = trips.pieces[side, p, 1]
        if trips.pieces[side, p, 2]:
            u = b
            while True:
                trips.buffer[side, n] = u
                n += 1
                if u == a:
                    break
                u = trips.links[PREV, u]
        else:
            u = a
            while True:
                trips.buffer[side, n] = u
                n += 1
                if u == b:
                    break
                u = trips.links[NEXT, u]
    return n


@compiled
def _apply(
    legs: Legs,
    terms: Terms,
    trips: Trips,
    one: int,
    n_one: int,
    two: int,
    n_two: int,
    clock: int,
) -> None:
    """Make the trips of the pieces; `two` < 0 is one trip only."""
    n = _build(trips, 0, n_one)
    m = _build(trips, 1, n_two) if two >= 0 else 0
    set_trip(legs, terms, trips, one, trips.buffer[0], n)
    trips.changed[one] = clock
    if two >= 0:
        set_trip(legs, terms, trips, two, trips.buffer[1], m)
        trips.changed[two] = clock


@compiled
def _survey(legs: Legs, terms: Terms, trips: Trips, u: int) -> int:
    """
    Note the pieces that start or end at u, and what the trip saves without each.

    Returns how many there are; the first is u alone.
    """
    links, sums = trips.links, trips.sums
    one = links[TRIP, u]
    whole_m, whole_s = trips.whole[0, one], trips.whole[1, one]
    load = links[LOAD, trips.ends[LAST, one]]
    count = trips.ends[COUNT, one]
    n = 0
    for ends_at_u in range(2):
        far = u
        for length in range(1, LONGEST + 1):
            if length > 1 or not ends_at_u:
                a, b = (far, u) if ends_at_u else (u, far)
                before, after = links[PREV, a], links[NEXT, b]
                out_m = sums[OUT_M, b] - sums[OUT_M, a]
                out_s = sums[OUT_S, b] - sums[OUT_S, a]
                metres = whole_m - out_m + legs.metres[before, after]
                metres -= legs.metres[before, a] + legs.metres[b, after]
                seconds = whole_s - out_s + legs.seconds[before, after]
                seconds -= legs.seconds[before, a] + legs.seconds[b, after]
                weight = links[LOAD, b] - links[LOAD, a] + legs.size[a]
                trips.found[n, 0] = a
                trips.found[n, 1] = b
                trips.found[n, 2] = weight
                trips.found[n, 3] = length
                trips.found[n, 4] = ends_at_u
                trips.saved[n, 0] = trips.cost[one] - trip_cost(
                    terms, load - weight, metres, seconds, count - length
                )
                trips.saved[n, 1] = out_m
                trips.saved[n, 2] = sums[BACK_M, b] - sums[BACK_M, a]
                trips.saved[n, 3] = out_s
                trips.saved[n, 4] = sums[BACK_S, b] - sums[BACK_S, a]
                n += 1
            far = links[PREV, far] if ends_at_u else links[NEXT, far]
            if far == 0:
                break
    return n


@compiled
def _move(
    legs: Legs, terms: Terms, trips: Trips, u: int, v: int, n_found: int, clock: int
) -> bool:
    """Try to move a piece with u at its end to either side of v, on another trip."""
    links = trips.links
    one, two = links[TRIP, u], links[TRIP, v]
    load = links[LOAD, trips.ends[LAST, two]]
    count = trips.ends[COUNT, two]
    cheap, dear = terms.rate[0], terms.rate[-1]
    for after in range(2):
        left = v if after else links[PREV, v]
        right = links[NEXT, v] if after else v
        gap_m, gap_s = legs.metres[left, right], legs.seconds[left, right]
        for f in range(n_found):
            a, b = trips.found[f, 0], trips.found[f, 1]
            backward = trips.found[f, 3] > 1 and trips.found[f, 4] == after
            x, y = (b, a) if backward else (a, b)
            more_m = legs.metres[left, x] + legs.metres[y, right] - gap_m
            more_m += trips.saved[f, 2 if backward else 1]
            # Riders more make no coach cheaper, so this is what it costs at least.
            least = more_m * (cheap if more_m > 0 else dear)
            if least >= trips.saved[f, 0] - EPSILON:
                continue
            more_s = legs.seconds[left, x] + legs.seconds[y, right] - gap_s
            more_s += trips.saved[f, 4 if backward else 3]
            cost = trip_cost(
                terms,
                load + trips.found[f, 2],
                trips.whole[0, two] + more_m,
                trips.whole[1, two] + more_s,
                count + trips.found[f, 3],
            )
            if cost - trips.cost[two] >= trips.saved[f, 0] - EPSILON:
                continue
            n = _put(trips, 0, 0, trips.ends[FIRST, one], links[PREV, a], 0)
            n = _put(trips, 0, n, links[NEXT, b], trips.ends[LAST, one], 0)
            m = _put(trips, 1, 0, trips.ends[FIRST, two], left, 0)
            m = _put(trips, 1, m, a, b, int(backward))
            m = _put(trips, 1, m, right, trips.ends[LAST, two], 0)
            _apply(legs, terms, trips, one, n, two, m, clock)
            return True
    return False


@compiled
def _swap(legs: Legs, terms: Terms, trips: Trips, u: int, v: int, clock: int) -> bool:
    """Try to let a piece from u on change places with one that follows v."""
    links, sums = trips.links, trips.sums
    one, two = links[TRIP, u], links[TRIP, v]
    load_one = links[LOAD, trips.ends[LAST, one]]
    load_two = links[LOAD, trips.ends[LAST, two]]
    now = trips.cost[one] + trips.cost[two] - EPSILON
    before, start = links[PREV, u], links[NEXT, v]
    metres, seconds = legs.metres, legs.seconds
    b = u
    for i in range(2):
        e = start
        after = links[NEXT, b]
        for j in range(2):
            if e == 0:
                break
            end = links[NEXT, e]
            more = links[LOAD, e] - links[LOAD, v] - links[LOAD, b]
            more += links[LOAD, u] - legs.size[u]
            inside = sums[OUT_M, e] - sums[OUT_M, start]
            inside -= sums[OUT_M, b] - sums[OUT_M, u]
            one_m = metres[before, start] + metres[e, after] + inside
            one_m -= metres[before, u] + metres[b, after]
            two_m = metres[v, u] + metres[b, end] - inside
            two_m -= metres[v, start] + metres[e, end]
            inside = sums[OUT_S, e] - sums[OUT_S, start]
            inside -= sums[OUT_S, b] - sums[OUT_S, u]
            one_s = seconds[before, start] + seconds[e, after] + inside
            one_s -= seconds[before, u] + seconds[b, after]
            two_s = seconds[v, u] + seconds[b, end] - inside
            two_s -= seconds[v, start] + seconds[e, end]
            cost = trip_cost(
                terms,
                load_one + more,
                trips.whole[0, one] + one_m,
                trips.whole[1, one] + one_s,
                trips.ends[COUNT, one] + j - i,
            )
            if cost < now:
                cost += trip_cost(
                    terms,
                    load_two - more,
                    trips.whole[0, two] + two_m,
                    trips.whole[1, two] + two_s,
                    trips.ends[COUNT, two] + i - j,
                )
            if cost < now:
                n = _put(trips, 0, 0, trips.ends[FIRST, one], before, 0)
                n = _put(trips, 0, n, start, e, 0)
                n = _put(trips, 0, n, after, trips.ends[LAST, one], 0)
                m = _put(trips, 1, 0, trips.ends[FIRST, two], v, 0)
                m = _put(trips, 1, m, u, b, 0)
                m = _put(trips, 1, m, end, trips.ends[LAST, two], 0)
                _apply(legs, terms, trips, one, n, two, m, clock)
                return True
            e = end
        b = after
        if b == 0:
            break
    return False


@compiled
def _tails(legs: Legs, terms: Terms, trips: Trips, u: int, v: int, clock: int) -> bool:
    """Try to join the trips of u and v anew, so that u comes next to v."""
    links, ends = trips.links, trips.ends
    one, two = links[TRIP, u], links[TRIP, v]
    first_u, last_u = ends[FIRST, one], ends[LAST, one]
    first_v, last_v = ends[FIRST, two], ends[LAST, two]
    pu, nu, pv, nv = links[PREV, u], links[NEXT, u], links[PREV, v], links[NEXT, v]
    load_one, load_two = links[LOAD, last_u], links[LOAD, last_v]
    n_one, n_two = ends[COUNT, one], ends[COUNT, two]
    now = trips.cost[one] + trips.cost[two] - EPSILON
    for way in range(3):
        if way == 0:
            # [.. pu][nv ..] and [.. v][u ..]
            load = links[LOAD, u] - legs.size[u] + load_two - links[LOAD, v]
            count = links[POS, u] + n_two - links[POS, v] - 1
        elif way == 1:
            # [.. nv backward][nu ..] and [.. v][u .. backward]
            load = load_one - links[LOAD, u] + load_two - links[LOAD, v]
            count = n_one - links[POS, u] + n_two - links[POS, v] - 2
        else:
            # [.. pu][pv .. backward] and [.. u backward][v ..]
            load = links[LOAD, u] - legs.size[u] + links[LOAD, v] - legs.size[v]
            count = links[POS, u] + links[POS, v]
        one_m, two_m = _joined(
            legs.metres, trips.sums[OUT_M], trips.sums[BACK_M], trips, u, v, way, 0
        )
        one_s, two_s = _joined(
            legs.seconds, trips.sums[OUT_S], trips.sums[BACK_S], trips, u, v, way, 1
        )
        cost = trip_cost(terms, load, one_m, one_s, count)
        if cost >= now:
            continue
        cost += trip_cost(
            terms, load_one + load_two - load, two_m, two_s, n_one + n_two - count
        )
        if cost >= now:
            continue
        if way == 0:
            n = _put(trips, 0, 0, first_u, pu, 0)
            n = _put(trips, 0, n, nv, last_v, 0)
            m = _put(trips, 1, 0, first_v, v, 0)
            m = _put(trips, 1, m, u, last_u, 0)
        elif way == 1:
            n = _put(trips, 0, 0, nv, last_v, 1)
            n = _put(trips, 0, n, nu, last_u, 0)
            m = _put(trips, 1, 0, first_v, v, 0)
            m = _put(trips, 1, m, first_u, u, 1)
        else:
            n = _put(trips, 0, 0, first_u, pu, 0)
            n = _put(trips, 0, n, first_v, pv, 1)
            m = _put(trips, 1, 0, u, last_u, 1)
            m = _put(trips, 1, m, v, last_v, 0)
        _apply(legs, terms, trips, one, n, two, m, clock)
        return True
    return False


@compiled
def _joined(
    d: Floats,
    out: Floats,
    back: Floats,
    trips: Trips,
    u: int,
    v: int,
    way: int,
    kind: int,
) -> tuple[float, float]:
    """Return the lengths of both trips joined in one of the three ways."""
    links, ends = trips.links, trips.ends
    one, two = links[TRIP, u], links[TRIP, v]
    first_u, last_u = ends[FIRST, one], ends[LAST, one]
    first_v, last_v = ends[FIRST, two], ends[LAST, two]
    pu, nu, pv, nv = links[PREV, u], links[NEXT, u], links[PREV, v], links[NEXT, v]
    # The length from the start to a unit, and from a unit to the end.
    to_pu = d[0, first_u] + out[pu] if pu else 0.0
    to_v = d[0, first_v] + out[v]
    from_u = trips.whole[kind, one] - d[0, first_u] - out[u]
    from_v = trips.whole[kind, two] - to_v
    if way == 0:
        from_nv = from_v - d[v, nv] if nv else 0.0
        return to_pu + d[pu, nv] + from_nv, to_v + d[v, u] + from_u
    if way == 1:
        from_nu = from_u - d[u, nu] if nu else 0.0
        turned = d[0, last_v] + back[last_v] - back[nv] if nv else 0.0
        other = to_v + d[v, u] + back[u] + d[first_u, 0]
        return turned + d[nv, nu] + from_nu, other
    turned = back[pv] + d[first_v, 0] if pv else 0.0
    other = d[0, last_u] + back[last_u] - back[u] + d[u, v] + from_v
    return to_pu + d[pu, pv] + turned, other


@compiled
def _within(
    legs: Legs, terms: Terms, trips: Trips, u: int, v: int, n_found: int, clock: int
) -> bool:
    """Try to bring u beside v on the same trip."""
    links, sums = trips.links, trips.sums
    one = links[TRIP, u]
    first, last = trips.ends[FIRST, one], trips.ends[LAST, one]
    load, count = links[LOAD, last], trips.ends[COUNT, one]
    now = trips.cost[one] - EPSILON
    metres, seconds = legs.metres, legs.seconds
    whole_m, whole_s = trips.whole[0, one], trips.whole[1, one]
    in_time = whole_s <= terms.max_s
    for f in range(n_found):
        a, b = trips.found[f, 0], trips.found[f, 1]
        if links[POS, a] <= links[POS, v] <= links[POS, b]:
            continue
        before, after = links[PREV, a], links[NEXT, b]
        closed_m = metres[before, after] - metres[before, a] - metres[b, after]
        closed_s = seconds[before, after] - seconds[before, a] - seconds[b, after]
        for side in range(2):
            left = v if side else links[PREV, v]
            right = links[NEXT, v] if side else v
            if left == b or right == a:
                continue
            for backward in range(2 if trips.found[f, 3] > 1 else 1):
                x, y = (b, a) if backward else (a, b)
                more_m = closed_m + metres[left, x] + metres[y, right]
                more_m -= metres[left, right]
                if backward:
                    more_m += trips.saved[f, 2] - trips.saved[f, 1]
                if in_time and more_m >= 0:
                    continue
                more_s = closed_s + seconds[left, x] + seconds[y, right]
                more_s -= seconds[left, right]
                if backward:
                    more_s += trips.saved[f, 4] - trips.saved[f, 3]
                cost = trip_cost(terms, load, whole_m + more_m, whole_s + more_s, count)
                if cost >= now:
                    continue
                if links[POS, v] > links[POS, b]:
                    n = _put(trips, 0, 0, first, before, 0)
                    n = _put(trips, 0, n, after, left, 0)
                    n = _put(trips, 0, n, a, b, backward)
                    n = _put(trips, 0, n, right, last, 0)
                else:
                    n = _put(trips, 0, 0, first, left, 0)
                    n = _put(trips, 0, n, a, b, backward)
                    n = _put(trips, 0, n, right, before, 0)
                    n = _put(trips, 0, n, after, last, 0)
                _apply(legs, terms, trips, one, n, -1, 0, clock)
                return True
    # What lies between u and v is turned round.
    if links[POS, u] < links[POS, v]:
        left, a, b, right = u, links[NEXT, u], v, links[NEXT, v]
    else:
        left, a, b, right = links[PREV, v], v, links[PREV, u], u
    more_m = metres[left, b] + metres[a, right] - metres[left, a] - metres[b, right]
    more_m += sums[BACK_M, b] - sums[BACK_M, a] - sums[OUT_M, b] + sums[OUT_M, a]
    if in_time and more_m >= 0:
        return False
    more_s = seconds[left, b] + seconds[a, right] - seconds[left, a]
    more_s += sums[BACK_S, b] - sums[BACK_S, a] - sums[OUT_S, b] + sums[OUT_S, a]
    more_s -= seconds[b, right]
    cost = trip_cost(terms, load, whole_m + more_m, whole_s + more_s, count)
    if cost >= now:
        return False
    n = _put(trips, 0, 0, first, left, 0)
    n = _put(trips, 0, n, a, b, 1)
    n = _put(trips, 0, n, right, last, 0)
    _apply(legs, terms, trips, one, n, -1, 0, clock)
    return True


@compiled
def _alone(
    legs: Legs,
    terms: Terms,
    trips: Trips,
    u: int,
    free: int,
    n_found: int,
    clock: int,
) -> bool:
    """Try to give u, or what starts with u, a trip of its own."""
    links, sums = trips.links, trips.sums
    one = links[TRIP, u]
    first, last = trips.ends[FIRST, one], trips.ends[LAST, one]
    for f in range(n_found):
        a, b = trips.found[f, 0], trips.found[f, 1]
        if a == first and b == last:
            continue
        cost = trip_cost(
            terms,
            trips.found[f, 2],
            legs.metres[0, a] + trips.saved[f, 1] + legs.metres[b, 0],
            legs.seconds[0, a] + trips.saved[f, 3] + legs.seconds[b, 0],
            trips.found[f, 3],
        )
        if cost < trips.saved[f, 0] - EPSILON:
            n = _put(trips, 0, 0, first, links[PREV, a], 0)
            n = _put(trips, 0, n, links[NEXT, b], last, 0)
            m = _put(trips, 1, 0, a, b, 0)
            _apply(legs, terms, trips, one, n, free, m, clock)
            return True
    before = links[PREV, u]
    if before == 0:
        return False
    before_m = legs.metres[0, first] + sums[OUT_M, before]
    before_s = legs.seconds[0, first] + sums[OUT_S, before]
    leg_m, leg_s = legs.metres[before, u], legs.seconds[before, u]
    load = links[LOAD, before]
    cost = trip_cost(
        terms,
        load,
        before_m + legs.metres[before, 0],
        before_s + legs.seconds[before, 0],
        links[POS, u],
    ) + trip_cost(
        terms,
        links[LOAD, last] - load,
        trips.whole[0, one] - before_m - leg_m + legs.metres[0, u],
        trips.whole[1, one] - before_s - leg_s + legs.seconds[0, u],
        trips.ends[COUNT, one] - links[POS, u],
    )
    if cost >= trips.cost[one] - EPSILON:
        return False
    n = _put(trips, 0, 0, first, before, 0)
    m = _put(trips, 1, 0, u, last, 0)
    _apply(legs, terms, trips, one, n, free, m, clock)
    return True


@compiled
def _free_trip(trips: Trips) -> int:
    for t in range(trips.ends.shape[1]):
        if trips.ends[COUNT, t] == 0:
            return t
    return -1


@compiled
def descend(legs: Legs, terms: Terms, trips: Trips, order: Ints, tried: Ints) -> None:
    """
    Make the plan cheaper until no move does, or somebody calls a halt.

    Parameters
    ----------
    order
        The units, in the order in which they are tried.
    tried
        Shape ``(1 + n,)``, working space.
    """
    clock = 1
    trips.changed[:] = 1
    tried[:] = 0
    free = _free_trip(trips)
    again = True
    while again:
        again = False
        for i in range(order.shape[0]):
            u = order[i]
            if trips.halt[0]:
                return
            since = tried[u]
            clock += 1
            tried[u] = clock
            done = False
            n_found = 0
            for k in range(legs.near.shape[1]):
                v = legs.near[u, k]
                one, two = trips.links[TRIP, u], trips.links[TRIP, v]
                if trips.changed[one] < since and trips.changed[two] < since:
                    continue
                if n_found == 0:
                    n_found = _survey(legs, terms, trips, u)
                if one == two:
                    done = _within(legs, terms, trips, u, v, n_found, clock)
                else:
                    done = (
                        _move(legs, terms, trips, u, v, n_found, clock)
                        or _swap(legs, terms, trips, u, v, clock)
                        or _tails(legs, terms, trips, u, v, clock)
                    )
                if done:
                    break
            if not done and free >= 0 and trips.changed[trips.links[TRIP, u]] >= since:
                if n_found == 0:
                    n_found = _survey(legs, terms, trips, u)
                done = _alone(legs, terms, trips, u, free, n_found, clock)
            if done:
                again = True
                tried[u] = 0
                if free >= 0 and trips.ends[COUNT, free]:
                    free = _free_trip(trips)
