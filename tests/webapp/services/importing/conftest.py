"""A desk with the real places, and spreadsheets as offices make them."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from webapp.services.importing import Context, apply, preview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import ImportBatch, ImportKind
    from webapp.services.importing import Preview

NOW = dt.datetime(2027, 2, 1, 4, 0, tzinfo=dt.UTC)


def workbook(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    """Return an .xlsx with these rows and merged ranges."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class Office:
    """Somebody who previews files and takes them in."""

    def __init__(self, session: Session, gazetteer: Gazetteer) -> None:
        self.session = session
        self.gazetteer = gazetteer

    def preview(
        self, kind: ImportKind, content: bytes, name: str = "x.xlsx", **context: Any
    ) -> Preview:
        return preview(
            self.session, kind, name, content,
            gazetteer=self.gazetteer, now=NOW, context=Context(**context),
        )  # fmt: skip

    def apply(
        self, kind: ImportKind, content: bytes, name: str = "x.xlsx", **context: Any
    ) -> ImportBatch:
        return apply(
            self.session, kind, name, content,
            gazetteer=self.gazetteer, now=NOW, context=Context(**context),
        )  # fmt: skip


@pytest.fixture
def office(session: Session, gazetteer: Gazetteer) -> Office:
    return Office(session, gazetteer)
