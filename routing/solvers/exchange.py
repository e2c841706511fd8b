"""
Whole plans by coach and train: a dive, then neighbourhoods.

The dive decides who goes which way, the surest first, and relaxes the rest again; for
the ways that it found, columns are generated once more. A neighbourhood frees near
units, or those of one train, and lets the integer step choose anew among all columns
that touch nobody else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.formulation import Formulation
from routing.solvers.improve import count, worth_looking
from routing.solvers.integer import choose
from routing.solvers.linear import relax
from routing.solvers.partition import near_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.linear import Relaxed
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
        lower, upper = rail.bounds(f, n)
        ways, trains = rail.ways(n), rail.trains(n)
        lower[trains], upper[trains] = rail.goes, rail.may_go
        decided = np.zeros(rail.n, bool)
        first = True
        while not decided.all():
            found = rail.solve(f, lower, upper, share)
            if found is None or rail.watch.past(share):
                return
            part = found.x[ways]
            if first:
                self._open_trains(part, lower[trains], upper[trains], upper[ways])
                first = False
            else:
                self._decide(part, decided, lower[ways], upper[ways])
        self._settle(lower[ways] > 0, share)

    def _near_pool(self) -> Pool:
        """Return the columns nearest to paying, with those of the best plan."""
        rail = self.rail
        reduced = rail.reduced(rail.pool, rail.last)
        keep = np.argsort(reduced, kind="stable")[:DIVED]
        keep = np.union1d(keep, np.flatnonzero(reduced < 1))
        return rail.with_plan(rail.pool.take(keep))[0]

    def _open_trains(
        self, part: Floats, goes: Floats, may_go: Floats, may_use: Floats
    ) -> None:
        """
        Let the trains go that have most of their take-up, and no others.

        Parameters
        ----------
        part
            How much of each way the relaxation uses.
        goes, may_go, may_use
            Bounds of trains, and the upper ones of ways; changed.
        """
        rail = self.rail
        riders = np.zeros(self.n_blocks)
        np.add.at(riders, self.block, part * rail.units.size[self.unit])
        for b, block in enumerate(rail.problem.trains.blocks):
            if goes[b] == 1:
                continue
            filled = riders[b] >= LEAST_FILLED * max(1, block.least_riders)
            if may_go[b] == 1 and filled:
                goes[b] = 1
            else:
                may_go[b] = 0
                may_use[self.block == b] = 0

    def _decide(
        self,
        part: Floats,
        decided: NDArray[np.bool_],
        uses: Floats,
        may_use: Floats,
    ) -> None:
        """
        Decide the units that the relaxation is surest of.

        Parameters
        ----------
        part
            How much of each way the relaxation uses.
        decided, uses, may_use
            Which units are decided, and the bounds of ways; changed.
        """
        rail = self.rail
        by_train = np.zeros(rail.n)
        np.add.at(by_train, self.unit, part)
        best = np.full(rail.n, -1)
        value = 1 - by_train
        for o in np.argsort(part, kind="stable"):
            if part[o] > value[self.unit[o]]:
                best[self.unit[o]], value[self.unit[o]] = o, part[o]
        left = np.flatnonzero(~decided)
        order = left[np.argsort(-value[left], kind="stable")]
        least = max(1, int(LEAST_DECIDED * len(left)))
        for k, u in enumerate(order):
            if k >= least and value[u] < SURE:
                break
            decided[u] = True
            may_use[self.unit == u] = 0
            if best[u] >= 0:
                uses[best[u]] = may_use[best[u]] = 1

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
            lower, upper = rail.bounds(f, len(pool))
            ways = rail.ways(len(pool))
            lower[ways] = upper[ways] = chosen
            found = rail.solve(f, lower, upper, share)
            if found is None:
                break
            rail.last = prices = rail.prices_of(found)
            if round_ < ROUNDS and not rail.watch.past(share):
                new, _ = rail.price(prices, -1.0, share, prices, 500)
                if new:
                    continue
            self._choose_for(f, pool, found, lower, upper, share)
            break
        rail.shut = None

    def _choose_for(
        self,
        f: Formulation,
        pool: Pool,
        found: Relaxed,
        lower: Floats,
        upper: Floats,
        share: float,
    ) -> None:
        """Choose the best columns within the bounds of a relaxation."""
        rail = self.rail
        reduced = found.reduced(f)
        keep = np.flatnonzero((reduced < 0.03 * abs(found.value)) & (upper > 0))
        keep = keep[np.argsort(reduced[keep], kind="stable")[:DIVED]]
        keep = np.union1d(keep, np.arange(len(pool), len(f.cost)))
        keep = keep[upper[keep] > 0]
        given = np.where(lower > 0, f.upper, 0.0)
        left = replace(
            f,
            need=f.need - f.cover @ given,
            most=f.most - f.limits @ given,
            upper=f.upper - given,
        )
        time_s = max(1.0, rail.watch.left_s(share))
        chosen = choose(left, keep, rail.watch, time_s, rail.seed)
        if chosen.times is not None:
            rail.take_times(pool, chosen.times + given)

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
        ways = plan[rail.ways(n)] > 0.5
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
        fixed[count(f.cover, rows[f.cover.indices]) > 0] = 0
        # Trains and hired coaches are counted anew in any case.
        fixed[n + rail.blocks_from :] = 0
        rest = f.need - f.cover @ fixed
        rows |= np.abs(rest) > 1e-9
        columns = np.flatnonzero(count(f.cover, ~rows[f.cover.indices]) == 0)
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
        )
        now = float(f.cost @ (plan - fixed))
        time_s = max(LEAST_S, rail.watch.left_s(share))
        keep = worth_looking(part, relax(part, part.upper, time_s), now)
        # A solver that is given no time at all takes as long as it likes.
        if keep is None or rail.watch.past(share):
            return None
        time_s = max(LEAST_S, min(STEP_S, rail.watch.left_s(share)))
        found = choose(part, keep, rail.watch, time_s, 0)
        if found.times is None or part.cost @ found.times >= now - 0.5:
            return None
        better = fixed.copy()
        better[columns] += found.times
        return better
