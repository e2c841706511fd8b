"""How good rankings are, when relevance is yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DEPTH = 10


def evaluate(
    scores: NDArray[np.float32], relevant: Sequence[set[int]]
) -> dict[str, float]:
    """
    Return MAP, MRR and R@10, the mean over the queries that have relevant documents.

    Parameters
    ----------
    scores
        Shape ``(queries, documents)``; ties count in the documents' order.
    relevant
        For each query the columns that are relevant.
    """
    values = []
    for row, wanted in zip(scores, relevant, strict=True):
        if not wanted:
            continue
        order = np.argsort(-row, kind="stable")
        ranks = np.flatnonzero(np.isin(order, list(wanted))) + 1
        precisions = np.arange(1, len(ranks) + 1) / ranks
        recall = (ranks <= DEPTH).sum() / len(wanted)
        values.append((precisions.mean(), 1 / ranks[0], recall))
    means = np.mean(values, axis=0).tolist()
    return dict(zip(("MAP", "MRR", f"R@{DEPTH}"), means, strict=True))
