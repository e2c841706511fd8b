"""
Whole plans by coach and train: a dive, then neighbourhoods.

The dive decides who goes which way, the surest first, and relaxes the rest again; for
the ways that it found, columns are generated once more. A neighbourhood frees near
units, or those of one train, and lets the integer step choose anew among all columns
that touch nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse

from routing.solvers.formulation import Formulation
from routing.solvers.integer import choose
from routing.solvers.partition import near_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.rail import Pool, Rail
    from routing.units import Ints

    Floats = NDArray[np.float64]

SURE = 0.95
LEAST_DECIDED = 0.12  # of the units that are left, in each step
LEAST_FILLED = 0.6  # of its take-up that a train has in the relaxation, to go
DIVED = 6_000  # columns
ROUNDS = 6  # of columns for given ways
FREED = (14, 80)  # units, at first and at most
STEP_S = 3.0
LEAST_S = 0.1
PATIENCE = 8  # neighbourhoods without a better plan, until they get larger


class Search:
    """One search for better plans."""

    def __init__(self, rail: Rail) -> None:
        self.rail = rail
        self.chains = rail.chains
        self.rng = np.random.default_rng(rail.seed)
        pair = rail.chains.pair
        self.unit = rail.chains.unit[pair]
        self.block = rail.chains.block[pair]
        self.n_blocks = len(rail.problem.trains.blocks)
        self._dived = False

    def run(self, share: float) -> None:
        """Look for better plans until a share of the time is used."""
        rail = self.rail
        if not self._dived:
            until = rail.watch.used + 0.35 * max(0.0, share - rail.watch.used)
            self.dive(until)
            self._dived = True
        self.improve(share)

    # ------------------------------------------------------------------ diving

    def dive(self, share: float) -> None:
        """Decide who goes which way, the surest first, and choose columns for that."""
        rail = self.rail
        pool = self._near_pool()
        f = rail.formulation(pool)
        n = len(pool)
        lower = np.zeros(len(f.cost))
        upper = np.where(np.arange(len(f.cost)) < n, np.inf, f.upper)
        lower[n + rail.blocks_from : n + rail.hires_from] = rail.goes
        upper[n + rail.blocks_from : n + rail.hires_from] = rail.may_go
        decided = np.zeros(rail.n, bool)
        first = True
        while not decided.all():
            solved = rail.solve(f, lower, upper, share)
            if solved is None or rail.watch.past(share):
                return
            ways = solved[1][n + rail.ways_from : n + rail.blocks_from]
            if first:
                self._open_trains(ways, n, lower, upper)
                first = False
                continue
            self._decide(ways, decided, n, lower, upper)
        self._settle(lower[n + rail.ways_from : n + rail.blocks_from] > 0, share)

    def _near_pool(self) -> Pool:
        """Return the columns nearest to paying, with those of the best plan."""
        rail = self.rail
        reduced = rail.reduced(rail.pool, rail.last)
        keep = np.argsort(reduced, kind="stable")[:DIVED]
        keep = np.union1d(keep, np.flatnonzero(reduced < 1))
        return rail.with_plan(rail.pool.take(keep))[0]

    def _open_trains(self, ways: Floats, n: int, lower: Floats, upper: Floats) -> None:
        """Let the trains go that have most of their take-up, and no others."""
        rail = self.rail
        riders = np.zeros(self.n_blocks)
        np.add.at(riders, self.block, ways * rail.units.size[self.unit])
        for b, block in enumerate(rail.problem.trains.blocks):
            at = n + rail.blocks_from + b
            if lower[at] == 1:
                continue
            if upper[at] == 1 and riders[b] >= LEAST_FILLED * max(
                1, block.least_riders
            ):
                lower[at] = 1
            else:
                upper[at] = 0
                upper[n + rail.ways_from + np.flatnonzero(self.block == b)] = 0

    def _decide(
        self,
        ways: Floats,
        decided: NDArray[np.bool_],
        n: int,
        lower: Floats,
        upper: Floats,
    ) -> None:
        """Decide the units that the relaxation is surest of."""
        rail = self.rail
        by_train = np.zeros(rail.n)
        np.add.at(by_train, self.unit, ways)
        best = np.full(rail.n, -1)
        value = 1 - by_train
        for o in np.argsort(ways, kind="stable"):
            if ways[o] > value[self.unit[o]]:
                best[self.unit[o]], value[self.unit[o]] = o, ways[o]
        left = np.flatnonzero(~decided)
        order = left[np.argsort(-value[left], kind="stable")]
        least = max(1, int(LEAST_DECIDED * len(left)))
        for k, u in enumerate(order):
            if k >= least and value[u] < SURE:
                break
            decided[u] = True
            mine = n + rail.ways_from + np.flatnonzero(self.unit == u)
            upper[mine] = 0
            if best[u] >= 0:
                at = n + rail.ways_from + best[u]
                lower[at] = upper[at] = 1

    def _settle(self, chosen: NDArray[np.bool_], share: float) -> None:
        """Generate columns for given ways, and choose among them."""
        rail = self.rail
        rail.shut = rail.closed_rows(chosen)
        unit_by_train = np.zeros(rail.n_rows, bool)
        unit_by_train[self.unit[chosen]] = True
        rail.shut |= unit_by_train
        for round_ in range(ROUNDS + 1):
            pool = self._near_pool()
            f = rail.formulation(pool)
            n = len(pool)
            lower = np.zeros(len(f.cost))
            upper = np.where(np.arange(len(f.cost)) < n, np.inf, f.upper)
            span = slice(n + rail.ways_from, n + rail.blocks_from)
            lower[span] = upper[span] = chosen
            solved = rail.solve(f, lower, upper, share)
            if solved is None:
                break
            value, _, prices = solved
            rail.last = prices
            if round_ < ROUNDS and not rail.watch.past(share):
                new, _ = rail.price(prices, -1.0, share, prices, 500)
                if new:
                    continue
            reduced = (
                f.cost
                - f.cover.T @ prices.rows
                - f.limits.T
                @ np.concatenate(
                    [-prices.day_cents[tuple(rail.limited.T)], prices.limits]
                )
            )
            keep = np.flatnonzero((reduced < 0.03 * abs(value)) & (upper > 0))
            keep = keep[np.argsort(reduced[keep], kind="stable")[:DIVED]]
            keep = np.union1d(keep, np.arange(n, len(f.cost)))
            keep = keep[upper[keep] > 0]
            none = sparse.csr_array((0, len(f.cost)))
            given = np.where(lower > 0, f.upper, 0.0)
            time_s = max(1.0, rail.watch.left_s(share))
            found = choose(_given(f, given), keep, none, rail.watch, time_s, rail.seed)
            if found.times is not None:
                rail.take_times(pool, found.times + given)
            break
        rail.shut = None

    # ----------------------------------------------------------- neighbourhoods

    def improve(self, share: float) -> None:
        """Free some units at a time, and choose anew."""
        rail = self.rail
        near = near_rows(rail.units, FREED[1])
        pool, plan = rail.with_plan(rail.pool)
        f = rail.formulation(pool)
        failed, size = 0, FREED[0]
        while size <= FREED[1] and not rail.watch.past(share) and not rail.closed():
            seeds = self._seeds(near, plan, len(pool), size)
            better = self._repair(f, plan, seeds, len(pool), share)
            if better is not None and rail.take_times(pool, better):
                plan, failed = better, 0
            else:
                failed += 1
                if failed % PATIENCE == 0:
                    size += 1 + size // 5

    def _seeds(self, near: Ints, plan: Floats, n: int, size: int) -> Ints:
        """Return near units; or those of a train with as many of its neighbours."""
        rail = self.rail
        u = int(self.rng.integers(rail.n))
        if self.rng.random() < 0.5 or not self.n_blocks:
            return near[u, :size].copy()
        ways = plan[n + rail.ways_from : n + rail.blocks_from] > 0.5
        b = int(self.rng.integers(self.n_blocks))
        on_it = self.unit[ways & (self.block == b)]
        could = self.unit[self.block == b]
        some = self.rng.permutation(on_it)[:size]
        others = self.rng.permutation(could)[: max(2, size // 2)]
        return np.unique(np.concatenate([some, others]))

    def _repair(
        self, f: Formulation, plan: Floats, seeds: Ints, n: int, share: float
    ) -> Floats | None:
        """Return a better plan in which seeds, and whom they rode with, ride anew."""
        rail, chains = self.rail, self.chains
        rows = np.zeros(rail.n_rows, bool)
        rows[seeds] = True
        pairs = np.flatnonzero(np.isin(chains.unit, seeds))
        fed, later = chains.fed[pairs], chains.shuttled[pairs]
        rows[rail.n + fed[fed >= 0]] = True
        rows[rail.n + rail.n_fed + later[later >= 0]] = True
        fixed = plan.copy()
        fixed[_touches(f.cover, rows) > 0] = 0
        # Trains and hired coaches are counted anew in any case.
        fixed[n + rail.blocks_from :] = 0
        rest = f.need - f.cover @ fixed
        rows |= np.abs(rest) > 1e-9
        columns = np.flatnonzero(_touches(f.cover, ~rows) == 0)
        columns = columns[(f.upper - fixed)[columns] > 0]
        mine = np.flatnonzero(rows)
        part = Formulation(
            cost=f.cost[columns],
            cover=sparse.csc_array(sparse.csr_array(f.cover[:, columns])[mine]),
            need=rest[mine],
            limits=sparse.csr_array(f.limits[:, columns]),
            most=f.most - f.limits @ fixed,
            upper=(f.upper - fixed)[columns],
            single=f.single[mine],
            whole=f.whole[columns],
        )
        now = float(f.cost @ (plan - fixed))
        keep = _worth_looking(part, now, rail.watch.left_s(share))
        # A solver that is given no time at all takes as long as it likes.
        if keep is None or rail.watch.past(share):
            return None
        none = sparse.csr_array((0, len(columns)))
        time_s = max(LEAST_S, min(STEP_S, rail.watch.left_s(share)))
        found = choose(part, keep, none, rail.watch, time_s, 0)
        if found.times is None or part.cost @ found.times >= now - 0.5:
            return None
        better = fixed.copy()
        better[columns] += found.times
        return better


def _given(f: Formulation, given: Floats) -> Formulation:
    """Return what is left to choose when some columns are taken."""
    return Formulation(
        cost=f.cost,
        cover=f.cover,
        need=f.need - f.cover @ given,
        limits=f.limits,
        most=f.most - f.limits @ given,
        upper=f.upper - given,
        single=f.single,
        whole=f.whole,
    )


def _touches(cover: sparse.csc_array, rows: NDArray[np.bool_]) -> Ints:
    """Return how many of some rows each column is in."""
    inside = np.append(rows[cover.indices], False).astype(np.int64)
    counts = np.add.reduceat(inside, cover.indptr[:-1])
    counts[np.diff(cover.indptr) == 0] = 0
    return counts


def _worth_looking(part: Formulation, cost: float, time_s: float) -> Ints | None:
    """Return the columns that a plan cheaper than `cost` may use; None if none is."""
    found = optimize.linprog(
        part.cost,
        A_eq=part.cover,
        b_eq=part.need,
        A_ub=part.limits if len(part.most) else None,
        b_ub=part.most if len(part.most) else None,
        bounds=np.stack([np.zeros(len(part.cost)), part.upper], axis=1),
        method="highs",
        options={"time_limit": max(LEAST_S, time_s)},
    )
    if found.status != 0 or found.fun > cost - 0.5:
        return None
    reduced = part.cost - part.cover.T @ found.eqlin.marginals
    if len(part.most):
        reduced = reduced - part.limits.T @ np.minimum(found.ineqlin.marginals, 0)
    return np.flatnonzero(reduced <= cost - found.fun)
