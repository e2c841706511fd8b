"""Work that is named in English is looked for by what adverts call it."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.query.english import READ_CHARACTERS, with_chinese
from tests.matcher.query.reader import read
from tests.matcher.texts import texts


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("forklift", "叉车工"),
        ("Sewing Machine Operators", "缝纫工"),
        ("warehouse keeper", "仓管员"),
        ("accountants", "会计"),
        ("fork-lift driver", "叉车工"),
        ("driver's licence", "驾照"),
        ("I want to work as a welder", "焊工"),
        ("ｗｅｌｄｅｒ", "焊工"),
    ],
)
def test_a_name_in_english_is_looked_for_in_chinese(text: str, trade: str) -> None:
    assert with_chinese(text).split()[0] == trade


def test_of_names_the_longest_counts_and_each_once() -> None:
    assert with_chinese("hotel cleaner").startswith("客房服务员 hotel")
    assert with_chinese("cook, chef").startswith("厨师 cook")


def test_what_works_on_any_machine_says_nothing_beside_a_trade() -> None:
    assert with_chinese("welder, machine operator").startswith("焊工 welder")
    assert with_chinese("plastic machine operator").startswith("塑料 操作工")


def test_what_was_typed_stays_without_what_says_nothing_of_the_work() -> None:
    found = with_chinese("a job as C++ developer, please")
    assert found.endswith(" C++ developer")
    assert with_chinese("I need some work!") == ""


@pytest.mark.parametrize("text", ["acountant", "accountent", "acccountant"])
def test_one_wrong_letter_does_no_harm(text: str) -> None:
    assert with_chinese(text) == f"会计 {text}"


@pytest.mark.parametrize("text", ["painter", "printer", "packing", "parking"])
def test_a_word_that_is_right_is_no_other_misspelt(text: str) -> None:
    named = {"painter": "油漆工", "printer": "印刷工", "packing": "打包"}
    assert with_chinese(text).split()[0] == named.get(text, "停车收费员")


@pytest.mark.parametrize(
    "text",
    ["web前端", "SMT操作员", "CNC 编程", "java开发", "缝纫工", "", "🙂!", "Zzyzx qwrt"],
)
def test_chinese_and_what_is_not_known_stay_as_they_are(text: str) -> None:
    assert with_chinese(text) == text


@given(st.one_of(texts(), st.text("welder hotel cook-x,", max_size=400)))
def test_any_text_is_read_and_what_is_far_behind_stays(text: str) -> None:
    assert with_chinese(text).endswith(text[READ_CHARACTERS:])


def test_no_name_stands_for_two_things_and_none_is_empty() -> None:
    table = files("matcher.query") / "english.tsv"
    rows = csv.reader(table.read_text("utf-8").splitlines()[1:], delimiter="\t")
    names = [name for _, named in rows for name in named.split("; ")]
    assert all(names)
    assert len(names) == len(set(names))


def test_a_search_in_english_is_ranked_by_both() -> None:
    query = read("Shengze sewing machine operator with dormitory 8000+")
    assert query.rest == "sewing machine operator"
    assert query.wording == "缝纫工 平车工 sewing machine operator"
    assert query.lodging
    assert query.names_work


def test_looking_for_any_job_names_no_work() -> None:
    assert read("any job without night shift").wording == ""
    assert not read("I am looking for a job").names_work


def test_a_certificate_in_english_alone_names_no_work_and_beside_a_trade_does() -> None:
    assert not read("forklift licence").names_work
    query = read("electrician with certificate")
    assert query.certificates == ("电工证",)
    assert query.names_work
    assert read("certified welder").names_work
    assert read("forklift driver with licence").certificates == ("叉车证",)
