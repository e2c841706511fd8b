"""What an import would do, row by row."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from matcher.occupations.coder import OccupationCoder as SuggestsOccupations
    from matcher.places.gazetteer import Gazetteer
    from models import ImportKind
    from webapp.services.importing.message import Message


class Outcome(enum.StrEnum):
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Context:
    """
    On whose behalf a file is imported.

    Parameters
    ----------
    account_id
        Who does it; None at the command line.
    employer_id
        Whose vacancies or riders they are, when the file is an employer's own. None
        lets the file name employers; of vacancies unknown ones are made, waiting to be
        examined.
    campaign_id
        For riders: the campaign they belong to.
    home_district
        The code of the district whose towns are meant when a town is named alone.
    occupations
        For vacancies: what finds the occupations of titles; None leaves them open.
    """

    account_id: int | None = None
    employer_id: int | None = None
    campaign_id: int | None = None
    home_district: str = "320509"
    occupations: SuggestsOccupations | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells.get(name)


@dataclass(frozen=True, slots=True)
class RowResult:
    """
    What would happen to a row.

    ``label`` is what a person knows it by, masked; ``messages`` say what is wrong, or
    what changes. ``written`` is what the file says of it, for whoever sent the file.
    """

    number: int
    label: str
    outcome: Outcome
    messages: tuple[Message, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """
    What a file would do.

    ``notes`` are lines outside the table that were passed over, with their row.
    """

    kind: ImportKind
    filename: str
    sha256: str
    sheet: str
    header_row: int
    columns: dict[str, str]
    rows: tuple[RowResult, ...]
    notes: tuple[tuple[int, str], ...]
    other_sheets: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def is_applicable(self) -> bool:
        """Return whether the file can be taken in: it is all or nothing."""
        return not self.count(Outcome.REFUSED) and bool(self.rows)


@dataclass(slots=True)
class Desk:
    """What the readers of rows share while a file is read."""

    gazetteer: Gazetteer
    context: Context
    now: dt.datetime
    seen: dict[str, int] = field(default_factory=dict)
    resolved: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
