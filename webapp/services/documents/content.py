"""What any document is made of: facts, tables, and what changed since the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class DocumentError(Exception):
    """
    A document cannot be written.

    DocumentError
    ├── NotPublishedError
    └── NothingToSayError
    """


class NotPublishedError(DocumentError):
    """The campaign was not published, so nothing is promised yet."""


class NothingToSayError(DocumentError):
    """There is nobody and no coach for whom it would be."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column; ``width`` is in letters of a spreadsheet.

    ``is_own``: what stands in it is each person's own, not that of the whole party.
    """

    name: str
    width: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of texts; ``news`` says what changed, and is empty when nothing did."""

    cells: tuple[str, ...]
    news: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """
    A part of a document: facts in pairs, then a table.

    ``news`` says what changed of the part as a whole.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    news: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """
    A document of a published campaign; in Chinese whatever the reader's language.

    ``version`` is the edition in which something of it changed last, ``previous`` the
    one before that, of which the marks tell; None for the first.
    """

    title: str
    addressee: str
    campaign: str
    reference: str
    version: int
    previous: int | None
    published_at: dt.datetime
    made_at: dt.datetime
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    people: int = 0
    names_people: bool = False
    is_full: bool = False

    @property
    def has_news(self) -> bool:
        """Return whether anything is marked."""
        return any(
            section.news or any(row.news for row in section.rows)
            for section in self.sections
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what stands above the first section."""
        since = "首次下发"
        if self.previous is not None:
            since = f"标“变动”处与第 {self.previous} 版不同"
        version = f"第 {self.version} 版（{self.published_at:%Y-%m-%d %H:%M} 发布）"
        return (f"致：{self.addressee}", self.campaign, f"{version}，{since}")
