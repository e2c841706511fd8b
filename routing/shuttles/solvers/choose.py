"""The integer step: the cheapest plan made of given trips, by a solver in OR-Tools."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.shuttles.solvers.arrays import Floats, Ints, Units
    from routing.shuttles.solvers.clock import Clock

# As the library's stub, mistakenly, annotates its vectors of floats.
Vector: TypeAlias = Any

ASK_EVERY_S = 0.05
NEVER = np.int64(1) << 60
EPSILON = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    Trips to choose from, each by one type.

    Parameters
    ----------
    trips
        The units of each, from 0, in the order of the way.
    coach, cost, load
        Shape ``(n_trips,)``: index of the type, cents, riders.
    """

    trips: list[Ints]
    coach: Ints
    cost: Ints
    load: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """
    What the integer step found.

    Parameters
    ----------
    columns
        The chosen trips; None when none were found in time.
    bound
        Proven for plans of the given trips, in cents.
    """

    columns: Ints | None
    bound: float


def columns_of(
    units: Units,
    trips: list[Ints],
    metres: Floats,
    score: Callable[[Columns], Floats],
    below: float,
    most: int,
) -> Columns:
    """
    Return trips by the cheapest free type that holds them, and by every limited one.

    Parameters
    ----------
    score, below, most
        Kept are those that score below this, the least first, so many at most.
    """
    if not trips:
        none = np.zeros(0, np.int64)
        return Columns([], none, none, none)
    load = np.array([int(units.size[trip].sum()) for trip in trips], np.int64)
    whole = np.rint(metres).astype(np.int64)
    cents = units.hire_cents + (units.cents_per_km * whole[:, None] + 500) // 1000
    fits = units.seats >= load[:, None]
    free = np.where(fits & (units.count < 0), cents, NEVER)
    chosen = fits & (units.count >= 0)
    cheapest = np.argmin(free, axis=1)
    some = np.flatnonzero(free[np.arange(len(trips)), cheapest] < NEVER)
    chosen[some, cheapest[some]] = True
    at, coach = np.nonzero(chosen)
    found = Columns([trips[i] for i in at], coach, cents[at, coach], load[at])
    scores = score(found)
    order = np.argsort(scores, kind="stable")[:most]
    kept = np.sort(order[scores[order] < below])
    return Columns(
        [found.trips[i] for i in kept],
        found.coach[kept],
        found.cost[kept],
        found.load[kept],
    )


def choose(
    columns: Columns, units: Units, cuts: Floats, clock: Clock, time_s: float, seed: int
) -> Chosen:
    """
    Return the best plan made of these trips; who is in none is left at the price.

    Parameters
    ----------
    cuts
        Shape ``(n_cuts, 1 + riders)``, see ``load_cuts``; no plan is lost by them.
    """
    n, n_units = len(columns.trips), len(units)
    limited = np.flatnonzero(units.count >= 0)
    lengths = [len(trip) for trip in columns.trips]
    rows = np.concatenate([np.zeros(0, np.int64), *columns.trips, np.arange(n_units)])
    at = np.concatenate([np.repeat(np.arange(n), lengths), n + np.arange(n_units)])
    cover = sparse.csr_array((np.ones(len(rows)), (rows, at)), (n_units, n + n_units))
    coach = np.concatenate([columns.coach, np.full(n_units, -1)])
    used = sparse.csr_array((coach == limited[:, None]).astype(np.float64))
    loads = sparse.csr_array(cuts[:, np.concatenate([columns.load, units.size])])
    cost = np.concatenate([columns.cost, units.size * units.problem.left_cents])
    scale = max(1.0, float(cost.mean()))
    ones, free = np.ones(n_units), np.full(len(limited), -np.inf)
    lower: Vector = np.concatenate([ones, free, cuts[:, -1] - EPSILON])
    upper: Vector = np.concatenate(
        [ones, units.count[limited], np.full(len(cuts), np.inf)]
    )
    none: Vector = np.zeros(n + n_units)
    all_: Vector = np.ones(n + n_units)
    cents: Vector = cost / scale
    model = helper.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        none, all_, cents, lower, upper, sparse.csr_matrix(_stack(cover, used, loads))
    )
    for i in range(n + n_units):
        model.set_var_integrality(i, True)
    solver = helper.ModelSolverHelper("scip")
    solver.set_time_limit_in_seconds(time_s)
    solver.set_solver_specific_parameters(
        f"limits/gap = 1e-9\nrandomization/randomseedshift = {seed % 2**31}"
    )
    _solve(solver, model, clock)
    if not solver.has_solution():
        return Chosen(None, -np.inf)
    x: Floats = np.asarray(solver.variable_values())
    bound = float(solver.best_objective_bound()) * scale
    return Chosen(np.flatnonzero(x[:n] > 0.5), bound)


def _stack(*parts: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack(parts))


def _solve(
    solver: helper.ModelSolverHelper, model: helper.ModelBuilderHelper, clock: Clock
) -> None:
    """Solve in a thread, so that the stop button works meanwhile."""
    thread = threading.Thread(target=solver.solve, args=(model,), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(ASK_EVERY_S)
        if thread.is_alive() and clock.stopped:
            solver.interrupt_solve()
            thread.join()
