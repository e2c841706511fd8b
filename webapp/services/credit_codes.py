"""Unified social credit codes (GB 32100-2015): eighteen characters that add up."""

from __future__ import annotations

import re

# Without I, O, S, V, Z, which are taken for digits.
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[{LETTERS}]{{18}}")


def check_letter(body: str) -> str:
    """
    Return the eighteenth character for the first seventeen.

    >>> check_letter("91350100M000100Y4")
    '3'
    """
    total = sum(
        pow(3, place, 31) * LETTERS.index(letter) for place, letter in enumerate(body)
    )
    return LETTERS[-total % 31]


def is_credit_code(code: str) -> bool:
    """
    Return whether a code has the form and adds up; nobody may have been given it.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    return bool(_FORM.fullmatch(code)) and check_letter(code[:17]) == code[17]
