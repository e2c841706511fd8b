"""Unlawful wording in adverts, by hand-written cases and by any text."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.wording.checking import Finding, check
from matcher.wording.rules import Ground, Severity, read_rules, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Callable


def _cases(name: str) -> list[tuple[str, frozenset[str]]]:
    path = Path(__file__).with_name(name)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            (row["text"], frozenset(row["expected"].replace("-", "").split(",")) - {""})
            for row in rows
        ]


CASES = _cases("cases.tsv")
# Written by another hand after the rules were, to be hard.
SECOND = _cases("cases_second.tsv")


def test_there_are_as_many_look_alikes_as_unlawful_lines() -> None:
    harmless = sum(not expected for _, expected in CASES)
    assert len(CASES) >= 300
    assert abs(2 * harmless - len(CASES)) <= 5


@pytest.mark.parametrize(
    "text", ["新疆、" * 6_000, "乙肝、" * 6_000 + "x", "不收" * 9_000]
)
def test_repeated_words_are_read_to_the_end(text: str) -> None:
    assert all(finding.end <= len(text) for finding in check(text))


@pytest.mark.parametrize(("text", "expected"), SECOND)
def test_every_block_of_the_second_hand_is_found_and_no_other(
    text: str, expected: frozenset[str]
) -> None:
    blocks = {f.ground.value for f in check(text) if f.severity is Severity.BLOCK}
    assert expected - {"age"} <= blocks
    assert bool(blocks) is bool(expected - {"age"})


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_every_ground_is_found_and_no_other(
    text: str, expected: frozenset[str]
) -> None:
    assert {finding.ground.value for finding in check(text)} == expected


def test_a_finding_says_where_why_and_what_instead() -> None:
    text = "普工若干，限 女 性，包吃住"
    (finding,) = check(text)
    assert text[finding.start : finding.end] == finding.phrase == "限 女 性"
    assert finding.severity is Severity.BLOCK
    assert "第二十七条" in finding.law
    assert finding.instead


def test_age_warns_and_never_blocks() -> None:
    (finding,) = check("18-35周岁")
    assert (finding.ground, finding.severity) == (Ground.AGE, Severity.WARN)


def test_findings_come_in_order_and_the_longest_of_overlapping_is_told() -> None:
    found = check("外地人勿扰，不招女工，需交押金200元")
    assert [finding.ground.value for finding in found] == ["region", "sex", "deposit"]
    assert found[1].phrase == "不招女工"


def test_lines_are_read_apart() -> None:
    assert check("只限\n女装车间") == ()


@pytest.mark.parametrize(
    "hide",
    [
        lambda text: " ".join(text),
        lambda text: "·".join(text),
        lambda text: text.replace("女", "钕"),
        lambda text: text.replace("性", "xing"),
        lambda text: text.replace("限", "\u200b限"),
    ],
)
def test_a_phrase_in_disguise_is_found_where_it_stands(
    hide: Callable[[str], str],
) -> None:
    text = f"普工，{hide('仅限女性')}，包住"
    (finding,) = check(text)
    assert finding.ground is Ground.SEX
    assert text[finding.start : finding.end] == finding.phrase


PARTS = st.sampled_from(
    [
        "限",
        "女",
        "男",
        "不",
        "要",
        "优先",
        "押金",
        "身份证",
        " ",
        "。",
        "xing",
        "a",
        "河南",
        "人",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PARTS, max_size=30).map("".join)))
def test_any_text_is_read_and_spans_are_inside_it(text: str) -> None:
    found = check(text)
    assert found == check(text)
    for finding in found:
        assert isinstance(finding, Finding)
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.phrase


@pytest.mark.parametrize(
    "text", ["", "\x00\ud800", "🙂" * 50, "限" * 100_000, "女" * 99]
)
def test_no_content_makes_it_fail(text: str) -> None:
    assert check(text) == ()


def test_every_ground_has_a_rule_a_statute_and_lawful_wording() -> None:
    rules = shipped_rules()
    assert {rule.ground for rule in rules} == set(Ground)
    assert all(rule.law and rule.instead and rule.patterns for rule in rules)


def test_a_rule_without_a_statute_is_refused() -> None:
    rule = {"ground": "sex", "severity": "block", "patterns": ["x"], "unless": []}
    with pytest.raises(KeyError, match="sex"):
        read_rules({"lists": {}, "rule": [rule], "statutes": {}})
