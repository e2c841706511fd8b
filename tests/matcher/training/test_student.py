"""The student, taught by an encoder that counts characters."""

from __future__ import annotations

import numpy as np

from matcher.encoder.hashing import HashingEncoder
from matcher.encoder.static import UNKNOWN, make_tokenizer
from matcher.training.lessons import SPLICED_SHARE, make_lessons
from matcher.training.pairs import NamedPairs, Pair
from matcher.training.sources import Classification, Occupation, comparable
from matcher.training.student import Lesson, StudentRecipe, distil

WORDS = ["缝纫", "车床", "叉车", "仓库", "电焊", "质检", "保洁", "厨房", "包装", "印染"]
ENDS = ["工", "员", "师傅", "主管", "学徒", "班长"]
PIECES = (UNKNOWN, *WORDS, *ENDS)
SCORES = np.full(len(PIECES), -5, dtype=np.float32)
TITLES = [word + end for word in WORDS for end in ENDS]
OCCUPATIONS = {
    f"6-01-01-{at:02}": Occupation(
        f"6-01-01-{at:02}", tuple(word + end for end in ENDS), f"从事{word}的人员"
    )
    for at, word in enumerate(WORDS)
}
NAMED = Classification(
    OCCUPATIONS,
    tuple((label, o.code) for o in OCCUPATIONS.values() for label in o.labels),
)


def test_the_student_puts_texts_where_the_teacher_does() -> None:
    teacher = HashingEncoder(128)
    recipe = StudentRecipe(dimension=16, steps=200, batch=32)
    pairs = NamedPairs(NAMED)
    source = _Few(pairs)
    found = distil(
        teacher,
        PIECES,
        SCORES,
        {},
        [Lesson(tuple(TITLES), 1.0)],
        source,
        None,
        recipe,
    )
    assert found.vectors.shape == (len(PIECES), 16)
    ids = [e.ids for e in make_tokenizer(PIECES, SCORES).encode_batch(TITLES)]
    ours = np.stack([found.vectors[row].sum(axis=0) for row in ids])
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    same_word = np.repeat(np.arange(len(WORDS)), len(ENDS))
    near = (ours @ ours.T)[same_word[:, None] == same_word].mean()
    far = (ours @ ours.T)[same_word[:, None] != same_word].mean()
    assert near > far + 0.2


class _Few(NamedPairs):
    """There are fewer occupations than a batch of the real thing has."""

    def __init__(self, pairs: NamedPairs) -> None:
        self._pairs = pairs

    def draw(self, size: int, *, long: bool, random: np.random.Generator) -> list[Pair]:
        return self._pairs.draw(min(size, len(WORDS)), long=long, random=random)


def _lessons() -> list[Lesson]:
    lexicon = [f"{one}{other}" for one in "红黄蓝绿白黑" for other in "高低长短大小"]
    tokenizer = make_tokenizer(PIECES, SCORES)
    return make_lessons(NAMED, [], lexicon, tokenizer, {comparable("缝纫工")}, seed=0)


def test_without_latin_occupations_there_is_no_latin_lesson() -> None:
    latin = [text for x in _lessons() for text in x.texts if text.isascii()]
    assert latin == []


def test_spliced_titles_are_distinct_and_none_is_banned() -> None:
    titles = {text for text, _ in NAMED.named}
    spliced = next(x.texts for x in _lessons() if x.share == SPLICED_SHARE)
    assert len(set(spliced)) == len(spliced)
    assert set(spliced) - titles
    assert "缝纫工" not in spliced
