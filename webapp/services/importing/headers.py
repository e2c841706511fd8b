"""
Which column holds what: the many spellings of a header, and where the header stands.

A spelling matches when the header, without spaces, stars and brackets, is it; failing
that, when it begins with it. The header is the row (or two) among the first thirty in
which most fields are found.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models import ImportKind
from webapp.services.importing.message import say
from webapp.services.importing.workbook import ImportFileError, Sheet, Value, is_filled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HEADER_WITHIN_ROWS = 30

SPELLINGS: dict[ImportKind, dict[str, list[str]]] = {
    ImportKind(kind): table
    for kind, table in tomllib.loads(
        Path(__file__).with_name("spellings.toml").read_text()
    ).items()
}
# Without these a sheet is not of the kind.
NEEDED = {
    ImportKind.VACANCIES: ("title",),
    ImportKind.SEEKERS: ("name",),
    ImportKind.RIDERS: ("name", "pickup", "employer"),
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins: ``below`` is the index of its first row of data."""

    columns: dict[str, int]
    below: int
    titles: dict[str, str]


def find_table(
    kind: ImportKind, sheets: Sequence[Sheet], known: Collection[str] = ()
) -> tuple[Sheet, Header]:
    """
    Return the sheet and the header in which most fields were found.

    Parameters
    ----------
    known
        Fields that need no column, since it is known whose table it is.

    Raises
    ------
    ImportFileError
        When no sheet has the needed columns; names what is missing.
    """
    wanted = [field for field in NEEDED[kind] if field not in known]
    best: tuple[int, Sheet, Header] | None = None
    for sheet in sheets:
        header = _find_header(kind, sheet.rows)
        if header is not None and (best is None or len(header.columns) > best[0]):
            best = (len(header.columns), sheet, header)
    if best is None or best[0] < 2:
        needed = "、".join(SPELLINGS[kind][field][0] for field in wanted)
        raise ImportFileError(
            say(
                "No header row was found. The table needs at least these columns: "
                "%(needed)s.",
                needed=needed,
            )
        )
    _, sheet, header = best
    for field in wanted:
        if field not in header.columns:
            raise ImportFileError(
                say(
                    "The column %(column)s is missing (in row %(row)s stand: "
                    "%(found)s).",
                    column=SPELLINGS[kind][field][0],
                    row=header.below,
                    found="、".join(header.titles.values()),
                )
            )
    return sheet, header


def _find_header(kind: ImportKind, rows: Sequence[list[Value]]) -> Header | None:
    best: Header | None = None
    for at, row in enumerate(rows[:HEADER_WITHIN_ROWS]):
        for depth in (1, 2):
            lines = rows[at : at + depth]
            if len(lines) < depth or len({str(v) for v in row if is_filled(v)}) < 2:
                continue
            found = _columns(kind, [_joined(lines, c) for c in range(len(row))])
            if len(found) > (len(best.columns) if best else 0):
                titles = {f: _joined(lines, c)[-1] for f, c in found.items()}
                best = Header(found, at + depth, titles)
    return best


def _joined(lines: Sequence[list[Value]], column: int) -> list[str]:
    """Return the header words of a column, from the top line to the bottom one."""
    words = [
        plain(str(line[column]))
        for line in lines
        if column < len(line) and is_filled(line[column])
    ]
    return words or [""]


def _columns(kind: ImportKind, headers: Sequence[list[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for exact in (True, False):
        for column, words in enumerate(headers):
            if column in found.values():
                continue
            for field, spellings in SPELLINGS[kind].items():
                if field not in found and any(
                    _matches(word, spelling, exact=exact)
                    for word in reversed(words)
                    for spelling in spellings
                ):
                    found[field] = column
                    break
    return found


def _matches(word: str, spelling: str, *, exact: bool) -> bool:
    if exact:
        return word == spelling
    return len(spelling) >= 2 and len(word) <= 16 and word.startswith(spelling)


def plain(text: str) -> str:
    """
    Return a header without what people decorate it with.

    >>> plain(" *薪资 （元／月）")
    '薪资'
    """
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"[(\[【].*?[)\]】]", "", folded)
    return re.sub(r"[\s*:：_/、\u200b]+", "", folded)
