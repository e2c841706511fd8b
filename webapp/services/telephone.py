"""A telephone number as people write it, and as it is kept."""

from __future__ import annotations

import re


def digits(text: str) -> str | None:
    """
    Return the digits of a number that can be dialled in China, else None.

    >>> digits("+86 138-0000-0003")
    '13800000003'
    """
    written = re.sub(r"[-() ]", "", text).removeprefix("+86")
    return written if re.fullmatch(r"1[0-9]{10}|0[0-9]{9,11}", written) else None
