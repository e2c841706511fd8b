"""What the three kinds of import share: rows are read, compared and noted down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from webapp.services.importing.fields import RefusedCellError
from webapp.services.importing.message import Message, say
from webapp.services.importing.preview import Desk, Outcome, Row, RowResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models import Base

LONGEST_SHOWN = 24
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """A row's result, and what storing it does; None when nothing is to be done."""

    result: RowResult
    store: Callable[[], None] | None = None


class Cells:
    """Reads the cells of a row and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.wrong: list[Message] = []

    def read(self, read: Callable[..., T], *values: Any, default: T) -> T:
        """Return what a cell means, or the default after noting what is wrong."""
        try:
            return read(*values)
        except RefusedCellError as error:
            self.wrong.append(error.message)
            return default

    def need(self, value: Any, column: str) -> None:
        """Note that a cell may not be empty."""
        if not value:
            self.wrong.append(say("%(column)s is empty.", column=column))


def each(step: Callable[[Row], Step], rows: list[Row]) -> list[Step]:
    """Return what each row would do; a cell that nobody reads refuses its row too."""

    def tried(row: Row) -> Step:
        try:
            return step(row)
        except RefusedCellError as error:
            return refused(row, "—", [error.message])

    return [tried(row) for row in rows]


def refused(row: Row, label: str, messages: list[Message]) -> Step:
    """Return the step of a row that cannot be taken."""
    return Step(RowResult(row.number, label, Outcome.REFUSED, tuple(messages)))


def natural_key(*parts: object) -> str:
    """Return what makes a row the same row in the next file, as 64 hex digits."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def is_repeated(desk: Desk, key: str, row: Row) -> Message | None:
    """Return a sentence when the same thing stands in the file already."""
    first = desk.seen.setdefault(key, row.number)
    if first == row.number:
        return None
    return say("This is the same as row %(first)s. Delete one of them.", first=first)


def changes(existing: Base, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that differ from those stored."""
    return {k: v for k, v in values.items() if getattr(existing, k) != v}


def told(changed: Mapping[str, Any], words: Mapping[str, str]) -> Message:
    """Return which fields change, by the words of the spreadsheet."""
    named = dict.fromkeys(words.get(name, name) for name in changed)
    return say("Changes: %(fields)s.", fields="、".join(named))
