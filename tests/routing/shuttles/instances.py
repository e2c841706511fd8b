"""Small problems of shuttles for the tests, and random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from routing.shuttles import Gate, ShuttleProblem, ShuttleType

if TYPE_CHECKING:
    from collections.abc import Sequence

VAN = ShuttleType("van", 7, 20_000, 200)
BUS = ShuttleType("bus", 20, 40_000, 400)


def shuttles(
    riders: Sequence[int],
    distance_m: Sequence[Sequence[int]],
    *,
    fleet: Sequence[ShuttleType] = (VAN, BUS),
    duration_s: Sequence[Sequence[int]] | None = None,
    **settings: Any,
) -> ShuttleProblem:
    """Return a problem of numbered gates; a metre takes a tenth of a second."""
    metres = np.array(distance_m, np.int64)
    seconds = metres // 10 if duration_s is None else np.array(duration_s, np.int64)
    seconds[metres < 0] = -1
    return ShuttleProblem(
        name="test",
        depot="station",
        gates=tuple(Gate(f"G{i}", n) for i, n in enumerate(riders)),
        distance_m=metres,
        duration_s=seconds,
        fleet=tuple(fleet),
        **settings,
    )


def on_a_line(
    riders: Sequence[int], km: Sequence[int], **settings: Any
) -> ShuttleProblem:
    """Return a problem whose gates lie on one straight road from the station."""
    at = np.array([0, *km]) * 1000
    return shuttles(riders, np.abs(at[:, None] - at).tolist(), **settings)


def scattered(n_gates: int, seed: int, **settings: Any) -> ShuttleProblem:
    """Return gates around a station, as a development zone has them."""
    rng = np.random.default_rng(seed)
    points = np.concatenate([[[0.0, 0.0]], rng.normal(0, 9_000, (n_gates, 2))])
    legs = points[:, None] - points
    metres = np.rint(np.hypot(legs[..., 0], legs[..., 1]) * 1.3).astype(np.int64)
    riders = np.clip(np.rint(rng.lognormal(1.8, 0.7, n_gates)), 1, 20).astype(int)
    return shuttles(riders.tolist(), metres.tolist(), **settings)


@st.composite
def small_problems(draw: st.DrawFn, *, parted: bool = False) -> ShuttleProblem:
    """
    Draw a problem that brute force can solve: any matrix, fleet and limits.

    Parameters
    ----------
    parted
        Whether gates may have more riders than any coach holds.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(0, 3 if parted else 5))
    metres = rng.integers(0, 20_000, (n + 1, n + 1))
    if draw(st.booleans()):
        metres = (metres + metres.T) // 2
    if draw(st.booleans()):
        metres[rng.random((n + 1, n + 1)) < 0.15] = -1
    np.fill_diagonal(metres, 0)
    seconds = rng.integers(0, 2_000, (n + 1, n + 1))
    np.fill_diagonal(seconds, 0)
    seats = (2, 4) if parted else (4, 16)
    fleet = [
        ShuttleType(
            f"type{i}",
            seats=int(rng.integers(*seats)),
            hire_cents=int(rng.integers(0, 20_000)),
            cents_per_km=int(rng.integers(0, 1_000)),
            count=draw(st.sampled_from([None, None, 0, 1, 2])),
        )
        for i in range(draw(st.sampled_from([0, 1, 2, 2, 3])))
    ]
    riders = rng.integers(0, 7 if parted else 9, n).tolist()
    return shuttles(
        riders,
        metres.tolist(),
        duration_s=seconds.tolist(),
        fleet=fleet,
        max_duration_s=draw(st.sampled_from([None, None, 1_500, 3_000, 6_000])),
        max_gates=draw(st.sampled_from([None, None, 1, 2, 3])),
        gate_s=draw(st.sampled_from([0, 120])),
        return_counted=draw(st.booleans()),
        split=draw(st.booleans()) or parted,
        left_cents=draw(st.sampled_from([0, 500, 1_000_000])),
    )
