"""
Whole trips: the relaxation with cuts, then an integer step and branches side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.solvers.apart import Apart
from routing.solvers.integer import choose
from routing.solvers.relaxation import Relaxation

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from routing.solvers.formulation import Formulation
    from routing.solvers.integer import Beside
    from routing.units import Ints
    from routing.watch import Watch

    Floats = NDArray[np.float64]

# The integer step sees this many columns a row: few first, for a good plan soon, from
# which it starts when it sees all that a better plan can use.
FEW_PER_ROW = 5
MOST_PER_ROW = 100
FEW, MOST_FEW_S = 0.5, 20.0  # of what is left, and seconds, for the few
MOST_BRANCHED = 20_000  # columns: with more a branch takes too long
# Of the cost: in a gap as small, with so few columns in it, looking for other cuts than
# ours is not worth it.
NEAR = 0.01
LEAST_GAIN = 2e-6  # of the bound, by one round of cuts
MOST_ROUNDS = 20
CUTTING = 0.2  # of what is left: until when there are rounds of cuts


@dataclass(frozen=True, slots=True)
class Goal:
    """
    When `minimise` may end before the time limit: a gap is reached.

    Parameters
    ----------
    reach
        No bound above this counts: there are columns that were not listed.
    """

    gap: float
    seed: int
    tell: Callable[[float, float], None] = lambda cost, bound: None
    reach: float = math.inf


@dataclass(frozen=True, slots=True, eq=False)
class FoundTimes:
    """
    How often each column is taken, and the bound over all columns.

    `proven` says that no plan of the columns that the integer step saw is better.
    """

    times: Floats
    bound: float
    proven: bool


def minimise(
    f: Formulation, start: Floats, watch: Watch, goal: Goal, *, few: bool
) -> FoundTimes:
    """
    Return the best columns found from a feasible start, with the proven bound.

    Parameters
    ----------
    few
        Whether a good plan is enough that needs only columns near the bound.
    """
    return _Search(f, start, watch, goal).run(few=few)


class _Search:
    """The best plan and bound so far."""

    def __init__(self, f: Formulation, start: Floats, watch: Watch, goal: Goal) -> None:
        self.f = f
        self.watch = watch
        self.goal = goal
        self.best = start
        self.cost = float(f.cost @ start)
        self.bound = -math.inf
        self.relaxation = Relaxation(f, np.flatnonzero(start > 0))

    def run(self, *, few: bool) -> FoundTimes:
        relaxation = self.relaxation
        self._relax(larger=not few)
        order = np.argsort(relaxation.reduced, kind="stable")
        near = self._columns(order, self.cost - relaxation.reduced_bound)
        many = len(near) > MOST_BRANCHED
        separate = many or self.cost - relaxation.bound > NEAR * self.cost
        beside = None if few or many or self._closed() else _Branches(self, near)
        proven = False
        for per_row in (FEW_PER_ROW,) if few else (MOST_PER_ROW, len(order)):
            if self._closed() or self.watch.past():
                break
            # A plan that is better than the best has no column above the difference.
            width = self.cost - relaxation.reduced_bound
            n = min(len(order), per_row * len(self.f.need))
            everything = n == len(order) or relaxation.reduced[order[n]] >= width
            reach = math.inf
            if not everything:
                width = min(width, float(relaxation.reduced[order[n]]))
                reach = relaxation.reduced_bound + width
            left_s = self.watch.left_s()
            if few:
                left_s = min(MOST_FEW_S, FEW * left_s)
            elif not everything:
                left_s *= 0.4
            proven = self._choose(
                self._columns(order[:n], width), reach, left_s, separate, beside
            )
            if everything:
                break
        return FoundTimes(
            self.best, min(self.bound, self.cost), proven or self._closed()
        )

    def _closed(self) -> bool:
        gap = self.cost - min(self.bound, self.goal.reach)
        return gap <= max(0.5, self.goal.gap * self.cost)

    def _prove(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.cost))
        self.goal.tell(self.cost, self.bound)

    def _take(self, times: Floats | None) -> None:
        if times is not None and self.f.cost @ times < self.cost:
            self.best, self.cost = times, float(self.f.cost @ times)

    def _relax(self, *, larger: bool) -> None:
        """Raise the bound by rounds of cuts, as long as they are worth it."""
        relaxation, watch = self.relaxation, self.watch
        at_cuts = watch.used + CUTTING * max(0.0, 1 - watch.used)
        at_solve = 0.8 + 0.2 * watch.used
        solved = relaxation.solve(watch, at_solve)
        for _ in range(MOST_ROUNDS):
            before = relaxation.bound
            self._prove(before)
            if not solved or self._closed() or watch.past(at_cuts):
                return
            if not relaxation.cut(larger=larger):
                return
            solved = relaxation.solve(watch, at_solve)
            if relaxation.bound - before < LEAST_GAIN * abs(before):
                break
        self._prove(relaxation.bound)

    def _choose(
        self,
        columns: Ints,
        reach: float,
        time_s: float,
        separate: bool,
        beside: Beside | None,
    ) -> bool:
        """Choose among some columns; return whether that came to its end."""
        chosen = choose(
            self.f,
            columns,
            self.watch,
            time_s,
            self.goal.seed,
            cuts=self.relaxation.tight,
            hint=self.best,
            gap=self.goal.gap,
            separate=separate,
            beside=beside,
        )
        self._take(chosen.times)
        self._prove(min(chosen.bound, reach))
        return chosen.proven

    def _columns(self, among: Ints, width: float) -> Ints:
        """Return those up to a reduced cost, the plan's, and those of any cost."""
        f = self.f
        near = among[self.relaxation.reduced[among] <= width]
        always = (f.upper > 1) | (np.diff(f.cover.indptr) == 1) | (self.best > 0)
        return np.union1d(near, np.flatnonzero(always))

    def take_from(self, tree: Apart, columns: Ints) -> bool:
        """Take what a tree over some columns found; return whether it is enough."""
        if tree.times is not None:
            times = np.zeros(len(self.f.cost))
            times[columns] = tree.times
            self._take(times)
        self._prove(tree.bound)
        return self._closed()


class _Branches:
    """A tree over some columns, divided step by step beside the integer step."""

    def __init__(self, search: _Search, columns: Ints) -> None:
        cuts = search.relaxation.tight[:, columns]
        self._tree = Apart(search.f.take(columns).cut(cuts), search.cost, search.watch)
        self._search = search
        self._columns = columns

    @property
    def ended(self) -> bool:
        return self._tree.ended

    def step(self) -> bool:
        self._tree.step()
        return self._search.take_from(self._tree, self._columns)
