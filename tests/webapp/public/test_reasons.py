from __future__ import annotations

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from webapp.public.reasons import longest_common

TEXTS = st.text("缝纫工 厂", max_size=12)


@given(TEXTS, TEXTS)
def test_the_longest_common_part_is_the_one_that_difflib_finds(
    words: str, text: str
) -> None:
    found = SequenceMatcher(None, words, text, autojunk=False).find_longest_match()
    assert longest_common(words, text) == words[found.a : found.a + found.size]
