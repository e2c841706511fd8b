"""A piece of a text that goes."""

from __future__ import annotations

from typing import NamedTuple


class Cut(NamedTuple):
    """
    A piece that goes.

    Parameters
    ----------
    instead
        What stands for it, never longer than it: 空姐 is 空乘.
    """

    start: int
    end: int
    instead: str = ""
