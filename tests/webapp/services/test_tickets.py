from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from models import TripStatus
from tests.factories.campaigns import NOW
from tests.factories.riding import make_published_trip, make_request
from webapp.services import riding
from webapp.services.tickets import (
    ForgedTicketError,
    LapsedTicketError,
    compose,
    payload,
    read,
    read_code,
)
from webapp.services.tickets.paper import qr_svg, write_pdf
from webapp.services.tickets.picture import HEIGHT, WIDTH, write_png

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Booking, RideRequest

KEY = "test"


@pytest.fixture
def asked(session: Session) -> RideRequest:
    trip = make_published_trip(session)
    site = trip.stops[-1].site
    assert site is not None
    return make_request(session, trip.plan.campaign, site, size=3)


@pytest.fixture
def booking(session: Session, asked: RideRequest) -> Booking:
    booking = riding.show(session, asked).booking
    assert booking is not None
    return booking


def test_a_ticket_is_read_back_by_its_text_and_by_voice(
    session: Session, booking: Booking
) -> None:
    assert read(session, payload(booking, KEY), KEY) is booking
    spoken = f" {booking.code[:3]} {booking.code[3:]}"
    assert read_code(session, booking.trip, spoken) is booking


def test_a_changed_or_foreign_ticket_is_forged(
    session: Session, booking: Booking
) -> None:
    true = payload(booking, KEY)
    forged = [
        true.replace("1-2-3", "1-2-4"),
        true[:-1] + ("A" if true[-1] != "A" else "B"),
        payload(booking, "another instance"),
        "",
        "ZD1.1.1.1.",
        "ZD1.１.1.1." + true[-16:],
        "https://example.com",
        "ZD1." + "9" * 5000,
    ]
    for text in forged:
        with pytest.raises(ForgedTicketError):
            read(session, text, KEY)


def test_a_ticket_lapses_with_its_seats_or_its_trip(
    session: Session, asked: RideRequest, booking: Booking
) -> None:
    true, code = payload(booking, KEY), booking.code
    booking.trip.status = TripStatus.CANCELLED
    session.flush()
    with pytest.raises(LapsedTicketError):
        read(session, true, KEY)
    booking.trip.status = TripStatus.PUBLISHED
    session.flush()
    assert read(session, true, KEY) is booking
    riding.cancel(session, asked, account_id=None, now=NOW)
    with pytest.raises(LapsedTicketError):
        read(session, true, KEY)
    with pytest.raises(LapsedTicketError):
        read_code(session, booking.trip, code)


def test_the_name_on_a_ticket_is_masked(booking: Booking) -> None:
    ticket = compose(booking, KEY, "0512-12333")
    assert (ticket.passenger, ticket.people) == ("示**", 3)
    assert ticket.seat_list == "1、2、3"
    assert ticket.day == "2月24日 周三"


def test_the_picture_fits_a_telephone_and_holds_no_more_than_the_ticket(
    booking: Booking,
) -> None:
    png = write_png(compose(booking, KEY, "0512-12333"))
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png) < 200_000


def test_the_pdf_is_one_page_with_the_seats_and_the_code(booking: Booking) -> None:
    pages = PdfReader(io.BytesIO(write_pdf(compose(booking, KEY, "0512-12333")))).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert "1、2、3" in text
    assert f"{booking.code[:3]} {booking.code[3:]}" in text


def test_the_code_for_scanners_is_drawn_without_scripts_or_styles() -> None:
    svg = qr_svg("ZD1.1.2.3.abc")
    assert svg.startswith("<svg")
    assert "style=" not in svg
