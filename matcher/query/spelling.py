"""A text as it was meant: every corrected character knows where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Correction:
    """``text[start:end]`` is read as ``meant``, which is never empty."""

    start: int
    end: int
    meant: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """
    A text as it is read.

    Parameters
    ----------
    plain
        Folded, with corrections.
    places
        For each character of it where it stands in the text: start and end. Those of
        one correction of another length share all of it.
    """

    plain: str
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, folded: str, corrections: Iterable[Correction]) -> Spelling:
        """Return a text with corrections; of two that overlap the first given holds."""
        taken = bytearray(len(folded))
        kept: dict[int, Correction] = {}
        for each in corrections:
            if each.start < each.end and not any(taken[each.start : each.end]):
                taken[each.start : each.end] = b"\x01" * (each.end - each.start)
                kept[each.start] = each
        chars: list[str] = []
        places: list[tuple[int, int]] = []
        at = 0
        while at < len(folded):
            found = kept.get(at)
            if found is None:
                chars.append(folded[at])
                places.append((at, at + 1))
                at += 1
                continue
            chars.extend(found.meant)
            if len(found.meant) == found.end - found.start:
                places.extend((here, here + 1) for here in range(at, found.end))
            else:
                places.extend([(at, found.end)] * len(found.meant))
            at = found.end
        return cls("".join(chars), tuple(places))

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """Return a piece of the plain text widened to whole corrections."""
        while start and self.places[start - 1] == self.places[start]:
            start -= 1
        while end < len(self.plain) and self.places[end - 1] == self.places[end]:
            end += 1
        return start, end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the plain text, not empty, stands in the text."""
        return self.places[start][0], self.places[end - 1][1]
