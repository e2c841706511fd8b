"""Meaning and words put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.evaluation.metrics import ndcg
from matcher.retrieval.fusion import Candidates, Fusion, fuse, learn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

SCORES = arrays(np.float32, 8, elements=st.integers(-100, 100).map(np.float32))
UNKNOWN = np.full(8, np.nan, dtype=np.float32)
EVEN = Fusion(words=0.5, refined=0.5)


def _candidates(*columns: list[float]) -> Candidates:
    return Candidates(*(np.array(column, dtype=np.float32) for column in columns))


def test_a_side_without_spread_says_nothing() -> None:
    found = _candidates([0.1, 0.9, 0.5], [0, 0, 0], [np.nan] * 3)
    assert np.argsort(-fuse(found, EVEN)).tolist() == [1, 2, 0]


def test_what_is_not_refined_is_ranked_by_the_first_stage() -> None:
    found = _candidates([0.1, 0.9, 0.5], [0, 0, 0], [np.nan] * 3)
    alone = fuse(found, Fusion(0.5, 0.0))
    assert np.array_equal(np.argsort(fuse(found, EVEN)), np.argsort(alone))


def test_the_refined_side_decides_among_equals() -> None:
    found = _candidates([0.5, 0.5, 0.5], [0, 0, 0], [0.1, 0.9, 0.4])
    assert np.argsort(-fuse(found, EVEN)).tolist() == [1, 2, 0]


@pytest.mark.parametrize("known", [1, 3])
def test_who_is_refined_among_the_worst_stays_there(known: int) -> None:
    meaning = np.linspace(0, 1, 40, dtype=np.float32)
    refined = np.full(40, np.nan, dtype=np.float32)
    refined[:known] = np.linspace(0.5, 0.9, known)
    found = Candidates(meaning, np.zeros_like(meaning), refined)
    best = np.argsort(-fuse(found, EVEN))
    assert best[: 40 - known].tolist() == list(range(39, known - 1, -1))
    # And who is among the best.
    found = Candidates(-meaning, np.zeros_like(meaning), refined)
    assert set(np.argsort(-fuse(found, EVEN))[:known].tolist()) == set(range(known))


def test_no_candidates_give_no_scores() -> None:
    assert fuse(_candidates([], [], []), EVEN).shape == (0,)


@given(SCORES, SCORES, SCORES)
def test_better_on_all_sides_is_never_worse(
    meaning: NDArray[np.float32],
    words: NDArray[np.float32],
    refined: NDArray[np.float32],
) -> None:
    fused = fuse(Candidates(meaning, words, refined), EVEN)
    sides = np.stack([meaning, words, refined])
    for one in range(8):
        for other in range(8):
            if (sides[:, one] >= sides[:, other]).all():
                assert fused[one] >= fused[other] - 1e-4


def test_what_is_learnt_ranks_best_on_what_was_judged() -> None:
    random = np.random.default_rng(0)
    questions, measures = [], []
    for _ in range(12):
        grades = random.integers(0, 4, size=30)
        noise = random.standard_normal((3, 30)).astype(np.float32)
        refined = grades.astype(np.float32) + noise[2]
        questions.append(Candidates(noise[0], noise[1], refined))
        measures.append(_ndcg_of(grades))
    learnt = learn(questions, measures)
    assert learnt.refined >= 0.8


def test_learning_from_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        learn([], [])


def test_weights_are_read_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fusion.json"
    Fusion(0.15, 0.45).write(path)
    monkeypatch.setattr("matcher.retrieval.fusion.FILE", path)
    assert Fusion.shipped() == Fusion(0.15, 0.45)


def _ndcg_of(grades: NDArray[np.int64]) -> Callable[[NDArray[np.float32]], float]:
    def measure(scores: NDArray[np.float32]) -> float:
        ranked = grades[np.argsort(-scores)].tolist()
        return ndcg(10)(ranked, grades.tolist())

    return measure
