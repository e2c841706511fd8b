"""What a person typed, read span by span."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.query import Query, SpanKind, understand
from matcher.types import Schooling, Shift
from tests.matcher.places.conftest import shared_gazetteer

WUJIANG = "320509"


def read(text: str) -> Query:
    return understand(text, shared_gazetteer(), WUJIANG)


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


@pytest.mark.parametrize(
    ("text", "floor_yuan"),
    [
        ("普工 6-8千", 6000),
        ("普工 1.2万", 12_000),
        ("普工 ８０００元以上", 8000),
        ("普工 8000", 8000),
        ("普工 200元/天", 4350),
        ("普工 月薪不低于7000", 7000),
        ("普工 招30人", None),
        ("普工 18-45岁", None),
        ("普工 2027年", None),
        ("普工 面议", None),
    ],
)
def test_the_lower_end_of_the_pay_is_the_floor(
    text: str, floor_yuan: int | None
) -> None:
    cents = read(text).pay_floor_cents
    assert cents == (floor_yuan * 100 if floor_yuan else None)


@pytest.mark.parametrize(
    ("text", "lodging", "board"),
    [
        ("普工 包吃住", True, True),
        ("普工 包食宿", True, True),
        ("普工 包住", True, False),
        ("普工 有宿舍", True, False),
        ("普工 包三餐", False, True),
        ("普工 不包吃住", False, False),
        ("普工 不用包住", False, False),
        ("普工", False, False),
    ],
)
def test_board_and_lodging(text: str, lodging: bool, board: bool) -> None:
    query = read(text)
    assert (query.lodging, query.board) == (lodging, board)
    assert query.rest == "普工"


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("长白班", Shift.DAY),
        ("不上夜班", Shift.DAY),
        ("不倒班", Shift.DAY),
        ("no night shift", Shift.DAY),
        ("两班倒", Shift.TWO),
        ("三班倒", Shift.THREE),
        ("夜班", Shift.NIGHT),
        ("时间自由", Shift.FLEXIBLE),
        ("保安", None),
    ],
)
def test_shifts(text: str, shift: Shift | None) -> None:
    assert read(f"保安 {text}").shift is shift


@pytest.mark.parametrize(
    ("text", "schooling"),
    [
        ("初中文化", Schooling.JUNIOR),
        ("中专学历", Schooling.SENIOR),
        ("大专以上", Schooling.COLLEGE),
        ("大学本科", Schooling.BACHELOR),
        ("学历不限", Schooling.ANY),
        ("小学老师", None),
    ],
)
def test_schooling(text: str, schooling: Schooling | None) -> None:
    assert read(f"{text} 文员").schooling is schooling


def test_an_ambiguous_place_is_a_choice_and_no_guess() -> None:
    query = read("鼓楼区 保安")
    assert query.places == ()
    assert len(query.choice) > 1
    assert query.rest == "保安"


def test_several_places_are_all_meant() -> None:
    assert codes(read("松陵 黎里 保洁")) == ["320509002", "320509107"]


@pytest.mark.parametrize(
    ("text", "radius_m"),
    [
        ("盛泽附近10公里 普工", 10_000),
        ("盛泽 5km以内 普工", 5_000),
        ("盛泽附近 普工", 15_000),
        ("盛泽 普工", None),
        ("10公里 普工", None),
    ],
)
def test_how_far_around_a_place(text: str, radius_m: int | None) -> None:
    assert read(text).radius_m == radius_m


@pytest.mark.parametrize("text", ["贵州毕节赫章人 普工", "老家赫章 普工"])
def test_where_a_person_comes_from_is_not_where_the_work_is(text: str) -> None:
    query = read(text)
    assert query.origin is not None
    assert query.origin.short_name == "赫章"
    assert query.places == ()
    assert query.rest == "普工"


def test_traditional_and_full_width_are_read_too() -> None:
    query = read("無錫　倉庫　包住")
    assert codes(query) == ["320200"]
    assert query.lodging
    assert query.rest == "倉庫"


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


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "盛泽",
                "8000以上",
                "包住",
                "不",
                "人",
                "夜班",
                "老家",
                " ",
                "附近",
                "本科",
                "5",
            ]
        )
        | st.text(st.characters(exclude_categories=[]), max_size=4),
        max_size=8,
    ).map("".join)
)
def test_whatever_is_typed_spans_do_not_overlap(text: str) -> None:
    spans = {(span.start, span.end) for span in read(text).spans}
    taken = [at for start, end in spans for at in range(start, end)]
    assert len(taken) == len(set(taken))
