"""The gazetteer of China: names to codes, codes to places."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.places.lexicon import Columns, Lexicon
from matcher.places.mentions import is_meant, skip_phrase
from matcher.places.place import Level, Mention, Place, Resolution
from matcher.places.reading import Chain, Reader, normalise, skip_marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Gazetteer:
    """
    All places of China to the township, and the reader of their names.

    Loading takes a tenth of a second; share one in a process. Safe to use from
    several threads.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._lexicon = Lexicon(columns)
        self._rows = {code: row for row, code in enumerate(columns.code)}
        self._reader = lru_cache(maxsize=8)(self._reader_for)

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """
        Return the gazetteer that ``matcher.places.build`` put into a folder.

        Raises
        ------
        PlacesUnavailableError
            When it has not been built, or its file is damaged.
        """
        return cls(Columns.load(folder / "places.json.gz"))

    def __contains__(self, code: str) -> bool:
        return code in self._rows

    def place(self, code: str) -> Place:
        """
        Return the place with a code.

        Raises
        ------
        KeyError
            When no present place has it.
        """
        return self._place(self._rows[code])

    def children(self, code: str) -> list[Place]:
        """Return the places directly inside, by code; ``KeyError`` as in ``place``."""
        return [self._place(row) for row in self._lexicon.children[self._rows[code]]]

    def ancestors(self, code: str) -> list[Place]:
        """Return the places around, smallest first; ``KeyError`` as in ``place``."""
        _, *rows = self._columns.around(self._rows[code])
        return [self._place(row) for row in rows]

    def names_inside(self, code: str) -> list[str]:
        """
        Return what the places directly inside are called, without repeats.

        Official and short names; of the townships of a county the former ones, too.
        ``KeyError`` as in ``place``.
        """
        row, columns = self._rows[code], self._columns
        if columns.level[row] == Level.COUNTY:
            return list(self._lexicon.names_of_towns(row))
        inside = self._lexicon.children[row]
        names = (
            name
            for each in inside
            for name in (columns.name[each], *columns.short[each])
        )
        return list(dict.fromkeys(names))

    def list_places(self, level: Level) -> Iterator[Place]:
        """Yield all places of a level, by code."""
        for row, its_level in enumerate(self._columns.level):
            if its_level == level:
                yield self._place(row)

    def resolve(self, text: str, prefer: str | None = None) -> Resolution:
        """
        Return the place that a text such as 贵州毕节赫章 means today.

        Parameters
        ----------
        text
            The names from the larger to the smaller, with or without suffixes, spaces
            or marks; full width and Traditional characters are read too. Names of the
            past lead to the present place. When the text begins with something else,
            the first mention in it counts.
        prefer
            The code of a home district: its towns may be named alone and short (盛泽),
            and its places win where a name is ambiguous.

        Raises
        ------
        KeyError
            When ``prefer`` is no code of a present place.
        """
        reader = self._reader(prefer)
        plain = normalise(text, self._columns.traditional)
        start = skip_marks(plain, 0)
        if plain.startswith("中国", start):
            start = skip_marks(plain, start + 2)
        chain = reader.chain_at(plain, start)
        if chain is None:
            chain = next(self._chains(plain, reader), None)
        if chain is None:
            return Resolution(rest=text.strip())
        before = text[start : chain.start]
        after = text[skip_marks(plain, chain.end) :]
        return self._resolution(reader, chain, f"{before} {after}".strip())

    def find_mentions(self, text: str, prefer: str | None = None) -> list[Mention]:
        """
        Return where a free text names places, from left to right, not overlapping.

        A short name that is also a common word (和平, 大方), or that only arises where
        two words meet (双|休宁|波), is left alone unless its suffix, a place around it
        or its surroundings show that the place is meant.

        Parameters
        ----------
        text
            Any text, such as 盛泽 缝纫工 8000以上 包住.
        prefer
            See ``resolve``.
        """
        reader = self._reader(prefer)
        plain = normalise(text, self._columns.traditional)
        return [
            Mention(chain.start, chain.end, self._resolution(reader, chain, ""))
            for chain in self._chains(plain, reader)
        ]

    def _chains(self, plain: str, reader: Reader) -> Iterator[Chain]:
        """Yield the chains in a text that are meant as places."""
        start = 0
        while start < len(plain) - 1:
            if (end := skip_phrase(plain, start)) > start:
                start = end
                continue
            chain = reader.chain_at(plain, start)
            if chain is not None and self._is_meant(plain, chain, reader):
                yield chain
                start = chain.end
            else:
                start += 1

    def _is_meant(self, plain: str, chain: Chain, reader: Reader) -> bool:
        at_home = any(reader.is_at_home(row) for row in chain.found)
        return is_meant(plain, chain, self._columns, at_home=at_home)

    def _resolution(self, reader: Reader, chain: Chain, rest: str) -> Resolution:
        places = tuple(self._place(row) for row in reader.settle(chain))
        if len(places) == 1:
            return Resolution(place=places[0], rest=rest)
        return Resolution(candidates=places, rest=rest)

    def _reader_for(self, prefer: str | None) -> Reader:
        return Reader(self._lexicon, None if prefer is None else self._rows[prefer])

    def _place(self, row: int) -> Place:
        columns = self._columns
        around = list(columns.around(row))
        return Place(
            code=columns.code[row],
            name=columns.name[row],
            full_name="".join(columns.name[outer] for outer in reversed(around)),
            short_name=columns.short[row][-1]
            if columns.short[row]
            else columns.name[row],
            level=Level(columns.level[row]),
            parent=columns.code[around[1]] if len(around) > 1 else None,
            lat=columns.lat[row],
            lon=columns.lon[row],
        )
