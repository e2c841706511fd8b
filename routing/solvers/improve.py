"""
Better plans out of the trips that are known.

A neighbourhood frees the riders of a few near trips, on near dates, and lets the
integer step choose anew among all known trips of these riders (Shaw 1998, "Using
constraint programming and local search methods to solve vehicle routing problems").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.formulation import Formulation
from routing.solvers.integer import choose
from routing.solvers.linear import relax

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from routing.solvers.linear import Relaxed
    from routing.units import Ints
    from routing.watch import Watch

    Floats = NDArray[np.float64]

FREED_ROWS = 50
MOST_FREED = 120
STEP_S = 3.0
PATIENCE = 25  # neighbourhoods without a better plan


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


def repair(
    f: Formulation,
    times: Floats,
    free: NDArray[np.bool_],
    watch: Watch,
    time_s: float,
    seed: int,
) -> Floats:
    """Return a plan no worse: the columns that touch the freed rows are chosen anew."""
    used = np.flatnonzero(times > 0)
    touched = np.zeros(len(f.need), bool)
    touched[free] = True
    loose = [
        j
        for j in used
        if touched[f.cover.indices[f.cover.indptr[j] : f.cover.indptr[j + 1]]].any()
    ]
    fixed = times.copy()
    fixed[loose] = 0
    rest = f.need - f.cover @ fixed
    room = f.most - f.limits @ fixed
    columns = within(f, rest, room)
    part, _ = part_of(f, columns, rest, room, fixed)
    now = float(f.cost @ (times - fixed))
    found = relax(part, np.full(len(columns), np.inf))
    keep = worth_looking(part, found, now)
    if keep is None:
        return times
    chosen = choose(part, keep, watch, time_s, seed)
    if chosen.times is None:
        return times
    better = fixed.copy()
    better[columns] += chosen.times
    return better if f.cost @ better < f.cost @ times - 0.5 else times


def worth_looking(part: Formulation, found: Relaxed | None, cost: float) -> Ints | None:
    """Return the columns that a plan cheaper than `cost` may use; None if none is."""
    if found is None or found.value > cost - 0.5:
        return None
    return np.flatnonzero(found.reduced(part) <= cost - found.value)


class Neighbourhoods:
    """
    Sets of rows that are worth choosing anew together.

    Parameters
    ----------
    near
        Shape ``(n_rows, k)``: the nearest rows of each.
    """

    def __init__(self, near: Ints, seed: int) -> None:
        self._near = near
        self._rng = np.random.default_rng(seed)

    def free(self, f: Formulation, times: Floats, most: int) -> NDArray[np.bool_]:
        """Return the rows of some near trips, about `most` of them."""
        n_rows = len(f.need)
        rows = sparse.csr_array(f.cover)
        used = times > 0
        free = np.zeros(n_rows, bool)
        queue = [int(self._rng.integers(len(self._near)))]
        while queue and free.sum() < most:
            row = queue.pop(0)
            if free[row]:
                continue
            mine = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
            for j in mine[used[mine]]:
                members = f.cover.indices[f.cover.indptr[j] : f.cover.indptr[j + 1]]
                free[members] = True
            near = self._near[row]
            queue += self._rng.permutation(near)[: max(3, len(near) // 2)].tolist()
        return free

    def improve(
        self,
        f: Formulation,
        plan: Floats,
        watch: Watch,
        share: float,
        closed: Callable[[], bool],
    ) -> Iterator[Floats]:
        """Yield better and better plans; larger neighbourhoods when there are none."""
        size, failed = FREED_ROWS, 0
        while failed < PATIENCE and not watch.past(share) and not closed():
            free = self.free(f, plan, min(size, len(f.need)))
            time_s = min(STEP_S, watch.left_s(share))
            better = repair(f, plan, free, watch, time_s, 0)
            if f.cost @ better < f.cost @ plan - 0.5:
                plan, failed = better, 0
                yield plan
            elif free.all():
                return  # it would be the same again
            else:
                failed += 1
                if failed % 6 == 0:
                    size = min(MOST_FREED, round(size * 1.25))
