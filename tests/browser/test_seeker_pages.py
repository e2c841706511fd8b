"""Every page that visitors and seekers open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.looks import look_over
from tests.browser.pages import SEEKERS

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", SEEKERS)
def test_a_page_is_complete_in_reach_and_accessible(
    name: str, site: Site, look_at: OpenPage, picture: Picture
) -> None:
    look_over(name, site, look_at, picture)
