"""The network of few layers beside the one that it imitates."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.encoder import quantised
from matcher.encoder.conversion import TAUGHT_BY, convert, convert_for_questions
from matcher.encoder.openvino import FACTS, OpenVinoEncoder
from matcher.encoder.short import QUESTIONS, WIDTHS
from tests.matcher.small_encoder import WORDS, write_small_encoder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.skipif(find_spec("openvino") is None, reason="no build of OpenVINO"),
    # Of torch's tracing, which the converter reads.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("encoder") / "small"
    write_small_encoder(there)
    assert convert(there)
    return there


@pytest.fixture
def weights(folder: Path, tmp_path: Path) -> Path:
    """The first of two layers, as if it had been taught by both."""
    from sentence_transformers import SentenceTransformer

    network = SentenceTransformer(str(folder), device="cpu").float()[0].model
    layers = {
        name: values.detach().numpy()
        for name, values in network.named_parameters()
        if name.startswith("encoder.layer.0.")
    }
    name = json.loads((folder / FACTS).read_text())["name"]
    quantised.write(tmp_path / "q.npz", {**layers, TAUGHT_BY: np.array([name])})
    return tmp_path / "q.npz"


def test_a_short_question_is_read_by_the_few_layers_and_a_title_is_not(
    folder: Path, weights: Path
) -> None:
    short, long = WORDS[:4], WORDS[:20]
    assert len(short) < WIDTHS[-1] < len(long)
    whole = OpenVinoEncoder(folder)
    try:
        assert convert_for_questions(folder, weights)
        few = OpenVinoEncoder(folder)
        questions = [few.encode_question(text) for text in (short, long)]
        exact = OpenVinoEncoder(folder, reduced=False).encode_question(short)
    finally:
        (folder / QUESTIONS).unlink()
    assert few.name == whole.name
    for text, question, same in zip(
        (short, long), questions, (False, True), strict=True
    ):
        (title,) = whole.encode_queries([text])
        assert np.allclose(whole.encode_question(text), title, atol=1e-6)
        assert np.allclose(few.encode_queries([text])[0], title, atol=1e-6)
        assert np.allclose(question, title, atol=1e-3) == same
        if not same:
            assert np.allclose(exact, title, atol=1e-2)
            assert not np.allclose(exact, question, atol=1e-2)


def test_layers_that_another_encoder_taught_are_not_taken(
    folder: Path, weights: Path
) -> None:
    other = {**quantised.read(weights), TAUGHT_BY: np.array(["e5-job@another"])}
    quantised.write(weights, other)
    assert not convert_for_questions(folder, weights)
    assert not (folder / QUESTIONS).exists()
