"""
Every trip worth having, as a column of the set-partitioning problem.

A set of units is feasible when some coach can load it and some order of its stops keeps
the limits. Feasible sets are found depth first, each unit joined only by later ones; a
set is left when even the triangle-closed matrices break a limit, for then no larger set
can be feasible. A feasible set becomes a column unless taking one unit out of it and
giving that one a coach of its own costs no more: exact, since the cheaper columns stay
(with limited coach types, only as far as the split takes no limited coach in addition).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.growth import grow, pair_metres
from routing.route import scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from routing.units import Ints, Units

MOST_COLUMNS = 1_500_000  # with ~8 units each, below 1 GB through all later steps
MOST_SETS = 200_000_000  # looked at, a minute or two
ROOT_SETS = 2_000_000  # looked at from one first unit, a second or so
MOST_UNITS_ABOARD = 100


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    Trips without their order of stops.

    Parameters
    ----------
    starts, units
        Units of column j: ``units[starts[j]:starts[j + 1]]``, ascending.
    coach
        Index of the coach type.
    complete
        Whether every trip worth having is there, so that a bound on these is a bound.
    """

    starts: Ints
    units: Ints
    coach: Ints
    cost_cents: Ints
    complete: bool

    def __len__(self) -> int:
        return len(self.cost_cents)

    def cover(self, n_units: int) -> sparse.csc_array:
        """Return the 0-1 matrix units × columns."""
        ones = np.ones(len(self.units))
        shape = (n_units, len(self))
        return sparse.csc_array((ones, self.units, self.starts), shape=shape)

    def with_trips(self, trips: Iterable[tuple[Ints, int, int]]) -> Columns:
        """Return these and further trips after them: units, coach type, cost."""
        extra = list(trips)
        if not extra:
            return self
        ends = self.starts[-1] + np.cumsum([len(members) for members, _, _ in extra])
        return Columns(
            np.concatenate([self.starts, ends]),
            np.concatenate([self.units, *(members for members, _, _ in extra)]),
            np.append(self.coach, [coach for _, coach, _ in extra]),
            np.append(self.cost_cents, [cost for _, _, cost in extra]),
            self.complete,
        )

    def members(self, j: int) -> Ints:
        """Return the units of one column."""
        return self.units[self.starts[j] : self.starts[j + 1]]


def list_columns(units: Units, past: Callable[[float], bool]) -> Columns:
    """
    Return all trips worth having, or, where they are too many, those of neighbours.

    Bounded by ``MOST_COLUMNS`` and by shares of the time, of which `past` says whether
    they are used up. When a bound is met, each unit is joined only with its 24, then
    12, 6, 3 best neighbours (those with which a common coach drives the fewest metres
    more), which makes the list incomplete.
    """
    search = Search(units)
    together = search.pair_metres()
    complete = search.run(together >= 0, MOST_COLUMNS, lambda: past(0.3))
    if complete is not None:
        return complete
    detour = together.astype(np.float64)
    alone = units.distance_m[units.pickup, units.dropoff]
    detour -= np.maximum(alone[:, None], alone)
    detour[together < 0] = np.inf
    ranks = detour.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    for neighbours, share in ((24, 0.35), (12, 0.4), (6, 0.45), (3, 0.5)):
        near = (ranks < neighbours) & (together >= 0)
        some = search.run(
            near & near.T,
            MOST_COLUMNS // 5,
            partial(past, share),
            complete=False,
        )
        if some is not None:
            return some
    nobody = np.zeros((len(units), len(units)), bool)
    alone_only = search.run(nobody, MOST_COLUMNS, lambda: False, complete=False)
    if alone_only is None:
        msg = f"{len(units)} units are more than {MOST_COLUMNS} columns can hold."
        raise MemoryError(msg)
    return alone_only


class Search:
    """The arrays that all searches of one problem share."""

    def __init__(self, units: Units) -> None:
        rules = units.problem.rules
        self.n_units = len(units)
        self.demand = np.stack([units.pickup, units.dropoff, units.size])
        self.terms = np.stack(
            [units.max_load, units.hire_cents, units.cents_per_km, units.count]
        )
        self.limits = np.array(
            [
                rules.max_pickups,
                rules.max_dropoffs,
                rules.pickup_s,
                rules.dropoff_s,
                rules.max_distance_m,
                rules.max_duration_s,
                rules.second_driver_cents,
                rules.second_driver_above_m,
            ],
            np.int64,
        )
        self.real = (units.distance_m, units.duration_s)
        self.least = (units.least_distance_m, units.least_duration_s)
        self.keeps_triangles = units.keeps_triangles
        self.most_load = int(units.max_load.max(initial=0))
        smallest = int(units.size.min(initial=1))
        self.aboard = max(1, min(len(units), self.most_load // smallest))
        self.space = (np.zeros(32, np.int64), scratch(), np.zeros(32, np.int64))

    def pair_metres(self) -> Ints:
        metres: Ints = pair_metres(
            self.demand,
            *self.least,
            self.limits,
            self.terms,
            self.most_load,
            *self.space,
        )
        return metres

    def run(
        self,
        allowed: NDArray[np.bool_],
        most: int,
        out_of_time: Callable[[], bool],
        *,
        complete: bool = True,
    ) -> Columns | None:
        """Return the columns of units allowed together; None if too many."""
        starts = np.zeros(1 << 14, np.int64)
        coach = np.empty(1 << 14, np.int64)
        cost = np.empty(1 << 14, np.int64)
        flat = np.empty(1 << 16, np.int64)
        n = root = sets = 0
        while root < self.n_units:
            if out_of_time() or n > most or sets > MOST_SETS:
                return None
            now, seen = grow(
                root,
                min(self.aboard, MOST_UNITS_ABOARD),
                self.demand,
                allowed,
                *self.real,
                *self.least,
                self.keeps_triangles,
                self.limits,
                self.terms,
                ROOT_SETS,
                starts,
                flat,
                coach,
                cost,
                n,
                *self.space,
            )
            sets += seen
            if now == -2:
                return None
            if now == -1:  # no room: once more from this root, with twice the room
                starts, coach, cost, flat = (
                    np.concatenate([a, np.empty_like(a)])
                    for a in (starts, coach, cost, flat)
                )
                continue
            n, root = now, root + 1
        used = starts[: n + 1].copy()
        complete = complete and self.aboard <= MOST_UNITS_ABOARD
        return Columns(used, flat[: used[-1]].copy(), coach[:n], cost[:n], complete)
