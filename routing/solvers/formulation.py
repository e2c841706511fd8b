"""Set partitioning: every unit in exactly one column, at least cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.columns import Columns
    from routing.units import Units


@dataclass(frozen=True, slots=True, eq=False)
class Formulation:
    """
    min cost x, cover x = 1, limits x <= most, x binary.

    Parameters
    ----------
    cost
        Shape ``(n_columns,)``; cents, or riders while riders are what counts.
    cover
        0-1 matrix units × columns; every column has a unit.
    limits, most
        Rows of other constraints and their right sides.
    """

    cost: NDArray[np.float64]
    cover: sparse.csc_array
    limits: sparse.csr_array
    most: NDArray[np.float64]

    @property
    def n_units(self) -> int:
        """Return the number of rows of `cover`."""
        return int(self.cover.shape[0])

    def with_limit(self, row: NDArray[np.float64], most: float) -> Formulation:
        """Return the same with one more row."""
        limits = sparse.csr_array(sparse.vstack([self.limits, row[None, :]]))
        return Formulation(self.cost, self.cover, limits, np.append(self.most, most))


def cheapest_trips(columns: Columns, units: Units) -> Formulation:
    """Return: carry every unit at least cost, with no more coaches than there are."""
    return _formulate(columns, units, columns.cost_cents.astype(np.float64), stay=0)


def fewest_left(columns: Columns, units: Units) -> Formulation:
    """
    Return: leave as few riders as can be.

    After the trips stands one more column for each unit: it stays behind.
    """
    cost = np.concatenate([np.zeros(len(columns)), units.size.astype(np.float64)])
    return _formulate(columns, units, cost, stay=len(units))


def cheapest_trips_leaving(columns: Columns, units: Units, left: int) -> Formulation:
    """Return: least cost among the plans that leave at most so many riders."""
    n = len(units)
    cost = np.concatenate([columns.cost_cents.astype(np.float64), np.zeros(n)])
    riders = np.concatenate([np.zeros(len(columns)), units.size.astype(np.float64)])
    return _formulate(columns, units, cost, stay=n).with_limit(riders, left)


def _formulate(
    columns: Columns, units: Units, cost: NDArray[np.float64], stay: int
) -> Formulation:
    n = len(units)
    cover = columns.cover(n)
    if stay:
        cover = sparse.csc_array(sparse.hstack([cover, sparse.eye_array(n)]))
    limited = np.flatnonzero(units.count >= 0)
    rows = np.zeros((len(limited), cover.shape[1]))
    for row, t in zip(rows, limited, strict=True):
        row[: len(columns)] = columns.coach == t
    return Formulation(
        cost,
        cover,
        sparse.csr_array(rows),
        units.count[limited].astype(np.float64),
    )
