"""
Plan with trains: who goes by a direct coach, and who by feeder, train and shuttle.

One linear program over direct trips, feeders, shuttles' drives and the options that
bind them, whose columns are generated; then the integer step over all that a better
plan can use, or, where these are too many, a dive and neighbourhoods.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.branching import Branching
from routing.solvers.chains import feeder_markets, feeder_units
from routing.solvers.columns import Columns, cheaper, columns_of, join
from routing.solvers.exchange import Search
from routing.solvers.formulation import Formulation
from routing.solvers.improve import count
from routing.solvers.insertion import Insertion
from routing.solvers.integer import choose
from routing.solvers.later import Drives, Shuttles
from routing.solvers.linear import relax
from routing.solvers.master import stay_behind, staying
from routing.solvers.partition import choose_trips, repeated, whole
from routing.solvers.pricing import (
    MOST_STATES,
    Market,
    Pricing,
    coach_days,
    fleet_prices,
)
from routing.solvers.trips import found_for
from routing.units import DISTANCE_M
from routing.watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.problem import Problem
    from routing.solvers.chains import Chains
    from routing.solvers.linear import Relaxed
    from routing.units import Ints, Net, Units

    Floats = NDArray[np.float64]

FINE = 2e-5  # of the cost: what the last rounds may leave of the bound
FIRST_EFFORT = 30
MOST_ROUNDS = 400
SMOOTHING = 0.3
HALF = 0.6  # of the time for columns, after which searches are complete
NEARLY = 0.002  # of the value: what the bound may lack where there are many rows
SLOW = 0.004  # of the value, gained by one round
INTERIOR = 800  # rows from which on the interior-point method is the faster one
MOST_POOLED = 24_000
MOST_LISTED = 150_000
# Of the time, until when at the latest.
BY_COACH, BY_TRAIN, FIRST_DIVES, NEAR_HUBS, GENERATING = 0.1, 0.2, 0.25, 0.5, 0.62
FIRST_NOISES = (0.0, 0.4)  # of the dives for a first plan by train
DIVE = 0.15  # of what is left then
FED = 0.4  # of the whole way, that a feeder drives in a first plan by train
BRANCHING, IMPROVING = 0.64, 0.88  # of the time, until when
NOTHING = -1e15  # what a row is worth that is not to be carried
NARROW = 300  # rows up to which all columns that matter are listed first
WIDTHS = (0.003, 0.008, 0.03, 1.0, math.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """
    Duals of the relaxation, and the bound that they prove.

    Parameters
    ----------
    rows
        Of units, feeder rows and shuttle rows; per rider where they may be split.
    day_cents
        Shape ``(n_types, n_dates)``: of a coach on a date, at least 0.
    limits
        Of seats, take-ups and the moments of shuttle coaches, at most 0.
    terms
        Shape ``(n_units,)``: what each unit adds to the bound at least.
    ways
        Shape ``(n_options,)``: what it would add if it went this way.
    """

    rows: Floats
    day_cents: Floats
    limits: Floats
    bound: float = -np.inf
    terms: Floats | None = None
    ways: Floats | None = None

    def unproven(self) -> Prices:
        """Return the prices, and nothing that they prove."""
        return Prices(self.rows, self.day_cents, self.limits)

    def towards(self, other: Prices, share: float) -> Prices:
        """Return a mixture, so much of it the other."""
        return Prices(
            (1 - share) * self.rows + share * other.rows,
            (1 - share) * self.day_cents + share * other.day_cents,
            (1 - share) * self.limits + share * other.limits,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Columns: direct trips, feeders, and the drives of shuttles."""

    direct: Columns
    feeders: Columns
    drives: Drives

    def __len__(self) -> int:
        return len(self.direct) + len(self.feeders) + len(self.drives)

    def take(self, keep: Ints) -> Pool:
        """Return some of the columns, numbered through."""
        n, m = len(self.direct), len(self.direct) + len(self.feeders)
        return Pool(
            self.direct.take(keep[keep < n]),
            self.feeders.take(keep[(keep >= n) & (keep < m)] - n),
            self.drives.take(keep[keep >= m] - m),
        )

    def plus(self, other: Pool) -> Pool:
        """Return the columns of both."""
        return Pool(
            join([self.direct, other.direct]),
            join([self.feeders, other.feeders]),
            join([self.drives, other.drives]),
        )

    def alone(self) -> Ints:
        """Return the columns that carry one unit: for whom nothing else fits."""
        parts = (self.direct, self.feeders, self.drives)
        sizes = [np.diff(part.starts) for part in parts]
        return np.flatnonzero(np.concatenate(sizes) == 1)

    def places_of(self, other: Pool) -> Ints:
        """Return where the columns of another pool stand in ``self.plus(other)``."""
        parts = []
        at = 0
        for mine, more in (
            (self.direct, other.direct),
            (self.feeders, other.feeders),
            (self.drives, other.drives),
        ):
            parts.append(at + len(mine) + np.arange(len(more)))
            at += len(mine) + len(more)
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """
    A whole plan.

    Parameters
    ----------
    chosen
        Its columns, each as often as it is taken.
    fixed
        How often each fixed column is taken.
    """

    chosen: Pool
    fixed: Floats
    cost_cents: int
    bound_cents: int


