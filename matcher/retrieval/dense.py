"""
The nearest vectors among many, under a filter.

Exact up to some ten thousand; above, every vector has a sketch, its place along the few
directions in which the vectors differ most, in eight bits. All sketches that a filter
leaves are compared, and the best of them again as whole vectors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from matcher.errors import VectorError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors

# Up to here a scan takes a fraction of the encoding of a question.
EXACT_UP_TO: Final = 50_000
# Below this share of rows, picking them is cheaper than comparing all.
PICK_BELOW: Final = 0.3
# A sketch keeps this share of how much the vectors differ, in whole sixteens of
# directions; the static encoder's of adverts need 64 of 256.
KEPT: Final = 0.88
SIXTEEN: Final = 16
SAMPLED: Final = 50_000
# So many more than are asked for are compared again: a sketch puts near ones in the
# wrong order. Measured, docs/matching/retrieval.md.
SPARE: Final = 3_000
# Rows whose sketches are widened at once, so that they stay in the nearest cache.
BLOCK: Final = 4_096
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

        Raises
        ------
        ValueError
            When k < 1.
        VectorError
            When the vector has another length, or holds NaN or infinity.
        """
        ...


class Cosines:
    """A vector beside the rows of a table: of some of them, or of all, told once."""

    def __init__(self, vectors: Vectors, vector: NDArray[np.float32]) -> None:
        self._vectors = vectors
        self._vector = vector
        self._all: NDArray[np.float32] | None = None

    @property
    def are_told(self) -> bool:
        """Return whether all have been asked for."""
        return self._all is not None

    def all(self) -> NDArray[np.float32]:
        """Return the inner product with every row."""
        if self._all is None:
            # Rows one after the other: two to three times as fast as a product of
            # matrices, which is laid out for more than one vector.
            self._all = np.vecdot(self._vectors, self._vector)
        return self._all

    def at(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the inner products with these rows."""
        if self.are_told or len(rows) >= PICK_BELOW * len(self._vectors):
            return self.all()[rows]
        picked = self._vectors.take(rows, axis=0)
        return np.asarray(np.vecdot(picked, self._vector))


class Exact:
    """Compares with every allowed row."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        check_question(vector, self._vectors.shape[1], k)
        rows = None if allowed is None or allowed.all() else np.flatnonzero(allowed)
        cosines = Cosines(self._vectors, vector)
        scores = cosines.all() if rows is None else cosines.at(rows)
        best = largest(scores, k)
        return (best if rows is None else rows[best]), scores[best]


class Sketched:
    """Compares the sketches of all allowed rows, and the best of them exactly."""

    def __init__(self, vectors: Vectors, spare: int = SPARE) -> None:
        self._exact = Exact(vectors)
        self._vectors = vectors
        self._spare = spare
        shuffled = np.random.default_rng(SEED).permutation(len(vectors))
        sample = vectors[np.sort(shuffled[:SAMPLED])]
        middle = sample.mean(axis=0)
        directions = _directions(sample - middle)
        unit = np.abs((sample - middle) @ directions).max(axis=0) / 127
        unit = np.maximum(unit, np.finfo(np.float32).tiny)
        # What is left of the middle is the same for all rows and changes no order.
        self._directions = directions * unit
        self._sketches = np.empty((len(vectors), len(unit)), dtype=np.int8)
        for start in range(0, len(vectors), SAMPLED):
            part = (vectors[start : start + SAMPLED] - middle) @ directions / unit
            self._sketches[start : start + SAMPLED] = part.round().clip(-127, 127)

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        check_question(vector, self._vectors.shape[1], k)
        rows = None if allowed is None or allowed.all() else np.flatnonzero(allowed)
        count = len(self._vectors) if rows is None else len(rows)
        if count <= k + self._spare:
            return self._exact.nearest(vector, allowed, k)
        rough = self._compare(vector @ self._directions, rows, count)
        bar = np.partition(rough, count - k - self._spare)[count - k - self._spare]
        contenders = np.flatnonzero(rough >= bar)
        rows = contenders if rows is None else rows[contenders]
        scores = Cosines(self._vectors, vector).at(rows)
        best = largest(scores, k)
        return rows[best], scores[best]

    def _compare(
        self, sketch: NDArray[np.float32], rows: NDArray[np.intp] | None, count: int
    ) -> NDArray[np.float32]:
        """Return the products of a question's sketch with those of the rows."""
        products = np.empty(count, dtype=np.float32)
        block = np.empty((BLOCK, len(sketch)), dtype=np.float32)
        for start in range(0, count, BLOCK):
            part = slice(start, min(start + BLOCK, count))
            wide = block[: part.stop - start]
            # Taking rows of bytes is three times as fast as indexing with them.
            wide[:] = (
                self._sketches[part]
                if rows is None
                else self._sketches.take(rows[part], axis=0)
            )
            np.dot(wide, sketch, out=products[part])
        return products


def _directions(apart: Vectors) -> Vectors:
    """Return the fewest principal directions that keep enough, a column each."""
    shares, found = np.linalg.eigh(apart.T @ apart)
    kept = np.cumsum(shares[::-1]) / max(float(shares.sum()), np.finfo(float).tiny)
    few = int(np.searchsorted(kept, KEPT)) + 1
    few = min(-(-few // SIXTEEN) * SIXTEEN, apart.shape[1])
    return np.ascontiguousarray(found[:, ::-1][:, :few], dtype=np.float32)


def open_dense(vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> Dense:
    """Return the index that suits so many vectors."""
    if len(vectors) <= exact_up_to:
        return Exact(vectors)
    return Sketched(vectors)


def check_question(vector: NDArray[np.float32], dimension: int, k: int) -> None:
    """Raise what ``Dense.nearest`` says."""
    if k < 1:
        msg = f"Expected k >= 1, got {k}."
        raise ValueError(msg)
    if vector.shape != (dimension,) or not np.isfinite(vector).all():
        msg = f"Expected {dimension} finite values, got shape {vector.shape}."
        raise VectorError(msg)


def largest(scores: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Return the positions of the k largest, largest first, ties in order."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    contenders = np.flatnonzero(scores >= bar)
    return contenders[np.argsort(-scores[contenders], kind="stable")][:k]
