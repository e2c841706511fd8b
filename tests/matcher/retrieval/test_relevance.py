"""What the words ask for is told from what is merely nearest."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.encoder.hashing import HashingEncoder
from matcher.retrieval.comparison import Question
from matcher.retrieval.relevance import Relevance
from matcher.retrieval.stock import Segment, Stock

TITLES = ("缝纫工", "缝纫车工", "平车缝纫", "会计", "叉车司机", "sewing operator")
ENCODER = HashingEncoder()


def stock(*, refined: bool) -> Stock:
    vectors = ENCODER.encode_passages(TITLES)
    ids = np.arange(len(TITLES))
    twin = vectors.copy() if refined else None
    if twin is not None:
        twin[1] = np.nan
    return Stock([Segment.of(ids, ids, vectors, TITLES, twin)])


def question(text: str, *, refined: bool) -> Question:
    vector = ENCODER.encode_queries([text])[0]
    return Question(text, vector, vector if refined else None)


@pytest.mark.parametrize("refined", [True, False])
@pytest.mark.parametrize(
    ("text", "found"), [("缝纫工", {0, 1, 2}), ("会计", {3}), ("sewing", {5})]
)
def test_other_work_is_not_relevant_though_it_is_ranked(
    text: str, found: set[int], refined: bool
) -> None:
    relevance = Relevance.of(ENCODER, ENCODER if refined else None)
    rows = relevance.relevant(
        stock(refined=refined).compare(question(text, refined=refined))
    )
    assert rows is not None
    assert set(np.flatnonzero(rows).tolist()) == found


def test_what_nothing_is_like_is_told_and_so_is_no_question() -> None:
    relevance = Relevance.of(ENCODER, None)
    assert relevance.relevant(stock(refined=False).compare(Question())) is None
    asked = question("zzyzx", refined=False)
    assert relevance.relevant(stock(refined=False).compare(asked)) is None
    assert relevance.relevant(Stock().compare(asked)) is None


def test_much_that_is_just_it_leaves_out_what_is_a_little_like_it() -> None:
    titles = ("送外卖", "外卖送货跟车", *["外卖骑手送餐"] * 20)
    vectors = ENCODER.encode_passages(titles)
    relevance = Relevance.of(ENCODER, None)

    def found(rows: int) -> list[int]:
        ids = np.arange(rows)
        few = Stock([Segment.of(ids, ids, vectors[:rows], titles[:rows])])
        relevant = relevance.relevant(few.compare(question(titles[2], refined=False)))
        assert relevant is not None
        return np.flatnonzero(relevant).tolist()

    assert found(4)[0] < 2
    assert found(22) == list(range(2, 22))


def test_what_is_gone_is_not_relevant() -> None:
    relevance = Relevance.of(ENCODER, None)
    left = stock(refined=False).changed(None, np.array([3]))
    assert relevance.relevant(left.compare(question("会计", refined=False))) is None
