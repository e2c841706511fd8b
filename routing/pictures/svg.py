"""SVG as text: elements in the order in which they are painted."""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

# The first that a machine has; all of them hold Chinese.
FONTS: Final = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
INK: Final = "#1d2a35"
QUIET: Final = "#5b6873"
HAIR: Final = "#d5dae0"
PAPER: Final = "#ffffff"

# What XML 1.0 cannot hold, whatever somebody called a place.
_UNWRITABLE: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_WIDE: Final = frozenset("WFA")  # "A": wide in Chinese fonts, as quotes are


class Drawing:
    """A picture of so many units; later elements lie over earlier ones."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width = width
        self.height = height
        self._definitions: list[str] = []
        self._parts: list[str] = [f"<title>{clean(title)}</title>"]
        self.add("rect", width=width, height=height, fill=PAPER)

    def add(self, tag: str, **attributes: float | str) -> None:
        """Add an element; an attribute's ``_`` is written as ``-``."""
        self._parts.append(_element(tag, attributes))

    def define(self, markup: str) -> None:
        """Add what others refer to, such as a pattern."""
        self._definitions.append(markup)

    @contextmanager
    def defined(self, name: str) -> Iterator[None]:
        """Keep what is added within for ``use(name, …)`` instead of painting it."""
        painted, self._parts = self._parts, []
        yield
        self.define(f'<g id="{name}">{"".join(self._parts)}</g>')
        self._parts = painted

    def use(self, name: str, x: float, y: float) -> None:
        """Paint what was defined, moved to the right and down."""
        self.add("use", href=f"#{name}", x=x, y=y)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 13,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
        halo: float = 0,
        **attributes: float | str,
    ) -> None:
        """Write words with their baseline at y; `halo` is the width of a white edge."""
        if bold:
            attributes["font_weight"] = 700
        if halo:
            attributes |= {
                "stroke": PAPER,
                "stroke_width": halo,
                "stroke_linejoin": "round",
                "paint_order": "stroke",
            }
        attributes |= {"x": x, "y": y, "font_size": size, "fill": fill}
        if anchor != "start":
            attributes["text_anchor"] = anchor
        opening = _element("text", attributes).replace("/>", ">")
        self._parts.append(f"{opening}{clean(words)}</text>")

    def __str__(self) -> str:
        size = f'width="{_value(self.width)}" height="{_value(self.height)}"'
        box = f'viewBox="0 0 {_value(self.width)} {_value(self.height)}"'
        definitions = "".join(self._definitions)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} '
            f'font-family="{FONTS}" role="img">'
            f"<defs>{definitions}</defs>{''.join(self._parts)}</svg>\n"
        )


def clean(words: str) -> str:
    """Return words as they may stand in a document."""
    return escape(_UNWRITABLE.sub("", words))


def text_width(words: str, size: float) -> float:
    """
    Return about how wide words are: Chinese is square, Latin a good half of it.

    >>> text_width("吴江", 10), round(text_width("km", 10))
    (20, 11)
    """
    return sum(size if is_wide(sign) else 0.57 * size for sign in words)


def is_wide(sign: str) -> bool:
    """Return whether a sign fills a square, as Chinese ones do."""
    return unicodedata.east_asian_width(sign) in _WIDE


def shortened(words: str, size: float, width: float) -> str:
    """
    Return as much of the words as fits, with an ellipsis where some are left out.

    >>> shortened("吴江经济技术开发区", 10, 45)
    '吴江经…'
    """
    if text_width(words, size) <= width:
        return words
    while words and text_width(words, size) + size > width:
        words = words[:-1]
    return words.rstrip() + "…"


def _element(tag: str, attributes: dict[str, float | str]) -> str:
    pairs = (
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
    )
    return f"<{tag}{''.join(pairs)}/>"


def _value(value: float | str) -> str:
    # A hundredth of a unit is finer than any screen; more would only lengthen the file.
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
