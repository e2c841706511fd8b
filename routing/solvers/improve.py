"""
Ruin and recreate: better plans where the trips are too many to list.

A few trips near each other are taken apart and their units inserted again in another
order; the result is taken when it is cheaper or, early on, a little dearer. Every trip
of every plan on the way goes into a pool from which the integer step then chooses.

Schrimpf, Schneider, Stamm-Wilbrandt, Dueck: Record breaking optimization results using
the ruin and recreate principle, Journal of Computational Physics 159, 2000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.solvers.insertion import Insertion, Loaded, cost_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from routing.units import Ints, Units
    from routing.watch import Watch

MOST_POOLED = 60_000
MOST_RUINED = 5
WARMTH = 0.02  # of an average trip's cost: what a worse plan may cost more at first
NOBODY = -1


class Improvement:
    """A plan that is taken apart and put together again and again."""

    def __init__(self, units: Units, trips: list[Loaded], seed: int) -> None:
        self._units = units
        self._insertion = Insertion(units)
        self._rng = np.random.default_rng(seed)
        self._trips = dict(enumerate(trips))
        self._next = len(trips)
        self._owner = np.full(len(units), NOBODY)
        for key, (members, _, _) in self._trips.items():
            self._owner[members] = key
        self._free = units.count.copy()
        self._free[units.count >= 0] -= np.bincount(
            [coach for _, coach, _ in trips], minlength=len(units.count)
        )[units.count >= 0]
        self.best = list(trips)
        self.pool: dict[tuple[int, bytes], Loaded] = {}
        self._remember(trips)

    def run(self, watch: Watch, share: float) -> None:
        """Improve until a share of the time is used or the pool is full."""
        if not self._trips:
            return
        start_s = watch.left_s(share)
        cost = best = cost_of(self.best)
        warm = WARMTH * cost / len(self._trips)
        while (left_s := watch.left_s(share)) > 0 and len(self.pool) < MOST_POOLED:
            patience = -warm * left_s / start_s * np.log(1 - self._rng.random())
            cost += self._step(patience)
            if cost < best:
                best = cost
                self.best = list(self._trips.values())

    def _step(self, patience: float) -> int:
        """Rebuild a few trips; return by how much the plan got dearer."""
        ruined = self._neighbours()
        old = [self._trips[key] for key in ruined]
        members = np.concatenate([members for members, _, _ in old])
        free = self._free.copy()
        for _, coach, _ in old:
            free[coach] += free[coach] >= 0
        new = self._insertion.insert(self._order(members), free)
        if sum(len(trip[0]) for trip in new) < len(members):
            return 0  # somebody would be left behind
        change = cost_of(new) - cost_of(old)
        if change > patience:
            return 0
        for key in ruined:
            del self._trips[key]
        for trip in new:
            self._trips[self._next] = trip
            self._owner[trip[0]] = self._next
            self._next += 1
            free[trip[1]] -= free[trip[1]] > 0
        self._free = free
        self._remember(new)
        return change

    def _neighbours(self) -> list[int]:
        """Return a few trips with units near a random one."""
        units = self._units
        riding = np.flatnonzero(self._owner != NOBODY)
        u = self._rng.choice(riding)
        near = units.distance_m[units.pickup[u], units.pickup[riding]].astype(float)
        near += units.distance_m[units.dropoff[u], units.dropoff[riding]]
        near *= self._rng.uniform(0.7, 1.3, len(riding))
        most = int(self._rng.integers(2, MOST_RUINED + 1))
        close = riding[np.argsort(near)[: 40 * most]]
        return list(dict.fromkeys(self._owner[close].tolist()))[:most]

    def _order(self, members: Ints) -> Ints:
        units = self._units
        by: list[NDArray[np.float64]] = [
            self._rng.random(len(members)),
            -units.size[members] * self._rng.uniform(0.6, 1.4, len(members)),
            -units.distance_m[units.pickup[members], units.dropoff[members]]
            * self._rng.uniform(0.9, 1.1, len(members)),
        ]
        return members[np.argsort(by[self._rng.integers(len(by))])]

    def _remember(self, trips: Iterable[Loaded]) -> None:
        for trip in trips:
            self.pool[trip[1], trip[0].tobytes()] = trip
