"""
Reads the names of places out of a text, from the larger to the smaller.

``安徽省阜阳市颍上县`` is a chain of three names. All meanings of a name are kept until
the chain ends, so a later name can tell what an earlier one meant: 吉林 is a province
and a city, 海南 a province and two others.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.places.lexicon import Kind, Lexicon
from matcher.places.place import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

# Between the names of one chain: blanks, marks, and what forms put there.
_MARKS: Final = frozenset(" \t\r\n,，.。-—_·•/\\|>:：;；、()（）[]【】")
_FILLERS: Final = ("市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划")
# Alone, the name of a prefecture's city means that city, not a district elsewhere
# (西安 is not 西安区 of Liaoyuan). Of these a district is as well known.
_NOT_THE_CITY: Final = frozenset({"朝阳"})


@dataclass(frozen=True, slots=True)
class Chain:
    """
    Names that follow each other, each place inside the one before.

    Parameters
    ----------
    start, end
        Where it stands in the text.
    first_end
        Where its first name ends.
    found
        Row -> kind of all that the last name may mean there.
    last
        The last name.
    """

    start: int
    end: int
    first_end: int
    found: dict[int, Kind]
    last: str

    @property
    def single(self) -> bool:
        """Whether it is one name only."""
        return self.end == self.first_end


def normalise(text: str, traditional: dict[int, str]) -> str:
    """Return the text in half width and Simplified characters, as long as before."""
    wide = "".join(
        narrow if len(narrow := unicodedata.normalize("NFKC", char)) == 1 else char
        for char in text
    )
    return wide.translate(traditional)


def skip_marks(text: str, start: int) -> int:
    """Return where the next name can begin."""
    while start < len(text):
        if text[start] in _MARKS:
            start += 1
            continue
        filler = next((word for word in _FILLERS if text.startswith(word, start)), None)
        if filler is None:
            break
        start += len(filler)
    return start


class Reader:
    """
    Reads chains of names.

    Parameters
    ----------
    lexicon
        The names.
    home
        The row of the district whose towns are meant when named alone; None: nowhere.
    """

    def __init__(self, lexicon: Lexicon, home: int | None = None) -> None:
        self._lexicon = lexicon
        self._columns = lexicon.columns
        self._home = home

    def chain_at(self, text: str, start: int) -> Chain | None:
        """Return the longest chain that begins at ``start``, None when no name does."""
        home = [] if self._home is None else [self._home]
        best: Chain | None = None
        for end, found in self._lexicon.names_at(text, start, home, inside=False):
            chain = self._longer(text, Chain(start, end, end, found, text[start:end]))
            if best is None or chain.end > best.end:
                best = chain
        return best

    def settle(self, chain: Chain) -> list[int]:
        """
        Return the rows that a chain means: one, or several to choose from.

        An official name beats a short one and that all others; a place at home
        beats the others; a place around all the others is what is left in doubt.
        """
        kind = min(chain.found.values())
        rows = [row for row, its_kind in chain.found.items() if its_kind == kind]
        rows = [row for row in rows if self.is_at_home(row)] or rows
        if kind == Kind.SHORT and chain.last not in _NOT_THE_CITY:
            for level in (Level.PROVINCE, Level.PREFECTURE):
                larger = [row for row in rows if self._columns.level[row] == level]
                if larger:
                    rows = larger
                    break
        for row in rows:
            if all(row in self._columns.around(other) for other in rows):
                return [row]
        return sorted(rows, key=self._columns.code.__getitem__)

    def is_at_home(self, row: int) -> bool:
        """Return whether a place is the home district, or lies in it."""
        return any(outer == self._home for outer in self._columns.around(row))

    def _longer(self, text: str, chain: Chain) -> Chain:
        """Return the chain with the names that follow it."""
        best = chain
        start = skip_marks(text, chain.end)
        counties = [row for row in chain.found if self._has_towns(row)]
        for end, names in self._lexicon.names_at(text, start, counties, inside=True):
            found = self._inside(names, chain.found)
            if not found and start == chain.end:
                found = self._moved(names, chain.found)
            if found:
                longer = self._longer(
                    text,
                    Chain(chain.start, end, chain.first_end, found, text[start:end]),
                )
                if longer.end > best.end:
                    best = longer
        return best

    def _has_towns(self, row: int) -> bool:
        children = self._lexicon.children[row]
        return bool(children) and self._columns.level[children[0]] == Level.TOWNSHIP

    def _inside(self, names: dict[int, Kind], outer: Iterable[int]) -> dict[int, Kind]:
        """Return the meanings that lie in, or repeat, a place of ``outer``."""
        outside = set(outer)
        return {
            row: kind
            for row, kind in names.items()
            if not outside.isdisjoint(self._columns.around(row))
        }

    def _moved(self, names: dict[int, Kind], outer: Iterable[int]) -> dict[int, Kind]:
        """
        Return the one county that may have belonged to a prefecture of ``outer``.

        寿县 went from Lu'an to Huainan in 2015, and 六安寿县 is still written.
        """
        columns = self._columns
        provinces = {
            columns.parent[row]
            for row in outer
            if columns.level[row] == Level.PREFECTURE
        }
        moved: dict[int, Kind] = {
            row: kind
            for row, kind in names.items()
            if columns.level[row] == Level.COUNTY
            and kind < Kind.OTHER
            and provinces.intersection(columns.around(row))
        }
        return moved if len(moved) == 1 else {}
