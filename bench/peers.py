"""
Other planners on the same charter days, the same seconds, the same judge, beside ours.

A peer says who rides together; the stops are put in their best order here, the cheapest
coach is taken, and the plan is judged by ``check`` and costed like ours. The peers are
extras (``pip install -e '.[bench]'``): one that is not installed is named and left out.
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import TYPE_CHECKING

from routing.check import check
from routing.plan import Costs, Plan, Riders, Status, Stop, Trip
from routing.read import read_scenario
from routing.solve import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.charter_peers.day import Groups
    from routing.problem import CoachType, Party, Problem

TIME_LIMIT_S = 60.0
SCENARIOS = ("charter-2000-0.5.json", "charter-2000-1.0.json")
# Parties of one coach: only OR-Tools routing can count places instead.
RULES = (None, 3)
# What a peer needs beside its search: to start, to read, to write.
SPARE_S = 120.0
WARM_UP_S = 10.0
ROOT = Path(__file__).parent.parent
HEADER = (
    "| scenario | a coach may take | planner | cost (fen) | coaches | seconds | "
    "above the bound | above ours | violations |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """
    A planner that is not ours.

    Parameters
    ----------
    module
        Its module in ``bench.charter_peers``.
    package, imports
        How it is installed, and what is imported of it.
    counts_places
        Whether it can be told of a limit on distinct places.
    """

    name: str
    module: str
    package: str
    imports: str
    counts_places: bool = False

    @property
    def title(self) -> str:
        """Return the name with the version that is installed."""
        return f"{self.name} {importlib.metadata.version(self.package)}"

    @property
    def is_installed(self) -> bool:
        """Return whether it can be asked."""
        return importlib.util.find_spec(self.imports) is not None


PEERS = (
    Peer("OR-Tools routing", "ortools_routing", "ortools", "ortools", True),
    Peer("VROOM (pyvroom)", "vroom_shipments", "pyvroom", "vroom"),
    Peer("PyVRP", "pyvrp_shipments", "pyvrp", "pyvrp"),
    Peer("vrp-cli", "vrp_cli_jobs", "vrp-cli", "vrp_cli"),
)


def main(data: Path) -> None:
    """Measure both scenarios of the folder's folder ``charter`` under both rules."""
    folder = data / "charter" if (data / "charter").is_dir() else data
    sys.stdout.write(
        f"{TIME_LIMIT_S:.0f} s for every planner. Load of the machine before: "
        f"{os.getloadavg()[0]:.1f}.\n"
    )
    for peer in PEERS:
        if not peer.is_installed:
            sys.stdout.write(f"Not installed and left out: {peer.name}.\n")
    sys.stdout.write(f"\n{HEADER}")
    for name in SCENARIOS:
        if not (folder / name).exists():
            sys.stdout.write(f"No scenario {name} in {folder}: not measured.\n")
            continue
        for max_parties in RULES:
            measure(folder / name, max_parties)


def measure(path: Path, max_parties: int | None) -> None:
    """Write the lines of one scenario under one rule, ours first."""
    problem = read_scenario(path, {})
    rules = dataclasses.replace(problem.rules, max_parties=max_parties)
    problem = dataclasses.replace(problem, rules=rules)
    # Whatever is compiled when it is first used is compiled now: the peers are, too.
    solve(problem, time_limit_s=WARM_UP_S)
    ours = solve(problem, time_limit_s=TIME_LIMIT_S)
    _write_line(path, problem, "**Zhida**", ours, ours.runtime_s, ours)
    for peer in PEERS:
        if not peer.is_installed or not (peer.counts_places or max_parties):
            continue
        answer = ask(peer, path, max_parties)
        if isinstance(answer, str):
            _write(path, problem, peer.title, [answer, "–", "–", "–", "–", "–"])
            continue
        groups, seconds = answer
        try:
            plan = plan_of(problem, groups, ours.lower_bound_cents)
        except ValueError as refusal:
            _write(path, problem, peer.title, [str(refusal), "–", "–", "–", "–", "–"])
            continue
        _write_line(path, problem, peer.title, plan, seconds, ours)


