"""Small problems of mixed loads."""

from __future__ import annotations

import random

import numpy as np

from routing.mixed_loads import Pickup, Problem, Site

MINUTE = 60_000


def on_a_line(
    pickups: list[tuple[int, str, int]],
    sites: dict[str, tuple[int, int, int]],
    *,
    capacity: int = 10,
    max_ride: int = 60,
    mixed: bool = True,
) -> Problem:
    """
    Return a problem on a line, a minute from one number to the next.

    Parameters
    ----------
    pickups
        Where, for which site, how many; a bus stands a minute. Called p0, p1 and so on.
    sites
        By name: where, opens, closes in minutes; a bus does not stand.
    """
    at = [where for where, _, _ in pickups] + [where for where, _, _ in sites.values()]
    line = np.array(at, np.int64)
    return Problem(
        pickups=tuple(
            Pickup(f"p{i}", site, riders, MINUTE)
            for i, (_, site, riders) in enumerate(pickups)
        ),
        sites=tuple(
            Site(name, opens * MINUTE, closes * MINUTE)
            for name, (_, opens, closes) in sites.items()
        ),
        duration_ms=np.abs(line[:, None] - line[None, :]) * MINUTE,
        capacity=capacity,
        max_ride_ms=max_ride * MINUTE,
        mixed=mixed,
    )


def made_up(
    seed: int, n_pickups: int, n_sites: int, *, triangles: bool = True
) -> Problem:
    """Return a random problem; without triangles the ways are numbers without sense."""
    rng = random.Random(seed)
    n = n_pickups + n_sites
    at = np.array([[rng.randrange(30), rng.randrange(30)] for _ in range(n)], np.int64)
    away = np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2)
    if not triangles:
        away = np.array([[rng.randrange(40) for _ in range(n)] for _ in range(n)])
    sites = []
    for i in range(n_sites):
        opens = rng.choice((0, 0, 15, 40, 70))
        closes = opens + rng.choice((0, 5, 10, 30))
        standing, rider = rng.choice((0, 2)), rng.choice((0, 1))
        sites.append(
            Site(
                f"s{i}",
                opens * MINUTE,
                closes * MINUTE,
                standing * MINUTE,
                rider * MINUTE,
            )
        )
    pickups = tuple(
        Pickup(f"p{i}", f"s{rng.randrange(n_sites)}", rng.randint(1, 5), MINUTE)
        for i in range(n_pickups)
    )
    direct = [away[i, n_pickups + int(p.site[1:])] for i, p in enumerate(pickups)]
    longest = int(max(direct)) + rng.choice((0, 5, 15, 60))
    return Problem(
        pickups=pickups,
        sites=tuple(sites),
        duration_ms=away.astype(np.int64) * MINUTE,
        capacity=rng.choice((5, 8, 12)),
        max_ride_ms=longest * MINUTE,
        mixed=rng.random() < 0.7,
    )
