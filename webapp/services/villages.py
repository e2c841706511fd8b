"""
A whole village registered at once: what its office pastes becomes a roster.

The lines are read here, and then taken the same way as any spreadsheet: previewed row
by row, all or nothing.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

HEADER = (
    "姓名", "电话", "身份证号", "上车地点", "目的地企业", "组别",
    "日期", "最早日期", "最晚日期",
)  # fmt: skip
MOST_LINES = 2000
_SPLIT = re.compile(r"[\t,，;；|]+|\s{2,}| ")
_ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"(?:\+?86)?1\d{10}|0\d{2,3}-?\d{7,8}")
_SERIAL = re.compile(r"\d{1,4}[.、．]?")
_NUMBERED = re.compile(r"^\d{1,4}[.、．]")
_TITLE = re.compile(r"姓\s*名|电话|身份证|手机")


class NobodyError(Exception):
    """There is no person in the lines."""


def read_lines(text: str, *, families: bool) -> list[tuple[str, str, str, str]]:
    """
    Return (name, telephone, ID number, group) of each line, in order.

    Columns may stand in any order, as they are copied from a spreadsheet; running
    numbers and a header are passed over. With `families`, people between two empty
    lines travel together.

    Raises
    ------
    NobodyError
        When there is nobody.

    >>> read_lines("1\\t示例甲\\t13800000001\\n示例乙 13800000002", families=False)
    [('示例甲', '13800000001', '', ''), ('示例乙', '13800000002', '', '')]
    """
    people: list[tuple[str, str, str, str]] = []
    family, last_was_empty = 1, True
    for line in text.splitlines()[:MOST_LINES]:
        parts = [part for part in _SPLIT.split(line.strip()) if part]
        if not parts:
            family += not last_was_empty
            last_was_empty = True
            continue
        if len(_TITLE.findall(line)) > 1:
            continue
        last_was_empty = False
        group = str(family) if families else ""
        people.append((*_person(parts), group))
    if not people:
        msg = "Expected a person on each line, got none."
        raise NobodyError(msg)
    return people


def roster(
    people: Sequence[tuple[str, str, str, str]],
    *,
    home: str,
    employer: str,
    key: str,
    days: tuple[dt.date | None, dt.date | None, dt.date | None] = (None, None, None),
) -> bytes:
    """
    Return the roster as a table of the import: all from one home, to one employer.

    Parameters
    ----------
    key
        Makes the families of this village others than those of the next one.
    days
        The day that they ask for, the first and the last on which they would travel.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    written = [day.isoformat() if day else "" for day in days]
    for name, phone, id_number, group in people:
        together = f"{key}-{group}" if group else ""
        writer.writerow([name, phone, id_number, home, employer, together, *written])
    return file.getvalue().encode("utf-8-sig")


def _person(parts: Sequence[str]) -> tuple[str, str, str]:
    """Return name, telephone and ID number among the parts of a line."""
    name = phone = id_number = ""
    for written in parts:
        part = _NUMBERED.sub("", written)
        if not id_number and _ID_NUMBER.fullmatch(part):
            id_number = part
        elif not phone and _PHONE.fullmatch(part):
            phone = part
        elif not name and part and not _SERIAL.fullmatch(part):
            name = part
        elif name and part and not part[0].isdigit():
            # A name of several words, as 阿卜杜拉 · 买买提 is written.
            name = f"{name} {part}"
    return name, phone, id_number
