"""Layers that learn which lines may not stand, and the network that is made of them."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.encoder import quantised
from matcher.encoder.conversion import (
    ADDED,
    HEAD,
    LINES,
    TAUGHT_BY,
    convert,
    convert_for_lines,
)
from matcher.encoder.openvino import FACTS
from matcher.errors import EncoderUnavailableError
from matcher.training.lines import Line, LinesRecipe, pieces, read_lines, teach
from matcher.wording.learnt import GROUNDS, TOKENS, LearntReader, open_reader
from matcher.wording.rules import Ground
from tests.matcher.small_encoder import WORDS, write_small_encoder

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = LinesRecipe(frozen=1, harmless=20, beside=20, epochs=60, batch=16, rate=1e-2)
RANDOM = np.random.default_rng(0)


def _line(bad: str) -> str:
    others = [word for word in WORDS if word not in "木医"]
    return "".join(RANDOM.choice(others, 5)) + bad + "".join(RANDOM.choice(others, 3))


# Of a carpenter nothing good is said, and of a doctor something else.
LABELLED = [
    *(Line(_line("木"), frozenset({"sex"})) for _ in range(40)),
    *(Line(_line("医"), frozenset({"deposit", "papers"})) for _ in range(40)),
    *(Line(_line(""), frozenset()) for _ in range(80)),
]
HARMLESS = [_line("") for _ in range(30)]
NEW = [_line("木"), _line("医"), _line("")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("encoder") / "small"
    write_small_encoder(there)
    return there


@pytest.fixture(scope="module")
def tensors(folder: Path) -> dict[str, np.ndarray]:
    return teach(folder, LABELLED, HARMLESS, RECIPE)


def test_the_upper_layers_and_a_head_are_returned(
    tensors: dict[str, np.ndarray],
) -> None:
    layers = {name.split(".")[2] for name in tensors if name not in {HEAD, ADDED}}
    assert layers == {"1"}
    assert len(tensors[HEAD]) == len(tensors[ADDED]) == 1 + len(GROUNDS)
    assert all(np.isfinite(values).all() for values in tensors.values())


def test_the_same_lines_give_the_same_layers(folder: Path) -> None:
    few = replace(RECIPE, epochs=0.3)
    first, second = (teach(folder, LABELLED, HARMLESS, few) for _ in range(2))
    assert all(np.allclose(first[name], second[name], atol=1e-6) for name in first)


@pytest.mark.skipif(find_spec("openvino") is None, reason="no build of OpenVINO")
@pytest.mark.filterwarnings("ignore")
def test_the_network_made_of_them_tells_lines_apart_and_their_grounds(
    folder: Path, tensors: dict[str, np.ndarray], tmp_path: Path
) -> None:
    assert open_reader(folder) is None
    assert convert(folder)
    name = json.loads((folder / FACTS).read_text())["name"]
    weights = tmp_path / "lines.npz"
    quantised.write(weights, {**tensors, TAUGHT_BY: np.array(["another"])})
    assert not convert_for_lines(folder, weights)
    quantised.write(weights, {**tensors, TAUGHT_BY: np.array([name])})
    assert convert_for_lines(folder, weights)
    reader = open_reader(folder)
    assert reader is not None
    odds = reader.log_odds(NEW)
    assert list(odds[:, 0] > 0) == [True, True, False]
    assert GROUNDS[odds[0, 1:].argmax()] is Ground.SEX
    assert GROUNDS[odds[1, 1:].argmax()] in {Ground.DEPOSIT, Ground.PAPERS}
    assert np.array_equal(reader.log_odds(NEW[::-1]), odds[::-1])
    assert reader.log_odds([]).shape == (0, 1 + len(GROUNDS))
    assert np.isfinite(reader.log_odds(["", "木" * TOKENS * 9, "\ud800🙂"])).all()

    (folder / LINES).write_text("<net")
    with pytest.raises(
        EncoderUnavailableError, match=r"network of lines.*make install"
    ):
        LearntReader(folder)


def test_tables_of_lines_are_read_without_what_is_only_told(tmp_path: Path) -> None:
    table = tmp_path / "lines.tsv"
    table.write_text(
        "text\texpected\n限女性\tsex,age\n35岁以下\tage\n包住\t-\n", "utf-8"
    )
    assert read_lines(table) == [
        Line("限女性", frozenset({"sex"})),
        Line("35岁以下", frozenset()),
        Line("包住", frozenset()),
    ]


def test_pieces_are_sentences_and_clauses_of_adverts_each_once() -> None:
    adverts = ["招缝纫工，两名的。包吃住；好", "包吃住！招缝纫工"]
    assert pieces(adverts) == sorted(
        {"招缝纫工，两名的", "招缝纫工", "两名的", "包吃住"}
    )


def test_an_unknown_ground_is_told_and_not_learnt_as_harmless(tmp_path: Path) -> None:
    table = tmp_path / "lines.tsv"
    table.write_text("text\texpected\n乙肝不收\thepatitis_b\n", "utf-8")
    with pytest.raises(ValueError, match="unknown ground hepatitis_b"):
        read_lines(table)
