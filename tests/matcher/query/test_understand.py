"""What a person typed, read span by span."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.conditions import Conditions
from matcher.query import Query, SpanKind
from matcher.types import Schooling, Shift
from tests.matcher.query.reader import read
from tests.matcher.texts import texts


def codes(query: Query) -> list[str]:
    return [place.code for place in query.places]


def test_conditions_are_taken_and_the_work_is_left() -> None:
    query = read("盛泽 缝纫工 8000以上 包住 两班倒")
    assert codes(query) == ["320509103"]
    assert query.pay_floor_cents == 800_000
    assert query.lodging
    assert not query.board
    assert query.shift is Shift.TWO
    assert query.rest == "缝纫工"


def test_spans_say_where_each_thing_stands() -> None:
    query = read("盛泽 缝纫工 8000以上 包住")
    assert [(span.kind, span.text) for span in query.spans] == [
        (SpanKind.PLACE, "盛泽"),
        (SpanKind.PAY, "8000以上"),
        (SpanKind.LODGING, "包住"),
    ]
    for span in query.spans:
        assert query.text[span.start : span.end] == span.text


def test_an_ambiguous_place_is_a_choice_and_no_guess() -> None:
    query = read("鼓楼区 保安")
    assert query.places == ()
    assert len(query.choice) > 1
    assert query.rest == "保安"


def test_several_places_are_all_meant() -> None:
    assert codes(read("松陵 黎里 保洁")) == ["320509002", "320509107"]


def test_traditional_and_full_width_are_read_too() -> None:
    query = read("無錫　倉庫　包住")
    assert codes(query) == ["320200"]
    assert query.lodging
    assert query.rest == "倉庫"


def test_what_has_no_width_parts_no_words_and_stays_in_the_span() -> None:
    query = read("盛\u200b泽 缝\ufeff纫工 包\ufe0f住")
    assert codes(query) == ["320509103"]
    assert query.spans[0].text == "盛\u200b泽"
    assert query.lodging
    assert query.rest == query.wording == "缝纫工"


def test_names_with_marks_keep_them() -> None:
    assert read("C++ 1.5万以上").rest == "C++"


@pytest.mark.parametrize("text", ["", " ", "🙂", "<script>", "\ud800\x00", "工"])
def test_nothing_to_understand_is_no_failure(text: str) -> None:
    query = read(text)
    assert query.spans == ()
    assert query.text == text


def test_a_hundred_thousand_characters_are_ranked_not_read() -> None:
    query = read("缝纫工 盛泽 " * 15_000)
    assert query.spans
    assert len(query.rest) > 90_000


PIECES = [
    *("盛泽", "8000以上", "包住", "不", "人", "夜班", "老家", " ", "附近", "本科", "5"),
    *(
        "离",
        "近",
        "除了",
        "都行",
        "有证",
        "叉车",
        "3年",
        "经验",
        "没",
        "马上",
        "上班",
        "的",
    ),
    *(
        "wujiang",
        "bcz",
        "盛择",
        "包注",
        "A2",
        "k",
        "一天",
        "二百五",
        "from ",
        "not ",
        "、",
    ),
]


@settings(deadline=None, max_examples=150)
@given(texts())
def test_odd_and_huge_numbers_among_known_words_are_no_failure(text: str) -> None:
    query = read(text)
    Conditions.of(query)
    for span in query.spans:
        assert text[span.start : span.end] == span.text


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=[])),
        max_size=9,
    ).map("".join)
)
def test_whatever_is_typed_spans_hold_their_text_and_do_not_overlap(text: str) -> None:
    query = read(text)
    for span in query.spans:
        assert 0 <= span.start < span.end
        assert text[span.start : span.end] == span.text
    pieces = {(span.start, span.end) for span in query.spans}
    taken = [at for start, end in pieces for at in range(start, end)]
    assert len(taken) == len(set(taken))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_nothing_goes_missing(text: str) -> None:
    query = read(text)
    understood = {at for span in query.spans for at in range(span.start, span.end)}
    left = [c for at, c in enumerate(text) if at not in understood and c.isalnum()]
    rest = list(query.rest)
    for char in left:
        rest.remove(char)


@pytest.mark.parametrize(
    "piece", ["一", "十", "离", "有证", "盛泽", "夜班和", "bao ", "1"]
)
def test_a_word_without_end_is_read_in_bounded_time(piece: str) -> None:
    query = read(piece * 50_000)
    assert len(query.text) == len(piece) * 50_000


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("盛择 逢纫工 包注", "缝纫工"),
        ("电子长 6千", "电子厂"),
        ("CNC 操机 8k", "CNC 操机"),
        ("有叉车证 想开叉车", "有叉车证 想开叉车"),
        ("剪线头 计件", "剪线头 计件"),
        ("不要证的活", "不要证的活"),
        ("本人女 已婚 缝纫工 38岁", "缝纫工"),
        ("女 28岁", ""),
        ("搬家 日结 300", "搬家 日结"),
        ("songling pugong", "普工"),
    ],
)
def test_what_is_ranked_is_spelt_as_adverts_spell_it(text: str, wording: str) -> None:
    assert read(text).wording == wording


def test_of_several_statements_the_best_counts() -> None:
    query = read("初中毕业 自考大专 底薪4000 综合7000 做过1年仓管 3年会计")
    assert query.schooling is Schooling.COLLEGE
    assert query.pay_floor_cents == 700_000
    assert query.experience_months == 36
