"""
Better plans out of the trips that are known.

A neighbourhood frees the riders of a few near trips, on near dates, and lets the
integer step choose anew among all known trips of these riders (Shaw 1998, "Using
constraint programming and local search methods to solve vehicle routing problems").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse

from routing.solvers.formulation import Formulation
from routing.solvers.integer import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from routing.units import Ints
    from routing.watch import Watch

    Floats = NDArray[np.float64]

SURE = 0.75
LEAST_FIXED = 0.02  # of the rows that are left, in each dive
FREED_ROWS = 50
MOST_FREED = 120
STEP_S = 3.0
PATIENCE = 25  # neighbourhoods without a better plan


def within(f: Formulation, rest: Floats, room: Floats) -> Ints:
    """Return the columns that still fit: only rows in need, only limits with room."""
    cover = f.cover
    short = rest[cover.indices] < cover.data - 1e-9
    bad = np.add.reduceat(np.append(short, 0), cover.indptr[:-1])
    bad[np.diff(cover.indptr) == 0] = 0
    fits = bad == 0
    full = np.flatnonzero(room < 1 - 1e-9)
    full = full[full < f.limits.shape[0]]
    if len(full):
        used = np.asarray((f.limits[full] > 0).sum(axis=0)).ravel()
        fits &= used == 0
    return np.flatnonzero(fits)


def part_of(
    f: Formulation, columns: Ints, rest: Floats, room: Floats, taken: Floats | None
) -> tuple[Formulation, Ints]:
    """
    Return the problem over some columns for what is left to cover, and its rows.

    Parameters
    ----------
    taken
        How often each column is taken already; None for never.
    """
    rows = np.flatnonzero(rest > 1e-9)
    cover = sparse.csr_array(f.cover[:, columns])[rows]
    return Formulation(
        cost=f.cost[columns],
        cover=sparse.csc_array(cover),
        need=rest[rows],
        limits=sparse.csr_array(f.limits[:, columns]),
        most=room,
        upper=(f.upper if taken is None else f.upper - taken)[columns],
        single=f.single[rows],
        whole=f.whole[columns],
    ), rows


def take_sure(
    f: Formulation,
    columns: Ints,
    values: Floats,
    rest: Floats,
    room: Floats,
    times: Floats,
    least: float = LEAST_FIXED,
) -> None:
    """
    Take the columns that a relaxation is surest of, at least one.

    Parameters
    ----------
    columns, values
        Those that fit, and the relaxation's solution for each.
    rest, room, times
        What is left to cover and of the limits, and how often each column is taken;
        changed.
    least
        Share of the rows that are left which is taken at least.
    """
    n_rows = np.count_nonzero(rest > 1e-9)
    order = np.argsort(-np.minimum(values, 1), kind="stable")
    taken_rows = 0
    for at in order:
        j = columns[at]
        value = np.floor(values[at] + 1e-6)
        sure = values[at] >= SURE or taken_rows < max(1, least * n_rows)
        if value < 1 and (not sure or values[at] < 1e-6):
            break
        many = min(max(1.0, value), f.upper[j] - times[j])
        span = slice(f.cover.indptr[j], f.cover.indptr[j + 1])
        rows, need = f.cover.indices[span], f.cover.data[span] * many
        use = np.asarray(f.limits[:, [j]].todense()).ravel() * many
        if (rest[rows] < need - 1e-9).any() or (room < use - 1e-9).any():
            continue
        rest[rows] -= need
        room -= use
        times[j] += many
        taken_rows += len(rows)


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
    keep = _worth_looking(part, now)
    if keep is None:
        return times
    none = sparse.csr_array((0, len(columns)))
    found = choose(part, keep, none, watch, time_s, seed)
    if found.times is None:
        return times
    better = fixed.copy()
    better[columns] += found.times
    return better if f.cost @ better < f.cost @ times - 0.5 else times


def _worth_looking(part: Formulation, cost: float) -> Ints | None:
    """Return the columns that a plan cheaper than `cost` may use; None if none is."""
    if not len(part.cost):
        return None
    found = optimize.linprog(
        part.cost,
        A_eq=part.cover,
        b_eq=part.need,
        A_ub=part.limits if len(part.most) else None,
        b_ub=part.most if len(part.most) else None,
        method="highs",
    )
    if found.status != 0 or found.fun > cost - 0.5:
        return None
    reduced = part.cost - part.cover.T @ found.eqlin.marginals
    if len(part.most):
        reduced = reduced - part.limits.T @ np.minimum(found.ineqlin.marginals, 0)
    return np.flatnonzero(reduced <= cost - found.fun)


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
