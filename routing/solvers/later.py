"""
Shuttles after a train: which gates, whose riders, which coach, and when.

A drive leaves the station with riders of one train, passes some gates and comes back;
meanwhile its coach is away. The drives that pay at given prices are found exactly: all
sets of gates in all orders, with a knapsack over the riders.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from routing.compiled import compiled
from routing.last_mile import LastMile
from routing.plan import Riders
from routing.rules import DAY_S, MOST_METRES
from routing.solvers.columns import Carried, join
from routing.trains import MOST_GATES
from routing.units import NEVER

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from routing.plan import Shuttle
    from routing.problem import Problem
    from routing.solvers.chains import Chains
    from routing.units import Ints, Net, Units

    Floats = NDArray[np.float64]

MOST_FOUND = 60_000
MOST_ITEMS = 900_000
MOST_NODES = (500, 200_000)  # looked at for one order of gates: for the best, for all
KEPT = 40  # the best drives of one train, when columns are generated


class Last(NamedTuple):
    """
    What one train's shuttles have to do, for the compiled loops.

    Parameters
    ----------
    place
        The station, then the gates; `metres` and `seconds` are between these.
    row, gate, size, latest_s, split, conflict
        Of each pair of the train that needs a shuttle.
    coach, load, km
        The shuttle types at the station.
    leaves_s
        Departures; `begins` is where each of them stands among `taus`.
    taus
        Moments of the date and station at which a coach may set out, ascending.
    rules
        pickup_s, dropoff_s, cents of an hour, most gates, and whether somebody minds
        when a shuttle comes.
    """

    place: Ints
    metres: Ints
    seconds: Ints
    row: Ints
    gate: Ints
    size: Ints
    latest_s: Ints
    split: Ints
    conflict: Ints
    coach: Ints
    load: Ints
    km: Ints
    leaves_s: Ints
    begins: Ints
    taus: Ints
    rules: Ints


class Out(NamedTuple):
    """Drives that a search writes, one row each."""

    coach: Ints
    departure: Ints
    n_gates: Ints
    order: Ints
    back_s: Ints
    metres: Ints
    km_cents: Ints
    price_cents: Ints
    reduced: Floats
    starts: Ints
    items: Ints
    riders: Ints


def _out() -> Out:
    ints = np.int64
    return Out(
        coach=np.zeros(MOST_FOUND, ints),
        departure=np.zeros(MOST_FOUND, ints),
        n_gates=np.zeros(MOST_FOUND, ints),
        order=np.zeros((MOST_FOUND, MOST_GATES), ints),
        back_s=np.zeros(MOST_FOUND, ints),
        metres=np.zeros(MOST_FOUND, ints),
        km_cents=np.zeros(MOST_FOUND, ints),
        price_cents=np.zeros(MOST_FOUND, ints),
        reduced=np.zeros(MOST_FOUND),
        starts=np.zeros(MOST_FOUND + 1, ints),
        items=np.zeros(MOST_ITEMS, ints),
        riders=np.zeros(MOST_ITEMS, ints),
    )


@compiled
def _table(
    values: Floats, sizes: Ints, splits: Ints, n: int, load: int, table: Floats
) -> None:
    """``table[i, c]``: the most that items i, i + 1 … are worth on c seats."""
    for c in range(load + 1):
        table[n, c] = 0.0
    for i in range(n - 1, -1, -1):
        size = sizes[i]
        for c in range(load + 1):
            best = table[i + 1, c]
            if splits[i]:
                for q in range(1, min(size, c) + 1):
                    best = max(best, values[i] * q / size + table[i + 1, c - q])
            elif size <= c:
                best = max(best, values[i] + table[i + 1, c - size])
            table[i, c] = best


class _Room(NamedTuple):
    """Working space: the items of one knapsack, and the load being looked at."""

    items: Ints
    at: Ints
    sizes: Ints
    splits: Ints
    values: Floats
    prices: Ints
    taken: Ints
    next_q: Ints
    table: Floats
    order: Ints
    comes_s: Ints


@compiled
def _way(
    last: Last, gates: Ints, order: Ints, n_gates: int, dropoff_s: int
) -> tuple[int, int]:
    """Return the metres there and back, and the seconds from leaving to being back."""
    metres, seconds, here = 0, 0, 0
    for i in range(n_gates):
        gate = gates[order[i]]
        metres += last.metres[here, gate]
        seconds += last.seconds[here, gate] + dropoff_s
        here = gate
    return metres + last.metres[here, 0], seconds + last.seconds[here, 0]


@compiled
def _beaten(
    way_m: Ints, way_s: Ints, begin: int, end: int, o: int, timed: bool
) -> bool:
    """Return whether another order is as short and as quick, so that none needs o."""
    if timed:
        return False
    for other in range(begin, end):
        if way_m[other] > way_m[o] or way_s[other] > way_s[o]:
            continue
        if other < o or way_m[other] < way_m[o] or way_s[other] < way_s[o]:
            return True
    return False


@compiled
def _gather(
    last: Last,
    gates: Ints,
    order: Ints,
    n_gates: int,
    k: int,
    worth: Floats,
    least_worth: float,
    hour_cents: int,
    room: _Room,
) -> int:
    """Fill the items of the knapsack: who may ride this order at this departure."""
    now_s, here = last.leaves_s[k], 0
    for i in range(n_gates):
        room.order[i] = gates[order[i]]
        now_s += last.seconds[here, room.order[i]]
        room.comes_s[i] = now_s
        now_s += last.rules[1]
        here = room.order[i]
    n = 0
    for w in range(len(last.row)):
        i = 0
        while i < n_gates and room.order[i] != last.gate[w]:
            i += 1
        if i == n_gates or room.comes_s[i] > last.latest_s[w]:
            continue
        ride_s = room.comes_s[i] - last.leaves_s[k]
        cents = (ride_s * hour_cents + 1800) // 3600
        value = worth[w] - last.size[w] * cents
        if value <= least_worth:
            continue
        room.items[n] = w
        room.at[n] = i
        room.sizes[n] = last.size[w]
        room.splits[n] = last.split[w]
        room.prices[n] = cents
        room.values[n] = value
        n += 1
    return n


@compiled
def _uses_all(n_gates: int, n: int, room: _Room) -> bool:
    """Return whether somebody gets off at every gate."""
    for gate in range(n_gates):
        used = False
        for i in range(n):
            used = used or (room.taken[i] > 0 and room.at[i] == gate)
        if not used:
            return False
    return True


@compiled
def _conflicts(last: Last, i: int, apart: NDArray[np.bool_], room: _Room) -> bool:
    """Return whether an item must not ride with one that was taken before it."""
    mine = last.conflict[room.items[i]]
    if mine == 0:
        return False
    for j in range(i):
        if room.taken[j] > 0 and apart[mine, last.conflict[room.items[j]]]:
            return True
    return False


@compiled
def _loads(
    last: Last,
    t: int,
    k: int,
    n_gates: int,
    n: int,
    base: float,
    best: float,
    back_s: int,
    metres: int,
    km_cents: int,
    apart: NDArray[np.bool_],
    every: bool,
    first: int,
    n_found: int,
    room: _Room,
    out: Out,
) -> tuple[int, float, bool]:
    """
    Write the best load of one order, or every one below `best`.

    Depth first, the most riders of an item first. Returns the drives written (-1: no
    room), the reduced cost of the best, and whether all loads were looked at.
    """
    seats = last.load[t]
    value = 0.0
    nodes = 0
    depth = 0
    room.taken[:] = 0
    if n > 0:
        room.next_q[0] = (
            room.sizes[0] if not room.splits[0] else min(room.sizes[0], seats)
        )
    while depth >= 0 and n > 0:
        if depth == n:
            if base - value < best and _uses_all(n_gates, n, room):
                at = n_found if every else first
                n_found = _write(
                    t,
                    k,
                    n_gates,
                    back_s,
                    metres,
                    km_cents,
                    base - value,
                    n,
                    room,
                    out,
                    at,
                )
                if n_found < 0:
                    return -1, best, False
                if not every:
                    best = base - value
            depth -= 1
            continue
        old = room.taken[depth]
        if old > 0:
            seats += old
            value -= room.values[depth] * old / room.sizes[depth]
            room.taken[depth] = 0
        q = room.next_q[depth]
        if q < 0:
            depth -= 1
            continue
        room.next_q[depth] = q - 1 if room.splits[depth] or q == 0 else 0
        nodes += 1
        if nodes > MOST_NODES[1 if every else 0]:
            return n_found, best, False
        if q > seats:
            continue
        gained = room.values[depth] * q / room.sizes[depth]
        most = value + gained + room.table[depth + 1, seats - q]
        if base - most >= best or (q > 0 and _conflicts(last, depth, apart, room)):
            continue
        room.taken[depth] = q
        seats -= q
        value += gained
        depth += 1
        if depth < n:
            size = room.sizes[depth]
            room.next_q[depth] = min(size, seats) if room.splits[depth] else size
    return n_found, best, True


@compiled
def _write(
    t: int,
    k: int,
    n_gates: int,
    back_s: int,
    metres: int,
    km_cents: int,
    reduced: float,
    n: int,
    room: _Room,
    out: Out,
    at: int,
) -> int:
    """Write a drive as number `at`; return how many there are, -1 without room."""
    item = out.starts[at]
    if at >= len(out.coach) or item + n > len(out.items):
        return -1
    out.coach[at] = t
    out.departure[at] = k
    out.n_gates[at] = n_gates
    for i in range(MOST_GATES):
        out.order[at, i] = room.order[i] if i < n_gates else 0
    out.back_s[at] = back_s
    out.metres[at] = metres
    out.km_cents[at] = km_cents
    out.price_cents[at] = 0
    out.reduced[at] = reduced
    for i in range(n):
        if room.taken[i] > 0:
            out.items[item] = room.items[i]
            out.riders[item] = room.taken[i]
            out.price_cents[at] += room.taken[i] * room.prices[i]
            item += 1
    out.starts[at + 1] = item
    return at + 1


@compiled
def search_drives(
    last: Last,
    sets: Ints,
    orders: Ints,
    order_starts: Ints,
    worth: Floats,
    passed: Floats,
    apart: NDArray[np.bool_],
    threshold: float,
    every: bool,
    out: Out,
    least: Floats,
) -> int:
    """
    Write drives with a reduced cost below the threshold; return their number.

    The best by each set of gates and type, or every one. -1 when there is no room, or
    more loads of one order than are looked at; then nothing is proven.

    Parameters
    ----------
    sets
        Sets of gates, shape ``(n, MOST_GATES)``, 0 after the last.
    orders, order_starts
        All orders of so many positions: those of k gates are rows
        ``order_starts[k]:order_starts[k + 1]``.
    worth
        Shape ``(n_items,)``: of the whole of each.
    passed
        Shape ``(n_types, n_taus + 1)``: the price of a coach away at the moments before
        each one, summed up.
    least
        Shape ``(n_gates + 1,)``; gets what no drive is below whose first gate in the
        order of `sets` is this one.
    """
    n_types, n_items, n_times = len(last.load), len(last.row), len(last.leaves_s)
    dropoff_s, hour_cents = last.rules[1], last.rules[2]
    timed = last.rules[4] == 1
    most_load = 0
    for t in range(n_types):
        most_load = max(most_load, last.load[t])
    room = _Room(
        np.zeros(n_items, np.int64),
        np.zeros(n_items, np.int64),
        np.zeros(n_items, np.int64),
        np.zeros(n_items, np.int64),
        np.zeros(n_items),
        np.zeros(n_items, np.int64),
        np.zeros(n_items + 1, np.int64),
        np.zeros(n_items + 1, np.int64),
        np.zeros((n_items + 1, most_load + 1)),
        np.zeros(MOST_GATES, np.int64),
        np.zeros(MOST_GATES, np.int64),
    )
    most_orders = order_starts[-1]
    way_m = np.zeros(most_orders, np.int64)
    way_s = np.zeros(most_orders, np.int64)
    least_worth = -1.01 * threshold - 1.0 if every else 0.0
    n_found = 0
    out.starts[0] = 0
    for s in range(len(sets)):
        n_gates = 0
        while n_gates < MOST_GATES and sets[s, n_gates] > 0:
            n_gates += 1
        total = 0.0
        for w in range(n_items):
            for i in range(n_gates):
                if last.gate[w] == sets[s, i]:
                    total += max(0.0, worth[w])
        if total + threshold <= 0.0:
            continue
        begin, end = order_starts[n_gates], order_starts[n_gates + 1]
        for o in range(begin, end):
            way_m[o], way_s[o] = _way(last, sets[s], orders[o], n_gates, dropoff_s)
        for t in range(n_types):
            best = threshold  # of this set and type
            first = n_found
            for o in range(begin, end):
                if way_m[o] >= MOST_METRES or _beaten(
                    way_m, way_s, begin, end, o, timed
                ):
                    continue
                km_cents = (last.km[t] * way_m[o] + 500) // 1000
                if km_cents - total >= best:
                    continue
                cheap = np.inf
                for k in range(n_times):
                    back_s = last.leaves_s[k] + way_s[o]
                    until = np.searchsorted(last.taus, back_s)
                    cheap = min(cheap, passed[t, until] - passed[t, last.begins[k]])
                for k in range(n_times):
                    back_s = last.leaves_s[k] + way_s[o]
                    until = np.searchsorted(last.taus, back_s)
                    price = passed[t, until] - passed[t, last.begins[k]]
                    if not timed and not every and price > cheap:
                        continue
                    base = km_cents + price
                    if base - total >= best:
                        continue
                    n = _gather(
                        last,
                        sets[s],
                        orders[o],
                        n_gates,
                        k,
                        worth,
                        least_worth,
                        hour_cents,
                        room,
                    )
                    load = last.load[t]
                    _table(room.values, room.sizes, room.splits, n, load, room.table)
                    if base - room.table[0, load] >= best:
                        continue
                    found, best, closed = _loads(
                        last,
                        t,
                        k,
                        n_gates,
                        n,
                        base,
                        best,
                        back_s,
                        way_m[o],
                        km_cents,
                        apart,
                        every,
                        first,
                        n_found,
                        room,
                        out,
                    )
                    if found < 0 or (every and not closed):
                        return -1
                    n_found = found
                    if not closed:
                        rough = base - room.table[0, load]
                        least[sets[s, 0]] = min(least[sets[s, 0]], rough)
            if not every and best < threshold:
                least[sets[s, 0]] = min(least[sets[s, 0]], best)
    return n_found


class Shuttles:
    """The shuttles of all trains: their drives, prices, and coaches."""

    def __init__(
        self, problem: Problem, net: Net, units: Units, chains: Chains
    ) -> None:
        self.problem = problem
        self.chains = chains
        self._place = {p.id: i for i, p in enumerate(problem.places)}
        self.pairs = np.flatnonzero(chains.shuttled >= 0)
        self.split = units.split[chains.unit[self.pairs]]
        self.size = units.size[chains.unit[self.pairs]]
        self._apart = net.apart
        self._party = units.party
        self._last_mile = LastMile(problem)
        conflict = np.zeros(len(units), np.int64)
        for market in units.markets:
            conflict[market.unit] = market.conflict
        self._conflict = conflict
        self._out = _out()
        # Coaches: a type on a date, its moments, and its rows among the limits.
        self.hires: list[tuple[dt.date, int]] = []
        self._taus: dict[tuple[dt.date, str], Ints] = {}
        self._hire: dict[tuple[dt.date, int], int] = {}
        self._rows_from: list[int] = []
        self.n_limits = 0
        self._lay_out_hires()
        self._last = {
            b: self._last_of(b, net, units)
            for b in sorted(set(chains.block[self.pairs].tolist()))
        }
        most = problem.trains.transfers.max_gates
        self._sets = {b: _sets(len(x.place) - 1, most) for b, x in self._last.items()}
        self._orders, self._order_starts = _orders(most)

    def __len__(self) -> int:
        return len(self.pairs)

    def _lay_out_hires(self) -> None:
        trains = self.problem.trains
        moments: dict[tuple[dt.date, str], set[int]] = {}
        pickup_s = self.problem.rules.pickup_s
        for b in set(self.chains.block[self.pairs].tolist()):
            block = trains.blocks[b]
            key = block.service_date, block.station
            starts = {s - pickup_s for s in trains.departures_s(block)}
            moments.setdefault(key, set()).update(starts)
        for key in sorted(moments, key=str):
            taus = np.array(sorted(moments[key]), np.int64)
            self._taus[key] = taus
            for t, coach in enumerate(trains.shuttles):
                if (
                    coach.station == key[1]
                    and self._load(t) > 0
                    and self._count(key[0], t)
                ):
                    self._hire[key[0], t] = len(self.hires)
                    self.hires.append((key[0], t))
                    self._rows_from.append(self.n_limits)
                    self.n_limits += len(taus)

    def _count(self, date: dt.date, t: int) -> float:
        coach, day = self.problem.trains.shuttles[t], self.problem.dates.index(date)
        count = self.problem.count_on(coach, day)
        return math.inf if count is None else count

    def _load(self, t: int) -> int:
        return self.problem.max_load(self.problem.trains.shuttles[t])

    def _last_of(self, b: int, net: Net, units: Units) -> Last:
        problem = self.problem
        trains, rules = problem.trains, problem.rules
        block = trains.blocks[b]
        rows = np.flatnonzero(self.chains.block[self.pairs] == b)
        unit = self.chains.unit[self.pairs[rows]]
        parties = [problem.parties[int(units.party[u])] for u in unit]
        gates = list(dict.fromkeys(self._place[party.dropoff] for party in parties))
        place = np.array([self._place[block.station], *gates], np.int64)
        number = {gate: i for i, gate in enumerate(gates, start=1)}
        types = [
            t
            for t in range(len(trains.shuttles))
            if (block.service_date, t) in self._hire
            and trains.shuttles[t].station == block.station
        ]
        taus = self._taus[block.service_date, block.station]
        leaves_s = np.array(trains.departures_s(block), np.int64)
        timed = problem.prices.hour_cents > 0 or any(
            party.latest_s is not None for party in parties
        )
        return Last(
            place=place,
            metres=np.ascontiguousarray(net.distance_m[np.ix_(place, place)]),
            seconds=np.ascontiguousarray(net.duration_s[np.ix_(place, place)]),
            row=rows,
            gate=np.array([number[self._place[p.dropoff]] for p in parties], np.int64),
            size=units.size[unit],
            latest_s=np.array(
                [int(NEVER) if p.latest_s is None else p.latest_s for p in parties],
                np.int64,
            ),
            split=units.split[unit].astype(np.int64),
            conflict=self._conflict[unit],
            coach=np.array(types, np.int64),
            load=np.array([self._load(t) for t in types], np.int64),
            km=np.array([trains.shuttles[t].cents_per_km for t in types], np.int64),
            leaves_s=leaves_s,
            begins=np.searchsorted(taus, leaves_s - rules.pickup_s),
            taus=taus,
            rules=np.array(
                [rules.pickup_s, rules.dropoff_s, problem.prices.hour_cents, 0, timed],
                np.int64,
            ),
        )

    @property
    def hire_cents(self) -> Floats:
        """Return the hire of a coach of each type on each date."""
        shuttles = self.problem.trains.shuttles
        return np.array([shuttles[t].hire_cents for _, t in self.hires], np.float64)

    @property
    def most_coaches(self) -> Floats:
        """Return the coaches there are of each: as many as riders where endless."""
        endless = float(self.size.sum())
        return np.array(
            [min(endless, self._count(date, t)) for date, t in self.hires], np.float64
        )

    def hire_limits(self) -> sparse.csr_array:
        """Return limits × hires: a coach that is hired is there at every moment."""
        limits = sparse.lil_array((self.n_limits, len(self.hires)))
        for h, (date, t) in enumerate(self.hires):
            station = self.problem.trains.shuttles[t].station
            first = self._rows_from[h]
            limits[first : first + len(self._taus[date, station]), [h]] = -1.0
        return sparse.csr_array(limits)

    def shares(self) -> Floats:
        """Return what each row pays about: its part of a full coach, straight there."""
        shares = np.zeros(len(self))
        for last in self._last.values():
            hires = np.array(
                [self.problem.trains.shuttles[t].hire_cents for t in last.coach]
            )
            for w, row in enumerate(last.row):
                gate = last.gate[w]
                metres = last.metres[0, gate] + last.metres[gate, 0]
                cents = (last.km * metres / 1000 + hires / 3) / np.maximum(1, last.load)
                shares[row] = last.size[w] * cents.min(initial=np.inf)
        return np.where(np.isfinite(shares), shares, 0.0)

    def price(
        self, worth: Floats, moments: Floats, threshold: float
    ) -> tuple[Drives, Floats]:
        """
        Return the best drives below a threshold, and what none with a row is below.

        Parameters
        ----------
        worth
            Shape ``(n_rows,)``: the duals, for the whole of each row.
        moments
            Shape ``(n_limits,)``: the price of a coach away at each moment, at least 0.
        """
        least = np.full(len(self), min(threshold, 0.0))
        parts = [self.none()]
        for b in self._last:
            n, lowest = self._search(b, worth, moments, threshold, every=False)
            last = self._last[b]
            if n < 0:  # no room: nothing is proven, and nothing of it is used
                least[last.row] = -np.inf
                continue
            least[last.row] = np.minimum(least[last.row], lowest[last.gate])
            if n > 0:
                drives = self._drives(b, n)
                keep = np.argsort(self._out.reduced[:n], kind="stable")[:KEPT]
                parts.append(drives.take(np.sort(keep)))
        return join(parts), least

    def enumerate(
        self, worth: Floats, moments: Floats, threshold: float, most: int
    ) -> Drives | None:
        """Return every drive below a threshold; None when they are too many."""
        parts = [self.none()]
        for b in self._last:
            n, _ = self._search(b, worth, moments, threshold, every=True)
            if n < 0:
                return None
            parts.append(self._drives(b, n))
            if sum(map(len, parts)) > most:
                return None
        return join(parts)

    def _search(
        self, b: int, worth: Floats, moments: Floats, threshold: float, *, every: bool
    ) -> tuple[int, Floats]:
        last = self._last[b]
        date = self.problem.trains.blocks[b].service_date
        passed = np.zeros((len(last.coach), len(last.taus) + 1))
        for i, t in enumerate(last.coach.tolist()):
            first = self._rows_from[self._hire[date, t]]
            passed[i, 1:] = np.cumsum(moments[first : first + len(last.taus)])
        lowest = np.full(len(last.place), np.inf)
        n = search_drives(
            last,
            self._sets[b],
            self._orders,
            self._order_starts,
            np.ascontiguousarray(worth[last.row]),
            passed,
            self._apart,
            threshold,
            every,
            self._out,
            lowest,
        )
        return int(n), lowest

    def none(self) -> Drives:
        """Return no drives."""
        none = np.zeros(0, np.int64)
        return Drives(
            block=none,
            coach=none,
            n_gates=none,
            order=np.zeros((0, MOST_GATES), np.int64),
            leaves_s=none,
            back_s=none,
            km_cents=none,
            first=none,
            until=none,
            cost_cents=none,
            starts=np.zeros(1, np.int64),
            rows=none,
            riders=none,
        )

    def _drives(self, b: int, n: int) -> Drives:
        last, out = self._last[b], self._out
        until = int(out.starts[n])
        items = out.items[:until]
        date = self.problem.trains.blocks[b].service_date
        rows_from = [self._rows_from[self._hire[date, t]] for t in last.coach.tolist()]
        row = np.array(rows_from, np.int64)[out.coach[:n]]
        return Drives(
            block=np.full(n, b, np.int64),
            coach=last.coach[out.coach[:n]],
            n_gates=out.n_gates[:n].copy(),
            order=last.place[out.order[:n]],
            leaves_s=last.leaves_s[out.departure[:n]],
            back_s=out.back_s[:n].copy(),
            km_cents=out.km_cents[:n].copy(),
            first=row + last.begins[out.departure[:n]],
            until=row + np.searchsorted(last.taus, out.back_s[:n]),
            cost_cents=out.km_cents[:n] + out.price_cents[:n],
            starts=out.starts[: n + 1].copy(),
            rows=last.row[items],
            riders=out.riders[:until].copy(),
        )

    def limits(self, drives: Drives) -> sparse.csr_array:
        """Return limits × drives: at which moments the coach of each is away."""
        away = drives.until - drives.first
        starts = np.concatenate([[0], np.cumsum(away)])
        indices = np.arange(starts[-1]) + np.repeat(drives.first - starts[:-1], away)
        matrix = sparse.csc_array(
            (np.ones(len(indices)), indices, starts),
            shape=(self.n_limits, len(drives)),
        )
        return sparse.csr_array(matrix)

    def shuttles_of(self, drives: Drives) -> dict[int, tuple[Shuttle, ...]]:
        """
        Return chosen drives by their block, each with the coach that does it.

        Each is as early as its coach can be, and never later than it was chosen.
        """
        problem, trains = self.problem, self.problem.trains
        pickup_s = problem.rules.pickup_s
        chosen: dict[tuple[dt.date, int], list[int]] = {}
        back_s: dict[tuple[dt.date, int], list[int]] = {}
        found: dict[int, list[Shuttle]] = {}
        for j in np.argsort(drives.leaves_s, kind="stable").tolist():
            b, t = int(drives.block[j]), int(drives.coach[j])
            block = trains.blocks[b]
            key = block.service_date, t
            # When each coach is back: as chosen, and in truth.
            was, is_ = chosen.setdefault(key, []), back_s.setdefault(key, [])
            starts_s = int(drives.leaves_s[j]) - pickup_s
            number = next((i for i, s in enumerate(was) if s <= starts_s), len(was))
            if number == len(was):
                was.append(0)
                is_.append(0)
                free_s = -DAY_S
            else:
                free_s = is_[number]
            leaves_s = next(
                s for s in trains.departures_s(block) if s - pickup_s >= free_s
            )
            was[number] = int(drives.back_s[j])
            shuttle = self._shuttle(drives, j, number + 1, leaves_s)
            is_[number] = shuttle.back_s
            found.setdefault(b, []).append(shuttle)
        return {b: tuple(some) for b, some in found.items()}

    def _shuttle(self, drives: Drives, j: int, number: int, leaves_s: int) -> Shuttle:
        problem = self.problem
        span = slice(int(drives.starts[j]), int(drives.starts[j + 1]))
        return self._last_mile.lay_out(
            problem.trains.blocks[int(drives.block[j])],
            problem.trains.shuttles[int(drives.coach[j])],
            [problem.places[at].id for at in drives.order[j, : drives.n_gates[j]]],
            [
                Riders(problem.parties[self.party_of(int(row))].id, int(riders))
                for row, riders in zip(
                    drives.rows[span], drives.riders[span], strict=True
                )
            ],
            leaves_s,
            number,
        )

    def party_of(self, row: int) -> int:
        """Return the index of the party of a row."""
        return int(self._party[self.chains.unit[self.pairs[row]]])


@dataclass(frozen=True, slots=True, eq=False)
class Drives(Carried):
    """
    Drives of shuttles, one a column; the hours of those aboard are among their costs.

    Parameters
    ----------
    block, coach, n_gates, leaves_s, back_s, km_cents
        Shape ``(n,)``; `order` has the gates' places.
    first, until
        Shape ``(n,)``: the limits of the moments at which its coach is away.
    """

    block: Ints
    coach: Ints
    n_gates: Ints
    order: Ints
    leaves_s: Ints
    back_s: Ints
    km_cents: Ints
    first: Ints
    until: Ints

    def fingerprints(self, keys: NDArray[np.uint64]) -> list[int]:
        """Return a number for each: equal for the same riders, coach and times."""
        return [
            hash(of)
            for of in zip(
                self.prints_of_riders(keys).tolist(),
                self.block.tolist(),
                self.coach.tolist(),
                self.leaves_s.tolist(),
                self.back_s.tolist(),
                strict=True,
            )
        ]


def _sets(n_gates: int, most: int) -> Ints:
    """Return all sets of up to so many gates, numbered from 1; 0 after the last."""
    sets = [
        (*some, *[0] * (MOST_GATES - k))
        for k in range(1, most + 1)
        for some in combinations(range(1, n_gates + 1), k)
    ]
    return np.array(sets, np.int64).reshape(-1, MOST_GATES)


def _orders(most: int) -> tuple[Ints, Ints]:
    """Return all orders of up to so many positions, and where those of k begin."""
    orders: list[tuple[int, ...]] = []
    starts = [0]
    for k in range(most + 1):
        orders += [(*some, *[0] * (MOST_GATES - k)) for some in permutations(range(k))]
        starts.append(len(orders))
    return np.array(orders, np.int64).reshape(-1, MOST_GATES), np.array(starts)
