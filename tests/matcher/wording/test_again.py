"""A second reader stops what the grammar passes, and passes what it should not stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.wording.again import (
    BESIDE,
    LONGEST,
    MOST,
    PASSES,
    STOPS,
    clauses_of,
    pieces_of,
)
from matcher.wording.checking import check
from matcher.wording.learnt import GROUNDS
from matcher.wording.rules import Ground, Severity, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SURE, UNSURE = STOPS + 1, (STOPS + PASSES) / 2


class Words:
    """Reads by single words: each has its log-odds, the largest of a line counts."""

    def __init__(
        self, words: Mapping[str, tuple[float, Ground]], otherwise: float = UNSURE
    ) -> None:
        self.words, self.otherwise = words, otherwise

    def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
        odds = np.full((len(lines), 1 + len(GROUNDS)), self.otherwise, np.float32)
        for row, line in enumerate(lines):
            for word, (value, ground) in self.words.items():
                if word in line:
                    odds[row, 0] = value
                    odds[row, 1 + GROUNDS.index(ground)] = value
        return odds


def stopped(text: str, reader: Words) -> list[tuple[str, Ground]]:
    return [
        (found.phrase, found.ground)
        for found in check(text, reader=reader)
        if found.severity is Severity.BLOCK
    ]


def test_a_line_that_the_grammar_passes_is_stopped_where_the_reader_is_sure() -> None:
    reader = Words({"扎辫子的": (SURE, Ground.SEX)})
    (found,) = check("招文员两名。扎辫子的来。", reader=reader)
    assert (found.phrase, found.ground) == ("扎辫子的来", Ground.SEX)
    assert found.severity is Severity.BLOCK
    law, instead = shipped_rules().statutes[Ground.SEX]
    assert (found.law, found.instead) == (law, instead)
    assert not check("招文员两名。扎辫子的来。")


def test_the_clause_that_says_it_is_shown_where_one_does_alone() -> None:
    reader = Words({"扎辫子的": (SURE, Ground.SEX)})
    text = "招文员两名，扎辫子的来，包吃住"
    assert stopped(text, reader) == [("扎辫子的来", Ground.SEX)]


def test_the_whole_sentence_is_shown_where_no_clause_says_it_alone() -> None:
    class Both(Words):
        def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
            odds = super().log_odds(lines)
            for row, line in enumerate(lines):
                if not ("交" in line and "证" in line):
                    odds[row] = UNSURE
            return odds

    reader = Both({"证": (SURE, Ground.PAPERS)})
    assert stopped("交给人事，毕业的那本证。包住", reader) == [
        ("交给人事，毕业的那本证", Ground.PAPERS)
    ]


def test_a_line_that_passes_beside_its_neighbours_is_not_stopped() -> None:
    reader = Words(
        {
            "怀孕": (SURE, Ground.FERTILITY),
            "哺乳室": (BESIDE - 1, Ground.FERTILITY),
        }
    )
    assert stopped("怀孕的呢。包吃住。来吧", reader) == [("怀孕的呢", Ground.FERTILITY)]
    assert stopped("怀孕的呢。有哺乳室。来吧", reader) == []
    assert stopped("怀孕的呢。包吃住。有哺乳室", reader) == [
        ("怀孕的呢", Ground.FERTILITY)
    ]


def test_an_unsure_reader_changes_nothing() -> None:
    text = "限女性，35岁以下。包吃住"
    assert check(text, reader=Words({})) == check(text)


def test_what_the_grammar_stops_is_only_warned_of_where_the_reader_passes_it() -> None:
    text = "限女性。押金500元"
    (sex, money) = check(text)
    assert sex.severity is money.severity is Severity.BLOCK
    reader = Words({"限女性": (PASSES - 1, Ground.SEX)})
    first, second = check(text, reader=reader)
    assert (first.phrase, first.severity) == (sex.phrase, Severity.WARN)
    assert second == money


def test_a_clause_that_the_reader_is_sure_of_is_stopped_in_any_sentence() -> None:
    class Alone(Words):
        def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
            odds = super().log_odds(lines)
            odds[[line == "限女性" for line in lines]] = SURE
            return odds

    passes = Alone({"包住": (PASSES - 1, Ground.SEX)})
    text = "限女性，包住，五险"
    assert stopped(text, passes) == [("限女性", Ground.SEX)]
    assert stopped(text, Words(passes.words)) == []


def test_what_goes_over_two_lines_passes_only_where_both_do() -> None:
    text = "男的可以吗？不可以"
    (found,) = check(text)
    assert found.start < text.index("？") < found.end
    first = {"可以吗": (PASSES - 1, Ground.SEX)}
    assert stopped(text, Words(first)) == [(found.phrase, Ground.SEX)]
    both = first | {"不可以": (PASSES - 1, Ground.SEX)}
    assert stopped(text, Words(both)) == []


def test_english_clauses_are_no_single_words() -> None:
    text = "we hire ladies only, free lunch"
    found = [text[slice(*span)] for span in clauses_of(text, 0, len(text))]
    assert found == ["we hire ladies only", "free lunch"]
    mixed = "招普工 包住 good pay"
    found = [mixed[slice(*span)] for span in clauses_of(mixed, 0, len(mixed))]
    assert found == ["招普工", "good pay"]


def test_a_line_is_not_stopped_twice_nor_what_the_law_excepts() -> None:
    reader = Words({"女": (SURE, Ground.SEX)})
    assert len(check("限女性", reader=reader)) == 1
    excepted = check("女浴室保洁，限女性")
    assert [found.severity for found in excepted] == [Severity.NOTE]
    assert check("女浴室保洁，限女性", reader=reader) == excepted


@pytest.mark.parametrize("text", ["", "女", "。。。", "\n\n", " \t"])
def test_what_says_nothing_is_not_read(text: str) -> None:
    class Never(Words):
        def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
            assert not lines
            return super().log_odds(lines)

    assert check(text, reader=Never({})) == check(text)


@given(st.text(alphabet="男工，。;\n a、", max_size=400))
def test_pieces_are_short_in_order_and_leave_out_only_what_ends_a_sentence(
    text: str,
) -> None:
    at = 0
    for start, end in pieces_of(text):
        assert at <= start < end
        assert end - start <= LONGEST
        assert set(text[at:start]) <= set("。;")
        at = end
    assert set(text[at:]) <= set("。;")


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    sure = Words({}, otherwise=SURE)
    for found in check(text, reader=sure):
        assert text[found.start : found.end] == found.phrase


def test_of_a_long_text_the_first_pieces_are_read() -> None:
    reader = Words({"扎辫子的": (SURE, Ground.SEX)})
    line = "扎辫子的来。"
    assert len(stopped(line * (MOST + 5), reader)) == MOST
