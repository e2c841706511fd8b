"""What people do, with a thumb, with a keyboard, and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from models import Role

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site

pytestmark = pytest.mark.browser

PHONE = 390


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_condition_that_was_understood_is_tapped_away(
    scripts: bool, open_page: OpenPage
) -> None:
    with open_page("/", width=PHONE, scripts=scripts) as page:
        page.fill("#q", "盛泽 缝纫工 4000以上 包住")
        page.click(".search-box button")
        expect(page.locator(".chips .chip")).to_have_count(4)
        before = int(re.sub(r"\D", "", page.inner_text("[role=status]")))
        page.click(".chips .chip:has-text('盛泽')")
        expect(page.locator(".chips .chip")).to_have_count(3)
        after = int(re.sub(r"\D", "", page.inner_text("[role=status]")))
        assert after > before > 0
        assert page.locator(".vacancy-card .reasons .for").count() > 0


def test_conditions_are_tapped_on_a_telephone(open_page: OpenPage) -> None:
    with open_page("/search?q=普工", width=PHONE, scripts=False) as page:
        choice = page.locator(".filters .facet a:has-text('包住')").first
        assert not choice.is_visible()
        page.click(".filters > summary")
        page.click(".facet:has(a:has-text('包住')) > summary")
        choice.click()
        expect(page.locator(".chips .chip:has-text('包住')")).to_have_count(1)
        assert "lodging=1" in page.url


def test_conditions_stand_beside_the_results_on_a_desk(open_page: OpenPage) -> None:
    with open_page("/search?q=普工") as page:
        assert page.locator(".filters .facet a").first.is_visible()


def test_a_seeker_signs_in_on_the_way_and_applies_once(
    site: Site, open_page: OpenPage
) -> None:
    address = f"/vacancies/{site.ids['vacancy']}"
    with open_page(address, width=PHONE, scripts=False) as page:
        page.click(".apply-bar a")
        page.fill("#login", site.login(Role.SEEKER))
        page.fill("#password", site.password)
        page.click("main button")
        page.wait_for_selector(".apply-bar button")
        assert page.url.endswith(address)
        page.click(".apply-bar button")
        expect(page.locator(".notice-message")).to_contain_text("申请已发送")
        assert page.url.endswith("/me/applications")
        page.goto(address)
        assert page.locator(".apply-bar form").count() == 0


def test_the_menu_opens_by_keyboard_and_without_scripts(open_page: OpenPage) -> None:
    with open_page("/", width=PHONE, scripts=False) as page:
        link = page.locator("nav a:has-text('登录')")
        assert not link.is_visible()
        page.focus("#menu-toggle")
        page.keyboard.press("Space")
        assert link.is_visible()


@pytest.mark.parametrize(
    ("name", "word"), [("繁體中文", "登入"), ("English", "Sign in")]
)
def test_the_language_is_chosen_below_every_page(
    name: str, word: str, open_page: OpenPage
) -> None:
    with open_page("/search?q=普工") as page:
        page.click(f"footer button:has-text('{name}')")
        page.wait_for_selector(f"nav a:has-text('{word}')")
        assert page.url.endswith(("/search?q=普工", "/search?q=%E6%99%AE%E5%B7%A5"))


def test_a_vacancy_shows_its_place_on_the_local_map(
    site: Site, open_page: OpenPage
) -> None:
    with open_page(f"/vacancies/{site.ids['vacancy']}") as page:
        page.wait_for_selector("[data-place-map] canvas")
        assert page.locator("[data-place-map] .map-city").count() > 0
