"""How scores of occupations are blended."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.encoder.hashing import HashingEncoder
from matcher.training.landmarks import (
    SEEN_SHARES,
    choose_blend,
    make_landmarks,
    reciprocal_rank,
)
from matcher.training.sources import Classification, Occupation


def test_reciprocal_rank_gives_ties_the_better_rank() -> None:
    scores = np.array([[0.1, 0.5, 0.5], [0.9, 0.1, 0.2]], np.float32)
    assert reciprocal_rank(scores, np.array([1, 1])) == pytest.approx((1 + 1 / 3) / 2)


def test_the_side_that_is_right_gets_the_weight() -> None:
    random = np.random.default_rng(0)
    right = random.integers(20, size=200).astype(np.int32)
    noise = random.standard_normal((200, 20)).astype(np.float32)
    good = noise + 3 * np.eye(20, dtype=np.float32)[right]
    blend = choose_blend([noise] * len(SEEN_SHARES), [good] * len(SEEN_SHARES), right)
    assert blend.static_share == 0.6
    assert blend.seen_share == 0


def test_landmarks_hold_every_title_once_and_no_official_name() -> None:
    occupations = {
        "6-05-01-03": Occupation("6-05-01-03", ("缝纫工", "平车工"), "缝制服装"),
        "4-02-06-01": Occupation("4-02-06-01", ("仓储管理员", "库管"), ""),
    }
    named = [(label, o.code) for o in occupations.values() for label in o.labels] * 2
    found = make_landmarks(
        HashingEncoder(64),
        HashingEncoder(32),
        Classification(occupations, tuple(named)),
        [("车工", "6-05-01-03"), ("库管员", "4-02-06-01")],
        {},
    )
    assert found["title_rows"].tolist() == [0, 1]
    assert found["adapted:titles"].shape == (2, 64)
    assert found["static:occupations"].shape == (2, 32)


def test_of_a_name_that_people_use_the_list_is_believed_and_not_the_titles() -> None:
    occupations = {
        "6-18-01-01": Occupation("6-18-01-01", ("车工", "挡车工", "车床工"), ""),
        "6-04-03-03": Occupation("6-04-03-03", ("织布工",), ""),
    }
    named = [(label, o.code) for o in occupations.values() for label in o.labels]
    found = make_landmarks(
        HashingEncoder(64),
        HashingEncoder(32),
        Classification(occupations, tuple(named)),
        [("车工", "6-18-01-01")],
        {"挡车工": "6-04-03-03", "车床工": "6-18-01-01"},
    )
    assert found["title_rows"].tolist() == [0, 1]
