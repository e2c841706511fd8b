"""
One more party for a published day: seconds until its cheapest places are known.

Parties are taken out of the plan, one at a time, and put back: the first of the places
found must cost no more than what they gave up.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from routing import check, solve
from routing.joining import join, places_for, take_out
from routing.published import published
from routing.read import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from routing import Plan, Problem

PLAN_S: Final = 30.0
TIMES: Final = 100
PROMISE_CENTS: Final = 5_000
HEADER: Final = (
    "| scenario | trips | price of a changed promise (fen) | parties | p50 | p95 | "
    "longest | first call | back for less | violations |\n"
    "|---|---|---|---|---|---|---|---|---|---|\n"
)


def main(data: Path) -> None:
    """Publish a plan of every scenario, and ask for places."""
    folder = data / "charter" if (data / "charter").is_dir() else data
    paths = sorted(folder.glob("*.json"))
    if not paths:
        sys.stdout.write(f"No scenarios (*.json) in {folder}: nothing is measured.\n")
        return
    sys.stdout.write(
        f"Each plan is what {PLAN_S:.0f} s find; {TIMES} parties, seeded.\n\n{HEADER}"
    )
    for path in paths:
        problem = read_scenario(path, {})
        plan = solve(problem, time_limit_s=PLAN_S)
        for cents in (0, PROMISE_CENTS):
            prices = replace(problem.prices, promise_cents=cents)
            _measure(path.stem, replace(problem, prices=prices), plan)


def _measure(name: str, problem: Problem, plan: Plan) -> None:
    problem = published(problem, plan)
    parties = [
        party
        for party in problem.parties
        if all(gone.party != party.id for gone in plan.unassigned)
    ]
    some = random.Random(0).sample(parties, min(TIMES, len(parties)))
    seconds, cheaper, wrong = [], 0, 0
    for party in some:
        smaller, without = take_out(problem, plan, party.id)
        whole = replace(problem, promises=smaller.promises)
        began = time.perf_counter()
        places = places_for(whole, without, party)
        seconds.append(time.perf_counter() - began)
        back = join(whole, without, places[0])
        wrong += len(check(whole, back))
        if back.cost_cents > plan.cost_cents:
            msg = f"{party.id} was put back for more than it gave up."
            raise RuntimeError(msg)
        cheaper += back.cost_cents < plan.cost_cents
    ordered = sorted(seconds)
    sys.stdout.write(
        f"| {name} | {len(plan.trips)} | {problem.prices.promise_cents:,} | "
        f"{len(some)} | {_at(ordered, 0.5)} | {_at(ordered, 0.95)} | "
        f"{ordered[-1]:.3f} s | {seconds[0]:.3f} s | {cheaper} | {wrong} |\n"
    )
    sys.stdout.flush()


def _at(ordered: list[float], share: float) -> str:
    return f"{ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.3f} s"
