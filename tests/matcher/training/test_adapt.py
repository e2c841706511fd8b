"""What adapting changes, on a network of two small layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.training.adapt import Change, Recipe, adapt, mean_change
from matcher.training.sources import Classification, Occupation
from tests.matcher.small_encoder import WORDS, write_small_encoder

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = Recipe(steps=3, batch=4, kept=0.5)
CLASSIFICATION = Classification(
    {
        WORDS[at]: Occupation(
            WORDS[at], (WORDS[at : at + 2], WORDS[at : at + 3]), WORDS
        )
        for at in range(0, 20, 2)
    },
    tuple((WORDS[at : at + 4], WORDS[at]) for at in range(0, 20, 2)),
)
LANGUAGES = {
    language: [
        Occupation(letter, (letter, f"{letter} {mark}"), f"{letter} {mark} {letter}")
        for letter in "abcdefgh"
    ]
    for language, mark in (("de", "g"), ("es", "h"))
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("encoder") / "small"
    write_small_encoder(there)
    return there


@pytest.fixture(scope="module")
def change(folder: Path) -> Change:
    return adapt(folder, CLASSIFICATION, LANGUAGES, RECIPE)


def test_layers_change_and_words_stay(change: Change) -> None:
    assert all(name.startswith("encoder.layer.") for name in change)
    assert {name.split(".")[2] for name in change} == {"0", "1"}
    assert all(np.isfinite(values).all() for values in change.values())
    assert any(np.abs(values).max() > 0 for values in change.values())


def test_the_share_that_is_kept_scales_the_change(folder: Path, change: Change) -> None:
    whole = adapt(folder, CLASSIFICATION, LANGUAGES, Recipe(steps=3, batch=4, kept=1.0))
    for name, values in change.items():
        assert np.allclose(values, whole[name] / 2, atol=1e-6)


def test_another_seed_learns_otherwise(folder: Path, change: Change) -> None:
    other = adapt(
        folder, CLASSIFICATION, LANGUAGES, Recipe(steps=3, batch=4, kept=0.5, seed=1)
    )
    assert any(not np.allclose(change[name], other[name]) for name in change)


@pytest.mark.parametrize("languages", [(), ("de",)])
def test_fewer_languages_than_two_have_no_pairs_across(
    folder: Path, languages: tuple[str, ...]
) -> None:
    spoken = {language: LANGUAGES[language] for language in languages}
    # So many draws meet every source.
    change = adapt(folder, CLASSIFICATION, spoken, Recipe(steps=40, batch=4))
    assert all(np.isfinite(values).all() for values in change.values())


def test_the_mean_of_changes_is_taken_tensor_by_tensor() -> None:
    one, other = {"a": np.float32([1, 2])}, {"a": np.float32([3, 6])}
    assert mean_change([one, other])["a"].tolist() == [2, 4]
    with pytest.raises(ValueError, match="at least one"):
        mean_change([])
