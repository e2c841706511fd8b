"""Findings are marked without changing a word, and lawful words take their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.wording.checking import check
from matcher.wording.rewriting import lawful_words, pieces, replaced

ADVERT = "缝纫工，限女性，35岁以下，包住。\n入职交押金500元"


def test_the_pieces_are_the_text_and_the_marked_ones_are_the_findings() -> None:
    findings = check(ADVERT)
    cut = pieces(ADVERT, findings)
    assert "".join(piece.text for piece in cut) == ADVERT
    marked = [piece.text for piece in cut if piece.finding]
    assert marked == [finding.phrase for finding in findings]
    assert len(marked) == 3


@given(st.text(alphabet="限女性汉族，。 \n35岁以下押金😀", max_size=60))
def test_any_text_is_cut_into_itself(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text, check(text))) == text


def test_of_overlapping_findings_the_first_is_marked() -> None:
    findings = check("限汉族女性")
    cut = pieces("限汉族女性", findings)
    assert "".join(piece.text for piece in cut) == "限汉族女性"


@pytest.mark.parametrize(
    ("text", "phrase", "words", "expected"),
    [
        ("缝纫工，限女性，包住", "限女性", "", "缝纫工，包住"),
        ("限女性，包住", "限女性", "", "包住"),
        ("包住，限女性", "限女性", "", "包住"),
        ("包住，限女性。两班倒", "限女性", "", "包住。两班倒"),
        ("包住。限女性，两班倒", "限女性", "", "包住。两班倒"),
        ("包住\n限女性\n两班倒", "限女性", "", "包住\n\n两班倒"),
        ("限女性", "限女性", "", ""),
        ("缝纫工，限女性，包住", "限女性", "能上夜班", "缝纫工，能上夜班，包住"),
    ],
)
def test_words_are_replaced_and_no_comma_is_left_over(
    text: str, phrase: str, words: str, expected: str
) -> None:
    start = text.index(phrase)
    assert replaced(text, start, start + len(phrase), words) == expected


def test_what_is_offered_instead_is_lawful_itself() -> None:
    for finding in check(ADVERT + "，限汉族，本地户口，扣身份证，乙肝勿扰"):
        for words in lawful_words(finding):
            worse = [f for f in check(words) if f.severity == "block"]
            assert worse == [], words
