"""Text as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import (
    clean_title,
    fold,
    has_words,
    normalise,
    readable,
    seen,
    tells_work,
)
from tests.matcher.texts import texts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＣＮＣ　数控８０００", "CNC 数控8000"),
        ("倉庫管理員", "仓库管理员"),
        (" 缝纫\t\n工 ", "缝纫 工"),
        ("坏\x00字\ud800节", "坏字节"),
        ("盛\u200b泽 缝\ufe0f纫\u3164工", "盛泽 缝纫工"),
        ("", ""),
    ],
)
def test_one_form_for_what_is_compared(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


def test_folding_keeps_every_character_in_its_place() -> None:
    assert fold("ＣＮＣ數控\x00㎡İ") == "cnc数控 ㎡İ"


def test_digits_of_all_scripts_are_folded_to_plain_ones() -> None:
    assert fold("٨٠०𝟠８") == "80088"


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_is_folded_to_its_own_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(texts())
def test_what_is_seen_has_all_lines_and_blanks_and_nothing_without_width(
    text: str,
) -> None:
    kept = seen(text)
    assert [c for c in kept if c.isspace()] == [c for c in text if c.isspace()]
    assert not set(kept) & set("\u200b\u200d\ufeff\xad\ufe0f\u3164")


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_normalising_twice_changes_nothing_and_can_be_encoded(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    readable(text).encode()


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("【急聘】缝纫工8000-12000元/月+包吃住", "缝纫工"),
        ("急招普工(6-8千)长白班", "普工"),
        ("招聘CNC数控编程 1.2万", "CNC数控编程"),
        ("普工200元/天日结", "普工"),
        ("4S店销售顾问（双休）", "4S店销售顾问"),
        ("3D打印操作员", "3D打印操作员"),
        ("5G网络优化", "5G网络优化"),
        ("Java开发工程师（高级）", "Java开发工程师 高级"),
        ("C++/Python 后端", "C++/Python 后端"),
    ],
)
def test_a_title_keeps_the_work_and_loses_the_shouting(title: str, work: str) -> None:
    assert clean_title(title) == work


@given(texts())
def test_no_title_makes_it_fail(title: str) -> None:
    assert clean_title(title) or not normalise(title)


@pytest.mark.parametrize("title", ["包吃住", "8000", ""])
def test_a_title_without_any_work_stays_whole(title: str) -> None:
    assert clean_title(title) == title


@pytest.mark.parametrize(
    ("title", "tells"),
    [
        ("急聘缝纫工8000包吃住", True),
        ("（叉车司机）", True),
        ("包吃住", False),
        ("【包吃住】8000-9000元/月，五险一金！", False),
        ("招聘", True),
        ("招聘包吃住", False),
        ("7 🙂", False),
        ("", False),
    ],
)
def test_pay_and_benefits_alone_tell_no_work(title: str, *, tells: bool) -> None:
    assert tells_work(title) is tells


@pytest.mark.parametrize("text", ["工", "8", "a", " ·é"])
def test_letters_and_digits_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", " ", "\x00", ".", "😀", "——！"])
def test_marks_and_pictures_are_no_words(text: str) -> None:
    assert not has_words(text)
