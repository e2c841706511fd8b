from __future__ import annotations

import io

import openpyxl
import pytest
import xlwt

from tests.webapp.services.importing.conftest import workbook
from webapp.services.importing import ImportFileError
from webapp.services.importing.workbook import MOST_ROWS, read_sheets

ROWS = [["姓名", "电话"], ["示例甲", "13800000003"]]
TEXT = "姓名,电话\n示例甲,13800000003\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    [sheet] = read_sheets("x.csv", TEXT.encode(encoding))
    assert sheet.rows == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    [sheet] = read_sheets("x.csv", TEXT.replace(",", delimiter).encode())
    assert sheet.rows == ROWS


def test_quotes_and_line_breaks_stay_in_a_cell() -> None:
    [sheet] = read_sheets("x.csv", '姓名,备注\n示例甲,"一,\n二""三"\n'.encode())
    assert sheet.rows[1] == ["示例甲", '一,\n二"三']


def test_an_old_excel_file_is_read() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    [read] = read_sheets("x.xls", buffer.getvalue())
    assert (read.name, read.rows) == ("名单", ROWS)


def test_merged_cells_are_filled() -> None:
    content = workbook(
        ["企业", "岗位"], ["示例厂", "普工"], [None, "电工"], merged=["A2:A3"]
    )
    [sheet] = read_sheets("x.xlsx", content)
    assert sheet.rows[2] == ["示例厂", "电工"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.xlsx", b"", "The file is empty"),
        ("x.csv", b" ,,\n", "The file is empty"),
        ("x.xlsx", b"%PDF-1.7 nothing", "named as an Excel file but is none"),
        ("x.xlsx", b"PK\x03\x04 broken", "damaged or no spreadsheet"),
        ("x.xls", b"\xd0\xcf\x11\xe0 broken", "damaged or no spreadsheet"),
        ("x.csv", b"a,b\0c", "no table"),
        ("x.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj", "no table"),
        ("x.csv", b"\xff\x00\x81\x30", "no table"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(ImportFileError, match=sentence):
        read_sheets(name, content)


def test_a_sheet_with_too_many_rows_is_refused() -> None:
    with pytest.raises(ImportFileError, match="Split the file"):
        read_sheets("x.csv", b"a,b\n" * (MOST_ROWS + 1))


def test_an_excel_file_without_cells_is_empty() -> None:
    with pytest.raises(ImportFileError, match="empty"):
        read_sheets("x.xlsx", workbook())


def test_a_formula_without_a_result_is_an_empty_cell() -> None:
    [sheet] = read_sheets("x.csv", "企业,岗位\n#N/A,普工\n".encode())
    assert sheet.rows[1] == [None, "普工"]
    book = openpyxl.Workbook()
    cells = book.active
    assert cells is not None
    cells.append(["#N/A", "普工"])
    cells["A1"].data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    [sheet] = read_sheets("x.xlsx", buffer.getvalue())
    assert sheet.rows == [[None, "普工"]]
