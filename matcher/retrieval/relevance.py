"""
Which vacancies are what the words ask for, and not only the nearest of what there is.

A ranking always has a last page; without a cut it would go on to every vacancy, and
"newest first" would begin with work that nobody asked for. What counts is how close the
work is by both encoders, and which share of the words the advert says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.lexical import SATURATION, question_terms
from matcher.ranking.closeness import Baseline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder
    from matcher.retrieval.stock import Question, Segment, Stock

# On the judged adverts this keeps 96 % of what was graded 3 and 95 % of 2 and better,
# in the median 6 % of all (docs/matching/retrieval.md).
CUT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Relevance:
    """
    What unrelated work looks like to the encoders of a stock.

    Parameters
    ----------
    refined
        None: there is no adapted encoder.
    """

    static: Baseline
    refined: Baseline | None

    @classmethod
    def of(cls, static: Encoder, refiner: Encoder | None) -> Relevance:
        """Measure both encoders; encodes some dozens of texts."""
        return cls(Baseline.of(static), Baseline.of(refiner) if refiner else None)

    def relevant(self, stock: Stock, question: Question) -> NDArray[np.bool_] | None:
        """
        Return which rows of the stock are what is asked for.

        None when nothing is asked, or no row alive is: then all are as good, and words
        can only rank.
        """
        terms = question_terms(question.words)
        if question.vector is None and not len(terms):
            return None
        looked_up, rare = stock.looked_up(terms)
        most = float(rare.sum()) * (SATURATION + 1)
        parts = []
        for segment in stock.segments:
            spoken = np.zeros(len(segment), dtype=np.float32)
            if most > 0:
                segment.postings.add(spoken, looked_up, rare / np.float32(most))
            parts.append(spoken + self._closeness(segment, question))
        found = (np.concatenate(parts) if parts else np.empty(0)) >= CUT
        found &= stock.alive
        return found if found.any() else None

    def _closeness(self, segment: Segment, question: Question) -> NDArray[np.float32]:
        """Return how close the work is by both encoders, 0 to 2."""
        if question.vector is None:
            return np.zeros(len(segment), dtype=np.float32)
        near = self.static.closeness(segment.vectors @ question.vector)
        baseline, vector, vectors = self.refined, question.refined, segment.refined
        if baseline is None or vector is None or vectors is None:
            return 2 * near
        nearer = baseline.closeness(vectors @ vector)
        # Where the refined vector is not known yet, the other stands for it.
        return near + np.where(np.isnan(nearer), near, nearer)
