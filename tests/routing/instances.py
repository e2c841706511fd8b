"""Small problems for the tests, and random ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from routing import CoachType, Party, Place, Problem, Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL = CoachType("small", 10, 10_000, 100)
LARGE = CoachType("large", 20, 16_000, 130)
DEFAULT_RULES = Rules(
    occupancy=1.0,
    max_pickups=2,
    max_dropoffs=2,
    pickup_s=60,
    dropoff_s=60,
    max_duration_s=20_000,
    max_distance_m=300_000,
    second_driver_cents=5_000,
    second_driver_above_m=150_000,
)


def problem_of(
    parties: Sequence[tuple[int, int, int]],
    distance_m: Sequence[Sequence[int]],
    *,
    fleet: Sequence[CoachType] = (SMALL, LARGE),
    rules: Rules = DEFAULT_RULES,
    duration_s: Sequence[Sequence[int]] | None = None,
) -> Problem:
    """Return a problem of parties (size, pickup, drop-off) between numbered places."""
    metres = np.array(distance_m, np.int64).reshape(len(distance_m), len(distance_m))
    seconds = metres // 20 if duration_s is None else np.array(duration_s, np.int64)
    return Problem(
        name="test",
        service_date=dt.date(2027, 2, 24),
        places=tuple(Place(f"P{i}") for i in range(len(distance_m))),
        distance_m=metres,
        duration_s=seconds,
        parties=tuple(
            Party(f"G{i}", size, f"P{start}", f"P{end}")
            for i, (size, start, end) in enumerate(parties)
        ),
        fleet=tuple(fleet),
        rules=rules,
    )


def on_a_line(
    parties: Sequence[tuple[int, int, int]],
    *,
    km: Sequence[int] = (0, 10, 20, 100, 110, 120),
    fleet: Sequence[CoachType] = (SMALL, LARGE),
    rules: Rules = DEFAULT_RULES,
) -> Problem:
    """Return a problem whose places lie on one straight road."""
    at = np.array(km) * 1000
    metres = np.abs(at[:, None] - at).tolist()
    return problem_of(parties, metres, fleet=fleet, rules=rules)


def charter_day(n_parties: int, seed: int, occupancy: float = 0.5) -> Problem:
    """Return a day as real ones are: far towns to factories around one town."""
    rng = np.random.default_rng(seed)
    n_towns, n_gates = n_parties, max(3, n_parties // 4)
    towns = np.column_stack(
        [rng.uniform(100, 650, n_towns), rng.uniform(-200, 200, n_towns)]
    )
    points = np.concatenate([towns, rng.normal(0, 12, (n_gates, 2))])
    legs = points[:, None] - points
    metres = np.rint(np.hypot(legs[..., 0], legs[..., 1]) * 1300).astype(np.int64)
    sizes = np.clip(np.rint(rng.lognormal(2.2, 0.75, n_parties)), 1, 26).astype(int)
    return problem_of(
        [
            (
                int(size),
                int(rng.integers(n_towns)),
                n_towns + int(rng.integers(n_gates)),
            )
            for size in sizes
        ],
        metres.tolist(),
        duration_s=(metres * 48 // 1000).tolist(),
        fleet=[
            CoachType("coach33", 33, 140_000, 460),
            CoachType("coach45", 45, 170_000, 560),
            CoachType("coach53", 53, 200_000, 640),
        ],
        rules=Rules(occupancy=occupancy),
    )


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """
    Draw a problem that brute force can solve: any matrix, fleet and rules.

    Most parties can be carried, most limits still bind for somebody.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n_places = draw(st.integers(1, 6))
    metres = rng.integers(0, 60_000, (n_places, n_places))
    seconds = rng.integers(0, 3_000, (n_places, n_places))
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    parties = [
        (int(rng.integers(1, 12)), *rng.integers(0, n_places, 2).tolist())
        for _ in range(draw(st.integers(0, 6)))
    ]
    fleet = [
        CoachType(
            f"coach{i}",
            seats=int(rng.integers(5, 26)),
            hire_cents=int(rng.integers(0, 20_000)),
            cents_per_km=int(rng.integers(0, 500)),
            count=draw(st.sampled_from([None, None, 0, 1, 2])),
        )
        for i in range(draw(st.sampled_from([0, 1, 2, 2, 3, 3])))
    ]
    rules = Rules(
        occupancy=draw(st.sampled_from([1.0, 1.0, 0.75, 0.5, 0.29, 0.0])),
        max_pickups=draw(st.integers(1, 4)),
        max_dropoffs=draw(st.integers(1, 4)),
        pickup_s=draw(st.sampled_from([0, 300, 900])),
        dropoff_s=draw(st.sampled_from([0, 300, 600])),
        max_duration_s=draw(st.sampled_from([3_000, 6_000, 9_000, 99_000])),
        max_distance_m=draw(st.sampled_from([50_000, 90_000, 150_000, 999_000])),
        second_driver_cents=draw(st.sampled_from([0, 9_000])),
        second_driver_above_m=draw(st.sampled_from([0, 50_000, 100_000])),
    )
    return problem_of(
        parties,
        metres.tolist(),
        duration_s=seconds.tolist(),
        fleet=fleet,
        rules=rules,
    )
