"""
A manifest as a workbook: the riders stop by stop, and the timetable.

Every cell is written as text with the quote prefix, so a name such as ``=1+1`` is a
name and stays one when the cell is edited.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from webapp.services.manifests.content import Manifest

RIDER_COLUMNS = (
    ("序号", 6),
    ("座位", 6),
    ("分组", 14),
    ("姓名", 14),
    ("证件类型", 12),
    ("证件号码", 22),
    ("电话", 15),
    ("下车站点", 34),
    ("上车码", 9),
    ("备注", 16),
    ("核对", 7),
)
STOP_COLUMNS = (
    ("站序", 6),
    ("站点", 44),
    ("到达", 14),
    ("发车", 14),
    ("上客", 8),
    ("下客", 8),
)
FONT = "Noto Sans CJK SC"


def write_workbook(manifest: Manifest) -> bytes:
    """Return the manifest as an .xlsx file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"乘客名单 {manifest.reference}"})
        styles = _styles(book)
        _riders(book.add_worksheet("乘客名单"), manifest, styles)
        _timetable(book.add_worksheet("行车时刻"), manifest, styles)
    return buffer.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    text: dict[str, Any] = {
        "font_name": FONT,
        "font_size": 10,
        "num_format": "@",
        "quote_prefix": True,
        "valign": "vcenter",
    }
    boxed = {**text, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**text, "bold": True, "font_size": 16}),
        "text": book.add_format(text),
        "head": book.add_format({**boxed, "bold": True, "bg_color": "#DCE9F5"}),
        "stop": book.add_format({**boxed, "bold": True, "bg_color": "#F2F2F2"}),
        "cell": book.add_format(boxed),
    }


def _riders(sheet: Worksheet, manifest: Manifest, styles: dict[str, Format]) -> None:
    sheet.write_string(0, 0, "包车客运乘客名单", styles["title"])
    for row, line in enumerate(summary(manifest), start=1):
        sheet.write_string(row, 0, line, styles["text"])
    row = len(summary(manifest)) + 2
    _head(sheet, row, RIDER_COLUMNS, styles)
    last_column = len(RIDER_COLUMNS) - 1
    for stop in manifest.stops:
        if not stop.riders:
            continue
        row += 1
        title = f"{stop.number}. {stop.name} {stop.departs_at:%H:%M} 发车"
        sheet.merge_range(row, 0, row, last_column, "", styles["stop"])
        sheet.write_string(row, 0, f"{title}，上客 {stop.boards} 人", styles["stop"])
        for rider in stop.riders:
            row += 1
            cells = (
                str(rider.number),
                str(rider.seat or ""),
                rider.party,
                rider.name,
                rider.id_type,
                rider.id_number,
                rider.phone,
                rider.dropoff,
                rider.code,
                rider.note,
                "",
            )
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, styles["cell"])
    sheet.repeat_rows(len(summary(manifest)) + 2)
    _page(sheet, manifest)


def _timetable(sheet: Worksheet, manifest: Manifest, styles: dict[str, Format]) -> None:
    _head(sheet, 0, STOP_COLUMNS, styles)
    for row, stop in enumerate(manifest.stops, start=1):
        cells = (
            str(stop.number),
            stop.name,
            f"{stop.arrives_at:%m-%d %H:%M}",
            f"{stop.departs_at:%m-%d %H:%M}",
            str(stop.boards or ""),
            str(stop.alights or ""),
        )
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, styles["cell"])
    _page(sheet, manifest)


def _head(
    sheet: Worksheet,
    row: int,
    columns: tuple[tuple[str, int], ...],
    styles: dict[str, Format],
) -> None:
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, name, styles["head"])


def _page(sheet: Worksheet, manifest: Manifest) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{manifest.reference}&R&P / &N")


def summary(manifest: Manifest) -> list[str]:
    """Return the lines above the table."""
    return [
        f"{manifest.campaign} · 第 {manifest.trip} 车 · 编号 {manifest.reference}",
        f"{manifest.origin} → {manifest.destination}，约 {manifest.distance_km} 公里，"
        f"{manifest.departs_at:%Y-%m-%d %H:%M} 发车，"
        f"预计 {manifest.arrives_at:%m-%d %H:%M} 到达",
        f"承运企业：{manifest.operator}　车型：{manifest.coach}　"
        f"可售 {manifest.seats} 座　乘客 {manifest.riders} 人",
        "车牌号：____________　驾驶员："
        + "　".join(
            ["______________（从业资格证号 ______________）"] * manifest.drivers
        ),
        f"制表：{manifest.made_at:%Y-%m-%d %H:%M}　"
        + ("含完整个人信息，用毕销毁" if manifest.is_full else "个人信息已脱敏"),
    ]