def ask(peer: Peer, path: Path, max_parties: int | None) -> tuple[Groups, float] | str:
    """Return who rides together and the seconds it took, or why there is no answer."""
    command = [
        *(sys.executable, "-m", "bench.charter_peers"),
        *(peer.module, str(path.resolve()), str(TIME_LIMIT_S)),
        *([] if max_parties is None else [str(max_parties)]),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_S + SPARE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer {SPARE_S:.0f} s after its time"
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return f"failed: {lines[-1] if lines else done.returncode}"
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer["groups"] is None:
        return "no plan that keeps the rules"
    return answer["groups"], answer["seconds"]


def plan_of(problem: Problem, groups: Groups, lower_bound_cents: int) -> Plan:
    """
    Return the plan in which these parties ride together, each group at its cheapest.

    Raises
    ------
    ValueError
        When no coach can take a group.
    """
    trips = [_trip(problem, [problem.parties[i] for i in group]) for group in groups]
    cost = sum(trip.cost_cents for trip in trips)
    return Plan(
        scenario=problem.name,
        status=Status.FEASIBLE,
        cost_cents=cost,
        lower_bound_cents=min(cost, lower_bound_cents),
        gap=max(0, cost - lower_bound_cents) / cost if cost else 0.0,
        runtime_s=0.0,
        seed=0,
        trips=tuple(trips),
        unassigned=(),
        costs=Costs(trips=cost),
    )


def _trip(problem: Problem, parties: Sequence[Party]) -> Trip:
    """Return the trip of some parties: shortest order, cheapest coach, no empty run."""
    place = {p.id: i for i, p in enumerate(problem.places)}
    rules = problem.rules
    pickups = list(dict.fromkeys(party.pickup for party in parties))
    dropoffs = list(dict.fromkeys(party.dropoff for party in parties))
    metres, order = min(
        (sum(int(problem.distance_m[place[a], place[b]]) for a, b in pairwise(o)), o)
        for first in permutations(pickups)
        for last in permutations(dropoffs)
        for o in [(*first, *last)]
    )
    riders = sum(party.size for party in parties)
    coaches = [coach for coach in problem.fleet if problem.max_load(coach) >= riders]
    if not coaches:
        msg = f"puts {riders} riders in one coach"
        raise ValueError(msg)
    drivers = 2 if metres > rules.second_driver_above_m else 1
    cents, coach = min(
        ((_cents(problem, coach, metres, drivers), coach) for coach in coaches),
        key=lambda pair: pair[0],
    )
    stops, now_s = [], rules.depart_from_s - rules.pickup_s
    for i, here in enumerate(order):
        if i > 0:
            now_s += int(problem.duration_s[place[order[i - 1]], place[here]])
        standing_s = rules.pickup_s if i < len(pickups) else rules.dropoff_s
        board = [p for p in parties if i < len(pickups) and p.pickup == here]
        alight = [p for p in parties if i >= len(pickups) and p.dropoff == here]
        stops.append(
            Stop(
                here,
                board=tuple(Riders(p.id, p.size) for p in board),
                alight=tuple(Riders(p.id, p.size) for p in alight),
                arrives_s=now_s,
                leaves_s=now_s + standing_s,
            )
        )
        now_s += standing_s
    return Trip(
        coach=coach.id,
        service_date=problem.dates[0],
        stops=tuple(stops),
        distance_m=metres,
        duration_s=now_s - stops[0].arrives_s,
        cost_cents=cents,
        drivers=drivers,
    )


def _cents(problem: Problem, coach: CoachType, metres: int, drivers: int) -> int:
    second = problem.rules.second_driver_cents * (drivers - 1)
    return coach.hire_cents + round(coach.cents_per_km * metres / 1000) + second


def _write_line(
    path: Path, problem: Problem, title: str, plan: Plan, seconds: float, ours: Plan
) -> None:
    bound = ours.lower_bound_cents
    above = f"{plan.cost_cents / bound - 1:.2%}" if bound else "–"
    more = "–" if plan is ours else f"{plan.cost_cents / ours.cost_cents - 1:+.1%}"
    cells = [
        f"{plan.cost_cents:,}",
        str(len(plan.trips)),
        f"{seconds:.1f}",
        above,
        more,
        str(len(check(problem, plan))),
    ]
    _write(path, problem, title, cells)


def _write(path: Path, problem: Problem, title: str, cells: list[str]) -> None:
    rules = problem.rules
    may = f"{rules.max_pickups} pickups, {rules.max_dropoffs} drop-offs"
    if rules.max_parties is not None:
        may = f"{rules.max_parties} parties"
    sys.stdout.write(f"| {' | '.join([path.stem, may, title, *cells])} |\n")
    sys.stdout.flush()
