"""The integer step: a MIP solver inside OR-Tools on a chosen part of the columns."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.formulation import Formulation
    from routing.units import Ints
    from routing.watch import Watch

# As the library's stub, mistakenly, annotates its vectors of floats.
Vector: TypeAlias = Any

ASK_EVERY_S = 0.1
LEAST_GAP = 1e-7
NO_OTHER_CUTS = "separating/maxrounds = 0\nseparating/maxroundsroot = 0"


class Beside(Protocol):
    """What is done in steps beside the integer step."""

    @property
    def ended(self) -> bool:
        """Return whether there is nothing left to do."""

    def step(self) -> bool:
        """Do some of it; return whether the integer step is wanted no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """
    What the integer step found.

    Parameters
    ----------
    times
        Shape ``(n_columns,)``: how often each column is taken; None when nothing was
        found in time.
    bound
        Proven for the columns it was given, in the unit of the costs.
    proven
        Whether it came to its end in time.
    """

    times: NDArray[np.float64] | None
    bound: float
    proven: bool


def choose(
    formulation: Formulation,
    keep: Ints,
    watch: Watch,
    time_s: float,
    seed: int,
    *,
    cuts: sparse.csr_array | None = None,
    hint: NDArray[np.float64] | None = None,
    gap: float = 0.0,
    separate: bool = True,
    beside: Beside | None = None,
) -> Chosen:
    """
    Return the best plan made of the columns in `keep`.

    Parameters
    ----------
    cuts
        Rows over all columns, each at most 1.
    hint
        Shape ``(n_columns,)``: a plan to start from, of columns in `keep`.
    gap
        Good enough: (cost - bound) / cost.
    separate
        Whether the solver looks for cuts of its own.
    beside
        Something else to do meanwhile.
    """
    f = formulation
    if cuts is None:
        cuts = sparse.csr_array((0, len(f.cost)))
    matrix = sparse.csr_array(
        sparse.vstack([f.cover[:, keep], f.limits[:, keep], cuts[:, keep]])
    )
    free = len(f.most) + cuts.shape[0]
    lower: Vector = np.concatenate([f.need, np.full(free, -np.inf)])
    upper: Vector = np.concatenate([f.need, f.most, np.ones(cuts.shape[0])])
    scale = max(1.0, float(np.abs(f.cost[keep]).mean()))
    model = helper.ModelBuilderHelper()
    none: Vector = np.zeros(len(keep))
    most: Vector = f.upper[keep]
    cost: Vector = f.cost[keep] / scale
    model.fill_model_from_sparse_data(
        none,
        most,
        cost,
        lower,
        upper,
        sparse.csr_matrix(matrix),
    )
    for i in range(len(keep)):
        model.set_var_integrality(i, True)
    if hint is not None:
        for at, value in enumerate(hint[keep].tolist()):
            model.add_hint(at, value)
    solver = helper.ModelSolverHelper("scip")
    solver.set_time_limit_in_seconds(time_s)
    solver.set_solver_specific_parameters(
        f"limits/gap = {max(LEAST_GAP, 0.9 * gap)}\n"
        f"randomization/randomseedshift = {seed % 2**31}\n"
        + ("" if separate else NO_OTHER_CUTS)
    )
    _solve(solver, model, watch, beside)
    if not solver.has_solution():
        return Chosen(None, -np.inf, proven=False)
    x: NDArray[np.float64] = np.asarray(solver.variable_values())
    times = np.zeros(len(f.cost))
    times[keep] = np.rint(x)
    bound = float(solver.best_objective_bound()) * scale
    value = float(f.cost @ times)
    proven = value - bound <= 2 * max(LEAST_GAP, gap) * abs(value)
    return Chosen(times, bound, proven)


def _solve(
    solver: helper.ModelSolverHelper,
    model: helper.ModelBuilderHelper,
    watch: Watch,
    beside: Beside | None,
) -> None:
    """Solve in a thread, so that the stop button works meanwhile."""
    thread = threading.Thread(target=solver.solve, args=(model,), daemon=True)
    thread.start()
    enough = False
    while thread.is_alive():
        if beside is None or beside.ended:
            thread.join(ASK_EVERY_S)
        else:
            enough = beside.step()
        if thread.is_alive() and (enough or watch.stopped):
            solver.interrupt_solve()
            thread.join()
