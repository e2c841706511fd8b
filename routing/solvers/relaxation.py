"""
The linear relaxation over listed columns, solved over few of them at a time, with cuts.

A lower bound that holds whatever the solver's tolerance: a plan has at most as many
columns as riders or rows to cover, so it costs at least the dual value plus that many
times the most negative reduced cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.cuts import separate
from routing.solvers.formulation import Formulation
from routing.solvers.linear import relax

if TYPE_CHECKING:
    from routing.units import Ints
    from routing.watch import Watch

MOST_NEW_COLUMNS = 3000
START_PER_ROW = 20


class Relaxation:
    """
    The relaxation of one formulation, tightened cut by cut.

    Parameters
    ----------
    start
        Columns of a feasible plan.

    Attributes
    ----------
    bound
        The best proven lower bound so far.
    x, reduced
        Shape ``(n_columns,)``: solution, and reduced costs under the duals that gave
        ``reduced_bound``.
    cuts
        Rows over all columns, each at most 1.
    """

    def __init__(self, formulation: Formulation, start: Ints) -> None:
        self._f = formulation
        n = len(formulation.cost)
        self.rows = sparse.csr_array(formulation.cover)
        self.cuts = sparse.csr_array((0, n))
        self.bound = -np.inf
        self.reduced_bound = -np.inf
        self.x = np.zeros(n)
        self.reduced = np.zeros(n)
        self._single = sparse.csr_array(self.rows[np.flatnonzero(formulation.single)])
        self._active = np.zeros(n, bool)
        self._active[start] = True
        self._start_with_cheap()

    def _start_with_cheap(self) -> None:
        sizes = np.diff(self._f.cover.indptr)
        share = self._f.cost / np.maximum(sizes, 1)
        for i in range(len(self._f.need)):
            mine = self.rows.indices[self.rows.indptr[i] : self.rows.indptr[i + 1]]
            cheap = np.argsort(share[mine], kind="stable")[:START_PER_ROW]
            self._active[mine[cheap]] = True

    def solve(self, watch: Watch, share: float) -> bool:
        """Solve over all columns; False when the time is up, with a weaker bound."""
        while True:
            value = self._solve_active(max(0.1, watch.left_s(share)))
            if value is None:
                return False
            wrong = np.flatnonzero(self.reduced < -1e-7 * max(1.0, abs(value)))
            wrong = wrong[~self._active[wrong]]
            if not len(wrong):
                return True
            order = np.argsort(self.reduced[wrong], kind="stable")
            self._active[wrong[order[:MOST_NEW_COLUMNS]]] = True
            if watch.past(share):
                return False

    def _solve_active(self, time_s: float) -> float | None:
        f = self._f
        active = np.flatnonzero(self._active)
        below = sparse.csc_array(sparse.vstack([f.limits, self.cuts]))
        most = np.concatenate([f.most, np.ones(self.cuts.shape[0])])
        # A bound of 1 on a trip follows from its rows and would take a dual of its own.
        upper = np.where(f.upper[active] == 1, np.inf, f.upper[active])
        part = Formulation(
            cost=f.cost[active],
            cover=sparse.csc_array(f.cover[:, active]),
            need=f.need,
            limits=sparse.csr_array(below[:, active]),
            most=most,
            upper=upper,
            single=f.single,
        )
        found = relax(part, upper, time_s)
        if found is None:
            return None
        dual, dual_below = found.rows, found.limits
        reduced = f.cost - f.cover.T @ dual - below.T @ dual_below
        bound = dual @ f.need + dual_below @ most
        # Columns at their upper bound may have a negative reduced cost.
        bounded = f.upper > 1
        bound += float((np.minimum(reduced, 0) * np.where(bounded, f.upper, 0)).sum())
        rest = float(reduced[~bounded].min()) if (~bounded).any() else 0.0
        bound += float(np.maximum(f.need, 1).sum()) * min(0.0, rest)
        self.x = np.zeros(len(f.cost))
        self.x[active] = found.x
        self.reduced, self.reduced_bound = reduced, float(bound)
        self.bound = max(self.bound, self.reduced_bound)
        return found.value

    def cut(self) -> bool:
        """Add the cuts that ``x`` breaks; False when there are none."""
        found = separate(sparse.csc_array(self._single), self._single, self.x)
        if found is None:
            return False
        self.cuts = sparse.csr_array(sparse.vstack([self.cuts, found]))
        return True
