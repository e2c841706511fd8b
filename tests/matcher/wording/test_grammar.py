"""Words by kind, patterns over them, and words in disguise."""

from __future__ import annotations

import re
import tomllib

import pytest

from matcher.wording.disguises import find_disguises, read_disguises
from matcher.wording.grammar import compile_pattern
from matcher.wording.lexicon import FILE, Lexicon, read_lexicon, shipped_lexicon
from matcher.wording.reading import GAP, read
from matcher.wording.rules import Ground, shipped_rules
from tests.matcher.wording.cases import FIRST, THIRD, VARIED

LEXICON = read_lexicon(
    {
        "kinds": {"only": "限 仅限", "sex": "女 女工 工头", "boss": "工头", "no": "不"},
        "shape": [{"kind": "num", "begins": "123", "pattern": r"\d+"}],
    }
)


def words(text: str, lexicon: Lexicon = LEXICON) -> list[str]:
    tokens = lexicon.tokens(text)
    return [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]


def spans(pattern: str, text: str, **names: str) -> list[str]:
    tokens = LEXICON.tokens(text)
    compiled = compile_pattern(pattern, LEXICON, names)
    return [
        text[slice(*tokens.span(*span))]
        for span in compiled.spans(tokens.codes, frozenset(tokens.codes))
    ]


def test_the_longest_word_is_taken_and_the_unknown_one_by_one() -> None:
    assert words("仅限女工12名") == ["仅限", "女工", "12", "名"]
    assert words("") == []


def test_a_word_at_the_end_is_no_longer_than_the_text() -> None:
    assert words("限女") == ["限", "女"]


def test_a_pattern_is_over_kinds() -> None:
    assert spans("<only> <num>? <sex>", "仅限3女工，限女") == ["仅限3女工", "限女"]
    assert spans("<only> <^sex> <sex>", "限x女，限女") == ["限x女"]
    assert spans("{who} <num>", "女工2", who="<sex|boss>") == ["女工2"]


def test_a_word_of_two_kinds_is_of_both() -> None:
    assert spans("<sex>", "工头") == spans("<boss>", "工头") == ["工头"]
    assert spans("<^boss>", "工头") == []


@pytest.mark.parametrize("pattern", ["<nobody>", "{nobody}", "{self}"])
def test_unknown_kinds_and_names_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"nobody|within"):
        compile_pattern(pattern, LEXICON, {"self": "{self}"})


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("<only>? <sex>", "女"),
        ("<only>{0,2} <sex>", "女"),
        ("(?:<only>|<no>) <sex>", "不女"),
        ("<only>|<sex>", "女"),
        ("(?<!<only>)<sex>", "女"),
        ("(?:<only><no>|<no>)? <sex>", "女"),
        ("(?:<only>?|<no>) <sex>", "女"),
        ("(?=<sex>)<sex>(?!<no>)", "女"),
    ],
)
def test_what_is_optional_is_not_needed(pattern: str, text: str) -> None:
    assert spans(pattern, text) == [text]


def test_what_is_needed_is_known() -> None:
    pattern = compile_pattern("(?:<only>|<no>) <boss> <sex>?", LEXICON, {})
    assert not list(pattern.spans("xx", frozenset("x")))
    assert [len(each) for each in pattern.needs] == [1, 2]


def test_no_shipped_pattern_matches_without_a_word() -> None:
    patterns = [each for rule in shipped_rules().rules for each in rule.patterns]
    assert len(patterns) > 100
    assert not any(each.expression.search("") for each in patterns)


def test_every_shipped_shape_finds_something() -> None:
    lexicon = shipped_lexicon()
    texts = {
        "男女": "both",
        "女装": "goods",
        "3个孩子": "fertile",
        "豫皖籍": "native_abbreviated",
        "18-35岁": "age",
        "300元": "amount",
        "三个月": "time",
        "招不了": "refuse_post",
        "查一次孕": "preg_test",
    }
    for text, kind in texts.items():
        assert lexicon.tokens(text).codes in lexicon.codes(kind), text


def test_a_shape_says_what_it_begins_with() -> None:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    text = "。".join(read(case.text).plain for case in (*FIRST, *VARIED, *THIRD))
    for shape in table["shape"]:
        begun = {found[0][0] for found in re.finditer(shape["pattern"], text)}
        assert begun <= set(shape["begins"]), shape["pattern"]


def test_marks_part_words_and_closing_them_up_loses_no_place() -> None:
    text = "普工 ★男★ 包吃住"
    reading = read(text)
    assert reading.plain.split(GAP) == ["普工", "男", "包吃住"]
    closed = reading.without_gaps()
    assert closed.plain == "普工男包吃住"
    assert [text[slice(*place)] for place in closed.places] == list(closed.plain)


def test_only_sentences_with_gaps_are_read_twice() -> None:
    reading = read("包吃住。收银员 女。月休四天")
    assert reading.with_gaps().plain == f"收银员{GAP}女。"
    assert read("包吃住").with_gaps().plain == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("限 女 性", "限女性"),
        ("限，女，性", "限女性"),
        ("1.男性；2.会电脑", "。男性;。会电脑"),
        ("3.5元", "3.5元"),
        ("18 - 35岁", "18-35岁"),
        ("①女", "。女"),
        ("第一行\n第二行", "第一行。第二行"),
        ("sfz", "身份证"),
        ("yājīn", "押金"),
        ("🚫外地", "不要外地"),
        ("", ""),
    ],
)
def test_a_text_is_read_plain(text: str, plain: str) -> None:
    assert read(text).plain == plain


def test_a_word_written_as_it_should_be_is_no_disguise() -> None:
    assert find_disguises("女性优先，押金") == {}


def test_a_character_without_ways_is_refused() -> None:
    table = {"characters": {}, "words": {"words": "女", "single": [], "unless": "x"}}
    with pytest.raises(KeyError):
        read_disguises(table)


def test_every_exception_is_of_a_ground_that_stops_a_posting() -> None:
    exceptions = shipped_rules().exceptions
    stopped = {Ground.SEX, Ground.HOUSEHOLD, Ground.TERMS}
    assert {each.ground for each in exceptions} <= stopped
    assert all(each.law and each.instead for each in exceptions)
