"""A browser that is killed outright, and opened again by the same person."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from models import Role
from tests.browser.boarding import known, leaving
from tests.browser.carrying import pick_up
from tests.browser.conftest import find_chromium
from tests.browser.looks import DESK, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site

pytestmark = pytest.mark.browser

PATIENCE_S = 30


@contextmanager
def profile(browser: Browser, site: Site, folder: Path, width: int) -> Iterator[Page]:
    """Open a browser on somebody's own folder, and kill it in the end."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=find_chromium(),
        args=["--no-sandbox"],
        base_url=site.address,
        locale="zh-CN",
        viewport={"width": width, "height": 844},
        has_touch=width == PHONE,
    )
    yield context.pages[0]
    for process in processes(folder):
        os.kill(process, signal.SIGKILL)
    ends_at = time.monotonic() + PATIENCE_S
    while processes(folder):
        assert time.monotonic() < ends_at, "the browser lives on"
        time.sleep(0.05)
    with suppress(Error):
        context.close()
    # What a killed browser leaves says that the folder is in use.
    for lock in folder.glob("Singleton*"):
        lock.unlink()


def processes(folder: Path) -> list[int]:
    """Return the processes of the browser on this folder that still run."""
    wanted, found = f"--user-data-dir={folder}".encode(), []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if wanted in line.read_bytes().split(b"\0"):
                found.append(int(line.parent.name))
        except OSError:
            continue  # ended meanwhile
    return found


@pytest.fixture
def coach(site: Site) -> tuple[int, str, list[str]]:
    """A coach that leaves now: its trip, the escort's link, two tickets."""
    return leaving(site, parties=2, from_last=1)


def test_an_escorts_notes_outlive_a_killed_browser_and_are_sent_once(
    browser: Browser, site: Site, coach: tuple[int, str, list[str]], tmp_path: Path
) -> None:
    trip_id, link, codes = coach
    with profile(browser, site, tmp_path, PHONE) as page:
        page.goto(link)
        page.wait_for_selector("html[data-kept]")
        page.context.set_offline(True)
        for code in codes:
            page.evaluate("document.querySelector('[data-told]').hidden = true")
            page.fill("#code", code)
            page.press("#code", "Enter")
            page.wait_for_selector(".told:not([hidden])")
        aboard = page.inner_text("[data-aboard]")
        assert page.get_attribute("[data-link]", "data-unsent") == aboard
        assert int(aboard) >= 2
    assert known(site, trip_id) == 0

    with profile(browser, site, tmp_path, PHONE) as page:
        # Still without signal: the page comes from the telephone, with the notes.
        page.context.set_offline(True)
        page.goto(link)
        page.wait_for_selector(f"[data-link][data-unsent='{aboard}']")
        assert page.inner_text("[data-aboard]") == aboard
        # A cookie that was not on the disk yet is gone: nothing else goes with it.
        page.context.clear_cookies()
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-told]")).to_contain_text("再打开一次链接")
        assert page.get_attribute("[data-link]", "data-unsent") == aboard
        page.goto(link)
        page.wait_for_selector("[data-link][data-unsent='0']")
        assert known(site, trip_id) == int(aboard)

    with profile(browser, site, tmp_path, PHONE) as page:
        page.goto(link)
        page.wait_for_selector("[data-link][data-unsent='0']")
        assert page.inner_text("[data-aboard]") == aboard
    assert known(site, trip_id) == int(aboard)


def sign_in(page: Page, site: Site) -> None:
    page.context.clear_cookies()
    page.goto("/login")
    page.fill("#login", site.login(Role.DISPATCHER))
    page.fill("#password", site.password)
    page.click("main button")
    page.wait_for_url("**/dispatch/")


def test_a_dispatchers_draft_outlives_a_killed_browser(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    address = f"/dispatch/plans/{site.ids['plan']}/edit"
    with profile(browser, site, tmp_path, DESK) as page:
        sign_in(page, site)
        page.goto(address)
        chip = page.locator(".edit-card .edit-chip").first
        party, at = chip.get_attribute("data-party"), chip.get_attribute("data-out-of")
        pick_up(chip)
        page.click('.edit-loose[data-drop="0"] h2')
        mine = page.locator(f'[data-party="{party}"]')
        expect(mine).to_have_attribute("data-out-of", "0")

    with profile(browser, site, tmp_path, DESK) as page:
        # Its cookie may not have been on the disk yet.
        sign_in(page, site)
        page.goto(address)
        mine = page.locator(f'[data-party="{party}"]')
        expect(mine).to_have_attribute("data-out-of", "0")
        page.click(".edit-buttons form[action$='/undo'] button")
        expect(mine).to_have_attribute("data-out-of", at or "")
