"""
Matrices in eight bits, a scale for each row: how the shipped weights are kept.

The file is a plain ``.npz`` of arrays: nothing in it is run when it is read.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

LEVELS: Final = 127
_VALUES, _SCALES = "values:", "scales:"


def write(path: Path, tensors: Mapping[str, NDArray[Any]]) -> None:
    """
    Write tensors of one or two dimensions.

    Vectors are few and kept as they are; of a matrix each row has its own scale, so the
    error of a value is at most a 254th of the largest in its row.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim == 1:
            arrays[_VALUES + name] = tensor
            continue
        scales = np.abs(tensor).max(axis=1, keepdims=True) / LEVELS
        safe = np.maximum(scales, np.finfo(np.float32).tiny)
        arrays[_VALUES + name] = np.rint(tensor / safe).astype(np.int8)
        arrays[_SCALES + name] = scales.astype(np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def read(path: Path) -> dict[str, NDArray[Any]]:
    """
    Return the tensors: matrices as float32, vectors as they were given.

    Raises
    ------
    EncoderUnavailableError
        When the file is missing, cut short, or of another kind.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        message = (
            f"{path} is not a whole file of weights: {error}. It is part of the "
            "program: fetch it anew (git checkout), then make install."
        )
        raise EncoderUnavailableError(message) from error
    tensors = {}
    for key, values in arrays.items():
        if key.startswith(_VALUES):
            name = key.removeprefix(_VALUES)
            scales = arrays.get(_SCALES + name)
            tensors[name] = values if scales is None else values * scales
    return tensors
