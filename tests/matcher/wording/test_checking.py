"""Unlawful wording in adverts, by hand-written cases and by any text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.wording.checking import check
from matcher.wording.finding import Finding
from matcher.wording.lexicon import read_lexicon
from matcher.wording.rules import Ground, Severity, read_rules, shipped_rules
from tests.matcher.wording.cases import (
    CHAT,
    FIRST,
    GROUNDS,
    HELD,
    KINDS,
    NEW_HANDS,
    PLAIN,
    SECOND,
    THIRD,
    UNSEEN,
    VARIED,
    WIDE,
    Case,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def blocks(text: str) -> set[str]:
    """The grounds on which a posting is stopped."""
    return {f.ground.value for f in check(text) if f.severity is Severity.BLOCK}


def test_there_are_as_many_look_alikes_as_unlawful_lines() -> None:
    harmless = sum(not case.grounds for case in FIRST)
    assert len(FIRST) >= 300
    assert abs(2 * harmless - len(FIRST)) <= 5


@pytest.mark.parametrize("case", FIRST, ids=str)
def test_every_ground_is_found_and_no_other(case: Case) -> None:
    found = {f.ground.value for f in check(case.text) if f.severity != Severity.NOTE}
    assert found == case.grounds


@pytest.mark.parametrize(
    "cases",
    [
        SECOND,
        VARIED,
        THIRD,
        HELD,
        WIDE,
        PLAIN,
        CHAT,
        UNSEEN,
        KINDS,
        GROUNDS,
        NEW_HANDS,
    ],
    ids=[
        "second",
        "varied",
        "third",
        "held",
        "wide",
        "plain",
        "chat",
        "unseen",
        "kinds",
        "grounds",
        "new hands",
    ],
)
def test_what_is_unlawful_is_stopped_on_its_ground_and_nothing_else(
    cases: list[Case],
) -> None:
    wrong = [
        (case.text, sorted(case.unlawful), sorted(found))
        for case in cases
        if not case.unlawful <= (found := blocks(case.text))
        or bool(found) is not bool(case.unlawful)
    ]
    assert wrong == []


def test_a_limit_of_age_is_told_wherever_another_hand_saw_one() -> None:
    warned = {
        case.text: any(f.ground is Ground.AGE for f in check(case.text))
        for case in THIRD
    }
    assert [c.text for c in THIRD if ("age" in c.grounds) is not warned[c.text]] == []


def test_what_is_only_told_is_told() -> None:
    told = [case for case in WIDE + CHAT if case.grounds and not case.unlawful]
    assert [case.text for case in told if not check(case.text)] == []


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


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("前台，形象好气质佳", Ground.APPEARANCE),
        ("身高165cm以上", Ground.APPEARANCE),
        ("要求抗压能力强", Ground.VAGUE),
        ("处女座勿扰", Ground.PRIVATE),
        ("身体健康，无传染病", Ground.INFECTION),
    ],
)
def test_what_is_not_forbidden_but_says_little_is_noted(
    text: str, ground: Ground
) -> None:
    findings = check(text)
    assert {(f.ground, f.severity) for f in findings} == {(ground, Severity.NOTE)}


@pytest.mark.parametrize(
    ("text", "ground", "law"),
    [
        ("矿山井下掘进，女职工禁忌劳动，限男性", Ground.SEX, "女职工劳动保护特别规定"),
        ("女浴室搓澡，限女性", Ground.SEX, "场所"),
        ("公益性岗位，限本市户籍就业困难人员", Ground.HOUSEHOLD, "就业促进法"),
    ],
)
def test_what_the_law_excepts_is_a_note_that_names_the_law(
    text: str, ground: Ground, law: str
) -> None:
    (finding,) = check(text)
    assert (finding.ground, finding.severity) == (ground, Severity.NOTE)
    assert law in finding.law


@pytest.mark.parametrize(
    "text",
    [
        "小时工，不交社保，日结",
        "非全日制收银员，除工伤保险外不缴其他社保",
        "每天只做三个半小时，不缴社保",
        "Part-time cashier, no social insurance",
    ],
)
def test_who_may_work_without_insurance_is_told_and_nobody_else(text: str) -> None:
    (finding,) = check(text)
    assert (finding.ground, finding.severity) == (Ground.TERMS, Severity.NOTE)
    assert "劳动合同法第六十九条" in finding.law
    assert blocks("普工，不交社保") == blocks("小时工，工伤自负") == {"terms"}
    assert blocks("全日制，除工伤保险外不缴社保") == {"terms"}


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("15岁的娃也收，跟师傅学理发", {"child"}),
        ("不到16也能进，用别人身份证", {"child"}),
        ("小学毕业就能来的手工活", {"child"}),
        ("十四五岁的孩子也能做", {"child"}),
        ("Workers from age 14 are welcome", {"child"}),
        ("五十五岁以下都行", set()),
        ("14岁以上可入园的亲子乐园招服务员", set()),
        ("十五岁以下儿童免费，游乐场收银员", set()),
        ("初中生能做什么", set()),
        ("没到18不能上夜班", set()),
        ("社保换成每月三百块", {"terms"}),
        ("自愿放弃五险，多发五百", {"terms"}),
        ("干活受伤概不负责", {"terms"}),
        ("劳动合同不签，随来随走", {"terms"}),
        ("学徒期半年没有工资，管吃住", {"terms"}),
        ("每天多干两小时，不给加班费", {"terms"}),
        ("You must sign a waiver of social insurance", {"terms"}),
        ("First three days unpaid", {"terms"}),
        ("我司绝无无偿加班", set()),
        ("不签合同的厂别去，我们签", set()),
        ("没交过社保的也可以来", set()),
        ("社保代理公司招客服", set()),
        ("培训免费，工资照发", set()),
        ("We never ask for unpaid overtime", set()),
    ],
)
def test_children_and_what_nobody_may_sign_away(text: str, grounds: set[str]) -> None:
    assert blocks(text) == grounds


@pytest.mark.parametrize(
    "text",
    ["矿山井下掘进，女职工禁忌劳动，限女性", "女浴室搓澡，限男性", "井下电缆厂，限男"],
)
def test_an_exception_does_not_cover_what_it_does_not_say(text: str) -> None:
    assert blocks(text) == {"sex"}


@pytest.mark.parametrize(
    "text", ["年满18周岁", "未满16周岁勿扰", "食品车间，持健康证", "谢绝童工"]
)
def test_what_the_law_itself_asks_is_no_finding(text: str) -> None:
    assert check(text) == ()


def test_findings_come_in_order_and_the_longest_of_overlapping_is_told() -> None:
    found = check("外地人勿扰，不招女工，需交押金200元")
    assert [finding.ground.value for finding in found] == ["region", "sex", "deposit"]
    assert found[1].phrase == "不招女工"


def test_lines_are_read_apart() -> None:
    assert check("只限\n女装车间") == ()
    assert blocks("性别：\n女") == {"sex"}


@pytest.mark.parametrize(
    "hide",
    [
        lambda text: " ".join(text),
        lambda text: "·".join(text),
        lambda text: text.replace("女", "钕"),
        lambda text: text.replace("女性", "nvxing"),
        lambda text: text.replace("女性", "♀"),
        lambda text: text.replace("性", "xìng"),
        lambda text: text.replace("性", "忄生"),
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
    assert finding.phrase == hide("仅限女性").strip("\u200b")


@pytest.mark.parametrize(
    "text",
    [
        "周末婚礼跟拍优先",
        "招钕铁硼操作工",
        "疑难性问题处理",
        "招楠木家具工",
        "护口罩工",
    ],
)
def test_what_only_looks_like_a_disguise_is_none(text: str) -> None:
    assert check(text) == ()


MARKS = "限女男不要压人籍a、，。（）：/-① \u3000\n"
WORDS = [
    "不招",
    "优先",
    "勿扰",
    "押金",
    "身份证",
    "工资",
    "河南",
    "户口",
    "乙肝",
    "残疾",
    "回族",
    "未婚",
    "怀孕",
    "孩子",
    "信教",
    "年龄",
    "35岁",
    "以下",
    "均可",
    "不限",
    "xing",
    "nv",
    "1.",
    "2)",
    "🚫",
    "♀",
]
PARTS = st.sampled_from([*MARKS, *WORDS])


@given(st.one_of(st.text(max_size=300), st.lists(PARTS, max_size=60).map("".join)))
def test_any_text_is_read_and_spans_are_inside_it(text: str) -> None:
    found = check(text)
    assert found == check(text)
    for finding in found:
        assert isinstance(finding, Finding)
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.phrase


@given(st.lists(PARTS, min_size=1, max_size=4).map("".join))
def test_whatever_repeats_a_thousand_times_is_read_to_its_end(piece: str) -> None:
    # A pattern that backtracks would not come back from these.
    text = piece * (4_000 // len(piece) + 1)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in check(text))


@pytest.mark.parametrize(
    "text", ["新疆、" * 6_000, "乙肝、" * 6_000 + "x", "不收" * 9_000, "女性 " * 6_000]
)
def test_repeated_words_are_read_to_the_end(text: str) -> None:
    assert all(finding.end <= len(text) for finding in check(text))


@pytest.mark.parametrize(
    "text", ["", "\x00\ud800", "🙂" * 50, "限" * 100_000, "1" * 100_000, "女" * 99]
)
def test_no_content_makes_it_fail(text: str) -> None:
    assert check(text) == ()


def test_every_ground_has_a_rule_a_statute_and_lawful_wording() -> None:
    rules = shipped_rules().rules
    assert {rule.ground for rule in rules} == set(Ground)
    assert {rule.severity for rule in rules} == set(Severity)
    assert all(rule.law and rule.instead for rule in rules)
    assert all(rule.patterns or rule.texts or rule.english for rule in rules)


def test_a_rule_without_a_statute_is_refused() -> None:
    rule = {"ground": "sex", "severity": "block", "texts": ["x"]}
    lexicon = read_lexicon({"kinds": {}})
    with pytest.raises(KeyError, match="sex"):
        read_rules({"rule": [rule], "statutes": {}}, lexicon)


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("Warehouse loader, men preferred", {"sex"}),
        ("this job is not suitable for women", {"sex"}),
        ("Sales girl wanted", {"sex"}),
        ("Locals only, outsiders please do not apply", {"region"}),
        ("HBV carriers will not be hired", {"hepatitis"}),
        ("We keep your ID card during the probation period", {"papers"}),
        ("Deposit of 500 RMB for uniform", {"deposit"}),
        ("Female fashion store hiring sales staff", set()),
        ("Male and female dormitories are separate", set()),
        ("We do not charge any deposit", set()),
        ("Men's shoes workshop needs stitchers", set()),
        ("Anyone may apply, married or single", set()),
    ],
)
def test_english_is_read_with_its_blanks(text: str, grounds: set[str]) -> None:
    found = [each for each in check(text) if each.severity is Severity.BLOCK]
    assert {each.ground.value for each in found} == grounds
    assert all(text[each.start : each.end] == each.phrase for each in found)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "男 女不限",
            "男\u3000女均可",
            "招普工 男 女都要",
            "男/ 女 均可",
            "女 、男 不限",
        ),
        *("男\t女不限", "性别 男 女不限 18岁以上", "男 女各5名"),
    ],
)
def test_blanks_between_both_sexes_leave_out_neither(text: str) -> None:
    assert [each for each in check(text) if each.ground is Ground.SEX] == []


@pytest.mark.parametrize(
    "text", ["只招男 女装车间", "限男 女性勿扰", "男 限女", "只要男 女都不要"]
)
def test_blanks_between_both_sexes_hide_nothing(text: str) -> None:
    assert Severity.BLOCK in {each.severity for each in check(text)}
