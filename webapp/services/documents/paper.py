"""A document as a PDF; the fonts are embedded, nothing is fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

if TYPE_CHECKING:
    from jinja2 import Template

    from webapp.services.documents.content import Document

# From so many columns on, a table wants the paper across.
WIDE = 6


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF file."""
    fonts = FontConfiguration()
    is_wide = any(len(section.columns) >= WIDE for section in document.sections)
    html = _template("document.html").render(document=document)
    style = _template("document.css").render(is_wide=is_wide)
    page = HTML(string=html, url_fetcher=_refuse)
    pdf: bytes = page.write_pdf(
        stylesheets=[CSS(string=style, font_config=fonts)], font_config=fonts
    )
    return pdf


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
