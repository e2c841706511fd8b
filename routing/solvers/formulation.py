"""Set partitioning over listed columns: every row covered, at least cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.solvers.master import Master
    from routing.units import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Formulation:
    """
    min cost x, cover x = need, limits x <= most, 0 <= x <= upper, x whole.

    Parameters
    ----------
    cost
        Shape ``(n_columns,)``, cents.
    cover, need
        Rows × columns and right sides.
    limits, most
        Rows of other constraints and their right sides.
    single
        Rows that are covered by exactly one column, with a 1: those for cuts.

    A trip of none but units that may be split can be driven several times.
    """

    cost: NDArray[np.float64]
    cover: sparse.csc_array
    need: NDArray[np.float64]
    limits: sparse.csr_array
    most: NDArray[np.float64]
    upper: NDArray[np.float64]
    single: NDArray[np.bool_]

    def take(self, columns: Ints) -> Formulation:
        """Return the same with some of the columns only."""
        return replace(
            self,
            cost=self.cost[columns],
            cover=sparse.csc_array(self.cover[:, columns]),
            limits=sparse.csr_array(self.limits[:, columns]),
            upper=self.upper[columns],
        )

    def cut(self, cuts: sparse.csr_array) -> Formulation:
        """Return the same with more limits, each at most 1."""
        return replace(
            self,
            limits=sparse.csr_array(sparse.vstack([self.limits, cuts])),
            most=np.concatenate([self.most, np.ones(cuts.shape[0])]),
        )

    @property
    def upper_apart(self) -> NDArray[np.float64]:
        """
        Return the upper bounds that the rows do not imply.

        Where a column's bound is 1, its rows say so: it would take a dual of its own.
        """
        return np.where(self.upper == 1, np.inf, self.upper)


def formulate(master: Master, columns: Columns) -> Formulation:
    """Return the problem over some trips, followed by the master's fixed columns."""
    fixed = master.fixed
    fleet = master.fleet_rows(columns)
    unlimited = sparse.csr_array((fleet.shape[0], len(fixed)))
    return Formulation(
        cost=np.concatenate([columns.cost_cents.astype(np.float64), fixed.cost]),
        cover=sparse.csc_array(
            sparse.hstack([columns.cover(master.split), fixed.cover], format="csc")
        ),
        need=master.need,
        limits=sparse.csr_array(sparse.hstack([fleet, unlimited], format="csr")),
        most=master.fleet_most,
        upper=np.concatenate([_most_times(master, columns), fixed.most]),
        single=(master.need == 1) & ~master.split,
    )


def _most_times(master: Master, columns: Columns) -> NDArray[np.float64]:
    """Return how often each trip fits into what its rows need."""
    if not len(columns):
        return np.zeros(0)
    split = master.split[columns.rows]
    times = np.where(split, master.need[columns.rows] // columns.riders, 1.0)
    return np.minimum.reduceat(times, columns.starts[:-1])
