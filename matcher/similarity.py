"""
How near short texts are in meaning: titles to titles, titles to occupations.

Cosines of both encoders, each vector less the mean of its side (what all titles share
says nothing), and how alike the occupations are that the texts bring to mind. Then the
question is asked again with its best answers beside it (Rocchio 1971): what the field
calls a thing is found by what was found first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

# Below this many documents their mean is not what they share.
FEW: Final = 200


@dataclass(frozen=True, slots=True)
class Weights:
    """
    How the parts are added; tuned on development sets, see docs/matching/encoders.md.

    Parameters
    ----------
    static
        Share of the static encoder's cosine.
    occupations
        Share of the overlap of occupations.
    sharpness
        Of the softmax over occupations.
    feedback, answers
        How much the best answers count beside the question, and how many they are.
    """

    static: float = 0.1
    occupations: float = 0.2
    sharpness: float = 40.0
    feedback: float = 1.5
    answers: int = 5


class TextRanker:
    """
    Ranks short texts; keep one, it holds no text.

    Parameters
    ----------
    occupations
        Vectors of the classification by the adapted encoder, L2-normalised.
    """

    def __init__(
        self,
        adapted: Encoder,
        static: Encoder,
        occupations: Vectors,
        weights: Weights | None = None,
    ) -> None:
        self._adapted = adapted
        self._static = static
        self._occupations = occupations
        self._weights = weights or Weights()

    def scores(
        self, queries: Sequence[str], documents: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return scores, more is nearer; shape ``(queries, documents)``."""
        if not queries or not documents:
            return np.zeros((len(queries), len(documents)), dtype=np.float32)
        weights = self._weights
        asked = self._adapted.encode_queries(queries)
        found = self._adapted.encode_passages(documents)
        asked_simply = self._static.encode_queries(queries)
        found_simply = self._static.encode_passages(documents)
        alike = overlap(
            self._in_mind(asked), self._in_mind(self._adapted.encode_queries(documents))
        )
        near = feedback(*centred(asked, found), weights.feedback, weights.answers)
        simply = feedback(
            *centred(asked_simply, found_simply), weights.feedback, weights.answers
        )
        total = (
            (1 - weights.static - weights.occupations) * _standard(near)
            + weights.static * _standard(simply)
            + weights.occupations * _standard(alike)
        )
        return np.asarray(total, dtype=np.float32)

    def _in_mind(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the roots of how probable each occupation is for each text."""
        heights = self._weights.sharpness * (vectors @ self._occupations.T)
        heights -= heights.max(axis=1, keepdims=True)
        shares = np.exp(heights)
        shares /= shares.sum(axis=1, keepdims=True)
        return np.asarray(np.sqrt(shares), dtype=np.float32)


def overlap(
    asked: NDArray[np.float32], found: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return Bhattacharyya's coefficient of all pairs, from roots of shares."""
    return asked @ found.T


def centred(asked: Vectors, found: Vectors) -> tuple[Vectors, Vectors]:
    """Return both less the mean of the found, of length 1; few are left as they are."""
    if len(found) < FEW:
        return asked, found
    mean = found.mean(axis=0)
    return _unit(asked - mean), _unit(found - mean)


def feedback(
    asked: Vectors, found: Vectors, share: float, answers: int
) -> NDArray[np.float32]:
    """Return cosines after the best answers were added to each question."""
    first = asked @ found.T
    count = min(answers, len(found))
    best = np.argpartition(-first, count - 1, axis=1)[:, :count]
    weights = np.take_along_axis(first, best, axis=1)[..., None]
    added = (found[best] * np.maximum(weights, 0)).mean(axis=1)
    return _unit(asked + np.float32(share) * _unit(added)) @ found.T


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    apart = scores - scores.mean(axis=1, keepdims=True)
    return np.asarray(apart / spread, dtype=np.float32)


def _unit(rows: Vectors) -> Vectors:
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / norms, dtype=np.float32)
