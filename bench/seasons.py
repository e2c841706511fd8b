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
import math
import resource
import sys
import time
from pathlib import Path
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
from routing.pictures.colours import COLOURS
from routing.pictures.svg import HAIR, QUIET, Drawing
from routing.travel_times.great_circle import GreatCircle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
GAPS = (0.05, 0.02, 0.01)
CHART = Path("build/seasons.svg")
WIDTH, HEIGHT, MARGIN = 640, 400, 56
LINEAR_S = 8.0  # where the line begins that shows what linear means
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
    """Plan seasons of growing size, and draw the times; `data` is not read."""
    del data
    sys.stdout.write(HEADER)
    taken = {riders: _measure(riders) for riders in SIZES}
    CHART.parent.mkdir(exist_ok=True)
    CHART.write_text(chart(taken), encoding="utf-8")
    sys.stdout.write(f"\nThe times over the riders: {CHART}\n")


def _measure(riders: int) -> list[float | None]:
    """Plan a season; return the seconds until each of ``GAPS`` was proven."""
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
    proven = [_proven(told, gap) for gap in GAPS]
    shown = " | ".join("–" if s is None else f"{s:.0f} s" for s in proven)
    sys.stdout.write(
        f"| {riders:,} | {len(problem.parties):,} | {told[0][0]:.0f} s | "
        f"{len(plan.trips):,} | {left} | {plan.cost_cents / 100:,.0f} | "
        f"{plan.gap:.2%} | {shown} | "
        f"{seconds:.0f} s | {peak_gib:.1f} GiB | {len(violations)} |\n"
    )
    sys.stdout.flush()
    return proven


def _proven(told: list[tuple[float, int, int]], gap: float) -> float | None:
    """Return the seconds until the gap was proven; None where it was not."""
    for seconds, cost, bound in told:
        if cost - bound <= gap * cost:
            return seconds
    return None


def chart(taken: Mapping[int, Sequence[float | None]]) -> str:
    """
    Return the seconds until each gap over the riders, as SVG; both axes by factors.

    Parameters
    ----------
    taken
        By riders, the seconds for each of ``GAPS``. A gap that no size reached is left
        out; times below a second are drawn as one.
    """
    drawing = Drawing(WIDTH, HEIGHT, "Seconds until a gap is proven")
    sizes = sorted(taken)
    across = math.log(sizes[-1] / sizes[0]) or 1.0
    up = math.log(TIME_LIMIT_S)

    def at(riders: float, seconds: float) -> tuple[float, float]:
        x = MARGIN + (WIDTH - 2 * MARGIN) * math.log(riders / sizes[0]) / across
        y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * math.log(max(1, seconds)) / up
        return x, y

    for seconds in (1, 10, 100, TIME_LIMIT_S):
        left, y = at(sizes[0], seconds)
        drawing.add(
            "line", x1=left, y1=y, x2=WIDTH - MARGIN, y2=y, stroke=HAIR, stroke_width=1
        )
        drawing.text(left - 8, y + 4, f"{seconds:g} s", fill=QUIET, anchor="end")
    for riders in sizes:
        drawing.text(
            at(riders, 1)[0], HEIGHT - MARGIN + 22, f"{riders:,}", fill=QUIET,
            anchor="middle",
        )  # fmt: skip
    for k, gap in enumerate(GAPS):
        known = [(n, s) for n in sizes if (s := taken[n][k]) is not None]
        if not known:
            continue
        points = [at(*one) for one in known]
        drawing.add(
            "polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
            fill="none", stroke=COLOURS[k], stroke_width=2,
        )  # fmt: skip
        for x, y in points:
            drawing.add("circle", cx=x, cy=y, r=4, fill=COLOURS[k])
        # In a row above: two gaps may be reached at the same time.
        drawing.text(
            MARGIN + 130 * k, MARGIN - 20, f"● gap ≤ {gap:.0%}", fill=COLOURS[k],
            bold=True,
        )  # fmt: skip
    # What is twice as much for twice the riders.
    first, last = at(sizes[0], LINEAR_S), at(sizes[-1], LINEAR_S * sizes[-1] / sizes[0])
    drawing.add(
        "line", x1=first[0], y1=first[1], x2=last[0], y2=last[1], stroke=QUIET,
        stroke_width=1, stroke_dasharray="4 4",
    )  # fmt: skip
    drawing.text(last[0], last[1] + 24, "linear", fill=QUIET, anchor="end")
    return str(drawing)
