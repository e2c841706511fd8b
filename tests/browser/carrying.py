"""A party of the board that is carried by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator


def pick_up(chip: Locator) -> None:
    """
    Pick a party up with the space bar.

    Cards are folded at a telephone's width and open with the screen, a moment after
    it: what is hidden takes no focus, and the key would scroll the page instead.
    """
    expect(chip).to_be_visible()
    chip.press("Space")
    expect(chip).to_have_class(re.compile(r"\bis-held\b"))
