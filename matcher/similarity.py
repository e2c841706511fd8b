"""
How near short texts are in meaning: titles to titles, titles to occupations.

Cosines of both encoders, each vector less the mean of its side (what all titles share
says nothing), and how alike the occupations are that the texts bring to mind. What the
field calls a thing is learnt from the texts themselves: each stands with its nearest
(Turcot and Lowe 2009), and the question is asked again with its best answers beside it
(Rocchio 1971).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.text import has_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

# Below this many documents their mean is not what they share, and the nearest of one
# are not near.
FEW: Final = 200
# Above this many, comparing all with each other takes longer than encoding them.
MANY: Final = 100_000
BLOCK: Final = 1_000


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
    company, neighbours
        How much the nearest documents count beside each, and how many they are.
    feedback, answers
        How much the best answers count beside the question, and how many they are.
    """

    static: float = 0.1
    occupations: float = 0.2
    sharpness: float = 40.0
    company: float = 0.75
    neighbours: int = 10
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
        """
        Return scores, more is nearer; shape ``(queries, documents)``.

        Documents without any word come last, and change no other's score.
        """
        return wordless_last(self._scores, queries, documents)

    def _scores(
        self, queries: Sequence[str], documents: Sequence[str]
    ) -> NDArray[np.float32]:
        weights = self._weights
        asked = self._adapted.encode_queries(queries)
        found = self._adapted.encode_passages(documents)
        asked_simply = self._static.encode_queries(queries)
        found_simply = self._static.encode_passages(documents)
        alike = overlap(
            self._in_mind(asked), self._in_mind(self._adapted.encode_queries(documents))
        )
        near = self._near(asked, found)
        simply = self._near(asked_simply, found_simply)
        total = (
            (1 - weights.static - weights.occupations) * _standard(near)
            + weights.static * _standard(simply)
            + weights.occupations * _standard(alike)
        )
        return np.asarray(total, dtype=np.float32)

    def _near(self, asked: Vectors, found: Vectors) -> NDArray[np.float32]:
        weights = self._weights
        asked, found = centred(asked, found)
        found = in_company(found, weights.company, weights.neighbours)
        return feedback(asked, found, weights.feedback, weights.answers)

    def _in_mind(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the roots of how probable each occupation is for each text."""
        heights = self._weights.sharpness * (vectors @ self._occupations.T)
        heights -= heights.max(axis=1, keepdims=True)
        shares = np.exp(heights)
        shares /= shares.sum(axis=1, keepdims=True)
        return np.asarray(np.sqrt(shares), dtype=np.float32)


def wordless_last(
    scorer: Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]],
    queries: Sequence[str],
    documents: Sequence[str],
) -> NDArray[np.float32]:
    """
    Return a scorer's scores, those of documents without any word below all others.

    An encoder has a vector for nothing, too, which lies near to what it knows little
    of. The scorer does not see them.
    """
    worded = [at for at, text in enumerate(documents) if has_words(text)]
    scores = np.zeros((len(queries), len(documents)), dtype=np.float32)
    if not queries or not worded:
        return scores
    known = scorer(queries, [documents[at] for at in worded])
    scores[:] = known.min(axis=1, keepdims=True) - 1
    scores[:, worded] = known
    return scores


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


def in_company(found: Vectors, share: float, neighbours: int) -> Vectors:
    """Return each with its nearest added, of length 1; few or many stay alone."""
    if not max(FEW, neighbours + 1) <= len(found) <= MANY:
        return found
    together = np.empty_like(found)
    for start in range(0, len(found), BLOCK):
        part = found[start : start + BLOCK]
        cosines = part @ found.T
        # Nobody is company for oneself.
        cosines[np.arange(len(part)), np.arange(len(part)) + start] = -1
        added = _added(cosines, found, neighbours)
        together[start : start + BLOCK] = _unit(part + np.float32(share) * added)
    return together


def feedback(
    asked: Vectors, found: Vectors, share: float, answers: int
) -> NDArray[np.float32]:
    """Return cosines after the best answers were added to each question."""
    added = _added(asked @ found.T, found, answers)
    return _unit(asked + np.float32(share) * added) @ found.T


def _added(cosines: NDArray[np.float32], found: Vectors, count: int) -> Vectors:
    """Return the sums of the best found, weighed by their cosines, of length 1."""
    count = min(count, len(found))
    best = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    weights = np.take_along_axis(cosines, best, axis=1)
    weights = np.maximum(weights, 0, dtype=np.float32)[:, None, :]
    return _unit((weights @ found[best])[:, 0])


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    apart = scores - scores.mean(axis=1, keepdims=True)
    return np.asarray(apart / spread, dtype=np.float32)


def _unit(rows: Vectors) -> Vectors:
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / norms, dtype=np.float32)
