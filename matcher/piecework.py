"""
Whether an advert pays by the piece.

What it pays by the hour as well, 计时或计件, leaves a choice: that is not what somebody
means who will not work by the piece.
"""

from __future__ import annotations

import re
from typing import Final

from matcher.query.wages import find_piece_rates
from matcher.text import fold

# 搬运包件 and 按件装箱 say what is done, and not what is paid.
_PAID: Final = re.compile("计件|按件算|piece")
_BY_THE_HOUR: Final = re.compile("计时|按时算|小时工资|paid by the hour")


def is_piecework(*texts: str) -> bool:
    """Return whether one of an advert's texts says so, and none leaves a choice."""
    if not any("件" in text or "piece" in text.lower() for text in texts):
        return False
    plain = [fold(text) for text in texts]
    if any(_BY_THE_HOUR.search(text) for text in plain):
        return False
    return any(
        are_paid and _PAID.search(text, start, end)
        for text in plain
        for start, end, are_paid in find_piece_rates(text)
    )
