"""Names and numbers of people and firms that do not exist, and are seen not to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from webapp.services.credit_codes import check_letter

if TYPE_CHECKING:
    import random

MARK = "示例"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁"
)

# No province has the code 99 in GB/T 2260.
NO_REGION = "999000"
# The telephone administration's plan gives 154 to no operator.
NO_SEGMENT = "154"
# GB 32100-2015 names the authorities 1 to 9, A, N and Y; 0 is none of them.
NO_AUTHORITY = "0"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def person_name(rng: random.Random, serial: int) -> str:
    """Return a surname, 示例 and a number."""
    return f"{rng.choice(SURNAMES)}{MARK}{serial:04d}"


def phone(serial: int) -> str:
    """Return a number of the right form that nobody has; serial below 10^8."""
    return f"{NO_SEGMENT}{serial:08d}"


def id_number(rng: random.Random, serial: int, born_before: dt.date) -> str:
    """Return a number with a right check digit (GB 11643) and a region not assigned."""
    born = born_before - dt.timedelta(days=rng.randrange(18 * 366, 58 * 365))
    body = f"{NO_REGION}{born:%Y%m%d}{serial % 1000:03d}"
    return body + id_check_digit(body)


def id_check_digit(body: str) -> str:
    """
    Return the eighteenth character for the first seventeen (ISO 7064, MOD 11-2).

    >>> id_check_digit("11010519491231002")
    'X'
    """
    total = sum(
        weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, body, strict=True)
    )
    return "10X98765432"[total % 11]


def credit_code(serial: int) -> str:
    """Return a unified social credit code that adds up and that nobody issues."""
    organisation = f"{serial:08d}"
    total = sum(
        weight * int(digit)
        for weight, digit in zip(_ORGANISATION_WEIGHTS, organisation, strict=True)
    )
    check = "0123456789X"[-total % 11]
    body = f"{NO_AUTHORITY}0{NO_REGION}{organisation}{check}"
    return body + check_letter(body)
