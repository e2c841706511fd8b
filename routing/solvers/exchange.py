"""
Whole plans by coach and train: a dive, then neighbourhoods.

The dive decides who goes which way, the surest first, and relaxes the rest again; for
the ways that it found, columns are generated once more. A neighbourhood frees near
units, or those of one train, and lets the integer step choose anew among all columns
that touch nobody else. Each train in turn is made to go that does not, or not to go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from routing.solvers.formulation import Formulation
from routing.solvers.improve import count, worth_looking
from routing.solvers.integer import choose
from routing.solvers.linear import relax
from routing.solvers.partition import near_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.rail import Pool, Rail
    from routing.units import Ints

    Floats = NDArray[np.float64]

SURE = 0.95
LEAST_DECIDED = 0.25  # of the units that are left, in each step
LEAST_FILLED = 0.6  # of its take-up that a train has in the relaxation, to go
DIVED = 2_500  # columns
NEAR = 0.03  # of the value: the reduced cost up to which columns are chosen among
MOST_WRONG = 60  # decisions that are taken back
ROUNDS, STEP_ROUNDS = 6, 1  # of columns for given ways, and for some that are open
EFFORT = 500  # of a search for them
FREED = (6, 80)  # units, at first and at most
STEP_S = 1.5
MOST_KNOWN = 60_000  # columns, until which neighbourhoods look for more
TURN = 0.03  # of the time, to look near a plan with another train
LEAST_S = 0.1
LEAST_GAIN = 2e-4  # of the cost, in a turn
DEAR = 0.05  # of the cost: the price of a train, or against it
ENOUGH = 2.0  # times the take-up of a train: the riders among whom it finds them
KICKED = 10  # units that are freed at most, near a plan with another train
PATIENCE = 8  # neighbourhoods without a better plan, until they get larger


class _Bounds(NamedTuple):
    """
    What is decided: of each way, whether it is and may be used; of each train, whether
    it goes and may go.
    """

    uses: Floats
    may_use: Floats
    goes: Floats
    may_go: Floats

    def copy(self) -> _Bounds:
        return _Bounds(*(values.copy() for values in self))


class _Relaxed(NamedTuple):
    """A relaxation: its columns, their reduced costs and bounds, and the ways used."""

    pool: Pool
    f: Formulation
    value: float
    reduced: Floats
    lower: Floats
    upper: Floats
    ways: Floats


class _Part(NamedTuple):
    """A part of a formulation: its rows and columns, and what is taken beside it."""

    f: Formulation
    rows: Ints
    columns: Ints
    fixed: Floats


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
        self._noise = 0.0
        self._freed = FREED[0]  # in a neighbourhood; larger when none is better

    # ------------------------------------------------------------------ diving

    def dive(self, share: float, noise: float = 0.0) -> None:
        """
        Decide who goes which way, the surest first, and choose columns for that.

        Parameters
        ----------
        noise
            By what part of itself each share of a way seems more or less at most.
        """
        rail = self.rail
        self._noise = noise
        n = len(self.unit)
        b = _Bounds(
            np.zeros(n), rail.may_use.copy(), rail.goes.copy(), rail.may_go.copy()
        )
        found = self._relax(b, 1, share)
        if found is None:
            return
        self._open_trains(found.ways, b)
        decided = np.zeros(rail.n, bool)
        found = self._relax(b, STEP_ROUNDS, share)
        wrong, one = 0, False
        while found is not None and wrong <= MOST_WRONG:
            if decided.all():
                lost = self.settle(b.uses > 0, share)
                if not len(lost):
                    return
                # No coach has room for them: they go another way.
                wrong += 1
                decided[self.unit[lost]] = False
                b.uses[lost] = b.may_use[lost] = 0
                found = self._relax(b, STEP_ROUNDS, share)
                continue
            before = decided.copy(), b.copy()
            self._decide(found.ways, decided, b, one=one)
            then = self._relax(b, STEP_ROUNDS, share)
            if rail.watch.past(share):
                return
            if then is not None:
                found, one = then, False
                continue
            # Too many at once; and one alone, for whom a train has no seat, goes
            # another way.
            wrong += 1
            taken = b.uses > before[1].uses
            decided, b = before
            if one:
                b.may_use[taken] = 0
                found = self._relax(b, 0, share)
                while found is None or not taken.any():
                    if not self._close_one(decided, b):
                        return
                    taken[:] = True
                    found = self._relax(b, STEP_ROUNDS, share)
            one = True

    def _relax(self, b: _Bounds, rounds: int, share: float) -> _Relaxed | None:
        """
        Relax within bounds, with so many rounds of new columns; None if it cannot be.
        """
        rail = self.rail
        rail.shut = rail.closed_rows(b.may_use > 0)
        rail.shut[np.unique(self.unit[b.uses > 0])] = True
        for round_ in range(rounds + 1):
            pool = self._near_pool()
            spared, n = self._with_spare(rail.formulation(pool)), len(pool)
            lower, upper = rail.bounds(spared, n)
            ways, trains = rail.ways(n), rail.trains(n)
            lower[ways], upper[ways] = b.uses, b.may_use
            lower[trains], upper[trains] = b.goes, b.may_go
            rail.bar(spared, pool, upper)
            found = rail.solve(spared, lower, upper, share)
            if found is None:
                break
            rail.last = prices = rail.prices_of(found)
            if round_ == rounds or rail.watch.past(share):
                break
            new, _ = rail.price(prices, -1.0, share, prices, EFFORT)
            if not new:
                break
        rail.shut = None
        if found is None:
            return None
        reduced = found.reduced(spared)
        return _Relaxed(pool, spared, found.value, reduced, lower, upper, found.x[ways])

    def _with_spare(self, f: Formulation) -> Formulation:
        """
        Return a formulation in which feeders and shuttles for anybody can be bought.

        They are dear and do not exist: so that there is a solution before the columns
        for those who go a way are generated.
        """
        rail = self.rail
        n = rail.n_rows - rail.n
        pair = rail.chains.pair
        unit = np.zeros(n, np.int64)
        for rows, first in ((rail.chains.fed, 0), (rail.chains.shuttled, rail.n_fed)):
            some = np.unique(pair[rows[pair] >= 0])
            unit[first + rows[some]] = rail.chains.unit[some]
        price = rail.units.price_cents[unit] * np.where(
            rail.split[rail.n :], 1, rail.units.size[unit]
        )
        cover = sparse.vstack(
            [sparse.csr_array((rail.n, n)), sparse.eye_array(n, format="csr")]
        )
        none = sparse.csr_array((f.limits.shape[0], n))
        return replace(
            f,
            cost=np.concatenate([f.cost, price.astype(np.float64)]),
            cover=sparse.csc_array(sparse.hstack([f.cover, cover])),
            limits=sparse.csr_array(sparse.hstack([f.limits, none])),
            upper=np.concatenate([f.upper, np.full(n, np.inf)]),
        )

    def _near_pool(self) -> Pool:
        """Return the columns nearest to paying, with those of the best plan."""
        rail = self.rail
        reduced = rail.reduced(rail.pool, rail.last)
        keep = np.argsort(reduced, kind="stable")[:DIVED]
        keep = np.union1d(keep, np.flatnonzero(reduced < 1))
        keep = np.union1d(keep, rail.pool.alone())
        return rail.with_plan(rail.pool.take(keep))[0]

    def _open_trains(self, part: Floats, b: _Bounds) -> None:
        """
        Let the trains go that have most of their take-up, and no others.

        Parameters
        ----------
        part
            How much of each way the relaxation uses.
        """
        rail = self.rail
        riders = np.zeros(self.n_blocks)
        np.add.at(riders, self.block, part * rail.units.size[self.unit])
        riders = self._shaken(riders)
        for i, block in enumerate(rail.problem.trains.blocks):
            if b.goes[i] == 1:
                continue
            filled = riders[i] >= LEAST_FILLED * max(1, block.least_riders)
            if b.may_go[i] == 1 and filled:
                b.goes[i] = 1
            else:
                b.may_go[i] = 0
                b.may_use[self.block == i] = 0

    def _shaken(self, values: Floats) -> Floats:
        """Return values with noise."""
        if not self._noise:
            return values
        return values * (1 + self._noise * self.rng.uniform(-1, 1, len(values)))

    def _close_one(self, decided: NDArray[np.bool_], b: _Bounds) -> bool:
        """Close the train that has least of its take-up; False if all have it."""
        rail = self.rail
        riders = np.zeros(self.n_blocks)
        np.add.at(riders, self.block, b.uses * rail.units.size[self.unit])
        least = np.array([x.least_riders for x in rail.problem.trains.blocks])
        open_ = (b.goes > rail.goes) & (riders < least)
        if not open_.any():
            return False
        i = int(np.where(open_, least - riders, -np.inf).argmax())
        b.goes[i] = b.may_go[i] = 0
        of_it = self.block == i
        decided[self.unit[of_it & (b.uses > 0)]] = False
        b.uses[of_it] = b.may_use[of_it] = 0
        return True

    def _decide(
        self, part: Floats, decided: NDArray[np.bool_], b: _Bounds, *, one: bool
    ) -> None:
        """
        Decide the units that the relaxation is surest of, or just one.

        Parameters
        ----------
        part
            How much of each way the relaxation uses.
        decided, b
            Which units are decided, and the bounds of ways; changed.
        """
        rail = self.rail
        part = self._shaken(part)
        by_train = np.zeros(rail.n)
        np.add.at(by_train, self.unit, part)
        best = np.full(rail.n, -1)
        value = 1 - by_train
        for o in np.argsort(part, kind="stable"):
            if part[o] > value[self.unit[o]]:
                best[self.unit[o]], value[self.unit[o]] = o, part[o]
        left = np.flatnonzero(~decided)
        order = left[np.argsort(-value[left], kind="stable")]
        least = 1 if one else max(1, int(LEAST_DECIDED * len(left)))
        for k, u in enumerate(order):
            if k >= least and (one or value[u] < SURE):
                break
            decided[u] = True
            b.may_use[self.unit == u] = 0
            if best[u] >= 0:
                b.uses[best[u]] = b.may_use[best[u]] = 1

    def settle(self, chosen: NDArray[np.bool_], share: float) -> Ints:
        """
        Generate columns for given ways, and choose the best of them.

        Returns the ways for which there is no feeder or no shuttle.
        """
        rail, none = self.rail, np.zeros(0, np.int64)
        uses = chosen.astype(np.float64)
        ones = np.ones(self.n_blocks)
        # Whoever has no seat may ride directly now.
        barred, rail.barred = rail.barred, None
        found = self._relax(_Bounds(uses, uses, 0 * ones, ones), ROUNDS, share)
        rail.barred = barred
        if found is None:
            return none
        pool, n = found.pool, len(found.pool)
        near = (found.reduced < NEAR * abs(found.value)) & (found.upper > 0)
        keep = np.flatnonzero(near[:n])
        keep = keep[np.argsort(found.reduced[keep], kind="stable")[:DIVED]]
        keep = np.union1d(keep, pool.alone())
        keep = np.union1d(keep, np.flatnonzero(found.upper[n:] > 0) + n)
        f = found.f
        given = np.where(found.lower > 0, f.upper, 0.0)
        left = replace(
            f,
            need=f.need - f.cover @ given,
            most=f.most - f.limits @ given,
            upper=f.upper - given,
        )
        time_s = max(1.0, rail.watch.left_s(share))
        choice = choose(left, keep, rail.watch, time_s, rail.seed)
        if choice.times is None:
            return none
        times = choice.times + given
        end = n + len(rail.cost_fixed)
        lost = rail.n + np.flatnonzero(times[end:] > 0.5)
        if not len(lost):
            rail.take_times(pool, times[:end])
        ways = np.flatnonzero(chosen)
        asks = sparse.csc_array(f.cover[:, n + rail.ways_from + ways])
        return ways[count(asks, np.isin(asks.indices, lost)) > 0]

    # ----------------------------------------------------------- neighbourhoods

    def improve(self, share: float) -> None:
        """
        Look for better plans until a share of the time is used, or there are none.

        By turns columns are generated for who goes which way now, some units at a time
        are free to go another, and each train in turn is made to go or not to
        (Lourenço, Martin, Stützle 2003, "Iterated local search"): what a plan costs
        with other trains is known only when all have found their way.
        """
        rail, watch, largest = self.rail, self.rail.watch, KICKED
        while not watch.past(share) and not rail.closed():
            before = rail.cost
            ways = rail.fixed_times[rail.ways_from : rail.blocks_from]
            self.settle(ways > 0.5, share)
            self._exchange(share, largest)
            for b in self.rng.permutation(self.n_blocks).tolist():
                if watch.past(share) or rail.closed():
                    return
                self._turn_round(b, share)
            if rail.cost > (1 - LEAST_GAIN) * before:
                if largest >= min(FREED[1], rail.n):
                    return
                largest *= 2

    def _turn_round(self, b: int, share: float) -> None:
        """Make a train go that does not, or not go, and look near that plan."""
        rail, freed = self.rail, self._freed
        best = rail.put_aside()
        if self._kick(b, share):
            self._freed = FREED[0]
            until = min(share, rail.watch.used + TURN)
            self._exchange(until, KICKED)
        rail.take_back(*best)
        self._freed = freed

    def _kick(self, b: int, share: float) -> bool:
        """Take a plan in which a train goes that does not, or the other way round."""
        rail = self.rail
        pool, plan = rail.with_plan(rail.pool)
        goes = plan[rail.trains(len(pool))][b] > 0
        f = self._turned(b, goes, pool)
        seeds = self._of_train(b, plan, len(pool), KICKED)
        if not goes:
            seeds = self._enough_for(b)
        if self._price_near(f, plan, seeds, len(pool), share):
            pool, plan = rail.with_plan(rail.pool)
            f = self._turned(b, goes, pool)
        other = self._repair(f, plan, seeds, len(pool), share)
        return other is not None and rail.take_times(pool, other)

    def _enough_for(self, b: int) -> Ints:
        """Return units that could go by a train, more than enough for it to go."""
        could = self.rng.permutation(np.unique(self.unit[self.block == b]))
        riders = np.cumsum(self.rail.units.size[could])
        least = self.rail.problem.trains.blocks[b].least_riders
        return could[: 1 + np.searchsorted(riders, ENOUGH * least)]

    def _turned(self, b: int, goes: bool, pool: Pool) -> Formulation:
        """Return the problem with a price for a train that goes, or against it."""
        f = self.rail.open_formulation(pool)
        cost = f.cost.copy()
        dear = DEAR * self.rail.least
        cost[self.rail.trains(len(pool))][b] += dear if goes else -dear
        return replace(f, cost=cost)

    def _exchange(self, share: float, largest: int = FREED[1]) -> bool:
        """Free some units at a time, and choose anew; return whether time was up."""
        rail = self.rail
        near = near_rows(rail.units, FREED[1])
        pool, plan = rail.with_plan(rail.pool)
        f = rail.open_formulation(pool)
        failed = 0
        while not rail.watch.past(share) and not rail.closed():
            if self._freed > largest:
                self._freed = FREED[0]
                return False
            seeds = self._seeds(near, plan, len(pool), self._freed)
            if len(rail.pool) < MOST_KNOWN and self._price_near(
                f, plan, seeds, len(pool), share
            ):
                pool, plan = rail.with_plan(rail.pool)
                f = rail.open_formulation(pool)
            better = self._repair(f, plan, seeds, len(pool), share)
            if better is not None and rail.take_times(pool, better):
                plan, failed = better, 0
            else:
                failed += 1
                if failed % PATIENCE == 0:
                    self._freed += 1 + self._freed // 5
        return rail.watch.past(share)

    def _seeds(self, near: Ints, plan: Floats, n: int, size: int) -> Ints:
        """Return near units; or those of a train with as many of its neighbours."""
        rail = self.rail
        u = int(self.rng.integers(rail.n))
        if self.rng.random() < 0.5 or not self.n_blocks:
            return near[u, :size].copy()
        return self._of_train(int(self.rng.integers(self.n_blocks)), plan, n, size)

    def _of_train(self, b: int, plan: Floats, n: int, size: int) -> Ints:
        """Return units of a train, and others that could go by it."""
        rail = self.rail
        ways = plan[rail.ways(n)] > 0.5
        on_it = self.unit[ways & (self.block == b)]
        could = self.unit[self.block == b]
        some = self.rng.permutation(on_it)[:size]
        others = self.rng.permutation(could)[: max(2, size // 2)]
        return np.unique(np.concatenate([some, others]))

    def _price_near(
        self, f: Formulation, plan: Floats, seeds: Ints, n: int, share: float
    ) -> int:
        """Generate columns for some units and whom they ride with; return how many."""
        rail = self.rail
        part = self._part(f, plan, seeds, n)
        time_s = max(LEAST_S, rail.watch.left_s(share))
        found = relax(part.f, part.f.upper, time_s)
        if found is None or rail.watch.past(share):
            return 0
        rows = np.zeros(rail.n_rows)
        rows[part.rows] = found.rows
        rail.shut = np.ones(rail.n_rows, bool)
        rail.shut[part.rows] = rail.idle[part.rows]
        prices = rail.prices_of(replace(found, rows=rows))
        new, _ = rail.price(prices, -1.0, share, prices, EFFORT)
        rail.shut = None
        return new

    def _part(self, f: Formulation, plan: Floats, seeds: Ints, n: int) -> _Part:
        """Return the problem of some units, and of whom they ride with."""
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
        return _Part(part, mine, columns, fixed)

    def _repair(
        self, f: Formulation, plan: Floats, seeds: Ints, n: int, share: float
    ) -> Floats | None:
        """Return a better plan in which seeds, and whom they rode with, ride anew."""
        rail = self.rail
        part, _, columns, fixed = self._part(f, plan, seeds, n)
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
