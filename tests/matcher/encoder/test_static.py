"""The static student's files and tokenizer, with a handful of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.encoder import static
from matcher.encoder.sentence import SentenceEncoder
from matcher.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

PIECES = (static.UNKNOWN, "缝纫", "缝", "纫", "工", "司机", "forklift", "f", "o")
SCORES = np.array([0, -5, -9, -9, -4, -5, -6, -9, -9], dtype=np.float32)


def _weights() -> static.StaticWeights:
    random = np.random.default_rng(0)
    vectors = random.standard_normal((len(PIECES), 8)).astype(np.float32)
    return static.StaticWeights(PIECES, SCORES, vectors)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("缝纫工", ["缝纫", "工"]),
        ("缝工", ["缝", "工"]),
        ("ＦＯＲＫＬＩＦＴ司机", ["forklift", "司机"]),
        ("Forklift  司机", ["forklift", "司机"]),
    ],
)
def test_the_likeliest_words_are_cut(text: str, tokens: list[str]) -> None:
    assert static.make_tokenizer(PIECES, SCORES).encode(text).tokens == tokens


def test_what_is_shipped_becomes_an_ordinary_encoder(tmp_path: Path) -> None:
    weights = _weights()
    static.write(tmp_path / "shipped", weights)
    static.write_folder(static.read(tmp_path / "shipped"), tmp_path / "folder")
    encoder = SentenceEncoder(tmp_path / "folder")
    texts = ["缝纫工", "", "🙂", "工" * 10_000]
    vectors = encoder.encode_queries(texts)
    looked_up = static.StaticEncoder(tmp_path / "folder")
    assert looked_up.name == encoder.name
    assert np.allclose(looked_up.encode_queries(texts), vectors, atol=1e-6)
    mean = weights.vectors[1] + weights.vectors[4]
    assert vectors.shape == (4, 8)
    assert np.allclose(vectors[0], mean / np.linalg.norm(mean), atol=0.02)
    assert np.isfinite(vectors).all()


def test_files_of_two_builds_are_told(tmp_path: Path) -> None:
    static.write(tmp_path, _weights())
    pieces = tmp_path / "pieces.txt"
    pieces.write_text("\n".join(pieces.read_text().split("\n")[:-2]) + "\n")
    with pytest.raises(EncoderUnavailableError, match="8 pieces, 9 vectors"):
        static.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tokenizer.json", None),
        ("model.safetensors", None),
        (static.CONFIG, None),
        (static.CONFIG, b"{}"),
        (static.CONFIG, b"[]"),
    ],
)
def test_a_damaged_folder_is_refused_with_the_remedy(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    static.write_folder(_weights(), tmp_path / "folder")
    path = tmp_path / "folder" / name
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(half if content is None else content)
    with pytest.raises(
        EncoderUnavailableError, match=r"No static encoder in .*make install builds"
    ):
        static.StaticEncoder(tmp_path / "folder")


@pytest.mark.parametrize(
    "name", ["tokenizer.json", "model.safetensors", "modules.json"]
)
def test_a_damaged_model_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    static.write_folder(_weights(), tmp_path / "folder")
    path = tmp_path / "folder" / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(
        EncoderUnavailableError, match=r"No sentence-transformers .*make install builds"
    ):
        SentenceEncoder(tmp_path / "folder")
