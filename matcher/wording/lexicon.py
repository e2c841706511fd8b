"""The words of adverts by kind, and a text taken apart into them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE: Final = Path(__file__).with_name("words.toml")
PLACES: Final = Path(__file__).with_name("places.toml")

# A kind, or a set of kinds that some words share, is one character to the grammar.
_FIRST_CODE: Final = 0xE000
# What no list knows.
UNKNOWN: Final = frozenset({"other"})

Kinds = frozenset[str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """
    A text taken apart.

    Parameters
    ----------
    codes
        A character for each word: its kinds, as `Lexicon.code` gives them.
    starts, ends
        Where each word stands in the text.
    """

    codes: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words from the first to before the last stand."""
        return self.starts[first], self.ends[last - 1]


class Shape(NamedTuple):
    """Words told by a regular expression, and all characters they may begin with."""

    kinds: Kinds
    begins: str
    pattern: str


class Lexicon:
    """
    Words and the kinds they are of.

    A word may be of several kinds. The longest word is taken, from left to right; what
    has a shape (numbers, ages) is tried first; a character in no word is unknown.
    """

    def __init__(self, words: dict[str, Kinds], shapes: Sequence[Shape] = ()) -> None:
        kinds = [UNKNOWN, *words.values(), *(shape.kinds for shape in shapes)]
        self._codes = {
            each: chr(_FIRST_CODE + number)
            for number, each in enumerate(dict.fromkeys(kinds))
        }
        self._words = {word: self._codes[kinds] for word, kinds in words.items()}
        by_first = groupby(
            sorted(words, key=lambda word: word[0]), lambda word: word[0]
        )
        self._lengths = {
            first: sorted({len(word) for word in group}, reverse=True)
            for first, group in by_first
        }
        self._shapes: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for shape in shapes:
            compiled = re.compile(shape.pattern), self._codes[shape.kinds]
            for first in shape.begins:
                self._shapes.setdefault(first, []).append(compiled)

    def kinds(self) -> frozenset[str]:
        """Return all kinds there are."""
        return frozenset().union(*self._codes)

    def codes(self, kind: str) -> str:
        """Return the characters of all sets of kinds that have this one."""
        return "".join(code for kinds, code in self._codes.items() if kind in kinds)

    def tokens(self, plain: str) -> Tokens:
        """Take a text apart."""
        codes, starts, ends = [], [], []
        at, unknown = 0, self._codes[UNKNOWN]
        while at < len(plain):
            end, code = (
                self._shaped(plain, at) or self._longest(plain, at) or (at + 1, unknown)
            )
            codes.append(code)
            starts.append(at)
            ends.append(end)
            at = end
        return Tokens("".join(codes), tuple(starts), tuple(ends))

    def _shaped(self, plain: str, at: int) -> tuple[int, str] | None:
        for pattern, code in self._shapes.get(plain[at], ()):
            found = pattern.match(plain, at)
            if found is not None:
                return found.end(), code
        return None

    def _longest(self, plain: str, at: int) -> tuple[int, str] | None:
        for length in self._lengths.get(plain[at], ()):
            word = plain[at : at + length]
            if word in self._words:
                return at + len(word), self._words[word]
        return None


@cache
def shipped_lexicon() -> Lexicon:
    """Return the words that are shipped."""
    return read_lexicon(
        *(tomllib.loads(each.read_text(encoding="utf-8")) for each in (FILE, PLACES))
    )


def read_lexicon(*tables: dict[str, Any]) -> Lexicon:
    """
    Return the words of parsed files.

    Parameters
    ----------
    tables
        Each with ``kinds``: kind -> words with blanks between; it may have ``shape``: a
        list of ``kind``, ``begins`` and ``pattern``.

    Raises
    ------
    KeyError, re.error
        When a shape lacks one of its fields, or its pattern is wrong.
    """
    kinds: dict[str, set[str]] = {}
    for table in tables:
        for kind, words in table["kinds"].items():
            for word in words.split():
                kinds.setdefault(word, set()).add(kind)
    return Lexicon(
        {word: frozenset(its) for word, its in kinds.items()},
        [
            Shape(frozenset(shape["kind"].split()), shape["begins"], shape["pattern"])
            for table in tables
            for shape in table.get("shape", ())
        ],
    )
