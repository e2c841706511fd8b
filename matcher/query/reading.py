"""A text that is read, and what was found in it so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matcher.query.understood import Span, SpanKind
from matcher.text import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from matcher.query.spelling import Spelling

# Adverts say these, too: they are conditions and words to rank by.
_ALSO_RANKED: Final = frozenset({SpanKind.CERTIFICATE})


class Reading:
    """
    A text while it is read.

    Attributes
    ----------
    plain
        What is read; positions are counted in it.
    spans
        What was found, in the order it was; their positions are those of the text.
    """

    def __init__(self, text: str, spelling: Spelling) -> None:
        self.text = text
        self.plain = spelling.plain
        self.spans: list[Span] = []
        self._spelling = spelling
        self._taken = bytearray(len(self.plain))
        self._unranked = bytearray(len(self.plain))

    def is_free(self, start: int, end: int) -> bool:
        """Return whether nothing of a piece is claimed."""
        return not any(self._taken[start:end])

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches that are not empty and of which nothing is claimed."""
        for match in pattern.finditer(self.plain):
            if match[0] and self.is_free(*match.span()):
                yield match

    def take(
        self, start: int, end: int, *found: tuple[SpanKind, str], ranked: bool = False
    ) -> bool:
        """
        Claim a piece for what it says; return False when part of it is claimed already.

        Parameters
        ----------
        found
            What it says, one thing or several.
        ranked
            Whether its words are ranked all the same.
        """
        if start >= end:
            return False
        start, end = self._spelling.whole(start, end)
        if not self.is_free(start, end):
            return False
        self._taken[start:end] = b"\x01" * (end - start)
        if not ranked and not any(
            kind in _ALSO_RANKED and value for kind, value in found
        ):
            self._unranked[start:end] = b"\x01" * (end - start)
        first, past = self._spelling.span(start, end)
        for kind, value in found:
            self.spans.append(Span(first, past, kind, value, self.text[first:past]))
        return True

    def typed(self, start: int, end: int) -> str:
        """Return a piece, not empty, as it was typed."""
        first, past = self._spelling.span(start, end)
        return self.text[first:past]

    def values(self, kind: SpanKind) -> list[str]:
        """Return what was found of a kind, in the order of the text."""
        spans = sorted(self.spans, key=lambda span: span.start)
        return [span.value for span in spans if span.kind is kind]

    def rest(self) -> str:
        """Return what is ranked, as typed: a blank stands for all that is not."""
        chars = list(self.text)
        for at, unranked in enumerate(self._unranked):
            if unranked:
                start, end = self._spelling.places[at]
                chars[start:end] = " " * (end - start)
        return "".join(chars)

    def wording(self) -> str:
        """Return what is ranked, as it was meant."""
        chars = []
        for char, unranked, (start, end) in zip(
            self.plain, self._unranked, self._spelling.places, strict=True
        ):
            typed = self.text[start:end]
            # Only what was put right is not as typed: CNC stays in capitals.
            chars.append(" " if unranked else typed if fold(typed) == char else char)
        return "".join(chars)
