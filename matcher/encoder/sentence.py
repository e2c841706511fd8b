"""Any sentence-transformers model, from a folder or by name, on the processor."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import EncoderUnavailableError
from matcher.text import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from matcher.encoder.protocol import Vector, Vectors

BATCH = 32
# Models read 512 tokens or less; a token is four characters at most on average. Longer
# texts would only keep the tokenizer busy.
MAX_CHARACTERS = 2_000
# What a model that is fetched may be called, beside whose it is.
_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")


class SentenceEncoder:
    """
    Encodes with a sentence-transformers model, with its own prompts where it has them.

    Loading takes a second or two; share one in a process. Calls from several threads
    take turns: the tokenizer cannot be shared, and one call uses all threads given.

    Parameters
    ----------
    source
        A folder, or a name that sentence-transformers finds.
    threads
        How many processor threads torch may use in this whole process.
    reduced
        Compute in bfloat16, twice as fast where the processor has it and equal to four
        digits; None: when the processor has it.

    Raises
    ------
    EncoderUnavailableError
        When there is no such model.
    """

    def __init__(
        self, source: str | Path, *, threads: int = 1, reduced: bool | None = None
    ) -> None:
        import torch

        from matcher.encoder.packed import pack

        torch.set_num_threads(threads)
        self._threads = threads
        self._model = _load(source)
        self._lock = threading.Lock()
        self._name = f"{Path(source).name[:60]}@{_fingerprint(self._model)}"
        reduced = has_bfloat16() if reduced is None else reduced
        network = getattr(self._model[0], "model", None)
        # Packing is faster than autocast, which any architecture bears; a table of
        # words has no network.
        self._autocast = reduced and network is not None and not pack(network)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderUnavailableError(f"{source} does not tell its dimension.")
        self._dimension = dimension

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, texts)

    def encode_question(self, text: str) -> Vector:
        vector: Vector = self.encode_queries([text])[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        import torch

        cleaned = [readable(text[:MAX_CHARACTERS]) for text in texts]
        with self._lock, self._precision():
            # OpenMP keeps this for each calling thread: one that comes new would take
            # all processors, and the threads of several requests would collide.
            torch.set_num_threads(self._threads)
            tensor = encode(
                cleaned,
                batch_size=BATCH,
                convert_to_tensor=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        vectors: Vectors = tensor.float().numpy()
        # bfloat16 leaves a norm that is off in the third digit.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors

    def _precision(self) -> AbstractContextManager[Any]:
        import torch

        if self._autocast:
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return nullcontext()


def has_bfloat16() -> bool:
    """Return whether the processor multiplies bfloat16 itself."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(
        capabilities.get("avx512_bf16")
        or capabilities.get("amx_bf16")
        or capabilities.get("bf16")
    )


def _load(source: str | Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    is_folder = Path(source).is_dir()
    try:
        if not is_folder and not _NAME.fullmatch(str(source)):
            # Asked for what can be no name the packages would warn as well.
            raise FileNotFoundError(source)
        model = SentenceTransformer(
            str(source), device="cpu", model_kwargs={"dtype": torch.float32}
        )
    # Of what a damaged folder makes the packages raise there is no list.
    except Exception as error:
        if is_folder:
            raise not_whole("sentence-transformers model", source, error) from error
        msg = (
            f"There is no encoder {source}: it is no folder, nor the name of a "
            "sentence-transformers model that can be fetched. make install builds "
            "the usual one, ZHIDA_ENCODER names another."
        )
        raise EncoderUnavailableError(msg) from error
    model.eval()
    return model


def not_whole(
    what: str, source: str | Path, error: Exception
) -> EncoderUnavailableError:
    """Return the error of an encoder that is missing or damaged, with the remedy."""
    # Runtimes tell where in their own source it was, and in the last line what.
    *_, why = ["damaged", *filter(None, map(str.strip, str(error).splitlines()))]
    missing = f"{why} is missing" if isinstance(error, KeyError) else why.rstrip(".!")
    return EncoderUnavailableError(
        f"No {what} in {source}: {missing}. If make install has built it, remove this "
        "folder and build/.assets, and make install builds it anew."
    )


def open_tokenizer(folder: Path) -> Tokenizer:
    """
    Return the tokenizer of a folder.

    Raises
    ------
    ValueError
        When its file is missing or no whole one.
    """
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        return Tokenizer.from_file(str(path))
    # The package raises nothing narrower.
    except Exception as error:
        msg = f"{path} is not whole: {error}"
        raise ValueError(msg) from error


def fingerprint(
    prompts: Mapping[str, object],
    tokens: float | None,
    weights: Iterable[tuple[str, NDArray[Any]]],
) -> str:
    """
    Return a short digest of what makes the vectors.

    Parameters
    ----------
    tokens
        So many are read at most.
    weights
        By their names.
    """
    digest = hashlib.sha256()
    digest.update(repr([sorted(prompts.items()), tokens]).encode())
    for name, values in sorted(weights, key=lambda named: named[0]):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()[:12]


def _fingerprint(model: SentenceTransformer) -> str:
    weights = ((name, each.numpy()) for name, each in model.state_dict().items())
    return fingerprint(model.prompts, model.max_seq_length, weights)
