"""
Adverts brought into the form in which wording is looked up.

People space phrases out, set dots between characters, write a word by its sound or in
other characters. What is read is plain; every character knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from matcher.text import fold
from matcher.wording.disguises import find_disguises

# Stands in the plain text where the writer left a blank, a bullet or a picture.
GAP: Final = "\x01"
STOP: Final = "。"
_LINE_ENDS: Final = "\n\r\u2028\u2029\x0b\x0c"
# These say something; every other mark only parts what stands around it.
_MARKS: Final = frozenset("。,;:!?、()【】[]{}《》<>「」〔〕/&+=%≤≥¥$")
# These set a word off and part nothing.
_QUOTES: Final = frozenset("\"'“”‘’『』`")
# The end of a line, and numbers in circles, which begin an item.
_SENTENCE_ENDS: Final = re.compile(
    f"[{_LINE_ENDS}"
    + "".join(
        chr(code)
        for code in range(0x2460, 0x2800)
        if unicodedata.category(chr(code)) == "No"
    )
    + "]"
)
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
# Single characters with one and the same mark between all of them, three or more.
_SPACED_OUT: Final = re.compile(
    rf"(?<![{_HAN}a-z\d])[{_HAN}]([^\w\s]|[^\S\n\r]{{1,4}})[{_HAN}]"
    rf"(?:\1[{_HAN}]){{1,40}}(?![{_HAN}])"
)
# Two single characters: one word, not two fields.
_PAIR: Final = re.compile(rf"(?<![{_HAN}\w])[{_HAN}]({GAP})[{_HAN}](?![{_HAN}\w])")
# "1." and "2)" begin a sentence, "3.5" is a number, "18-35" a range.
_NUMBERING: Final = re.compile(rf"(?<![\d.])\d{{1,2}}[.、)][^\S\n\r]?(?=[{_HAN}])")
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)(?:[.]|\s?[-~—–]+\s?)(?=\d)")
_EITHER: Final = re.compile("(?<=[男女])[×x✕](?=[男女])")
_BLANKS: Final = r"[^\S\n\r]{0,4}"
# 男 女 均可 means both, with or without blanks; 只招男 女装车间 does not.
_BOTH: Final = re.compile(
    rf"(?:男{_BLANKS}[/、]?{_BLANKS}女|女{_BLANKS}[/、]?{_BLANKS}男){_BLANKS}"
    "(?=不限|不分|不论|(?:均|都|皆)(?!不)|各|兼|通)"
)
_SENTENCES: Final = re.compile(r"[^。;!?]*[。;!?]?")
_LABEL_END: Final = re.compile(rf":\s*[{_LINE_ENDS}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A text as it is looked up.

    Parameters
    ----------
    plain
        Simplified, half width, lower case; the end of a line is the end of a sentence.
    places
        For each character of it where it stands in the text: start and end.
    """

    plain: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the plain text stands in the text."""
        return self.places[start][0], self.places[end - 1][1]

    def without_gaps(self) -> Reading:
        """Return it with its words closed up."""
        if GAP not in self.plain:
            return self
        return self._of([at for at, each in enumerate(self.plain) if each != GAP])

    def with_gaps(self) -> Reading:
        """Return those of its sentences that have gaps."""
        return self._of(
            [
                at
                for sentence in _SENTENCES.finditer(self.plain)
                if GAP in sentence[0]
                for at in range(*sentence.span())
            ]
        )

    def _of(self, kept: list[int]) -> Reading:
        return Reading(
            "".join(self.plain[at] for at in kept),
            tuple(self.places[at] for at in kept),
        )


def read(text: str) -> Reading:
    """
    Return a text as it is looked up, with `GAP` where something parts the words.

    An empty text is read as nothing.
    """
    folded = fold(text)
    plain = _plain(text, folded)
    meant = find_disguises(folded)
    chars: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(plain):
        units = meant.get(at)
        if units is not None:
            chars += (unit.char for unit in units)
            places += (unit[1:] for unit in units)
            at = units[-1].end
            continue
        char = plain[at]
        # A dropped character, or a gap beside another, is not read.
        if char and (char != GAP or not chars or chars[-1] != GAP):
            chars.append(char)
            places.append((at, at + 1))
        at += 1
    joined = "".join(chars)
    dropped = {found.start(1) for found in _PAIR.finditer(joined)}
    if not dropped:
        return Reading(joined, tuple(places))
    kept = [at for at in range(len(joined)) if at not in dropped]
    return Reading("".join(joined[at] for at in kept), tuple(places[at] for at in kept))


def _plain(text: str, folded: str) -> list[str]:
    """Return each character as it is read; an empty one is not."""
    plain = [
        char if char.isalnum() or char in _MARKS else "" if char in _QUOTES else GAP
        for char in folded
    ]
    for found in _SENTENCE_ENDS.finditer(text):
        plain[found.start()] = STOP
    for found in _LABEL_END.finditer(text.translate(_COLON)):
        plain[found.end() - 1] = GAP
    for found in _EITHER.finditer(folded):
        plain[found.start()] = "/"
    for found in _BOTH.finditer(folded):
        for at in range(*found.span()):
            if folded[at].isspace():
                plain[at] = ""
    for found in _BETWEEN_DIGITS.finditer(folded):
        plain[found.start() : found.end()] = [""] * (found.end() - found.start())
        plain[found.start()] = "." if found[0] == "." else "-"
    for found in _NUMBERING.finditer(folded):
        plain[found.start()] = STOP
        plain[found.start() + 1 : found.end()] = [""] * (
            found.end() - found.start() - 1
        )
    for found in _SPACED_OUT.finditer(folded):
        for at in range(found.start(), found.end()):
            if not folded[at].isalnum():
                plain[at] = ""
    return plain


_COLON: Final = {ord("："): ":"}
