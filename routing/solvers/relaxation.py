"""
The linear relaxation over listed columns, solved over few of them at a time, with cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.solvers.cuts import separate
from routing.solvers.linear import relax

if TYPE_CHECKING:
    from routing.solvers.formulation import Formulation
    from routing.units import Ints
    from routing.watch import Watch

MOST_NEW_COLUMNS = 3000
START_PER_ROW = 20
SLACK = 1e-6


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
        f = self._f.cut(self.cuts)
        active = np.flatnonzero(self._active)
        part = f.take(active)
        found = relax(part, part.upper_apart, time_s)
        if found is None:
            return None
        self.x = np.zeros(len(f.cost))
        self.x[active] = found.x
        self.reduced = found.reduced(f)
        self.reduced_bound = found.proven(f, self.reduced)
        self.bound = max(self.bound, self.reduced_bound)
        return found.value

    @property
    def tight(self) -> sparse.csr_array:
        """Return the cuts that ``x`` just keeps."""
        kept = np.flatnonzero(self.cuts @ self.x > 1 - SLACK)
        return sparse.csr_array(self.cuts[kept])

    def cut(self, *, larger: bool) -> bool:
        """Add the cuts that ``x`` breaks; False when there are none."""
        found = separate(
            sparse.csc_array(self._single), self._single, self.x, larger=larger
        )
        if found is None:
            return False
        self.cuts = sparse.csr_array(sparse.vstack([self.cuts, found]))
        return True
