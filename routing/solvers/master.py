"""
The master problem: choose columns so that every unit is on one, at the least cost.

Linear relaxation by HiGHS through scipy, tightened by subset-row cuts (Jepsen,
Petersen, Spoorendonk and Pisinger 2008): of the columns that hold two or more of any
three units, only one can be chosen. The integer problem goes to SCIP inside OR-Tools.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from ortools.linear_solver.python import model_builder
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

POLL_S = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """
    Minimise ``cost @ x`` over 0/1 ``x`` with ``cover @ x == 1``, ``limit @ x <= most``.

    Shapes: cost ``(n,)``; cover ``(units, n)``; limit ``(rows, n)``; most ``(rows,)``.
    """

    cost: NDArray[np.float64]
    cover: csr_matrix
    limit: csr_matrix
    most: NDArray[np.float64]

    def keep(self, columns: NDArray[np.int64]) -> Master:
        """Return the problem with these columns only."""
        return Master(
            self.cost[columns],
            self.cover[:, columns],
            self.limit[:, columns],
            self.most,
        )

    def cut(self, rows: csr_matrix, most: NDArray[np.float64]) -> Master:
        """Return the problem with further rows ``rows @ x <= most``."""
        return Master(
            self.cost,
            self.cover,
            vstack([self.limit, rows], format="csr"),
            np.concatenate([self.most, most]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The optimum of the linear relaxation, its point and its reduced costs."""

    bound: float
    x: NDArray[np.float64]
    reduced: NDArray[np.float64]


def relax(master: Master, time_limit_s: float) -> Relaxation | None:
    """Return the relaxation's optimum, or None when time runs out before it."""
    has_limits = master.limit.shape[0] > 0
    result = linprog(
        master.cost,
        A_eq=master.cover,
        b_eq=np.ones(master.cover.shape[0]),
        A_ub=master.limit if has_limits else None,
        b_ub=master.most if has_limits else None,
        bounds=(0, None),
        method="highs",
        options={"time_limit": max(0.1, time_limit_s)},
    )
    if result.status != 0:
        return None
    reduced = master.cost - master.cover.T @ result.eqlin.marginals
    if has_limits:
        reduced = reduced - master.limit.T @ result.ineqlin.marginals
    return Relaxation(float(result.fun), result.x, np.asarray(reduced))


def subset_rows(master: Master, x: NDArray[np.float64], most_cuts: int) -> csr_matrix:
    """Return violated cuts, most violated first, as rows; each allows 1."""
    used = np.flatnonzero(x > 1e-7)
    part = master.cover[:, used].toarray()
    triples = _violated(part, x[used], part @ np.diag(x[used]) @ part.T)
    order = np.lexsort((triples[:, 2], triples[:, 1], triples[:, 0], -triples[:, 3]))
    busy = np.zeros(part.shape[0], dtype=np.int64)
    rows = []
    for i, j, k, _ in triples[order]:
        chosen = [int(i), int(j), int(k)]
        # Cuts that share many units say much the same.
        if (busy[chosen] < 8).all():
            busy[chosen] += 1
            held = np.asarray(master.cover[chosen].sum(axis=0)).ravel()
            rows.append(csr_matrix(np.floor(held / 2)))
        if len(rows) == most_cuts:
            break
    if not rows:
        return csr_matrix((0, master.cover.shape[1]))
    return vstack(rows, format="csr")


@njit(cache=True)
def _violated(part, x, pairs):  # type: ignore[no-untyped-def]
    """Return rows (i, j, k, violation) of every triple violated by more than 0.05."""
    n, m = part.shape
    found = []
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                upper = pairs[i, j] + pairs[i, k] + pairs[j, k]
                if upper <= 1.05:
                    continue
                three = 0.0
                for c in range(m):
                    three += x[c] * part[i, c] * part[j, c] * part[k, c]
                if upper - 2 * three > 1.05:
                    found.append((i, j, k, upper - 2 * three - 1))
    rows = np.zeros((len(found), 4))
    for r in range(len(found)):
        rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3] = found[r]
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What the integer step found: chosen columns or None, and the proven bound."""

    chosen: NDArray[np.int64] | None
    bound: float
    is_proven: bool


def select(
    master: Master,
    *,
    time_limit_s: float,
    gap: float,
    seed: int,
    should_stop: Callable[[], bool] | None,
) -> Selection:
    """Solve the integer problem, as far as the time and the caller allow."""
    # Its stubs do not know the numpy types of today.
    model_class: Any = model_builder.Model
    model = model_class()
    helper = model.helper
    rows = vstack([master.cover, master.limit], format="csr").astype(np.float64)
    n, n_units = len(master.cost), master.cover.shape[0]
    helper.fill_model_from_sparse_data(
        np.zeros(n),
        np.ones(n),
        master.cost.astype(np.float64),
        np.concatenate([np.ones(n_units), np.full(len(master.most), -np.inf)]),
        np.concatenate([np.ones(n_units), master.most]),
        rows,
    )
    for column in range(n):
        helper.set_var_integrality(column, True)
    solver: Any = model_builder.Solver("SCIP")
    solver.set_time_limit_in_seconds(max(0.1, time_limit_s))
    solver.set_solver_specific_parameters(
        f"randomization/randomseedshift = {seed % 2**31}\nlimits/gap = {gap}\n"
    )
    statuses: list[model_builder.SolveStatus] = []
    thread = threading.Thread(target=lambda: statuses.append(solver.solve(model)))
    thread.start()
    while thread.is_alive():
        thread.join(POLL_S)
        if should_stop is not None and should_stop():
            solver.stop_search()
    status = statuses[0]
    done = status == model_builder.SolveStatus.OPTIMAL
    if not done and status != model_builder.SolveStatus.FEASIBLE:
        # Neither a number nor finite when the time ran out before the first bound.
        bound = solver.best_objective_bound
        known = isinstance(bound, float) and np.isfinite(bound)
        return Selection(None, bound if known else -np.inf, False)
    values = np.asarray(solver.values(model.get_variables()))
    return Selection(np.flatnonzero(values > 0.5), solver.best_objective_bound, done)