class Rail:
    """One planning run with trains."""

    def __init__(
        self,
        problem: Problem,
        net: Net,
        units: Units,
        chains: Chains,
        watch: Watch,
        gap: float,
        seed: int,
    ) -> None:
        self.problem = problem
        self.units = units
        self.chains = chains
        self.watch = watch
        self.gap = gap
        self.seed = seed
        fed = np.flatnonzero(chains.fed >= 0)
        pairs = list(
            zip(chains.unit[fed].tolist(), chains.block[fed].tolist(), strict=True)
        )
        self.feeders = feeder_units(problem, net, units, pairs)
        self.shuttles = Shuttles(problem, net, units, chains)
        everything = np.ones(len(problem.fleet), bool)
        self.markets = [
            Market(d, variants, everything) for d, variants in enumerate(units.markets)
        ]
        self.feeder_markets = feeder_markets(problem, self.feeders)
        self.n, self.n_fed = len(units), len(pairs)
        self.n_rows = self.n + self.n_fed + len(self.shuttles)
        self.split = np.concatenate(
            [units.split, self.feeders.split, self.shuttles.split]
        )
        size = np.concatenate([units.size, self.feeders.size, self.shuttles.size])
        self.size = np.where(self.split, size, 1).astype(np.float64)
        self.need = np.zeros(self.n_rows)
        self.need[: self.n] = self.size[: self.n]
        self.limited = np.argwhere(units.counts >= 0)
        self._lay_out_fixed()
        keys = np.random.default_rng(19).integers(1, 2**63, self.n_rows + 1)
        self._keys = keys.astype(np.uint64)
        self._known: tuple[dict[int, int], ...] = ({}, {}, {})
        self.direct_pricing = Pricing(units, self.markets, self.n)
        self.feeder_pricing = Pricing(self.feeders, self.feeder_markets, self.n_fed)
        insertion = Insertion(units, self.markets)
        floor = insertion.run()
        nothing = self._nothing()
        self.pool = nothing
        # Rows that nobody is to be carried by, while ways are given.
        self.shut: NDArray[np.bool_] | None = None
        # Units that may not ride directly, meanwhile.
        self.barred: NDArray[np.bool_] | None = None
        self.may_use = np.ones(len(chains))  # which ways, meanwhile
        self.branched = False
        # Which trains go at least, and at most, while it is branched over them.
        riders = np.zeros(len(problem.trains.blocks))
        np.add.at(riders, chains.block, units.size[chains.unit])
        least = [block.least_riders for block in problem.trains.blocks]
        self.going = np.zeros(len(riders))
        self.let_go(np.zeros(len(riders)), (riders >= least).astype(np.float64))
        self.best = Prices(
            np.zeros(self.n_rows),
            np.zeros(units.counts.shape),
            np.zeros(len(self.most)),
        )
        self.last = self.best
        self.value = math.inf
        self.bound = 0.0
        self.cost = self.least = math.inf
        self.chosen, self.fixed_times = nothing, np.zeros(len(self.cost_fixed))
        plan = Pool(floor, nothing.feeders, nothing.drives)
        self._take(plan, self._staying(floor))
        self.add(plan)
        self.add(Pool(insertion.alone(), nothing.feeders, nothing.drives))
        first = self.best.rows
        first[: self.n] = self._shares(units, insertion.alone(), floor)
        if self.n_fed:
            insertion = Insertion(self.feeders, self.feeder_markets)
            alone, some = insertion.alone(), insertion.run()
            self.add(Pool(nothing.direct, join([alone, some]), nothing.drives))
            until = self.n + self.n_fed
            first[self.n : until] = self._shares(self.feeders, alone, some)
        first[self.n + self.n_fed :] = self.shuttles.shares()
        first /= self.size

    @staticmethod
    def _shares(units: Units, alone: Columns, some: Columns) -> Floats:
        """Return what each pays in a plan; who is in none, its part of a coach."""
        shares = np.zeros(len(units))
        for columns in (alone, some):
            load = units.net.load[columns.coach]
            if columns is some and len(some):
                load = np.add.reduceat(some.riders, some.starts[:-1])
            for j in range(len(columns)):
                span = columns.members(j)
                each = columns.cost_cents[j] / max(1, load[j])
                shares[columns.rows[span]] = each * units.size[columns.rows[span]]
        return shares

    def _nothing(self) -> Pool:
        none = columns_of(found_for(1, 1), 0, self.units.markets[0], 0)
        return Pool(none, none, self.shuttles.none())

    # ------------------------------------------------------------- the program

    def _lay_out_fixed(self) -> None:
        """Lay out who stays, the options, the blocks that go, and hired shuttles."""
        chains, units, blocks = self.chains, self.units, self.problem.trains.blocks
        stay = stay_behind(units, self.n_rows)
        n_stay, n_ways, n_blocks = len(stay), len(chains), len(blocks)
        hires = self.shuttles.hire_cents
        self.ways_from = n_stay
        self.blocks_from = n_stay + n_ways
        self.hires_from = self.blocks_from + n_blocks
        n = self.hires_from + len(hires)
        self.cost_fixed = np.concatenate(
            [stay.cost, chains.cost_cents, np.zeros(n_blocks), hires]
        ).astype(np.float64)
        self.most_fixed = np.concatenate(
            [
                stay.most,
                np.ones(n_ways),
                np.ones(n_blocks),
                self.shuttles.most_coaches,
            ]
        )
        pair = chains.pair
        unit, block = chains.unit[pair], chains.block[pair]
        size = self.size[unit]
        cover = sparse.lil_array((self.n_rows, n_ways))
        limits = sparse.lil_array((2 * n_blocks, n))
        for o in range(n_ways):
            p = pair[o]
            cover[unit[o], o] = size[o]
            if chains.by_feeder[o]:
                cover[self.n + chains.fed[p], o] = -size[o]
            if chains.shuttled[p] >= 0:
                cover[self.n + self.n_fed + chains.shuttled[p], o] = -size[o]
            riders = float(units.size[unit[o]])
            limits[block[o], n_stay + o] = riders
            limits[n_blocks + block[o], n_stay + o] = -riders
        for b, one in enumerate(blocks):
            limits[b, self.blocks_from + b] = -float(one.seats)
            limits[n_blocks + b, self.blocks_from + b] = float(one.least_riders)
        links = self._links(n)
        rest = sparse.csc_array((self.n_rows, n_blocks + len(hires)))
        self.cover_fixed = sparse.csc_array(
            sparse.hstack([stay.cover, sparse.csc_array(cover), rest], format="csc")
        )
        moments = sparse.hstack(
            [
                sparse.csr_array((self.shuttles.n_limits, self.hires_from)),
                self.shuttles.hire_limits(),
            ]
        )
        self.limits_fixed = sparse.csr_array(
            sparse.vstack([sparse.csr_array(limits), links, moments], format="csr")
        )
        self.moments_from = 2 * n_blocks + links.shape[0]
        self.most = np.zeros(self.limits_fixed.shape[0])

    def _links(self, n: int) -> sparse.csr_array:
        """
        Return rows, each at most 0, that follow from the others in a whole plan.

        Who goes by a train needs the whole train, with its take-up, and a shuttle coach
        of its station and date. Without these rows the relaxation would take a small
        part of each.
        """
        chains = self.chains
        shuttles, blocks = self.problem.trains.shuttles, self.problem.trains.blocks
        hires: dict[tuple[object, str], list[int]] = {}
        for h, (date, t) in enumerate(self.shuttles.hires):
            hires.setdefault((date, shuttles[t].station), []).append(h)
        ways: dict[tuple[object, ...], list[int]] = {}
        for o in range(len(chains)):
            p = chains.pair[o]
            unit, b = int(chains.unit[p]), int(chains.block[p])
            ways.setdefault((unit, b), []).append(o)
            if chains.shuttled[p] >= 0:
                key = unit, blocks[b].service_date, blocks[b].station
                ways.setdefault(key, []).append(o)
        rows: list[int] = []
        columns: list[int] = []
        data: list[float] = []
        for row, ((_, *of), some) in enumerate(ways.items()):
            if len(of) == 1:
                needed = [self.blocks_from + int(str(of[0]))]
            else:
                needed = [self.hires_from + h for h in hires[of[0], str(of[1])]]
            rows += [row] * (len(some) + len(needed))
            columns += [self.ways_from + o for o in some] + needed
            data += [1.0] * len(some) + [-1.0] * len(needed)
        return sparse.csr_array((data, (rows, columns)), shape=(len(ways), n))

    def cover(self, pool: Pool) -> sparse.csc_array:
        """Return the matrix rows × columns."""
        n, f = self.n, self.n_fed
        parts = (
            pool.direct.cover(self.split[:n]),
            pool.feeders.cover(self.split[n : n + f]),
            pool.drives.cover(self.split[n + f :]),
        )
        return sparse.csc_array(sparse.block_diag(parts, format="csc"))

    def limits(self, pool: Pool) -> sparse.csr_array:
        """Return the matrix of limits × columns: first the fleet's, then the others."""
        days = sparse.hstack(
            [
                coach_days(self.units, self.markets, pool.direct),
                coach_days(self.units, self.feeder_markets, pool.feeders),
            ],
            format="csr",
        )
        fleet_rows = sparse.csr_array(days[self.units.counts.ravel() >= 0])
        blocks = sparse.csr_array((self.moments_from, len(pool.drives)))
        drives = sparse.vstack([blocks, self.shuttles.limits(pool.drives)])
        return sparse.csr_array(sparse.block_diag((fleet_rows, drives), format="csr"))

    @property
    def fleet_most(self) -> Floats:
        """Return the coaches of each limited type and date."""
        return self.units.counts[tuple(self.limited.T)].astype(np.float64)

    @staticmethod
    def cents(pool: Pool) -> Floats:
        """Return the costs of columns."""
        return np.concatenate(
            [
                pool.direct.cost_cents,
                pool.feeders.cost_cents,
                pool.drives.cost_cents,
            ]
        ).astype(np.float64)

    def reduced(self, pool: Pool, at: Prices) -> Floats:
        """Return the reduced costs of columns."""
        fleet_cents = at.day_cents[tuple(self.limited.T)]
        below = np.concatenate([-fleet_cents, at.limits])
        return np.asarray(
            self.cents(pool)
            - self.cover(pool).T @ at.rows
            - self.limits(pool).T @ below
        )

    def formulation(self, pool: Pool) -> Formulation:
        """Return the problem over some columns, followed by the fixed ones."""
        n_fleet, n_fixed = len(self.limited), len(self.cost_fixed)
        fixed = sparse.vstack([sparse.csr_array((n_fleet, n_fixed)), self.limits_fixed])
        cover = self.cover(pool)
        times = np.full(len(pool), np.inf)
        spans = np.diff(cover.indptr)
        if len(pool):
            fits = self.size[cover.indices] // np.maximum(cover.data, 1)
            times = np.minimum.reduceat(fits, cover.indptr[:-1])
            times[spans == 0] = 0
        return Formulation(
            cost=np.concatenate([self.cents(pool), self.cost_fixed]),
            cover=sparse.csc_array(
                sparse.hstack([cover, self.cover_fixed], format="csc")
            ),
            need=self.need,
            limits=sparse.csr_array(
                sparse.hstack([self.limits(pool), fixed], format="csr")
            ),
            most=np.concatenate([self.fleet_most, self.most]),
            upper=np.concatenate([times, self.most_fixed]),
            single=(self.need == 1) & ~self.split,
        )

    def open_formulation(self, pool: Pool) -> Formulation:
        """Return the same without the ways and direct trips that are closed now."""
        f = self.formulation(pool)
        upper = f.upper.copy()
        upper[self.ways(len(pool))] *= self.may_use
        self.bar(f, pool, upper)
        return replace(f, upper=upper)

    # -------------------------------------------------------- column generation

    def add(self, pool: Pool, at: Prices | None = None) -> int:
        """Add new columns to the pool; return how many of them pay at the prices."""
        n, f, keys = self.n, self.n_fed, self._keys
        direct, feeders, drives = pool.direct, pool.feeders, pool.drives
        prints = (
            direct.fingerprints(keys).tolist(),
            feeders.fingerprints(keys[n:]).tolist(),
            drives.fingerprints(keys[n + f :]),
        )
        fresh = Pool(
            cheaper(direct, prints[0], self._known[0]),
            cheaper(feeders, prints[1], self._known[1]),
            cheaper(drives, prints[2], self._known[2]),
        )
        if not len(fresh):
            return 0
        self.pool = self.pool.plus(fresh)
        if at is None:
            return len(fresh)
        return int((self.reduced(fresh, at) < -0.5).sum())

    def relax(self, share: float) -> Prices | None:
        """Solve the linear program over the pool; None when time is up."""
        if len(self.pool) > MOST_POOLED and self.last is not self.best:
            # Those of the last solution have no reduced cost.
            reduced = self.reduced(self.pool, self.last)
            keep = np.argsort(reduced, kind="stable")[: MOST_POOLED // 2]
            keep = np.union1d(keep, np.flatnonzero(reduced < 1))
            self._known = ({}, {}, {})
            pool, self.pool = self.pool.take(keep), self._nothing()
            self.add(pool)
        n = len(self.pool)
        f = self.formulation(self.pool)
        lower, upper = self.bounds(f, n)
        trains = self.trains(n)
        lower[trains], upper[trains] = self.goes, self.may_go
        upper[self.ways(n)] = self.may_use
        self.bar(f, self.pool, upper)
        found = self.solve(f, lower, upper, share)
        if found is None:
            return None
        self.value, self.going = found.value, found.x[trains]
        return self.prices_of(found)

    def bar(self, f: Formulation, pool: Pool, upper: Floats) -> None:
        """Bar the direct trips of those who may not ride directly."""
        if self.barred is not None:
            whom = count(f.cover, self.barred[f.cover.indices])
            direct = np.arange(len(whom)) < len(pool.direct)
            upper[direct & (whom > 0)] = 0

    def ways(self, n: int) -> slice:
        """Return where the ways by train stand among fixed columns after `n` others."""
        return slice(n + self.ways_from, n + self.blocks_from)

    def trains(self, n: int) -> slice:
        """Return where the trains stand among fixed columns after `n` others."""
        return slice(n + self.blocks_from, n + self.hires_from)

    @staticmethod
    def bounds(f: Formulation, n: int) -> tuple[Floats, Floats]:
        """Return the bounds of a relaxation; of its first `n` columns they follow."""
        upper = np.where(np.arange(len(f.cost)) < n, np.inf, f.upper)
        return np.zeros(len(f.cost)), upper

    def solve(
        self, f: Formulation, lower: Floats, upper: Floats, share: float
    ) -> Relaxed | None:
        """Relax a formulation within bounds; None when there is no solution in time."""
        return relax(
            f,
            upper,
            max(1.0, self.watch.left_s(share)),
            lower=lower,
            interior=INTERIOR,
            scale=max(1.0, float(np.abs(f.cost).mean())),
        )

    def prices_of(self, found: Relaxed) -> Prices:
        """Return the duals of a relaxation."""
        n_fleet = len(self.limited)
        day_cents = np.zeros(self.units.counts.shape)
        day_cents[tuple(self.limited.T)] = -found.limits[:n_fleet]
        return Prices(found.rows, day_cents, found.limits[n_fleet:])

    def let_go(self, goes: Floats, may_go: Floats) -> None:
        """Say which trains go at least, and which may."""
        self.goes, self.may_go = goes, may_go
        self.idle = self.closed_rows(self._open_ways())

    def _open_ways(self) -> NDArray[np.bool_]:
        """Return the ways that may be used, of trains that may go."""
        block = self.chains.block[self.chains.pair]
        return (self.may_go[block] > 0) & (self.may_use > 0)

    def generate(self, share: float, *, branch: bool = False) -> bool:
        """
        Generate columns until none pays, the gap is small or time is up.

        Parameters
        ----------
        branch
            Whether most columns are there already, and little of the bound may lack.

        Returns whether the program was solved to about its end.
        """
        effort, before, still = FIRST_EFFORT, math.inf, 0
        patience = 3
        if branch:
            effort, patience = 500, 1
        for round_ in range(MOST_ROUNDS):
            now = self.relax(share)
            if now is None or self.watch.past(share):
                return False
            self.last = now
            threshold = -FINE * max(1.0, abs(self.value)) / max(1, self.n_rows)
            # Rough searches prove nothing; when they no longer gain, search farther.
            gained = before - self.value
            if round_ > 0 and gained < SLOW * abs(self.value):
                effort = min(MOST_STATES, effort * 4)
            if self.watch.used > HALF * share:
                effort = MOST_STATES  # a bound is wanted before the time is up
            still = still + 1 if gained < FINE * abs(self.value) else 0
            before = self.value
            smooth = SMOOTHING if math.isfinite(self.best.bound) else 0.0
            if round_ == 0:
                smooth = 1.0
            while True:
                at = now.towards(self.best, smooth)
                new, complete = self.price(at, threshold, share, now, effort)
                if not self.branched:
                    self.prove(self.best.bound)
                if new or self.watch.past(share):
                    break
                if smooth > 0:
                    smooth = 0.0
                elif not complete and effort < MOST_STATES:
                    effort = min(MOST_STATES, effort * 16)
                else:
                    return complete
            if self.watch.past(share):
                return False
            short = self.value - self.best.bound
            if short <= 2 * FINE * abs(self.value):
                return True
            # Of many rows, the last part of the bound takes as long as all before.
            if (
                self.n_rows > NARROW
                and still >= patience
                and short <= NEARLY * self.value
            ):
                return True
            if self.best.bound >= (1 - 0.2 * self.gap) * self.cost:
                return True
        return False

    def price(
        self, at: Prices, threshold: float, share: float, now: Prices, effort: int
    ) -> tuple[int, bool]:
        """
        Add the columns that pay at some prices, and note the bound that these prove.

        Returns how many of them pay `now`, and whether every search came to its end.
        """
        n, f, watch = self.n, self.n_fed, self.watch
        worth = at.rows * self.size
        worth[self.idle if self.shut is None else self.shut] = NOTHING
        if self.barred is not None:
            worth[self.barred] = NOTHING
        direct = self.direct_pricing.price(
            worth[:n], self._fleet(at, False), threshold, watch, share, effort=effort
        )
        complete, fed_least = direct.complete, np.zeros(f)
        nothing = self._nothing()
        feeders = nothing.feeders
        if f:
            fed = self.feeder_pricing.price(
                worth[n : n + f],
                self._fleet(at, True),
                threshold,
                watch,
                share,
                effort=effort,
            )
            complete = complete and fed.complete
            fed_least = fed.least
            if fed.columns is not None:
                feeders = fed.columns
        moments = -at.limits[self.moments_from :]
        drives, least = self.shuttles.price(worth[n + f :], moments, threshold)
        if complete and self.shut is None:
            self._bound(at, direct.least, fed_least, least)
        columns = nothing.direct if direct.columns is None else direct.columns
        return self.add(Pool(columns, feeders, drives), now), complete

    def _fleet(self, at: Prices, feeders: bool) -> Floats:
        if feeders:
            markets, units = self.feeder_markets, self.feeders
        else:
            markets, units = self.markets, self.units
        return fleet_prices(units, markets, at.day_cents)

    def _bound(self, at: Prices, direct: Floats, fed: Floats, shuttled: Floats) -> None:
        """
        Take note of what prices prove.

        Each unit rides directly, stays, or goes one of its ways by train, so it adds
        at least the least of these; a column is counted at one of its rows.
        """
        n, f, chains, units = self.n, self.n_fed, self.chains, self.units
        counts = units.counts
        value = float(at.rows[:n] @ self.need[:n])
        value -= float((at.day_cents * np.maximum(counts, 0))[counts >= 0].sum())
        reduced = (
            self.cost_fixed
            - self.cover_fixed.T @ at.rows
            - self.limits_fixed.T @ at.limits
        )
        hires = reduced[self.hires_from :]
        value += float(
            (np.minimum(hires, 0) * self.most_fixed[self.hires_from :]).sum()
        )
        goes = reduced[self.blocks_from : self.hires_from]
        value += float(np.where(goes < 0, goes * self.may_go, goes * self.goes).sum())
        size = self.size
        price = units.price_cents.astype(np.float64)
        stays = np.where(
            units.split,
            np.minimum(0, price - at.rows[:n]) * size[:n],
            reduced[:n],
        )
        rides = np.minimum(0, direct) * size[:n]
        terms = np.where(units.split, stays + rides, np.minimum(stays, rides))
        pair = chains.pair
        unit = chains.unit[pair]
        ways = reduced[self.ways_from : self.blocks_from].copy()
        by_feeder = np.flatnonzero(chains.by_feeder)
        row = chains.fed[pair[by_feeder]]
        ways[by_feeder] += np.minimum(0, fed[row]) * size[n + row]
        later = np.flatnonzero(chains.shuttled[pair] >= 0)
        row = chains.shuttled[pair[later]]
        ways[later] += np.minimum(0, shuttled[row]) * size[n + f + row]
        ways[~self._open_ways()] = np.inf
        np.minimum.at(terms, unit, ways)
        bound = value + float(terms.sum())
        if bound > self.best.bound:
            self.best = Prices(at.rows, at.day_cents, at.limits, bound, terms, ways)

    # ------------------------------------------------------------------- plans

    def _staying(self, floor: Columns) -> Floats:
        """Return the fixed columns of a plan of direct trips alone."""
        n = self.n
        rest = self.need[:n] - floor.cover(self.split[:n]) @ np.ones(len(floor))
        times = np.zeros(len(self.cost_fixed))
        times[: self.ways_from] = staying(self.units, rest)
        return times

    def _take(self, chosen: Pool, fixed: Floats) -> bool:
        """Keep a plan if it is the best."""
        cost = float(self.cents(chosen).sum() + self.cost_fixed @ fixed)
        if cost >= self.cost - 0.5:
            return False
        self.chosen, self.fixed_times, self.cost = chosen, fixed, cost
        self.least = min(self.least, cost)
        self.prove(self.bound)
        return True

    def put_aside(self) -> tuple[Pool, Floats, float]:
        """Return the plan, and take the next one whatever it costs."""
        plan = self.chosen, self.fixed_times, self.cost
        self.cost = math.inf
        return plan

    def take_back(self, chosen: Pool, fixed: Floats, cost: float) -> None:
        """Take the plan that was put aside, unless there is a better one now."""
        if cost <= self.cost:
            self.chosen, self.fixed_times, self.cost = chosen, fixed, cost

    def prove(self, bound: float, cost: float = math.inf) -> None:
        """Take note of a bound, and tell it with the best cost."""
        self.bound = max(self.bound, bound)
        best = round(min(cost, self.least))
        self.watch.tell(best, min(whole(self.bound), best))

    def closed(self) -> bool:
        """Return whether the gap is small enough."""
        return self.least - self.bound <= max(0.5, self.gap * self.least)

    def with_plan(self, pool: Pool) -> tuple[Pool, Floats]:
        """Return columns with those of the best plan, and that plan."""
        joined = pool.plus(self.chosen)
        plan = np.zeros(len(joined) + len(self.cost_fixed))
        plan[pool.places_of(self.chosen)] = 1
        plan[len(joined) :] = self.fixed_times
        return joined, plan

    def take_times(self, pool: Pool, times: Floats) -> bool:
        """Keep a plan over some columns if it is the best."""
        n = len(pool)
        taken = np.repeat(np.arange(n), np.rint(times[:n]).astype(np.int64))
        return self._take(pool.take(taken), times[n:])

    def closed_rows(self, open_: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the rows of feeders and shuttles that no open way asks for."""
        n, f, chains = self.n, self.n_fed, self.chains
        closed = np.ones(self.n_rows, bool)
        closed[:n] = False
        pair = chains.pair[open_]
        fed = pair[chains.by_feeder[open_] > 0]
        closed[n + chains.fed[fed]] = False
        later = pair[chains.shuttled[pair] >= 0]
        closed[n + f + chains.shuttled[later]] = False
        return closed

    def _by_coach(self, share: float) -> None:
        """Take the best plan of direct coaches alone that a share of the time finds."""
        watch = self.watch
        alone = Watch(watch.left_s(share), should_stop=lambda: watch.stopped)
        choice = choose_trips(self.units, alone, self.gap, self.seed)
        none = self._nothing()
        trips = choice.columns.take(repeated(choice.times))
        plan = Pool(trips, none.feeders, none.drives)
        self._take(plan, self._staying(trips))
        self.add(plan)

    def _by_train(self, search: Search) -> None:
        """
        Look for a plan in which all go by train who have a hub near by.

        Half of the time: so few ways are searched through sooner, and what is found
        later, when all are open, begins with the best of these plans.
        """
        near = self._near_hubs()
        if not near.any():
            return
        first, self.best = self.best, self.best.unproven()
        self.branched = True  # what is proven then holds for such plans alone
        self.barred = np.zeros(self.n_rows, bool)
        self.barred[search.unit[near]] = True
        pricing, self.feeder_pricing = self.feeder_pricing, self._short_feeders()
        self.may_use = near.astype(np.float64)
        self.let_go(self.goes, self.may_go)
        self.generate(BY_TRAIN)
        # By itself, also where the plan by coach is the cheaper one until then.
        by_coach = self.put_aside()
        for noise in FIRST_NOISES:
            if self.watch.past(FIRST_DIVES):
                break
            search.dive(FIRST_DIVES, noise)
        if math.isfinite(self.cost):
            search.improve(NEAR_HUBS)
        self.take_back(*by_coach)
        self.feeder_pricing = pricing
        self.barred, self.branched, self.best = None, False, first
        self.may_use = np.ones(len(near))
        self.let_go(self.goes, self.may_go)

    def _short_feeders(self) -> Pricing:
        """Return a search of feeders that drive a part of the mean way at most."""
        units, feeders = self.units, self.feeders
        metres = [units.net.distance_m[v.pickup, v.dropoff] for v in units.markets]
        net = feeders.net
        limits = net.limits.copy()
        most_m = FED * float(np.concatenate(metres).mean())
        limits[DISTANCE_M] = min(limits[DISTANCE_M], round(most_m))
        some = replace(feeders, net=net._replace(limits=limits))
        return Pricing(some, self.feeder_markets, self.n_fed)

    def _goes_by_train(self) -> bool:
        """Return whether anybody goes by train in the best plan."""
        return bool(self.fixed_times[self.ways_from : self.blocks_from].any())

    def _near_hubs(self) -> NDArray[np.bool_]:
        """
        Return the ways by whose train most of the journey is done.

        The others are open to later searches; a first plan is found sooner without.
        """
        problem, chains, units = self.problem, self.chains, self.units
        place = {p.id: i for i, p in enumerate(problem.places)}
        pair = chains.pair
        near = np.zeros(len(chains), bool)
        for o in range(len(chains)):
            party = problem.parties[int(units.party[chains.unit[pair[o]]])]
            hub = place[problem.trains.blocks[int(chains.block[pair[o]])].hub]
            gate = place[party.dropoff]
            near[o] = not chains.by_feeder[o] or any(
                units.net.distance_m[place[at], hub]
                <= FED * units.net.distance_m[place[at], gate]
                for at in party.pickups
            )
        return near

    def run(self) -> Selection:
        """Return the best plan found in time."""
        if self.n:
            if self.n_rows > NARROW:
                self._by_coach(BY_COACH)
            search = Search(self)
            if self.n_rows > NARROW:
                self._by_train(search)
            self.generate(GENERATING)
            if self.n_rows > NARROW and not self.closed():
                if not self._goes_by_train():
                    search.dive(self.watch.used + DIVE * (1 - self.watch.used))
                if not self.closed():
                    Branching(self, search).run(BRANCHING)
                if not self.closed():
                    search.improve(IMPROVING)
            for width in WIDTHS:
                if self.closed() or self.watch.past(0.9) or not self._list(width):
                    break
            if not self.closed():
                search.improve(1.0)
        return Selection(
            self.chosen,
            self.fixed_times,
            round(self.cost),
            min(whole(self.bound), round(self.cost)),
        )

    def _list(self, share: float) -> bool:
        """
        List every column with a reduced cost up to a share of the bound, and choose.

        False when that is all that a better plan could use, or too much.
        """
        at, watch = self.best, self.watch
        if not math.isfinite(at.bound) or at.terms is None or at.ways is None:
            return False
        short = self.cost - at.bound + 1
        width = min(short, share * max(1.0, at.bound))
        n, f = self.n, self.n_fed
        pair = self.chains.pair
        unit = self.chains.unit[pair]
        open_ = at.ways - at.terms[unit] <= width
        worth = at.rows * self.size
        shut = self.closed_rows(open_)
        worth[shut] = NOTHING
        direct = self.direct_pricing.enumerate(
            worth[:n], self._fleet(at, False), width, watch, 0.9, MOST_LISTED
        )
        if direct is None:
            return False
        feeders = self._nothing().feeders
        if f:
            found = self.feeder_pricing.enumerate(
                worth[n : n + f], self._fleet(at, True), width, watch, 0.9, MOST_LISTED
            )
            if found is None:
                return False
            feeders = found
        moments = -at.limits[self.moments_from :]
        drives = self.shuttles.enumerate(worth[n + f :], moments, width, MOST_LISTED)
        if drives is None:
            return False
        pool, plan = self.with_plan(Pool(direct, feeders, drives))
        formulation = self.formulation(pool)
        keep = np.ones(len(formulation.cost), bool)
        keep[self.ways(len(pool))] = open_
        keep |= plan > 0
        time_s = max(0.1, watch.left_s(1.0))
        chosen = choose(formulation, np.flatnonzero(keep), watch, time_s, self.seed)
        if chosen.times is not None:
            self.take_times(pool, chosen.times)
        self.prove(min(chosen.bound, at.bound + width, self.cost))
        return width < short
