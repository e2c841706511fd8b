from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse

from routing.solvers.cuts import LEAST_EXCESS, separate
from routing.solvers.linear import relax
from tests.routing.solvers.partitions import all_solutions, small_partition


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


def test_larger_cuts_are_broken_by_the_relaxation_and_by_no_plan():
    seen = 0
    for seed in range(40):
        f = small_partition(seed, n_rows=7, n_columns=14)
        rows = sparse.csr_array(f.cover)
        found = relax(f, f.upper_apart)
        cuts = separate(f.cover, rows, found.x, larger=True)
        if cuts is None:
            continue
        seen += (np.diff(cuts.indptr) > 0).sum()
        assert (cuts @ found.x > 1).all()
        for times in all_solutions(f):
            assert (cuts @ times <= 1 + 1e-9).all()
    assert seen > 20


def test_a_ring_of_five_is_cut_where_no_triple_is_broken():
    # Trips of two neighbours each by half: five rows, and at most two such trips.
    ring = np.eye(5) + np.roll(np.eye(5), 1, axis=0)
    x = np.full(5, 0.5)

    assert separate(sparse.csc_array(ring), sparse.csr_array(ring), x) is None
    cuts = separate(sparse.csc_array(ring), sparse.csr_array(ring), x, larger=True)

    assert cuts.toarray().max() == 0.5
    assert (cuts @ x).max() == 1.25
