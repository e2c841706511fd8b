"""
Planning whole charter days: cost, proven gap and seconds, beside the floor.

The floor is the plan by cheapest insertion alone; the plan is judged by ``check``.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from routing import Problem, check, solve
from routing.read import read_scenario
from routing.solvers.insertion import Insertion
from routing.solvers.pricing import Market
from routing.units import net_of, units_of

if TYPE_CHECKING:
    from pathlib import Path

TIME_LIMIT_S = 60.0
HEADER = (
    "| scenario | method | cost (fen) | coaches | lower bound | gap | "
    "best | ≤ 0.5 % | ≤ 0.1 % | end | violations |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def main(data: Path) -> None:
    """Plan every scenario of the folder, or of its folder ``charter``."""
    folder = data / "charter" if (data / "charter").is_dir() else data
    paths = sorted(folder.glob("*.json"))
    if not paths:
        sys.stdout.write(f"No scenarios (*.json) in {folder}: nothing is measured.\n")
        return
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"At most {TIME_LIMIT_S:.0f} s a scenario; seconds from the start until the "
        "best plan, until a proven gap, and until the end. "
        f"Load of the machine before: {load:.1f}.\n\n{HEADER}"
    )
    for path in paths:
        problem = read_scenario(path, {})
        _measure_floor(path.stem, problem)
        _measure_solver(path.stem, problem)


def _measure_floor(name: str, problem: Problem) -> None:
    began = time.perf_counter()
    units = units_of(problem, net_of(problem), list(range(len(problem.parties))))
    coaches = np.ones(len(problem.fleet), bool)
    markets = [Market(d, some, coaches) for d, some in enumerate(units.markets)]
    trips = Insertion(units, markets).run()
    seconds = time.perf_counter() - began
    cost = int(trips.cost_cents.sum())
    sys.stdout.write(
        f"| {name} | insertion | {cost:,} | {len(trips)} | – | – | "
        f"{seconds:.1f} s | – | – | {seconds:.1f} s | – |\n"
    )
    sys.stdout.flush()


def _measure_solver(name: str, problem: Problem) -> None:
    told: list[tuple[float, int, int]] = []

    plan = solve(
        problem,
        time_limit_s=TIME_LIMIT_S,
        on_progress=lambda *now: told.append(now),
    )
    violations = check(problem, plan)
    best_s = next(s for s, cost, _ in told if cost == plan.cost_cents)
    sys.stdout.write(
        f"| {name} | generated columns | {plan.cost_cents:,} | {len(plan.trips)} | "
        f"{plan.lower_bound_cents:,} | {plan.gap:.3%} | {best_s:.1f} s | "
        f"{_proven(told, 0.005)} | {_proven(told, 0.001)} | {plan.runtime_s:.1f} s | "
        f"{len(violations)} |\n"
    )
    sys.stdout.flush()


def _proven(told: list[tuple[float, int, int]], gap: float) -> str:
    """Return the seconds until the gap was proven."""
    for seconds, cost, bound in told:
        if cost - bound <= gap * cost:
            return f"{seconds:.1f} s"
    return "–"
