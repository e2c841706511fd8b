"""
Adverts brought into the form in which wording is looked up.

People space phrases out, set dots between characters, write a word by its sound or in
other characters. What is read is plain; every character knows where it came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from matcher.text import fold

# Set between characters to hide a phrase; a line's end is a sentence's.
_FILLERS: Final = frozenset(" ·•.*_|丨'\"“”‘’~^`")
_LINE_ENDS: Final = frozenset("\n\r\u2028\u2029\x0b\x0c")
# Written by sound or by look, in front of or behind what makes them mean it.
_DISGUISES: Final = (
    (re.compile("xing(?![a-z])"), "性"),
    (re.compile("(?<![a-z])nan(?=[性生士工])"), "男"),
    (re.compile("(?<![a-z])n[vü](?=[性生士工])"), "女"),
    (re.compile("[蓝喃楠侽](?=[生性士])"), "男"),
    (re.compile("钕|女(?=xing)"), "女"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A text as it is looked up.

    Parameters
    ----------
    plain
        Simplified, half width, lower case, without fillers.
    places
        For each character of it where it stands in the text: start and end.
    """

    plain: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the plain text stands in the text."""
        return self.places[start][0], self.places[end - 1][1]


def read(text: str) -> Reading:
    """Return a text as it is looked up; an empty one is read as nothing."""
    folded = fold(text)
    chars, places = [], []
    at = 0
    while at < len(folded):
        disguised = _disguised(folded, at)
        if disguised is not None:
            end, meant = disguised
            chars.append(meant)
            places.append((at, end))
            at = end
            continue
        if text[at] in _LINE_ENDS:
            chars.append("。")
            places.append((at, at + 1))
        elif folded[at] not in _FILLERS:
            chars.append(folded[at])
            places.append((at, at + 1))
        at += 1
    return Reading("".join(chars), tuple(places))


def _disguised(folded: str, at: int) -> tuple[int, str] | None:
    """Return where a disguised word ends and what it means."""
    if folded[at] not in _DISGUISED:
        return None
    for pattern, meant in _DISGUISES:
        match = pattern.match(folded, at)
        if match:
            return match.end(), meant
    return None


_DISGUISED: Final = frozenset("xn蓝喃楠侽钕女")
