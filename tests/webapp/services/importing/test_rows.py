from __future__ import annotations

import pytest

from models import ImportKind
from webapp.services.importing.headers import find_table
from webapp.services.importing.rows import split_rows
from webapp.services.importing.workbook import Sheet, Value

KIND = ImportKind.VACANCIES
HEAD: list[Value] = ["企业名称", "岗位", "人数"]
ROW: list[Value] = ["示例纺织厂", "挡车工", 20]


def split(*lines: list[Value]) -> tuple[list[int], list[int]]:
    """Return the numbers of the rows of data, and of the lines that are none."""
    sheet, header = find_table(KIND, [Sheet("", [HEAD, *lines])])
    rows, notes = split_rows(KIND, sheet, header)
    return [row.number for row in rows], [number for number, _ in notes]


@pytest.mark.parametrize(
    "line",
    [
        ["合 计", None, 20],
        ["备注：以上岗位均缴纳五险。", None, None],
        ["填表人：示例甲", None, None],
        ["以上岗位长期有效", "以上岗位长期有效", "以上岗位长期有效"],
        HEAD,
    ],
)
def test_a_line_that_is_no_row_is_passed_over(line: list[Value]) -> None:
    assert split(ROW, line, ROW) == ([2, 4], [3])


def test_empty_lines_are_neither_rows_nor_notes() -> None:
    assert split(ROW, [None, " ", None], ROW) == ([2, 4], [])


def test_a_row_shorter_than_the_header_is_a_row() -> None:
    assert split(["示例纺织厂", "挡车工"]) == ([2], [])
