"""
Example files for the import, as untidy as those that offices send.

Title rows above the header, merged employers, full-width digits, notes below the table,
GBK; and in each some rows that must be refused, so that one sees how that looks.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from typing import TYPE_CHECKING

import xlsxwriter

from webapp.demo import fiction
from webapp.demo.pay import pay_text
from webapp.demo.wordbook import Industry, home_counties, industries, occupations

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN_ON = dt.date(2027, 1, 20)
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
VACANCIES, SEEKERS, RIDERS = 40, 60, 90
# Sixteen digits and more lose their end in a cell that holds a number.
SPOILT = 4


def write_spreadsheets(folder: Path, *, seed: int = 0) -> list[Path]:
    """Write a file for each kind of import; return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{seed} spreadsheets")
    paths = [
        folder / "vacancies-岗位需求汇总.xlsx",
        folder / "seekers-求职登记.csv",
        folder / "riders-返岗包车名单.xlsx",
    ]
    _write_vacancies(paths[0], rng)
    _write_seekers(paths[1], rng)
    _write_riders(paths[2], rng)
    return paths


def _write_vacancies(path: Path, rng: random.Random) -> None:
    header = [
        "序号", "单位名称", "招聘工种", "招聘人数", "薪资待遇", "工作地点",
        "食宿情况", "学历要求", "班次", "岗位要求", "截止日期",
    ]  # fmt: skip
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("岗位")
        wide = book.add_format({"align": "center", "bold": True})
        sheet.merge_range(0, 0, 0, 10, "2027年春风行动岗位需求汇总表（示例）", wide)
        sheet.write(1, 0, "填报单位：示例人力资源服务站    填报日期：2027年1月20日")
        sheet.write_row(2, 0, header)
        row = 3
        while row < 3 + VACANCIES:
            industry, firm = _firm(rng)
            town = rng.choice(industry.towns)
            posts = min(rng.randint(1, 4), 3 + VACANCIES - row)
            for post in range(row, row + posts):
                sheet.write_row(post, 0, _vacancy(rng, industry, town, post - 2))
            if posts > 1:
                sheet.merge_range(row, 1, row + posts - 1, 1, firm, wide)
            else:
                sheet.write(row, 1, firm)
            row += posts
        sheet.write(
            row + 1, 0, "注：1.以上岗位均真实有效（示例除外）；2.联系电话见附件。"
        )


def _vacancy(
    rng: random.Random, industry: Industry, town: str, number: int
) -> list[str | int]:
    occupation = occupations()[rng.choice(industry.occupations)]
    low, high = occupation.pay
    pay = pay_text(rng, rng.choice(occupation.forms), low, high)
    headcount: str | int = rng.choice((2, 3, 5, 8, 10, 10, "若干", "３", "20人", "5人"))
    return [
        number,
        "",
        rng.choice(occupation.titles),
        headcount,
        pay.translate(FULL_WIDTH) if number % 5 == 0 else pay,
        rng.choice((f"吴江{town}", f"苏州市吴江区{town}", f"吴江市{town}")),
        rng.choice(("包吃住", "包住", "工作餐", "不提供", "")),
        rng.choice(("不限", "初中", "高中/中专", "大专及以上")),
        rng.choice(("两班倒", "长白班", "三班", "")),
        rng.choice(occupation.needs),
        rng.choice(("2027-03-31", "2027年4月15日", "2027/3/20")),
    ]


def _write_seekers(path: Path, rng: random.Random) -> None:
    header = ["姓名", "手机号", "身份证号", "家庭住址", "求职意向", "期望薪资", "特长"]
    with path.open("w", encoding="gbk", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["求职登记表（示例）"])
        rows.writerow(header)
        for serial in range(1, SEEKERS + 1):
            occupation = rng.choice(list(occupations().values()))
            identity = fiction.id_number(rng, serial, WRITTEN_ON)
            rows.writerow(
                [
                    fiction.person_name(rng, 20_000 + serial),
                    fiction.phone(20_000 + serial),
                    f"{float(identity[:17]):.5E}" if serial == SPOILT else identity,
                    _home(rng),
                    rng.choice(occupation.titles),
                    rng.choice((f"{occupation.pay[0]}以上", "面议", "6-8千")),
                    rng.choice(occupation.skills),
                ]
            )


def _write_riders(path: Path, rng: random.Random) -> None:
    header = [
        "序号",
        "乘车人",
        "联系电话",
        "身份证号码",
        "上车地点",
        "企业名称",
        "组别",
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range(
            0, 0, 0, 6, "“点对点”返岗包车名单（示例）", book.add_format({"bold": True})
        )
        sheet.write_row(1, 0, header)
        serial = 0
        group = 0
        while serial < RIDERS:
            group += 1
            home, (_, firm) = _home(rng), _firm(rng)
            for _ in range(min(rng.choice((1, 2, 2, 4, 8)), RIDERS - serial)):
                serial += 1
                identity = fiction.id_number(rng, serial, WRITTEN_ON)
                name = fiction.person_name(rng, 30_000 + serial)
                cells: list[str | int | float] = [
                    serial, name, fiction.phone(30_000 + serial), identity,
                    home, firm, f"第{group}组",
                ]  # fmt: skip
                if serial == SPOILT:
                    cells[3] = float(identity[:17]) * 10
                sheet.write_row(serial + 1, 0, cells)
        sheet.write(serial + 3, 0, "备注：请于发车前三十分钟到达上车点。")


def _firm(rng: random.Random) -> tuple[Industry, str]:
    industry = rng.choice(industries())
    return industry, f"{rng.choice(industry.firms)}（{fiction.MARK}）"


def _home(rng: random.Random) -> str:
    homes = home_counties()
    return rng.choices(homes, [home.weight for home in homes])[0].name
