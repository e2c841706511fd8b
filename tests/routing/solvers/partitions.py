"""Small set partitionings, and all their solutions."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from routing.solvers.formulation import Formulation


def small_partition(seed: int, n_rows: int = 6, n_columns: int = 16) -> Formulation:
    """Return rows that can each be covered alone, dearly, or by some of the columns."""
    rng = np.random.default_rng(seed)
    cover = (rng.random((n_rows, n_columns)) < 0.4).astype(float)
    cover = np.hstack([cover[:, cover.any(axis=0)], np.eye(n_rows)])
    sizes = cover.sum(axis=0)
    cost = np.rint(1000 * (1 + 0.3 * sizes + 0.4 * rng.random(len(sizes))))
    kinds = (rng.random((1, len(cost))) < 0.3).astype(float)
    return Formulation(
        cost=cost,
        cover=sparse.csc_array(cover),
        need=np.ones(n_rows),
        limits=sparse.csr_array(kinds),
        most=np.array([float(rng.integers(1, 4))]),
        upper=np.ones(len(cost)),
        single=np.ones(n_rows, bool),
    )


def all_solutions(f: Formulation) -> list[np.ndarray]:
    """Return every choice of columns that keeps to all rows."""
    cover, limits = f.cover.toarray(), f.limits.toarray()
    found = []

    def cover_next(times: np.ndarray, open_rows: np.ndarray) -> None:
        if not open_rows.any():
            if (limits @ times <= f.most).all():
                found.append(times)
            return
        row = int(open_rows.argmax())
        for j in np.flatnonzero(cover[row] * ((cover.T @ ~open_rows) == 0)):
            taken = times.copy()
            taken[j] = 1
            cover_next(taken, open_rows & (cover[:, j] == 0))

    cover_next(np.zeros(len(f.cost)), np.ones(len(f.need), bool))
    return found
