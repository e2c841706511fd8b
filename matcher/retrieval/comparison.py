"""
A question beside all vacancies: how near each is in meaning and in words, and the best.

What is ranked is a pool: the nearest in meaning and the best in words of every segment,
put together by learnt weights. Then the question is asked again of the pool with its
best answers beside it (Rocchio 1971), as what the field calls a work stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.errors import VectorError
from matcher.retrieval.dense import Cosines, largest
from matcher.retrieval.fusion import Candidates, fuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors
    from matcher.retrieval.stock import Stock

# Candidates by meaning and by words; pages deeper than these go on by meaning alone.
POOL: Final = 1_000
WORDS_POOL: Final = 300
# So many of the best are put beside the question, those of them that share a word with
# it: an answer that only seems near in meaning would lead away.
ANSWERS: Final = 3
# Of fewer candidates nearly all would be answers.
FEW: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """
    What is looked for.

    Parameters
    ----------
    words
        As text; may be empty.
    vector, refined
        By the static and by the adapted encoder; None: not known. With nothing at all,
        the newest come first.
    """

    words: str = ""
    vector: NDArray[np.float32] | None = None
    refined: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """
    Rows of a stock, best first, and their scores.

    A score is in standard deviations of what was compared: comparable within one
    ranking alone.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)


