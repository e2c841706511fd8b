"""Metrics of one ranking."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.evaluation.metrics import (
    METRICS,
    average_precision,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)

GRADES = st.lists(st.integers(0, 3), max_size=30)


def test_average_precision_is_the_mean_precision_at_relevant_documents() -> None:
    assert average_precision([1, 0, 1], [1, 1]) == pytest.approx((1 + 2 / 3) / 2)


def test_a_relevant_document_that_is_not_ranked_counts_zero() -> None:
    assert average_precision([1], [1, 1, 1, 1]) == pytest.approx(1 / 4)


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank([0, 0, 2, 1], [2, 1]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0, 0], [1]) == 0


def test_ndcg_weighs_grades_by_powers_of_two() -> None:
    found = (3 + 0 + 7 / 2) / (7 + 3 / math.log2(3))
    assert ndcg(10)([2, 0, 3], [3, 2]) == pytest.approx(found)


def test_ndcg_looks_no_deeper_than_its_depth() -> None:
    assert ndcg(2)([0, 0, 3], [3]) == 0


def test_recall_and_precision_at_a_depth() -> None:
    assert recall(2)([1, 0, 1], [1, 1]) == 0.5
    assert precision(4)([1, 1], [1, 1]) == 0.5


@pytest.mark.parametrize("name", METRICS)
def test_nothing_ranked_or_nothing_relevant_is_zero(name: str) -> None:
    assert METRICS[name]([], [1]) == 0
    assert METRICS[name]([0, 0], []) == 0


@given(GRADES)
def test_the_best_order_is_perfect_and_none_is_better(grades: list[int]) -> None:
    judged = [grade for grade in grades if grade]
    best = sorted(grades, reverse=True)
    for name in ("MAP", "MRR", "nDCG@10"):
        value, perfect = METRICS[name](grades, judged), METRICS[name](best, judged)
        assert 0 <= value <= perfect + 1e-9
        assert perfect == pytest.approx(1 if judged else 0)
