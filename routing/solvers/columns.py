"""Columns of the set-partitioning problem: who is carried by each, and its trip."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from routing.solvers.trips import Found
    from routing.units import Ints, Variants

C = TypeVar("C", bound="Carried")
PER_MEMBER = {"rows", "riders", "variants"}


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """
    Columns, and who is carried by each.

    Parameters
    ----------
    cost_cents
        Shape ``(n,)``: with the prices of the riders.
    starts, rows, riders
        Column j carries ``riders[k]`` of ``rows[k]``, k in ``starts[j]:starts[j + 1]``.
    """

    cost_cents: Ints
    starts: Ints
    rows: Ints
    riders: Ints

    def __len__(self) -> int:
        return len(self.cost_cents)

    def members(self, j: int) -> slice:
        """Return where column j has its riders."""
        return slice(int(self.starts[j]), int(self.starts[j + 1]))

    def take(self, keep: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Return some of the columns, in the given order."""
        if keep.dtype == bool:
            keep = np.flatnonzero(keep)
        sizes = np.diff(self.starts)[keep]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        flat = np.arange(starts[-1]) + np.repeat(self.starts[keep] - starts[:-1], sizes)
        changed = {
            field.name: getattr(self, field.name)[
                flat if field.name in PER_MEMBER else keep
            ]
            for field in fields(self)
            if field.name != "starts"
        }
        return type(self)(**changed, starts=starts)

    def cover(self, split: NDArray[np.bool_]) -> sparse.csc_array:
        """
        Return the matrix rows × columns: 1, or the riders of units that may be split.

        Parameters
        ----------
        split
            Shape ``(n_rows,)``.
        """
        share = np.where(split[self.rows], self.riders, 1).astype(np.float64)
        shape = (len(split), len(self))
        return sparse.csc_array((share, self.rows, self.starts), shape=shape)

    def prints_of_riders(self, keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Return a number for each column; equal for the same riders."""
        parts = keys[self.rows] * self.riders.astype(np.uint64)
        running = np.concatenate([[np.uint64(0)], np.cumsum(parts, dtype=np.uint64)])
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])


@dataclass(frozen=True, slots=True, eq=False)
class Columns(Carried):
    """
    Trips, one a column; the members of each ascend by row.

    Parameters
    ----------
    market, coach, departure, drivers, before, after
        Shape ``(n,)``: index of the market, of the coach type and of the departure,
        drivers, days away before and after the date.
    n_pickups, n_stops, order
        Places in the order of the trip; `order` has shape ``(n, most stops)``.
    trip_cents
        Of the coach alone.
    variants
        Of each member: its variant of the market.
    """

    market: Ints
    coach: Ints
    departure: Ints
    drivers: Ints
    before: Ints
    after: Ints
    n_pickups: Ints
    n_stops: Ints
    order: Ints
    trip_cents: Ints
    variants: Ints

    def fingerprints(self, keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """
        Return a number for each column; equal for the same riders, coach and days.

        Parameters
        ----------
        keys
            Random, shape ``(n_rows + 1,)`` or more.
        """
        kind = (self.market * 512 + self.coach) * 64 + self.before * 8 + self.after
        numbers = kind.astype(np.uint64) + np.uint64(1)
        return np.asarray(self.prints_of_riders(keys) + keys[-1] * numbers, np.uint64)


def columns_of(found: Found, n: int, variants: Variants, market: int) -> Columns:
    """Return the first n trips that a search wrote."""
    until = int(found.starts[n])
    starts = found.starts[: n + 1].copy()
    items = found.items[:until]
    rows = variants.unit[items]
    order = np.lexsort((rows, np.repeat(np.arange(n), np.diff(starts))))
    return Columns(
        market=np.full(n, market, np.int64),
        coach=found.coach[:n].copy(),
        departure=found.departure[:n].copy(),
        drivers=found.drivers[:n].copy(),
        before=found.before[:n].copy(),
        after=found.after[:n].copy(),
        n_pickups=found.n_pickups[:n].copy(),
        n_stops=found.n_stops[:n].copy(),
        order=found.order[:n].copy(),
        trip_cents=found.cost_cents[:n].copy(),
        cost_cents=found.cost_cents[:n] + found.price_cents[:n],
        starts=starts,
        rows=rows[order],
        riders=found.riders[:until][order],
        variants=items[order],
    )


def join(parts: Sequence[C]) -> C:
    """Return all columns of one or more parts, in their order."""
    if len(parts) == 1:
        return parts[0]
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(parts[0])
        if field.name != "starts"
    }
    ends = np.concatenate([np.diff(part.starts) for part in parts])
    return type(parts[0])(**joined, starts=np.concatenate([[0], np.cumsum(ends)]))


def cheaper(columns: C, prints: list[int], known: dict[int, int]) -> C:
    """
    Return the columns that are new, or cheaper than before, and remember them.

    The same riders may board elsewhere, or be driven in another order.
    """
    fresh = np.zeros(len(columns), bool)
    costs = columns.cost_cents.tolist()
    for j, (key, cost) in enumerate(zip(prints, costs, strict=True)):
        if cost < known.get(key, math.inf):
            fresh[j] = True
            known[key] = cost
    return columns.take(fresh)


def cheapest_of_each(columns: Columns, keys: NDArray[np.uint64]) -> Columns:
    """Return of columns with the same riders, coach and days the cheapest."""
    prints = columns.fingerprints(keys)
    order = np.lexsort((columns.cost_cents, prints))
    first = np.ones(len(order), bool)
    first[1:] = prints[order][1:] != prints[order][:-1]
    return columns.take(np.sort(order[first]))
