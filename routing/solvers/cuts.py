"""
Subset-row cuts: of three units, at most one trip can carry two or more.

Jepsen, Petersen, Spoorendonk, Pisinger: Subset-row inequalities applied to the vehicle
routing problem with time windows, Operations Research 56(2), 2008.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_A_ROUND = 120
MOST_A_UNIT = 8
LEAST_EXCESS = 0.03


@njit(cache=True)
def _broken(
    inside: NDArray[np.float64], x: NDArray[np.float64], least: float, most: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return triples of units and by how much `x` breaks their cut."""
    n, n_columns = inside.shape
    both = (inside * x) @ inside.T
    triples = np.empty((most, 3), np.int64)
    excess = np.empty(most)
    found = 0
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                pairs = both[i, j] + both[i, k] + both[j, k]
                if pairs <= 1 + least:
                    continue
                for c in range(n_columns):
                    pairs -= 2 * x[c] * inside[i, c] * inside[j, c] * inside[k, c]
                if pairs > 1 + least and found < most:
                    triples[found] = np.array([i, j, k])
                    excess[found] = pairs - 1
                    found += 1
    return triples[:found], excess[:found]


def separate(
    cover: sparse.csc_array, rows: sparse.csr_array, x: NDArray[np.float64]
) -> sparse.csr_array | None:
    """
    Return the most broken cuts as rows over all columns (each at most 1), or None.

    Parameters
    ----------
    cover, rows
        The same matrix units × columns, by column and by row.
    x
        Shape ``(n_columns,)``, a solution of the relaxation.
    """
    used = np.flatnonzero(x > 1e-6)
    inside = cover[:, used].toarray()
    fractional = np.flatnonzero(inside @ ((x[used] < 1 - 1e-6) * 1.0) > 0)
    triples, excess = _broken(
        np.ascontiguousarray(inside[fractional]), x[used], LEAST_EXCESS, 200_000
    )
    times = np.zeros(cover.shape[0], np.int64)
    chosen = []
    for at in np.argsort(-excess, kind="stable"):
        triple = fractional[triples[at]]
        if times[triple].max() < MOST_A_UNIT:
            times[triple] += 1
            chosen.append(triple)
        if len(chosen) == MOST_A_ROUND:
            break
    if not chosen:
        return None
    cuts = []
    for i, j, k in chosen:
        carried = rows[[i], :] + rows[[j], :] + rows[[k], :]
        cuts.append((carried >= 2).astype(np.float64))
    return sparse.csr_array(sparse.vstack(cuts))
