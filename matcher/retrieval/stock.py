"""
All vacancies that can be found, in segments that are never changed.

A change adds a small segment with what is new and marks the rows it replaces as gone;
whoever searches the stock as it was is not disturbed. Small segments are joined now and
then. A question is put beside it by ``compare``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.errors import VectorError
from matcher.lexical import Postings, question_terms, rarity
from matcher.retrieval.comparison import Comparison, Question, Ranking
from matcher.retrieval.dense import EXACT_UP_TO, open_dense
from matcher.retrieval.fusion import Fusion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors
    from matcher.retrieval.dense import Dense

# In so large a stock a term that this share of texts hold is not looked up beside rarer
# ones: its list is long and says little.
LARGE: Final = 100_000
COMMON_SHARE: Final = 0.05
# More small segments than this are joined.
SEGMENTS: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """
    Vacancies that came together; a row each.

    Parameters
    ----------
    ids
        The caller's.
    freshness
        Larger is newer; the newer wins a tie.
    vectors
        Of the static encoder, L2-normalised, float32.
    refined
        Of the adapted encoder; a row of NaN where it is not known. None: of none.
    """

    ids: NDArray[np.int64]
    freshness: NDArray[np.int64]
    vectors: Vectors
    refined: Vectors | None
    postings: Postings
    dense: Dense

    @classmethod
    def of(
        cls,
        ids: NDArray[np.int64],
        freshness: NDArray[np.int64],
        vectors: Vectors,
        texts: Sequence[str],
        refined: Vectors | None = None,
        *,
        average_length: float | None = None,
        exact_up_to: int = EXACT_UP_TO,
    ) -> Segment:
        """
        Index vacancies.

        Parameters
        ----------
        texts
            What the words are looked up in.
        average_length
            Of the texts of the stock this is added to; None: of these.

        Raises
        ------
        VectorError
            When numbers of rows differ, or a vector holds NaN or infinity.
        ValueError
            When an id stands twice.
        """
        count = len(texts)
        if vectors.ndim != 2 or not len(vectors) == len(ids) == len(freshness) == count:
            msg = f"Expected {count} vectors, got shape {vectors.shape}."
            raise VectorError(msg)
        if refined is not None and len(refined) != count:
            msg = f"Expected {count} refined vectors, got shape {refined.shape}."
            raise VectorError(msg)
        found, times = np.unique(ids, return_counts=True)
        if len(found) != count:
            msg = f"Expected distinct ids, {found[times.argmax()]} stands twice."
            raise ValueError(msg)
        vectors = _laid_out(vectors)
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            bad = int(np.flatnonzero(~finite)[0])
            raise VectorError(f"The vector of row {bad} holds NaN or infinity.")
        postings = Postings(texts, average_length)
        dense = open_dense(vectors, exact_up_to)
        if refined is not None:
            refined = _laid_out(refined)
        return cls(ids, freshness, vectors, refined, postings, dense)

    def __len__(self) -> int:
        return len(self.ids)

    def refining(self, refined: Vectors) -> Segment:
        """Return the segment with other vectors of the adapted encoder."""
        return replace(self, refined=_laid_out(refined))


class Stock:
    """
    An immutable stock; share it between threads.

    Its rows are those of the segments, one after the other, the gone ones included:
    ``ids`` and ``alive`` have an entry for each.
    """

    def __init__(
        self,
        segments: Sequence[Segment] = (),
        alive: NDArray[np.bool_] | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        self.segments = tuple(segments)
        counts = [len(segment) for segment in self.segments]
        self.starts = (0, *accumulate(counts))
        self.ids = _joined([s.ids for s in self.segments], np.int64)
        self.freshness = _joined([s.freshness for s in self.segments], np.int64)
        self.alive = np.ones(len(self.ids), bool) if alive is None else alive
        self.fusion = fusion or Fusion.shipped()

    def __len__(self) -> int:
        return int(self.alive.sum())

    @property
    def average_length(self) -> float | None:
        """Return the length by which words are weighed, None for an empty stock."""
        return self.segments[0].postings.average_length if self.segments else None

    def changed(self, segment: Segment | None, gone: NDArray[np.int64]) -> Stock:
        """
        Return the stock with a segment more, and without other rows of its ids.

        Parameters
        ----------
        gone
            Ids that are no longer there; those it never had are ignored.
        """
        replaced = gone if segment is None else np.concatenate([gone, segment.ids])
        alive = self.alive & ~np.isin(self.ids, replaced)
        if segment is None or not len(segment):
            return Stock(self.segments, alive, self.fusion)
        alive = np.concatenate([alive, np.ones(len(segment), dtype=bool)])
        return Stock((*self.segments, segment), alive, self.fusion)

    def compacted(self, *, exact_up_to: int = EXACT_UP_TO) -> Stock:
        """
        Return the same stock with few segments and few rows that are gone.

        Small segments are joined to one; all are, when a fifth of the rows is gone or
        the small ones have grown to a fifth of the first.
        """
        if not self.segments:
            return self
        first, small = len(self.segments[0]), len(self.ids) - len(self.segments[0])
        gone = len(self.ids) - len(self)
        if gone > 0.2 * len(self.ids) or small > 0.2 * max(first, 1):
            joined = [_join(self.segments, self.parts(self.alive), exact_up_to)]
            return Stock(joined, None, self.fusion)
        if len(self.segments) <= SEGMENTS:
            return self
        parts = self.parts(self.alive)
        tail = _join(self.segments[1:], parts[1:], exact_up_to)
        alive = np.concatenate([parts[0], np.ones(len(tail), dtype=bool)])
        return Stock((self.segments[0], tail), alive, self.fusion)

    def compare(self, question: Question) -> Comparison:
        """
        Return a question beside these vacancies.

        Raises
        ------
        VectorError
            When a vector has another length, or holds NaN or infinity.
        """
        return Comparison(self, question)

    def search(
        self,
        question: Question,
        allowed: NDArray[np.bool_] | None = None,
        k: int = 20,
        boost: NDArray[np.floating] | None = None,
    ) -> Ranking:
        """Return the best k of the allowed rows; see ``Comparison.best``."""
        return self.compare(question).best(allowed, k, boost)

    def looked_up(self, words: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return which terms are looked up, and how rare each is in all segments."""
        size = len(self.ids)
        terms, holders = question_terms(words, self._holders)
        rare = rarity(np.minimum(holders, size), size)
        if size >= LARGE:
            few = holders <= COMMON_SHARE * size
            if holders[few].any():
                return terms[few], rare[few]
        return terms, rare

    def _holders(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many rows hold each of the terms."""
        holders = np.zeros(len(terms), dtype=np.int64)
        for segment in self.segments:
            holders += segment.postings.holders(terms)
        return holders

    def parts(self, mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
        """Return what of a mask is each segment's."""
        return np.split(mask, self.starts[1:-1]) if self.segments else []


def _laid_out(vectors: Vectors) -> Vectors:
    """Return vectors as they are compared and picked soonest, row after row."""
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _join(
    segments: Sequence[Segment],
    kept: Sequence[NDArray[np.bool_]],
    exact_up_to: int,
) -> Segment:
    vectors = _laid_out(
        np.concatenate(
            [s.vectors[keep] for s, keep in zip(segments, kept, strict=True)]
        )
    )
    return Segment(
        _kept([s.ids for s in segments], kept),
        _kept([s.freshness for s in segments], kept),
        vectors,
        _join_refined(segments, kept),
        Postings.joined([s.postings for s in segments], kept),
        open_dense(vectors, exact_up_to),
    )


def _join_refined(
    segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]
) -> Vectors | None:
    widths = {s.refined.shape[1] for s in segments if s.refined is not None}
    if not widths:
        return None
    (width,) = widths
    parts = [
        np.full((int(keep.sum()), width), np.nan, dtype=np.float32)
        if segment.refined is None
        else segment.refined[keep]
        for segment, keep in zip(segments, kept, strict=True)
    ]
    return _laid_out(np.concatenate(parts))


def _kept(
    parts: Sequence[NDArray[np.int64]], kept: Sequence[NDArray[np.bool_]]
) -> NDArray[np.int64]:
    return np.concatenate([p[keep] for p, keep in zip(parts, kept, strict=True)])


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
