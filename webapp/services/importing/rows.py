"""From a found table to its rows: what is data, what is a note, what is a total."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webapp.services.importing import fields
from webapp.services.importing.headers import NEEDED, Header, plain
from webapp.services.importing.preview import Row
from webapp.services.importing.workbook import Sheet, Value, is_filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import ImportKind

_NOTE = re.compile(
    r"(备注|注|说明|注意|填表说明|填报说明|填表人|制表|审核|联系人)\s*\d*[:：、.]|^\d+[、.]\S{8}|※|★"
)
_TOTAL = re.compile(r"^(合计|总计|小计|共计)")
# Fields whose merged cells stand for many rows; alone they are no row.
_SHARED = {"employer", "place", "contact", "phone", "date", "insurance"}


def split_rows(
    kind: ImportKind, sheet: Sheet, header: Header
) -> tuple[list[Row], list[tuple[int, str]]]:
    """
    Return the rows of data, and the lines that are none with their numbers.

    A line is a note when it says so, or when one text fills it (a merged line); a
    total when it begins with 合计.
    """
    rows: list[Row] = []
    notes: list[tuple[int, str]] = []
    for at, line in enumerate(sheet.rows[header.below :], header.below + 1):
        words = [fields.text(v, 100_000) for v in line if is_filled(v)]
        if not words:
            continue
        cells: dict[str, Value] = {
            field: line[column] if column < len(line) else None
            for field, column in header.columns.items()
        }
        if _is_note(kind, words, cells) or _repeats_header(header, cells):
            notes.append((at, " ".join(dict.fromkeys(words))[:200]))
        else:
            rows.append(Row(at, cells))
    return rows, notes


def _is_note(kind: ImportKind, words: Sequence[str], cells: dict[str, Value]) -> bool:
    if _TOTAL.match(words[0].replace(" ", "")):
        return True
    filled = {field for field, value in cells.items() if is_filled(value)}
    if len(set(words)) == 1:
        # One text over the whole line, or beside the table.
        return (
            len(words) > 1
            or not filled & set(NEEDED[kind])
            or bool(_NOTE.search(words[0]) or len(words[0]) > 30)
        )
    return bool(_NOTE.match(words[0])) and not (filled - _SHARED) > set(NEEDED[kind])


def _repeats_header(header: Header, cells: dict[str, Value]) -> bool:
    return all(
        plain(str(cells[field])) == title
        for field, title in header.titles.items()
        if is_filled(cells[field])
    )
