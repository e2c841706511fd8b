"""Small problems for the tests, and random ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from routing import (
    CoachType,
    DriverHours,
    EmptyRun,
    Party,
    Place,
    Prices,
    Problem,
    Promise,
    Rules,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DAY = dt.date(2027, 2, 24)
NO_WAY_M = 100_000_000
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
# A rider left behind costs more than all coaches of these small problems.
DEFAULT_PRICES = Prices(unassigned_cents=10_000_000)


def problem_of(
    parties: Sequence[tuple[int, int, int]],
    distance_m: Sequence[Sequence[int]],
    *,
    fleet: Sequence[CoachType] = (SMALL, LARGE),
    rules: Rules = DEFAULT_RULES,
    duration_s: Sequence[Sequence[int]] | None = None,
    prices: Prices = DEFAULT_PRICES,
) -> Problem:
    """Return a problem of parties (size, pickup, drop-off) between numbered places."""
    metres = np.array(distance_m, np.int64).reshape(len(distance_m), len(distance_m))
    seconds = metres // 20 if duration_s is None else np.array(duration_s, np.int64)
    return Problem(
        name="test",
        dates=(DAY,),
        places=tuple(Place(f"P{i}") for i in range(len(distance_m))),
        distance_m=metres,
        duration_s=seconds,
        parties=tuple(
            Party(f"G{i}", size, f"P{start}", f"P{end}")
            for i, (size, start, end) in enumerate(parties)
        ),
        fleet=tuple(fleet),
        rules=rules,
        prices=prices,
    )


def on_a_line(
    parties: Sequence[tuple[int, int, int]],
    *,
    km: Sequence[int] = (0, 10, 20, 100, 110, 120),
    fleet: Sequence[CoachType] = (SMALL, LARGE),
    rules: Rules = DEFAULT_RULES,
    prices: Prices = DEFAULT_PRICES,
) -> Problem:
    """Return a problem whose places lie on one straight road."""
    at = np.array(km) * 1000
    metres = np.abs(at[:, None] - at).tolist()
    return problem_of(parties, metres, fleet=fleet, rules=rules, prices=prices)


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


def small_problems() -> st.SearchStrategy[Problem]:
    """Return random problems that brute force can solve."""
    return st.builds(small_problem, st.integers(0, 2**32), st.integers(0, 5))


def small_problem(seed: int, n_parties: int) -> Problem:
    """
    Return a problem with any matrix, fleet, rules and prices, on one date or two.

    Every feature of a problem is there or not by a coin of its own, so that each meets
    each of the others. Where drivers' hours count, all is ten times as far.
    """
    rng = np.random.default_rng(seed)
    scale = 10 if rng.random() < 0.3 else 1

    def some(*options: object) -> object:
        return options[int(rng.integers(len(options)))]

    n_places = int(rng.integers(1, 6))
    dates = tuple(DAY + dt.timedelta(days=k) for k in range(int(rng.integers(1, 3))))
    metres, seconds = _matrices(rng, n_places, scale)
    rules = _rules(rng, scale, n_places)
    parties = tuple(
        _party(rng, f"G{i}", n_places, dates, rules, scale) for i in range(n_parties)
    )
    spaces = bool(some(True, False))
    fleet = tuple(
        CoachType(
            f"coach{i}",
            seats=int(rng.integers(5, 26)),
            hire_cents=int(rng.integers(0, 20_000)),
            cents_per_km=int(rng.integers(0, 500)),
            count=some(None, None, None, 0, 1, 2),
            counts=tuple(some(None, 0, 1, 1, 2) for _ in dates)
            if some(True, False, False)
            else (),
            base=some(None, f"P{rng.integers(n_places)}"),
            overnight_cents=some(0, 3_000),
            second_driver_cents=some(None, 2_000),
            wheelchairs=some(None, 0, 1) if spaces else None,
            luggage=some(None, 2, 5) if spaces else None,
        )
        for i in range(some(0, 1, 2, 2, 3, 3))
    )
    ids = [party.id for party in parties]
    told = some(0, 0, 1, 2)
    promises = tuple(
        Promise(
            id_,
            some(*dates),
            some(*party.pickups),
            some(None, some(*rules.departures_s)),
        )
        for id_, party in list(zip(ids, parties, strict=True))[:told]
    )
    forbidden = ()
    if len(ids) > 1 and some(True, False):
        a, b = rng.choice(len(ids), 2, replace=False)
        forbidden = ((ids[a], ids[b]),)
    return Problem(
        name="small",
        dates=dates,
        places=tuple(Place(f"P{i}") for i in range(n_places)),
        distance_m=metres,
        duration_s=seconds,
        parties=parties,
        fleet=fleet,
        rules=rules,
        prices=Prices(
            unassigned_cents=some(0, 500, 3_000, 1_000_000, 1_000_000),
            day_cents=some(0, 300),
            hour_cents=some(0, 0, 1_000),
            promise_cents=some(0, 400),
            split_cents=some(0, 1_000, 50_000),
        ),
        promises=promises,
        forbidden=forbidden,
    )


def _matrices(
    rng: np.random.Generator, n: int, scale: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return distances and times: on a plane, or without any rule."""
    if rng.random() < 0.5:
        points = rng.uniform(0, 45_000 * scale, (n, 2))
        legs = points[:, None] - points
        metres = np.rint(np.hypot(legs[..., 0], legs[..., 1])).astype(np.int64)
        return metres, metres // 20
    metres = rng.integers(0, 60_000 * scale, (n, n))
    seconds = rng.integers(0, 3_000 * scale, (n, n))
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    if n > 1 and rng.random() < 0.2:
        a, b = rng.choice(n, 2, replace=False)
        metres[a, b] = NO_WAY_M
    return metres, seconds


