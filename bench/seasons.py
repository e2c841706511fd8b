"""
Planning a made-up season: 14 dates, 4 operators, empty runs and drivers' hours.

20,000 riders in parties (log-normal, 12 on average) from 150 towns in clusters 250 to
780 km west and north of the gates around one town; each wants a date and accepts the
day before and after; two operators stand at the gates and send their coaches out empty,
two stand among the towns. Coaches on every date are limited. Seeded; no data is read.
Smaller seasons have fewer riders between the same places and fewer coaches.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from routing import (
    CoachType,
    DriverHours,
    EmptyRun,
    Party,
    Place,
    Prices,
    Problem,
    Rules,
    check,
    solve,
)
from routing.travel_times.great_circle import GreatCircle

if TYPE_CHECKING:
    from pathlib import Path

GATES_AT = (31.05, 120.64)
CLUSTERS = (  # latitude, longitude, spread in degrees, share
    (32.9, 115.8, 0.7, 0.30),
    (32.1, 114.1, 0.6, 0.20),
    (34.0, 116.9, 0.6, 0.20),
    (31.3, 115.0, 0.5, 0.12),
    (34.9, 118.3, 0.5, 0.10),
    (29.2, 116.0, 0.6, 0.08),
)
TOWNS, GATES, DATES = 150, 60, 14
SEATS = ((33, 140_000, 460), (45, 170_000, 560), (53, 200_000, 640))
SIZES = (2_500, 5_000, 10_000, 20_000)
TIME_LIMIT_S = 300.0
HEADER = (
    "| riders | parties | first plan | coaches | unassigned | cost (yuan) | gap | "
    "≤ 5 % | ≤ 2 % | ≤ 1 % | end | peak memory | violations |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def season(riders: int, seed: int = 7) -> Problem:
    """Return a season of so many riders."""
    rng = np.random.default_rng(seed)
    share = np.array([c[3] for c in CLUSTERS])
    of = rng.choice(len(CLUSTERS), TOWNS, p=share / share.sum())
    towns = np.array([CLUSTERS[k][:2] for k in of])
    towns = towns + rng.normal(size=(TOWNS, 2)) * np.array(
        [[CLUSTERS[k][2]] * 2 for k in of]
    )
    gates = np.array(GATES_AT) + rng.normal(0, 0.07, (GATES, 2))
    bases = np.array([GATES_AT, (31.3, 120.6), (32.9, 115.8), (34.2, 115.6)])
    points = np.concatenate([towns, gates, bases])
    travel = GreatCircle().matrix(points[:, 0].copy(), points[:, 1].copy())
    ids = [f"T{i}" for i in range(TOWNS)] + [f"E{i}" for i in range(GATES)]
    ids += [f"B{i}" for i in range(len(bases))]
    first = dt.date(2027, 2, 17)
    dates = tuple(first + dt.timedelta(days=i) for i in range(DATES))
    popular = 1 + 1.5 * np.exp(-(((np.arange(DATES) - 6) / 3.5) ** 2))
    gate_share = 1 / (np.arange(GATES) + 1) ** 0.7
    parties: list[Party] = []
    left = riders
    while left > 0:
        size = int(min(left, np.clip(round(rng.lognormal(2.2, 0.75)), 1, 45)))
        day = int(rng.choice(DATES, p=popular / popular.sum()))
        parties.append(
            Party(
                id=f"G{len(parties)}",
                size=size,
                pickup=f"T{rng.integers(TOWNS)}",
                dropoff=f"E{rng.choice(GATES, p=gate_share / gate_share.sum())}",
                first_date=dates[max(0, day - 1)],
                last_date=dates[min(DATES - 1, day + 1)],
                wanted_date=dates[day],
            )
        )
        left -= size
    # Some 45 riders a coach, out for two days: this is a fifth more than needed.
    each = max(1, round(riders / DATES / 40 * 2.6 / (4 * len(SEATS))))
    fleet = tuple(
        CoachType(
            id=f"{'ABCD'[b]}{seats}",
            operator="ABCD"[b],
            seats=seats,
            hire_cents=hire,
            cents_per_km=km,
            count=each,
            base=f"B{b}",
            overnight_cents=30_000,
        )
        for b in range(len(bases))
        for seats, hire, km in SEATS
    )
    return Problem(
        name=f"season-{riders}",
        dates=dates,
        places=tuple(
            Place(id_, lat=float(at[0]), lon=float(at[1]))
            for id_, at in zip(ids, points, strict=True)
        ),
        distance_m=travel.distance_m,
        duration_s=travel.duration_s,
        parties=tuple(parties),
        fleet=fleet,
        rules=Rules(
            max_duration_s=64_800,
            empty_run=EmptyRun.OUT,
            driver_hours=DriverHours(),
            depart_until_s=50_400,
        ),
        prices=Prices(day_cents=2_000),
        engine=travel.engine,
    )


def main(data: Path) -> None:
    """Plan seasons of growing size; `data` is not read."""
    del data
    sys.stdout.write(HEADER)
    for riders in SIZES:
        _measure(riders)


def _measure(riders: int) -> None:
    problem = season(riders)
    told: list[tuple[float, int, int]] = []
    began = time.perf_counter()
    plan = solve(
        problem,
        time_limit_s=TIME_LIMIT_S,
        gap=0.005,
        on_progress=lambda *now: told.append(now),
    )
    seconds = time.perf_counter() - began
    violations = check(problem, plan)
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    left = sum(gone.riders for gone in plan.unassigned)
    sys.stdout.write(
        f"| {riders:,} | {len(problem.parties):,} | {told[0][0]:.0f} s | "
        f"{len(plan.trips):,} | {left} | {plan.cost_cents / 100:,.0f} | "
        f"{plan.gap:.2%} | {_proven(told, 0.05)} | {_proven(told, 0.02)} | "
        f"{_proven(told, 0.01)} | {seconds:.0f} s | {peak_gib:.1f} GiB | "
        f"{len(violations)} |\n"
    )
    sys.stdout.flush()


def _proven(told: list[tuple[float, int, int]], gap: float) -> str:
    """Return the seconds until the gap was proven."""
    for seconds, cost, bound in told:
        if cost - bound <= gap * cost:
            return f"{seconds:.0f} s"
    return "–"
