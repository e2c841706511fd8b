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

from matcher.lexical import SATURATION
from matcher.ranking.closeness import Baseline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder
    from matcher.retrieval.comparison import Comparison

# What reaches less is never what is asked for; measured on the judged adverts, as the
# next (docs/matching/retrieval.md).
CUT: Final = 0.6
# Where so many reach it, what reaches less than this share of the best of them on
# average is other work too: much is a little like what has much that is just it.
BEST: Final = 5
SHARE: Final = np.float32(0.5)


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

    def relevant(self, compared: Comparison) -> NDArray[np.bool_] | None:
        """
        Return which rows of the stock are what is asked for.

        None when nothing is asked, or no row alive is: then all are as good, and words
        can only rank.
        """
        if compared.asks_nothing:
            return None
        most = np.float32(compared.rarity.sum() * (SATURATION + 1))
        parts = [
            (spoken / most if most > 0 else spoken) + self._closeness(compared, number)
            for number, spoken in enumerate(compared.words)
        ]
        scores = np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)
        found = (scores >= CUT) & compared.stock.alive
        reached = scores[found]
        if len(reached) >= BEST:
            best = np.partition(reached, -BEST)[-BEST:]
            found &= scores >= SHARE * best.mean()
        return found if len(reached) else None

    def _closeness(self, compared: Comparison, number: int) -> NDArray[np.float32]:
        """Return how close the work of a segment is by both encoders, 0 to 2."""
        if compared.question.vector is None:
            return np.zeros(len(compared.words[number]), dtype=np.float32)
        near = self.static.closeness(compared.meaning[number])
        if self.refined is None:
            return 2 * near
        nearer = self.refined.closeness(compared.refined[number])
        # Where the refined vector is not known yet, the other stands for it.
        return near + np.where(np.isnan(nearer), near, nearer)
