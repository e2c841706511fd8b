"""Who is moved by ruin and recreate: units, or parts of them, and where they ride."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.units import Variants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.units import Ints, Units

    Floats = NDArray[np.float64]

NEAR = 120  # pieces in which a ruin looks for its trips
BEHIND, ELSEWHERE = -1, -2  # instead of a trip
SPARE_TRIPS = 16
NO_LIMIT = 1 << 30  # coaches


class Pieces(NamedTuple):
    """
    Who is moved: a unit, or the part of one that may be split. One row a piece.

    Parameters
    ----------
    unit, price_cents
        Of each: its unit, and the cost of leaving one of its riders behind.
    starts
        Piece s has the variants ``starts[s]:starts[s + 1]``.
    date
        Of each variant: the index of its date.
    whole, fixed_cents
        Of each variant: the riders of its unit, and the price of all of them.
    split_cents
        Of each piece: 0 where its unit may not be split.
    cut
        Whether the unit of each may be split.
    near
        Shape ``(n, k)``: the nearest pieces of each, the nearest first.
    family
        Pieces of the same unit follow each other: ``family[s]`` is the first of them,
        ``family_end[s]`` is behind the last.
    """

    unit: Ints
    price_cents: Ints
    starts: Ints
    date: Ints
    whole: Ints
    fixed_cents: Ints
    split_cents: Ints
    cut: NDArray[np.bool_]
    near: Ints
    family: Ints
    family_end: Ints


class State(NamedTuple):
    """
    A plan: row j of the trips carries the variants ``trips[j, :n_members[j]]``.

    Parameters
    ----------
    own
        Shape ``(n_trips, 3)``: coach type, days away before and after.
    date
        Of each trip.
    size
        Riders of each piece; 0 where its unit needs no such piece.
    place
        Of each piece: the trip that carries it, ``BEHIND``, or ``ELSEWHERE`` in a part
        that does not count it; then its size is 0.
    left
        Shape ``(n_types, n_dates)``: coaches that nobody uses.
    """

    trips: Ints
    n_members: Ints
    loads: Ints
    costs: Floats
    own: Ints
    date: Ints
    size: Ints
    place: Ints
    left: Ints


OF_TRIPS = ("trips", "n_members", "loads", "costs", "own", "date")


class Cut:
    """
    The pieces of a plan, and their variants of all dates in one table.

    Attributes
    ----------
    source
        Of each variant: which one of its date's market it is.
    """

    def __init__(self, units: Units, near: Ints, trips: Columns) -> None:
        n = len(near)
        rides = np.bincount(trips.rows, minlength=n)
        # One more than there are now, so that any of them can be cut in two; and one
        # for who stays behind.
        pieces = np.where(units.split[:n], rides + 2, 1)
        self.first = np.concatenate([[0], np.cumsum(pieces)])
        unit = np.repeat(np.arange(n), pieces)
        dates = np.concatenate(
            [np.full(len(v.unit), m) for m, v in enumerate(units.markets)]
        )
        source = np.concatenate([np.arange(len(v.unit)) for v in units.markets])
        pairs = np.cumsum([0, *(len(v.pair_pickup) for v in units.markets)])
        joined = Variants(
            *(np.concatenate(values) for values in zip(*units.markets, strict=True))
        )
        order = np.argsort(joined.unit, kind="stable")
        starts = np.searchsorted(joined.unit[order], np.arange(n + 1))
        counts = np.diff(starts)[unit]
        first = np.concatenate([[0], np.cumsum(counts)])
        local = np.arange(first[-1]) - np.repeat(first[:-1], counts)
        pick = order[np.repeat(starts[unit], counts) + local]
        shared = ("pair_pickup", "pair_dropoff", "starts", "road")
        picked = {
            name: values if name in shared else values[pick]
            for name, values in joined._asdict().items()
        }
        self.source = source[pick]
        self.variants = Variants(**picked)._replace(
            unit=np.repeat(np.arange(len(unit)), counts),
            split=np.zeros(len(pick), np.int64),
            pair=picked["pair"] + pairs[dates[pick]],
        )
        splits = np.where(units.split[unit], units.problem.prices.split_cents, 0)
        self.pieces = Pieces(
            unit=unit,
            price_cents=units.price_cents[unit],
            starts=first,
            date=dates[pick],
            whole=picked["size"].copy(),
            fixed_cents=picked["fixed_cents"].copy(),
            split_cents=splits,
            cut=units.split[unit],
            near=self._near(near, unit),
            family=self.first[unit],
            family_end=self.first[unit + 1],
        )
        self._units = units

    def _near(self, near: Ints, unit: Ints) -> Ints:
        """Return the nearest pieces of each piece."""
        rows = []
        for others in near:
            pieces = [np.arange(self.first[u], self.first[u + 1]) for u in others]
            rows.append(np.concatenate(pieces)[:NEAR])
        width = min(len(row) for row in rows)
        return np.array([row[:width] for row in rows])[unit]

    def state(self, trips: Columns, days: Ints) -> State:
        """Return a plan of direct trips as a state, without room for more."""
        units, pieces = self._units, self.pieces
        rows = len(trips)
        width = max(1, int(units.net.load.max(initial=0))) + 2
        left = np.where(units.counts < 0, NO_LIMIT, units.counts)
        state = State(
            trips=np.zeros((rows, width), np.int64),
            n_members=np.zeros(rows, np.int64),
            loads=np.zeros(rows, np.int64),
            costs=np.zeros(rows),
            own=np.zeros((rows, 3), np.int64),
            date=np.zeros(rows, np.int64),
            size=np.zeros(len(pieces.unit), np.int64),
            place=np.full(len(pieces.unit), BEHIND, np.int64),
            left=left.astype(np.int64),
        )
        free = self.first[:-1].copy()  # the next piece of each unit
        rest = units.size[: len(free)].copy()
        for j in range(len(trips)):
            m, span = int(trips.market[j]), trips.members(j)
            riders = trips.riders[span].tolist()
            for k, u in enumerate(trips.rows[span].tolist()):
                s = int(free[u])
                free[u] += 1
                rest[u] -= riders[k]
                own = np.arange(pieces.starts[s], pieces.starts[s + 1])
                is_it = (pieces.date[own] == m) & (
                    self.source[own] == trips.variants[span][k]
                )
                state.trips[j, k] = own[is_it][0]
                state.size[s], state.place[s] = riders[k], j
            state.n_members[j] = len(riders)
            state.loads[j] = sum(riders)
            state.costs[j] = trips.cost_cents[j]
            state.own[j] = trips.coach[j], trips.before[j], trips.after[j]
            state.date[j] = m
            away = (days >= days[m] - trips.before[j]) & (
                days <= days[m] + trips.after[j]
            )
            state.left[trips.coach[j], away] -= 1
        state.size[free[rest > 0]] = rest[rest > 0]
        return state

    def sized(self, size: Ints) -> Variants:
        """Return the variants with so many riders of each piece, in own arrays."""
        v, pieces = self.variants, self.pieces
        sizes = size[v.unit]
        splits = np.where(sizes > 0, pieces.split_cents[v.unit], 0)
        return v._replace(
            size=sizes,
            fixed_cents=pieces.fixed_cents * sizes // pieces.whole + splits,
        )


def without_room(state: State) -> State:
    """Return a plan without its empty rows."""
    full = np.flatnonzero(state.n_members > 0)
    row_of = np.full(len(state.n_members) + 2, BEHIND)
    row_of[full] = np.arange(len(full))
    row_of[ELSEWHERE] = ELSEWHERE
    return state._replace(
        **{name: getattr(state, name)[full] for name in OF_TRIPS},
        place=row_of[state.place],
    )


def part_of(
    state: State, mine: NDArray[np.bool_], my_pieces: NDArray[np.bool_], left: Ints
) -> State:
    """
    Return a part of a plan, with room for further trips.

    Parameters
    ----------
    mine, my_pieces
        Which trips and which pieces; a piece goes with its trip.
    left
        Coaches that it may use besides those that it has.
    """
    rows = np.flatnonzero(mine)
    room = SPARE_TRIPS + len(rows) // 4
    row_of = np.full(len(mine) + 2, BEHIND)
    row_of[rows] = np.arange(len(rows))
    own = {
        name: np.concatenate(
            [values[rows], np.zeros((room, *values.shape[1:]), values.dtype)]
        )
        for name in OF_TRIPS
        for values in (getattr(state, name),)
    }
    return State(
        **own,
        size=np.where(my_pieces, state.size, 0),
        place=np.where(my_pieces, row_of[state.place], ELSEWHERE),
        left=left.copy(),
    )


def joined(one: State, other: State) -> State:
    """Return the plan of two parts that share no piece, trip or coach."""
    one, other = without_room(one), without_room(other)
    there = one.place == ELSEWHERE
    moved = np.where(other.place >= 0, other.place + len(one.date), other.place)
    return State(
        **{
            name: np.concatenate([getattr(one, name), getattr(other, name)])
            for name in OF_TRIPS
        },
        size=one.size + other.size,
        place=np.where(there, moved, one.place),
        left=one.left + other.left,
    )
