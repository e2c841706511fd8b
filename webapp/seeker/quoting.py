"""A line of an advert with the words that carry the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.explanation import Reason
    from models import Vacancy

# As much as stands on two lines of a telephone.
CHARACTERS = 56
# Of what stands before the first marked word: a short clause whole, else so much.
CLAUSE = 12
BEFORE = 6
PARTS = "。；;，,！!？?\n"

Piece = tuple[str, bool]


def quote(vacancy: Vacancy, reasons: Iterable[Reason]) -> list[Piece]:
    """
    Return a cutting of the description in pieces, each with whether it is marked.

    The cutting is where most of the marked words are, from the beginning of a clause if
    one is near; empty when there are none.
    """
    text = vacancy.description
    spans = _joined(
        (words.start, words.end)
        for reason in reasons
        for words in reason.words
        if words.field == "description"
    )
    if not spans:
        return []
    starts = [_beginning(text, start) for start, _ in spans]
    first = max(starts, key=lambda at: (_marked(spans, at, at + CHARACTERS), -at))
    last = min(len(text), first + CHARACTERS)
    pieces: list[Piece] = [("…", False)] if first else []
    at = first
    for start, end in spans:
        if start < at or start >= last:
            continue
        pieces += [(text[at:start], False), (text[start : min(end, last)], True)]
        at = min(end, last)
    pieces += [(text[at:last], False), ("…" if last < len(text) else "", False)]
    return [(piece, marked) for piece, marked in pieces if piece]


def _beginning(text: str, start: int) -> int:
    """Return where a cutting begins that has a marked word."""
    before = text[max(0, start - CLAUSE) : start]
    parted = max(before.rfind(part) for part in PARTS)
    at = start - len(before) + parted + 1
    if parted < 0 and len(before) == CLAUSE:
        at = start - BEFORE
    while at < start and text[at].isspace():
        at += 1
    return at


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _marked(spans: list[tuple[int, int]], first: int, last: int) -> int:
    return sum(min(e, last) - s for s, e in spans if first <= s < last)
