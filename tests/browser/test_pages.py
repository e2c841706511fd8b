"""No page is forgotten, also not the one that is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.looks import PHONE
from tests.browser.pages import NO_PAGES, PAGES
from webapp.config import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_every_address_that_can_be_opened_is_looked_at(site: Site) -> None:
    addresses = site.app.url_map.bind("localhost")
    seen = {
        addresses.match(re.sub(r"{\w+}", "1", address.partition("?")[0]))[0]
        for _, address in PAGES.values()
    }
    opened = {
        endpoint
        for endpoint, methods in site.app.extensions["permissions"].items()
        if "GET" in methods and not endpoint.startswith("api.")
    }
    assert opened - seen == set(NO_PAGES)


def test_large_type_changes_sizes_and_columns_alone() -> None:
    sheet = (ROOT / "webapp" / "static" / "css" / "large.css").read_text("utf-8")
    # Nothing that has a colour, lets it through or lays one thing over another.
    assert set(re.findall(r"([\w-]+):[^{}]*?;", sheet)) == {
        "align-items", "flex-basis", "flex-direction", "font-size", "gap",
        "grid-column", "grid-template-columns", "max-width", "min-width",
        "overflow-wrap", "padding-block", "white-space", "width",
    }  # fmt: skip


def test_a_page_that_is_not_there_says_so_in_the_same_look(
    open_page: OpenPage, picture: Picture
) -> None:
    with open_page("/nothing", width=PHONE, expected=404) as page:
        picture(page, "not-found-390.png")
        assert "没有这个页面" in page.inner_text("h1")
