"""
Better plans, part by part.

A neighbourhood frees the riders of a few near trips, on near dates (Shaw 1998, "Using
constraint programming and local search methods to solve vehicle routing problems").
They are near by place and date, or by the trips that nearly pay at the prices of the
relaxation: whoever stands with them in such a trip must come free for it to be taken.
Their part is a small problem of its own with the coaches that are left: trips are
generated for it until none pays; of all that are known cuts leave few to choose among.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.columns import cheapest_of_each, join
from routing.solvers.formulation import Formulation, formulate
from routing.solvers.integer import choose
from routing.solvers.linear import relax
from routing.solvers.pricing import MOST_STATES, THREADS
from routing.solvers.relaxation import Relaxation
from routing.watch import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.solvers.linear import Relaxed
    from routing.solvers.master import Master
    from routing.units import Ints
    from routing.watch import Watch

    Floats = NDArray[np.float64]

FREED_ROWS = 70
MOST_FREED = 120
STEP_S = 1.5
LAST_ROWS = 110  # of a dive: as many as an integer program still chooses the best for
LEAST_S = 0.1  # a solver that is given no time at all takes as long as it likes
LEAST_GAIN = 0.02  # of what is between a plan and the bound, by one round of cuts
MOST_CUT = 20  # rounds of cuts
BEST = 20  # trips of a row that are nearest to paying
BY_TRIPS = 0.7  # how often a neighbourhood grows along such trips
PATIENCE = 60  # neighbourhoods without a better plan
LARGER = 6  # so many, and they become larger
PRICED = 6  # rounds of new trips in one


def within(f: Formulation, rest: Floats, room: Floats) -> Ints:
    """Return the columns that still fit: only rows in need, only limits with room."""
    cover = f.cover
    fits = count(cover, rest[cover.indices] < cover.data - 1e-9) == 0
    full = np.flatnonzero(room < 1 - 1e-9)
    full = full[full < f.limits.shape[0]]
    if len(full):
        used = np.asarray((f.limits[full] > 0).sum(axis=0)).ravel()
        fits &= used == 0
    return np.flatnonzero(fits)


def count(matrix: sparse.csc_array, which: NDArray[np.bool_]) -> Ints:
    """Return how many of the entries of each column are among those."""
    counts = np.add.reduceat(np.append(which, 0), matrix.indptr[:-1])
    counts[np.diff(matrix.indptr) == 0] = 0
    return np.asarray(counts, np.int64)


def part_of(
    f: Formulation, columns: Ints, rest: Floats, room: Floats, taken: Floats
) -> tuple[Formulation, Ints]:
    """
    Return the problem over some columns for what is left to cover, and its rows.

    Parameters
    ----------
    taken
        How often each column is taken already.
    """
    rows = np.flatnonzero(rest > 1e-9)
    cover = sparse.csr_array(f.cover[:, columns])[rows]
    return Formulation(
        cost=f.cost[columns],
        cover=sparse.csc_array(cover),
        need=rest[rows],
        limits=sparse.csr_array(f.limits[:, columns]),
        most=room,
        upper=(f.upper - taken)[columns],
        single=f.single[rows],
    ), rows


def worth_looking(part: Formulation, found: Relaxed | None, cost: float) -> Ints | None:
    """Return the columns that a plan cheaper than `cost` may use; None if none is."""
    if found is None or found.value > cost - 0.5:
        return None
    return np.flatnonzero(found.reduced(part) <= cost - found.value)


def cheaper_than(
    part: Formulation, hint: Floats, watch: Watch, share: float, step_s: float
) -> Floats | None:
    """
    Return a plan cheaper than one that is known; None if none was found in time.

    Parameters
    ----------
    hint
        How often each column is taken now.
    step_s
        What the integer program may take.
    """
    cost = float(part.cost @ hint)
    relaxation = Relaxation(part, np.flatnonzero(hint))
    for _ in range(MOST_CUT):
        before = relaxation.bound
        if not relaxation.solve(watch, share):
            return None
        gained = relaxation.bound - before
        if relaxation.bound > cost - 0.5:
            return None
        if gained < LEAST_GAIN * (cost - relaxation.bound):
            break
        if not relaxation.cut(larger=True):
            break
    near = relaxation.reduced <= cost - relaxation.reduced_bound
    near |= (part.upper > 1) | (hint > 0)
    chosen = choose(
        part,
        np.flatnonzero(near),
        watch,
        max(LEAST_S, min(step_s, watch.left_s(share))),
        0,
        cuts=relaxation.tight,
        hint=hint,
        separate=False,
    )
    if chosen.times is None or part.cost @ chosen.times > cost - 0.5:
        return None
    return chosen.times


def within_rows(columns: Columns, rest: Floats, master: Master) -> NDArray[np.bool_]:
    """Return which trips carry only riders who are left."""
    if not len(columns):
        return np.zeros(0, bool)
    need = np.where(master.split[columns.rows], columns.riders, 1.0)
    short = rest[columns.rows] < need - 1e-9
    return ~np.logical_or.reduceat(short, columns.starts[:-1])


def _times(trips: Columns, pool: Columns, master: Master) -> Floats:
    """Return how often each column of a pool is among the trips."""
    prints, often = np.unique(trips.fingerprints(master.keys), return_counts=True)
    of_pool = pool.fingerprints(master.keys)
    at = np.minimum(np.searchsorted(prints, of_pool), max(0, len(prints) - 1))
    if not len(prints):
        return np.zeros(len(pool))
    return np.where(prints[at] == of_pool, often[at], 0).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    What is chosen anew.

    Parameters
    ----------
    free
        Shape ``(n_rows,)``: the rows that it was drawn for.
    touched
        Shape ``(n_trips,)``: the trips of the plan that carry one of them.
    loose, stay
        Those trips, and how often each fixed column is taken.
    rest
        Shape ``(n_rows,)``: what they cover.
    room
        Coaches of each limited type and date that may be used.
    """

    free: NDArray[np.bool_]
    touched: NDArray[np.bool_]
    loose: Columns
    stay: Floats
    rest: Floats
    room: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Better:
    """Trips of a part, and how often each fixed column is taken."""

    trips: Columns
    stay: Floats


