"""
Column generation: the linear relaxation over all trips, without listing them.

A linear program over few trips prices the riders and the coaches; the search finds the
trips that would pay at these prices; and so on until there are none. Whatever the
prices, a lower bound holds: the dual value plus, for every row, the smallest reduced
cost of a trip that is counted at it. Prices are smoothed towards those of the best
bound (Wentges 1997, "Weighted Dantzig-Wolfe decomposition"), which halves the rounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.columns import Columns, cheaper, join
from routing.solvers.formulation import formulate
from routing.solvers.linear import Growing, sift
from routing.solvers.pricing import MOST_STATES, coach_days, fleet_prices

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from routing.solvers.pricing import Pricing
    from routing.units import Ints, Units
    from routing.watch import Watch

    Floats = NDArray[np.float64]

MOST_POOLED = 60_000
POOLED_PER_ROW = 100
MOST_ROUNDS = 400
SMOOTHING = 0.6
LAST = 10  # new trips in a round
NEAR = 0.05  # of the cost: only prices that prove so much are worth smoothing towards
SLOW = 0.003  # of the cost: who saves less in a round must look farther
HARDER = 2.0  # times the price of who still stays behind
WORTHLESS = -1e15
FINE_LEFT = 1e-4  # of the average cost of a row: what a trip for who is left must save
FINE = 2e-5  # of the cost: what the last rounds may leave of the bound
GROWING = 500  # rows up to which a linear program is best begun at the last basis
WIDE, WIDE_FINE = 350, 2e-4  # rows from which on they may leave more


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """
    Columns that are no trips: who stays behind.

    Parameters
    ----------
    cost
        Shape ``(n,)``.
    cover
        Rows × columns.
    most
        Upper bounds, shape ``(n,)``.
    """

    cost: Floats
    cover: sparse.csc_array
    most: Floats

    def __len__(self) -> int:
        return len(self.cost)


@dataclass(frozen=True, slots=True, eq=False)
class Duals:
    """
    Prices of a relaxation, and the bound that they prove.

    Parameters
    ----------
    rows
        Shape ``(n_rows,)``; per rider for units that may be split.
    day_cents
        Shape ``(n_types, n_dates)``: of a coach on a date, at least 0.
    """

    rows: Floats
    day_cents: Floats
    bound: float = -np.inf

    def towards(self, other: Duals, share: float) -> Duals:
        """Return a mixture, so much of it the other."""
        return Duals(
            (1 - share) * self.rows + share * other.rows,
            (1 - share) * self.day_cents + share * other.day_cents,
        )


class Master:
    """
    The restricted master problem of some markets.

    Parameters
    ----------
    need
        Shape ``(n_rows,)``: 1, or the riders of a unit that may be split, or 0.
    split
        Shape ``(n_rows,)``.
    start
        Trips of a first plan, so that there always is one.

    Attributes
    ----------
    pool
        All trips found so far that may be of use.
    value
        Of the linear program over the pool.
    best, last
        Duals of the best bound, and of the last linear program.
    effort
        States that the search looked at from each root the last time.
    size
        Shape ``(n_rows,)``: riders of a unit that may be split, else 1; what the dual
        of a row is multiplied with to pay for the whole unit.
    keys
        For the fingerprints of columns.
    """

    def __init__(
        self,
        units: Units,
        pricing: Pricing,
        need: Floats,
        split: NDArray[np.bool_],
        fixed: Fixed,
        start: Columns,
        keys: NDArray[np.uint64],
    ) -> None:
        self.units = units
        self.pricing = pricing
        self.need = need
        self.split = split
        self.fixed = fixed
        self.pool = start
        self.value = np.inf
        self.begin_at(np.zeros(len(need)))
        self.converged = False
        self.effort = pricing.first_effort
        # At first nobody is worth more than their seats: duals of people who cannot be
        # placed yet would make every trip with them look like a bargain.
        self.soft_cost = np.full(len(fixed), np.inf)
        self.keys = keys
        self._adding = Lock()
        self._known: dict[int, int] = {}
        self._know(start)
        self._limited = np.argwhere(units.counts >= 0)
        self.size = np.where(split, np.maximum(need, 1), 1.0)
        self._growing = Growing(len(fixed))

    def begin_at(self, rows: Floats) -> None:
        """Begin with these duals, such as what a plan pays for each row."""
        self.best = self.last = Duals(rows, np.zeros(self.units.counts.shape))

    def generate(
        self,
        watch: Watch,
        share: float,
        gap: float,
        tell: Callable[[float], None],
        upper: Callable[[], float],
        effort: int | None = None,
    ) -> None:
        """
        Generate columns until none pays, the gap is small or time is up.

        Parameters
        ----------
        effort
            States that the search looks at from each root at first; the fewer, the
            sooner are there many columns, and the later is there a bound. None: as
            many as it ended with the last time.
        """
        effort = self.effort if effort is None else effort
        before, hardened, new = math.inf, False, len(self.need)
        first = self.last is self.best  # prices of the first plan
        for round_ in range(MOST_ROUNDS):
            duals = self.relax(watch, share)
            if duals is None or watch.past(share):
                return
            self.last = duals
            threshold = -FINE * max(1.0, abs(self.value)) / max(1, len(self.need))
            # The last few trips change the prices little: the bound is near theirs.
            smooth = SMOOTHING if self._is_near() and new > LAST else 0.0
            if round_ == 0 and first:
                smooth = 1.0
            self.effort = effort
            slow = not hardened and before - self.value < SLOW * abs(self.value)
            before, hardened = self.value, False
            while True:
                at = duals.towards(self.best, smooth)
                new, complete = self._price(at, threshold, watch, share, duals, effort)
                tell(self.best.bound)
                if new or watch.past(share):
                    break
                if self._is_fine() and not self._harden():
                    self.converged = True
                    return
                if smooth > 0:
                    smooth = 0.0
                elif self._harden():
                    hardened = True
                    break
                elif not complete and effort < MOST_STATES:
                    effort *= 16
                else:
                    self.converged = complete
                    return
            if watch.past(share):
                return
            if slow or new < len(self.need) / 10:
                hardened = self._harden()
                if not complete:
                    effort = min(MOST_STATES, effort * 4)
            if self._is_fine() and not self._harden():
                self.converged = True
                return
            if self.best.bound >= (1 - 0.2 * gap) * upper():
                return

    def _is_fine(self) -> bool:
        fine = 2 * FINE if len(self.need) <= WIDE else WIDE_FINE
        return bool(self.value - self.best.bound <= fine * abs(self.value))

    def _is_near(self) -> bool:
        return bool(self.value - self.best.bound <= NEAR * abs(self.value))

    def _harden(self) -> bool:
        """Make those dearer who stay behind for a soft price; False if nobody does."""
        stay = self.x[len(self.x) - len(self.fixed) :]
        soft = (stay > 1e-6) & (self.soft_cost < self.fixed.cost)
        self.soft_cost[soft] = np.maximum(1.0, HARDER * self.soft_cost[soft])
        return bool(soft.any())

    def _price(
        self,
        at: Duals,
        threshold: float,
        watch: Watch,
        share: float,
        duals: Duals,
        effort: int,
    ) -> tuple[int, bool]:
        prices = self.fleet_prices(at)
        priced = self.pricing.price(
            at.rows * self.size, prices, threshold, watch, share, effort=effort
        )
        if priced.complete:
            bound = self._dual_value(at) + float(priced.least @ self._most_trips())
            if bound > self.best.bound:
                self.best = Duals(at.rows, at.day_cents, bound)
        new = 0
        if priced.columns is not None:
            new = self.add(priced.columns, duals)
        return new, priced.complete

    def _most_trips(self) -> Floats:
        """Return how many trips may be counted at a row."""
        return np.where(self.split, np.maximum(self.need, 1), 1.0)

    def _dual_value(self, at: Duals) -> float:
        counts = self.units.counts
        value = float(at.rows @ self.need)
        value -= float((at.day_cents * np.maximum(counts, 0))[counts >= 0].sum())
        fixed = self.fixed
        reduced = fixed.cost - fixed.cover.T @ at.rows
        finite = np.isfinite(fixed.most)
        value += float((np.minimum(reduced, 0) * np.where(finite, fixed.most, 0)).sum())
        return value

    def fleet_prices(self, at: Duals) -> Floats:
        """Return the prices of coaches at these duals; see ``pricing.fleet_prices``."""
        return fleet_prices(self.units, self.pricing.markets, at.day_cents)

    def worth_only(self, rows: Ints, duals: Floats) -> Floats:
        """Return the duals of all rows, given those of some; the others get nothing."""
        worth = np.full(len(self.need), WORTHLESS)
        worth[rows] = duals
        return worth

    def price_left(
        self,
        worth: Floats,
        fleet_cents: Floats,
        room: Floats,
        watch: Watch,
        share: float,
        effort: int,
        thread: int | None = None,
    ) -> Columns | None:
        """
        Return new trips for who is left, with coaches that are left.

        Parameters
        ----------
        worth
            Of ``worth_only``.
        fleet_cents, room
            Of the limited coaches: their price, and how many are left.
        thread
            See ``Pricing.price``.
        """
        there = worth > 0
        mean = float(worth[there].mean()) if there.any() else 1.0
        return self.pricing.price(
            worth * np.where(there, self.size, 1.0),
            self.prices_at(np.where(room < 1 - 1e-9, np.inf, fleet_cents)),
            -FINE_LEFT * mean,
            watch,
            share,
            effort=effort,
            only_worth=True,
            thread=thread,
        ).columns

    def prices_at(self, limited_cents: Floats) -> Floats:
        """Return the prices of coaches, given those of the limited ones."""
        day_cents = np.zeros(self.units.counts.shape)
        day_cents[tuple(self._limited.T)] = limited_cents
        return fleet_prices(self.units, self.pricing.markets, day_cents)

    def add(self, columns: Columns, duals: Duals | None = None) -> int:
        """Add new columns to the pool; return how many of them pay at the duals."""
        prints = columns.fingerprints(self.keys).tolist()
        with self._adding:
            columns = cheaper(columns, prints, self._known)
            if not len(columns):
                return 0
            self.pool = join([self.pool, columns])
        if duals is None:
            return len(columns)
        return int((self.reduced(columns, duals) < -0.5).sum())

    def reduced(self, columns: Columns, at: Duals) -> Floats:
        """Return the reduced cost of columns."""
        cover = columns.cover(self.split)
        reduced = columns.cost_cents - cover.T @ at.rows
        priced = self.fleet_rows(columns).T @ self.limited_cents(at)
        return np.asarray(reduced + priced, np.float64)

    def limited_cents(self, at: Duals) -> Floats:
        """Return the prices of the limited coaches, at least 0."""
        return np.maximum(at.day_cents[tuple(self._limited.T)], 0)

    def fleet_rows(self, columns: Columns) -> sparse.csr_array:
        """Return the matrix (limited type and date) × columns."""
        days = coach_days(self.units, self.pricing.markets, columns)
        return sparse.csr_array(days[self.units.counts.ravel() >= 0])

    @property
    def fleet_most(self) -> Floats:
        """Return the coaches of each limited type and date."""
        return self.units.counts[tuple(self._limited.T)].astype(np.float64)

    def relax(self, watch: Watch, share: float) -> Duals | None:
        """Solve the linear program over the pool; None when time is up."""
        self._shrink()
        f = formulate(self, self.pool)
        n, fixed = len(self.pool), self.fixed
        cost = np.concatenate([f.cost[:n], np.minimum(fixed.cost, self.soft_cost)])
        f = replace(f, cost=cost)
        upper = np.concatenate([np.full(n, np.inf), fixed.most])
        scale = max(1.0, float(np.abs(cost).mean()))
        time_s = max(1.0, watch.left_s(share))
        found = None
        if len(self.need) <= GROWING:
            found = self._growing.relax(f, upper, time_s, scale=scale)
        if found is None:
            near = self.reduced(self.pool, self.last)
            near = np.concatenate([near, np.full(len(fixed), -np.inf)])
            time_s = max(1.0, watch.left_s(share))
            found = sift(f, upper, near, time_s, scale=scale)
        if found is None:
            return None
        self.value, self.x = found.value, found.x
        day_cents = np.zeros(self.units.counts.shape)
        day_cents[tuple(self._limited.T)] = -found.limits
        return Duals(found.rows, day_cents)

    def _shrink(self) -> None:
        """Forget the trips that are farthest from paying."""
        most = max(MOST_POOLED, POOLED_PER_ROW * len(self.need))
        if len(self.pool) <= most:
            return
        reduced = self.reduced(self.pool, self.last)
        keep = np.sort(np.argsort(reduced, kind="stable")[: most // 2])
        self.pool = self.pool.take(keep)
        self._growing = Growing(len(self.fixed))
        self._known = {}
        self._know(self.pool)

    def _know(self, columns: Columns) -> None:
        prints = columns.fingerprints(self.keys).tolist()
        cheaper(columns, prints, self._known)


def staying(units: Units, rest: Floats) -> Floats:
    """Return how often each column of ``stay_behind`` is taken, given who is left."""
    n, split = len(units), np.flatnonzero(units.split)
    # All of a unit that may be split has a column of its own.
    whole = (rest[split] == units.size[split]).astype(np.float64)
    part = rest[:n].astype(np.float64)
    part[split] *= 1 - whole
    return np.concatenate([part, whole])


def stay_behind(units: Units, n_rows: int) -> Fixed:
    """
    Return the columns of riders who stay behind, for the first rows.

    First one for each unit: the whole of it, or of a unit that may be split any part
    but the whole. Then one for each unit that may be split: the whole of it, which
    costs a further coach more. So every such unit always pays for one coach too many.
    """
    n, split = len(units), np.flatnonzero(units.split)
    price = units.price_cents.astype(np.float64)
    further = units.problem.prices.split_cents
    size = units.size.astype(np.float64)
    rows = np.concatenate([np.arange(n), split])
    share = np.concatenate([np.ones(n), size[split]])
    return Fixed(
        cost=np.concatenate(
            [
                np.where(units.split, price, price * size),
                price[split] * size[split] + further,
            ]
        ),
        cover=sparse.csc_array(
            (share, (rows, np.arange(len(rows)))), shape=(n_rows, len(rows))
        ),
        most=np.concatenate([np.where(units.split, size - 1, 1), np.ones(len(split))]),
    )
