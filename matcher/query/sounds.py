"""
How characters sound, for words that are written by their sound.

``syllables.txt`` has a line for each syllable without tone: the characters of GB 2312
that are mostly read so ("-" for none), then those that sometimes are; made from the
readings of the Unihan database as pypinyin 0.55 has them (MIT licence).
"""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("syllables.txt")
# Longer names are official ones, which nobody writes by their sound.
_LONGEST_WORD: Final = 6


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Return the readings of each character, the usual one first."""
    usual: dict[str, tuple[str, ...]] = {}
    other: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        syllable, *columns = line.split()
        for found, characters in zip((usual, other), columns, strict=False):
            for char in characters:
                found[char] = (*found.get(char, ()), syllable)
    return {char: usual.get(char, ()) + other.get(char, ()) for char in usual | other}


@cache
def _syllables() -> re.Pattern[str]:
    found = {syllable for each in _readings().values() for syllable in each}
    # Longest first, and backtracking tries the others: xi'an is no xian.
    longest_first = sorted(found - {"m", "n", "ng", "hng"}, key=lambda s: (-len(s), s))
    return re.compile(f"(?:{'|'.join(longest_first)})+")


def is_pinyin(letters: str) -> bool:
    """Return whether letters can be cut into syllables; nothing can."""
    return len(letters) <= 40 and bool(_syllables().fullmatch(letters))


@lru_cache(maxsize=4096)
def sounds_of(word: str) -> tuple[tuple[str, ...], ...]:
    """Return how a word may sound, a syllable each; nothing if a character is new."""
    if not 0 < len(word) <= _LONGEST_WORD:
        return ()
    readings = _readings()
    return tuple(itertools.product(*(readings.get(char, ()) for char in word)))


def usual_sound(word: str) -> tuple[str, ...]:
    """Return how a word mostly sounds; nothing if a character is new."""
    readings = _readings()
    sound = tuple(readings[char][0] for char in word if char in readings)
    return sound if len(sound) == len(word) else ()


def slurred(sound: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return a sound without what many dialects do not tell apart.

    >>> slurred(("sheng", "ze")) == slurred(("shen", "zhe"))
    True
    """
    return tuple(_slurred(syllable) for syllable in sound)


def slurred_letters(letters: str) -> str:
    """
    Return pinyin without what many write wrong.

    >>> slurred_letters("shengze") == slurred_letters("shenzhe")
    True
    """
    return re.sub("(?<=[aeio]n)g", "", re.sub("(?<=[zcs])h", "", letters))


@cache
def _slurred(syllable: str) -> str:
    flat = re.sub("^([zcs])h", r"\1", syllable)
    return re.sub("(?<=[aei]n)g$", "", flat)
