"""
How meaning and words are put together, with weights learnt from judged rankings.

Both sides are put into standard deviations from their mean over the candidates, then
added. Reciprocal-rank fusion throws the distances away and ranks worse than meaning
alone does; this keeps them.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

FILE: Final = Path(__file__).with_name("fusion.json")
SHARES: Final = tuple(round(0.05 * step, 2) for step in range(21))

# Rounding leaves a tiny spread where there is none.
_NO_SPREAD: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Fusion:
    """
    The weights.

    Parameters
    ----------
    words
        The share of the words beside the static encoder's meaning.
    refined
        The share of the adapted encoder's meaning beside both.
    """

    words: float
    refined: float

    @classmethod
    def shipped(cls) -> Fusion:
        """Return the weights learnt on the judged adverts."""
        return cls(**json.loads(FILE.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """Write them as they are shipped."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """
    What was found for one question, an entry each.

    Parameters
    ----------
    meaning, words
        The static encoder's cosine, BM25.
    refined
        The adapted encoder's cosine; NaN where it is not known.
    """

    meaning: NDArray[np.float32]
    words: NDArray[np.float32]
    refined: NDArray[np.float32]


def fuse(candidates: Candidates, fusion: Fusion) -> NDArray[np.float32]:
    """
    Return a score for each candidate, comparable within one question alone.

    A side without any spread, such as words that no text holds, says nothing. Where the
    refined cosine is not known, the others stand for it; where it is known, it keeps
    the mean and the spread that the others have there, so that neither part of the
    candidates is lifted above the other.
    """
    first = (1 - fusion.words) * standard(candidates.meaning) + (
        fusion.words * standard(candidates.words)
    )
    first = standard(first)
    known = np.isfinite(candidates.refined)
    second = first.copy()
    if known.any():
        there = first[known]
        spread = float(there.std())
        wide = spread if spread > _NO_SPREAD else 1.0
        second[known] = there.mean() + wide * standard(candidates.refined[known])
    total = (1 - fusion.refined) * first + fusion.refined * second
    return np.asarray(total, dtype=np.float32)


def standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores in their standard deviations from their mean."""
    if scores.size == 0:
        return scores.astype(np.float32)
    apart = scores - scores.mean()
    spread = float(apart.std())
    if spread <= _NO_SPREAD:
        return np.zeros(len(scores), dtype=np.float32)
    return np.asarray(apart / spread, dtype=np.float32)


def learn(
    questions: Sequence[Candidates],
    measures: Sequence[Callable[[NDArray[np.float32]], float]],
) -> Fusion:
    """
    Return the weights with the best mean measure; ties go to the smaller shares.

    Parameters
    ----------
    measures
        For each question what a scoring of its candidates is worth, such as nDCG.

    Raises
    ------
    ValueError
        When there are no questions, or not as many measures.
    """
    if not questions or len(questions) != len(measures):
        raise ValueError("Expected a measure for each of at least one question.")

    def worth(choice: tuple[float, float]) -> float:
        fusion = Fusion(*choice)
        return float(
            np.mean(
                [
                    measure(fuse(question, fusion))
                    for question, measure in zip(questions, measures, strict=True)
                ]
            )
        )

    return Fusion(*max(itertools.product(SHARES, SHARES), key=worth))
