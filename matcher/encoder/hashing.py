"""An encoder without weights: good enough for tests, and for a first look."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from matcher.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.encoder.protocol import Vector, Vectors


class HashingEncoder:
    """
    Counts character 1- to 3-grams in hashed buckets: texts that share words are near.

    The first bucket is given to every text, so none is a zero vector.
    """

    def __init__(self, dimension: int = 256) -> None:
        if dimension < 2:
            msg = f"Expected dimension >= 2, got {dimension}."
            raise ValueError(msg)
        self._dimension = dimension

    @property
    def name(self) -> str:
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_question(self, text: str) -> Vector:
        vector: Vector = self.encode_queries([text])[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            plain = normalise(text).lower()
            row[0] = 0.1
            for length in (1, 2, 3):
                for start in range(len(plain) - length + 1):
                    gram = plain[start : start + length].encode()
                    row[1 + zlib.crc32(gram) % (self._dimension - 1)] += length
        norms: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms
