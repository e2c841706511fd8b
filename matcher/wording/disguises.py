"""Words that are written by their sound or in characters that look like theirs."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

FILE: Final = Path(__file__).with_name("disguises.toml")

# What may stand inside a hidden word: marks that part nothing.
_INSIDE: Final = r"[^\w。,;:()【】\[\]/、&+<>\n\r]{0,2}"
# Pinyin with its tones.
_TONES: Final = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")


class Meant(NamedTuple):
    """A character that is meant, and where the text has what stands for it."""

    char: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disguises:
    """
    The words that are looked for.

    Parameters
    ----------
    begins
        Finds what any of them may begin with.
    words
        By that: expressions with one group a character, and the words, longest first.
    singles
        Expressions for what means a word as a whole, and the words.
    unless
        What only looks like a hidden word.
    """

    begins: re.Pattern[str]
    words: dict[str, tuple[tuple[re.Pattern[str], str], ...]]
    singles: tuple[tuple[re.Pattern[str], str], ...]
    unless: re.Pattern[str]


def find_disguises(folded: str) -> dict[int, tuple[Meant, ...]]:
    """Return where hidden words begin in a folded text, and what is meant."""
    shipped = _shipped()
    folded = folded.translate(_TONES)
    found: dict[int, tuple[Meant, ...]] = {}
    done = 0
    for begin in shipped.begins.finditer(folded):
        if begin.start() < done:
            continue
        for expression, word in shipped.words[begin[0]]:
            units = expression.match(folded, begin.start())
            if units is not None:
                done = units.end()
                if not _is_open(units[0], word):
                    found[begin.start()] = tuple(
                        Meant(char, *units.span(number))
                        for number, char in enumerate(word, start=1)
                    )
                break
    for expression, word in shipped.singles:
        for single in expression.finditer(folded):
            meant = tuple(Meant(char, *single.span()) for char in word)
            found.setdefault(single.start(), meant)
    harmless = [match.span() for match in shipped.unless.finditer(folded)]
    return {
        at: units
        for at, units in found.items()
        if not any(at < end and units[-1].end > start for start, end in harmless)
    }


def _is_open(written: str, word: str) -> bool:
    """Return whether the word is written as it should be, with blanks at most."""
    return written.replace(" ", "") == word


@cache
def _shipped() -> Disguises:
    return read_disguises(tomllib.loads(FILE.read_text(encoding="utf-8")))


def read_disguises(table: dict[str, Any]) -> Disguises:
    """
    Return the disguises of a parsed file.

    Raises
    ------
    KeyError, re.error
        When a character of a word is not in the file, a pattern wrong.
    """
    characters: dict[str, list[str]] = {
        char: ways.split() for char, ways in table["characters"].items()
    }
    words: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for word in sorted(table["words"]["words"].split(), key=len, reverse=True):
        compiled = re.compile(_expression(word, characters))
        for begin in {word[0], *(way[0] for way in characters[word[0]])}:
            words.setdefault(begin, []).append((compiled, word))
    return Disguises(
        re.compile(f"[{''.join(words)}]"),
        {begin: tuple(each) for begin, each in words.items()},
        tuple(
            (re.compile(written), meant) for written, meant in table["words"]["single"]
        ),
        re.compile(table["words"]["unless"]),
    )


def _expression(word: str, characters: dict[str, list[str]]) -> str:
    last = len(word) - 1
    return _INSIDE.join(
        f"({_unit(char, characters[char], at == 0, at == last)})"
        for at, char in enumerate(word)
    )


def _unit(char: str, ways: list[str], is_first: bool, is_last: bool) -> str:
    looks = "".join(way for way in ways if len(way) == 1)
    parts = "".join(f"|{way}" for way in ways if len(way) > 1 and not way.isascii())
    sounds = "|".join(way for way in ways if way.isascii())
    before = "(?<![a-z])" if is_first else ""
    after = "(?![a-z])" if is_last else ""
    heard = f"|{before}(?:{sounds}){after}" if sounds else ""
    return f"[{char}{looks}]{parts}{heard}"
