from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import ImportKind
from webapp.services.importing.headers import NEEDED, SPELLINGS, find_table
from webapp.services.importing.workbook import ImportFileError, Sheet, Value

KIND = ImportKind.VACANCIES
DOC = (Path(__file__).parents[4] / "docs" / "import.md").read_text()


@pytest.mark.parametrize(
    ("kind", "field", "spelling"),
    [
        (k, f, s)
        for k, table in SPELLINGS.items()
        for f, ss in table.items()
        for s in ss
    ],
)
def test_every_spelling_leads_to_its_field(
    kind: ImportKind, field: str, spelling: str
) -> None:
    others = [names[0] for f, names in SPELLINGS[kind].items() if f != field]
    _, header = find_table(kind, [Sheet("", [[*others, f" *{spelling}（必填）"]])])
    assert header.columns[field] == len(others)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_docs_name_columns_that_are_accepted(kind: ImportKind) -> None:
    [line] = re.findall(rf"^\| {kind} \| ((?:姓名|岗位).*) \|$", DOC, re.MULTILINE)
    named = set(re.findall(r"[\u4e00-\u9fff]+", line))
    known = {s for spellings in SPELLINGS[kind].values() for s in spellings}
    assert named <= known
    assert {SPELLINGS[kind][field][0] for field in NEEDED[kind]} <= named


def test_a_header_of_two_lines_below_a_title_is_found() -> None:
    rows: list[list[Value]] = [
        ["用工需求汇总表", "用工需求汇总表", "用工需求汇总表", "用工需求汇总表"],
        ["企业名称", "用工需求", "用工需求", "待遇"],
        ["企业名称", "工种", "人数", "待遇"],
        ["示例纺织厂", "挡车工", 20, "6-8千"],
    ]
    _, header = find_table(KIND, [Sheet("", rows)])
    assert header.columns == {"employer": 0, "title": 1, "headcount": 2, "pay": 3}
    assert header.below == 3


def test_the_sheet_that_fits_best_is_read() -> None:
    cover = Sheet("封面", [["单位", "填表人"], ["示例街道", "示例甲"]])
    table = Sheet("岗位", [["单位", "岗位", "人数"], ["示例纺织厂", "挡车工", 20]])
    assert find_table(KIND, [cover, table])[0] is table


def test_a_missing_column_is_named_with_what_was_found() -> None:
    rows: list[list[Value]] = [
        ["企业名称", "人数", "薪资"],
        ["示例纺织厂", 20, "6-8千"],
    ]
    with pytest.raises(ImportFileError, match=r"column 岗位 is missing .*人数"):
        find_table(KIND, [Sheet("", rows)])
