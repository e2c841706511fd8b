"""Ranking by meaning and words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.encoder.hashing import HashingEncoder
from matcher.errors import VectorError
from matcher.index import VacancyIndex, fuse

ENCODER = HashingEncoder()
TEXTS = ["缝纫工", "缝纫车工 女装", "叉车司机", "会计", "叉车工"]
INDEX = VacancyIndex(ENCODER.encode_passages(TEXTS), TEXTS)


def search(text: str, index: VacancyIndex = INDEX, **values: object) -> list[int]:
    vector = ENCODER.encode_queries([text])[0]
    return index.search(vector, text, **values).rows.tolist()


def test_the_nearest_come_first() -> None:
    assert search("缝纫工", k=2) == [0, 1]
    assert set(search("叉车", k=2)) == {2, 4}


def test_only_allowed_rows_are_found() -> None:
    allowed = np.array([False, True, False, True, False])
    assert search("叉车", allowed=allowed, k=5) == [1, 3]


def test_nothing_allowed_finds_nothing() -> None:
    assert search("叉车", allowed=np.zeros(5, dtype=bool)) == []


def test_an_empty_index_finds_nothing() -> None:
    empty = VacancyIndex(np.empty((0, 256), dtype=np.float32), [])
    assert search("叉车", index=empty) == []


def test_with_nothing_to_look_for_the_order_is_kept() -> None:
    assert INDEX.search(None, "", k=3).rows.tolist() == [0, 1, 2]


def test_words_alone_rank_too() -> None:
    assert INDEX.search(None, "会计", k=1).rows.tolist() == [3]


def test_ties_keep_the_order_of_the_index() -> None:
    texts = ["普工"] * 40
    twins = VacancyIndex(ENCODER.encode_passages(texts), texts)
    assert search("普工", index=twins, k=7) == list(range(7))


def test_a_small_share_of_rows_is_ranked_as_in_the_whole() -> None:
    texts = [f"{word}{number}" for number in range(10) for word in TEXTS]
    large = VacancyIndex(ENCODER.encode_passages(texts), texts)
    few = np.zeros(len(texts), dtype=bool)
    few[[3, 14, 20]] = True
    found = large.search(ENCODER.encode_queries(["叉车工"])[0], "叉车工", few, 3)
    assert found.rows.tolist()[0] == 14
    assert (np.diff(found.scores) <= 0).all()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_refused(value: float) -> None:
    vectors = ENCODER.encode_passages(TEXTS)
    vectors[2, 5] = value
    with pytest.raises(VectorError, match="row 2"):
        VacancyIndex(vectors, TEXTS)
    with pytest.raises(VectorError, match="query"):
        INDEX.search(vectors[2], "叉车")


def test_vectors_of_another_shape_are_refused() -> None:
    with pytest.raises(VectorError, match="5 vectors"):
        VacancyIndex(np.zeros((4, 8), dtype=np.float32), TEXTS)
    with pytest.raises(VectorError, match=r"\(256,\)"):
        INDEX.search(np.zeros(8, dtype=np.float32), "叉车")


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="k >= 1"):
        INDEX.search(None, "", k=0)
    with pytest.raises(ValueError, match="mask of 5"):
        INDEX.search(None, "", np.ones(4, dtype=bool))


def test_a_side_without_spread_says_nothing() -> None:
    meaning = np.array([0.1, 0.9, 0.5], dtype=np.float32)
    silent = np.zeros(3, dtype=np.float32)
    assert np.argsort(-fuse(meaning, silent)).tolist() == [1, 2, 0]


scores = arrays(np.float32, 8, elements=st.integers(-100, 100).map(np.float32))


@given(scores, scores)
def test_better_on_both_sides_is_never_worse(
    meaning: np.ndarray, words: np.ndarray
) -> None:
    fused = fuse(meaning, words)
    for one in range(8):
        for other in range(8):
            if meaning[one] >= meaning[other] and words[one] >= words[other]:
                assert fused[one] >= fused[other] - 1e-5
