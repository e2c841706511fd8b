from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import segno
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, BoardingEvent, Booking, BookingStatus, Role, Trip
from tests.browser.test_pages import DESK, PHONE, faults, overflow, too_small
from webapp.database import open_engine
from webapp.demo.accounts import PREFIX
from webapp.services.boarding import passes
from webapp.services.publishing import move_trip
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def coach(site: Site) -> tuple[int, str, list[str]]:
    """A coach that leaves now: its trip, the escort's link, three codes of tickets."""
    engine = open_engine(site.settings.url)
    now = dt.datetime.now(dt.UTC)
    key = site.settings.signing_key()
    with Session(engine) as session:
        # Not the one of the demo seeker's ride, nor the first, that others look at.
        trip = session.scalars(
            select(Trip)
            .join(Trip.bookings)
            .where(
                Trip.plan_id == site.ids["plan"], Booking.status == BookingStatus.HELD
            )
            .group_by(Trip.id)
            .having(func.count(Booking.id) >= 3)
            .order_by(Trip.id.desc())
        ).first()
        assert trip
        move_trip(session, trip, now, seen_at=trip.updated_at, account_id=None, now=now)
        dispatcher = session.scalars(
            select(Account.id).where(Account.login == f"{PREFIX}{Role.DISPATCHER}")
        ).one()
        given = passes.give_escort(
            session, trip, "王师傅", account_id=dispatcher, now=now
        )
        bookings = sorted(trip.bookings, key=lambda booking: booking.seats)[:3]
        said = [bookings[0].code, payload(bookings[1], key), bookings[2].code]
        token = passes.token(given, key)
        session.commit()
        trip_id = trip.id
    engine.dispose()
    return trip_id, f"/board/in/{token}", said


@pytest.fixture(scope="module")
def company(site: Site, coach: tuple[int, str, list[str]]) -> str:
    """The link of the company that drives the coach."""
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        trip = session.get_one(Trip, coach[0])
        given = passes.give_operator(
            session,
            trip.plan.campaign,
            trip.coach_type.operator,
            account_id=session.scalars(select(Account.id)).first() or 0,
            now=trip.departs_at,
        )
        token = passes.token(given, site.settings.signing_key())
        session.commit()
    engine.dispose()
    return f"/board/firm/{token}"


@contextmanager
def telephone(
    browser: Browser, site: Site, link: str, *, scripts: bool = True
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.address,
        locale="zh-CN",
        viewport={"width": PHONE, "height": 844},
        has_touch=True,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(link)
    yield page
    context.close()


def known(site: Site, trip_id: int) -> int:
    """Return of how many people the server knows that they are aboard."""
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        found = session.scalars(
            select(BoardingEvent).where(BoardingEvent.trip_id == trip_id)
        ).all()
    engine.dispose()
    return len(found)


def test_what_is_noted_without_signal_comes_later_and_once(
    browser: Browser, site: Site, coach: tuple[int, str, list[str]]
) -> None:
    trip_id, link, said = coach
    with telephone(browser, site, link) as page:
        page.wait_for_selector("html[data-kept]")
        page.context.set_offline(True)
        # The page comes from the telephone, and so does what tells the tickets.
        page.reload()
        for text in said:
            # Each is told once all of its party are noted.
            page.evaluate("document.querySelector('[data-told]').hidden = true")
            page.fill("#code", text)
            page.press("#code", "Enter")
            page.wait_for_selector(".told:not([hidden])")
        page.wait_for_selector("[data-link].link-off")
        aboard = int(page.inner_text("[data-aboard]"))
        unsent = page.get_attribute("[data-link]", "data-unsent")
        assert aboard >= 3
        assert unsent == str(aboard)
        assert known(site, trip_id) == 0
        # Still there when the page is opened anew.
        page.reload()
        page.wait_for_selector(f"[data-link][data-unsent='{aboard}']")
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-link][data-unsent='0']")
        assert known(site, trip_id) == aboard
        # The same tickets once more, and on another telephone.
        page.fill("#code", said[0])
        page.press("#code", "Enter")
        page.wait_for_selector(".told-wrong:not([hidden])")
        assert page.inner_text("[data-aboard]") == str(aboard)
    with telephone(browser, site, link) as page:
        page.wait_for_selector("[data-link][data-unsent='0']")
        assert page.inner_text("[data-aboard]") == str(aboard)
        assert known(site, trip_id) == aboard


@pytest.mark.parametrize("dark", [False, True])
def test_the_escorts_page_is_in_reach_and_accessible(
    browser: Browser,
    site: Site,
    coach: tuple[int, str, list[str]],
    screenshots: Path,
    dark: bool,
) -> None:
    trip_id, link, _said = coach
    with telephone(browser, site, link) as page:
        page.goto(f"/board/{trip_id}?dark={int(dark)}")
        page.wait_for_selector("[data-thumb]:not([hidden])")
        for opened in page.locator("summary").all():
            opened.click()
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            look = "dark" if dark else "light"
            page.screenshot(path=screenshots / f"board-{look}-{width}.png")
            page.screenshot(
                path=screenshots / f"board-{look}-{width}-all.png", full_page=True
            )
            assert overflow(page) == 0
            assert too_small(page) == []
            assert faults(page) == ""


def test_the_shipped_decoder_reads_the_ticket(
    browser: Browser, site: Site, coach: tuple[int, str, list[str]]
) -> None:
    _trip, link, said = coach
    picture = segno.make(said[1], error="m", micro=False).png_data_uri(scale=6)
    with telephone(browser, site, link) as page:
        text = page.evaluate(
            """async picture => {
                 const {decodeQR} = await import('/static/vendor/qr/decode.js');
                 const image = new Image();
                 image.src = picture;
                 await image.decode();
                 const canvas = new OffscreenCanvas(640, 480);
                 const context = canvas.getContext('2d');
                 context.fillStyle = '#888';
                 context.fillRect(0, 0, 640, 480);
                 context.translate(320, 40);
                 context.rotate(0.2);
                 context.drawImage(image, 0, 0);
                 return decodeQR(context.getImageData(0, 0, 640, 480));
               }""",
            picture,
        )
        assert text == said[1]


def test_the_companys_page_is_in_reach_and_accessible(
    browser: Browser, site: Site, company: str, screenshots: Path
) -> None:
    with telephone(browser, site, company) as page:
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(
                path=screenshots / f"board-firm-{width}.png", full_page=True
            )
            assert overflow(page) == 0
            assert too_small(page) == []
            assert faults(page) == ""


def test_the_escorts_page_works_without_scripts(
    browser: Browser, site: Site, coach: tuple[int, str, list[str]]
) -> None:
    _trip, link, _said = coach
    with telephone(browser, site, link, scripts=False) as page:
        row = page.locator("li[data-key]").first
        if row.get_attribute("data-state"):
            row.locator(".tap-undo").click()
        row.locator(".tap-absent").click()
        assert row.get_attribute("data-state") == "no_show"
