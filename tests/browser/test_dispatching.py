from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
SHOWN = ".trip-line.is-shown"


@pytest.mark.usefixtures("worker")
def test_from_signing_in_to_a_manifest(open_page: OpenPage, site: Site) -> None:
    with open_page("/dispatch/", role=Role.DISPATCHER) as page:
        page.click(f"a[href='/dispatch/campaigns/{site.ids['coming']}']")
        _let_coaches_wait_for_the_train(page)
        page.click(".crumbs a[href='/dispatch/']")
        page.click(f"a[href='/dispatch/campaigns/{site.ids['campaign']}']")
        page.fill("#time_limit_s", "4")
        with page.expect_navigation():
            page.click(".start-form button")
        # The page shows the result by itself once the run is finished.
        page.wait_for_selector(".start-plan", timeout=PATIENCE_MS)
        page.click("section[aria-labelledby=runs-head] tbody tr:first-child a")

        trips = page.locator(".trip-row")
        page.wait_for_selector(".plan-map.is-ready", timeout=PATIENCE_MS)
        assert trips.count() > 1
        assert page.locator(".plan-map .trip-line").count() == trips.count()

        _lift_out_a_trip(page)

        page.locator(".trip-way").first.click()
        page.wait_for_selector(".timetable .is-gate")
        assert page.locator(".timetable .is-pickup").count() >= 1
        page.fill("#reason", "随车名单")
        with page.expect_download() as download:
            page.click(".reason-row button[value=pdf]")
        assert download.value.suggested_filename.endswith("-full.pdf")
        assert download.value.path().read_bytes().startswith(b"%PDF")


def _let_coaches_wait_for_the_train(page: Page) -> None:
    """Take them out and enter them again; its plan keeps its drives meanwhile."""
    page.click(".campaign-ways a[href$='/trains']")
    page.wait_for_selector(".shuttle-offer")
    assert page.locator(".train .train-wrong").count() == 0
    page.click(".shuttle-offer button")
    page.wait_for_selector(".train .train-wrong")
    page.select_option("#shuttle-station_code", label="苏州站 · 江苏省苏州市姑苏区")
    page.select_option("#shuttle-coach", index=1)
    page.fill("#shuttle-count", "1")
    page.click("#add-shuttle button")
    page.wait_for_selector(".shuttle-offer")
    assert page.locator(".train .train-wrong").count() == 0


def _lift_out_a_trip(page: Page) -> None:
    """Point at one, keep it, let it go."""
    page.locator(".trip-row").nth(1).hover()
    page.wait_for_selector(SHOWN, state="attached")
    button = page.locator(".trip-button").nth(1)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator(".stop-number").count() >= 1
    button.click()
    assert button.get_attribute("aria-pressed") == "false"


def test_without_scripts_the_table_says_the_same(
    open_page: OpenPage, site: Site
) -> None:
    address = f"/dispatch/campaigns/{site.ids['campaign']}"
    with open_page(address, role=Role.DISPATCHER, scripts=False, width=390) as page:
        assert page.locator(".trip-way").count() >= 1
        assert page.locator(".load-text").first.is_visible()


def test_a_colleague_who_was_faster_is_not_overwritten(
    open_page: OpenPage, site: Site
) -> None:
    address = f"/dispatch/campaigns/{site.ids['campaign']}/parties?status=confirmed"
    first = "tbody tr:first-child"
    with (
        open_page(address, role=Role.DISPATCHER) as page,
        open_page(address, role=Role.CLERK) as late,
    ):
        for desk, answer, notice in (
            (page, "no_answer", ".notice-done"),
            (late, "gave_up", ".notice-warning"),
        ):
            desk.select_option(f"{first} select", answer)
            desk.click(f"{first} button")
            desk.wait_for_selector(notice)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_caller_works_through_the_sheet_with_one_thumb(
    width: int, open_page: OpenPage, site: Site, picture: Picture
) -> None:
    address = f"/dispatch/campaigns/{site.ids['campaign']}/calls"
    with open_page(address, role=Role.CLERK, width=width, scripts=False) as page:
        page.click(".call-start button")
        page.wait_for_selector(".call-number[href^='tel:1']")
        picture(page, f"call-{width}.png")
        page.click(".outcome-no_answer")
        page.wait_for_selector(".notice-done")
        # The next one is on the line already; a colleague may have it.
        page.click("form[action$='/call/back'] button")
        page.wait_for_selector(".call-start button")
