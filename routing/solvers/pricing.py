"""Find the trips that would make a plan cheaper, over all markets, in two threads."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

from routing.solvers.columns import Columns, columns_of, join
from routing.solvers.search import DONE, TIRED, search_root, stack_for
from routing.solvers.stop_sets import can_combine, desk_for, search_pickup, sides_of
from routing.solvers.trips import AWAY, best_for, found_for, space_for
from routing.units import MOST_AWAY
from routing.watch import finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from routing.solvers.search import Stack
    from routing.solvers.stop_sets import Desk, Sides
    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Units, Variants
    from routing.watch import Watch

    Floats = NDArray[np.float64]
    Room: TypeAlias = tuple[Found, Stack, Best, Space, Desk]

THREADS = min(2, os.cpu_count() or 1)
ROWS, ITEMS = 60_000, 600_000  # what one root may find
MOST_STATES = 3_000_000  # looked at from one root
# When columns are generated, the fewer the more roots there are: the best of one root
# that are kept, and the states first looked at from each.
MOST_KEPT, LEAST_KEPT, KEPT = 12, 4, 30_000
MOST_EFFORT, LEAST_EFFORT, EFFORT = 500, 30, 150_000
MANY = 400  # pairs of places, over all dates
LEAST_NEAR = 5  # pickups that one is combined with, when not all sets are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """
    Trips of one kind on one date.

    Parameters
    ----------
    date
        Index of the service date.
    variants
        Who may ride; ``unit`` is the row that a trip covers.
    coaches
        Shape ``(n_types,)``: which coach types may be used.
    """

    date: int
    variants: Variants
    coaches: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """
    What a round of pricing found.

    Parameters
    ----------
    least
        Shape ``(n_rows,)``: no trip that carries the row (counted at the first pair on
        it) has a smaller reduced cost; at most the threshold, since none above it was
        looked for. -inf where the search did not end.
    complete
        Whether every search came to its end.
    """

    columns: Columns | None
    least: Floats
    complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is looked for on every date; see ``Pricing.price``."""

    fleet_cents: Floats
    threshold: float
    effort: int
    every_load: bool
    only_worth: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One date's search from pairs of places."""

    roots: Sequence[int]
    units: Units
    market: int
    variants: Variants
    worth: Floats
    asked: Asked
    dense: Ints = field(init=False)

    def __post_init__(self) -> None:
        dense = np.argsort(
            -self.worth / np.maximum(self.variants.size, 1), kind="stable"
        )
        object.__setattr__(self, "dense", dense)

    def search(self, root: int, room: Room) -> tuple[int, int, float, Ints]:
        """Return trips found, the code, the least reduced cost, and whose it is."""
        found, stack, best, space, _ = room
        v, asked = self.variants, self.asked
        n, code, lowest = search_root(
            self.units.net,
            v,
            root,
            self.worth,
            self.dense,
            asked.fleet_cents[self.market],
            self.units.together_m,
            asked.threshold,
            asked.every_load,
            asked.effort,
            found,
            0,
            stack,
            best,
            space,
        )
        return n, code, lowest, v.unit[v.starts[root] : v.starts[root + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """One date's search by sets of stops."""

    roots: Sequence[int]
    net: Net
    market: int
    variants: Variants
    worth: Floats
    asked: Asked
    sides: Sides

    def search(self, root: int, room: Room) -> tuple[int, int, float, Ints]:
        """Return the same."""
        found, stack, best, space, desk = room
        v, asked, sides = self.variants, self.asked, self.sides
        most_near, others = math.isqrt(asked.effort), len(sides.pickups) - 1
        # With half of them it would take nearly as long, and prove nothing.
        most_near = others if 2 * most_near >= others else max(LEAST_NEAR, most_near)
        n, code, lowest = search_pickup(
            self.net,
            v,
            sides,
            root,
            most_near,
            self.worth,
            asked.fleet_cents[self.market],
            asked.threshold,
            found,
            stack,
            best,
            space,
            desk,
        )
        if most_near < others - root:
            code = TIRED
        members = sides.members[sides.starts[root] : sides.starts[root + 1]]
        return n, code, lowest, v.unit[members]


class Pricing:
    """
    The searches of all markets, with their working space.

    Attributes
    ----------
    many
        Whether there are so many pairs of places that searching from each is slow.
    first_effort
        States that are worth looking at from each root, when there are no good trips
        yet.
    """

    def __init__(self, units: Units, markets: Sequence[Market], n_rows: int) -> None:
        self._units = units
        self.markets = markets
        self._n_rows = n_rows
        roots = max(1, sum(len(m.variants.pair_pickup) for m in markets))
        self._kept = min(MOST_KEPT, max(LEAST_KEPT, KEPT // roots))
        self.first_effort = min(MOST_EFFORT, max(LEAST_EFFORT, EFFORT // roots))
        self._room: list[Room] = [
            (
                found_for(ROWS, ITEMS),
                stack_for(units),
                best_for(units),
                space_for(units),
                desk_for(units),
            )
            for _ in range(THREADS)
        ]
        self.many = roots >= MANY

    def price(
        self,
        worth: Floats,
        fleet_cents: Floats,
        threshold: float,
        watch: Watch,
        share: float,
        *,
        effort: int = MOST_STATES,
        only_worth: bool = False,
        thread: int | None = None,
    ) -> Priced:
        """
        Return the trips with a reduced cost below the threshold, the best of each root.

        Parameters
        ----------
        worth
            Shape ``(n_rows,)``: the duals of the rows, for the whole of each.
        fleet_cents
            Shape ``(n_markets, n_types, AWAY)``; see ``best_trips``.
        effort
            States looked at from each root at most; where that ends a search, what it
            found is returned, and nothing is proven.
        only_worth
            Begin only at pairs with somebody who is worth something; proves nothing.
        thread
            The caller's number, where several search side by side; else all search.
        """
        return self._run(
            worth,
            fleet_cents,
            threshold,
            watch,
            share,
            self._kept,
            effort,
            every_load=False,
            only_worth=only_worth,
            rooms=self._room if thread is None else self._room[thread : thread + 1],
        )

    def enumerate(
        self,
        worth: Floats,
        fleet_cents: Floats,
        threshold: float,
        watch: Watch,
        share: float,
        most: int,
    ) -> Columns | None:
        """Return every trip below the threshold; None when they are too many."""
        found = self._run(
            worth,
            fleet_cents,
            threshold,
            watch,
            share,
            most,
            MOST_STATES,
            every_load=True,
            rooms=self._room,
        )
        if not found.complete:
            return None
        if found.columns is None:
            return columns_of(self._room[0][0], 0, self.markets[0].variants, 0)
        return found.columns

    def _run(
        self,
        worth: Floats,
        fleet_cents: Floats,
        threshold: float,
        watch: Watch,
        share: float,
        kept: int,
        effort: int,
        *,
        every_load: bool,
        rooms: Sequence[Room],
        only_worth: bool = False,
    ) -> Priced:
        leasts = [np.zeros(self._n_rows) for _ in rooms]
        asked = Asked(fleet_cents, threshold, effort, every_load, only_worth)
        by_sets = self.many and can_combine(self._units.net) and not every_load
        prepared = [
            self._sides(m, worth, asked) if by_sets else self._pairs(m, worth, asked)
            for m in range(len(self.markets))
        ]
        tasks = [(m, root) for m, ready in enumerate(prepared) for root in ready.roots]
        cursor = iter(tasks)  # threads share it: to take the next is atomic
        parts: list[list[Columns]] = [[] for _ in rooms]
        broken: list[bool] = []
        tired: list[bool] = []
        total = [0] * len(rooms)

        halts = [space.halt for _, _, _, space, _ in rooms]
        for halt in halts:
            halt[0] = 0

        def work(thread: int) -> None:
            found, stack = rooms[thread][:2]
            least, halt = leasts[thread], halts[thread]
            last = -1
            for m, root in cursor:
                if broken:
                    return
                if m != last:
                    stack.visited_at[:] = -1
                    last = m
                n, code, lowest, rows = prepared[m].search(root, rooms[thread])
                if halt[0] or (code != DONE and every_load):
                    broken.append(True)
                if every_load and broken:
                    return
                if code == TIRED:
                    tired.append(True)
                least[rows] = np.minimum(least[rows], lowest)
                if n == 0:
                    continue
                reduced = found.reduced[:n]
                columns = columns_of(found, n, self.markets[m].variants, m)
                if every_load:
                    total[thread] += n
                    if sum(total) > kept:
                        broken.append(True)
                        return
                elif n > kept:
                    columns = columns.take(np.argsort(reduced, kind="stable")[:kept])
                parts[thread].append(columns)

        if watch.past(share):
            broken.append(True)
        with ThreadPoolExecutor(len(rooms)) as pool:
            runs = [pool.submit(work, thread) for thread in range(len(rooms))]
            finish(runs, watch, share, halts)
        least = np.minimum.reduce(leasts)
        if broken or tired or only_worth:
            least[:] = -np.inf
        else:
            least = np.minimum(least, min(threshold, 0.0))
        everything = [part for some in parts for part in some]
        columns = join(everything) if everything else None
        if columns is not None:
            # Threads take roots in any order: the answer must not depend on it.
            columns = columns.take(_canonical(columns))
        return Priced(columns, least, complete=not (broken or tired or only_worth))

    def _pairs(self, m: int, worth: Floats, asked: Asked) -> Pairs:
        market = self.markets[m]
        v = market.variants
        net_worth = worth[v.unit] - v.fixed_cents
        roots: Sequence[int] = range(len(v.pair_pickup))
        if asked.only_worth and len(v.unit):
            most = np.maximum.reduceat(net_worth, v.starts[:-1])
            roots = np.flatnonzero(most > 0).tolist()
        return Pairs(roots, self._units, m, v, net_worth, asked)

    def _sides(self, m: int, worth: Floats, asked: Asked) -> Sets:
        v = self.markets[m].variants
        net_worth = worth[v.unit] - v.fixed_cents
        there = net_worth > 0 if asked.only_worth else np.ones(len(v.unit), bool)
        sides = sides_of(self._units.net, v, np.flatnonzero(there), net_worth)
        roots = range(len(sides.pickups))
        return Sets(roots, self._units.net, m, v, net_worth, asked, sides)


def _canonical(columns: Columns) -> Ints:
    first = columns.rows[columns.starts[:-1]]
    mixed = (columns.rows + 1) * 2_654_435_761 % 1_000_003 * columns.riders
    sums = np.add.reduceat(mixed, columns.starts[:-1])
    keys = (
        columns.departure,
        columns.before,
        sums,
        columns.coach,
        first,
        columns.cost_cents,
        columns.market,
    )
    return np.lexsort(keys).astype(np.int64)


def coach_days(
    units: Units, markets: Sequence[Market], columns: Columns
) -> sparse.csr_array:
    """
    Return which coaches columns keep away when, (type and date) × columns, 1 each.

    Row ``t * n_dates + i`` is of coach type t on date i; other days are not counted.
    """
    ordinals = np.array([d.toordinal() for d in units.problem.dates], np.int64)
    of_markets = ordinals[np.array([m.date for m in markets], np.int64)]
    on = of_markets[columns.market]
    n = len(columns)
    rows, which = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for k in range(-MOST_AWAY, MOST_AWAY + 1):
        away = np.flatnonzero((-columns.before <= k) & (k <= columns.after))
        day = on[away] + k
        i = np.minimum(np.searchsorted(ordinals, day), len(ordinals) - 1)
        is_date = ordinals[i] == day
        rows.append((columns.coach[away] * len(ordinals) + i)[is_date])
        which.append(away[is_date])
    at = np.concatenate(rows), np.concatenate(which)
    shape = units.counts.size, n
    return sparse.csr_array((np.ones(len(at[0])), at), shape=shape)


def fleet_prices(units: Units, markets: Sequence[Market], day_cents: Floats) -> Floats:
    """
    Return the price of coaches for each market, shape ``(n_markets, n_types, AWAY)``.

    Parameters
    ----------
    day_cents
        Shape ``(n_types, n_dates)``: what a coach of a type costs on a date beside its
        hire, at least 0.
    """
    dates = units.problem.dates
    number = {date: i for i, date in enumerate(dates)}
    prices = np.zeros((len(markets), len(units.net.load), AWAY))
    for m, market in enumerate(markets):
        for k in range(AWAY):
            ordinal = dates[market.date].toordinal() + k - MOST_AWAY
            i = number.get(type(dates[0]).fromordinal(ordinal))
            if i is not None:
                prices[m, :, k] = np.where(
                    units.counts[:, i] == 0, np.inf, day_cents[:, i]
                )
        prices[m, ~market.coaches] = np.inf
    return prices