def _rules(rng: np.random.Generator, scale: int, n_places: int) -> Rules:
    def some(*options: object) -> object:
        return options[int(rng.integers(len(options)))]

    # Some coaches leave so late that they are away on two dates, some so early.
    depart_from_s = some(21_600, 21_600, 0, 84_000)
    step_s = some(600, 1_800, 3_600)
    return Rules(
        occupancy=some(1.0, 1.0, 1.0, 0.75, 0.5, 0.29, 0.0),
        max_pickups=int(rng.integers(1, 4)),
        max_dropoffs=int(rng.integers(1, 4)),
        pickup_s=some(0, 300, 900),
        dropoff_s=some(0, 300, 600),
        max_duration_s=scale * some(3_000, 6_000, 9_000, 99_000),
        max_distance_m=min(NO_WAY_M, scale * some(50_000, 90_000, 150_000, NO_WAY_M)),
        second_driver_cents=some(0, 9_000),
        second_driver_above_m=scale * some(0, 50_000, 100_000, 100_000),
        party_split=some(True, False),
        crew_seats=some(0, 0, 2),
        kept_free_seats=some(0, 0, 1),
        max_parties=some(None, None, 1, 2),
        max_ride_s=some(None, None, scale * 1_500, scale * 3_000),
        max_detour=some(None, None, 1.0, 1.15, 1.5),
        depart_from_s=depart_from_s,
        depart_until_s=depart_from_s + step_s * some(0, 0, 1, 2),
        depart_step_s=step_s,
        empty_run=some(*EmptyRun),
        driver_hours=None
        if scale == 1
        else DriverHours(
            night_speed=some(0.8, 1.0),
            daily_driving_s=some(14_400, 28_800),
            relay_places=some((), (), (f"P{rng.integers(n_places)}",)),
        ),
    )


def _party(
    rng: np.random.Generator,
    id_: str,
    n_places: int,
    dates: tuple[dt.date, ...],
    rules: Rules,
    scale: int,
) -> Party:
    def some(*options: object) -> object:
        return options[int(rng.integers(len(options)))]

    together = bool(some(True, True, True, False))
    pickup, other, dropoff = (f"P{k}" for k in rng.integers(0, n_places, 3))
    window = some(dates, dates[:1], dates[-1:])
    timed = some(True, False, False)
    from_s = rules.depart_from_s
    return Party(
        id_,
        size=int(rng.integers(1, 12 if together else 6)),
        pickup=pickup,
        dropoff=dropoff,
        alternatives=some((), (), (other,)),
        together=together,
        first_date=some(None, window[0]),
        last_date=some(None, window[-1]),
        wanted_date=some(None, *dates),
        earliest_s=from_s + scale * int(rng.integers(0, 5_000)) if timed else None,
        latest_s=from_s + scale * int(rng.integers(0, 9_000))
        if some(timed, False)
        else None,
        priority=some(1, 1, 3),
        wheelchairs=some(0, 0, 0, 1),
        luggage=some(0, 0, 1, 3),
    )
