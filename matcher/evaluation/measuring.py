"""Runs against judgements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.evaluation.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matcher.evaluation.trec import Judgements, Run


@dataclass(frozen=True, slots=True)
class Report:
    """
    Metrics of a run.

    Parameters
    ----------
    means
        By the metric's name, over all judged queries.
    by_query
        The same for each.
    unranked
        Judged queries that the run does not have; they count as zero.
    unjudged
        Queries of the run without any relevant document; they do not count.
    """

    means: Mapping[str, float]
    by_query: Mapping[str, Mapping[str, float]]
    unranked: tuple[str, ...]
    unjudged: tuple[str, ...]


def evaluate(run: Run, judgements: Judgements) -> Report:
    """Return the metrics of a run; all are 0 when nothing was judged relevant."""
    wanted = {
        query: [grade for grade in grades.values() if grade > 0]
        for query, grades in judgements.items()
    }
    wanted = {query: grades for query, grades in wanted.items() if grades}
    by_query = {}
    for query, judged in wanted.items():
        grades = judgements[query]
        ranked = [grades.get(document, 0.0) for document, _ in run.get(query, [])]
        by_query[query] = {
            name: metric(ranked, judged) for name, metric in METRICS.items()
        }
    means = {
        name: float(np.mean([found[name] for found in by_query.values()] or [0.0]))
        for name in METRICS
    }
    return Report(
        means,
        by_query,
        tuple(query for query in wanted if query not in run),
        tuple(query for query in run if query not in wanted),
    )


def run_of(
    scores: NDArray[np.float32],
    queries: list[str],
    documents: list[str],
    top: int,
) -> Run:
    """
    Return the best documents of each query, ties in the documents' order.

    Parameters
    ----------
    scores
        Shape ``(queries, documents)``.
    """
    run: Run = {}
    for query, row in zip(queries, scores, strict=True):
        order = np.argsort(-row, kind="stable")[:top]
        run[query] = [(documents[at], float(row[at])) for at in order]
    return run
