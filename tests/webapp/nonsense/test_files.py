"""Wrong files in every field for files: what is wrong and the remedy, nothing kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.webapp.nonsense.reading import Page
from tests.webapp.services.importing.conftest import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.webapp.nonsense.world import Found, World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
# Enough for every kind of spreadsheet: riders, postings and seekers.
COLUMNS = {
    "企业名称": "示例厂",
    "工种": "缝纫工",
    "人数": "20",
    "薪资": "6-8千",
    "工作地点": "盛泽",
    "乘车人": "示例甲",
    "联系电话": "13900000001",
    "上车地点": "河南固始",
    "姓名": "示例甲",
}
HEADER, ROW = tuple(COLUMNS), tuple(COLUMNS.values())
TEXT = "\n".join(",".join(line) for line in (HEADER, ROW))
BOOK = workbook(HEADER, ROW)


def packed(name: str, *, into: bytes = BOOK, megabytes: int = 0) -> bytes:
    """Return an Office file with one more part, of this size."""
    file = io.BytesIO(into)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b"<c><v>1</v></c> " * 65_536)
    return file.getvalue()


EMPTY_ZIP = b"PK\x05\x06" + b"\0" * 18
Content = bytes | Callable[[], bytes]
# What is wrong with a spreadsheet: its name, what is in it, and words of the sentence.
WRONG_SHEETS: dict[str, tuple[str, Content, str]] = {
    "empty": ("名单.xlsx", b"", "空"),
    "a PDF named .xlsx": ("名单.xlsx", PDF, "另存为 .xlsx"),
    "a picture named .xlsx": ("名单.xlsx", PNG, "另存为 .xlsx"),
    "a picture": ("名单.png", PNG, ".xlsx"),
    "cut off": ("名单.xlsx", BOOK[: len(BOOK) // 2], "另存为 .xlsx"),
    "an empty archive": ("名单.xlsx", EMPTY_ZIP, "另存为 .xlsx"),
    "a bomb": (
        "名单.xlsx",
        lambda: packed("xl/worksheets/sheet2.xml", megabytes=80),
        "太多",
    ),
    "without rows": ("名单.xlsx", workbook(), "空"),
    "no header": ("名单.csv", b"1,2,3\n4,5,6\n", "表头"),
    "a header alone": ("名单.csv", TEXT.splitlines()[0].encode(), "没有数据"),
    "half a character": ("名单.csv", b"\xff\x00\x81\x30", ".xlsx"),
}
# What can be read though it is unusual; the preview says what is wrong with its rows.
READ_SHEETS = {
    "GBK": ("名单.csv", TEXT.encode("gbk")),
    "UTF-16": ("名单.csv", TEXT.encode("utf-16")),
    "a macro, which is not run": (
        "名单.xlsm",
        packed("xl/vbaProject.bin", megabytes=1),
    ),
    "200 columns": ("名单.xlsx", workbook(HEADER + ("多",) * 200, ROW + ("余",) * 200)),
}
WRONG_CVS: dict[str, tuple[str, Content]] = {
    "empty": ("简历.pdf", b""),
    "a picture named .pdf": ("简历.pdf", PNG),
    "a broken PDF": ("简历.pdf", PDF),
    "a spreadsheet named .docx": ("简历.docx", BOOK),
    "cut off": ("简历.docx", BOOK[: len(BOOK) // 2]),
    "a bomb": ("简历.docx", lambda: packed("word/document.xml", megabytes=20)),
}
WRONG_PAPERS: dict[str, tuple[str, Content]] = {
    "empty": ("执照.pdf", b""),
    "a spreadsheet named .pdf": ("执照.pdf", BOOK),
    "a page": ("执照.html", b"<script>alert(1)</script>"),
}
SHEETS = ("employer.send_sheet", "employer.send_roster", "bureau.send_file")


def test_every_field_for_files_is_known(world: World) -> None:
    found = {one.endpoint for one in world.forms if _field(one)}
    assert found == {*SHEETS, "seeker.cv_post", "employer.send_paper"}


@pytest.mark.parametrize("what", WRONG_SHEETS)
def test_a_wrong_spreadsheet_is_told_what_is_wrong_with_it(
    what: str, world: World
) -> None:
    name, content, words = WRONG_SHEETS[what]
    for endpoint in SHEETS:
        for sentence in _refused(world, endpoint, name, content):
            assert words in sentence, f"{endpoint}: {sentence}"


@pytest.mark.parametrize("what", READ_SHEETS)
def test_an_unusual_spreadsheet_is_shown_and_nothing_stored(
    what: str, world: World
) -> None:
    name, content = READ_SHEETS[what]
    for found in _forms(world, *SHEETS):
        before = world.version()
        answer = world.send_file(found, name, content)
        assert answer.status_code == 302, found
        shown = world.browser(found.role).get(answer.location)
        assert shown.status_code == 200
        assert "示例" in shown.text
        assert world.version() == before
    world.put_back()


@pytest.mark.parametrize("what", WRONG_CVS)
def test_a_wrong_cv_is_told_what_is_wrong_with_it(what: str, world: World) -> None:
    assert all(_refused(world, "seeker.cv_post", *WRONG_CVS[what]))


@pytest.mark.parametrize("what", WRONG_PAPERS)
def test_a_wrong_paper_is_told_what_is_wrong_with_it(what: str, world: World) -> None:
    assert all(_refused(world, "employer.send_paper", *WRONG_PAPERS[what]))


def _field(found: Found) -> str:
    """Return the name of a form's field for a file, "" where it has none."""
    return next((f.name for f in found.form.fields.values() if f.kind == "file"), "")


def _forms(world: World, *endpoints: str) -> list[Found]:
    return [found for found in world.forms if found.endpoint in endpoints]


def _refused(world: World, endpoint: str, name: str, content: Content) -> Iterator[str]:
    """Yield the sentence beside the field of each form that goes there."""
    sent = content if isinstance(content, bytes) else content()
    for found in _forms(world, endpoint):
        before, files = world.version(), world.files()
        answer = world.send_file(found, name, sent)
        assert answer.status_code == 422, answer.location
        page = Page(answer.text)
        wrong = re.search(r'id="([\w-]*file[\w-]*-wrong)"', answer.text)
        assert wrong, found
        assert any(wrong[1] in f.told for p in page.posts for f in p.fields.values())
        yield page.texts[wrong[1]]
        assert (world.version(), world.files()) == (before, files)
