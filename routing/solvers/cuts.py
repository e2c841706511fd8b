"""
Subset-row cuts: of three units, at most one trip can carry two or more.

Jepsen, Petersen, Spoorendonk, Pisinger: Subset-row inequalities applied to the vehicle
routing problem with time windows, Operations Research 56(2), 2008.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_A_ROUND = 120
MOST_A_UNIT = 8
LEAST_EXCESS = 0.03


@compiled
def _broken(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    pair_starts: NDArray[np.int64],
    partners: NDArray[np.int64],
    weights: NDArray[np.float64],
    x: NDArray[np.float64],
    least: float,
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """
    Return triples of units and by how much `x` breaks their cut.

    A broken triple has a unit that rides with both others, so only the pairs of each
    unit's partners are looked at.
    """
    n = len(starts) - 1
    triples = np.empty((most, 3), np.int64)
    excess = np.empty(most)
    found = 0
    weight = np.zeros(n)
    rides = np.zeros(len(x), np.int64)
    for a in range(n):
        for at in range(pair_starts[a], pair_starts[a + 1]):
            b = partners[at]
            if b == a:
                continue
            weight[:] = 0
            for k in range(pair_starts[b], pair_starts[b + 1]):
                weight[partners[k]] = weights[k]
            rides[:] = 0
            for k in range(starts[b], starts[b + 1]):
                rides[columns[k]] = 1
            for k in range(starts[a], starts[a + 1]):
                rides[columns[k]] += 1
            for other in range(pair_starts[a], pair_starts[a + 1]):
                c = partners[other]
                # Where all three ride in pairs, the lowest stands in the middle.
                if c == a or c <= b or (weight[c] > 0 and a > b):
                    continue
                value = weights[at] + weights[other] + weight[c]
                if value <= 1 + least:
                    continue
                for k in range(starts[c], starts[c + 1]):
                    if rides[columns[k]] == 2:
                        value -= 2 * x[columns[k]]
                if value > 1 + least and found < most:
                    triples[found] = np.array([a, b, c])
                    excess[found] = value - 1
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
    used = np.flatnonzero((x > 1e-6) & (x < 1 - 1e-6))
    inside = sparse.csr_array(cover[:, used])
    pairs = sparse.csr_array((inside * x[used]) @ inside.T)
    triples, excess = _broken(
        # scipy's are of 32 bits or of 64
        inside.indptr.astype(np.int64),
        inside.indices.astype(np.int64),
        pairs.indptr.astype(np.int64),
        pairs.indices.astype(np.int64),
        pairs.data,
        x[used],
        LEAST_EXCESS,
        200_000,
    )
    times = np.zeros(cover.shape[0], np.int64)
    chosen = []
    for at in np.argsort(-excess, kind="stable"):
        triple = triples[at]
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
