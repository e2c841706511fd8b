"""
Short questions as seekers type them, for the shallow network to be taught with.

Names of work as they are, in everyday words, spliced and in English, and with one or
two things beside them that people ask for: the conditions, a town, a task.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.training.lessons import COMMON, distinct, some, splice
from matcher.training.sources import comparable

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from tokenizers import Tokenizer

    from matcher.training.sources import Classification, Occupation

TITLES: Final = 40_000
LATIN: Final = 14_000
WORDS: Final = 12_000
TASKS: Final = 8_000
MIXED: Final = 45_000
CHARACTERS: Final = 40
# What people add to the name of a work, by hand.
CONDITIONS: Final = tuple(
    Path(__file__).with_name("beside_work.txt").read_text("utf-8").split()
)
LATIN_CONDITIONS: Final = (
    "part time",
    "full time",
    "day shift",
    "night shift",
    "no experience",
    "factory",
    "warehouse",
    "job",
    "jobs",
    "work",
    "looking for",
    "with dormitory",
)
_CUT: Final = re.compile("[。；、，]|和|或|等")
_TASK: Final = range(3, 15)
_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,5}")


def make_questions(
    classification: Classification,
    everyday: Sequence[str],
    esco: Sequence[Occupation],
    lexicon: Sequence[str],
    tokenizer: Tokenizer,
    banned: Set[str],
    seed: int,
) -> list[str]:
    """
    Return different questions in random order.

    Parameters
    ----------
    everyday
        Names of work by hand.
    esco
        Occupations for the English questions; none: no such questions.
    lexicon
        Words, commonest first; those that are no Chinese words are left out.
    tokenizer
        Cuts titles into words.
    banned
        Texts that no question may equal, as ``comparable`` has them.
    """
    random = np.random.default_rng(seed)
    occupations = classification.occupations.values()
    words = [word for word in lexicon if _WORD.fullmatch(word)]
    titles = distinct(label for o in occupations for label in o.labels)
    tasks = distinct(
        part
        for o in occupations
        for part in _CUT.split(o.description)
        if len(part) in _TASK
    )
    latin = distinct(label.lower() for o in esco for label in o.labels)
    spliced = splice(titles, words, tokenizer, banned, random)
    names = [part for part in (titles, everyday, spliced, everyday) if part]
    beside = [part for part in (CONDITIONS, words[:COMMON], tasks) if part]
    mixed = [_mixed(names, beside, random) for _ in range(MIXED if names else 0)]
    mixed += [
        _joined(" ", [_one(latin, random), _one(LATIN_CONDITIONS, random)], random)
        for _ in range(LATIN // 2 if latin else 0)
    ]
    questions = distinct(
        text
        for text in (
            *some(titles, TITLES, random),
            *everyday,
            *spliced,
            *some(latin, LATIN, random),
            *some(words, WORDS, random),
            *some(tasks, TASKS, random),
            *CONDITIONS,
            *mixed,
        )
        if len(text) <= CHARACTERS and comparable(text) not in banned
    )
    return [questions[at] for at in random.permutation(len(questions))]


def _mixed(
    names: Sequence[Sequence[str]],
    beside: Sequence[Sequence[str]],
    random: np.random.Generator,
) -> str:
    """Return the name of a kind of work with one to three things around it."""
    parts = [_one(names[int(random.integers(len(names)))], random)]
    for _ in range(random.integers(1, 4)):
        # Half of what people add are conditions.
        at = 0 if random.random() < 0.6 else int(random.integers(len(beside)))
        parts.append(_one(beside[at], random))
    # Some ask for conditions alone.
    if len(parts) > 2 and random.random() < 0.15:
        parts = parts[1:]
    return _joined("" if random.random() < 0.35 else " ", parts, random)


def _joined(between: str, parts: Sequence[str], random: np.random.Generator) -> str:
    """Return the parts in any order."""
    return between.join(parts[at] for at in random.permutation(len(parts)))


def _one(texts: Sequence[str], random: np.random.Generator) -> str:
    return texts[int(random.integers(len(texts)))]
