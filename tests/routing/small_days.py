"""Small problems over two dates with every rule a trip can meet, and plans for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from routing import (
    CoachType,
    Costs,
    DriverHours,
    EmptyRun,
    Party,
    Place,
    Plan,
    Prices,
    Problem,
    Rules,
    Status,
)
from routing.joining import join, places_for
from routing.published import published

if TYPE_CHECKING:
    from collections.abc import Sequence

DATES = (dt.date(2027, 2, 24), dt.date(2027, 2, 25))
EMPTY = Plan("day", Status.OPTIMAL, 0, 0, 0.0, 0.0, 0, (), (), Costs())
# km: P0 0, P1 10, P2 20, P3 100, P4 110, P5 120
KM = (0, 10, 20, 100, 110, 120)
SMALL = CoachType("small", 10, 10_000, 100)
LARGE = CoachType("large", 20, 16_000, 130)
RULES = Rules(
    max_pickups=2,
    max_dropoffs=2,
    pickup_s=600,
    dropoff_s=600,
    max_duration_s=20_000,
    max_distance_m=300_000,
    second_driver_cents=5_000,
    second_driver_above_m=150_000,
    depart_from_s=21_600,
    depart_until_s=28_800,
)


def line(
    parties: Sequence[Party],
    *,
    fleet: Sequence[CoachType] = (SMALL, LARGE),
    rules: Rules = RULES,
    prices: Prices | None = None,
    dates: Sequence[dt.date] = DATES[:1],
    forbidden: Sequence[tuple[str, str]] = (),
) -> Problem:
    """Return a problem whose places lie on one straight road, 72 km/h."""
    at = np.array(KM) * 1000
    metres = np.abs(at[:, None] - at).astype(np.int64)
    return Problem(
        name="day",
        dates=tuple(dates),
        places=tuple(Place(f"P{i}") for i in range(len(KM))),
        distance_m=metres,
        duration_s=metres // 20,
        parties=tuple(parties),
        fleet=tuple(fleet),
        rules=rules,
        prices=Prices() if prices is None else prices,
        forbidden=tuple(forbidden),
    )


def random_problem(seed: int, n_parties: int = 5) -> Problem:
    """Return a problem in which most parties can ride and most rules bind somewhere."""
    rng = np.random.default_rng(seed)

    def one_of(*choices):
        return choices[int(rng.integers(len(choices)))]

    n = int(rng.integers(3, 7))
    metres = rng.integers(5_000, 60_000, (n, n))
    np.fill_diagonal(metres, 0)
    seconds = metres * int(rng.integers(40, 90)) // 1000 + rng.integers(0, 300, (n, n))
    np.fill_diagonal(seconds, 0)
    dates = DATES[: int(rng.integers(1, 3))]
    parties = []
    for i in range(n_parties):
        first, last = sorted(rng.integers(0, len(dates), 2).tolist())
        parties.append(
            Party(
                f"G{i}",
                int(rng.integers(1, 9)),
                f"P{rng.integers(n)}",
                f"P{rng.integers(n)}",
                alternatives=one_of((), (), (f"P{rng.integers(n)}",)),
                together=one_of(True, True, True, False),
                first_date=dates[first],
                last_date=dates[last],
                wanted_date=one_of(None, dates[0]),
                earliest_s=one_of(None, None, None, 24_000),
                latest_s=one_of(None, None, None, 34_000),
                luggage=one_of(0, 0, 1),
            )
        )
    hours = one_of(None, None, DriverHours(day_driving_s=3_600, rest_s=1_200))
    fleet = tuple(
        CoachType(
            f"coach{i}",
            seats=int(rng.integers(8, 20)),
            hire_cents=int(rng.integers(5_000, 20_000)),
            cents_per_km=int(rng.integers(50, 300)),
            count=one_of(None, 1, 2),
            base=None if hours else one_of(None, f"P{rng.integers(n)}"),
            overnight_cents=700,
            luggage=one_of(None, 1),
        )
        for i in range(int(rng.integers(1, 4)))
    )
    rules = Rules(
        max_pickups=int(rng.integers(1, 4)),
        max_dropoffs=int(rng.integers(1, 3)),
        pickup_s=300,
        dropoff_s=300,
        max_duration_s=one_of(9_000, 90_000),
        max_distance_m=one_of(100_000, 999_000),
        second_driver_cents=4_000,
        second_driver_above_m=60_000,
        max_parties=one_of(None, None, 2),
        max_ride_s=one_of(None, None, 9_000),
        max_detour=one_of(None, None, 2.0),
        depart_from_s=one_of(0, 21_600),
        depart_until_s=28_800,
        depart_step_s=3_600,
        empty_run=one_of(EmptyRun.NONE, EmptyRun.OUT, EmptyRun.BOTH),
        driver_hours=hours,
    )
    prices = Prices(
        unassigned_cents=200_000,
        day_cents=one_of(0, 900),
        hour_cents=one_of(0, 300),
        promise_cents=one_of(0, 0, 150, 5_000),
        split_cents=3_000,
    )
    pairs = [(f"G{i}", f"G{j}") for i in range(n_parties) for j in range(i)]
    return Problem(
        name="day",
        dates=dates,
        places=tuple(Place(f"P{i}") for i in range(n)),
        distance_m=metres.astype(np.int64),
        duration_s=seconds.astype(np.int64),
        parties=tuple(parties),
        fleet=fleet,
        rules=rules,
        prices=prices,
        forbidden=one_of((), (pairs[int(rng.integers(len(pairs)))],)),
    )


def some_plan(problem: Problem, seed: int, parties: Sequence[Party]) -> Plan:
    """Return a plan that puts parties, one after the other, in any of their places."""
    rng = np.random.default_rng(seed)
    plan = EMPTY
    for party in parties:
        places = places_for(problem, plan, party, most=9)
        if places:
            plan = join(problem, plan, places[int(rng.integers(len(places)))])
    return plan


def published_day(seed: int, n_parties: int = 5) -> tuple[Problem, Plan]:
    """Return a random problem and a plan that its people were told of."""
    problem = random_problem(seed, n_parties)
    plan = some_plan(problem, seed, problem.parties[:-1])
    return published(problem, plan), plan
