"""The nearest vectors, exactly and by their sketches."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.errors import VectorError
from matcher.retrieval.dense import Exact, Sketched, largest, open_dense

SIZE, DIMENSION = 30_000, 32


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Return unit vectors in clusters, as texts about some hundred trades are."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((200, DIMENSION))
    found = centres[random.integers(200, size=SIZE)]
    found = found + 0.7 * random.standard_normal((SIZE, DIMENSION))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32)


def test_largest_come_first_and_ties_in_order() -> None:
    scores = np.array([1, 3, 3, 2, 3], dtype=np.float32)
    assert largest(scores, 3).tolist() == [1, 2, 4]
    assert largest(scores, 9).tolist() == [1, 2, 4, 3, 0]


@pytest.mark.parametrize("share", [None, 0.5, 0.02, 0.0])
def test_exact_search_is_that_of_all_products(
    vectors: np.ndarray, share: float | None
) -> None:
    few = vectors[:2_000]
    allowed = None
    if share is not None:
        allowed = np.random.default_rng(1).random(2_000) < share
    products = few @ vectors[7]
    wanted = np.arange(2_000) if allowed is None else np.flatnonzero(allowed)
    wanted = wanted[np.argsort(-products[wanted], kind="stable")][:10]
    rows, scores = Exact(few).nearest(vectors[7], allowed, 10)
    assert rows.tolist() == wanted.tolist()
    assert np.allclose(scores, products[rows], atol=1e-6)


@pytest.mark.parametrize("share", [None, 0.75, 0.08])
def test_sketches_find_nearly_all_and_honours_the_filter(
    vectors: np.ndarray, share: float | None
) -> None:
    index = Sketched(vectors, spare=300)
    exact = Exact(vectors)
    allowed = None
    if share is not None:
        allowed = np.random.default_rng(2).random(SIZE) < share
    found = []
    for question in vectors[::1_000]:
        rows, scores = index.nearest(question, allowed, 10)
        wanted, _ = exact.nearest(question, allowed, 10)
        assert allowed is None or allowed[rows].all()
        assert (np.diff(scores) <= 1e-6).all()
        found.append(len(np.intersect1d(rows, wanted)) / 10)
    assert np.mean(found) >= 0.98


def test_sketches_of_equal_vectors_name_some_of_them(vectors: np.ndarray) -> None:
    equal = np.repeat(vectors[:1], 2_000, axis=0)
    rows, scores = Sketched(equal, spare=100).nearest(vectors[0], None, 10)
    assert len(set(rows.tolist())) == 10
    assert np.allclose(scores, 1, atol=1e-6)


def test_so_few_rows_that_all_are_compared_again_are_exact(vectors: np.ndarray) -> None:
    allowed = np.arange(SIZE) % 100 == 0
    rows, _ = Sketched(vectors, spare=300).nearest(vectors[7], allowed, 10)
    wanted, _ = Exact(vectors).nearest(vectors[7], allowed, 10)
    assert rows.tolist() == wanted.tolist()


def test_the_size_decides_which_is_opened(vectors: np.ndarray) -> None:
    assert isinstance(open_dense(vectors[:50], exact_up_to=50), Exact)
    assert isinstance(open_dense(vectors[:5_000], exact_up_to=50), Sketched)


@pytest.mark.parametrize("kind", [Exact, Sketched])
def test_what_cannot_be_compared_is_refused(
    vectors: np.ndarray, kind: type[Exact | Sketched]
) -> None:
    index = kind(vectors)
    with pytest.raises(ValueError, match="k >= 1"):
        index.nearest(vectors[0], None, 0)
    for question in (np.full(DIMENSION, np.nan, np.float32), vectors[0, 1:]):
        with pytest.raises(VectorError, match=f"Expected {DIMENSION} finite"):
            index.nearest(question, None, 10)


@pytest.mark.parametrize("kind", [Exact, Sketched])
def test_a_filter_that_leaves_nothing_finds_nothing(
    vectors: np.ndarray, kind: type[Exact | Sketched]
) -> None:
    rows, scores = kind(vectors).nearest(vectors[0], np.zeros(SIZE, bool), 10)
    assert len(rows) == len(scores) == 0
