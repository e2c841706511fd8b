"""
A converted network of few layers, taught to imitate the encoder, for a short question.

Much of a question's time goes into reading the weights, so they are kept in eight bits,
a factor for each 128 of a row, and multiplied as before. Of each length there is a
network that never sees another, which the runtime plans once and better.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.encoder.quantised import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

NETWORK: Final = "openvino.xml"
# Of few layers, and without the table of words, which is the other's.
QUESTIONS: Final = "questions.xml"
# Tokens: of the 131 judged questions 100 fit the first, 129 the second, all the last.
# Each takes memory and some tenths of a second to open.
WIDTHS: Final = (9, 13, 18)
# So many weights of a row share a factor; a row for which that leaves a rest has one.
SHARED: Final = 128


class ShortQuestions:
    """
    Encodes one question of at most ``WIDTHS[-1]`` tokens at a time, on one thread.

    Parameters
    ----------
    folder
        Where ``conversion`` wrote the networks.
    pad
        The token that fills a question up to a width.
    """

    def __init__(self, folder: Path, pad: int) -> None:
        import openvino

        core = openvino.Core()
        # The vocabulary stays outside: compiling it would take longer than all else.
        self._vocabulary = words_of(folder)
        network = core.read_model(str(folder / QUESTIONS))
        _to_eight_bits(network)
        self._pad = pad
        self._networks = {}
        for width in WIDTHS:
            ids, read, words = network.inputs
            shape = [1, width]
            size = self._vocabulary.shape[1]
            network.reshape({ids: shape, read: shape, words: [*shape, size]})
            self._networks[width] = core.compile_model(
                network,
                "CPU",
                {
                    "INFERENCE_NUM_THREADS": 1,
                    "NUM_STREAMS": 1,
                    "PERFORMANCE_HINT": "LATENCY",
                    # What is multiplied with the weights keeps its digits.
                    "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0,
                },
            )

    def encode(self, tokens: Sequence[int]) -> NDArray[np.float32] | None:
        """
        Return the vector of a question without the prompt; None: it is too long.

        Calls take turns, the caller sees to that.
        """
        width = next((each for each in WIDTHS if len(tokens) <= each), None)
        if width is None:
            return None
        ids = np.full((1, width), self._pad, dtype=np.int64)
        ids[0, : len(tokens)] = tokens
        read = (np.arange(width) < len(tokens)).astype(np.int64)[np.newaxis]
        words = self._vocabulary[ids].astype(np.float32)
        vector: NDArray[np.float32] = self._networks[width]([ids, read, words])[0][0]
        return vector


@lru_cache(maxsize=1)
def words_of(folder: Path) -> NDArray[np.float16]:
    """Return the encoder's table of words, which its other networks share."""
    import openvino

    return taken_out(openvino.Core().read_model(str(folder / NETWORK)))


def _to_eight_bits(network: Any) -> None:
    """Replace the weights of all layers, in place."""
    from openvino import opset13

    for layer in _of_type(network, "MatMul"):
        weights = _constant(layer.input_value(1).get_node())
        # As torch lays them out: a row for each output.
        if weights is None or not layer.get_attributes()["transpose_b"]:
            continue
        matrix = weights.astype(np.float32)
        rows, columns = matrix.shape
        shared = columns if columns % SHARED else SHARED
        parts = matrix.reshape(rows, columns // shared, shared)
        factors = np.abs(parts).max(axis=2, keepdims=True) / LEVELS
        factors = np.maximum(factors, np.finfo(np.float32).tiny)
        rounded = np.rint(parts / factors).astype(np.int8)
        smaller = opset13.reshape(
            opset13.multiply(
                opset13.convert(opset13.constant(rounded), "f32"),
                opset13.constant(factors),
            ),
            opset13.constant([rows, columns]),
            special_zero=False,
        )
        layer.input(1).replace_source_output(smaller.output(0))


def taken_out(network: Any) -> NDArray[np.float16]:
    """Return the table of word vectors, whose place a third input takes."""
    from openvino import opset13

    # Positions and kinds are looked up too, but not by what comes in.
    lookup, table = next(
        (each, table)
        for each in _of_type(network, "Gather")
        if (table := _constant(each.input_value(0).get_node())) is not None
        and _comes_in(each.input_value(1).get_node())
    )
    words = opset13.parameter([-1, -1, table.shape[1]], np.float32)
    lookup.output(0).replace(words.output(0))
    network.add_parameters([words])
    network.validate_nodes_and_infer_types()
    return table


def _comes_in(node: Any) -> bool:
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    is_input: bool = node.get_type_name() == "Parameter"
    return is_input


def _of_type(network: Any, name: str) -> list[Any]:
    return [each for each in network.get_ordered_ops() if each.get_type_name() == name]


def _constant(node: Any) -> NDArray[Any] | None:
    """Return what a node holds, itself or converted; None: it holds nothing."""
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return node.data if node.get_type_name() == "Constant" else None
