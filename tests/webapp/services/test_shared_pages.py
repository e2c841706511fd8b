"""Pages that one process has made, for the others."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

from webapp.services import shared_pages
from webapp.services.shared_pages import Page, SharedPages

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = Page('<p>缝纫工</p><input value="token-1">', "token-1", 410)


class Maker:
    """Makes one page, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Page:
        self.times += 1
        return PAGE


def test_what_one_process_has_made_the_other_takes(tmp_path: Path) -> None:
    one, other, make = SharedPages(tmp_path), SharedPages(tmp_path), Maker()
    asked = ("/search?q=缝纫工", "zh_Hans", False, dt.date(2027, 2, 1))
    for pages in (one, other, other):
        page = pages.get(asked, "first", make)
        assert page == PAGE
        assert page.with_token("mine") == '<p>缝纫工</p><input value="mine">'
    assert make.times == 1


def test_what_was_asked_otherwise_or_has_changed_is_made_anew(tmp_path: Path) -> None:
    pages, make = SharedPages(tmp_path), Maker()
    asked = (("/", "zh_Hans", False), ("/", "zh_Hans", True), ("/", "en", False))
    for _ in range(2):
        for each in asked:
            for version in ("first", "second"):
                pages.get(each, version, make)
    assert make.times == len(asked) * 2


def test_the_oldest_pages_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_pages, "MOST", 2)
    pages, make = SharedPages(tmp_path), Maker()
    for asked in (1, 2, 3):
        pages.get(asked, "", make)
    for asked in (3, 2):
        pages.get(asked, "", make)
    assert make.times == 3
    pages.get(1, "", make)
    assert make.times == 4


def test_without_a_place_to_share_every_page_is_made(tmp_path: Path) -> None:
    pages, make = SharedPages(tmp_path / "gone"), Maker()
    assert [pages.get("/", "", make) for _ in range(2)] == [PAGE, PAGE]
    assert make.times == 2


def test_threads_of_several_processes_share_at_once(tmp_path: Path) -> None:
    several, found = [SharedPages(tmp_path) for _ in range(2)], []

    def ask(pages: SharedPages) -> None:
        for number in range(30):
            page = Page(f"page {number}", "token", 200)
            found.append(pages.get(number, "", lambda page=page: page) == page)

    threads = [threading.Thread(target=ask, args=(pages,)) for pages in several * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 120
