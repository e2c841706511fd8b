"""English words of conditions, of which one letter is wrong: certifcate, expirience."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from matcher.query.spelling import Correction

if TYPE_CHECKING:
    from collections.abc import Iterator

# Shorter words are too much like others.
_SHORTEST: Final = 7
_MEANT: Final = (
    *("experience", "experienced", "accommodation", "dormitory", "certificate"),
    *(
        "licence",
        "license",
        "bachelor",
        "college",
        "immediately",
        "flexible",
        "diploma",
    ),
    *("vocational", "technical", "university", "secondary", "elementary", "graduate"),
    *("included", "schedule", "rotating", "overnight", "graveyard", "driving"),
    *("minimum", "maximum", "electrician", "forklift", "apartment", "education"),
    *("undergraduate", "postgraduate", "certified", "licensed", "urgently"),
)
# Right as they are, one letter away from those.
_RIGHT: Final = frozenset(
    {
        *(
            "experiences",
            "certificates",
            "licences",
            "licenses",
            "colleges",
            "diplomas",
        ),
        *("includes", "include", "graduates", "graduated", "schedules", "scheduled"),
        *("apartments", "dividing", "diving", "urgent", "forklifts", "electricians"),
        *(
            "universities",
            "licensee",
            "technicals",
            "bachelors",
            "schedular",
            "rotation",
        ),
        *("inflexible", "educations", "dormitories", "accommodations", "riving"),
    }
)
_WORD: Final = re.compile(rf"(?<![a-z]){'[a-z]' * _SHORTEST}[a-z]*")


def find_misspelt(folded: str) -> Iterator[Correction]:
    """Yield the words of which one letter is missing, wrong, doubled or misplaced."""
    for match in _WORD.finditer(folded):
        word = match[0]
        if word in _RIGHT or word in _MEANT:
            continue
        meant = {
            right
            for shorter in (word, *without_one(word))
            for right in _known().get(shorter, ())
            if right[0] == word[0]
        }
        if len(meant) == 1:
            yield Correction(*match.span(), meant.pop())


@cache
def _known() -> dict[str, set[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for word in _MEANT:
        for each in (word, *without_one(word)):
            known[each].add(word)
    return known


def without_one(word: str) -> Iterator[str]:
    """Yield a word with each of its letters left out."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
