"""What a text must have before an expression can match it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import fold
from matcher.wording.lexicon import shipped_lexicon
from matcher.wording.needs import Pattern, Shelf, begins_of, needs_of
from matcher.wording.reading import read
from matcher.wording.rules import shipped_rules
from tests.matcher.wording.cases import CHAT, FIRST

EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c", "[ab]", "[b-d]", "[^a]", r"\d", r"\+", ".", "^"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})"),
        st.tuples(
            st.sampled_from(["(?:{})?", "(?:{})*", "(?:{})+", "(?:{}){{0,2}}?"]), inner
        ).map(lambda pair: pair[0].format(pair[1])),
        inner.map("(?!{})".format),
        inner.map("(?={})".format),
    ),
    max_leaves=6,
)


def meets(needs: tuple[frozenset[str], ...], text: str) -> bool:
    return all(set(text) & each for each in needs)


@given(EXPRESSIONS, st.text("abcd+1", max_size=6))
def test_a_text_that_matches_has_what_is_needed(expression: str, text: str) -> None:
    if re.search(expression, text):
        assert meets(needs_of(expression), text)


@given(EXPRESSIONS, st.text("abcd+1", max_size=6))
def test_a_pattern_matches_as_its_expression_does(expression: str, text: str) -> None:
    expected = [
        found.span() for found in re.finditer(expression, text) if found.group()
    ]
    assert list(Pattern.of(expression).matches(text)) == expected


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        ("", ""),
        ("ab?c", "a"),
        ("(?<!x)(?:ab?|c)?d|[ef]", "acdef"),
        ("(?:a|b)?", ""),
        ("[^a]b", ""),
        ("^(?=b)[ab]+c", "ab"),
        (r"a|\w", ""),
        (r"[\da]|b", r"\dab"),
        ("(?:a?|b)c", "abc"),
    ],
)
def test_what_a_match_begins_with_is_told(expression: str, begins: str) -> None:
    assert "".join(sorted(begins_of(expression))) == begins


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("", []),
        ("ab?c", ["a", "c"]),
        ("a|b", ["ab"]),
        ("a|b?", []),
        ("[a-c]x{2,3}", ["abc", "x"]),
        (r"[\da]\d\.", ["."]),
        ("[^a](?<!b)(?=c)d", ["d"]),
        (r"(a)\1{0,2}b*", ["a"]),
        ("aa", ["a"]),
    ],
)
def test_what_is_needed_is_told(expression: str, needs: list[str]) -> None:
    assert ["".join(sorted(each)) for each in needs_of(expression)] == needs


@pytest.mark.parametrize("expression", ["(?i)a", "(?P<name>a)", "(a)?(?(1)b|c)"])
def test_a_group_that_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="no group of this kind"):
        needs_of(expression)


def test_no_shipped_pattern_matches_where_its_needs_are_not_met() -> None:
    rules = shipped_rules().rules
    plain = "".join(read(case.text).plain + "\n" for case in (*FIRST, *CHAT))
    folded = "\n".join(fold(case.text) for case in (*FIRST, *CHAT))
    codes = shipped_lexicon().tokens(plain).codes
    layers = [
        (codes, [each for rule in rules for each in rule.patterns + rule.unless]),
        (plain, [each for rule in rules for each in rule.texts + rule.unless_texts]),
        (folded, [e for rule in rules for e in rule.english + rule.unless_english]),
    ]
    for text, patterns in layers:
        for pattern in patterns:
            for found in pattern.expression.finditer(text):
                # What it looks at beside it is not needed.
                assert meets(pattern.needs, found[0]), pattern


def test_a_shelf_finds_what_each_of_its_patterns_finds() -> None:
    written = ["ab", "[bc]a?", "x|y", r"\d", "(?<=a)b", "a{0}b"]
    patterns = [Pattern.of(each) for each in written]
    shelf = Shelf(zip(written, patterns, strict=True))
    for text in ("", "ab", "cab1", "xyz", "zzz"):
        found = {
            (name, found.span())
            for name, pattern in zip(written, patterns, strict=True)
            for found in pattern.expression.finditer(text)
        }
        assert set(shelf.spans(text, frozenset(text))) == found


@given(st.lists(EXPRESSIONS, max_size=4), st.text("abcd+1", max_size=8))
def test_where_sentences_end_changes_nothing_that_a_shelf_finds(
    written: list[str], text: str
) -> None:
    patterns = [(number, Pattern.of(each)) for number, each in enumerate(written)]
    present = frozenset(text)
    whole = set(Shelf(patterns).spans(text, present))
    assert set(Shelf(patterns, "b").spans(text, present)) == whole
    assert set(Shelf(patterns, "a+").spans(text, present)) == whole
