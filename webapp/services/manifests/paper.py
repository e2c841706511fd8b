"""
A manifest as a PDF: charter sign, timetable, and the riders stop by stop.

The fonts are the system's Noto CJK, which have the rare characters of names (𠮷, 㛃,
䶮), and are embedded. Nothing is fetched: every address is refused.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

if TYPE_CHECKING:
    from jinja2 import Template

    from webapp.services.manifests.content import Manifest


def write_pdf(manifest: Manifest) -> bytes:
    """Return the manifest as a PDF file."""
    html, style = _template("manifest.html"), _template("manifest.css")
    fonts = FontConfiguration()
    page = HTML(string=html.render(manifest=manifest), url_fetcher=_refuse)
    pdf: bytes = page.write_pdf(
        stylesheets=[CSS(string=style.render(), font_config=fonts)],
        font_config=fonts,
    )
    return pdf


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("webapp.services.manifests", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    msg = f"A manifest fetches nothing, not {url}."
    raise ValueError(msg)
