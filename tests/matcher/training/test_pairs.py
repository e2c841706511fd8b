"""Batches of pairs."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.training.pairs import CrossPairs, LabelPairs, NamedPairs, Source
from matcher.training.sources import Classification, Occupation

LETTERS = "abcdefgh"
OCCUPATIONS = [
    Occupation(letter, (f"{letter}1", f"{letter}2", f"{letter}3"), f"does {letter}")
    for letter in LETTERS
]
NAMED = Classification(
    {o.code: o for o in OCCUPATIONS},
    tuple((label, o.code) for o in OCCUPATIONS for label in o.labels),
)
GERMAN = [Occupation(letter, (f"{letter}9",), "") for letter in LETTERS[:6]]
SOURCES: dict[str, Source] = {
    "named": NamedPairs(NAMED),
    "labels": LabelPairs(OCCUPATIONS),
    "cross": CrossPairs({"en": OCCUPATIONS, "de": GERMAN}),
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("long", [False, True])
def test_a_batch_has_each_occupation_once_and_no_text_with_itself(
    name: str, long: bool
) -> None:
    random = np.random.default_rng(1)
    for _ in range(20):
        pairs = SOURCES[name].draw(5, long=long, random=random)
        assert len({pair.code for pair in pairs}) == len(pairs) == 5
        for pair in pairs:
            assert pair.query != pair.passage
            assert pair.query[0] == pair.code


@pytest.mark.parametrize("name", ["named", "labels"])
def test_long_passages_hold_the_description(name: str) -> None:
    pairs = SOURCES[name].draw(5, long=True, random=np.random.default_rng(2))
    assert all(f"does {pair.code}" in pair.passage for pair in pairs)


def test_the_same_seed_draws_the_same_pairs() -> None:
    for source in SOURCES.values():
        one, other = (
            source.draw(4, long=False, random=np.random.default_rng(3))
            for _ in range(2)
        )
        assert one == other


def test_cross_pairs_are_of_two_languages() -> None:
    pairs = SOURCES["cross"].draw(6, long=False, random=np.random.default_rng(4))
    assert all(("9" in p.query) != ("9" in p.passage) for p in pairs)
