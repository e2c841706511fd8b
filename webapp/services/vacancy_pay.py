"""The pay columns of a vacancy, from the words of an advert."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from matcher.pay import parse_pay
from models import PayPeriod

if TYPE_CHECKING:
    from models import Vacancy


class PayUnclearError(Exception):
    """The words cannot be read as pay, not even as 面议."""


class PayColumns(TypedDict):
    """What the words say, in fen; the same a month where it can be told."""

    pay_text: str
    pay_period: PayPeriod | None
    pay_min_cents: int | None
    pay_max_cents: int | None
    monthly_min_cents: int | None
    monthly_max_cents: int | None
    is_negotiable: bool


def read_pay(text: str) -> PayColumns:
    """
    Return the columns for an advert's words.

    Raises
    ------
    PayUnclearError
        When they say nothing about pay.
    """
    pay = parse_pay(text)
    if pay is None:
        msg = f"Cannot read {text!r} as pay."
        raise PayUnclearError(msg)
    least, most = pay.monthly_cents()
    return PayColumns(
        pay_text=text,
        pay_period=None if pay.negotiable else PayPeriod(pay.period.value),
        pay_min_cents=pay.min_cents,
        pay_max_cents=pay.max_cents,
        monthly_min_cents=least,
        monthly_max_cents=most,
        is_negotiable=pay.negotiable,
    )


def write_pay(vacancy: Vacancy, text: str) -> None:
    """
    Fill in a vacancy's pay; no words leave it empty, as only a draft may be.

    Raises
    ------
    PayUnclearError
        When the words say nothing about pay.
    """
    if not text.strip():
        vacancy.pay_text = ""
        vacancy.pay_period = None
        vacancy.pay_min_cents = vacancy.pay_max_cents = None
        vacancy.monthly_min_cents = vacancy.monthly_max_cents = None
        vacancy.is_negotiable = False
        return
    for name, value in read_pay(text).items():
        setattr(vacancy, name, value)
