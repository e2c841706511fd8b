"""The gazetteer's columns, and which names stand at a position of a text."""

from __future__ import annotations

import enum
import gzip
import json
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.errors import PlacesUnavailableError
from matcher.places.naming import short_township_name
from matcher.places.place import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Kind(enum.IntEnum):
    """How good a name is; the smaller wins."""

    OFFICIAL = 0
    SHORT = 1
    OTHER = 2


Names = dict[str, dict[int, Kind]]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    The gazetteer's file: one row a place, parents before their children.

    Parameters
    ----------
    level, code, name, parent, short, lat, lon
        Of equal length; ``parent`` is a row or -1, ``short`` has the shortest last.
    other
        Names of the past and of daily speech, and the rows of what they mean today.
    traditional
        Traditional character -> the one that names are written with.
    """

    level: list[str]
    code: list[str]
    name: list[str]
    parent: list[int]
    short: list[list[str]]
    lat: list[float | None]
    lon: list[float | None]
    other: list[tuple[str, int]]
    traditional: dict[int, str]

    @classmethod
    def load(cls, path: Path) -> Columns:
        """
        Read the file that ``matcher.places.build`` writes.

        Raises
        ------
        PlacesUnavailableError
            When it is missing or damaged.
        """
        try:
            document: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
            del document["point"]  # where each coordinate comes from: for people
            document["traditional"] = str.maketrans(document["traditional"])
            return cls(**document)
        except FileNotFoundError as error:
            msg = f"The places are not there ({path}): run `make install` first."
            raise PlacesUnavailableError(msg) from error
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError) as e:
            msg = (
                f"{path} is not whole ({e}): remove its folder and build/.assets, and "
                "`make install` builds it anew."
            )
            raise PlacesUnavailableError(msg) from e

    def around(self, row: int) -> Iterator[int]:
        """Yield the row itself and the places around it, smallest first."""
        while row >= 0:
            yield row
            row = self.parent[row]


class Lexicon:
    """
    The names of all places.

    Townships go by their official names; by short ones only where a county is named
    before them, or is home: 和平 is a township in twenty counties.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.children: list[list[int]] = [[] for _ in columns.code]
        for row, parent in enumerate(columns.parent):
            if parent >= 0:
                self.children[parent].append(row)
        names: Names = defaultdict(dict)
        for row, name in enumerate(columns.name):
            names[name][row] = Kind.OFFICIAL
            if columns.level[row] != Level.TOWNSHIP:
                for short in columns.short[row]:
                    names[short].setdefault(row, Kind.SHORT)
        self._inner: Names = {}
        self._other_towns: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for name, row in columns.other:
            names[name].setdefault(row, Kind.OTHER)
            if columns.level[row] == Level.TOWNSHIP:
                self._other_towns[columns.parent[row]].append((name, row))
            elif len(name) > 2 and name[-1] in "市县区":
                self._inner.setdefault(name[:-1], {})[row] = Kind.OTHER
        self._names: Names = dict(names)
        self._towns: dict[int, Names] = {}
        self._firsts: dict[int, frozenset[str]] = {}
        self._longest: dict[str, int] = {}
        for name in (*self._names, *self._inner):
            start = name[:2]
            if len(name) > self._longest.get(start, 0):
                self._longest[start] = len(name)

    def names_at(
        self, text: str, start: int, counties: Iterable[int], *, inside: bool
    ) -> Iterator[tuple[int, dict[int, Kind]]]:
        """
        Yield (end, row -> kind) of the names that begin at ``start``, longest first.

        Parameters
        ----------
        text, start
            Where to look.
        counties
            Rows whose townships are also known by their short names.
        inside
            Whether a larger place stands before: then the past is known by its short
            names, too (上海闸北, but not 动力 for a former district of Harbin).
        """
        first = text[start : start + 1]
        extra = [
            towns
            for row in counties
            if (towns := self.names_of_towns(row)) and first in self._firsts[row]
        ]
        longest = self._longest.get(text[start : start + 2], 0)
        if extra:
            longest = max(longest, *(max(map(len, towns)) for towns in extra))
        for end in range(min(start + longest, len(text)), start + 1, -1):
            piece = text[start:end]
            found = self._names.get(piece, {})
            if inside and piece in self._inner:
                found = {**self._inner[piece], **found}
            for towns in extra:
                if piece in towns:
                    found = {**towns[piece], **found}
            if found:
                yield end, found

    def names_of_towns(self, county: int) -> Names:
        """Return the names of a county's townships, short ones and others too."""
        if county not in self._towns:
            names: Names = defaultdict(dict)
            for row in self.children[county]:
                names[self.columns.name[row]][row] = Kind.OFFICIAL
                for short in self.columns.short[row]:
                    names[short].setdefault(row, Kind.SHORT)
            for name, row in self._other_towns[county]:
                # 太湖新城 is no township, and is short as it is.
                short_name = short_township_name(name) or name
                names[short_name].setdefault(row, Kind.OTHER)
            self._firsts[county] = frozenset(name[0] for name in names)
            self._towns[county] = dict(names)
        return self._towns[county]
