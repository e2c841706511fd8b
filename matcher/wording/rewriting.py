"""An advert with its findings marked, and with lawful words in the place of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.wording.finding import Finding

_QUOTED: Final = re.compile("“([^”]+)”")
# What parts the pieces of a line: of two that meet where words were deleted one stays.
_PARTING: Final = "，、,;； \t"
_ENDING: Final = "。.!！?？\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an advert; ``finding`` is what is wrong with it, if anything."""

    text: str
    finding: Finding | None = None


def pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """
    Return the text cut at its findings; joined again it is the same.

    Of findings that overlap the one that begins first is marked.
    """
    cut: list[Piece] = []
    at = 0
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        if finding.start < at:
            continue
        if finding.start > at:
            cut.append(Piece(text[at : finding.start]))
        cut.append(Piece(text[finding.start : finding.end], finding))
        at = finding.end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return tuple(cut)


def lawful_words(finding: Finding) -> tuple[str, ...]:
    """Return what may stand in its place: the wordings that its advice quotes."""
    return tuple(_QUOTED.findall(finding.instead))


def replaced(text: str, start: int, end: int, words: str) -> str:
    """
    Return the text with other words in the place of a piece; "" deletes it.

    >>> replaced("缝纫工，限女性，包住", 4, 7, "")
    '缝纫工，包住'
    >>> replaced("限女性，包住", 0, 3, "能搬二十公斤")
    '能搬二十公斤，包住'
    """
    before, after = text[:start], text[end:]
    if words:
        return before + words + after
    if not before or before[-1] in _ENDING:
        return before + after.lstrip(_PARTING)
    if before[-1] in _PARTING and (not after or after[0] in _PARTING + _ENDING):
        return before[:-1] + after
    return before + after
