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
from numba import njit
from scipy import sparse

from routing.route import scratch, shortest_route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from routing.units import Ints, Units

MOST_COLUMNS = 1_500_000  # with ~8 units each, below 1 GB through all later steps
MOST_SETS = 200_000_000  # looked at, a minute or two
ROOT_SETS = 2_000_000  # looked at from one first unit, a second or so
MOST_UNITS_ABOARD = 100
NEVER = np.int64(1) << 60


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


@njit(cache=True)
def coach_costs(
    metres: int, load: int, terms: Ints, second_cents: int, second_above: int, out: Ints
) -> int:
    """Fill the cost by each coach type; return the cheapest of the unlimited ones."""
    best = NEVER
    for t in range(terms.shape[1]):
        out[t] = NEVER
        if metres < 0 or terms[0, t] < load or terms[3, t] == 0:
            continue
        out[t] = terms[1, t] + (terms[2, t] * metres + 500) // 1000
        if metres > second_above:
            out[t] += second_cents
        if terms[3, t] < 0 and out[t] < best:
            best = out[t]
    return int(best)


@njit(cache=True)
def set_metres(
    members: Ints,
    n: int,
    without: int,
    demand: Ints,
    distance_m: Ints,
    duration_s: Ints,
    limits: Ints,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> int:
    """Return the best route's metres for a set less one member, or -1."""
    n_pickups = 0
    for side in range(2):
        most = limits[side]
        begin = 0 if side == 0 else n_pickups
        end = begin
        for i in range(n):
            if i == without:
                continue
            place = demand[side, members[i]]
            seen = False
            for j in range(begin, end):
                if stops[j] == place:
                    seen = True
                    break
            if not seen:
                if end - begin == most:
                    return -1
                stops[end] = place
                end += 1
        if side == 0:
            n_pickups = end
        n_stops = end
    standing = n_pickups * limits[2] + (n_stops - n_pickups) * limits[3]
    return shortest_route(
        distance_m,
        duration_s,
        stops,
        n_pickups,
        n_stops,
        limits[4],
        limits[5] - standing,
        work,
        order,
    )


@njit(cache=True)
def _grow(
    root: int,
    aboard: int,
    demand: Ints,
    allowed: NDArray[np.bool_],
    distance_m: Ints,
    duration_s: Ints,
    least_distance_m: Ints,
    least_duration_s: Ints,
    keeps_triangles: bool,
    limits: Ints,
    terms: Ints,
    max_sets: int,
    starts: Ints,
    units: Ints,
    coach: Ints,
    cost: Ints,
    n_columns: int,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> tuple[int, int]:
    """Append all columns whose first unit is `root`: their number now, sets seen."""
    n_units = demand.shape[1]
    n_types = terms.shape[1]
    most_load = 0
    for t in range(n_types):
        if terms[3, t] != 0:
            most_load = max(most_load, terms[0, t])
    second_cents, second_above = limits[6], limits[7]
    whole = np.empty(n_types, np.int64)
    rest = np.empty(n_types, np.int64)
    alone = np.empty(n_types, np.int64)
    dropped = np.empty(n_types, np.bool_)
    set_ = np.empty(aboard + 1, np.int64)
    single = np.empty(1, np.int64)
    single_m = np.full(n_units, -2, np.int64)
    later = np.empty((aboard + 1, n_units), np.int64)
    n_later = np.zeros(aboard + 1, np.int64)
    position = np.zeros(aboard + 1, np.int64)
    load = np.zeros(aboard + 1, np.int64)
    later[0, 0] = root
    n_later[0] = 1
    depth = 0
    seen = 0
    while depth >= 0:
        if position[depth] >= n_later[depth]:
            depth -= 1
            continue
        u = later[depth, position[depth]]
        position[depth] += 1
        riders = load[depth] + demand[2, u]
        if riders > most_load:
            continue
        seen += 1
        if seen > max_sets:
            return -2, seen
        set_[depth] = u
        n = depth + 1
        if not keeps_triangles and (
            set_metres(
                set_,
                n,
                -1,
                demand,
                least_distance_m,
                least_duration_s,
                limits,
                stops,
                work,
                order,
            )
            < 0
        ):
            continue
        metres = set_metres(
            set_, n, -1, demand, distance_m, duration_s, limits, stops, work, order
        )
        if metres < 0 and keeps_triangles:
            continue
        if metres >= 0:
            cheapest = coach_costs(
                metres, riders, terms, second_cents, second_above, whole
            )
            taken = False
            for t in range(n_types):
                dropped[t] = whole[t] >= NEVER
                if not dropped[t] and whole[t] >= cheapest:
                    # Of equal unlimited types the first stands for the others.
                    if terms[3, t] < 0 and whole[t] == cheapest and not taken:
                        taken = True
                    else:
                        dropped[t] = True
            for r in range(n):
                if n == 1 or dropped.all():
                    break
                v = set_[r]
                if single_m[v] == -2:
                    single[0] = v
                    single_m[v] = set_metres(
                        single,
                        1,
                        -1,
                        demand,
                        distance_m,
                        duration_s,
                        limits,
                        stops,
                        work,
                        order,
                    )
                if single_m[v] < 0:
                    continue
                rest_m = set_metres(
                    set_,
                    n,
                    r,
                    demand,
                    distance_m,
                    duration_s,
                    limits,
                    stops,
                    work,
                    order,
                )
                if rest_m < 0:
                    continue
                free_rest = coach_costs(
                    rest_m,
                    riders - demand[2, v],
                    terms,
                    second_cents,
                    second_above,
                    rest,
                )
                free_alone = coach_costs(
                    single_m[v], demand[2, v], terms, second_cents, second_above, alone
                )
                for t in range(n_types):
                    if (
                        min(rest[t], free_rest) + free_alone <= whole[t]
                        or free_rest + alone[t] <= whole[t]
                    ):
                        dropped[t] = True
            for t in range(n_types):
                if dropped[t]:
                    continue
                filled = starts[n_columns]
                if n_columns + 2 > starts.shape[0] or filled + n > units.shape[0]:
                    return -1, seen
                for i in range(n):
                    units[filled + i] = set_[i]
                coach[n_columns] = t
                cost[n_columns] = whole[t]
                n_columns += 1
                starts[n_columns] = filled + n
        if n < aboard:
            m = 0
            if depth == 0:
                for w in range(u + 1, n_units):
                    if allowed[u, w] and riders + demand[2, w] <= most_load:
                        later[1, m] = w
                        m += 1
            else:
                for k in range(position[depth], n_later[depth]):
                    w = later[depth, k]
                    if allowed[u, w] and riders + demand[2, w] <= most_load:
                        later[n, m] = w
                        m += 1
            n_later[n] = m
            position[n] = 0
            load[n] = riders
            depth = n
    return n_columns, seen


@njit(cache=True)
def _pair_costs(
    demand: Ints,
    distance_m: Ints,
    duration_s: Ints,
    limits: Ints,
    terms: Ints,
    most_load: int,
    stops: Ints,
    work: Ints,
    order: Ints,
) -> Ints:
    """Return the least metres of two units together, or -1, shape ``(n, n)``."""
    n = demand.shape[1]
    metres = np.full((n, n), -1, np.int64)
    pair = np.empty(2, np.int64)
    for i in range(n):
        for j in range(i + 1, n):
            if demand[2, i] + demand[2, j] > most_load:
                continue
            pair[0], pair[1] = i, j
            metres[i, j] = set_metres(
                pair, 2, -1, demand, distance_m, duration_s, limits, stops, work, order
            )
            metres[j, i] = metres[i, j]
    return metres


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
        metres: Ints = _pair_costs(
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
            now, seen = _grow(
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
