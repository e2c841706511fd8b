"""Small set partitionings, and all their solutions."""

from __future__ import annotations

import itertools

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
    for many in range(1, len(f.need) + 1):
        for chosen in itertools.combinations(range(len(f.cost)), many):
            times = np.zeros(len(f.cost))
            times[list(chosen)] = 1
            if (cover @ times == f.need).all() and (limits @ times <= f.most).all():
                found.append(times)
    return found
