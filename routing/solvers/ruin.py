"""
Ruin and recreate: a plan that stands gets cheaper by moving people, trip by trip.

A ruin takes riders off some near trips; they go back one after the other, each where it
adds the least (`recreate.py`); and what is dearer is kept with a chance that falls
(Schrimpf et al. 2000, "Record breaking optimization results using the ruin and recreate
principle"; Christiaens and Vanden Berghe 2020, "Slack induction by string removals").
It needs no prices and proves nothing, but is ten times as fast as a neighbourhood of
the integer step, and good where that is weak: many small trips, and groups that may be
split anywhere.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from routing.compiled import compiled, lean
from routing.solvers.columns import columns_of, join
from routing.solvers.pieces import (
    BEHIND,
    ELSEWHERE,
    Cut,
    joined,
    part_of,
    without_room,
)
from routing.solvers.pricing import THREADS
from routing.solvers.recreate import BLINK, again, everybody, hands_for, recreate, use
from routing.solvers.trips import write_trip
from routing.units import MOST_AWAY
from routing.watch import Watch, finish

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.solvers.pieces import Pieces, State
    from routing.solvers.recreate import Hands
    from routing.units import Ints, Net, Units, Variants

    Floats = NDArray[np.float64]

HOT, COLD = 0.01, 0.0005  # of the mean cost of a trip: the temperature
MOST_RUINED = 8  # trips
MOST_TAKEN = 10  # pieces off one trip, if not all
WHOLE = 0.3  # how often all of a trip is taken
STEPS = 200  # ruins for each unit, at most
AT_ONCE = 250  # ruins of a thread, until the parts are other ones
DIVIDED = 40  # trips from which on each thread has a part of them
# Of the time limit, beside it: what finding the orders of the best trips may take.
GRACE, LEAST_GRACE_S = 0.05, 0.2
TRIES = 3  # how often one of a kind is preferred


@lean
def _resize(v: Variants, pieces: Pieces, state: State, s: int, size: int) -> None:
    state.size[s] = size
    for w in range(pieces.starts[s], pieces.starts[s + 1]):
        v.size[w] = size
        v.fixed_cents[w] = pieces.fixed_cents[w] * size // pieces.whole[w]
        if size > 0:
            v.fixed_cents[w] += pieces.split_cents[s]


@lean
def _leave(v: Variants, state: State, j: int, k: int) -> int:
    """Take member k off a trip; return its piece."""
    w = state.trips[j, k]
    last = state.n_members[j] - 1
    state.trips[j, k] = state.trips[j, last]
    state.n_members[j] = last
    state.loads[j] -= v.size[w]
    state.place[v.unit[w]] = -1
    return int(v.unit[w])


@lean
def _list(s: int, out: Ints, n: int, listed: NDArray[np.bool_]) -> int:
    """Add a piece to those who are out, once; return their number."""
    if listed[s]:
        return n
    listed[s] = True
    out[n] = s
    return n + 1


@compiled
def _ruin(
    net: Net,
    v: Variants,
    pieces: Pieces,
    state: State,
    days: Ints,
    h: Hands,
    touched: NDArray[np.bool_],
    listed: NDArray[np.bool_],
    out: Ints,
    rng: np.random.Generator,
) -> int:
    """Take riders off some trips near a piece; return how many pieces are out."""
    n = 0
    first = rng.integers(0, len(pieces.unit))
    for _ in range(TRIES):
        if state.place[first] != ELSEWHERE:
            break
        first = rng.integers(0, len(pieces.unit))
    wanted = 1 + rng.integers(0, MOST_RUINED)
    everybody = rng.random() < WHOLE
    for k in range(pieces.near.shape[1]):
        s = pieces.near[first, k]
        j = state.place[s]
        if j < 0:
            if state.size[s] > 0:
                n = _list(s, out, n, listed)
            continue
        if wanted == 0 or touched[j]:
            continue
        wanted -= 1
        touched[j] = True
        aboard = state.n_members[j]
        take = aboard if everybody else 1 + rng.integers(0, min(aboard, MOST_TAKEN))
        at = 0
        for i in range(aboard):
            if v.unit[state.trips[j, i]] == s:
                at = i
        w = state.trips[j, at]
        for i in range(take):
            if i > 0:
                # Rather those of the same places: a stop less.
                for _ in range(TRIES):
                    at = rng.integers(0, state.n_members[j])
                    other = state.trips[j, at]
                    if (
                        v.pickup[other] == v.pickup[w]
                        or v.dropoff[other] == v.dropoff[w]
                    ):
                        break
            n = _list(_leave(v, state, j, at), out, n, listed)
        if take == aboard:
            use(state, days, j, -1)
            state.costs[j] = 0.0
        elif not again(net, v, state, days, j, h):
            # Where the shorter way is the longer drive, they cannot go on.
            while state.n_members[j] > 0:
                n = _list(_leave(v, state, j, 0), out, n, listed)
            state.costs[j] = 0.0
    return n


@compiled
def _cut_anew(
    net: Net,
    v: Variants,
    pieces: Pieces,
    state: State,
    touched: NDArray[np.bool_],
    listed: NDArray[np.bool_],
    out: Ints,
    n: int,
    was: Ints,
    changed: NDArray[np.bool_],
    rng: np.random.Generator,
) -> int:
    """Divide the riders of units that are out, and may be split; return who is out."""
    most = 0
    for t in range(len(net.load)):
        most = max(most, net.load[t])
    for i in range(n):
        s = out[i]
        if not pieces.cut[s] or state.place[s] >= 0 or state.size[s] == 0:
            continue
        other = -1
        for each in range(pieces.family[s], pieces.family_end[s]):
            if each == s or state.place[each] != BEHIND:
                continue
            if other < 0 or state.size[each] > state.size[other]:
                other = each
        if other < 0 or rng.random() < 0.4:
            continue
        total = state.size[s] + state.size[other]
        part = total
        if total > most or rng.random() < 0.6:
            part = 1 + rng.integers(0, total)
            if rng.random() < 0.7:
                # Just what a coach has room for.
                j = rng.integers(0, len(state.loads))
                for _ in range(20):
                    if touched[j] or state.n_members[j] > 0:
                        break
                    j = rng.integers(0, len(state.loads))
                free = net.load[int(rng.integers(0, len(net.load)))] - state.loads[j]
                if 0 < free < total:
                    part = free
        rest = total - part
        if part > most or rest > most:
            continue
        for each, size in ((s, part), (other, rest)):
            if not changed[each]:
                changed[each] = True
                was[each] = state.size[each]
            _resize(v, pieces, state, each, size)
        n = _list(other, out, n, listed)
    return n


@compiled
def _sort(
    v: Variants,
    net: Net,
    pieces: Pieces,
    state: State,
    out: Ints,
    n: int,
    rng: np.random.Generator,
) -> None:
    """Order those who are out: by chance, the largest, the farthest or by pickup."""
    key = np.zeros(n)
    how = rng.integers(0, 4)
    for i in range(n):
        s = out[i]
        w = pieces.starts[s]
        if how == 0:
            key[i] = rng.random()
        elif how == 1:
            key[i] = 0.5 * rng.random() - state.size[s]
        elif how == 2:
            key[i] = -net.distance_m[v.pickup[w], v.dropoff[w]]
        else:
            key[i] = v.pickup[w] + 0.1 * rng.random()
    for i in range(1, n):
        k, s = key[i], out[i]
        j = i - 1
        while j >= 0 and key[j] > k:
            key[j + 1] = key[j]
            out[j + 1] = out[j]
            j -= 1
        key[j + 1] = k
        out[j + 1] = s


@lean
def cents_of(pieces: Pieces, state: State) -> float:
    total = 0.0
    for j in range(len(state.costs)):
        if state.n_members[j] > 0:
            total += state.costs[j]
    for s in range(len(state.size)):
        if state.place[s] < 0 and state.size[s] > 0:
            total += pieces.price_cents[s] * state.size[s] + pieces.split_cents[s]
    return total


@lean
def _copy_trip(of: State, to: State, j: int) -> None:
    to.n_members[j] = of.n_members[j]
    to.loads[j] = of.loads[j]
    to.costs[j] = of.costs[j]
    to.date[j] = of.date[j]
    for k in range(of.n_members[j]):
        to.trips[j, k] = of.trips[j, k]
    for k in range(3):
        to.own[j, k] = of.own[j, k]


@compiled
def anneal(
    net: Net,
    v: Variants,
    together_m: Ints,
    pieces: Pieces,
    state: State,
    kept: State,
    days: Ints,
    h: Hands,
    heat: float,
    steps: int,
    rng: np.random.Generator,
) -> float:
    """
    Ruin and recreate so often at a temperature; return the cost of the plan then.

    Parameters
    ----------
    state, kept
        The plan, twice.
    """
    n = len(pieces.unit)
    touched = np.zeros(len(state.date), np.bool_)
    listed = np.zeros(n, np.bool_)
    out = np.zeros(n, np.int64)
    was = np.zeros(n, np.int64)
    changed = np.zeros(n, np.bool_)
    now = cents_of(pieces, state)
    for _ in range(steps):
        if h.space.halt[0] != 0:
            break
        n_out = _ruin(net, v, pieces, state, days, h, touched, listed, out, rng)
        n_out = _cut_anew(
            net, v, pieces, state, touched, listed, out, n_out, was, changed, rng
        )
        _sort(v, net, pieces, state, out, n_out, rng)
        for i in range(n_out):
            if state.size[out[i]] > 0:
                blink = int(rng.integers(0, BLINK))
                recreate(
                    net, v, together_m, pieces, state, days, h, touched, out[i], blink
                )
        then = cents_of(pieces, state)
        taken = then < now - heat * math.log(1.0 - rng.random())
        for j in range(len(touched)):
            if touched[j]:
                if taken:
                    _copy_trip(state, kept, j)
                else:
                    _copy_trip(kept, state, j)
                touched[j] = False
        if taken:
            now = then
            kept.left[:] = state.left
        else:
            state.left[:] = kept.left
        for i in range(n_out):
            s = out[i]
            if not taken and changed[s]:
                _resize(v, pieces, state, s, was[s])
            changed[s] = False
            listed[s] = False
            if taken:
                kept.place[s] = state.place[s]
                kept.size[s] = state.size[s]
            else:
                state.place[s] = kept.place[s]
    return now


def improve(
    units: Units,
    near: Ints,
    trips: Columns,
    watch: Watch,
    share: float,
    seed: int,
    steps: int = STEPS,
) -> Columns:
    """
    Return a plan that is as good or better.

    Parameters
    ----------
    near
        Shape ``(n_units, k)``: the nearest units of each, the nearest first.
    trips
        A plan of direct trips: who is on none of them stays behind.
    steps
        Ruins for each unit, in each thread, at most.
    """
    if not len(trips):
        return trips
    search = Search(units, near, trips, seed)
    mean = float(trips.cost_cents.mean())
    most, begun = steps * len(near), watch.used
    done = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while done < most and not watch.past(share):
            # Cold when all is done, or sooner where time is short.
            cool = max(done / most, (watch.used - begun) / (share - begun))
            heat = mean * HOT * (COLD / HOT) ** cool
            search.run(pool, heat, AT_ONCE, watch, share)
            done += AT_ONCE
        found = search.trips(pool, watch)
    return trips if found is None else found


class Search:
    """
    A plan that gets cheaper.

    Two threads have a part of it each, other ones each time: the trips that begin near
    a place, and the rest. Of few trips both have all, and the better one goes on.

    Attributes
    ----------
    cents
        Cost of the best plan, and of who stays behind.
    """

    def __init__(self, units: Units, near: Ints, trips: Columns, seed: int) -> None:
        self._units = units
        dates = units.problem.dates
        self._days = np.array([date.toordinal() for date in dates], np.int64)
        self._cut = Cut(units, near, trips)
        self._now = self._best = self._cut.state(trips, self._days)
        self.cents = float(cents_of(self._cut.pieces, self._now))
        alike = replace(
            units,
            size=np.ones(len(self._cut.pieces.unit), np.int64),
            markets=(self._cut.variants,),
        )
        own, *others = np.random.SeedSequence(seed).spawn(1 + THREADS)
        self._rng = np.random.default_rng(own)
        self._threads = [
            (hands_for(alike), np.random.default_rng(each)) for each in others
        ]

    def run(
        self, pool: Executor, heat: float, steps: int, watch: Watch, share: float
    ) -> None:
        """Go on, so many steps a thread, at a temperature in cents."""
        parts = self._parts()
        runs = [
            pool.submit(self._run, part, h, rng, heat, steps)
            for part, (h, rng) in zip(parts, self._threads, strict=True)
        ]
        halts = [h.space.halt for h, _ in self._threads]
        cents = finish(runs, watch, share, halts)
        if self._is_divided:
            self._now = joined(*parts)
            total = sum(cents)
        else:
            best = int(np.argmin(cents))
            self._now = without_room(parts[best])
            total = cents[best]
        if total < self.cents - 0.5:
            self._best, self.cents = self._now, total

    @property
    def _is_divided(self) -> bool:
        return len(self._threads) > 1 and len(self._now.date) >= DIVIDED

    def _parts(self) -> list[State]:
        """Return the parts of both threads, which share no trip, piece or coach."""
        now, pieces = self._now, self._cut.pieces
        everything = np.ones(len(now.date), bool), np.ones(len(now.place), bool)
        if not self._is_divided:
            return [part_of(now, *everything, now.left) for _ in self._threads]
        # A piece is as far as its first pickup; a trip as its first piece.
        pickup = self._cut.variants.pickup[pieces.starts[:-1]]
        far_m = self._units.net.distance_m[self._rng.choice(pickup), pickup]
        of_trip = far_m[self._cut.variants.unit[now.trips[:, 0]]]
        middle = np.median(of_trip)
        far_trips, far = of_trip > middle, far_m > middle
        rides = now.place >= 0
        far[rides] = far_trips[now.place[rides]]
        odd = self._rng.integers(0, 2, now.left.shape)
        left = (now.left + odd) // 2
        return [
            part_of(now, ~far_trips, ~far, left),
            part_of(now, far_trips, far, now.left - left),
        ]

    def _run(
        self,
        part: State,
        h: Hands,
        rng: np.random.Generator,
        heat: float,
        steps: int,
    ) -> float:
        return anneal(
            self._units.net,
            self._cut.sized(part.size),
            self._units.together_m,
            self._cut.pieces,
            part,
            deepcopy(part),
            self._days,
            h,
            heat,
            steps,
            rng,
        )

    def trips(self, pool: Executor, watch: Watch) -> Columns | None:
        """Return the best plan; None where its orders take too long to find again."""
        halt = self._threads[0][0].space.halt
        halt[0] = 0
        own = Watch(max(LEAST_GRACE_S, GRACE * watch.limit_s))
        (found,) = finish([pool.submit(self._trips)], own, 1.0, [halt])
        return None if halt[0] else found

    def _trips(self) -> Columns | None:
        best, h = self._best, self._threads[0][0]
        parts = []
        for j in range(len(best.date)):
            coach, before, after = best.own[j].tolist()
            cents = np.full_like(h.fleet_cents, np.inf)
            cents[coach, MOST_AWAY - before : MOST_AWAY + after + 1] = 0.0
            aboard = best.trips[j, : best.n_members[j]]
            trip = self._trip(int(best.date[j]), aboard, best.size, cents, h)
            if trip is None:
                return None
            parts.append(trip)
        return join(parts)

    def _trip(
        self, m: int, aboard: Ints, sizes: Ints, cents: Floats, h: Hands
    ) -> Columns | None:
        """Return a trip with the units of some pieces; None when halted."""
        cut, units = self._cut, self._units
        v = units.markets[m]
        size, fixed = v.size.copy(), v.fixed_cents.copy()
        members: dict[int, int] = {}
        riders: dict[int, int] = {}
        for w in aboard.tolist():
            s = int(cut.variants.unit[w])
            u = int(cut.pieces.unit[s])
            members.setdefault(u, int(cut.source[w]))
            riders[u] = riders.get(u, 0) + int(sizes[s])
        for u, w in members.items():
            size[w] = riders[u]
            fixed[w] = v.fixed_cents[w] * riders[u] // v.size[w]
        some = v._replace(size=size, fixed_cents=fixed)
        free = np.array(list(members.values()), np.int64)
        hit, n_pickups, n_stops = everybody(
            units.net, some, cents, free, len(free), np.inf, h
        )
        if not hit:
            return None
        write_trip(
            h.best, int(np.argmin(h.best.reduced)), n_pickups, n_stops, h.found, 0
        )
        return columns_of(h.found, 1, some, m)
