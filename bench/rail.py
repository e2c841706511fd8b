"""
Planning made-up seasons by direct coaches, by trains, and by both.

Three seasons of 600 riders in parties (log-normal, 10 on average) from 60 towns around
three railway hubs 480 to 780 km from the gates around one town, on five dates; each
wants a date and accepts the day before and after. Two trains a date, from the hubs in
turn, with 120 to 240 seats, of which a third must be taken; feeders are the same
coaches as the direct ones, and ten shuttle coaches stand at the station. Seeded; no
data is read.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from routing import (
    CoachType,
    Party,
    Place,
    Prices,
    Problem,
    Rules,
    ShuttleCoach,
    TrainBlock,
    Trains,
    Transfers,
    check,
    solve,
)
from routing.travel_times.great_circle import GreatCircle

if TYPE_CHECKING:
    from pathlib import Path

    from routing import Plan

GATES_AT = (31.05, 120.64)
STATION_AT = (31.33, 120.61)
HUBS = (  # latitude, longitude, share of the riders, fen a seat, seconds on the train
    (32.90, 115.82, 0.45, 6_500, 28_800),
    (32.13, 114.07, 0.30, 8_000, 36_000),
    (34.41, 115.66, 0.25, 7_500, 32_400),
)
TOWNS, GATES, DATES = 60, 24, 5
SEATS = ((33, 140_000, 460), (45, 170_000, 560), (53, 200_000, 640))
RIDERS = 600
SEEDS = (11, 12, 13)
TIME_LIMIT_S = 90.0
FEEDER_M = 250_000  # no coach to a hub drives farther, and no direct one as little
HEADER = (
    "| plan | coaches | feeders | by train | shuttles | unassigned | cost (yuan) | "
    "bound (yuan) | gap | end | violations |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def mixed_season(riders: int = RIDERS, seed: int = SEEDS[0]) -> Problem:
    """Return a season of so many riders."""
    rng = np.random.default_rng(seed)
    share = np.array([hub[2] for hub in HUBS])
    of = rng.choice(len(HUBS), TOWNS, p=share)
    towns = np.array([HUBS[k][:2] for k in of]) + rng.normal(0, 0.45, (TOWNS, 2))
    gates = np.array(GATES_AT) + rng.normal(0, 0.07, (GATES, 2))
    hubs = np.array([hub[:2] for hub in HUBS])
    points = np.concatenate([towns, gates, hubs, [STATION_AT]])
    travel = GreatCircle().matrix(points[:, 0].copy(), points[:, 1].copy())
    ids = [f"T{i}" for i in range(TOWNS)] + [f"E{i}" for i in range(GATES)]
    ids += [f"H{i}" for i in range(len(HUBS))] + ["S"]
    first = dt.date(2027, 2, 17)
    dates = tuple(first + dt.timedelta(days=i) for i in range(DATES))
    gate_share = 1 / (np.arange(GATES) + 1) ** 0.7
    parties: list[Party] = []
    left = riders
    while left > 0:
        size = int(min(left, np.clip(round(rng.lognormal(2.1, 0.7)), 1, 30)))
        day = int(rng.integers(DATES))
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
    blocks = []
    for k, date in enumerate(dates):
        for h in (2 * k % len(HUBS), (2 * k + 1) % len(HUBS)):
            seats = int(rng.integers(2, 5)) * 60
            departs_s = 50_400 + int(rng.integers(8)) * 1_800
            blocks.append(
                TrainBlock(
                    id=f"K{len(blocks)}",
                    hub=f"H{h}",
                    station="S",
                    service_date=date,
                    departs_s=departs_s,
                    arrives_s=departs_s + HUBS[h][4],
                    seats=seats,
                    seat_cents=HUBS[h][3],
                    least_riders=seats // 3,
                )
            )
    return Problem(
        name=f"mixed-{riders}",
        dates=dates,
        places=tuple(
            Place(id_, lat=float(at[0]), lon=float(at[1]))
            for id_, at in zip(ids, points, strict=True)
        ),
        distance_m=travel.distance_m,
        duration_s=travel.duration_s,
        parties=tuple(parties),
        fleet=tuple(
            CoachType(f"coach{seats}", seats, hire, km) for seats, hire, km in SEATS
        ),
        rules=Rules(depart_until_s=64_800),
        prices=Prices(day_cents=2_000),
        engine=travel.engine,
        trains=Trains(
            tuple(blocks),
            (
                ShuttleCoach("bus35", "S", 35, 60_000, 400, 6),
                ShuttleCoach("bus19", "S", 19, 45_000, 300, 4),
            ),
            Transfers(step_s=1_800),
        ),
    )


def main(data: Path) -> None:
    """Plan each season in three ways; `data` is not read."""
    del data
    for seed in SEEDS:
        problem = mixed_season(seed=seed)
        sys.stdout.write(f"Seed {seed}\n\n{HEADER}")
        coaches = _plan("all by coach", replace(problem, trains=Trains()))
        trains = _by_train(problem)
        mixed = _plan("mixed", problem)
        better = min(coaches.cost_cents, trains)
        saved = 1 - mixed.cost_cents / better
        sys.stdout.write(f"\nMixed saves {saved:.1%} over the better of both.\n\n")


def _by_train(problem: Problem) -> int:
    """Plan as many as can by train, the rest by coach; return what both cost."""
    near = replace(problem.rules, max_distance_m=FEEDER_M)
    first = _plan("all by train", replace(problem, rules=near))
    left = {gone.party for gone in first.unassigned}
    rest = tuple(party for party in problem.parties if party.id in left)
    second = _plan(
        "… who has no seat, by coach", replace(problem, parties=rest, trains=Trains())
    )
    return first.cost_cents - first.costs.unassigned + second.cost_cents


def _plan(name: str, problem: Problem) -> Plan:
    began = time.perf_counter()
    plan = solve(problem, time_limit_s=TIME_LIMIT_S)
    seconds = time.perf_counter() - began
    violations = check(problem, plan)
    left = sum(gone.riders for gone in plan.unassigned)
    by_train = sum(on.riders for train in plan.trains for on in train.riders)
    feeders = sum(len(train.feeders) for train in plan.trains)
    drives = sum(len(train.shuttles) for train in plan.trains)
    sys.stdout.write(
        f"| {name} | {len(plan.trips)} | {feeders} | {by_train} | {drives} | {left} | "
        f"{plan.cost_cents / 100:,.0f} | {plan.lower_bound_cents / 100:,.0f} | "
        f"{plan.gap:.2%} | {seconds:.0f} s | {len(violations)} |\n"
    )
    sys.stdout.flush()
    return plan
