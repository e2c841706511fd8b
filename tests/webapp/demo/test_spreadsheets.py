from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import Campaign, ImportKind
from tests.webapp.demo.conftest import NOW
from webapp.demo.spreadsheets import (
    RIDERS,
    SEEKERS,
    SPOILT,
    VACANCIES,
    write_spreadsheets,
)
from webapp.services.importing import Context, Preview, preview
from webapp.services.importing.preview import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer


def previews(
    session: Session, gazetteer: Gazetteer, folder: Path
) -> dict[ImportKind, Preview]:
    campaign_id = session.scalars(select(func.min(Campaign.id))).one()
    return {
        kind: preview(
            session, kind, path.name, path.read_bytes(),
            gazetteer=gazetteer, now=NOW, context=Context(campaign_id=campaign_id),
        )
        for kind, path in zip(ImportKind, write_spreadsheets(folder), strict=True)
    }  # fmt: skip


def test_the_examples_are_read_and_the_spoilt_number_is_refused(
    district: Session, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    shown = previews(district, gazetteer, tmp_path)
    rows = {kind: len(found.rows) for kind, found in shown.items()}
    assert rows == {
        ImportKind.VACANCIES: VACANCIES,
        ImportKind.SEEKERS: SEEKERS,
        ImportKind.RIDERS: RIDERS,
    }
    for kind in (ImportKind.SEEKERS, ImportKind.RIDERS):
        spoilt = shown[kind].rows[SPOILT - 1]
        assert spoilt.outcome is Outcome.REFUSED
        assert "last digits are lost" in str(spoilt.messages[0])


def test_most_rows_of_the_examples_can_be_taken_in(
    district: Session, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    for found in previews(district, gazetteer, tmp_path).values():
        assert found.count(Outcome.ADDED) > 0.6 * len(found.rows)


@pytest.mark.parametrize("kind", range(3))
def test_the_same_seed_writes_the_same_table(tmp_path: Path, kind: int) -> None:
    from python_calamine import load_workbook

    one, two = (write_spreadsheets(tmp_path / name)[kind] for name in "ab")
    if one.suffix == ".csv":
        assert one.read_bytes() == two.read_bytes()
        return
    assert (
        load_workbook(one).get_sheet_by_index(0).to_python()
        == load_workbook(two).get_sheet_by_index(0).to_python()
    )
