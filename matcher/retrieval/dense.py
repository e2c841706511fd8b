"""
The nearest vectors among many, under a filter.

Exact up to some hundred thousand; above, an inverted file of vectors in eight bits
(faiss IVF-SQ8; Jegou 2011), which looks where the question's neighbours should be, and
looks farther the fewer rows a filter leaves.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors

# Up to here a scan takes no longer than the encoding of a question.
EXACT_UP_TO: Final = 300_000
# Below this share of allowed rows, picking them is cheaper than scoring all.
PICK_BELOW: Final = 0.3
# So few allowed rows are scanned whatever the index.
SCAN_UP_TO: Final = 20_000
# faiss advises 4 to 16 times the root for a million; more lists are shorter ones.
LISTS_PER_ROOT: Final = 4
TRAINED_PER_LIST: Final = 64
# Share of the lists that is looked into without a filter, and by which power of the
# allowed share it grows under one; measured, docs/matching/retrieval.md. A question is
# much shorter than an advert, so its neighbours are spread over many lists.
PROBED: Final = 0.38
PROBED_POWER: Final = 0.16
# So many more are compared exactly: eight bits put near ones in the wrong order.
SPARE: Final = 30
SEED: Final = 0


class Dense(Protocol):
    """Finds the nearest of its rows; never changed once made."""

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """
        Return the k allowed rows with the largest inner products, largest first.

        Parameters
        ----------
        allowed
            A flag for each row; None: all.
        """
        ...


class Exact:
    """Compares with every allowed row."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        rows = None if allowed is None or allowed.all() else np.flatnonzero(allowed)
        if rows is None:
            scores = self._vectors @ vector
        elif len(rows) < PICK_BELOW * len(self._vectors):
            scores = self._vectors[rows] @ vector
        else:
            scores = (self._vectors @ vector)[rows]
        best = largest(scores, k)
        return (best if rows is None else rows[best]), scores[best]


class InvertedFile:
    """Compares with the rows of some lists, or with all allowed when those are few."""

    def __init__(self, vectors: Vectors, probed: float = PROBED) -> None:
        faiss = _faiss()
        self._exact = Exact(vectors)
        self._vectors = vectors
        self._probed = probed
        lists = max(1, round(LISTS_PER_ROOT * math.sqrt(len(vectors))))
        dimension = vectors.shape[1]
        self._index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        sample = np.random.default_rng(SEED).permutation(len(vectors))
        self._index.cp.seed = SEED
        self._index.train(vectors[np.sort(sample[: lists * TRAINED_PER_LIST])])
        self._index.add(vectors)
        self._lists = lists

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        faiss = _faiss()
        count = self._index.ntotal if allowed is None else int(allowed.sum())
        if count <= SCAN_UP_TO:
            return self._exact.nearest(vector, allowed, k)
        share = count / self._index.ntotal
        probes = math.ceil(self._lists * self._probed / share**PROBED_POWER)
        selector = None
        if allowed is not None:
            packed = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(packed)
        parameters = faiss.SearchParametersIVF(
            nprobe=min(probes, self._lists), sel=selector
        )
        _, found = self._index.search(vector[None], k + SPARE, params=parameters)
        rows = np.sort(found[0][found[0] >= 0]).astype(np.intp)
        scores = self._vectors[rows] @ vector
        best = largest(scores, k)
        return rows[best], scores[best]


def _faiss() -> Any:
    """Return the package; its stubs describe C++, not what Python calls."""
    return import_module("faiss")


def open_dense(vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> Dense:
    """Return the index that suits so many vectors."""
    if len(vectors) <= exact_up_to:
        return Exact(vectors)
    return InvertedFile(vectors)


def largest(scores: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Return the positions of the k largest, largest first, ties in order."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    contenders = np.flatnonzero(scores >= bar)
    return contenders[np.argsort(-scores[contenders], kind="stable")][:k]
