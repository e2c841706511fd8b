"""Somebody before a browser, who walks a whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.looks import overflow, too_small

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Picture


class Desk:
    """Somebody's browser; every step is complete and in reach."""

    def __init__(self, page: Page, name: str, picture: Picture) -> None:
        self.page = page
        self.name, self._picture, self._steps = name, picture, 0

    def look(self, what: str, *, also: int | None = None) -> None:
        """
        See that the page fits the screen and the thumb; a picture is kept if wanted.

        Parameters
        ----------
        also
            Another width at which it is looked at.
        """
        self._steps += 1
        assert self.page.locator("h1:visible").count() == 1, self.page.url
        size = self.page.viewport_size
        assert size is not None
        for width in (also, size["width"]):
            if width is None:
                continue
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            look = "" if width == size["width"] else f"-{width}"
            name = f"way-{self.name}-{self._steps:02}-{what}{look}.png"
            self._picture(self.page, name)
            assert overflow(self.page) == 0, what
            assert too_small(self.page) == [], what

    def follow(self, selector: str) -> None:
        """Follow a link, or press a button, until the next page is there."""
        # Asked for its state at once, the page before would answer.
        with self.page.expect_navigation():
            self.page.click(selector)

    def press(self, words: str, *, within: str = "main") -> None:
        """Press the button, or follow the link, until the next page is there."""
        self.follow(
            f"{within} :is(button, a.btn):not(.enter-key):visible"
            f":has-text('{words}') >> nth=0"
        )

    def fill(self, **values: str) -> None:
        """Fill in the fields with these ids."""
        for name, value in values.items():
            self.page.fill(f"#{name}", value)

    def is_told(self, words: str) -> None:
        """Expect these words on the page, soon."""
        expect(self.page.locator("main")).to_contain_text(words)
