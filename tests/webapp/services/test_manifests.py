from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from models import AuditEvent
from tests.factories.campaigns import NOW, make_driven_trip
from tests.factories.riding import make_published_trip, make_request
from webapp.services.manifests import (
    Form,
    ManifestError,
    ReasonMissingError,
    compose,
    export,
)
from webapp.services.seats import held_bookings, release_seats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject
    from pypdf.generic import DictionaryObject
    from sqlalchemy.orm import Session

    from models import Trip

ID_NUMBER = "99999919900100001X"
PHONE = "13800000001"
RARE = "𠮷㛃䶮"


@pytest.fixture
def trip(session: Session) -> Trip:
    return make_driven_trip(session)


def _export(session: Session, trip: Trip, form: Form, *, is_full: bool) -> bytes:
    file = export(
        session,
        trip,
        form,
        is_full=is_full,
        reason="随车名单",
        account_id=None,
        now=NOW,
    )
    return file.content


def test_riders_stand_at_the_stop_where_they_board(
    session: Session, trip: Trip
) -> None:
    manifest = compose(session, trip, is_full=True, now=NOW)
    assert [(stop.boards, stop.alights) for stop in manifest.stops] == [
        (2, 0),
        (3, 0),
        (0, 3),
        (0, 2),
    ]
    numbers = [rider.number for stop in manifest.stops for rider in stop.riders]
    assert numbers == [1, 2, 3, 4, 5]
    assert manifest.riders == 5
    assert (manifest.origin, f"{manifest.departs_at:%H:%M}") == (
        "河南省信阳市潢川县",
        "08:00",
    )


def test_a_party_with_fewer_names_than_seats_has_empty_lines(
    session: Session, trip: Trip
) -> None:
    riders = compose(session, trip, is_full=True, now=NOW).stops[1].riders
    assert [rider.name for rider in riders] == [RARE, "=1+1", ""]
    assert riders[2].id_type == ""


def test_a_released_party_is_not_on_the_manifest(session: Session, trip: Trip) -> None:
    party = trip.plan.campaign.parties[0]
    release_seats(session, held_bookings(session, party)[0])
    assert compose(session, trip, is_full=False, now=NOW).riders == 3


def test_a_masked_manifest_shows_no_whole_number_or_name(
    session: Session, trip: Trip
) -> None:
    for rider in compose(session, trip, is_full=False, now=NOW).stops[0].riders:
        assert set(rider.name[1:]) == {"*"}
        assert "****" in rider.id_number
        assert "****" in rider.phone


def test_the_full_manifest_needs_a_reason_and_leaves_no_record_without(
    session: Session, trip: Trip
) -> None:
    with pytest.raises(ReasonMissingError):
        export(
            session,
            trip,
            Form.XLSX,
            is_full=True,
            reason="  ",
            account_id=None,
            now=NOW,
        )
    assert session.scalars(select(AuditEvent)).all() == []


def test_every_export_is_recorded_without_personal_data(
    session: Session, trip: Trip
) -> None:
    file = export(
        session,
        trip,
        Form.XLSX,
        is_full=True,
        reason="随车名单",
        account_id=None,
        now=NOW,
    )
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("manifest.export", str(trip.id))
    assert event.detail == {
        "form": "xlsx",
        "full": True,
        "reason": "随车名单",
        "riders": 5,
    }
    assert file.name.startswith("manifest-2027-02-24-trip-")
    assert file.name.endswith("-full.xlsx")


def test_a_workbook_holds_ids_as_text_and_formulas_as_names(
    session: Session, trip: Trip
) -> None:
    content = _export(session, trip, Form.XLSX, is_full=True)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {cell.value: cell for row in book["乘客名单"].iter_rows() for cell in row}
    assert ID_NUMBER in cells
    assert cells[PHONE].data_type == "s"
    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    assert book["行车时刻"]["D2"].value == "02-24 08:00"


def test_a_masked_workbook_holds_no_id_number(session: Session, trip: Trip) -> None:
    content = _export(session, trip, Form.XLSX, is_full=False)
    book = openpyxl.load_workbook(io.BytesIO(content))
    text = [str(cell) for row in book["乘客名单"].values for cell in row]
    assert not any(secret in cell for cell in text for secret in (ID_NUMBER, PHONE))


def test_a_pdf_embeds_its_fonts_and_gives_rare_characters_back(
    session: Session, trip: Trip
) -> None:
    reader = PdfReader(io.BytesIO(_export(session, trip, Form.PDF, is_full=True)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert RARE in text
    assert ID_NUMBER in text
    assert "驾驶员" in text
    fonts = [font for page in reader.pages for font in _fonts(page)]
    assert fonts
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def test_a_party_moved_after_the_plan_is_named(session: Session, trip: Trip) -> None:
    party = trip.plan.campaign.parties[0]
    party.pickup_place_code = "411528"
    session.flush()
    session.expire(party)
    with pytest.raises(ManifestError, match=f"Party {party.id} was moved"):
        compose(session, trip, is_full=False, now=NOW)


def _fonts(page: PageObject) -> Iterator[DictionaryObject]:
    for font in page["/Resources"]["/Font"].values():
        for inner in font.get_object()["/DescendantFonts"]:
            yield inner.get_object()["/FontDescriptor"].get_object()


def test_seats_and_what_a_party_brings_stand_on_the_manifest(session: Session) -> None:
    trip = make_published_trip(session)
    site = trip.stops[-1].site
    assert site is not None
    make_request(session, trip.plan.campaign, site, size=2, luggage=3, wheelchairs=1)
    riders = compose(session, trip, is_full=False, now=NOW).stops[1].riders
    assert [(rider.seat, rider.note) for rider in riders] == [
        (1, "轮椅 1、大件行李 3"),
        (2, ""),
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(_export(session, trip, Form.XLSX, is_full=False))
    )
    cells = [str(cell.value) for row in book.worksheets[0].rows for cell in row]
    assert "轮椅 1、大件行李 3" in cells
