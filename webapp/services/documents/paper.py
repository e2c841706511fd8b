"""
A document as a PDF; the fonts are embedded, nothing is fetched.

Every piece of text costs a millisecond of layout. So the people of a party share a row:
what is each one's own is one line of letters of one width, what they have in common
stands once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from webapp.services.documents.content import Column, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from webapp.services.documents.content import Document, Section


# More people than these are not in one row: a row is never torn between two pages.
MOST_LINES = 12
# From so many columns on, a table wants the paper across.
WIDE = 6


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF file."""
    fonts = FontConfiguration()
    is_wide = any(len(section.columns) >= WIDE for section in document.sections)
    sections = tuple(map(share_rows, document.sections))
    document = replace(document, sections=sections)
    html = _template("document.html").render(document=document)
    style = _template("document.css").render(is_wide=is_wide)
    page = HTML(string=html, url_fetcher=_refuse)
    pdf: bytes = page.write_pdf(
        stylesheets=[CSS(string=style, font_config=fonts)], font_config=fonts
    )
    return pdf


def share_rows(section: Section) -> Section:
    """
    Return a section with a row for each party, the people's own as lines in its first.

    A column of their own in which nothing stands is left out. A section without such
    columns stays as it is.
    """
    own = [
        at
        for at, column in enumerate(section.columns)
        if column.is_own and any(row.cells[at] for row in section.rows)
    ]
    common = [at for at, column in enumerate(section.columns) if not column.is_own]
    if not own:
        return section

    def line(cells: Sequence[str]) -> str:
        return " ".join(
            cells[at] + " " * max(0, section.columns[at].width - 1 - _width(cells[at]))
            for at in own
        ).rstrip()

    def in_common(row: Row) -> tuple[str, ...]:
        return (row.news, *(row.cells[at] for at in common))

    rows = []
    for (news, *cells), party in groupby(section.rows, key=in_common):
        lines = [line(row.cells) for row in party]
        rows += [
            Row(("\n".join(lines[begin : begin + MOST_LINES]), *cells), news)
            for begin in range(0, len(lines), MOST_LINES)
        ]
    names = line([column.name for column in section.columns])
    width = sum(section.columns[at].width for at in own)
    columns = (
        Column(names, width, is_own=True),
        *(section.columns[at] for at in common),
    )
    return replace(section, columns=columns, rows=tuple(rows))


def _width(text: str) -> int:
    """Return how wide a text is, in letters of which a Chinese one is two."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("webapp.services.documents", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    msg = f"A document fetches nothing, not {url}."
    raise ValueError(msg)
