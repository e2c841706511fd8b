"""Vacancies that come, change and go while others search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.encoder.hashing import HashingEncoder
from matcher.errors import VectorError
from matcher.retrieval.comparison import Question
from matcher.retrieval.fusion import Fusion
from matcher.retrieval.stock import LARGE, Segment, Stock

ENCODER = HashingEncoder()
FUSION = Fusion(words=0.1, refined=0.7)
TEXTS = ["缝纫工", "缝纫车工 女装", "叉车司机", "会计", "叉车工"]


def segment(texts: dict[int, str], **values: object) -> Segment:
    """Return a segment in which a higher id is older."""
    ids = np.array(list(texts), dtype=np.int64)
    written = list(texts.values())
    return Segment.of(ids, -ids, ENCODER.encode_passages(written), written, **values)


def stock_of(texts: dict[int, str], **values: object) -> Stock:
    return Stock([segment(texts, **values)], fusion=FUSION)


def question(text: str) -> Question:
    return Question(text, ENCODER.encode_queries([text])[0])


def found(stock: Stock, asked: Question, **values: object) -> list[int]:
    ranking = stock.search(asked, **values)
    return stock.ids[ranking.rows].tolist()


STOCK = stock_of(dict(enumerate(TEXTS)))


def test_an_id_that_stands_twice_is_refused() -> None:
    ids = np.array([7, 3, 7])
    vectors = ENCODER.encode_passages(TEXTS[:3])
    with pytest.raises(ValueError, match="7 stands twice"):
        Segment.of(ids, ids, vectors, TEXTS[:3])


def test_the_nearest_come_first() -> None:
    assert found(STOCK, question("缝纫工"), k=2) == [0, 1]
    assert set(found(STOCK, question("叉车"), k=2)) == {2, 4}


def test_only_allowed_rows_are_found() -> None:
    allowed = np.array([False, True, False, True, False])
    assert set(found(STOCK, question("叉车"), allowed=allowed)) == {1, 3}


def test_nothing_allowed_and_nothing_there_find_nothing() -> None:
    assert found(STOCK, question("叉车"), allowed=np.zeros(5, dtype=bool)) == []
    assert found(Stock(fusion=FUSION), question("叉车")) == []
    assert found(Stock(fusion=FUSION), Question()) == []


def test_with_nothing_to_look_for_the_newest_come_first() -> None:
    assert found(STOCK, Question(), k=3) == [0, 1, 2]


def test_words_alone_rank_too() -> None:
    assert found(STOCK, Question("会计"), k=1) == [3]


def test_a_word_that_nobody_says_hides_no_common_one_in_a_large_stock() -> None:
    ids = np.arange(LARGE)
    vectors = np.ones((LARGE, 1), dtype=np.float32)
    stock = Stock([Segment.of(ids, ids, vectors, ["普工"] * LARGE, exact_up_to=LARGE)])
    for words in ("普工", "普工 zqx"):
        assert stock.compare(Question(words)).words[0].min() > 0


def test_ties_go_to_the_newer() -> None:
    twins = stock_of(dict.fromkeys((5, 9, 2, 7), "普工"))
    assert found(twins, question("普工"), k=3) == [2, 5, 7]


def test_a_page_deeper_than_the_pool_is_found() -> None:
    many = stock_of({number: f"普工{number}" for number in range(1_500)})
    assert len(found(many, question("普工"), k=1_400)) == 1_400


def test_a_deeper_page_goes_on_where_the_one_before_ended() -> None:
    words = [f"{TEXTS[number % 5]}{number % 97}" for number in range(1_500)]
    many = stock_of(dict(enumerate(words)))
    asked = question("叉车工")
    whole = found(many, asked, k=1_500)
    assert sorted(whole) == list(range(1_500))
    for k in (10, 999, 1_000, 1_001, 1_300):
        assert found(many, asked, k=k) == whole[:k]


def test_the_newest_of_one_second_is_the_later_number() -> None:
    ids = np.arange(40, dtype=np.int64)
    freshness = np.int64(1_800_000_000) << np.int64(31) | ids
    texts = ["普工"] * 40
    part = Segment.of(ids, freshness, ENCODER.encode_passages(texts), texts)
    assert found(Stock([part], fusion=FUSION), Question(), k=3) == [39, 38, 37]


def test_a_change_leaves_the_stock_as_it_was_to_who_has_it() -> None:
    after = STOCK.changed(segment({2: "焊工", 9: "叉车班长"}), np.array([0]))
    assert set(found(after, question("叉车"))) == {1, 2, 3, 4, 9}
    assert found(after, question("焊工"), k=1) == [2]
    assert set(found(STOCK, question("叉车"))) == {0, 1, 2, 3, 4}
    assert len(after) == 5


def test_refined_vectors_rank_where_they_are_known() -> None:
    refined = np.full((5, 4), np.nan, dtype=np.float32)
    refined[3] = [1, 0, 0, 0]
    refined[1] = [0, 1, 0, 0]
    stock = stock_of(dict(enumerate(TEXTS)), refined=refined)
    wanted = np.array([1, 0, 0, 0], dtype=np.float32)
    allowed = np.array([False, True, False, True, False])
    asked = Question("车", ENCODER.encode_queries(["工"])[0], wanted)
    assert found(stock, asked, allowed=allowed)[0] == 3


CHANGES = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 12), st.sampled_from(TEXTS), max_size=4),
        st.lists(st.integers(0, 12), max_size=3),
        st.booleans(),
    ),
    max_size=12,
)


@given(CHANGES)
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_changes_leave_what_a_dictionary_would_hold(
    changes: list[tuple[dict[int, str], list[int], bool]],
) -> None:
    stock, kept = Stock(fusion=FUSION), {}
    for texts, gone, compact in changes:
        for id_ in gone:
            kept.pop(id_, None)
        kept |= texts
        part = segment(texts, average_length=4.0) if texts else None
        stock = stock.changed(part, np.array(gone, dtype=np.int64))
        stock = stock.compacted() if compact else stock
        assert sorted(stock.ids[stock.alive].tolist()) == sorted(kept)
        asked = question("叉车工")
        assert sorted(found(stock, asked, k=50)) == sorted(kept)
        whole = stock_of(kept, average_length=4.0)
        best = found(stock, asked, k=1)
        if kept and len(stock.ids) == len(stock):
            assert best == found(whole, asked, k=1)


def test_small_segments_are_joined_now_and_then() -> None:
    stock = stock_of({number: f"普工{number}" for number in range(100)})
    for number in range(100, 130):
        part = segment({number: "缝纫工"}, average_length=stock.average_length)
        stock = stock.changed(part, np.array([number - 100])).compacted()
        assert len(stock.segments) <= 9
    assert len(stock) == 100
    assert set(found(stock, question("缝纫工"), k=30)) == set(range(100, 130))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_refused(value: float) -> None:
    vectors = ENCODER.encode_passages(TEXTS)
    vectors[2, 5] = value
    ids = np.arange(5)
    with pytest.raises(VectorError, match="row 2"):
        Segment.of(ids, ids, vectors, TEXTS)
    with pytest.raises(VectorError, match="question"):
        STOCK.search(Question("叉车", vectors[2]))


def test_vectors_of_another_shape_are_refused() -> None:
    ids = np.arange(5)
    with pytest.raises(VectorError, match="5 vectors"):
        Segment.of(ids, ids, np.zeros((4, 8), dtype=np.float32), TEXTS)
    with pytest.raises(VectorError, match="5 refined"):
        segment(dict(enumerate(TEXTS)), refined=np.zeros((3, 2), dtype=np.float32))
    with pytest.raises(VectorError, match=r"\(256,\)"):
        STOCK.search(Question("叉车", np.zeros(8, dtype=np.float32)))


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="k >= 1"):
        STOCK.search(Question(), k=0)
    with pytest.raises(ValueError, match="mask of 5"):
        STOCK.search(Question(), np.ones(4, dtype=bool))


@pytest.mark.parametrize(
    "text", ["", "工", "工" * 100_000, "🙂", "<b>\x00\ud800", "' OR"]
)
def test_no_content_makes_a_search_fail(text: str) -> None:
    assert len(found(STOCK, question(text))) == 5


def test_a_boost_lifts_a_row_and_keeps_the_others_in_order() -> None:
    stock = stock_of(dict(enumerate(TEXTS)))
    asked = question("缝纫工")
    plain = found(stock, asked, k=5)
    boost = np.zeros(5)
    boost[stock.ids == plain[-1]] = 100.0
    assert found(stock, asked, k=5, boost=boost) == [plain[-1], *plain[:-1]]
    assert found(stock, asked, k=5, boost=np.zeros(5)) == plain


def test_a_boost_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="boosts"):
        stock_of({1: "缝纫工"}).search(question("缝纫工"), boost=np.zeros(2))
