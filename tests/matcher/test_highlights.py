"""The words of an advert that carry a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.explanation import ReasonKind
from matcher.highlights import find_words
from tests.matcher.profiles import seeker, vacancy

DESCRIPTION = (
    "平车缝制羽绒服，两班倒，6000-8000元/月，包吃住，有食堂，缴纳五险，"
    "需要电工证，一年以上经验，厂车接送"
)


@pytest.mark.parametrize(
    ("kind", "evidence", "found"),
    [
        ("lodging", {}, ["包吃住"]),
        ("board", {}, ["包吃住", "食堂"]),
        ("insurance", {}, ["五险"]),
        ("shift_fits", {"shift": "two"}, ["两班倒"]),
        ("shift_differs", {"shift": "day"}, []),
        ("certificate_held", {"name": "电工证、焊工证"}, ["电工证"]),
        ("pay_above", {"yuan": 1}, ["6000-8000元/月"]),
        ("experience_met", {"months": 20}, ["一年以上经验"]),
        ("coach", {}, ["接送"]),
        ("work_same", {}, ["平车缝制"]),
        ("place_wanted", {}, []),
    ],
)
def test_a_reason_finds_its_words(
    kind: str, evidence: dict[str, Any], found: list[str]
) -> None:
    person = seeker(wanted_title="缝制工", skills="平车缝制")
    offer = vacancy(title="急招", description=DESCRIPTION)
    words = find_words(kind, evidence, person, offer)
    assert [DESCRIPTION[w.start : w.end] for w in words] == found
    assert {w.field for w in words} <= {"description"}


@pytest.mark.parametrize("denied", ["不包住", "不提供住宿", "没有宿舍", "无宿舍"])
def test_what_an_advert_denies_is_not_marked(denied: str) -> None:
    assert find_words("lodging", {}, seeker(), vacancy(description=denied)) == ()


def test_spans_are_those_of_the_text_as_written() -> None:
    title = "🔥【急招】ＡＢＣ縫紉工　包 住"
    words = find_words("work_same", {}, seeker(), vacancy(title=title))
    assert [title[w.start : w.end] for w in words] == ["縫紉工"]


def test_what_every_advert_says_is_not_marked() -> None:
    person = seeker(wanted_title="普工", skills="操作熟练")
    offer = vacancy(title="普工", description="操作熟练优先")
    assert find_words("work_same", {}, person, offer) == ()


@given(text=st.text(max_size=300), kind=st.sampled_from(list(ReasonKind)))
def test_any_advert_is_read(text: str, kind: ReasonKind) -> None:
    evidence = {"shift": "two", "name": "x", "yuan": 1}
    words = find_words(kind, evidence, seeker(skills=text), vacancy(description=text))
    for each in words:
        assert (
            0
            <= each.start
            < each.end
            <= len(text if each.field != "title" else "缝纫工")
        )
