"""Matrices in eight bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from matcher.encoder import quantised
from matcher.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MATRICES = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(-1e3, 1e3, width=32),
)


@given(MATRICES)
def test_a_value_is_off_by_at_most_a_254th_of_the_largest_in_its_row(
    tmp_path_factory: pytest.TempPathFactory, matrix: NDArray[np.float32]
) -> None:
    path = tmp_path_factory.getbasetemp() / "weights.npz"
    quantised.write(path, {"m": matrix})
    bound = np.abs(matrix).max(axis=1, keepdims=True) / 254 * 1.001 + 1e-30
    assert (np.abs(quantised.read(path)["m"] - matrix) <= bound).all()


def test_vectors_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    kept = {"rows": np.arange(5, dtype=np.int32), "bias": np.array([0.1, -2.5])}
    quantised.write(path, kept)
    read = quantised.read(path)
    assert all(np.array_equal(read[name], kept[name]) for name in kept)


@pytest.mark.parametrize("keep", [0, 40, -30])
def test_a_file_that_is_cut_is_told(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "weights.npz"
    quantised.write(path, {"m": np.eye(20, dtype=np.float32)})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(EncoderUnavailableError, match="not a whole file"):
        quantised.read(path)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match="not a whole file"):
        quantised.read(tmp_path / "none.npz")
