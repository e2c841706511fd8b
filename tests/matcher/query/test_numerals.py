"""Numbers in letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.query.numerals import find_numerals


def numerals(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.meant) for each in find_numerals(text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wu qian", "五千"),
        ("wuqian", "五千"),
        ("qi ba qian", "七八千"),
        ("yi wan er", "一万二"),
        ("erbaiwu", "二百五"),
        ("liu qian dao ba qian", "六千到八千"),
        ("ba qian yi ge yue", "八千一个月"),
        ("liang nian", "两年"),
        ("yi nian ban", "一年半"),
        ("ershiwu kuai", "二十五块"),
        ("eight thousand", "8000"),
        ("a hundred and fifty", "150"),
        ("six to eight thousand", "6000-8000"),
        ("fifteen grand", "15000"),
        ("fifteen years", "15 years"),
        ("twenty-five an hour", "25 an hour"),
    ],
)
def test_a_sum_in_letters_is_one_in_digits(text: str, meant: str) -> None:
    ((written, digits),) = numerals(text)
    assert text.replace(written, digits) == meant


@pytest.mark.parametrize(
    "text",
    ["wuqianyishang", "wu qian zuoyou", "liangnianjingyan"],
)
def test_what_follows_a_number_is_left(text: str) -> None:
    ((written, _),) = numerals(text)
    assert text.startswith(written)
    assert written != text


@pytest.mark.parametrize(
    "text",
    ["wu", "shi", "qian", "seven eleven", "nine to five", "two of us", "wanban", "one"],
)
def test_other_words_are_no_numbers(text: str) -> None:
    assert numerals(text) == []


@given(st.text("yi erliangsanshibaiqianwantogrdhu'- ", max_size=40))
def test_any_mixture_of_letters_is_read_or_not(text: str) -> None:
    for written, meant in numerals(text):
        assert written
        assert meant
