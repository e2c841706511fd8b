"""A picture as PNG, for reports and messengers that show no SVG."""

from __future__ import annotations

import resvg_py

SHARPNESS = 2  # pixels a unit, as screens have them now


def to_png(svg: str) -> bytes:
    """Return a picture's PNG, two pixels a unit; its fonts are the machine's."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARPNESS))
