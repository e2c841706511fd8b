"""Vacancies that can be searched by meaning and by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.errors import VectorError
from matcher.lexical import LexicalIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors

# How much the words count beside the meaning; measured, see docs/matching.md.
LEXICAL_SHARE: Final = 0.1
# Below this share of allowed rows, picking them is cheaper than scoring all.
PICK_BELOW: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """
    Rows of an index, best first, and their scores.

    A score is in standard deviations of what was searched: comparable within one
    ranking alone.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)


class VacancyIndex:
    """
    An immutable index; share it between threads.

    Parameters
    ----------
    vectors
        A row for each text, L2-normalised, shape ``(n, d)``.
    texts
        What the words are looked up in, in the same order. Ties keep this order, so
        put first what should win them.

    Raises
    ------
    VectorError
        When the vectors have another shape, or hold NaN or infinity.
    """

    def __init__(self, vectors: Vectors, texts: Sequence[str]) -> None:
        if vectors.ndim != 2 or len(vectors) != len(texts):
            msg = f"Expected {len(texts)} vectors, got shape {vectors.shape}."
            raise VectorError(msg)
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if not np.isfinite(self._vectors).all():
            bad = int(np.flatnonzero(~np.isfinite(self._vectors).all(axis=1))[0])
            raise VectorError(f"The vector of row {bad} holds NaN or infinity.")
        self._lexical = LexicalIndex(texts)

    def __len__(self) -> int:
        return len(self._vectors)

    def search(
        self,
        vector: NDArray[np.float32] | None,
        text: str,
        allowed: NDArray[np.bool_] | None = None,
        k: int = 20,
    ) -> Ranking:
        """
        Return the best k of the allowed rows, best first; ties in the index's order.

        Parameters
        ----------
        vector
            What is looked for, shape ``(d,)``; None ranks by words alone.
        text
            The same in words; with neither, all rows tie.
        allowed
            Which rows may be found; None: all.
        k
            How many; fewer come back when fewer are allowed.

        Raises
        ------
        ValueError
            When k < 1 or the mask has another length.
        VectorError
            When the vector has another length, or holds NaN or infinity.
        """
        if k < 1:
            msg = f"Expected k >= 1, got {k}."
            raise ValueError(msg)
        if allowed is not None and allowed.shape != (len(self),):
            msg = f"Expected a mask of {len(self)} rows, got shape {allowed.shape}."
            raise ValueError(msg)
        rows = None if allowed is None or allowed.all() else np.flatnonzero(allowed)
        scores = self._fused(vector, text, rows)
        best = _best(scores, k)
        return Ranking(best if rows is None else rows[best], scores[best])

    def _fused(
        self,
        vector: NDArray[np.float32] | None,
        text: str,
        rows: NDArray[np.intp] | None,
    ) -> NDArray[np.float32]:
        words = self._lexical.scores(text)
        words = words if rows is None else words[rows]
        if vector is None:
            return words
        return fuse(self._similarities(vector, rows), words)

    def _similarities(
        self, vector: NDArray[np.float32], rows: NDArray[np.intp] | None
    ) -> NDArray[np.float32]:
        if vector.shape != self._vectors.shape[1:]:
            wanted = self._vectors.shape[1:]
            msg = f"Expected a vector of shape {wanted}, got {vector.shape}."
            raise VectorError(msg)
        if not np.isfinite(vector).all():
            raise VectorError("The vector of the query holds NaN or infinity.")
        if rows is None:
            return self._vectors @ vector
        if len(rows) < PICK_BELOW * len(self):
            return self._vectors[rows] @ vector
        picked: NDArray[np.float32] = (self._vectors @ vector)[rows]
        return picked


def fuse(
    meaning: NDArray[np.float32],
    words: NDArray[np.float32],
    lexical_share: float = LEXICAL_SHARE,
) -> NDArray[np.float32]:
    """
    Return the weighted sum of both, each in its standard deviations from its mean.

    Reciprocal-rank fusion throws the distances away and ranks worse than meaning alone
    does; this keeps them. Works along the last axis. A side without any spread, such as
    words that no text holds, says nothing.
    """
    fused: NDArray[np.float32] = (1 - lexical_share) * _standard(meaning)
    return fused + lexical_share * _standard(words)


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if scores.shape[-1] == 0:
        return scores
    centred = scores - scores.mean(axis=-1, keepdims=True)
    spread = centred.std(axis=-1, keepdims=True)
    # Rounding leaves a tiny spread where there is none.
    return np.where(spread > 1e-6, centred / np.maximum(spread, 1e-6), np.float32(0))


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Return the positions of the k largest, largest first, ties in order."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    contenders = np.flatnonzero(scores >= bar)
    return contenders[np.argsort(-scores[contenders], kind="stable")][:k]
