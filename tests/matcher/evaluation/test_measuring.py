"""Runs against judgements."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.evaluation.measuring import evaluate, run_of


def test_a_judged_query_without_a_ranking_counts_zero() -> None:
    judgements = {"q1": {"a": 1.0}, "q2": {"a": 1.0}}
    report = evaluate({"q1": [("a", 1.0)]}, judgements)
    assert report.means["MRR"] == 0.5
    assert report.unranked == ("q2",)


def test_a_query_without_relevant_documents_does_not_count() -> None:
    run = {"q1": [("a", 1.0)], "q2": [("a", 1.0)], "q3": [("a", 1.0)]}
    report = evaluate(run, {"q1": {"a": 1.0}, "q2": {"a": 0.0}})
    assert report.means["MRR"] == 1
    assert report.unjudged == ("q2", "q3")


def test_a_document_that_was_not_judged_is_not_relevant() -> None:
    report = evaluate({"q": [("new", 2.0), ("a", 1.0)]}, {"q": {"a": 2.0}})
    assert report.by_query["q"]["MRR"] == 0.5


def test_nothing_judged_gives_zeros() -> None:
    assert set(evaluate({}, {}).means.values()) == {0.0}


def test_ties_keep_the_order_of_the_documents() -> None:
    scores = np.array([[0.5, 0.9, 0.5]], dtype=np.float32)
    run = run_of(scores, ["q"], ["a", "b", "c"], top=2)
    assert run == {"q": [("b", pytest.approx(0.9)), ("a", 0.5)]}
