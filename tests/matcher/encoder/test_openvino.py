"""The adapted encoder on its fast runtime, as ``make install`` builds it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matcher.encoder.openvino import FACTS, NETWORK, OpenVinoEncoder, open_encoder
from matcher.encoder.sentence import SentenceEncoder
from matcher.encoder.short import QUESTIONS
from matcher.errors import EncoderUnavailableError

FOLDER = Path(__file__).parents[3] / "build" / "encoder" / "e5-job"
TEXTS = ["缝纫工", "负责设备维护，熟悉PLC" * 9, "", "🙂<b>\ud800\x00", "工" * 100_000]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("openvino") is None, reason="no build of OpenVINO"),
]


@pytest.fixture(scope="module")
def encoder() -> OpenVinoEncoder:
    if not (FOLDER / NETWORK).exists():
        pytest.fail(f"{FOLDER / NETWORK} is missing: make install builds it.")
    return OpenVinoEncoder(FOLDER)


@pytest.fixture(scope="module")
def torch() -> SentenceEncoder:
    return SentenceEncoder(FOLDER, reduced=False)


@pytest.fixture(scope="module")
def queries(torch: SentenceEncoder) -> np.ndarray:
    """What torch makes of the texts, which takes it seconds."""
    return torch.encode_queries(TEXTS)


def test_it_is_chosen_where_it_was_built(encoder: OpenVinoEncoder) -> None:
    assert isinstance(open_encoder(FOLDER), OpenVinoEncoder)


def test_vectors_and_name_are_those_of_torch(
    encoder: OpenVinoEncoder, torch: SentenceEncoder, queries: np.ndarray
) -> None:
    assert encoder.name == torch.name
    assert encoder.dimension == torch.dimension
    passages = torch.encode_passages(TEXTS)
    assert (encoder.encode_queries(TEXTS) * queries).sum(axis=1).min() > 0.998
    assert (encoder.encode_passages(TEXTS) * passages).sum(axis=1).min() > 0.998


def test_in_float32_the_vectors_are_torchs_to_four_digits(queries: np.ndarray) -> None:
    ours = OpenVinoEncoder(FOLDER, reduced=False).encode_queries(TEXTS)
    assert (ours * queries).sum(axis=1).min() > 0.9999


def test_vectors_are_unit_rows_and_no_texts_give_none(
    encoder: OpenVinoEncoder,
) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_one_text_is_the_same_beside_a_longer_one(encoder: OpenVinoEncoder) -> None:
    (alone,) = encoder.encode_passages(["焊工"])
    beside, _ = encoder.encode_passages(["焊工", "负责设备维护，熟悉PLC" * 3])
    assert float(alone @ beside) > 0.9999


@pytest.mark.parametrize(
    "text",
    [
        "焊工",
        "电子厂普工 包吃住 长白班",
        "会开叉车想找仓库的活",
        "forklift driver",
        "看门的 上一天休一天",
    ],
)
def test_a_question_lies_where_the_whole_network_puts_it(
    encoder: OpenVinoEncoder, text: str
) -> None:
    assert (FOLDER / QUESTIONS).exists()
    question = encoder.encode_question(text)
    (whole,) = encoder.encode_queries([text])
    assert 0.92 < float(question @ whole) < 0.999


@pytest.mark.parametrize("text", ["", "🙂<b>\ud800\x00", "焊工 " * 20])
def test_any_question_has_a_vector_of_length_one(
    encoder: OpenVinoEncoder, text: str
) -> None:
    vector = encoder.encode_question(text)
    assert vector.shape == (encoder.dimension,)
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)


def test_a_single_title_goes_through_the_whole_network(
    encoder: OpenVinoEncoder,
) -> None:
    (alone,) = encoder.encode_queries(["焊工"])
    beside, _ = encoder.encode_queries(["焊工", "焊工"])
    assert float(alone @ beside) > 0.9999


def test_a_batch_gives_what_each_text_gives_alone(encoder: OpenVinoEncoder) -> None:
    texts = [f"缝纫工{'，包吃住' * number}" for number in range(20)]
    together = encoder.encode_passages(texts)
    alone = np.vstack([encoder.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_batches_at_a_time_give_what_one_thread_gives(
    encoder: OpenVinoEncoder,
) -> None:
    texts = [f"{'包吃住，' * (number % 7)}缝纫工{number}" for number in range(30)]
    several = OpenVinoEncoder(FOLDER, threads=2).encode_passages(texts)
    assert (several * encoder.encode_passages(texts)).sum(axis=1).min() > 0.999


def test_a_folder_without_the_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match="No converted encoder"):
        OpenVinoEncoder(tmp_path)


def test_a_damaged_folder_is_told_with_the_remedy(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / FACTS).unlink()
    (tmp_path / FACTS).write_text('{"tokens": 512}')
    with pytest.raises(EncoderUnavailableError, match=r"missing.*make install builds"):
        OpenVinoEncoder(tmp_path)


@pytest.mark.parametrize("name", [QUESTIONS, "questions.bin"])
@pytest.mark.parametrize("keep", [0, 1_000])
def test_a_damaged_network_of_few_layers_is_told_with_the_remedy(
    tmp_path: Path, name: str, keep: int
) -> None:
    for path in FOLDER.iterdir():
        if path.is_file() and path.name != name:
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).write_bytes((FOLDER / name).read_bytes()[:keep])
    encoder = OpenVinoEncoder(tmp_path)
    for _ in range(2):
        with pytest.raises(EncoderUnavailableError, match=r"few.*make install builds"):
            encoder.encode_question("焊工")
