from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse

from routing.solvers.cuts import LEAST_EXCESS, separate


def broken_by_hand(dense, x):
    found = {}
    for triple in itertools.combinations(range(len(dense)), 3):
        value = np.floor(dense[list(triple)].sum(axis=0) / 2) @ x
        if value > 1 + LEAST_EXCESS:
            found[triple] = value
    return found


def test_every_cut_is_a_broken_one_and_none_is_missed():
    rng = np.random.default_rng(1)
    for _ in range(30):
        dense = (rng.random((8, 20)) < 0.35).astype(float)
        x = rng.choice([0.0, 0.25, 0.5], 20)
        by_hand = broken_by_hand(dense, x)

        cuts = separate(sparse.csc_array(dense), sparse.csr_array(dense), x)

        if cuts is None:
            assert by_hand == {}
            continue
        rows = {tuple(row) for row in cuts.toarray()}
        allowed = {
            tuple(np.floor(dense[list(triple)].sum(axis=0) / 2)) for triple in by_hand
        }
        assert rows <= allowed
        assert all(np.array(row) @ x > 1 + LEAST_EXCESS for row in rows)


def test_whole_solutions_break_no_cut():
    dense = np.eye(4)

    assert (
        separate(sparse.csc_array(dense), sparse.csr_array(dense), np.ones(4)) is None
    )
