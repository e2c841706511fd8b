"""A ticket as a PDF of one A5 page; the fonts are embedded, nothing is fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

if TYPE_CHECKING:
    from jinja2 import Template

    from webapp.services.tickets.content import Ticket


def write_pdf(ticket: Ticket) -> bytes:
    """Return the ticket as a PDF file."""
    fonts = FontConfiguration()
    html = _template("ticket.html").render(ticket=ticket, qr=qr_svg(ticket.payload))
    style = CSS(string=_template("ticket.css").render(), font_config=fonts)
    page = HTML(string=html, url_fetcher=_refuse)
    pdf: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return pdf


def qr_svg(payload: str) -> Markup:
    """Return the QR code as an SVG to stand in a page, with its quiet zone."""
    code = segno.make(payload, error="m", micro=False)
    # Of digits, letters and points alone, and drawn by us.
    return Markup(code.svg_inline(border=4, omitsize=True, svgclass="qr", light="#fff"))


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("webapp.services.tickets", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    msg = f"A ticket fetches nothing, not {url}."
    raise ValueError(msg)
