"""
A document as a workbook of one sheet, printed on A4 across.

Every cell is text with the quote prefix, so a name such as ``=1+1`` stays a name. What
changed is yellow and says so.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from webapp.services.documents.content import Document, Section

FONT = "Noto Sans CJK SC"
NEWS = "#FFF2B3"


def write_workbook(document: Document) -> bytes:
    """Return the document as an .xlsx file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"{document.title} {document.reference}"})
        styles = _styles(book)
        sheet = book.add_worksheet(document.title)
        sheet.write_string(0, 0, document.title, styles["title"])
        row = 1
        for line in (*document.lines, f"编号 {document.reference}"):
            sheet.write_string(row, 0, line, styles["text"])
            row += 1
        for section in document.sections:
            row = _section(sheet, row + 1, section, styles)
        for note in document.notes:
            row += 1
            sheet.write_string(row, 0, note, styles["text"])
        _page(sheet, document)
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
        "section": book.add_format({**text, "bold": True, "font_size": 12}),
        "section news": book.add_format(
            {**text, "bold": True, "font_size": 12, "bg_color": NEWS}
        ),
        "head": book.add_format({**boxed, "bold": True, "bg_color": "#DCE9F5"}),
        "cell": book.add_format(boxed),
        "news": book.add_format({**boxed, "bg_color": NEWS}),
    }


def _section(
    sheet: Worksheet, row: int, section: Section, styles: dict[str, Format]
) -> int:
    title = f"{section.title}　变动：{section.news}" if section.news else section.title
    style = styles["section news" if section.news else "section"]
    sheet.write_string(row, 0, title, style)
    for name, value in section.facts:
        row += 1
        sheet.write_string(row, 0, f"{name}：{value or '____________'}", styles["text"])
    row += 1
    for column, head in enumerate(section.columns):
        sheet.write_string(row, column, head.name, styles["head"])
    for line in section.rows:
        row += 1
        for column, cell in enumerate(line.cells):
            kind = styles["news" if line.news else "cell"]
            sheet.write_string(row, column, cell, kind)
    return row + 1


def _page(sheet: Worksheet, document: Document) -> None:
    widths: dict[int, int] = {}
    for section in document.sections:
        for place, column in enumerate(section.columns):
            widths[place] = max(widths.get(place, 0), column.width)
    for place, width in widths.items():
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{document.reference}&R&P / &N")
