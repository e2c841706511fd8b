"""Short texts ranked by meaning."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.encoder.hashing import HashingEncoder
from matcher.similarity import FEW, TextRanker, centred, feedback, in_company

ADAPTED, STATIC = HashingEncoder(256), HashingEncoder(64)
OCCUPATIONS = ADAPTED.encode_passages(["缝纫工", "叉车司机", "会计"])
RANKER = TextRanker(ADAPTED, STATIC, OCCUPATIONS)


def test_the_nearest_texts_score_most() -> None:
    documents = ["叉车司机", "平车缝纫工", "会计师", "出纳会计"]
    best = RANKER.scores(["缝纫工", "会计"], documents).argmax(axis=1)
    assert best[0] == 1
    assert best[1] in (2, 3)


def test_no_texts_give_no_scores() -> None:
    assert RANKER.scores([], ["a"]).shape == (0, 1)
    assert RANKER.scores(["a"], []).shape == (1, 0)


@pytest.mark.parametrize("text", ["", "🙂", "<b>\x00\ud800", "工" * 5_000])
def test_no_content_makes_it_fail(text: str) -> None:
    assert np.isfinite(RANKER.scores([text], ["缝纫工", text])).all()


@pytest.mark.parametrize("wordless", ["", "\x00", ".", "😀", " \t—"])
@pytest.mark.parametrize("query", ["看大门", "搬砖", "welder", "8000"])
def test_documents_without_words_come_last_and_change_nothing(
    query: str, wordless: str
) -> None:
    adverts = ["门卫保安", "搬运工", "焊工", "8000元", "司机", "C", "7"]
    alone = RANKER.scores([query], adverts)[0]
    beside = RANKER.scores([query], [wordless, *adverts, wordless])[0]
    assert beside[1:-1].tolist() == alone.tolist()
    assert max(beside[0], beside[-1]) < alone.min()


def test_documents_that_all_lack_words_are_alike() -> None:
    assert RANKER.scores(["缝纫工"], ["", "."]).tolist() == [[0, 0]]


def test_few_documents_are_not_centred_and_many_are() -> None:
    random = np.random.default_rng(0)
    asked = random.standard_normal((3, 8)).astype(np.float32)
    found = random.standard_normal((300, 8)).astype(np.float32) + 2
    few = centred(asked, found[:10])
    assert few[0] is asked
    _, many = centred(asked, found)
    assert np.abs(many.mean(axis=0)).max() < 0.1


def test_what_is_like_the_best_answers_rises() -> None:
    asked = np.array([[1, 0, 0]], np.float32)
    found = np.array([[0.8, 0.6, 0], [0.5, 0.86, 0], [0.5, 0, 0.86]], np.float32)
    plain, helped = (feedback(asked, found, share, 1)[0] for share in (0.0, 1.0))
    assert plain[1] == pytest.approx(plain[2])
    assert helped[1] > helped[2]


def test_documents_of_one_kind_draw_together() -> None:
    random = np.random.default_rng(0)
    kinds = np.repeat(np.eye(20, 32, dtype=np.float32), FEW // 10, axis=0)
    found = kinds + 0.2 * random.standard_normal(kinds.shape).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    together = in_company(found, 0.75, 10)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert (together * kinds).sum(axis=1).mean() > (found * kinds).sum(axis=1).mean()


def test_few_documents_stay_alone() -> None:
    found = np.eye(FEW - 1, dtype=np.float32)
    assert in_company(found, 0.75, 10) is found
