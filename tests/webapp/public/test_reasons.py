from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.conditions import Conditions
from matcher.facets import Facets
from matcher.query import Query
from models import Vacancy
from webapp.public.reasons import longest_common, reasons_of, until_last_so_called
from webapp.services.search import SearchResults

TEXTS = st.text("缝纫工 厂", max_size=12)


@pytest.mark.parametrize(
    ("words", "title", "is_said"),
    [("挡车工", "叉车工", False), ("挡车工", "挡车工", True), ("车工", "车工", True)],
)
def test_the_end_of_a_word_alone_is_no_reason(
    words: str, title: str, is_said: bool
) -> None:
    vacancy = Vacancy(title=title, description="")
    query = Query(words, wording=words)
    results = SearchResults(query, Conditions(), (), 0, 1, Facets())
    assert (reasons_of(vacancy, results) != []) is is_said


@pytest.mark.parametrize(
    ("named", "asked", "is_told"),
    [
        ("C1", "驾驶证C1", True),
        ("B2", "C1驾照", True),
        ("C1", "驾驶证B2", False),
        ("低压电工证", "电工证", True),
        ("叉车证", "有叉车证优先", False),
    ],
)
def test_a_certificate_that_is_asked_for_is_a_reason_however_it_is_written(
    named: str, asked: str, is_told: bool
) -> None:
    vacancy = Vacancy(title="普工", description="", certificates=[asked])
    results = SearchResults(
        Query(named, certificates=(named,)), Conditions(), (), 0, 1, Facets()
    )
    assert (reasons_of(vacancy, results) != []) is is_told


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (600_000, 800_000, "up to 8,000 yuan a month"),
        (None, 800_000, "up to 8,000 yuan a month"),
        (800_000, None, "8,000 yuan a month or more"),
    ],
)
def test_pay_without_an_upper_end_is_no_highest(
    least: int | None, most: int | None, told: str
) -> None:
    vacancy = Vacancy(
        title="", description="", monthly_min_cents=least, monthly_max_cents=most
    )
    floor = Conditions(pay_floor_cents=700_000)
    results = SearchResults(Query(""), floor, (), 0, 1, Facets())
    assert reasons_of(vacancy, results) == [told]


@given(TEXTS, TEXTS)
def test_the_longest_common_part_is_the_one_that_difflib_finds(
    words: str, text: str
) -> None:
    found = SequenceMatcher(None, words, text, autojunk=False).find_longest_match()
    assert longest_common(words, text) == words[found.a : found.a + found.size]


@pytest.mark.parametrize(
    ("words", "titles", "expected"),
    [
        ("焊工", ["氩弧焊工", "焊接机器人操作工", "保全工"], 1),
        ("ＱＣ", ["品检员", "QC（双休）", "验布工"], 2),
        ("外卖", ["服务员", "配送员"], 0),
        ("焊", ["保全工", "电焊工"], 2),
        ("焊工", [], 0),
        ("挡车工", ["挡车工", "叉车工"], 1),
        ("缝纫工 夫妻房", ["缝纫学徒", "普工"], 1),
        ("电子厂普工", ["普工", "装配工"], 1),
    ],
)
def test_what_is_called_otherwise_comes_after_the_last_that_is_called_so(
    words: str, titles: list[str], expected: int
) -> None:
    assert until_last_so_called(words, titles) == expected