class Comparison:
    """
    A question beside every row of a stock.

    What it takes long to tell is told once, when it is first asked for, however many
    rankings are made of it.

    Attributes
    ----------
    terms, rarity
        What is looked up, and how rare each is in the whole stock.

    Raises
    ------
    VectorError
        When a vector has another length, or holds NaN or infinity.
    """

    def __init__(self, stock: Stock, question: Question) -> None:
        for segment in stock.segments:
            _check(question.vector, segment.vectors)
            _check(question.refined, segment.refined)
        self.stock = stock
        self.question = question
        self.terms, self.rarity = stock.looked_up(question.words)
        # None: one of both is not known.
        self._static = [
            _cosines(segment.vectors, question.vector) for segment in stock.segments
        ]
        self._adapted = [
            _cosines(segment.refined, question.refined) for segment in stock.segments
        ]

    @property
    def asks_nothing(self) -> bool:
        """Return whether there is nothing to rank by."""
        return self.question.vector is None and not len(self.terms)

    @cached_property
    def words(self) -> tuple[NDArray[np.float32], ...]:
        """Return BM25 of the rows of each segment."""
        found = []
        for segment in self.stock.segments:
            scores = np.zeros(len(segment), dtype=np.float32)
            segment.postings.add(scores, self.terms, self.rarity)
            found.append(scores)
        return tuple(found)

    @cached_property
    def meaning(self) -> tuple[NDArray[np.float32], ...]:
        """Return the static encoder's cosines; 0 where the question has no vector."""
        return tuple(
            np.zeros(len(segment), dtype=np.float32) if told is None else told.all()
            for segment, told in zip(self.stock.segments, self._static, strict=True)
        )

    @cached_property
    def refined(self) -> tuple[NDArray[np.float32], ...]:
        """Return the adapted encoder's cosines; NaN where one is not known."""
        return tuple(
            np.full(len(segment), np.nan, dtype=np.float32)
            if told is None
            else told.all()
            for segment, told in zip(self.stock.segments, self._adapted, strict=True)
        )

    def best(
        self,
        allowed: NDArray[np.bool_] | None = None,
        k: int = 20,
        boost: NDArray[np.floating] | None = None,
    ) -> Ranking:
        """
        Return the best k of the allowed rows, best first; ties go to the newer.

        Parameters
        ----------
        allowed
            Which rows may be found; None: all that are alive.
        k
            How many; fewer come back when fewer are allowed.
        boost
            Added to the score of each row of the pool; without words or a vector to
            rank by the newest come first all the same.

        Raises
        ------
        ValueError
            When k < 1, or the mask or the boost has another length.
        """
        count = len(self.stock.ids)
        if k < 1:
            msg = f"Expected k >= 1, got {k}."
            raise ValueError(msg)
        if allowed is not None and allowed.shape != (count,):
            msg = f"Expected a mask of {count} rows, got shape {allowed.shape}."
            raise ValueError(msg)
        if boost is not None and boost.shape != (count,):
            msg = f"Expected {count} boosts, got shape {boost.shape}."
            raise ValueError(msg)
        alive, freshness = self.stock.alive, self.stock.freshness
        mask = alive if allowed is None else alive & allowed
        if self.asks_nothing:
            rows = np.flatnonzero(mask)
            rows = rows[largest(freshness[rows], k)]
            return Ranking(rows, np.zeros(len(rows), dtype=np.float32))
        rows, candidates = self._pool(mask)
        scores = fuse(candidates, self.stock.fusion)
        if self.question.vector is not None and len(rows) >= FEW:
            answers = largest(scores, ANSWERS)
            answers = answers[candidates.words[answers] > 0]
            answered = self._answered(rows, candidates, rows[answers])
            scores = fuse(answered, self.stock.fusion)
        if boost is not None:
            scores += boost[rows].astype(np.float32)
        order = np.lexsort((-freshness[rows], -scores))
        best = Ranking(rows[order[:k]], scores[order[:k]])
        if k <= len(rows) or self.question.vector is None:
            return best
        return self._deeper(best, mask, k)

    def _pool(self, mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Candidates]:
        rows, meaning, words, refined = [], [], [], []
        for number, part in enumerate(self.stock.parts(mask)):
            local = self._candidates(number, part)
            rows.append(local + self.stock.starts[number])
            words.append(self.words[number][local])
            meaning.append(_at(self._static[number], local, 0))
            refined.append(_at(self._adapted[number], local, np.nan))
        return _joined(rows, np.intp), Candidates(
            _joined(meaning, np.float32),
            _joined(words, np.float32),
            _joined(refined, np.float32),
        )

    def _answered(
        self,
        rows: NDArray[np.intp],
        candidates: Candidates,
        answers: NDArray[np.intp],
    ) -> Candidates:
        """Return the candidates by the sum of the question and its answers."""
        segments = self.stock.segments
        static = [segment.vectors for segment in segments]
        adapted = [segment.refined for segment in segments]
        return replace(
            candidates,
            meaning=candidates.meaning + self._nearness(rows, static, answers),
            refined=candidates.refined + self._nearness(rows, adapted, answers),
        )

    def _nearness(
        self,
        rows: NDArray[np.intp],
        vectors: Sequence[Vectors | None],
        answers: NDArray[np.intp],
    ) -> NDArray[np.float32]:
        """Return cosines of rows with the mean of some; 0 where no mean is known."""
        starts = self.stock.starts
        told: list[NDArray[np.float32]] = []
        for row in answers.tolist():
            number = int(np.searchsorted(starts, row, "right")) - 1
            table = vectors[number]
            if table is not None and np.isfinite(table[row - starts[number], 0]):
                told.append(table[row - starts[number]])
        if not told:
            return np.zeros(len(rows), dtype=np.float32)
        mean = np.asarray(np.mean(told, axis=0, dtype=np.float32))
        mean /= max(float(np.linalg.norm(mean)), 1e-9)
        bounds = np.searchsorted(rows, starts)
        near = [
            _at(_cosines(table, mean), rows[first:end] - start, 0)
            for table, start, (first, end) in zip(
                vectors, starts, pairwise(bounds), strict=False
            )
        ]
        return _joined(near, np.float32)

    def _candidates(self, number: int, allowed: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return rows of a segment that may be among the best, ascending."""
        segment, vector = self.stock.segments[number], self.question.vector
        if vector is None:
            return np.flatnonzero(allowed)
        cosines = self._static[number]
        if cosines is not None and cosines.are_told:
            rows = np.flatnonzero(allowed)
            near = rows[largest(cosines.at(rows), POOL)]
        else:
            near, _ = segment.dense.nearest(vector, allowed, POOL)
        spoken = self.words[number]
        said = np.flatnonzero((spoken > 0) & allowed)
        said = said[largest(spoken[said], WORDS_POOL)]
        pool = np.zeros(len(segment), dtype=bool)
        pool[near] = True
        pool[said] = True
        return np.flatnonzero(pool)

    def _deeper(self, best: Ranking, mask: NDArray[np.bool_], k: int) -> Ranking:
        """Return a ranking that goes on by meaning alone where its pool ends."""
        left = mask.copy()
        left[best.rows] = False
        rows, meaning = [], []
        for number, part in enumerate(self.stock.parts(left)):
            local = np.flatnonzero(part)
            rows.append(local + self.stock.starts[number])
            meaning.append(_at(self._static[number], local, 0))
        deeper, near = _joined(rows, np.intp), _joined(meaning, np.float32)
        order = np.lexsort((-self.stock.freshness[deeper], -near))[: k - len(best)]
        least = best.scores.min() if len(best) else np.float32(0)
        return Ranking(
            np.concatenate([best.rows, deeper[order]]),
            np.concatenate([best.scores, np.full(len(order), least, np.float32)]),
        )


def _cosines(
    vectors: Vectors | None, vector: NDArray[np.float32] | None
) -> Cosines | None:
    return None if vectors is None or vector is None else Cosines(vectors, vector)


def _at(
    cosines: Cosines | None, rows: NDArray[np.intp], unknown: float
) -> NDArray[np.float32]:
    """Return the cosines of these rows, all unknown where there are none."""
    if cosines is None:
        return np.full(len(rows), unknown, dtype=np.float32)
    return cosines.at(rows)


def _check(vector: NDArray[np.float32] | None, vectors: Vectors | None) -> None:
    """Raise ``VectorError`` when a question's vector cannot be compared."""
    if vector is None or vectors is None:
        return
    if vector.shape != vectors.shape[1:]:
        msg = f"Expected a vector of shape {vectors.shape[1:]}, got {vector.shape}."
        raise VectorError(msg)
    if not np.isfinite(vector).all():
        raise VectorError("The vector of the question holds NaN or infinity.")


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
