"""The default encoder, as ``make install`` builds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.encoder.sentence import SentenceEncoder
from matcher.errors import EncoderUnavailableError

FOLDER = Path(__file__).parents[3] / "build" / "encoder" / "e5-small"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    if not FOLDER.exists():
        pytest.fail(f"{FOLDER} is missing: make install builds it.")
    return SentenceEncoder(FOLDER)


def test_vectors_are_unit_rows_of_the_dimension(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode_passages(["缝纫工", "", "🙂<b>\ud800\x00", "工" * 100_000])
    assert vectors.shape == (4, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)


# Cosines that the package's own engine gives, from the same weights.
@pytest.mark.parametrize(
    ("asked", "found", "cosine"),
    [
        ("缝纫工", "平车工，包吃住，月薪6000～9000元", 0.8621),
        ("缝纫工", "Java开发工程师（高级）", 0.8424),
        ("forklift driver", "叉车司机", 0.8039),
        ("数控机床操作", "①负责设备维护②熟悉PLC", 0.8534),
        ("普工", "装配工 两班倒 五险一金", 0.8606),
    ],
)
def test_similarities_are_those_of_the_original(
    encoder: SentenceEncoder, asked: str, found: str, cosine: float
) -> None:
    ours = encoder.encode_queries([asked]) @ encoder.encode_passages([found]).T
    assert ours.item() == pytest.approx(cosine, abs=0.003)


def test_a_batch_gives_what_each_text_gives_alone(encoder: SentenceEncoder) -> None:
    texts = ["缝纫工", "负责车间设备的日常维护和保养，熟悉PLC", "Java developer"]
    together = encoder.encode_passages(texts)
    alone = np.vstack([encoder.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_questions_and_answers_have_prompts_of_their_own(
    encoder: SentenceEncoder,
) -> None:
    asked, found = encoder.encode_queries(["普工"]), encoder.encode_passages(["普工"])
    assert 0.8 < (asked @ found.T).item() < 0.999


def test_reduced_precision_changes_next_to_nothing(encoder: SentenceEncoder) -> None:
    texts = ["缝纫工", "叉车司机，需持证上岗", "accountant"]
    full = SentenceEncoder(FOLDER, reduced=False)
    assert full.name == encoder.name
    reduced = SentenceEncoder(FOLDER, reduced=True)
    agreement = full.encode_passages(texts) * reduced.encode_passages(texts)
    assert agreement.sum(axis=1).min() > 0.999


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nothing-here"
    with pytest.raises(EncoderUnavailableError, match=f"no encoder {path}: .*no fold"):
        SentenceEncoder(path)
