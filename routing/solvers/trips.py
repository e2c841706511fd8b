"""
The best trips by one set of stops: for each coach type an order, a departure, a load.

The inner loop of the planner. Riders are worth something each (the duals of the linear
program, or more than any coach when all must ride); the load is a knapsack over the
variants whose places the coach passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled, lean
from routing.route import (
    AT,
    DISTANCE,
    DURATION,
    LOADED,
    NEXT,
    next_order,
    scratch,
    shortest_order,
)
from routing.rules import DAY_S, MOST_STOPS
from routing.schedule import run_timetable
from routing.units import (
    DAILY_DRIVING_S,
    DAY_DRIVING_S,
    DETOUR,
    DETOUR_ONE,
    DISTANCE_M,
    DROPOFF_S,
    DURATION_S,
    HOUR_CENTS,
    MOST_AWAY,
    NEVER,
    PARTIES,
    PICKUP_S,
    PROMISE_CENTS,
    RELAYS,
    REST_S,
    RIDE_S,
    SECOND_ABOVE_M,
    SPLIT_CENTS,
    TIMED,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

MOST_PLACES_ABOARD = 2 * MOST_STOPS
AWAY = 2 * MOST_AWAY + 1


class Best(NamedTuple):
    """
    The best trip of each coach type; one row a type.

    Parameters
    ----------
    reduced
        Cost with prices, less what the riders are worth; infinite where no trip is.
    cost_cents, price_cents
        Of the coach, and of its riders' hours, dates, promises and splits.
    departure, drivers
        Index of the departure, and the drivers.
    before, after
        Further days on which the coach is away.
    order
        Places of the stops.
    n_items, items, riders
        Variants aboard, and how many riders of each.
    """

    reduced: Floats
    cost_cents: Ints
    price_cents: Ints
    departure: Ints
    drivers: Ints
    before: Ints
    after: Ints
    order: Ints
    n_items: Ints
    items: Ints
    riders: Ints


class Found(NamedTuple):
    """
    Trips that a search writes, one row each.

    The riders of row j are ``items[starts[j]:starts[j + 1]]``, variants, and as many of
    each as `riders` says.
    """

    coach: Ints
    departure: Ints
    drivers: Ints
    before: Ints
    after: Ints
    n_pickups: Ints
    n_stops: Ints
    order: Ints
    cost_cents: Ints
    price_cents: Ints
    reduced: Floats
    starts: Ints
    items: Ints
    riders: Ints


class Space(NamedTuple):
    """
    Working space of one thread.

    ``halt[0]`` is raised by another thread when time is up: loops end then, with what
    they have, and what they say of the rest is not to be believed.
    """

    halt: Ints
    hours: Ints
    work: Ints
    order: Ints
    legs_s: Ints
    stands_s: Ints
    relays: Ints
    arrives_s: Ints
    leaves_s: Ints
    position: Ints
    ahead_m: Ints
    items: Ints
    sizes: Ints
    prices: Ints
    values: Floats
    table: Floats
    of_unit: Ints
    trip_cents: Ints
    before: Ints
    after: Ints
    at: Ints
    path: Ints
    path_riders: Ints


def space_for(units: Units) -> Space:
    """Return working space for a problem."""
    net = units.net
    stops = MOST_PLACES_ABOARD + 1
    most = max((len(market.unit) for market in units.markets), default=0) + 1
    load = max(1, int(net.load.max(initial=0)))
    types = len(net.load)
    ints = np.int64
    return Space(
        halt=np.zeros(1, ints),
        hours=net.hours.copy(),  # the timetable works in it
        work=scratch(),
        order=np.zeros(stops, ints),
        legs_s=np.zeros(stops, ints),
        stands_s=np.zeros(stops, ints),
        relays=np.zeros(stops, ints),
        arrives_s=np.zeros(stops, ints),
        leaves_s=np.zeros(stops, ints),
        position=np.full((2, len(net.relays) + 1), -1, ints),
        ahead_m=np.zeros(stops, ints),
        items=np.zeros(most, ints),
        sizes=np.zeros(most, ints),
        prices=np.zeros(most, ints),
        values=np.zeros(most),
        table=np.zeros((most + 1, load + 1)),
        of_unit=np.full(len(units) + 1, -1, ints),
        trip_cents=np.zeros(types, ints),
        before=np.zeros(types, ints),
        after=np.zeros(types, ints),
        at=np.zeros(most + 1, ints),
        path=np.zeros(most + 1, ints),
        path_riders=np.zeros(most + 1, ints),
    )


def best_for(units: Units) -> Best:
    """Return room for the best trip of each coach type."""
    types = len(units.net.load)
    most = max(1, int(units.net.load.max(initial=0)))
    ints = np.int64
    return Best(
        reduced=np.full(types, np.inf),
        cost_cents=np.zeros(types, ints),
        price_cents=np.zeros(types, ints),
        departure=np.zeros(types, ints),
        drivers=np.zeros(types, ints),
        before=np.zeros(types, ints),
        after=np.zeros(types, ints),
        order=np.zeros((types, MOST_PLACES_ABOARD + 1), ints),
        n_items=np.zeros(types, ints),
        items=np.zeros((types, most), ints),
        riders=np.zeros((types, most), ints),
    )


def found_for(rows: int, riders: int) -> Found:
    """Return room for so many trips with so many items in all."""
    ints = np.int64
    return Found(
        coach=np.zeros(rows, ints),
        departure=np.zeros(rows, ints),
        drivers=np.zeros(rows, ints),
        before=np.zeros(rows, ints),
        after=np.zeros(rows, ints),
        n_pickups=np.zeros(rows, ints),
        n_stops=np.zeros(rows, ints),
        order=np.zeros((rows, MOST_PLACES_ABOARD), ints),
        cost_cents=np.zeros(rows, ints),
        price_cents=np.zeros(rows, ints),
        reduced=np.zeros(rows),
        starts=np.zeros(rows + 1, ints),
        items=np.zeros(riders, ints),
        riders=np.zeros(riders, ints),
    )


@lean
def days_away(
    net: Net,
    coach: int,
    drivers: int,
    driving_s: int,
    first: int,
    last: int,
    starts_s: int,
    ends_s: int,
) -> tuple[int, int]:
    """Return the calendar days before and after its date on which a coach is away."""
    out_s = 0
    back_s = 0
    if net.out_base[coach] >= 0:
        out_s = net.duration_s[net.out_base[coach], first]
    if net.back_base[coach] >= 0:
        back_s = net.duration_s[last, net.back_base[coach]]
    ends_on = max(0, -(-ends_s // DAY_S) - 1)
    limits = net.limits
    if limits[DAILY_DRIVING_S] == 0:
        before = max(0, -((starts_s - out_s) // DAY_S))
        after = max(ends_on, -(-(ends_s + back_s) // DAY_S) - 1)
        return before, after
    crew_s = drivers * limits[DAILY_DRIVING_S]
    if out_s + driving_s > crew_s:
        before = -(-out_s // crew_s)
    else:
        rests = max(0, -(-out_s // limits[DAY_DRIVING_S]) - 1)
        before = max(0, -((starts_s - out_s - rests * limits[REST_S]) // DAY_S))
        driving_s += out_s
    if driving_s + back_s > crew_s:
        after = ends_on + -(-back_s // crew_s)
    else:
        rests = max(0, -(-back_s // limits[DAY_DRIVING_S]) - 1)
        until_s = ends_s + back_s + rests * limits[REST_S]
        after = max(ends_on, -(-until_s // DAY_S) - 1)
    return before, after


@lean
def _too_long(net: Net, driving_s: int) -> bool:
    """Return whether one driver cannot drive so long on any trip."""
    daily_s = net.limits[DAILY_DRIVING_S]
    return bool(daily_s > 0 and driving_s > daily_s and net.limits[RELAYS] == 0)


@lean
def _fits(net: Net, v: Variants, w: int, space: Space) -> bool:
    """Return whether a variant can ride the timed order in `space`."""
    i = space.position[0, v.pickup[w]]
    j = space.position[1, v.dropoff[w]]
    leaves_s = space.leaves_s[i]
    arrives_s = space.arrives_s[j]
    if leaves_s < v.earliest_s[w] or arrives_s > v.latest_s[w]:
        return False
    limits = net.limits
    if arrives_s - leaves_s > limits[RIDE_S]:
        return False
    if limits[DETOUR] > 0:
        aboard_m = space.ahead_m[j] - space.ahead_m[i]
        direct_m = net.distance_m[v.pickup[w], v.dropoff[w]]
        if aboard_m * DETOUR_ONE > limits[DETOUR] * direct_m:
            return False
    return True


@lean
def _price(net: Net, v: Variants, w: int, space: Space) -> int:
    """Return what it costs that the whole of a variant rides the timed order."""
    limits = net.limits
    cents = v.fixed_cents[w]
    if limits[HOUR_CENTS] > 0:
        i = space.position[0, v.pickup[w]]
        j = space.position[1, v.dropoff[w]]
        ride_s = space.arrives_s[j] - space.leaves_s[i]
        cents += v.size[w] * ((ride_s * limits[HOUR_CENTS] + 1800) // 3600)
    if (
        v.told_s[w] >= 0
        and space.leaves_s[space.position[0, v.pickup[w]]] != v.told_s[w]
    ):
        cents += v.size[w] * limits[PROMISE_CENTS]
    return int(cents)


@lean
def _gather(
    net: Net,
    v: Variants,
    worth: Floats,
    free: Ints,
    n_free: int,
    least: float,
    everybody: bool,
    space: Space,
) -> int:
    """
    Fill the items of the knapsack: for each unit its best variant that fits.

    Returns their number, or -1 when everybody must ride and somebody cannot. Only items
    worth more than `least` are taken.
    """
    n = 0
    missing = False
    timed = net.limits[TIMED] == 1 or net.limits[DETOUR] > 0
    for k in range(n_free):
        w = free[k]
        cents = v.fixed_cents[w]
        if timed:
            if not _fits(net, v, w, space):
                missing = True
                continue
            cents = _price(net, v, w, space)
        value = worth[w] - (cents - v.fixed_cents[w])
        if value <= least and not everybody:
            continue
        u = v.unit[w]
        at = space.of_unit[u]
        if at < 0:
            at = n
            n += 1
            space.of_unit[u] = at
        elif space.values[at] >= value:
            continue
        space.items[at] = w
        space.sizes[at] = v.size[w]
        space.prices[at] = cents
        space.values[at] = value
    for k in range(n):
        space.of_unit[v.unit[space.items[k]]] = -1
    if everybody and missing:
        return -1
    return n


@lean
def _fill_table(v: Variants, n: int, load: int, split_cents: int, space: Space) -> None:
    """``table[i, c]``: the most that items i, i + 1 … are worth on c seats."""
    table = space.table
    for c in range(load + 1):
        table[n, c] = 0.0
    for i in range(n - 1, -1, -1):
        size = space.sizes[i]
        value = space.values[i]
        if v.split[space.items[i]]:
            for c in range(load + 1):
                best = table[i + 1, c]
                for q in range(1, min(size, c) + 1):
                    other = value * q / size - split_cents + table[i + 1, c - q]
                    if other > best:
                        best = other
                table[i, c] = best
            continue
        for c in range(min(size, load + 1)):
            table[i, c] = table[i + 1, c]
        for c in range(size, load + 1):
            best = table[i + 1, c]
            other = value + table[i + 1, c - size]
            table[i, c] = other if other > best else best


@lean
def _take(v: Variants, n: int, load: int, split_cents: int, space: Space) -> int:
    """Fill ``path`` with the items of the best knapsack; return their number."""
    table = space.table
    c = load
    taken = 0
    for i in range(n):
        if table[i, c] == table[i + 1, c]:
            continue
        size = space.sizes[i]
        q = size
        if v.split[space.items[i]]:
            for part in range(1, min(size, c) + 1):
                other = space.values[i] * part / size - split_cents
                if other + table[i + 1, c - part] == table[i, c]:
                    q = part
                    break
        space.path[taken] = i
        space.path_riders[taken] = q
        taken += 1
        c -= q
    return taken


@compiled
def _take_with_limits(
    net: Net,
    v: Variants,
    n: int,
    coach: int,
    split_cents: int,
    least: float,
    space: Space,
) -> int:
    """
    Do the same where spaces, forbidden pairs or the number of parties bind.

    Depth first, bounded by the table; -1 when nothing is worth more than `least`.
    """
    table = space.table
    parties_limit = net.limits[PARTIES]
    best = least
    best_n = -1
    depth = 0
    space.at[0] = -1  # riders of item 0 that are tried: -1 is not begun
    load = net.load[coach]
    used = np.zeros(n + 1, np.int64)
    chairs = np.zeros(n + 1, np.int64)
    bags = np.zeros(n + 1, np.int64)
    parties = np.zeros(n + 1, np.int64)
    value = np.zeros(n + 1)
    while depth >= 0:
        if depth == n:
            if value[n] > best:
                best = value[n]
                best_n = 0
                for i in range(n):
                    if space.at[i] > 0:
                        space.path[best_n] = i
                        space.path_riders[best_n] = space.at[i]
                        best_n += 1
            depth -= 1
            continue
        i = depth
        w = space.items[i]
        q = space.at[i]
        # The whole first, then smaller parts where it may be split, then without it.
        if q == 0:
            depth -= 1
            continue
        if q < 0:
            q = min(space.sizes[i], load - used[i])
            if q < space.sizes[i] and not v.split[w]:
                q = 0
        elif v.split[w]:
            q -= 1
        else:
            q = 0
        if q > 0 and (
            parties[i] == parties_limit
            or _apart(net, v, i, w, space)
            or chairs[i] + v.wheelchairs[w] > net.wheelchairs[coach]
            or bags[i] + v.luggage[w] > net.luggage[coach]
        ):
            q = 0
        space.at[i] = q
        gain = 0.0
        if q > 0:
            gain = space.values[i] * q / space.sizes[i]
            if v.split[w]:
                gain -= split_cents
        if value[i] + gain + table[i + 1, load - used[i] - q] <= best:
            continue
        used[i + 1] = used[i] + q
        value[i + 1] = value[i] + gain
        taken = 1 if q > 0 else 0
        parties[i + 1] = parties[i] + taken
        chairs[i + 1] = chairs[i] + taken * v.wheelchairs[w]
        bags[i + 1] = bags[i] + taken * v.luggage[w]
        depth += 1
        if depth < n:
            space.at[depth] = -1
    return best_n


@lean
def _apart(net: Net, v: Variants, n: int, w: int, space: Space) -> bool:
    """Return whether a variant must not ride with one of the first n items taken."""
    if v.conflict[w] == 0:
        return False
    for i in range(n):
        if space.at[i] > 0 and net.apart[v.conflict[space.items[i]], v.conflict[w]]:
            return True
    return False


@lean
def _write_load(
    net: Net,
    v: Variants,
    coach: int,
    departure: int,
    drivers: int,
    n_pickups: int,
    n_stops: int,
    n_items: int,
    reduced: float,
    space: Space,
    found: Found,
    n: int,
) -> bool:
    """Append a trip of the timed order with the items in ``path``; False if full."""
    start = found.starts[n]
    if n + 1 >= len(found.coach) or start + n_items > len(found.items):
        return False
    price = 0
    for k in range(n_items):
        i = space.path[k]
        found.items[start + k] = space.items[i]
        found.riders[start + k] = space.path_riders[k]
        price += space.prices[i] * space.path_riders[k] // space.sizes[i]
        if v.split[space.items[i]]:
            price += net.limits[SPLIT_CENTS]
    found.coach[n] = coach
    found.departure[n] = departure
    found.drivers[n] = drivers
    found.before[n] = space.before[coach]
    found.after[n] = space.after[coach]
    found.n_pickups[n] = n_pickups
    found.n_stops[n] = n_stops
    for i in range(n_stops):
        found.order[n, i] = space.order[i]
    found.cost_cents[n] = space.trip_cents[coach]
    found.price_cents[n] = price
    found.reduced[n] = reduced
    found.starts[n + 1] = start + n_items
    return True


@compiled
def _every_load(
    net: Net,
    v: Variants,
    fleet_cents: Floats,
    n: int,
    root: int,
    threshold: float,
    departure: int,
    drivers: int,
    n_pickups: int,
    n_stops: int,
    space: Space,
    found: Found,
    n_found: int,
    until: int,
) -> int:
    """
    Append every load of the timed order with a reduced cost below the threshold.

    Only loads that use every stop and somebody of the root pair. Returns the number n
    of trips in `found`, or -1 - n when they are `until` or there is no room for more.
    """
    n_types = len(net.load)
    table = space.table
    most_load = len(space.table[0]) - 1
    cents = np.full(n_types, np.inf)
    cheapest = np.full(most_load + 1, np.inf)  # by riders, from the coach's seats down
    for t in range(n_types):
        if space.trip_cents[t] >= NEVER:
            continue
        cents[t] = float(space.trip_cents[t])
        for k in range(MOST_AWAY - space.before[t], MOST_AWAY + space.after[t] + 1):
            cents[t] += fleet_cents[t, k]
        cheapest[net.load[t]] = min(cheapest[net.load[t]], cents[t])
    for c in range(most_load - 1, -1, -1):
        cheapest[c] = min(cheapest[c], cheapest[c + 1])
    every_stop = (1 << n_stops) - 1
    used = np.zeros(n + 1, np.int64)
    chairs = np.zeros(n + 1, np.int64)
    bags = np.zeros(n + 1, np.int64)
    parties = np.zeros(n + 1, np.int64)
    stops = np.zeros(n + 1, np.int64)
    rooted = np.zeros(n + 1, np.int64)
    value = np.zeros(n + 1)
    space.at[0] = -1
    depth = 0
    while depth >= 0:
        if depth == n:
            if stops[n] == every_stop and rooted[n] > 0:
                taken = 0
                for i in range(n):
                    if space.at[i] > 0:
                        space.path[taken] = i
                        space.path_riders[taken] = space.at[i]
                        taken += 1
                for t in range(n_types):
                    reduced = cents[t] - value[n]
                    if net.load[t] < used[n] or reduced >= threshold:
                        continue
                    if chairs[n] > net.wheelchairs[t] or bags[n] > net.luggage[t]:
                        continue
                    if _dominated(net, cents, t, used[n], chairs[n], bags[n], space):
                        continue
                    if not _write_load(
                        net,
                        v,
                        t,
                        departure,
                        drivers,
                        n_pickups,
                        n_stops,
                        taken,
                        reduced,
                        space,
                        found,
                        n_found,
                    ):
                        return -1 - n_found
                    n_found += 1
                    if n_found >= until:
                        return -1 - n_found
            depth -= 1
            continue
        i = depth
        w = space.items[i]
        q = space.at[i]
        if q == 0:
            depth -= 1
            continue
        if q < 0:
            q = min(space.sizes[i], most_load - used[i])
            if q < space.sizes[i] and not v.split[w]:
                q = 0
        elif v.split[w]:
            q -= 1
        else:
            q = 0
        if q > 0 and (parties[i] == net.limits[PARTIES] or _apart(net, v, i, w, space)):
            q = 0
        space.at[i] = q
        gain = 0.0
        if q > 0:
            gain = space.values[i] * q / space.sizes[i]
            if v.split[w]:
                gain -= net.limits[SPLIT_CENTS]
        seats = used[i] + q
        if (
            cheapest[seats] - value[i] - gain - table[i + 1, most_load - seats]
            >= threshold
        ):
            continue
        taken = 1 if q > 0 else 0
        used[i + 1] = seats
        value[i + 1] = value[i] + gain
        parties[i + 1] = parties[i] + taken
        chairs[i + 1] = chairs[i] + taken * v.wheelchairs[w]
        bags[i + 1] = bags[i] + taken * v.luggage[w]
        bits = (1 << space.position[0, v.pickup[w]]) | (
            1 << space.position[1, v.dropoff[w]]
        )
        stops[i + 1] = stops[i] | (taken * bits)
        rooted[i + 1] = rooted[i] + taken * (1 if v.pair[w] == root else 0)
        depth += 1
        if depth < n:
            space.at[depth] = -1
    return n_found


@lean
def _dominated(
    net: Net,
    cents: Floats,
    coach: int,
    riders: int,
    chairs: int,
    bags: int,
    space: Space,
) -> bool:
    """Return whether a coach of which there is always one more costs no more."""
    # Not by `cents`: a plan may use a coach whatever its days are priced at.
    own = space.trip_cents[coach]
    for t in range(len(net.load)):
        if t == coach or net.endless[t] == 0 or net.load[t] < riders:
            continue
        if chairs > net.wheelchairs[t] or bags > net.luggage[t]:
            continue
        other = space.trip_cents[t]
        if not np.isfinite(cents[t]) or other >= NEVER or other > own:
            continue
        if other < own or t < coach or net.endless[coach] == 0:
            return True
    return False


@lean
def _limited(net: Net, v: Variants, n: int, space: Space) -> bool:
    """Return whether anything but seats may bind among the items."""
    if net.limits[PARTIES] < n:
        return True
    for i in range(n):
        w = space.items[i]
        if v.wheelchairs[w] or v.luggage[w] or v.conflict[w]:
            return True
    return False


@lean
def time_order(
    net: Net, stops: Ints, n_pickups: int, n_stops: int, space: Space
) -> int:
    """
    Lay out the order in ``work[AT]`` for the timetable; return its seconds of driving.

    Fills legs, standing times, relays, positions of the places and metres so far.
    """
    limits = net.limits
    driving_s = 0
    for i in range(n_stops):
        at = stops[space.work[AT, i]]
        space.order[i] = at
        space.stands_s[i] = limits[PICKUP_S] if i < n_pickups else limits[DROPOFF_S]
        space.relays[i] = net.relays[at]
        space.position[0 if i < n_pickups else 1, at] = i
        space.ahead_m[i] = 0
        if i > 0:
            last = space.order[i - 1]
            space.legs_s[i - 1] = net.duration_s[last, at]
            space.ahead_m[i] = space.ahead_m[i - 1] + net.distance_m[last, at]
            driving_s += net.duration_s[last, at]
    return driving_s


@lean
def _hopeful(
    net: Net,
    group: int,
    tour_m: int,
    drivers: int,
    fleet_cents: Floats,
    most_worth: Floats,
    threshold: float,
    best: Best,
    wanted: int,
) -> bool:
    """Return whether an order may be of interest with so many drivers."""
    for t in range(len(net.load)):
        if net.group[t] != group or net.load[t] < wanted:
            continue
        cents = net.hire[t] + (net.km[t] * tour_m + 500) // 1000
        cents += net.second[t] * (drivers - 1) + fleet_cents[t, MOST_AWAY]
        if cents - most_worth[t] < min(threshold, best.reduced[t]):
            return True
    return False


@lean
def best_trips(
    net: Net,
    v: Variants,
    worth: Floats,
    fleet_cents: Floats,
    free: Ints,
    n_free: int,
    stops: Ints,
    n_pickups: int,
    n_stops: int,
    everybody: bool,
    most_worth: Floats,
    threshold: float,
    best: Best,
    space: Space,
    root: int,
    found: Found,
    n_found: int,
    until: int,
) -> int:
    """
    Find for each coach type the trip with the least reduced cost by these stops.

    Parameters
    ----------
    worth
        Shape ``(n_variants,)``: what carrying the whole of a variant is worth, its
        fixed price already paid; 0 where everybody must ride.
    fleet_cents
        Shape ``(n_types, AWAY)``: the dual price of a coach on each day from
        ``MOST_AWAY`` before the date to as many after; infinite where there is none.
    free
        Variants whose places are among the stops.
    everybody
        All of `free` must ride; else any of them.
    most_worth
        Shape ``(n_types,)``: no load of a coach type is worth more; 0 where everybody
        must ride.
    threshold
        Only trips with a smaller reduced cost are of interest.
    root
        When not negative, every load of every order is appended to `found` instead, if
        it uses this pair and each stop.
    until
        More trips than that in `found` are too many.

    Returns 1 or 0, whether `best` holds a trip; with a root, the number n of trips in
    `found` now, or -1 - n when there are more, which were not written.
    """
    limits = net.limits
    n_types = len(net.load)
    for t in range(n_types):
        best.reduced[t] = np.inf
    standing_s = (
        n_pickups * limits[PICKUP_S] + (n_stops - n_pickups) * limits[DROPOFF_S]
    )
    max_driving_s = limits[DURATION_S] - standing_s
    most_load = 0
    for t in range(n_types):
        most_load = max(most_load, net.load[t])
    wanted = 0
    if everybody:
        for k in range(n_free):
            wanted += v.size[free[k]]
    # Where nobody minds the order and the time, the load is the same for all orders.
    same = limits[TIMED] == 0 and limits[DETOUR] == 0
    hours = limits[DAILY_DRIVING_S] > 0
    n_items = -1
    limited = False
    hit = 0
    least = 0.0
    if root >= 0:
        least = -np.inf
    if same:
        n_items = _gather(net, v, worth, free, n_free, least, everybody, space)
        if n_items < 0:
            return n_found if root >= 0 else 0
        limited = _limited(net, v, n_items, space)
        if not everybody:
            _fill_table(v, n_items, most_load, limits[SPLIT_CENTS], space)
            for t in range(n_types):
                most_worth[t] = space.table[0, net.load[t]]
    for group in range(len(net.group_out)):
        start, end = net.group_out[group], net.group_back[group]
        # The shortest order first. Where nothing but distance, drivers and days counts,
        # and it needs the fewest of both, it is the best.
        shortest_m = NEVER
        if same:
            shortest_m = shortest_order(
                net.distance_m,
                net.duration_s,
                stops,
                n_pickups,
                n_stops,
                start,
                end,
                limits[DISTANCE_M],
                max_driving_s,
                space.work,
                space.order,
            )
            if shortest_m < 0 or not _hopeful(
                net,
                group,
                shortest_m,
                1,
                fleet_cents,
                most_worth,
                threshold,
                best,
                wanted,
            ):
                continue
        # What no order avoids: a second driver, and to leave the base a day before.
        second = False
        early = False
        if same:
            least_m = shortest_m
            if start >= 0 or end >= 0:
                least_m = shortest_order(
                    net.distance_m,
                    net.duration_s,
                    stops,
                    n_pickups,
                    n_stops,
                    -1,
                    -1,
                    limits[DISTANCE_M],
                    max_driving_s,
                    space.work,
                    space.order,
                )
            second = least_m > limits[SECOND_ABOVE_M]
            if hours and not second:
                least_s = shortest_order(
                    net.duration_s,
                    net.duration_s,
                    stops,
                    n_pickups,
                    n_stops,
                    -1,
                    -1,
                    limits[DURATION_S],
                    max_driving_s,
                    space.work,
                    space.order,
                )
                second = _too_long(net, least_s)
            early = (
                start >= 0
                and hours
                and 2 * limits[DAILY_DRIVING_S]
                < shortest_order(
                    net.duration_s,
                    net.duration_s,
                    stops,
                    n_pickups,
                    n_stops,
                    start,
                    -1,
                    limits[DURATION_S],
                    max_driving_s,
                    space.work,
                    space.order,
                )
            )
        only_shortest = same
        most_m = shortest_m + 1 if same else NEVER
        space.work[NEXT, 0] = 0
        depth = 0
        while True:
            depth = next_order(
                net.distance_m,
                net.duration_s,
                stops,
                n_pickups,
                n_stops,
                start,
                end,
                most_m,
                limits[DISTANCE_M],
                max_driving_s,
                depth,
                space.work,
            )
            if depth < 0 or space.halt[0] != 0:
                break
            tour_m = space.work[DISTANCE, n_stops]
            loaded_m = space.work[LOADED, n_stops]
            driving_s = space.work[DURATION, n_stops]
            drivers_least = 1
            if loaded_m > limits[SECOND_ABOVE_M] or _too_long(net, driving_s):
                drivers_least = 2
            hopeful = _hopeful(
                net,
                group,
                tour_m,
                drivers_least if second or not only_shortest else 1,
                fleet_cents,
                most_worth,
                threshold,
                best,
                wanted,
            )
            if not hopeful:
                if only_shortest:
                    break  # longer ones cost more
                continue
            best_order = False
            time_order(net, stops, n_pickups, n_stops, space)
            for d in range(len(net.departures_s)):
                settled = False
                further = True
                for drivers in range(drivers_least, 3):
                    if not further:
                        break
                    if drivers > drivers_least and not _hopeful(
                        net,
                        group,
                        tour_m,
                        2,
                        fleet_cents,
                        most_worth,
                        threshold,
                        best,
                        wanted,
                    ):
                        break
                    code = run_timetable(
                        space.legs_s,
                        space.stands_s,
                        space.relays,
                        n_stops,
                        net.departures_s[d],
                        drivers,
                        loaded_m,
                        space.hours,
                        space.arrives_s,
                        space.leaves_s,
                    )
                    further = hours
                    if code != 0:
                        continue
                    starts_s = space.arrives_s[0]
                    ends_s = space.leaves_s[n_stops - 1]
                    if ends_s - starts_s > limits[DURATION_S]:
                        continue
                    # No other departure has fewer drivers and days.
                    settled = same and (
                        drivers == 1 or (drivers == drivers_least and second)
                    )
                    further = False
                    for t in range(n_types):
                        space.trip_cents[t] = NEVER
                        if net.group[t] != group:
                            continue
                        before, after = days_away(
                            net,
                            t,
                            drivers,
                            driving_s,
                            space.order[0],
                            space.order[n_stops - 1],
                            starts_s,
                            ends_s,
                        )
                        if before > MOST_AWAY or after > MOST_AWAY:
                            settled = False
                            continue
                        further = further or before > 0 or after > 0
                        if after > 0 or before > (1 if early else 0):
                            settled = False
                        cents = net.hire[t] * (1 + before + after)
                        cents += net.overnight[t] * (before + after)
                        cents += (net.km[t] * tour_m + 500) // 1000
                        cents += net.second[t] * (drivers - 1)
                        space.trip_cents[t] = cents
                        space.before[t] = before
                        space.after[t] = after
                    # Two drivers may save a day, or be there earlier.
                    further = hours and (further or not same)
                    if not same:
                        n_items = _gather(
                            net, v, worth, free, n_free, least, everybody, space
                        )
                        if n_items < 0:
                            continue
                        limited = _limited(net, v, n_items, space)
                        if not everybody:
                            _fill_table(
                                v, n_items, most_load, limits[SPLIT_CENTS], space
                            )
                    if root >= 0:
                        n_found = _every_load(
                            net,
                            v,
                            fleet_cents,
                            n_items,
                            root,
                            threshold,
                            d,
                            drivers,
                            n_pickups,
                            n_stops,
                            space,
                            found,
                            n_found,
                            until,
                        )
                        if n_found < 0:
                            return n_found
                        if settled:
                            break
                        continue
                    for t in range(n_types):
                        if space.trip_cents[t] >= NEVER:
                            continue
                        cents = float(space.trip_cents[t])
                        for k in range(
                            MOST_AWAY - space.before[t], MOST_AWAY + space.after[t] + 1
                        ):
                            cents += fleet_cents[t, k]
                        if everybody:
                            taken = _take_everybody(net, v, n_items, t, wanted, space)
                            if taken < 0:
                                continue
                            reduced = cents
                            for i in range(n_items):
                                reduced += space.prices[i]
                        else:
                            value = space.table[0, net.load[t]]
                            reduced = cents - value
                            limit = min(threshold, best.reduced[t])
                            if reduced >= limit:
                                continue
                            if limited:
                                taken = _take_with_limits(
                                    net,
                                    v,
                                    n_items,
                                    t,
                                    limits[SPLIT_CENTS],
                                    cents - limit,
                                    space,
                                )
                                if taken < 0:
                                    continue
                                value = 0.0
                                for k in range(taken):
                                    i = space.path[k]
                                    value += (
                                        space.values[i]
                                        * space.path_riders[k]
                                        / space.sizes[i]
                                    )
                                    if v.split[space.items[i]]:
                                        value -= limits[SPLIT_CENTS]
                                reduced = cents - value
                            else:
                                taken = _take(
                                    v, n_items, net.load[t], limits[SPLIT_CENTS], space
                                )
                        if reduced >= best.reduced[t] or reduced >= threshold:
                            continue
                        hit = 1
                        best.reduced[t] = reduced
                        best.cost_cents[t] = space.trip_cents[t]
                        best.departure[t] = d
                        best.drivers[t] = drivers
                        best.before[t] = space.before[t]
                        best.after[t] = space.after[t]
                        for i in range(n_stops):
                            best.order[t, i] = space.order[i]
                        best.n_items[t] = taken
                        price = 0
                        for k in range(taken):
                            i = space.path[k]
                            best.items[t, k] = space.items[i]
                            q = space.path_riders[k]
                            best.riders[t, k] = q
                            price += space.prices[i] * q // space.sizes[i]
                            if v.split[space.items[i]]:
                                price += limits[SPLIT_CENTS]
                        best.price_cents[t] = price
                if settled:
                    best_order = only_shortest
                    break
            if best_order:
                break
            if only_shortest:
                # It did not settle the matter: now all orders.
                only_shortest = False
                most_m = NEVER
                space.work[NEXT, 0] = 0
                depth = 0
    return n_found if root >= 0 else hit


@lean
def _take_everybody(
    net: Net, v: Variants, n: int, coach: int, wanted: int, space: Space
) -> int:
    """Fill ``path`` with all items, or return -1 when the coach cannot take them."""
    chairs = 0
    bags = 0
    if net.load[coach] < wanted or net.limits[PARTIES] < n:
        return -1
    for i in range(n):
        w = space.items[i]
        space.at[i] = 1
        if _apart(net, v, i, w, space):
            return -1
        chairs += v.wheelchairs[w]
        bags += v.luggage[w]
        space.path[i] = i
        space.path_riders[i] = space.sizes[i]
    if chairs > net.wheelchairs[coach] or bags > net.luggage[coach]:
        return -1
    return n


@lean
def keep_least(found: Found, start: int, end: int) -> None:
    """Put the trip with the least reduced cost of some at their start."""
    best = start
    for j in range(start, end):
        if found.reduced[j] < found.reduced[best]:
            best = j
    for values in (
        found.coach,
        found.departure,
        found.drivers,
        found.before,
        found.after,
        found.n_pickups,
        found.n_stops,
        found.cost_cents,
        found.price_cents,
    ):
        values[start] = values[best]
    found.reduced[start] = found.reduced[best]
    for i in range(found.n_stops[best]):
        found.order[start, i] = found.order[best, i]
    count = found.starts[best + 1] - found.starts[best]
    for k in range(count):
        found.items[found.starts[start] + k] = found.items[found.starts[best] + k]
        found.riders[found.starts[start] + k] = found.riders[found.starts[best] + k]
    found.starts[start + 1] = found.starts[start] + count


@lean
def write_trip(
    best: Best, t: int, n_pickups: int, n_stops: int, found: Found, n: int
) -> bool:
    """Append the best trip of a coach type; False without room."""
    start = found.starts[n]
    count = best.n_items[t]
    if n + 1 >= len(found.coach) or start + count > len(found.items):
        return False
    found.coach[n] = t
    found.departure[n] = best.departure[t]
    found.drivers[n] = best.drivers[t]
    found.before[n] = best.before[t]
    found.after[n] = best.after[t]
    found.n_pickups[n] = n_pickups
    found.n_stops[n] = n_stops
    for i in range(n_stops):
        found.order[n, i] = best.order[t, i]
    found.cost_cents[n] = best.cost_cents[t]
    found.price_cents[n] = best.price_cents[t]
    found.reduced[n] = best.reduced[t]
    for k in range(count):
        found.items[start + k] = best.items[t, k]
        found.riders[start + k] = best.riders[t, k]
    found.starts[n + 1] = start + count
    return True
