"""A real browser over a served instance; every page is asked about its errors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from models.sealed import Keyring, use_keyring
from tests.browser.desk import Desk
from tests.browser.site import Site, serve
from webapp.config import Settings
from webapp.i18n import COOKIE as LANGUAGE
from webapp.large_type import COOKIE as LARGE_TYPE
from webapp.large_type import ON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, StorageState

    OpenPage = Callable[..., AbstractContextManager[Page]]
    Picture = Callable[..., None]

HERE = Path(__file__).parent
SCREENSHOTS = HERE / "screenshots"
# A page that loads the planner answers late where other tests take the processors.
expect.set_options(timeout=30_000)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(
        var_dir=tmp_path_factory.mktemp("site"),
        secret_key="test",
        encoder="hashing",
        travel="great_circle",
    )
    with serve(replace(settings, build_dir=HERE.parents[1] / "build")) as served:
        yield served
    # As the other tests have it.
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """
    The system's Chromium, or playwright's own.

    Started after the site and closed with these tests: playwright keeps an event loop
    in this thread, in which nothing else can call what is asynchronous.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def find_chromium() -> str | None:
    """Return where the system's Chromium is; None for playwright's own."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def signed_in(browser: Browser, site: Site) -> Callable[[str], StorageState]:
    """What a browser keeps of a signed-in account; each signs in once."""
    kept: dict[str, StorageState] = {}

    def state(role: str) -> StorageState:
        if role not in kept:
            context = browser.new_context(base_url=site.address, locale="zh-CN")
            page = context.new_page()
            page.goto("/login")
            page.fill("#login", site.login(role))
            page.fill("#password", site.password)
            page.click("main button")
            page.wait_for_url(lambda url: "/login" not in url)
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return state


@pytest.fixture
def open_page(
    browser: Browser, site: Site, signed_in: Callable[[str], StorageState]
) -> OpenPage:
    """
    Open a page; nothing may be said on the console, nothing loaded from afar.

    It is waited for until nothing more is loaded, unless it need not be ``settled``.
    """

    @contextmanager
    def opened(
        path: str,
        *,
        role: str | None = None,
        width: int = 1280,
        scripts: bool = True,
        language: str = "zh-CN",
        large_type: bool = False,
        expected: int = 200,
        settled: bool = True,
    ) -> Iterator[Page]:
        context = browser.new_context(
            base_url=site.address,
            locale=language,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            java_script_enabled=scripts,
            storage_state=signed_in(role) if role else None,
        )
        if large_type:
            context.add_cookies(
                [{"name": LARGE_TYPE, "value": ON, "url": site.address}]
            )
        page = context.new_page()
        said = _listen(page, site)
        answer = page.goto(path, wait_until="networkidle" if settled else "load")
        assert answer is not None
        assert answer.status == expected
        yield page
        context.close()
        if expected >= 400:
            # The browser itself tells of the page's own status.
            said = [text for text in said if f"status of {expected}" not in text]
        assert said == []

    return opened


def _listen(page: Page, site: Site) -> list[str]:
    """Return the list of what a page says and loads from afar, from now on."""
    said: list[str] = []
    page.on(
        "console",
        lambda m: said.append(m.text) if m.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda r: None if r.url.startswith((site.address, "data:", "blob:", "about:"))
        else said.append(f"loads {r.url}"),
    )  # fmt: skip
    return said


@pytest.fixture(scope="package")
def windows(
    browser: Browser, site: Site, signed_in: Callable[[str], StorageState]
) -> Callable[[str | None], tuple[Page, list[str]]]:
    """A window of each role that stays open, and what its pages say."""
    kept: dict[str | None, tuple[Page, list[str]]] = {}

    def window(role: str | None) -> tuple[Page, list[str]]:
        if role not in kept:
            page = browser.new_context(
                base_url=site.address,
                locale="zh-CN",
                storage_state=signed_in(role) if role else None,
            ).new_page()
            kept[role] = page, _listen(page, site)
        return kept[role]

    return window


@pytest.fixture
def look_at(
    windows: Callable[[str | None], tuple[Page, list[str]]], site: Site
) -> Iterator[OpenPage]:
    """
    Show a page that nobody touches, with whatever was loaded for those before.

    A window of its own for every page (``open_page``) takes three times as long. In the
    end the windows are left empty.
    """
    used: dict[str | None, tuple[Page, list[str]]] = {}

    @contextmanager
    def shown(
        path: str,
        *,
        role: str | None,
        width: int,
        cookies: dict[str, str],
        settled: bool = True,
    ) -> Iterator[Page]:
        used[role] = page, said = windows(role)
        for name in (LANGUAGE, LARGE_TYPE):
            page.context.clear_cookies(name=name)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": site.address}
                for name, value in cookies.items()
            ]
        )
        page.set_viewport_size({"width": width, "height": 844})
        answer = page.goto(path, wait_until="networkidle" if settled else "load")
        assert answer is not None
        assert answer.status == 200
        yield page
        assert said == []

    yield shown
    for page, said in used.values():
        page.goto("about:blank")
        left = [*said]
        said.clear()
        assert left == []


@pytest.fixture(scope="package")
def picture(request: pytest.FixtureRequest) -> Picture:
    """
    Keep a picture of a page, where ``--pictures`` asks for them.

    No test looks at one, and all of them take as long as a journey.
    """
    wanted = request.config.getoption("pictures")

    def keep(page: Page, name: str, *, full_page: bool = True) -> None:
        if wanted:
            page.screenshot(path=SCREENSHOTS / name, full_page=full_page)

    return keep


@pytest.fixture
def sit_down(
    browser: Browser,
    site: Site,
    signed_in: Callable[[str], StorageState],
    picture: Picture,
) -> Callable[..., Any]:
    """Open a browser for somebody; errors of pages end the test."""

    @contextmanager
    def opened(
        name: str, width: int, who: str | None = None, *, touch: bool = False
    ) -> Iterator[Desk]:
        context = browser.new_context(
            base_url=site.address,
            locale="zh-CN",
            viewport={"width": width, "height": 844 if width < 600 else 900},
            has_touch=touch,
            storage_state=signed_in(who) if who else None,
        )
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "response",
            lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 500 else None,
        )
        yield Desk(page, name, picture)
        context.close()
        assert wrong == []

    return opened


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """A worker of the served instance."""
    settings = site.settings
    process = subprocess.Popen(
        [sys.executable, "-c", "from webapp.cli import main; main(['worker'])"],
        env={
            **os.environ,
            "ZHIDA_DATABASE_URL": settings.url,
            "ZHIDA_VAR_DIR": str(settings.var_dir),
            "ZHIDA_TRAVEL": settings.travel,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "Worker worker is ready.\n"
    yield
    process.terminate()
    process.wait()
    process.stdout.close()
