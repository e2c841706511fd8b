"""
Metrics of one ranking, each between 0 and 1.

All take the grades of the documents in the order in which they were ranked, and the
grades of everything that was judged relevant; a document that was not judged has 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Grades = Sequence[float]
    Metric = Callable[[Grades, Grades], float]

# Which grade is relevant where a metric knows yes and no only.
RELEVANT: Final = 1.0


def average_precision(ranked: Grades, judged: Grades) -> float:
    """Return the mean precision at each relevant document; 0 for one not ranked."""
    hits = np.asarray(ranked, dtype=float) >= RELEVANT
    ranks = np.flatnonzero(hits) + 1
    wanted = _relevant(judged)
    if not wanted:
        return 0.0
    return float((np.arange(1, len(ranks) + 1) / ranks).sum() / wanted)


def reciprocal_rank(ranked: Grades, judged: Grades) -> float:
    """Return one over the rank of the first relevant document, 0 without one."""
    for rank, grade in enumerate(ranked, start=1):
        if grade >= RELEVANT:
            return 1 / rank
    return 0.0


def ndcg(depth: int) -> Metric:
    """Return nDCG at a depth, gains 2**grade - 1 (Burges 2005), discount log2."""

    def measure(ranked: Grades, judged: Grades) -> float:
        best = _dcg(sorted(judged, reverse=True)[:depth])
        return _dcg(ranked[:depth]) / best if best else 0.0

    return measure


def recall(depth: int) -> Metric:
    """Return the share of the relevant documents among the first."""

    def measure(ranked: Grades, judged: Grades) -> float:
        wanted = _relevant(judged)
        return _relevant(ranked[:depth]) / wanted if wanted else 0.0

    return measure


def precision(depth: int) -> Metric:
    """Return the share of relevant documents among the first; missing ones count."""

    def measure(ranked: Grades, judged: Grades) -> float:
        return _relevant(ranked[:depth]) / depth

    return measure


METRICS: Final[Mapping[str, Metric]] = {
    "MAP": average_precision,
    "MRR": reciprocal_rank,
    "nDCG@10": ndcg(10),
    "R@10": recall(10),
    "P@10": precision(10),
}


def _relevant(grades: Grades) -> int:
    return sum(grade >= RELEVANT for grade in grades)


def _dcg(grades: Grades) -> float:
    gains = 2.0 ** np.asarray(grades, dtype=float) - 1
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())
