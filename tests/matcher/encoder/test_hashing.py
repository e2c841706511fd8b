"""The encoder without weights keeps the promises of all encoders."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.encoder.hashing import HashingEncoder

TEXTS = ["缝纫工", "", "a" * 100_000, "🙂<b>\ud800\x00", "缝纫车工", "会计"]


def test_every_text_gets_a_unit_vector() -> None:
    vectors = HashingEncoder().encode_passages(TEXTS)
    assert vectors.shape == (6, 256)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_texts_that_share_words_are_near() -> None:
    sewing, _, _, _, sewing_too, accounting = HashingEncoder().encode_queries(TEXTS)
    assert sewing @ sewing_too > sewing @ accounting + 0.2


def test_settings_are_in_the_name() -> None:
    assert HashingEncoder(64).name != HashingEncoder(128).name


def test_no_texts_give_no_rows() -> None:
    assert HashingEncoder(8).encode_queries([]).shape == (0, 8)


def test_a_dimension_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="dimension >= 2"):
        HashingEncoder(1)
