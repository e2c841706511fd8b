"""
The adapted encoder on OpenVINO: the same vectors as torch's, a query in half the time.

The folder is the ordinary sentence-transformers one with the network converted beside
it; where the package ``openvino`` is not installed, torch reads the same folder.
"""

from __future__ import annotations

import json
import threading
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
from matcher.encoder.short import WIDTHS, ShortTexts
from matcher.text import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

NETWORK: Final = "openvino.xml"
FACTS: Final = "openvino.json"
BATCH: Final = 8
# Texts are padded to a multiple of so many tokens. The runtime lays out its memory anew
# when a text is longer or shorter than the last, which takes longer than some tokens.
LENGTHS: Final = 8


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


class OpenVinoEncoder:
    """
    Encodes with a converted network; calls from several threads take turns.

    Parameters
    ----------
    threads
        So many batches are encoded at a time, each by one thread: threads that share a
        batch wait for each other at every layer. One text takes one thread.
    reduced
        Compute in bfloat16 where the processor has it, and a short question alone with
        weights of eight bits; False: in float32 everywhere.

    Raises
    ------
    EncoderUnavailableError
        When the folder holds no converted network.
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
            self._tokenizer = open_tokenizer(folder)
            self._tokenizer.enable_truncation(facts["tokens"])
            self._pad: int = facts["pad"]
            self._name: str = facts["name"]
            self._dimension: int = facts["dimension"]
            self._prompts: dict[str, str] = facts["prompts"]
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            raise not_whole("converted encoder", folder, error) from error
        self._threads = threads
        self._queue = openvino.AsyncInferQueue(self._network, threads)
        self._queue.set_callback(_keep)
        self._tokenizer.no_padding()
        self._lock = threading.Lock()
        self._folder = folder
        self._reduced = reduced
        self._short: ShortTexts | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        prompt = self._prompts.get("query", "")
        if len(texts) == 1 and self._reduced:
            vector = self._alone(prompt + readable(texts[0][:MAX_CHARACTERS]))
            if vector is not None:
                return vector
        return self._encode(texts, prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompts.get("document", ""))

    def _alone(self, text: str) -> Vectors | None:
        """Return the vector of a text as a row; None: it is too long to go alone."""
        with self._lock:
            tokens = self._tokenizer.encode(text).ids
            if len(tokens) > WIDTHS[-1]:
                return None
            if self._short is None:
                # Whoever encodes stocks alone does not wait for this.
                self._short = ShortTexts(self._folder / NETWORK, self._pad)
            return _unit(self._short.encode(tokens)[np.newaxis])

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        cleaned = [prompt + readable(text[:MAX_CHARACTERS]) for text in texts]
        # Texts of one length together: the shorter are padded to the longest.
        order = sorted(range(len(texts)), key=lambda at: len(cleaned[at]))
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        for start in range(0, len(batches), self._threads):
            at_once = batches[start : start + self._threads]
            with self._lock:
                for rows in at_once:
                    inputs = self._inputs([cleaned[row] for row in rows])
                    if len(at_once) == 1:
                        vectors[rows] = self._network(inputs)[0]
                    else:
                        self._queue.start_async(inputs, (vectors, rows))
                self._queue.wait_all()
        return _unit(vectors)

    def _inputs(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        found = [one.ids for one in self._tokenizer.encode_batch(texts)]
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


def convert(folder: Path) -> bool:
    """
    Write the converted network into a sentence-transformers folder.

    Return False, with nothing written, where ``openvino`` is not installed.
    """
    if find_spec("openvino") is None:
        return False
    import openvino
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder
    from sentence_transformers import SentenceTransformer

    from matcher.encoder.pooled import Pooled

    named = SentenceEncoder(folder, reduced=False)
    encoder = SentenceTransformer(str(folder), device="cpu").float().eval()
    module: Any = encoder[0]
    # Plain attention is traced; the fused one is not known to the converter.
    module.model.set_attn_implementation("eager")
    example = torch.arange(5, 41).reshape(3, 12)
    with torch.no_grad():
        traced = torch.jit.trace(
            Pooled(module.model).eval(), (example, torch.ones_like(example))
        )
    # The front end itself: the package's convert_model would report its use home.
    decoder = TorchScriptPythonDecoder(traced)
    front_end = FrontEndManager().load_by_framework("pytorch")
    network = front_end.convert(front_end.load(decoder))
    openvino.save_model(network, str(folder / NETWORK), compress_to_fp16=True)
    facts = {
        "name": named.name,
        "dimension": named.dimension,
        "prompts": dict(encoder.prompts),
        "tokens": encoder.max_seq_length,
        "pad": encoder.tokenizer.pad_token_id,
    }
    (folder / FACTS).write_text(json.dumps(facts))
    return True
