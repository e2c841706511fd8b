"""Writes what OpenVINO reads into a sentence-transformers folder."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from matcher.encoder import quantised
from matcher.encoder.openvino import FACTS
from matcher.encoder.sentence import SentenceEncoder
from matcher.encoder.short import NETWORK, QUESTIONS, taken_out

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Whose vectors the network for questions imitates: the name of that encoder.
TAUGHT_BY = "taught_by"
LAYERS = "encoder.layer."
# What turns the vector of a line into log-odds: a row for each, and what is added.
HEAD, ADDED = "head", "added"
# The network that reads lines of adverts, without the table of words.
LINES = "lines.xml"


def convert(folder: Path) -> bool:
    """
    Write the converted network into a sentence-transformers folder.

    Return False, with nothing written, where ``openvino`` is not installed.
    """
    if find_spec("openvino") is None:
        return False
    import openvino

    named = SentenceEncoder(folder, reduced=False)
    encoder, network = _opened(folder)
    openvino.save_model(
        _converted(network), str(folder / NETWORK), compress_to_fp16=True
    )
    facts = {
        "name": named.name,
        "dimension": named.dimension,
        "prompts": dict(encoder.prompts),
        "tokens": encoder.max_seq_length,
        "pad": encoder.tokenizer.pad_token_id,
    }
    (folder / FACTS).write_text(json.dumps(facts))
    return True


def convert_for_questions(folder: Path, weights: Path) -> bool:
    """
    Write the network for short questions beside a converted one, without its words.

    Return False, with nothing written, where its weights were taught by another encoder
    than the one in the folder.

    Raises
    ------
    EncoderUnavailableError
        When the weights are missing or cut short.
    """
    import openvino
    import torch

    tensors = _taught(folder, weights)
    if tensors is None:
        return False
    _, network = _opened(folder)
    count = len({name.removeprefix(LAYERS).split(".")[0] for name in tensors})
    network.encoder.layer = network.encoder.layer[:count]
    network.load_state_dict(
        {name: torch.from_numpy(values) for name, values in tensors.items()},
        strict=False,
    )
    converted = _converted(network)
    taken_out(converted)
    openvino.save_model(converted, str(folder / QUESTIONS), compress_to_fp16=True)
    return True


def convert_for_lines(folder: Path, weights: Path) -> bool:
    """
    Write the network that reads lines of adverts beside a converted one.

    It is the encoder with some layers of its own, and gives log-odds. Returns and
    raises as above.
    """
    import openvino
    import torch

    tensors = _taught(folder, weights)
    if tensors is None:
        return False
    rows, added = (torch.from_numpy(tensors.pop(name)) for name in (HEAD, ADDED))
    _, network = _opened(folder)
    network.load_state_dict(
        {name: torch.from_numpy(values) for name, values in tensors.items()},
        strict=False,
    )
    converted = _converted(network, rows, added)
    taken_out(converted)
    openvino.save_model(converted, str(folder / LINES), compress_to_fp16=True)
    return True


def _taught(folder: Path, weights: Path) -> dict[str, NDArray[Any]] | None:
    """Return the tensors; None: they were taught by another encoder."""
    tensors = quantised.read(weights)
    (teacher,) = tensors.pop(TAUGHT_BY)
    name = json.loads((folder / FACTS).read_text())["name"]
    return tensors if teacher == name else None


def _opened(folder: Path) -> tuple[Any, Any]:
    """Return an encoder and its network."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(folder), device="cpu").float().eval()
    module: Any = encoder[0]
    return encoder, module.model


def _converted(network: Any, rows: Any = None, added: Any = None) -> Any:
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    from matcher.encoder.pooled import Pooled

    # Plain attention is traced; the fused one is not known to the converter.
    network.set_attn_implementation("eager")
    example = torch.arange(5, 41).reshape(3, 12)
    with torch.no_grad():
        traced = torch.jit.trace(
            Pooled(network, rows, added).eval(),
            (example, torch.ones_like(example)),
        )
    # The front end itself: the package's convert_model would report its use home.
    decoder = TorchScriptPythonDecoder(traced)
    front_end = FrontEndManager().load_by_framework("pytorch")
    return front_end.convert(front_end.load(decoder))
