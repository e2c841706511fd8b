"""
A plan of 2,000 riders in a real browser: until its map stands, and from drop to answer.

The map is that of the campaign's page, each time in a browser that has kept nothing:
from the address to the line of every trip drawn. On the board a party is dragged by
mouse to a coach of the rail; the clock runs from letting it go until the changed cards
have been painted. Server and browser share the machine.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from bench.editing import planned
from models import Role
from webapp.demo.accounts import PASSWORD, PREFIX
from webapp.extensions import limiter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, StorageState

WIDTHS: Final = (390, 1280)
VISITS: Final = 12  # of the map, at each width
DRAGS: Final = 60
HEIGHT: Final = 844
EDGE_PX: Final = 60  # where the page scrolls under what is dragged
CHROMIUMS: Final = ("chromium", "chromium-browser", "google-chrome")
DRAWN: Final = """() => {
  const named = document.querySelectorAll("main [data-trip]");
  const trips = new Set(Array.from(named, (one) => one.dataset.trip)).size;
  return trips > 0 && document.querySelectorAll("path.trip-line").length >= trips;
}"""
# From the finger's lifting until what differs has been painted.
WATCH: Final = """() => {
  const desk = document.querySelector("[data-edit]");
  document.addEventListener("pointerup", () => {
    window.dropped = performance.now();
    window.took = null;
  }, true);
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
    window.took = performance.now() - window.dropped;
  }))).observe(desk, { attributeFilter: ["data-token"] });
}"""


def main(_data: Path) -> None:
    """Fill and plan an instance, serve it, look at it, write a table."""
    limiter.enabled = False
    with (
        tempfile.TemporaryDirectory() as folder,
        planned(Path(folder), with_trains=False) as (app, campaign, plan),
        sync_playwright() as playwright,
    ):
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        found = next((at for name in CHROMIUMS if (at := shutil.which(name))), None)
        browser = playwright.chromium.launch(executable_path=found)
        site = f"http://127.0.0.1:{server.port}"
        cookies = _sign_in(browser, site)
        page = f"{site}/dispatch/campaigns/{campaign}"
        board = f"{site}/dispatch/plans/{plan}/edit"
        sys.stdout.write(
            "\n| what | times | first ms | p50 ms | p95 ms | longest ms |\n"
            "|---|---|---|---|---|---|\n"
        )
        for width in WIDTHS:
            visits = [_visit(browser, cookies, page, width) for _ in range(VISITS)]
            _row(f"the plan's map stands, {width} px", visits)
        _row("a party is dragged to a coach", _drag_parties(browser, cookies, board))
        browser.close()
        server.shutdown()
        thread.join()
        server.server_close()


def _sign_in(browser: Browser, site: str) -> StorageState:
    page = browser.new_page()
    page.goto(f"{site}/login")
    page.fill("#login", f"{PREFIX}{Role.DISPATCHER}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/login" not in url)
    cookies = page.context.storage_state()
    page.context.close()
    return cookies


def _visit(browser: Browser, cookies: StorageState, address: str, width: int) -> float:
    """Return the milliseconds until the plan's map stands."""
    page = browser.new_page(
        storage_state=cookies, viewport={"width": width, "height": HEIGHT}
    )
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(DRAWN)
    took = 1e3 * (time.perf_counter() - began)
    page.context.close()
    return took


def _drag_parties(browser: Browser, cookies: StorageState, board: str) -> list[float]:
    """Return the milliseconds of each drag, from letting go to the painted answer."""
    chance = random.Random(0)
    page = browser.new_page(
        storage_state=cookies, viewport={"width": 1280, "height": HEIGHT}
    )
    page.goto(board)
    page.evaluate(WATCH)
    times: list[float] = []
    while len(times) < DRAGS:
        chips = page.locator(".edit-card .edit-chip")
        chip = chips.nth(chance.randrange(chips.count()))
        chip.scroll_into_view_if_needed()
        here = chip.get_attribute("data-out-of")
        coaches = page.locator(f'.edit-rail-trip:not([data-drop="{here}"])').all()
        in_view = [at for coach in coaches if (at := _middle(coach)) is not None]
        if in_view:
            times.append(_drag(page, chip, chance.choice(in_view)))
    page.context.close()
    return times


def _middle(coach: Locator) -> tuple[float, float] | None:
    """Return the middle of a coach of the rail; None where it is out of sight."""
    box = coach.bounding_box()
    if box is None or not EDGE_PX < box["y"] < HEIGHT - EDGE_PX - box["height"]:
        return None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _drag(page: Page, chip: Locator, to: tuple[float, float]) -> float:
    grip = chip.locator(".edit-grip").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + 8, grip["y"] + 12)
    page.mouse.down()
    page.mouse.move(grip["x"] + 30, grip["y"] + 30)
    page.mouse.move(*to, steps=4)
    page.mouse.up()
    took = page.wait_for_function("() => window.took").json_value()
    return float(took)


def _row(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p50, p95 = (ordered[int(share * len(ordered))] for share in (0.5, 0.95))
    sys.stdout.write(
        f"| {what} | {len(times)} | {times[0]:.0f} | {p50:.0f} | {p95:.0f} | "
        f"{ordered[-1]:.0f} |\n"
    )
    sys.stdout.flush()
