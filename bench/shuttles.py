"""
Shuttles: cost beside the best published and beside OR-Tools routing in the same time.

The instances are those of the fleet size and mix problem (Golden et al. 1984, Taillard
1999): any number of coaches of each type with fixed costs (F), or with fixed costs and
their own price of a kilometre (FV); 20 to 75 gates here.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.shuttles import Gate, ShuttleProblem, ShuttleType, check, solve
from routing.shuttles.solvers.arrays import prepare
from routing.shuttles.solvers.floor import routed
from routing.shuttles.solvers.planner import allot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TIME_LIMIT_S: Final = 60.0
COMMENTS: Final = 5  # lines at the head of every file
# A unit of length becomes 1,000 km and a unit of cost 10,000 cents: what the files say
# in tenths of a cost for a unit of length is then a whole price of a kilometre, and no
# rounding of a length reaches the second decimal of a published cost.
UNIT_M: Final = 1_000_000
UNIT_CENTS: Final = 10_000
LEFT_CENTS: Final = 1_000_000_000
HEADER: Final = (
    "| instance | gates | types | best known | ours | gap | best after | lower bound | "
    "proven gap | end | OR-Tools routing | gap |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def read_instance(text: str, name: str) -> ShuttleProblem:
    """
    Return an instance as a problem.

    Lengths are Euclidean with all their decimals, as in the literature; a route costs
    its type's fixed cost and its length times the type's price, the way back included.
    """
    lines = text.splitlines()[COMMENTS:]
    n_gates, n_types = (int(word) for word in lines[0].split()[:2])
    types = [line.split() for line in lines[1 : 1 + n_types]]
    rows = [line.split() for line in lines[1 + n_types : 2 + n_types + n_gates]]
    points = np.array([[float(word) for word in row[:2]] for row in rows])
    legs = points[:, None] - points
    metres = np.rint(np.hypot(legs[..., 0], legs[..., 1]) * UNIT_M).astype(np.int64)
    return ShuttleProblem(
        name=name,
        depot="depot",
        gates=tuple(Gate(f"G{i}", int(row[2])) for i, row in enumerate(rows[1:], 1)),
        distance_m=metres,
        duration_s=np.zeros_like(metres),
        fleet=tuple(
            ShuttleType(
                f"type{i}",
                seats=int(seats),
                hire_cents=round(float(fixed) * UNIT_CENTS),
                cents_per_km=round(float(rate) * UNIT_CENTS * 1000 / UNIT_M),
            )
            for i, (_, seats, fixed, rate, *_) in enumerate(types)
        ),
        gate_s=0,
        left_cents=LEFT_CENTS,
    )


def main(data: Path) -> None:
    """Solve every instance of the folder ``routing/hfvrp``."""
    folder = data / "routing" / "hfvrp"
    paths = sorted(folder.glob("VFMP_F*/*.txt"))
    if not paths:
        sys.stdout.write(f"No instances in {folder}: nothing is measured.\n")
        return
    known = json.loads((folder / "BKS.json").read_text())
    sys.stdout.write(
        f"{TIME_LIMIT_S:.0f} s each; costs in the instances' own unit. Ours uses two "
        "threads, OR-Tools routing one (it has no more).\n\n" + HEADER
    )
    gaps = [measure(path, known[path.stem]["best_known_cost"]) for path in paths]
    sys.stdout.write("\n" + summary(gaps))


def measure(path: Path, best_known: float) -> tuple[float, float]:
    """Write the line of one instance; return both gaps to the best known."""
    problem = read_instance(path.read_text(), path.stem)
    told: list[tuple[float, int, int]] = []
    plan = solve(
        problem,
        time_limit_s=TIME_LIMIT_S,
        on_progress=lambda *now: told.append(now),
    )
    broken = check(problem, plan)
    if broken or plan.unassigned:
        msg = f"{path.stem}: {len(broken)} violations, {len(plan.unassigned)} left."
        raise RuntimeError(msg)
    best_s = next(s for s, cost, _ in told if cost == plan.cost_cents)
    units = prepare(problem).units
    began = time.perf_counter()
    trips = routed(units, TIME_LIMIT_S, guided=True)
    seconds = time.perf_counter() - began
    floor = np.inf if trips is None else allot(units, trips).cost_cents / UNIT_CENTS
    # To the decimals in which the best known are published.
    floor, cost = round(floor, 2), round(plan.cost_cents / UNIT_CENTS, 2)
    gap, floor_gap = cost / best_known - 1, floor / best_known - 1
    sys.stdout.write(
        f"| {path.stem} | {len(problem.gates)} | {len(problem.fleet)} | "
        f"{best_known:,.2f} | {cost:,.2f} | {gap:.3%} | {best_s:.1f} s | "
        f"{plan.lower_bound_cents / UNIT_CENTS:,.2f} | {plan.gap:.3%} | "
        f"{plan.runtime_s:.1f} s | {floor:,.2f} ({seconds:.0f} s) | {floor_gap:.3%} |\n"
    )
    sys.stdout.flush()
    return gap, floor_gap


def summary(gaps: Sequence[tuple[float, float]]) -> str:
    """Return the sentence with both mean gaps."""
    ours, floor = np.array(gaps).mean(axis=0)
    return f"Mean gap to best known: {ours:.3%}; OR-Tools routing {floor:.3%}.\n"
