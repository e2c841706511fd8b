"""The questions that the network of few layers is taught with."""

from __future__ import annotations

import pytest

from matcher.encoder.static import make_tokenizer
from matcher.training import questions
from matcher.training.questions import CHARACTERS, make_questions
from matcher.training.sources import Occupation, comparable
from tests.matcher.training.test_student import NAMED, PIECES, SCORES

LEXICON = [f"{one}{other}" for one in "红黄蓝绿白黑" for other in "高低长短大小"]
ENGLISH = [Occupation("w", ("Welder", "welding operator"), "")]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MIXED", 4_000)
    monkeypatch.setattr(questions, "LATIN", 400)


def _questions(esco: list[Occupation], seed: int = 0) -> list[str]:
    tokenizer = make_tokenizer(PIECES, SCORES)
    banned = {comparable("缝纫工"), comparable("Welder")}
    return make_questions(NAMED, ["打工"], esco, LEXICON, tokenizer, banned, seed)


def test_questions_are_distinct_short_and_none_is_banned() -> None:
    found = _questions(ENGLISH)
    assert len(set(found)) == len(found)
    assert max(map(len, found)) <= CHARACTERS
    assert {"打工", "缝纫师傅", "welding operator"} <= set(found)
    assert not {"缝纫工", "welder"} & set(found)


def test_names_stand_beside_what_people_ask_for() -> None:
    found = [text for text in _questions([]) if "缝纫师傅" in text]
    assert any(asked in text for text in found for asked in questions.CONDITIONS)


def test_without_english_occupations_no_question_is_english() -> None:
    assert not any(text.isascii() for text in _questions([]))


def test_a_seed_gives_the_same_questions() -> None:
    assert _questions(ENGLISH) == _questions(ENGLISH)
    assert _questions(ENGLISH) != _questions(ENGLISH, seed=1)
