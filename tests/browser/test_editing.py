from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from models import Role
from tests.browser.carrying import pick_up

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser

CHIP = ".edit-card .edit-chip"
SAID = "[data-said]"


def _drag(page: Page, chip: Locator, target: Locator) -> None:
    """Take a party by its handle to a coach of the rail, in a few steps."""
    chip.scroll_into_view_if_needed()
    start = chip.locator(".edit-grip").bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 30)
    end = target.bounding_box()
    assert end is not None
    page.mouse.move(end["x"] + 20, end["y"] + 12, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_party_is_dragged_judged_undone_and_the_draft_is_saved(
    width: int, open_page: OpenPage, site: Site, picture: Picture
) -> None:
    address = f"/dispatch/plans/{site.ids['plan']}/edit"
    with open_page(address, role=Role.DISPATCHER, width=width) as page:
        chip = page.locator(CHIP).first
        if width < 600:
            # Folded: a line a coach, one open at a time.
            expect(chip).to_be_hidden()
            page.locator(".edit-card-head").nth(1).click()
            page.locator(".edit-card-head").first.click()
            expect(page.locator("[data-fold][open]")).to_have_count(1)
        expect(chip).to_be_visible()
        party, at = chip.get_attribute("data-party"), chip.get_attribute("data-out-of")
        mine = page.locator(f'[data-party="{party}"]')
        cost = page.locator(".edit-costs dd").first.inner_text()
        other = page.locator(f'.edit-rail-trip:not([data-drop="{at}"])').first
        goal = other.get_attribute("data-drop")
        assert goal is not None
        if width > 600:
            _drag(page, chip, other)
        else:
            # One thumb: picked up, then put down by a tap on the coach.
            pick_up(chip)
            other.click()
        expect(mine).to_have_attribute("data-out-of", goal)
        expect(page.locator(SAID)).to_have_text(re.compile(goal))
        picture(page, f"plan-edit-moved-{width}.png", full_page=False)

        page.click(".edit-buttons form[action$='/undo'] button")
        expect(mine).to_have_attribute("data-out-of", at or "")
        expect(page.locator(".edit-costs dd").first).to_have_text(cost)

        mine.click()
        page.wait_for_selector(".edit-dialog[open] .edit-panel")
        picture(page, f"plan-edit-panel-{width}.png", full_page=False)
        page.select_option("#move-trip", "0")
        page.click(".edit-move button")
        expect(mine).to_have_attribute("data-out-of", "0")
        expect(page.locator(".edit-more").first).to_be_visible()
        with page.expect_navigation():
            page.click(".edit-buttons form[action$='/save'] button")
        page.wait_for_selector(".notice-done")
        page.wait_for_load_state("networkidle")


def test_a_panel_that_is_refused_stays_open_and_says_why(
    open_page: OpenPage, site: Site, picture: Picture
) -> None:
    address = f"/dispatch/plans/{site.ids['plan']}/edit"
    with open_page(address, role=Role.DISPATCHER, width=390) as page:
        page.locator(".edit-card-head").first.click()
        page.locator(CHIP).first.click()
        page.wait_for_selector(".edit-dialog[open] .edit-panel")
        # A coach that a colleague has just taken away.
        page.eval_on_selector("#move-trip", "e => { e.options[0].value = '98' }")
        page.select_option("#move-trip", "98")
        for _ in range(2):
            page.click(".edit-move button")
            told = page.locator(".edit-dialog .edit-move .field-error")
            expect(told).to_have_text(re.compile("[\u4e00-\u9fff]"))
        assert page.input_value("#move-trip") == "98"
        picture(page, "plan-edit-refused-390.png", full_page=False)


def test_two_dispatchers_see_each_others_changes_and_overwrite_nothing(
    open_page: OpenPage, site: Site
) -> None:
    address = f"/dispatch/plans/{site.ids['plan']}/edit"
    with (
        open_page(address, role=Role.DISPATCHER) as first,
        open_page(address, role=Role.DISPATCHER) as second,
    ):
        party = first.locator(CHIP).first.get_attribute("data-party")
        for page in (first, second):
            pick_up(page.locator(f'[data-party="{party}"]'))
        first.locator('.edit-loose[data-drop="0"] h2').click()
        mine = first.locator(f'[data-party="{party}"]')
        expect(mine).to_have_attribute("data-out-of", "0")
        second.locator(".edit-rail-trip").last.click()
        # Told, and shown what the first one did.
        expect(second.locator(f"{SAID}.is-wrong")).to_be_visible()
        theirs = second.locator(f'[data-party="{party}"]')
        expect(theirs).to_have_attribute("data-out-of", "0")
