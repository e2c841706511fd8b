"""Read the texts from the code, and the catalogue from its file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

FOLDER = Path(__file__).parent
WEBAPP = FOLDER.parent
SOURCE = "zh_Hans"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
# The history is git's; a date in the file would only make two people's edits meet.
UNDATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "say": None,
}


def catalogue_path(locale: str) -> Path:
    """Return where the catalogue of a language lies."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Return every text of the code, not translated."""
    found = Catalog(project="zhida", locale=None)
    for name, _line, message, comments, context in extract_from_dir(
        WEBAPP, METHODS, keywords=KEYWORDS
    ):
        # Without the line, so that the catalogue changes with the texts alone.
        found.add(message, None, [(f"webapp/{name}", 0)], (), comments, context=context)
    return found


def read(locale: str = SOURCE) -> Catalog:
    """Return the catalogue of a language, an empty one when there is none yet."""
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(
            locale=locale,
            header_comment="# The texts of Zhida. See webapp/translations.",
            creation_date=UNDATED,
            revision_date=UNDATED,
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def write(catalogue: Catalog, locale: str = SOURCE) -> None:
    """Write a catalogue, sorted by its texts so that two people's edits seldom meet."""
    path = catalogue_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=88,
            sort_output=True,
            omit_header=False,
            ignore_obsolete=True,
            include_lineno=False,
        )


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Yield the texts that have no translation, or one that is only guessed."""
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy or not all(strings_of(message)):
            yield message.id if isinstance(message.id, str) else message.id[0]


def strings_of(message: Message) -> tuple[str, ...]:
    """Return the translation in all its plural forms; "" where there is none."""
    if isinstance(message.string, (list, tuple)):
        return tuple(message.string)
    return (message.string or "",)
