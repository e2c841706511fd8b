"""Linear relaxations, with the duals of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.formulation import Formulation

    Floats = NDArray[np.float64]

INTERIOR = 200  # rows from which on the interior-point method is the faster one


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


def relax(
    f: Formulation,
    upper: Floats,
    time_s: float | None = None,
    *,
    lower: Floats | None = None,
    interior: int | None = None,
    scale: float = 1.0,
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
    if found.status != 0:
        return None
    limits = np.minimum(found.ineqlin.marginals, 0) if len(f.most) else np.zeros(0)
    rows = found.eqlin.marginals
    return Relaxed(float(found.fun) * scale, found.x, rows * scale, limits * scale)
