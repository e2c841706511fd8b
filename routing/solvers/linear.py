"""Linear relaxations, with the duals of their rows."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, sparse

# Without types in its stubs.
pywraplp: Any = importlib.import_module("ortools.linear_solver.pywraplp")

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from routing.solvers.formulation import Formulation
    from routing.units import Ints

    Floats = NDArray[np.float64]

INTERIOR = 200  # rows from which on the interior-point method is the faster one

INFEASIBLE = 2  # scipy's status
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 10, 11  # the library's numbers of them
SIFTED = 10  # columns of each row to begin with
PAYING = 1e-3  # of a typical column: a reduced cost so far below zero
FEW = 0.02  # of the rows: so many columns that pay change the duals little
NO_COST = 1e-4  # of a typical column: above this one is not in the solution


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """
    The solution of a linear relaxation.

    Parameters
    ----------
    x
        Shape ``(n_columns,)``.
    rows, limits
        The duals of what is covered, and of the limits; the latter at most 0.
    """

    value: float
    x: Floats
    rows: Floats
    limits: Floats

    def reduced(self, f: Formulation) -> Floats:
        """Return the reduced costs of columns."""
        return np.asarray(f.cost - f.cover.T @ self.rows - f.limits.T @ self.limits)

    def proven(self, f: Formulation, reduced: Floats) -> float:
        """
        Return a lower bound for all columns, whatever the solver's tolerance.

        A plan has at most as many columns as riders or rows to cover, so it costs at
        least the dual value plus that many times the most negative reduced cost.
        """
        bound = float(self.rows @ f.need + self.limits @ f.most)
        # Columns at their upper bound may have a negative reduced cost.
        often = f.upper > 1
        bound += float((np.minimum(reduced, 0) * np.where(often, f.upper, 0)).sum())
        rest = float(reduced[~often].min()) if (~often).any() else 0.0
        return bound + float(np.maximum(f.need, 1).sum()) * min(0.0, rest)


class InfeasibleError(Exception):
    """No columns, not even in part, keep to all rows."""


def relax(
    f: Formulation,
    upper: Floats,
    time_s: float | None = None,
    *,
    lower: Floats | None = None,
    interior: int | None = None,
    scale: float = 1.0,
    strict: bool = False,
) -> Relaxed | None:
    """
    Solve a formulation whose columns need not be whole; None when there is no solution.

    Parameters
    ----------
    upper, lower
        Bounds of the columns. One that follows from the rows is better left out: it
        would take a dual of its own.
    interior
        Rows from which on the interior-point method is used, below it the dual simplex
        method; None leaves it to the solver.
    scale
        Costs are divided by this meanwhile.
    strict
        Whether to raise `InfeasibleError` where that is why there is no solution.
    """
    if not len(f.cost):
        return None
    method = "highs"
    if interior is not None:
        method = "highs-ipm" if len(f.need) > interior else "highs-ds"
    least = np.zeros(len(f.cost)) if lower is None else lower
    found = optimize.linprog(
        f.cost / scale,
        A_eq=f.cover,
        b_eq=f.need,
        A_ub=f.limits if len(f.most) else None,
        b_ub=f.most if len(f.most) else None,
        bounds=np.stack([least, upper], axis=1),
        method=method,
        options={"time_limit": time_s},
    )
    if strict and found.status == INFEASIBLE:
        raise InfeasibleError
    if found.status != 0:
        return None
    limits = np.minimum(found.ineqlin.marginals, 0) if len(f.most) else np.zeros(0)
    rows = found.eqlin.marginals
    return Relaxed(float(found.fun) * scale, found.x, rows * scale, limits * scale)


def sift(
    f: Formulation,
    upper: Floats,
    near: Floats,
    time_s: float,
    *,
    scale: float = 1.0,
) -> Relaxed | None:
    """
    Solve as ``relax`` does, over few columns at a time; for many more than rows.

    First over those of each row that are nearest to paying, then with those that turn
    out to pay as well, until few do. (Bixby, Gregory, Lustig, Marsten, Shanno 1992,
    "Very large-scale linear programming: a case study in combining interior point and
    simplex methods", Operations Research 40, 885-897.)

    Parameters
    ----------
    near
        Shape ``(n_columns,)``: reduced costs at other duals; minus infinity for columns
        without which there might be no solution.
    """
    ends = monotonic() + time_s

    def solve(columns: Ints) -> Relaxed | None:
        left_s = ends - monotonic()
        if left_s <= 0:
            return None
        part = f.take(columns)
        return relax(part, upper[columns], left_s, interior=INTERIOR, scale=scale)

    used = nearest_of_rows(f.cover, near, SIFTED) | np.isneginf(near)
    while True:
        columns = np.flatnonzero(used)
        found = solve(columns)
        if found is None:
            # They do not cover the rows, or time is up.
            return solve(np.arange(len(f.cost)))
        paying = ~used & (found.reduced(f) < -PAYING * scale)
        if paying.sum() <= FEW * len(f.need):
            x = np.zeros(len(f.cost))
            x[columns] = found.x
            return replace(found, x=x)
        used |= paying


def nearest_of_rows(cover: sparse.csc_array, near: Floats, k: int) -> NDArray[np.bool_]:
    """Return which columns are among the ``k`` of some row with the least values."""
    columns = np.repeat(np.arange(cover.shape[1]), np.diff(cover.indptr))
    order = np.lexsort((near[columns], cover.indices))
    first = np.searchsorted(cover.indices[order], np.arange(cover.shape[0]))
    rank = np.arange(len(order)) - first[cover.indices[order]]
    among = np.zeros(cover.shape[1], bool)
    among[columns[order[rank < k]]] = True
    return among


class Warm:
    """
    A relaxation that is solved again and again, each time from the last basis.

    Where little has changed that is some ten times as fast as from the beginning.

    Parameters
    ----------
    f
        Whose rows it has; without columns at first.
    scale
        Costs are divided by this.
    """

    def __init__(self, f: Formulation, scale: float) -> None:
        self._scale = scale
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        rows = [self._solver.Constraint(need, need) for need in f.need.tolist()]
        rows += [self._solver.Constraint(-np.inf, most) for most in f.most.tolist()]
        self._rows = rows
        self._columns: list[Any] = []
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()

    def add(self, f: Formulation, upper: Floats) -> None:
        """Add columns."""
        rows = self._rows
        matrix = sparse.csc_array(sparse.vstack([f.cover, f.limits]))
        for j, most in enumerate(upper.tolist()):
            column = self._solver.NumVar(0.0, most, "")
            self._objective.SetCoefficient(column, float(f.cost[j]) / self._scale)
            span = slice(matrix.indptr[j], matrix.indptr[j + 1])
            for i, value in zip(
                matrix.indices[span].tolist(), matrix.data[span].tolist(), strict=True
            ):
                rows[i].SetCoefficient(column, value)
            self._columns.append(column)

    def price(self, columns: Iterable[int], cost: Floats) -> None:
        """Set what columns cost."""
        for j, cents in zip(columns, cost.tolist(), strict=True):
            self._objective.SetCoefficient(self._columns[j], cents / self._scale)

    def bound(self, columns: Iterable[int], upper: Iterable[float]) -> None:
        """Set how often columns may be taken."""
        for j, most in zip(columns, upper, strict=True):
            self._columns[j].SetUb(most)

    def solve(self, f: Formulation, order: Ints, how: int, time_s: float) -> Relaxed:
        """
        Return the solution.

        Parameters
        ----------
        f, order
            All columns that were added, and which one of them each is.
        how
            ``PRIMAL_SIMPLEX`` where there are new columns, ``DUAL_SIMPLEX`` where
            bounds have changed.

        Raises
        ------
        InfeasibleError
            When the columns cannot keep to all rows.
        TimeoutError
            When it came to no solution in time.
        """
        settings = pywraplp.MPSolverParameters()
        for key, value in (
            (pywraplp.MPSolverParameters.INCREMENTALITY, 1),
            (pywraplp.MPSolverParameters.PRESOLVE, 0),
            (pywraplp.MPSolverParameters.LP_ALGORITHM, how),
        ):
            settings.SetIntegerParam(key, value)
        self._solver.SetTimeLimit(max(1, int(1000 * time_s)))
        status = self._solver.Solve(settings)
        if status == pywraplp.Solver.INFEASIBLE:
            raise InfeasibleError
        if status != pywraplp.Solver.OPTIMAL:
            raise TimeoutError
        duals = self._scale * np.array([row.dual_value() for row in self._rows])
        rows, limits = np.split(duals, [len(f.need)])
        value = self._scale * self._objective.Value()
        found = Relaxed(value, np.zeros(len(order)), rows, np.minimum(limits, 0))
        # Only columns without a reduced cost are in the solution, or whole ones.
        near = found.reduced(f) < NO_COST * self._scale
        for at in np.flatnonzero(near).tolist():
            found.x[at] = self._columns[order[at]].solution_value()
        return found


class Again:
    """
    One formulation, relaxed again and again over some of its columns.

    By the dual simplex method.
    """

    def __init__(self, f: Formulation) -> None:
        self._f = f
        self._upper = f.upper_apart
        self._warm = Warm(f, float(np.abs(f.cost).mean()) or 1.0)
        self._warm.add(f, self._upper)
        self._out = np.zeros(len(f.cost), bool)

    def relax(self, columns: Ints, time_s: float) -> Relaxed | None:
        """
        Solve over some columns; None when the time is up.

        Raises
        ------
        InfeasibleError
            When these columns cannot keep to all rows.
        """
        if time_s <= 0:
            return None
        out = np.ones(len(self._upper), bool)
        out[columns] = False
        changed = np.flatnonzero(out != self._out)
        self._warm.bound(changed, np.where(out, 0.0, self._upper)[changed].tolist())
        self._out = out
        try:
            found = self._warm.solve(self._f, np.arange(len(out)), DUAL_SIMPLEX, time_s)
        except TimeoutError:
            return None
        return replace(found, x=found.x[columns])


class Growing:
    """
    A relaxation to which columns are added, by the primal simplex method.

    Parameters
    ----------
    fixed
        The last so many columns of every formulation are there from the beginning, and
        what they cost may change; new ones come before them.
    """

    def __init__(self, fixed: int) -> None:
        self._fixed = fixed
        self._known = 0
        self._warm: Warm | None = None

    def relax(
        self, f: Formulation, upper: Floats, time_s: float, *, scale: float
    ) -> Relaxed | None:
        """
        Solve as ``relax`` does; None when the time is up, or there is no solution.

        Parameters
        ----------
        f
            That of the last time, with more columns.
        """
        n = len(f.cost) - self._fixed
        fixed = np.arange(n, len(f.cost))
        if self._warm is None:
            self._warm = Warm(f, scale)
            self._warm.add(f.take(fixed), upper[fixed])
        new = np.arange(self._known, n)
        self._warm.add(f.take(new), upper[new])
        self._warm.price(range(self._fixed), f.cost[fixed])
        self._known = n
        order = np.concatenate([self._fixed + np.arange(n), np.arange(self._fixed)])
        try:
            return self._warm.solve(f, order, PRIMAL_SIMPLEX, time_s)
        except (InfeasibleError, TimeoutError):
            return None
