"""Tables that stand in a document between two marks, and are filled in place."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def filled(text: str, name: str, lines: Sequence[str]) -> str:
    """
    Return a document with these lines between the marks of ``name``; all else stays.

    The marks are lines of their own: ``<!-- bench NAME -->`` and
    ``<!-- end of bench NAME -->``.

    Raises
    ------
    ValueError
        When the document does not have both marks, once each and in this order.
    """
    begin, end = f"<!-- bench {name} -->", f"<!-- end of bench {name} -->"
    rows = text.splitlines()
    if rows.count(begin) != 1 or rows.count(end) != 1:
        msg = f"Expected a line {begin} and a line {end}, once each."
        raise ValueError(msg)
    first, last = rows.index(begin), rows.index(end)
    if last < first:
        msg = f"Expected {begin} before {end}."
        raise ValueError(msg)
    kept = [*rows[: first + 1], "", *lines, "", *rows[last:]]
    return "\n".join(kept) + "\n"


def machine() -> str:
    """Return what measures: processor, hardware threads, Python, and the day."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in cpuinfo.read_text().splitlines()
            if "model name" in line
        ]
        model = names[0] if names else model
    return (
        f"{model}, {os.cpu_count()} hardware threads, Python "
        f"{platform.python_version()}, {dt.datetime.now(dt.UTC):%Y-%m-%d}"
    )
