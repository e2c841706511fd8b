"""Looking up words without a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.lexical import LexicalIndex, cut

TEXTS = [
    "同里古镇 民宿管家",
    "倍捻工 化纤厂 两班倒",
    "CNC machine operator, night shift",
    "普工 包装",
    "",
]


def best(query: str) -> int:
    return int(np.argmax(LexicalIndex(TEXTS).scores(query)))


def test_names_that_no_dictionary_has_are_found() -> None:
    assert best("同里") == 0
    assert best("倍捻") == 1


def test_two_characters_are_enough() -> None:
    assert best("普工") == 3


def test_latin_words_are_found_in_any_case_and_form() -> None:
    assert best("ＣＮＣ") == 2
    assert best("cnc machines") == 2


def test_words_that_are_in_no_text_share_no_letters_with_others() -> None:
    texts = ["Barista 吧员", "English Teacher 英语老师", "焊工"]
    assert not LexicalIndex(texts).scores("warehouse barkeeper").any()
    scores = LexicalIndex(texts).scores("barber 焊工")
    assert scores.tolist() == LexicalIndex(texts).scores("焊工").tolist()


def test_a_latin_word_is_found_in_another_form() -> None:
    texts = ["Cook for a canteen", "Welder", "焊工"]
    assert np.argmax(LexicalIndex(texts).scores("cooks")) == 0
    assert np.argmax(LexicalIndex(texts).scores("welders 包住")) == 1


def test_traditional_finds_simplified() -> None:
    assert best("化纖廠") == 1


def test_what_is_in_no_text_scores_nothing() -> None:
    assert not LexicalIndex(TEXTS).scores("挖掘机🙂").any()
    assert not LexicalIndex(TEXTS).scores("").any()


def test_scores_are_those_of_bm25() -> None:
    scores = LexicalIndex(["焊工焊工", "焊工铆工", "铆工铆工"]).scores("焊工")
    # Seven terms each; 焊 and 焊工 are in 2 of 3 texts, 工 in all.
    rare, common = np.log1p(1.5 / 2.5), np.log1p(0.5 / 3.5)
    once, twice = 2.2 / (1 + 1.2), 2 * 2.2 / (2 + 1.2)
    expected = [
        2 * rare * twice + common * twice,
        2 * rare * once + common * twice,
        common * twice,
    ]
    assert np.allclose(scores, expected)


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = LexicalIndex(["普工 激光", "普工 包装", "普工 仓库", "普工 包装"])
    assert index.scores("激光").max() > index.scores("普工").max()


def test_no_texts_at_all() -> None:
    assert LexicalIndex([]).scores("焊工").shape == (0,)
    assert LexicalIndex(["", "!"]).scores("焊工").tolist() == [0, 0]


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=20), max_size=6))
def test_any_texts_are_cut_each_for_itself(texts: list[str]) -> None:
    terms, rows = cut(texts)
    for row, text in enumerate(texts):
        assert sorted(terms[rows == row]) == sorted(cut([text])[0])
