"""
Colours that people with any kind of colour vision tell apart.

Those of Okabe and Ito (2008, https://jfly.uni-koeln.de/color/) that stand on a light
ground, and two dark ones of Paul Tol's "muted" scheme
(https://personal.sron.nl/~pault/). More than eight things repeat them, dashed.
"""

from __future__ import annotations

from typing import Final

COLOURS: Final = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#882255",
    "#e69f00",
    "#332288",
    "#56b4e9",
    "#cc79a7",
)
DASHES: Final = ("", "9 3", "3 2.5")
OTHER: Final = "#6b7680"


def colour_of(index: int) -> str:
    """Return the colour of the thing of an index."""
    return COLOURS[index % len(COLOURS)]


def dash_of(index: int) -> str:
    """Return the dashes of the thing of an index; empty for a whole line."""
    return DASHES[index // len(COLOURS) % len(DASHES)]


def ink_on(colour: str) -> str:
    """
    Return black or white, whichever is read better on a colour.

    >>> ink_on("#332288"), ink_on("#e69f00")
    ('#ffffff', '#1d2a35')
    """
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    # Relative luminance of WCAG 2.2, with its exponent rounded to 2.2.
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#1d2a35" if luminance > 0.3 else "#ffffff"
