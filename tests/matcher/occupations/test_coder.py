"""Codes of titles, by an encoder that counts characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.encoder import quantised
from matcher.encoder.hashing import HashingEncoder
from matcher.errors import OccupationsUnavailableError
from matcher.occupations.classification import Classification, Occupation
from matcher.occupations.coder import (
    FILE,
    Blend,
    Landmarks,
    OccupationCoder,
    pulled,
)

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

OCCUPATIONS = [
    Occupation("4-02-06-01", "仓储管理员"),
    Occupation("6-05-01-03", "缝纫工"),
    Occupation("6-30-05-01", "叉车司机"),
]
TITLES = {"平车工": 1, "库管": 0}
ENCODER = HashingEncoder(256)


def _landmarks() -> Landmarks:
    return Landmarks(
        ENCODER.encode_passages([o.name for o in OCCUPATIONS]),
        ENCODER.encode_queries(list(TITLES)),
    )


@pytest.fixture
def coder() -> OccupationCoder:
    return OccupationCoder(
        Classification(OCCUPATIONS),
        (ENCODER, ENCODER),
        (_landmarks(), _landmarks()),
        np.array(list(TITLES.values()), np.int32),
        Blend(seen_share=0.5, static_share=0.3, sharpness=2.0),
    )


def _first(coder: OccupationCoder, title: str) -> str:
    return coder.suggest([title], top=1)[0][0].occupation.name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("急聘缝纫工8000-12000包吃住", "缝纫工"),
        ("【高薪】叉车司机 五险一金", "叉车司机"),
        ("平车工", "缝纫工"),
        ("库管（双休）", "仓储管理员"),
    ],
)
def test_a_title_is_cleaned_and_known_titles_count(
    coder: OccupationCoder, title: str, name: str
) -> None:
    assert _first(coder, title) == name


def test_a_title_that_is_known_means_what_is_known_of_it() -> None:
    # 焊锡工 is nearer to 焊工 than to who assembles electronics, and is none.
    direct = np.array([[0.9, 0.3]], np.float32)
    near = np.array([[0.999]], np.float32)
    moved = pulled(direct, near, np.array([1], np.int32), 0.5)
    assert moved.argmax() == 1


def test_suggestions_come_likeliest_first_and_probabilities_sum_to_one(
    coder: OccupationCoder,
) -> None:
    (found,) = coder.suggest(["缝纫"], top=10)
    chances = [suggestion.probability for suggestion in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1)


def test_a_title_without_words_has_no_suggestion(coder: OccupationCoder) -> None:
    found = coder.suggest(["", "  ", "🙂", "8000", "缝纫工"], top=1)
    assert found[:4] == [(), (), (), ()]
    assert found[4]


def test_a_title_of_benefits_alone_has_no_suggestion(coder: OccupationCoder) -> None:
    assert coder.suggest(["包吃住", "【五险一金】8000元"], top=1) == [(), ()]


@pytest.mark.parametrize("title", ["🙂", "<b>x</b>", "工" * 100_000, "\x00\ud800"])
def test_no_content_makes_it_fail(coder: OccupationCoder, title: str) -> None:
    assert len(coder.suggest([title], top=2)) == 1


def test_many_titles_keep_their_order(coder: OccupationCoder) -> None:
    titles = ["缝纫工", "叉车司机", ""] * 400
    found = [s[0].occupation.name if s else "" for s in coder.suggest(titles, top=1)]
    assert found == titles


def test_fewer_than_one_suggestion_is_refused(coder: OccupationCoder) -> None:
    with pytest.raises(ValueError, match="top >= 1"):
        coder.suggest(["缝纫工"], top=0)


def test_a_known_title_farther_than_the_occupation_moves_nothing() -> None:
    direct = np.array([[0.9, 0.2]], np.float32)
    near = np.array([[0.5, 0.6]], np.float32)
    moved = pulled(direct, near, np.array([0, 1], np.int32), 0.5)
    assert moved.tolist() == [[pytest.approx(0.9), pytest.approx(0.4)]]


def _write_landmarks(folder: Path, **more: NDArray[Any]) -> None:
    landmarks = _landmarks()
    tensors = {
        f"{kind}:{name}": getattr(landmarks, name)
        for kind in ("adapted", "static")
        for name in ("occupations", "titles")
    }
    rows = np.array(list(TITLES.values()), np.int32)
    blend = np.array([0.5, 0.3, 2.0])
    known = {"title_rows": rows, "blend": blend}
    quantised.write(folder / FILE, tensors | known | more)


def test_landmarks_of_another_classification_are_refused(tmp_path: Path) -> None:
    _write_landmarks(tmp_path, made_by=np.array([ENCODER.name] * 2))
    encoders = (ENCODER, ENCODER)
    whole = OccupationCoder.load(Classification(OCCUPATIONS), encoders, tmp_path)
    assert _first(whole, "缝纫工") == "缝纫工"
    with pytest.raises(OccupationsUnavailableError, match="the classification 2:"):
        OccupationCoder.load(Classification(OCCUPATIONS[:2]), encoders, tmp_path)


@pytest.mark.parametrize(
    ("made_by", "told"),
    [
        ({"made_by": np.array([ENCODER.name, "static@0"])}, "static@0"),
        ({}, "does not say which"),
    ],
)
def test_landmarks_by_other_weights_of_the_same_size_are_refused(
    tmp_path: Path, made_by: dict[str, NDArray[Any]], told: str
) -> None:
    _write_landmarks(tmp_path, **made_by)
    with pytest.raises(OccupationsUnavailableError, match=f"{told}.*make assets"):
        OccupationCoder.load(Classification(OCCUPATIONS), (ENCODER, ENCODER), tmp_path)
