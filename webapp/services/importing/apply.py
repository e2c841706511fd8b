"""Preview a file, or take it in: all of it or nothing."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import Campaign, ImportBatch, ImportKind
from models.sealed import mask_phone
from webapp.services import audit
from webapp.services.closing import expect_open
from webapp.services.importing import fields
from webapp.services.importing.headers import find_table
from webapp.services.importing.message import say
from webapp.services.importing.preview import Context, Desk, Outcome, Preview
from webapp.services.importing.riders import read_riders
from webapp.services.importing.rows import split_rows
from webapp.services.importing.seekers import read_seekers
from webapp.services.importing.vacancies import read_vacancies
from webapp.services.importing.workbook import ImportFileError, read_sheets

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from webapp.services.importing.headers import Header
    from webapp.services.importing.plan import Step
    from webapp.services.importing.preview import Row
    from webapp.services.importing.workbook import Sheet

READERS = {
    ImportKind.VACANCIES: read_vacancies,
    ImportKind.SEEKERS: read_seekers,
    ImportKind.RIDERS: read_riders,
}
# By what a row is known again beside the file, what it is called by first.
TOLD = {
    ImportKind.VACANCIES: ("title", "employer", "place", "pay", "headcount"),
    ImportKind.SEEKERS: ("name", "phone", "home", "title", "place"),
    ImportKind.RIDERS: (
        "name", "phone", "pickup", "employer", "group",
        "date", "first_date", "last_date",
    ),
}  # fmt: skip
LONGEST_TOLD = 60


def preview(
    session: Session,
    kind: ImportKind,
    filename: str,
    data: bytes,
    *,
    gazetteer: Gazetteer,
    now: dt.datetime,
    context: Context,
) -> Preview:
    """
    Return what the file would do, row by row; stores nothing.

    Raises
    ------
    ImportFileError
        When the file cannot be read, or holds no table of this kind.
    """
    table = _find(kind, filename, data, context)
    return _plan(session, table, Desk(gazetteer, context, now))[0]


def expect_table(
    kind: ImportKind, filename: str, data: bytes, context: Context
) -> None:
    """Raise ``ImportFileError`` where ``preview`` would, without reading the rows."""
    _find(kind, filename, data, context)


def apply(
    session: Session,
    kind: ImportKind,
    filename: str,
    data: bytes,
    *,
    gazetteer: Gazetteer,
    now: dt.datetime,
    context: Context,
) -> ImportBatch:
    """
    Take the file in and return the record of it; the caller commits.

    Raises
    ------
    ImportFileError
        When the file cannot be read, or any of its rows is refused: then nothing of
        it is stored.
    CampaignClosedError
        When its campaign is closed.
    """
    if context.campaign_id is not None:
        expect_open(session, session.get_one(Campaign, context.campaign_id))
    table = _find(kind, filename, data, context)
    shown, steps = _plan(session, table, Desk(gazetteer, context, now))
    if not shown.is_applicable:
        refused = shown.count(Outcome.REFUSED)
        raise ImportFileError(
            say(
                "%(refused)s of %(rows)s rows are refused, so nothing was taken in. "
                "Correct them, and send the file again.",
                refused=refused, rows=len(shown.rows),
            )
        )  # fmt: skip
    with session.no_autoflush:
        for step in steps:
            if step.store is not None:
                step.store()
    session.flush()
    batch = ImportBatch(
        kind=kind,
        filename=filename[:255],
        sha256=shown.sha256,
        imported_at=now,
        account_id=context.account_id,
        campaign_id=context.campaign_id,
        added=shown.count(Outcome.ADDED),
        changed=shown.count(Outcome.CHANGED),
        unchanged=shown.count(Outcome.UNCHANGED),
    )
    session.add(batch)
    session.flush()
    audit.record(
        session,
        f"import.{kind}",
        batch,
        account_id=context.account_id,
        now=now,
        detail={
            "sha256": batch.sha256,
            "added": batch.added,
            "changed": batch.changed,
            "unchanged": batch.unchanged,
        },
    )
    return batch


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a file, and where they stood in it."""

    kind: ImportKind
    filename: str
    sha256: str
    sheet: Sheet
    other_sheets: tuple[str, ...]
    header: Header
    rows: list[Row]
    notes: tuple[tuple[int, str], ...]


def _find(kind: ImportKind, filename: str, data: bytes, context: Context) -> _Table:
    sheets = read_sheets(filename, data)
    # A company's own table says nothing of the company in every row.
    known = () if context.employer_id is None else ("employer",)
    sheet, header = find_table(kind, sheets, known)
    rows, notes = split_rows(kind, sheet, header)
    if not rows:
        raise ImportFileError(
            say(
                "There are no rows below the header in row %(row)s. Fill them in, save "
                "the file, and send it again.",
                row=header.below,
            )
        )
    return _Table(
        kind,
        filename,
        hashlib.sha256(data).hexdigest(),
        sheet,
        tuple(each.name for each in sheets if each is not sheet),
        header,
        rows,
        tuple(notes),
    )


def _plan(session: Session, table: _Table, desk: Desk) -> tuple[Preview, list[Step]]:
    steps = READERS[table.kind](session, desk, table.rows)
    shown = Preview(
        kind=table.kind,
        filename=table.filename,
        sha256=table.sha256,
        sheet=table.sheet.name,
        header_row=table.header.below,
        columns=table.header.titles,
        rows=tuple(
            replace(step.result, written=_written(table.kind, row))
            for row, step in zip(table.rows, steps, strict=True)
        ),
        notes=table.notes,
        other_sheets=table.other_sheets,
    )
    return shown, steps


def _written(kind: ImportKind, row: Row) -> tuple[str, ...]:
    """Return what stands in the row's cells; of a telephone number as much as said."""
    told = []
    for name in TOLD[kind]:
        # One that is too long is refused elsewhere.
        text = " ".join(fields.text(row[name], sys.maxsize).split())[:LONGEST_TOLD]
        told.append(mask_phone(text) if name == "phone" and text else text)
    return tuple(filter(None, told))
