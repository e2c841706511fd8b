"""How a telephone and a desk see a page: complete, in reach, accessible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe, AxeResults

from tests.browser.pages import PAGES
from webapp.large_type import ON

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

PHONE, DESK = 390, 1280
SMALLEST_TAP = 44
SMALLEST_LETTER = 18
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Of what it would fetch, sounds and moving pictures, there is none.
    "preload": False,
}

# Words of another language and larger letters have the same colours (see test_pages),
# and whether they are seen well enough takes longer than all else.
WCAG_BUT_COLOURS = {**WCAG, "rules": {"color-contrast": {"enabled": False}}}

# The cookies of a look, its widths, and what axe is asked of it. Large type is one
# column everywhere, so a telephone shows all there is to it; in English axe finds in it
# nothing that it would not find in one of the others.
LOOKS: dict[str, tuple[dict[str, str], tuple[int, ...], dict[str, Any] | None]] = {
    "": ({}, (PHONE, DESK), WCAG),
    "en-": ({"language": "en"}, (PHONE, DESK), WCAG_BUT_COLOURS),
    "large-": ({"large_type": ON}, (PHONE,), WCAG_BUT_COLOURS),
    "large-en-": ({"large_type": ON, "language": "en"}, (PHONE,), None),
}


def look_over(name: str, site: Site, look_at: OpenPage, picture: Picture) -> None:
    """Open a page in each of its looks, and keep its pictures."""
    role, address = PAGES[name]
    address = address.format(**site.ids)
    for look, (cookies, widths, rules) in LOOKS.items():
        # In the other looks it loads the same files.
        with look_at(
            address, role=role, width=PHONE, settled=not look, cookies=cookies
        ) as page:
            for width in widths:
                where = f"{name}-{look}{width}"
                page.set_viewport_size({"width": width, "height": 844})
                if "en" not in look:  # nobody looks at pictures of those
                    picture(page, f"{where}.png")
                assert page.locator("h1").count() == 1, where
                assert page.locator("footer a[href^='tel:']").is_visible(), where
                assert overflow(page) == 0, where
                assert too_small(page) == [], where
                if "large" in look:
                    assert small_letters(page) == [], where
                if rules:
                    assert faults(page, rules) == "", where


def faults(page: Page, rules: dict[str, Any] = WCAG) -> str:
    """Return what axe finds in a page, "" when nothing; it is loaded once a page."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    # What is in order stays there: handing it over takes long.
    found = AxeResults(
        page.evaluate(
            "async rules => ({violations: (await axe.run(rules)).violations})", rules
        )
    )
    return found.generate_report() if found.violations_count else ""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(
        page.evaluate(
            "() => document.scrollingElement.scrollWidth"
            " - document.scrollingElement.clientWidth"
        )
    )


def too_small(page: Page) -> list[str]:
    """Return the buttons and fields that a thumb would miss; links in text may be."""
    found: list[str] = page.evaluate(
        """smallest => [...document.querySelectorAll(
             'button, .btn, select, input:not([type=hidden]):not([type=checkbox])'
             + ':not([type=radio]), summary, nav a')]
           .filter(e => e.checkVisibility({opacityProperty: true}))
           .filter(e => e.getBoundingClientRect().height < smallest - 0.5)
           .map(e => e.outerHTML.slice(0, 120))""",
        SMALLEST_TAP,
    )
    return found


def small_letters(page: Page) -> list[str]:
    """Return the words that are too small for the large-type version; maps may be."""
    found: list[str] = page.evaluate(
        """smallest => {
             const words = document.createTreeWalker(document.body, 4);
             const small = [];
             while (words.nextNode()) {
               const e = words.currentNode.parentElement;
               if (words.currentNode.data.trim() && e.checkVisibility()
                   && !e.closest('script, svg, .leaflet-container')
                   && parseFloat(getComputedStyle(e).fontSize) < smallest - 0.05)
                 small.push(words.currentNode.data.trim().slice(0, 40));
             }
             return small;
           }""",
        SMALLEST_LETTER,
    )
    return found
