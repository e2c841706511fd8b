"""
Read .xlsx, .xls and .csv into rows of plain values, merged cells filled.

Excel files are read by calamine; a text file by its byte order mark, else as UTF-8,
else as GB18030 (which GBK is a part of).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from webapp.services.importing.message import Message, say

Value = str | float | int | bool | dt.date | dt.time | dt.timedelta | None

MOST_ROWS = 50_000
MOST_COLUMNS = 200
# As many rows with twenty columns, all filled; what is packed needs twenty times more
# memory when it is read.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
# What a formula without a result leaves; calamine reads it as an empty cell.
FORMULA_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
# A PDF or a picture, which would else be read as a text without a table.
NO_TABLES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"{\\rtf")
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class ImportFileError(Exception):
    """A file cannot be read at all; ``message`` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of values; the first row of the file's sheet is row 1."""

    name: str
    rows: list[list[Value]]


def read_sheets(filename: str, content: bytes) -> list[Sheet]:
    """
    Return the sheets of a file that hold anything.

    Raises
    ------
    ImportFileError
        When the file is empty, no table, locked or too large.
    """
    if not content.strip(b"\0\r\n\t ,;"):
        raise ImportFileError(
            say("The file is empty. Fill it in, save it, and send it again.")
        )
    if content.startswith(EXCEL):
        sheets = _read_excel(content)
    elif filename.lower().endswith((".xlsx", ".xls", ".xlsm", ".et")):
        raise ImportFileError(
            say(
                "The file is named as an Excel file but is none. Open it in Excel or "
                "WPS, and save it as .xlsx."
            )
        )
    elif content.startswith(NO_TABLES):
        raise ImportFileError(say("The file is no table. Send .xlsx, .xls or .csv."))
    else:
        sheets = [Sheet("", _read_text(content))]
    sheets = [
        sheet for sheet in sheets if any(any(map(is_filled, r)) for r in sheet.rows)
    ]
    if not sheets:
        raise ImportFileError(
            say("The file is empty. Fill it in, save it, and send it again.")
        )
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS:
            raise ImportFileError(
                say(
                    "The sheet has %(rows)s rows; at most %(most)s can be taken at "
                    "once. Split the file.",
                    rows=len(sheet.rows),
                    most=MOST_ROWS,
                )
            )
    return sheets


def is_filled(value: Value) -> bool:
    """Return whether a cell holds anything to see."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _read_excel(content: bytes) -> list[Sheet]:
    _refuse_bomb(content)
    try:
        with CalamineWorkbook.from_filelike(
            io.BytesIO(content), load_tables=False
        ) as workbook:
            return [
                Sheet(meta.name, _rows(workbook.get_sheet_by_name(meta.name)))
                for meta in workbook.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        message = say("The file has a password. Remove it, save, and send it again.")
        raise ImportFileError(message) from error
    except (CalamineError, ValueError, OSError) as error:
        message = say(
            "The file is damaged or no spreadsheet. Open it in Excel or WPS, and save "
            "it as .xlsx."
        )
        raise ImportFileError(message) from error


def _refuse_bomb(content: bytes) -> None:
    """Refuse an archive that unpacks to more than a table of people can need."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        message = say(
            "The file is damaged or no spreadsheet. Open it in Excel or WPS, and save "
            "it as .xlsx."
        )
        raise ImportFileError(message) from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise ImportFileError(
            say("The file holds too much. Leave out pictures and empty sheets.")
        )


def _rows(sheet: CalamineSheet) -> list[list[Value]]:
    if sheet.total_height > MOST_ROWS * 4 or sheet.total_width > 16_384:
        raise ImportFileError(
            say("The sheet is too large. Delete its empty rows, and save it again.")
        )
    rows: list[list[Value]] = [
        [None if value == "" else value for value in row[:MOST_COLUMNS]]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or left >= MOST_COLUMNS:
            continue
        value = rows[top][left] if left < len(rows[top]) else None
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = value
    while rows and not any(map(is_filled, rows[-1])):
        rows.pop()
    return rows


def _read_text(content: bytes) -> list[list[Value]]:
    text = _decoded(content)
    if "\0" in text:
        raise ImportFileError(say("The file is no table. Send .xlsx, .xls or .csv."))
    head = "\n".join(text.splitlines()[:50])
    delimiter = max(",\t;", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [
            [
                None if FORMULA_ERROR.fullmatch(cell.strip()) else cell or None
                for cell in row[:MOST_COLUMNS]
            ]
            for row in reader
        ]
    except csv.Error as error:
        message = say("The file is no table. Send .xlsx, .xls or .csv.")
        raise ImportFileError(message) from error


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(say("The file is no table. Send .xlsx, .xls or .csv."))