def _with_parts(
    trips: Columns, stay: Floats, parts: Sequence[Part], found: Sequence[Better | None]
) -> tuple[Columns, Floats]:
    """Return a plan with what was found for its parts."""
    kept = np.ones(len(trips), bool)
    new: list[Columns] = []
    for part, better in zip(parts, found, strict=True):
        if better is not None:
            kept &= ~part.touched
            new.append(better.trips)
            stay = stay - part.stay + better.stay
    return join([trips.take(kept), *new]), stay


def best_of_rows(master: Master, most: int) -> list[Ints]:
    """Return for each row the trips of the pool with others that are nearest to pay."""
    pool = master.pool
    sizes = np.diff(pool.starts)
    trip = np.repeat(np.arange(len(pool)), sizes)
    together = np.repeat(sizes > 1, sizes)
    trip, rows = trip[together], pool.rows[together]
    order = np.lexsort((master.reduced(pool, master.last)[trip], rows))
    ends = np.searchsorted(rows[order], np.arange(1, len(master.need)))
    return [each[:most] for each in np.split(trip[order], ends)]


class Neighbourhoods:
    """
    Sets of rows that are worth choosing anew together.

    Parameters
    ----------
    alone
        Trips of each unit by itself.
    near
        Shape ``(n_rows, k)``: the nearest rows of each.
    """

    def __init__(self, master: Master, alone: Columns, near: Ints, seed: int) -> None:
        self._master = master
        self._alone = alone
        self._near = near
        self._rng = np.random.default_rng(seed)
        self._pool = master.pool
        self._best = best_of_rows(master, BEST)

    def improve(
        self,
        trips: Columns,
        stay: Floats,
        watch: Watch,
        share: float,
        closed: Callable[[], bool],
    ) -> Iterator[tuple[Columns, Floats]]:
        """
        Yield better and better plans; larger neighbourhoods when there are none.

        Parameters
        ----------
        trips, stay
            A plan: its trips, and how often each fixed column is taken.
        """
        size, failed = FREED_ROWS, 0
        n_rows = len(self._master.need)
        with ThreadPoolExecutor(THREADS) as pool:
            while failed < PATIENCE and not watch.past(share) and not closed():
                parts = self.draw(trips, stay, min(size, n_rows))
                found = self._renew_all(pool, parts, watch, share)
                if any(better for better in found):
                    trips, stay = _with_parts(trips, stay, parts, found)
                    failed = 0
                    yield trips, stay
                    continue
                if parts[0].free.all():
                    # It would be the same again: once more, with all the time there is.
                    left_s = watch.left_s(share)
                    better = self._renew(parts[0], watch, share, step_s=left_s)
                    if better is not None:
                        yield _with_parts(trips, stay, parts[:1], [better])
                    return
                before, failed = failed, failed + len(parts)
                if failed // LARGER > before // LARGER:
                    size = min(MOST_FREED, round(size * 1.25))

    def last_anew(
        self,
        trips: Columns,
        stay: Floats,
        watch: Watch,
        share: float,
        thread: int | None = None,
    ) -> tuple[Columns, Floats]:
        """
        Return the plan with other trips for who rides on the last, if that is cheaper.

        A dive takes them last because nothing else was left to take.
        """
        if not len(trips):
            return trips, stay
        sizes = np.diff(trips.starts)[::-1]
        first = len(trips) - max(1, int((np.cumsum(sizes) <= LAST_ROWS).sum()))
        free = np.zeros(len(self._master.need), bool)
        free[trips.rows[trips.starts[first] :]] = True
        touched = np.logical_or.reduceat(free[trips.rows], trips.starts[:-1])
        left = self._master.fleet_most - self._master.fleet_rows(trips).sum(axis=1)
        part = self._part(trips, stay, free, touched, left)
        better = self._renew(part, watch, share, thread, watch.left_s(share))
        return _with_parts(trips, stay, [part], [better])

    def draw(self, trips: Columns, stay: Floats, most: int) -> list[Part]:
        """Return as many parts as there are threads, if so many lie apart."""
        master = self._master
        chances = self._chances(trips, stay)
        drawn: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = []
        for _ in range(THREADS):
            start = int(self._rng.choice(len(master.need), p=chances))
            free = self._free(trips, start, most)
            # A group that is split rides on trips of which the others are not freed.
            touched = np.logical_or.reduceat(free[trips.rows], trips.starts[:-1])
            if not any((free & f).any() or (touched & t).any() for f, t in drawn):
                drawn.append((free, touched))
        left = master.fleet_most - master.fleet_rows(trips).sum(axis=1)
        shares = [left]
        if len(drawn) > 1:
            # Coaches that nobody uses are divided.
            half = (left + self._rng.integers(0, 2, len(left))) // 2
            shares = [half, left - half]
        return [
            self._part(trips, stay, free, touched, share)
            for (free, touched), share in zip(drawn, shares, strict=True)
        ]

    def _part(
        self,
        trips: Columns,
        stay: Floats,
        free: NDArray[np.bool_],
        touched: NDArray[np.bool_],
        left: Floats,
    ) -> Part:
        master = self._master
        fixed = master.fixed
        loose = trips.take(touched)
        loose_stay = np.where(fixed.cover.T @ free.astype(np.float64) > 0, stay, 0)
        return Part(
            free=free,
            touched=touched,
            loose=loose,
            stay=loose_stay,
            rest=loose.cover(master.split).sum(axis=1) + fixed.cover @ loose_stay,
            room=left + master.fleet_rows(loose).sum(axis=1),
        )

    def _renew_all(
        self, pool: Executor, parts: list[Part], watch: Watch, share: float
    ) -> list[Better | None]:
        """Choose all parts anew, side by side."""
        if len(parts) == 1:
            return [self._renew(parts[0], watch, share)]
        jobs = [
            partial(self._renew, part, share=1.0, thread=thread)
            for thread, part in enumerate(parts)
        ]
        return side_by_side(pool, jobs, watch, share)

    def _chances(self, trips: Columns, stay: Floats) -> Floats:
        """
        Return how likely it is to begin at each row.

        The difference of a plan from the relaxation is the sum of what its trips cost
        beyond the prices of the relaxation: where that is most is most to be gained.
        """
        master, at = self._master, self._master.last
        fixed = master.fixed
        lost = np.maximum(master.reduced(trips, at), 0)
        of_rows = trips.cover(master.split) @ lost / np.maximum(master.need, 1)
        staying = np.maximum(fixed.cost - fixed.cover.T @ at.rows, 0) * stay
        of_rows = of_rows + fixed.cover @ staying / np.maximum(master.need, 1)
        of_rows = of_rows + max(1.0, float(of_rows.mean()))
        return np.asarray(of_rows / of_rows.sum())

    def _free(self, trips: Columns, start: int, most: int) -> NDArray[np.bool_]:
        """Return the rows of some near trips, about `most` of them."""
        free = np.zeros(len(self._master.need), bool)
        trip_of = np.repeat(np.arange(len(trips)), np.diff(trips.starts))
        by_trips = self._rng.random() < BY_TRIPS
        queue = [start]
        while queue and free.sum() < most:
            row = queue.pop(0)
            if free[row]:
                continue
            before = free.copy()
            free[row] = True
            for j in trip_of[trips.rows == row]:
                free[trips.rows[trips.members(j)]] = True
            if by_trips:
                for freed in np.flatnonzero(free & ~before).tolist():
                    queue += self._one_beside(freed)
            else:
                near = self._near[row]
                queue += self._rng.permutation(near)[: max(3, len(near) // 2)].tolist()
        return free

    def _one_beside(self, row: int) -> list[int]:
        """Return the rows of one of the best trips with a row."""
        best = self._best[row]
        if not len(best):
            return []
        j = int(self._rng.choice(best))
        return list(self._pool.rows[self._pool.members(j)])

    def _renew(
        self,
        of: Part,
        watch: Watch,
        share: float,
        thread: int | None = None,
        step_s: float = STEP_S,
    ) -> Better | None:
        """Return a better choice for a part, if there is one; pool the new trips."""
        master = self._master
        fixed = master.fixed
        within_part = [
            known.take(within_rows(known, of.rest, master))
            for known in (master.pool, self._alone)
        ]
        pool = cheapest_of_each(join([*within_part, of.loose]), master.keys)
        now = float(of.loose.cost_cents.sum() + fixed.cost @ of.stay)
        for round_ in range(PRICED + 1):
            f = formulate(master, pool)
            columns = within(f, of.rest, of.room)
            part, rows = part_of(f, columns, of.rest, of.room, np.zeros(len(f.cost)))
            found = relax(part, np.full(len(columns), np.inf))
            if found is None or watch.past(share):
                return None
            if round_ == PRICED:
                break
            worth = master.worth_only(rows, found.rows)
            new = master.price_left(
                worth, -found.limits, of.room, watch, share, MOST_STATES, thread
            )
            if new is None:
                break
            known = len(pool)
            pool = cheapest_of_each(join([pool, new]), master.keys)
            if len(pool) == known:
                break
            master.add(new)
        keep = worth_looking(part, found, now)
        if keep is None:
            return None
        known_times = np.concatenate([_times(of.loose, pool, master), of.stay])[columns]
        keep = np.union1d(keep, np.flatnonzero(known_times))
        times = cheaper_than(part.take(keep), known_times[keep], watch, share, step_s)
        if times is None:
            return None
        whole = np.zeros(len(f.cost))
        whole[columns[keep]] = times
        again = np.repeat(
            np.arange(len(pool)), np.rint(whole[: len(pool)]).astype(np.int64)
        )
        return Better(pool.take(again), whole[len(pool) :])
