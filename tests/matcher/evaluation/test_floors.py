"""The floors."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.evaluation.floors import FLOORS

DOCUMENTS = ["缝纫工", "叉车司机", "", "forklift driver"]


@pytest.mark.parametrize("name", FLOORS)
def test_a_floor_scores_every_pair_and_the_same_each_time(name: str) -> None:
    queries = ["叉车", "🙂", ""]
    scores = FLOORS[name](queries, DOCUMENTS)
    assert scores.shape == (3, 4)
    assert np.isfinite(scores).all()
    assert np.array_equal(scores, FLOORS[name](queries, DOCUMENTS))


@pytest.mark.parametrize("name", ["bm25", "tfidf"])
def test_words_find_what_holds_them(name: str) -> None:
    assert FLOORS[name](["叉车工", "forklift"], DOCUMENTS).argmax(1).tolist() == [1, 3]
