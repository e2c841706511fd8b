"""
Pages that one process of a service has made, for its other processes.

An SQLite file in memory (``/dev/shm``) or in a temporary folder, that lives as long as
the service: whoever finds a page there need not make it. Nothing depends on it. What
cannot be read or written, because the file is gone or the disk is full, is made anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

log = structlog.get_logger()

FILE: Final = "pages.sqlite"
# A page of results takes 5 KB when compressed.
MOST: Final = 8_000
LOCK_WAIT_S: Final = 0.1
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS page (
    number INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    asked BLOB NOT NULL,
    status INTEGER NOT NULL,
    mark TEXT NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (asked, version)
)
"""
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=OFF")
_FIND: Final = "SELECT status, mark, text FROM page WHERE asked = ? AND version = ?"
_ADD: Final = (
    "INSERT OR REPLACE INTO page (asked, version, status, mark, text)"
    " VALUES (?, ?, ?, ?, ?)"
)
_DROP_OLD: Final = "DELETE FROM page WHERE number <= (SELECT MAX(number) FROM page) - ?"


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page as it was made, with a mark where each visitor's own token goes.

    Parameters
    ----------
    mark
        Nobody can write it into a page from outside: a secret of the process.
    """

    text: str
    mark: str
    status: int

    def with_token(self, token: str) -> str:
        """Return the page with a visitor's token in its place."""
        return self.text.replace(self.mark, token)


class SharedPages:
    """
    Pages by what was asked and the version of what they show.

    Parameters
    ----------
    folder
        That of the service; every process of it names the same.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        # A connection belongs to a thread.
        self._here = threading.local()

    def get(self, asked: Hashable, version: str, make: Callable[[], Page]) -> Page:
        """
        Return the page, from another process where one has made it.

        Parameters
        ----------
        asked
            Of strings, numbers and dates: what is told apart must be written so.
        """
        key = hashlib.sha256(repr(asked).encode()).digest()
        try:
            found = self._connection().execute(_FIND, (key, version)).fetchone()
        except sqlite3.Error as error:
            log.warning("shared pages not read", error=str(error))
            return make()
        if found is not None:
            status, mark, text = found
            return Page(zlib.decompress(text).decode(), mark, status)
        page = make()
        packed = zlib.compress(page.text.encode(), 1)
        try:
            with self._connection() as connection:
                connection.execute(_ADD, (key, version, page.status, page.mark, packed))
                connection.execute(_DROP_OLD, (MOST,))
        except sqlite3.Error as error:
            log.warning("shared pages not written", error=str(error))
        return page

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if known is None:
            known = sqlite3.connect(self._file, timeout=LOCK_WAIT_S)
            for pragma in _PRAGMAS:
                known.execute(f"PRAGMA {pragma}").close()
            known.execute(_TABLE).close()
            self._here.connection = known
        return known
