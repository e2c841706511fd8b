"""A question beside every vacancy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.encoder.hashing import HashingEncoder
from matcher.errors import VectorError
from matcher.retrieval.comparison import FEW, Question
from matcher.retrieval.stock import Segment, Stock

ENCODER = HashingEncoder()
TITLES = ("缝纫工", "缝纫车工", "会计", "叉车司机", "叉车工", "平车缝纫")


def stock() -> Stock:
    vectors = ENCODER.encode_passages(TITLES)
    refined = vectors[:, ::-1].copy()
    refined[1] = np.nan
    parts = (slice(0, 4), slice(4, 6))
    return Stock(
        [
            Segment.of(ids, -ids, vectors[part], TITLES[part], refined[part])
            for part in parts
            for ids in [np.arange(len(TITLES))[part]]
        ]
    )


def question(text: str) -> Question:
    vector = ENCODER.encode_queries([text])[0]
    return Question(text, vector, vector[::-1].copy())


@pytest.mark.parametrize("allowed", [None, [1, 1, 0, 1, 0, 1]])
def test_rows_that_are_picked_rank_as_they_do_among_all(
    allowed: list[int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = None if allowed is None else np.array(allowed, dtype=bool)
    compared = stock().compare(question("叉车缝纫"))
    assert len(compared.meaning) == len(compared.refined) == 2
    scanned = compared.best(mask, 6)
    monkeypatch.setattr("matcher.retrieval.dense.PICK_BELOW", 2)
    picked = stock().compare(question("叉车缝纫")).best(mask, 6)
    assert picked.rows.tolist() == scanned.rows.tolist()
    assert np.allclose(picked.scores, scanned.scores, atol=1e-5)


def test_one_comparison_makes_any_ranking() -> None:
    compared = stock().compare(question("叉车"))
    few = np.array([1, 0, 1, 0, 1, 1], dtype=bool)
    for mask in (None, few, ~few):
        alone = stock().search(question("叉车"), mask, 3)
        assert compared.best(mask, 3).rows.tolist() == alone.rows.tolist()


def test_what_is_not_known_of_a_row_is_no_number() -> None:
    (first, second) = stock().compare(question("会计")).refined
    assert np.isnan(first).tolist() == [False, True, False, False]
    assert np.isfinite(second).all()
    unknown = replace(question("会计"), refined=None)
    assert all(np.isnan(part).all() for part in stock().compare(unknown).refined)


def test_a_vector_of_another_encoder_is_refused() -> None:
    with pytest.raises(VectorError, match="shape"):
        stock().compare(Question("会计", np.zeros(3, dtype=np.float32)))


def large_stock() -> Stock:
    """Return enough to ask again with the best answers, in two segments."""
    texts = [
        "焊工 氩弧薄板",
        "焊工 氩弧厚板",
        "电焊工 氩弧",
        "会计出纳",
        "氩弧薄板厚板",
    ]
    texts += [f"保安巡逻{number}" for number in range(FEW)]
    vectors = ENCODER.encode_passages(texts)
    refined = vectors[:, ::-1].copy()
    refined[1] = np.nan
    ids = np.arange(len(texts))
    return Stock(
        [
            Segment.of(ids[part], -ids[part], vectors[part], texts[part], refined[part])
            for part in (slice(0, 2), slice(2, None))
        ]
    )


def test_what_is_like_the_best_answers_rises() -> None:
    rows = large_stock().search(question("焊工"), k=5).rows.tolist()
    assert set(rows[:3]) == {0, 1, 2}
    assert rows[3] == 4


def test_answers_are_put_beside_picked_rows_and_all_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.retrieval.dense.PICK_BELOW", 0)
    scanned = large_stock().search(question("焊工"), k=10)
    monkeypatch.setattr("matcher.retrieval.dense.PICK_BELOW", 2)
    picked = large_stock().search(question("焊工"), k=10)
    assert scanned.rows.tolist() == picked.rows.tolist()
    assert np.allclose(scanned.scores, picked.scores, atol=1e-4)


def test_answers_without_a_word_in_common_lead_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = replace(question("保安巡逻7"), words="welder")
    asked_again = large_stock().search(asked, k=10)
    monkeypatch.setattr("matcher.retrieval.comparison.FEW", 1_000)
    asked_once = large_stock().search(asked, k=10)
    assert asked_again.rows.tolist() == asked_once.rows.tolist()
