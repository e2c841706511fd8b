"""
The adapted encoder on OpenVINO: the same vectors as torch's, a query in half the time.

The folder is the ordinary sentence-transformers one with the network converted beside
it; where the package ``openvino`` is not installed, torch reads the same folder.
"""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.encoder.sentence import (
    MAX_CHARACTERS,
    SentenceEncoder,
    not_whole,
    open_tokenizer,
)
from matcher.encoder.short import NETWORK, QUESTIONS, ShortQuestions
from matcher.text import readable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.encoder.protocol import Encoder, Vector, Vectors

FACTS: Final = "openvino.json"
BATCH: Final = 8
# Texts are padded to a multiple of so many tokens. The runtime lays out its memory anew
# when a text is longer or shorter than the last, which takes longer than some tokens.
LENGTHS: Final = 8
# So many texts are read at once, and sorted by their tokens.
AT_ONCE: Final = 512
# Where threads share the work each takes so many batches before others have a turn:
# whoever waits for the last of few batches idles.
TURN: Final = 4


def open_encoder(source: str | Path, *, threads: int = 1) -> Encoder:
    """
    Return an encoder from a folder or by name, on the faster runtime that is there.

    Raises
    ------
    EncoderUnavailableError
        When there is no such encoder.
    """
    if (Path(source) / NETWORK).exists() and find_spec("openvino") is not None:
        return OpenVinoEncoder(Path(source), threads=threads)
    return SentenceEncoder(source, threads=threads)


@lru_cache(maxsize=1)
def shared_tokenizer(folder: Path) -> Tokenizer:
    """
    Return what reads texts for all networks of a folder; nobody changes it.

    It takes some hundred megabytes, so there is one in a process.
    """
    tokenizer = open_tokenizer(folder)
    tokenizer.enable_truncation(json.loads((folder / FACTS).read_text())["tokens"])
    tokenizer.no_padding()
    return tokenizer


class OpenVinoEncoder:
    """
    Encodes with a converted network; calls from several threads take turns.

    Parameters
    ----------
    threads
        So many batches are encoded at a time, each by one thread: threads that share a
        batch wait for each other at every layer. One text takes one thread.
    reduced
        Compute in bfloat16 where the processor has it, and a short question by the few
        layers where these are; False: all of it in float32.

    Raises
    ------
    EncoderUnavailableError
        When the folder holds no converted network; at the first question, when that of
        few layers is damaged.
    """

    def __init__(self, folder: Path, *, threads: int = 1, reduced: bool = True) -> None:
        import openvino

        try:
            facts = json.loads((folder / FACTS).read_text())
            core = openvino.Core()
            self._network = core.compile_model(
                str(folder / NETWORK),
                "CPU",
                {
                    "INFERENCE_NUM_THREADS": threads,
                    "PERFORMANCE_HINT": "LATENCY" if threads == 1 else "THROUGHPUT",
                    "NUM_STREAMS": threads,
                    **({} if reduced else {"INFERENCE_PRECISION_HINT": "f32"}),
                },
            )
            self._tokenizer = shared_tokenizer(folder)
            self._pad: int = facts["pad"]
            self._name: str = facts["name"]
            self._dimension: int = facts["dimension"]
            self._prompts: dict[str, str] = facts["prompts"]
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            raise not_whole("converted encoder", folder, error) from error
        self._threads = threads
        self._queue = openvino.AsyncInferQueue(self._network, threads)
        self._queue.set_callback(_keep)
        self._lock = threading.Lock()
        self._folder = folder
        self._has_few = reduced and (folder / QUESTIONS).exists()
        self._short: ShortQuestions | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompts.get("query", ""))

    def encode_question(self, text: str) -> Vector:
        vector = self._by_few_layers(text) if self._has_few else None
        return self.encode_queries([text])[0] if vector is None else vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompts.get("document", ""))

    def _by_few_layers(self, text: str) -> Vector | None:
        """Return the vector of a question; None: it is too long for them."""
        with self._lock:
            if self._short is None:
                # Whoever encodes stocks alone does not wait for this.
                self._short = self._open_short()
            cleaned = readable(text[:MAX_CHARACTERS])
            vector = self._short.encode(self._tokenizer.encode(cleaned).ids)
        return None if vector is None else _unit(vector[np.newaxis])[0]

    def _open_short(self) -> ShortQuestions:
        try:
            return ShortQuestions(self._folder, self._pad)
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            what = "network of few layers"
            raise not_whole(what, self._folder, error) from error

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(by_length), AT_ONCE):
            rows = by_length[start : start + AT_ONCE]
            cleaned = [prompt + readable(texts[at][:MAX_CHARACTERS]) for at in rows]
            read = self._tokenizer.encode_batch(cleaned)
            found = {row: one.ids for row, one in zip(rows, read, strict=True)}
            # The shorter are padded to the longest of their batch: as little as may be.
            rows.sort(key=lambda row: len(found[row]))
            self._fill(vectors, rows, found)
        return _unit(vectors)

    def _fill(
        self, vectors: Vectors, rows: Sequence[int], found: Mapping[int, list[int]]
    ) -> None:
        """Put the vectors of texts, given as tokens, into their rows."""
        batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
        turn = self._threads if self._threads == 1 else TURN * self._threads
        for start in range(0, len(batches), turn):
            with self._lock:
                for batch in batches[start : start + turn]:
                    inputs = self._inputs([found[row] for row in batch])
                    if self._threads == 1 or len(batches) == 1:
                        vectors[batch] = self._network(inputs)[0]
                    else:
                        self._queue.start_async(inputs, (vectors, batch))
                self._queue.wait_all()

    def _inputs(self, found: Sequence[list[int]]) -> list[NDArray[np.int64]]:
        width = -(-max(map(len, found)) // LENGTHS) * LENGTHS
        ids = np.full((len(found), width), self._pad, dtype=np.int64)
        read = np.zeros_like(ids)
        for row, tokens in enumerate(found):
            ids[row, : len(tokens)] = tokens
            read[row, : len(tokens)] = 1
        return [ids, read]


def _unit(vectors: Vectors) -> Vectors:
    """Return rows of length 1: bfloat16 leaves them off in the third digit."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _keep(request: Any, place: tuple[Vectors, list[int]]) -> None:
    """Put what a batch gave into its rows."""
    vectors, rows = place
    vectors[rows] = request.get_output_tensor(0).data
