"""
The static student: a vector for each word, a text is their mean, no network at all.

Some thousand adverts a second on one core, an ordinary sentence-transformers folder
(``StaticEmbedding``). Pieces with their scores and vectors come from one shipped file.
"""

from __future__ import annotations

import json
import math
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.encoder import quantised
from matcher.encoder.sentence import (
    MAX_CHARACTERS,
    fingerprint,
    not_whole,
    open_tokenizer,
)
from matcher.errors import EncoderUnavailableError
from matcher.text import readable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.encoder.protocol import Vector, Vectors

UNKNOWN: Final = "<unk>"
HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
CONFIG: Final = "config_sentence_transformers.json"
_PIECES: Final = "pieces.txt"
_VECTORS: Final = "vectors.npz"


@dataclass(frozen=True, slots=True)
class StaticWeights:
    """
    Words and their vectors.

    Parameters
    ----------
    pieces
        The first is ``UNKNOWN``.
    scores
        Logarithms of how probable each piece is; the likeliest cut of a text wins.
    vectors
        Shape ``(pieces, d)``; a frequent word's is short, so it says little.
    """

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    vectors: NDArray[np.float32]


class StaticEncoder:
    """
    The folder that ``write_folder`` writes; a query in a tenth of the time.

    A mean needs no more than a look into a table: what sentence-transformers does
    around it takes ten times as long for one short text, and torch seconds to load.

    Raises
    ------
    EncoderUnavailableError
        When the folder holds none.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            prompts = json.loads((folder / CONFIG).read_text())["prompts"]
            (self._table,) = load_file(folder / "model.safetensors").values()
            self._tokenizer = open_tokenizer(folder)
        except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
            raise not_whole("static encoder", folder, error) from error
        self._tokenizer.no_padding()
        weights = [("0.embedding.weight", self._table)]
        digest = fingerprint(prompts, math.inf, weights)
        self._name = f"{folder.name[:60]}@{digest}"
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._table.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._means(texts)

    def encode_question(self, text: str) -> Vector:
        vector: Vector = self.encode_queries([text])[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._means(texts)

    def _means(self, texts: Sequence[str]) -> Vectors:
        cleaned = [readable(text[:MAX_CHARACTERS]) for text in texts]
        with self._lock:
            found = self._tokenizer.encode_batch(cleaned, add_special_tokens=False)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, one in enumerate(found):
            if one.ids:
                vectors[row] = self._table[one.ids].mean(axis=0)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors


def make_tokenizer(pieces: tuple[str, ...], scores: NDArray[np.float32]) -> Tokenizer:
    """Return the tokenizer: half width, lower case, Han cut apart from the rest."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = list(zip(pieces, scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(f"[{HAN}]+|[^{HAN}]+"), "isolated"),
        ]
    )
    return tokenizer


def write(folder: Path, weights: StaticWeights) -> None:
    """Write the files that are shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (
        f"{piece}\t{score:.4f}\n"
        for piece, score in zip(weights.pieces, weights.scores.tolist(), strict=True)
    )
    (folder / _PIECES).write_text("".join(lines), encoding="utf-8", newline="\n")
    quantised.write(folder / _VECTORS, {"vectors": weights.vectors})


def read(folder: Path) -> StaticWeights:
    """
    Return what ``write`` wrote.

    Raises
    ------
    EncoderUnavailableError
        When a file is missing or cut short.
    """
    vectors = quantised.read(folder / _VECTORS)["vectors"]
    try:
        lines = (folder / _PIECES).read_text(encoding="utf-8").split("\n")[:-1]
    except OSError as error:
        message = f"{folder} does not hold the static encoder: {error}"
        raise EncoderUnavailableError(message) from error
    if len(lines) != len(vectors):
        message = f"{folder}: {len(lines)} pieces, {len(vectors)} vectors."
        raise EncoderUnavailableError(message)
    pieces, scores = zip(*(line.split("\t") for line in lines), strict=True)
    return StaticWeights(pieces, np.array(scores, np.float32), vectors)


def write_folder(weights: StaticWeights, folder: Path) -> None:
    """Write an ordinary sentence-transformers folder, in place of what is there."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    embedding = modules.StaticEmbedding(
        make_tokenizer(weights.pieces, weights.scores),
        embedding_weights=torch.from_numpy(weights.vectors),
    )
    encoder = SentenceTransformer(
        modules=[embedding, modules.Normalize()], device="cpu"
    )
    shutil.rmtree(folder, ignore_errors=True)
    encoder.save(str(folder), create_model_card=False)
