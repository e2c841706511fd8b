"""A clerk's way through an import, and an employer's through a posting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from models import Role
from tests.browser.looks import DESK, PHONE, overflow, too_small

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, StorageState

    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

# The instance first: it is filled before the browser has its event loop.
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site")]

TABLE = """吴江区春季用工需求表,,,,,
企业名称,工种,人数,薪资,工作地点,包住
吴江示例乙厂（示例）,缝纫工,20,6-8千,盛泽,是
吴江示例乙厂（示例）,验布工,5,25元/时,平望,
吴江示例乙厂（示例）,叉车工,两三个,面议,盛泽,是
备注：以上岗位均可安排住宿,,,,,
"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_clerk_sees_each_row_before_a_file_is_taken_in(
    width: int, open_page: OpenPage, picture: Picture
) -> None:
    with open_page("/bureau/imports", role=Role.CLERK, width=width) as page:
        for table, name in (
            (TABLE, "import-refused"),
            (TABLE.replace("两三个", "3"), "import-preview"),
        ):
            page.goto("/bureau/imports")
            page.set_input_files(
                "#file",
                {
                    "name": "用工需求表.csv",
                    "mimeType": "text/csv",
                    "buffer": table.encode("gb18030"),
                },
            )
            page.click("main button")
            page.wait_for_url(re.compile(r"/bureau/imports/[0-9a-f]{32}$"))
            picture(page, f"{name}-{width}.png")
            assert overflow(page) == 0
            assert too_small(page) == []
            offered = page.locator("main .btn-next").count()
            assert offered == (name == "import-preview")
        page.click("main .btn-outline-secondary")
        page.wait_for_url("**/bureau/imports")


# Not the hidden one, which is pressed by the enter key.
SAVE = "button:not(.enter-key):has-text('只保存')"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_employer_keeps_what_was_typed_beside_the_mistakes(
    width: int,
    site: Site,
    browser: Browser,
    signed_in: Callable[[str], StorageState],
    picture: Picture,
) -> None:
    # Not by open_page: the console tells of the status of a form with mistakes.
    context = browser.new_context(
        base_url=site.address,
        locale="zh-CN",
        viewport={"width": width, "height": 900},
        storage_state=signed_in(Role.EMPLOYER),
    )
    with context, context.new_page() as page:
        page.goto("/employer/vacancies/new")
        page.fill("#title", "缝纫工")
        page.fill("#pay_text", "待遇从优")
        page.fill("#headcount", "3")
        page.fill("#address", "示例路1号")
        page.fill("#description", "平车缝制，计件工资月结，包住。")
        page.click(SAVE)
        page.wait_for_load_state("networkidle")
        picture(page, f"employer-mistake-{width}.png")
        assert "6-8千" in page.inner_text("#pay_text-wrong")
        assert page.input_value("#title") == "缝纫工"
        assert overflow(page) == 0
        page.fill("#pay_text", "6-8千")
        page.click(SAVE)
        page.wait_for_url(re.compile(r"/employer/vacancies/\d+$"))
        assert "6,000" in page.inner_text("main")
