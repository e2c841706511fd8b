from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
import segno
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Trip
from tests.browser.boarding import known, leaving
from tests.browser.conftest import find_chromium
from tests.browser.looks import DESK, PHONE, faults, overflow, too_small
from webapp.database import open_engine
from webapp.services.boarding import passes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def coach(site: Site) -> tuple[int, str, list[str]]:
    """A coach that leaves now: its trip, the escort's link, three tickets."""
    return leaving(site, parties=3, from_last=0)


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


@contextmanager
def camera(browser: Browser, text: str, folder: Path) -> Iterator[Browser]:
    """A browser whose camera sees a QR code, on grey paper."""
    modules = np.array(segno.make(text, error="m", micro=False).matrix, np.uint8)
    quiet = np.pad(modules, 4)
    code = np.kron(235 - 219 * quiet, np.ones((6, 6), np.uint8))
    frame = np.full((480, 640), 150, np.uint8)
    top, left = (480 - len(code)) // 2, (640 - len(code)) // 2
    frame[top : top + len(code), left : left + len(code)] = code
    film = folder / "ticket.y4m"
    film.write_bytes(
        b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n"
        + 2 * (b"FRAME\n" + frame.tobytes() + bytes([128]) * (640 * 480 // 2))
    )
    seeing = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    yield seeing
    seeing.close()


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
            # In sight, though the page has gone to the row.
            expect(page.locator("[data-told]")).to_be_in_viewport()
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
    picture: Picture,
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
            picture(page, f"board-{look}-{width}.png", full_page=False)
            picture(page, f"board-{look}-{width}-all.png")
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


def test_the_camera_reads_a_ticket_without_signal(
    browser: Browser, site: Site, tmp_path: Path, picture: Picture
) -> None:
    trip_id, link, said = leaving(site, parties=2, from_last=2)
    with (
        camera(browser, said[1], tmp_path) as seeing,
        telephone(seeing, site, link) as page,
    ):
        page.wait_for_selector("html[data-kept]")
        page.context.set_offline(True)
        page.reload()
        page.tap("[data-scan]")
        told = page.locator("[data-scan-told]")
        expect(told).not_to_have_text("", timeout=PATIENCE_MS)
        expect(told).not_to_have_class(re.compile("told-wrong"))
        picture(page, "board-camera.png", full_page=False)
        aboard = int(page.inner_text("[data-aboard]"))
        page.tap("[data-scan-end]")
        expect(page.locator("[data-scanner]")).to_be_hidden()
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-link][data-unsent='0']")
        assert known(site, trip_id) == aboard >= 1


def test_the_companys_page_is_in_reach_and_accessible(
    browser: Browser, site: Site, company: str, picture: Picture
) -> None:
    with telephone(browser, site, company) as page:
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            picture(page, f"board-firm-{width}.png")
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
        expect(row).to_have_attribute("data-state", "no_show")
