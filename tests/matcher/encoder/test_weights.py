"""Reading weights in 4 bits, and the vocabulary that is kept."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from matcher.encoder.build import main, make_tokenizer, prune
from matcher.encoder.weights import Sizes, Weights, read_weights

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "工", "缝纫", "の", "при", "<mask>"]
HIDDEN, FEED_FORWARD, LAYERS = 32, 64, 1


def packed(values: np.ndarray) -> bytes:
    """Return blocks of 32 values in 4 bits with scale 0.5."""
    codes = (values.reshape(-1, 32) / 0.5 + 8).astype(np.uint8)
    scale = np.float16(0.5).tobytes()
    return b"".join(
        scale + (row[:16] | row[16:] << 4).astype(np.uint8).tobytes() for row in codes
    )


def weights_file() -> tuple[bytes, dict[str, np.ndarray]]:
    """Return a tiny file in the package's form, and its tensors."""
    rng = np.random.default_rng(0)
    tensors: dict[str, np.ndarray] = {}

    def matrix(name: str, *shape: int) -> None:
        tensors[name] = rng.integers(-8, 8, shape).astype(np.float32) * 0.5

    def vector(name: str, *shape: int) -> None:
        tensors[name] = rng.standard_normal(shape).astype(np.float32)

    matrix("emb.word", len(PIECES), HIDDEN)
    vector("emb.pos", 8, HIDDEN)
    vector("emb.type", 2, HIDDEN)
    vector("emb.ln.w", HIDDEN)
    vector("emb.ln.b", HIDDEN)
    for name in ("q", "k", "v", "ao"):
        matrix(f"l0.{name}.w", HIDDEN, HIDDEN)
        vector(f"l0.{name}.b", HIDDEN)
    matrix("l0.fi.w", FEED_FORWARD, HIDDEN)
    vector("l0.fi.b", FEED_FORWARD)
    matrix("l0.fo.w", HIDDEN, FEED_FORWARD)
    vector("l0.fo.b", HIDDEN)
    for name in ("aln", "oln"):
        vector(f"l0.{name}.w", HIDDEN)
        vector(f"l0.{name}.b", HIDDEN)

    def is_packed(name: str) -> bool:
        return name == "emb.word" or (name.endswith(".w") and "ln" not in name)

    blobs = {
        name: packed(values) if is_packed(name) else values.tobytes()
        for name, values in tensors.items()
    }
    texts = [piece.encode() for piece in PIECES]
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack(
        "<7i", HIDDEN, LAYERS, 2, FEED_FORWARD, len(PIECES), 8, 2
    ) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    head += np.zeros(len(PIECES), "<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, 9) + bytes(9) + struct.pack("<i", len(blobs))
    entry_bytes = sum(len(name) + 23 for name in blobs)
    offset = len(head) + entry_bytes
    for name, blob in blobs.items():
        kind = int(is_packed(name))
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, tensors[name].size, offset, len(blob))
        offset += len(blob)
    return head + b"".join(blobs.values()), tensors


def test_every_tensor_comes_out_as_it_went_in() -> None:
    raw, tensors = weights_file()
    read = read_weights(raw)
    assert read.pieces == PIECES
    assert read.sizes == Sizes(HIDDEN, LAYERS, 2, FEED_FORWARD, len(PIECES), 8, 2)
    state = read.tensors
    assert np.array_equal(state["embeddings.word_embeddings.weight"],
                          tensors["emb.word"])  # fmt: skip
    assert np.array_equal(
        state["encoder.layer.0.output.dense.weight"], tensors["l0.fo.w"]
    )
    assert np.array_equal(
        state["encoder.layer.0.attention.self.query.bias"], tensors["l0.q.b"]
    )


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="E5S1"):
        read_weights(b"GGUF and more")


def pruned() -> Weights:
    return prune(read_weights(weights_file()[0]))


def test_pieces_of_other_scripts_go_with_their_vectors() -> None:
    kept = pruned()
    assert kept.pieces == [piece for piece in PIECES if piece not in {"の", "при"}]
    assert len(kept.tensors["embeddings.word_embeddings.weight"]) == len(kept.pieces)


def test_text_is_cut_into_pieces_between_start_and_end() -> None:
    tokenizer = make_tokenizer(pruned())
    assert tokenizer.encode("缝纫工").tokens == ["<s>", "▁", "缝纫", "工", "</s>"]
    assert tokenizer.encode("工\x00\u200b 工").tokens[1:-1] == ["▁", "工", "▁", "工"]


def test_without_the_wheel_there_is_one_sentence(tmp_path: object) -> None:
    with pytest.raises(SystemExit, match="make install"):
        main(["--archives", str(tmp_path), "--out", f"{tmp_path}/out"])
