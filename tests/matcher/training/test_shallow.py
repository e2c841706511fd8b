"""The network of few layers, begun as one of two and taught by both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.training.shallow import LONGEST, ShallowRecipe, distil
from tests.matcher.small_encoder import WORDS, write_small_encoder

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = ShallowRecipe(layers=(1,), steps=40, batch=8, rate=3e-3, held=10, questions=90)
RANDOM = np.random.default_rng(0)
QUESTIONS = ["".join(RANDOM.choice(list(WORDS), 3 + at % 4)) for at in range(90)]
TOO_LONG = WORDS * 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("encoder") / "small"
    write_small_encoder(there)
    return there


def test_it_comes_nearer_to_its_teacher(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(TOO_LONG) > LONGEST
    layers = distil(folder, [*QUESTIONS, TOO_LONG], RECIPE)
    assert {name.split(".")[2] for name in layers} == {"0"}
    assert all(np.isfinite(values).all() for values in layers.values())
    distil(folder, QUESTIONS, replace(RECIPE, steps=1))
    longer, shorter = (
        float(line.rsplit(maxsplit=1)[1])
        for line in capsys.readouterr().out.splitlines()
        if "unseen" in line
    )
    assert longer > shorter


def test_the_same_questions_give_the_same_layers(folder: Path) -> None:
    few = replace(RECIPE, steps=3)
    first, second = (distil(folder, QUESTIONS, few) for _ in range(2))
    assert all(np.allclose(first[name], second[name], atol=1e-6) for name in first)
