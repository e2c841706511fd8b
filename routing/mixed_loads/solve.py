"""From a problem to a plan with as few buses as are found in time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from routing.errors import RefusedPlanError
from routing.mixed_loads.arrays import Arrays, Work, arrays_of, starts_of, work_for
from routing.mixed_loads.check import check
from routing.mixed_loads.plan import Bus, Plan, Visit
from routing.mixed_loads.search import fewer_buses, recreate
from routing.mixed_loads.state import State, empty_bus, empty_state, used_buses

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from routing.mixed_loads.problem import Problem

ROUNDS_A_LOOK = 50
# The patience cools from the first to the last, again and again.
WARM_MS, COLD_MS = 100_000.0, 1_000.0
ROUNDS_A_COOLING = 40_000
NEAREST = 100


def solve(
    problem: Problem,
    *,
    time_limit_s: float = 60.0,
    rounds: int | None = None,
    seed: int = 0,
    on_progress: Callable[[float, int], None] | None = None,
) -> Plan:
    """
    Return a plan that ``check`` accepts, with as few buses as are found.

    No bound is given: another plan may need fewer.

    Parameters
    ----------
    time_limit_s
        It ends some milliseconds after that, or when one bus is left.
    rounds
        Ends after so many, too: the same seed and rounds give the same plan when the
        time suffices for them.
    on_progress
        Is told the seconds and the buses of every better plan.
    """
    began = time.perf_counter()
    arrays, rng = arrays_of(problem), np.random.default_rng(seed)
    work, orders = work_for(arrays), _orders(arrays)
    neighbours = _neighbours(arrays)
    weights = np.zeros(len(problem.pickups), np.int64)
    best = empty_state(len(weights), len(weights))
    recreate(arrays, orders[:1], best, rng, work)
    best, done = used_buses(best), 0
    _tell(on_progress, began, best)
    while len(best.lengths) > 1:
        now = _with_one_less(best, weights)
        new = empty_state(len(now.lengths), len(weights))
        reached = False
        while not reached:
            left = (
                ROUNDS_A_LOOK if rounds is None else min(ROUNDS_A_LOOK, rounds - done)
            )
            if left <= 0 or time.perf_counter() - began >= time_limit_s:
                break
            reached, made = fewer_buses(
                arrays,
                neighbours,
                orders,
                now,
                new,
                weights,
                left,
                _warmth(done),
                rng,
                work,
            )
            done += made
        if not reached:
            break
        best = used_buses(now)
        _tell(on_progress, began, best)
    return _plan_of(problem, arrays, best, work, began, seed, done)


def _orders(arrays: Arrays) -> NDArray[np.float64]:
    """Return what pickups are put in by: late and far, far, near, many riders first."""
    ride_ms = arrays.duration_ms[np.arange(len(arrays.site)), arrays.site]
    closes_ms = arrays.closes_ms[arrays.site]
    return np.stack(
        [closes_ms - ride_ms, -ride_ms, ride_ms, -arrays.riders, -closes_ms]
    ).astype(np.float64)


def _neighbours(arrays: Arrays) -> NDArray[np.int64]:
    """Return for every pickup the nearest, itself first; shape (n_pickups, few)."""
    n = len(arrays.site)
    away_ms = arrays.duration_ms[:n, :n] + arrays.duration_ms[:n, :n].T
    np.fill_diagonal(away_ms, -1)
    nearest = np.argsort(away_ms, axis=1, kind="stable")[:, :NEAREST]
    return np.ascontiguousarray(nearest.astype(np.int64))


def _warmth(done: int) -> float:
    """Return the patience of a round, in milliseconds."""
    share = done % ROUNDS_A_COOLING / ROUNDS_A_COOLING
    return WARM_MS * float((COLD_MS / WARM_MS) ** share)


def _with_one_less(best: State, weights: NDArray[np.int64]) -> State:
    """Return the buses without the one whose pickups were left out least."""
    n_buses = len(best.lengths)
    # Of equals the one with the fewest.
    each = weights + 1 / (len(weights) + 1)
    burden = np.bincount(best.bus, weights=each, minlength=n_buses)
    now = State(*(array.copy() for array in best))
    empty_bus(now, int(burden.argmin()))
    return used_buses(now)


def _tell(
    on_progress: Callable[[float, int], None] | None, began: float, best: State
) -> None:
    if on_progress is not None:
        on_progress(time.perf_counter() - began, len(best.lengths))


def _plan_of(
    problem: Problem,
    arrays: Arrays,
    state: State,
    work: Work,
    began: float,
    seed: int,
    rounds: int,
) -> Plan:
    ids = [p.id for p in problem.pickups] + [s.id for s in problem.sites]
    buses = []
    for route, length in zip(state.routes, state.lengths.tolist(), strict=True):
        starts_of(arrays, route, length, work)
        visits = zip(
            route[:length].tolist(), work.starts_ms[:length].tolist(), strict=True
        )
        buses.append(Bus(tuple(Visit(ids[place], ms) for place, ms in visits)))
    plan = Plan(
        buses=tuple(buses),
        driving_ms=int(state.driving_ms.sum()),
        runtime_s=time.perf_counter() - began,
        seed=seed,
        rounds=rounds,
    )
    violations = check(problem, plan)
    if violations:
        msg = f"The plan breaks {len(violations)} rules, first {violations[0]}."
        raise RefusedPlanError(msg)
    return plan
