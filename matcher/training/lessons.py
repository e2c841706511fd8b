"""The texts the student is taught with: real ones, and titles spliced out of parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.training.sources import comparable
from matcher.training.student import Lesson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from tokenizers import Tokenizer

    from matcher.training.sources import Classification, Occupation

SPLICED: Final = 25_000
TRIES: Final = 3
SPLICED_SHARE: Final = 0.28
SENTENCES: Final = 2_500
LATIN: Final = 14_000
WORDS: Final = 20_000
COMMON: Final = 30_000
_TITLE: Final = re.compile(r"[\u4e00-\u9fff]{3,12}")
_LENGTHS: Final = range(3, 15)


def make_lessons(
    classification: Classification,
    esco: Sequence[Occupation],
    lexicon: Sequence[str],
    tokenizer: Tokenizer,
    banned: Set[str],
    seed: int,
) -> list[Lesson]:
    """
    Return the lessons.

    Parameters
    ----------
    esco
        Occupations for the Latin lesson; none: no such lesson.
    lexicon
        Words, commonest first.
    banned
        Texts that no spliced title may equal, as ``comparable`` has them.
    """
    random = np.random.default_rng(seed)
    occupations = classification.occupations.values()
    titles = distinct(label for o in occupations for label in o.labels)
    definitions = distinct(o.description for o in occupations if o.description)
    sentences = distinct(
        part
        for definition in definitions
        for part in re.split("[。；]", definition)
        if len(part) > 6
    )
    spliced = splice(titles, lexicon, tokenizer, banned, random)
    latin = distinct(label.lower() for o in esco for label in o.labels)
    lessons = [
        Lesson(tuple(titles), 0.22),
        Lesson(tuple(definitions), 0.10),
        Lesson(tuple(spliced), SPLICED_SHARE),
        Lesson(tuple(sentences[:SENTENCES]), 0.08),
        Lesson(tuple(some(latin, LATIN, random)), 0.22),
        Lesson(tuple(some(lexicon, WORDS, random)), 0.10),
    ]
    return [lesson for lesson in lessons if lesson.texts]


def splice(
    titles: Sequence[str],
    lexicon: Sequence[str],
    tokenizer: Tokenizer,
    banned: Set[str],
    random: np.random.Generator,
) -> list[str]:
    """Return made-up titles: the beginning of one with the end of another."""
    whole = [title for title in titles if _TITLE.fullmatch(title)]
    cut = [found.tokens for found in tokenizer.encode_batch(whole)]
    cut = [parts for parts in cut if len(parts) > 1]
    made: dict[str, None] = {}
    # Few titles have few splices: not all tries give a new one.
    for _ in range(TRIES * SPLICED if cut else 0):
        if len(made) == SPLICED:
            break
        first, second = (cut[at] for at in random.integers(len(cut), size=2))
        if random.random() < 0.7:
            head = first[: random.integers(1, len(first))]
            tail = second[-random.integers(1, len(second)) :]
        else:
            head = [lexicon[int(random.integers(min(len(lexicon), COMMON)))]]
            tail = second[-1:]
        title = "".join([*head, *tail])
        if len(title) in _LENGTHS and comparable(title) not in banned:
            made[title] = None
    return list(made)


def distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def some(
    texts: Sequence[str], count: int, random: np.random.Generator
) -> Sequence[str]:
    if len(texts) <= count:
        return texts
    return [texts[at] for at in random.choice(len(texts), count, replace=False)]
