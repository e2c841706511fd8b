"""
Sums as people say them: 6千5, 1.2万, 七八千, 一万二三, 二十二块五, 9-11k.

``matcher.pay`` reads the pay of adverts, which is written with more care.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from matcher.pay import chinese_number

_UNITS: Final = {"百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
_TENS: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_DIGIT: Final = "一二两三四五六七八九"
_ARABIC: Final = re.compile(
    r"(?P<number>\d{1,3}(?:[,，]\d{3})+(?!\d)|\d{1,7}(?:\.\d{1,2})?(?!\d))"
    r"(?:\s?(?P<unit>[百千万]|[kw](?![a-z]))(?P<tail>\d(?![\d.])|"
    r"[一二三四五六七八九](?![十百千万天个年月班]))?)?"
)
# 5、6千: both ends, and the unit once.
_LISTED: Final = re.compile(
    rf"(?P<low>[1-9{_DIGIT}])[、,，.]?(?P<high>[1-9{_DIGIT}])\s?(?P<unit>[百千万k])"
    rf"(?![a-z])"
)
_CHINESE: Final = re.compile(rf"[{_DIGIT}俩十百千万零]{{1,9}}")
_COUNTED: Final = frozenset("天个小年月班工")
_MONEY: Final = re.compile(
    rf"\s?(?:元|块钱|块(?P<tail>[{_DIGIT}\d](?![\d十百千万年月天个小班日周星礼]))?|圆|rmb|"
    rf"yuan|人民币)"
)
# Between 6 and 8k; 6 and 8 alone are two things.
_AND: Final = re.compile(r"\s*(?:and|和|跟|与)\s*")
_BETWEEN: Final = re.compile(r"(?:between|介于|在) ?$")
_UP_TO: Final = re.compile(r"\s*(?:-|–|—|~|～|至|到|to)+\s*[¥￥]?")


@dataclass(frozen=True, slots=True)
class Amount:
    """
    A sum, or a range of sums.

    Parameters
    ----------
    end
        Where it ends in the text.
    low, high
        Yuan; ``high`` is None for a single sum.
    scale
        What one of its last unit is worth: 1000 for 8千 and 八千, 1 for 8000.
    has_unit, is_money
        Whether thousands or the like are written; whether 元 or the like is.
    """

    end: int
    low: float
    high: float | None
    scale: int
    has_unit: bool
    is_money: bool


def amount_at(text: str, start: int) -> Amount | None:
    """
    Return the sum or range that begins at ``start``; None when none does.

    >>> amount_at("七八千", 0)
    Amount(end=3, low=7000, high=8000, scale=1000, has_unit=True, is_money=False)
    """
    first = _single(text, start)
    if first is None or first.high is not None:
        return first
    between = _UP_TO.match(text, first.end)
    if between is None and _BETWEEN.search(text[max(0, start - 8) : start]):
        between = _AND.match(text, first.end)
    second = _single(text, between.end()) if between else None
    if second is None:
        return first
    low, high = first.low, second.high or second.low
    # 6-8千: the unit of the upper end is that of both.
    if not first.has_unit and low < second.low / second.scale and second.scale > 1:
        low *= second.scale
    if not low < high:
        return first
    return Amount(
        second.end,
        low,
        high,
        second.scale,
        first.has_unit or second.has_unit,
        first.is_money or second.is_money,
    )


def _single(text: str, start: int) -> Amount | None:
    found = _listed(text, start) or _arabic(text, start) or _chinese(text, start)
    if found is None:
        return None
    money = _MONEY.match(text, found.end)
    if money is None:
        return found
    low = found.low
    if money["tail"]:
        low += _digit(money["tail"]) / 10
    return Amount(
        money.end(), low, found.high, found.scale, found.has_unit, is_money=True
    )


def _arabic(text: str, start: int) -> Amount | None:
    match = _ARABIC.match(text, start)
    if match is None:
        return None
    unit = _UNITS.get(match["unit"] or "", 1)
    value = float(re.sub("[,，]", "", match["number"])) * unit
    if match["tail"]:
        value += _digit(match["tail"]) * unit / 10
    return Amount(match.end(), value, None, unit, unit > 1, is_money=False)


def _listed(text: str, start: int) -> Amount | None:
    match = _LISTED.match(text, start)
    if match is None:
        return None
    low, high = _digit(match["low"]), _digit(match["high"])
    digits_touch = match["low"].isdecimal() and match.start("high") == match.end("low")
    if high != low + 1 or digits_touch or "." in match[0]:
        return None
    unit = _UNITS[match["unit"]]
    return Amount(match.end(), low * unit, high * unit, unit, True, is_money=False)


def _chinese(text: str, start: int) -> Amount | None:
    match = _CHINESE.match(text, start)
    if match is None:
        return None
    written = match[0].replace("俩", "两")
    # 两百八一天: the last 一 counts days.
    if len(written) > 1 and written[-1] == "一" and text[match.end() :][:1] in _COUNTED:
        written = written[:-1]
    end = start + len(written)
    places = [_TENS[char] for char in written if char in _TENS]
    if written[0] not in f"{_DIGIT}十" or (not places and len(written) > 1):
        return None
    scale = places[-1] if places else 1
    # 一万二三, 三千五六, 一百七八: the last two digits follow each other.
    last = written[-2:]
    if len(written) > 2 and _follows(last):
        low = chinese_number(written[:-1])
        high = chinese_number(written[:-2] + last[1])
        return Amount(end, low, high, scale, scale >= 100, is_money=False)
    # 一万二三千
    if len(written) > 3 and _follows(written[-3:-1]):
        head, first, second, unit = written[:-3], *written[-3:]
        if head[-1] in _TENS and _TENS[head[-1]] > scale:
            return Amount(
                end,
                chinese_number(head + first + unit),
                chinese_number(head + second + unit),
                scale,
                scale >= 100,
                is_money=False,
            )
    if re.search(rf"[{_DIGIT}]{{2}}", written):
        return None
    return Amount(
        end,
        chinese_number(written) if places else float(_digit(written)),
        None,
        scale,
        scale >= 100,
        is_money=False,
    )


def _follows(pair: str) -> bool:
    return (
        all(char in _DIGIT for char in pair) and _digit(pair[1]) == _digit(pair[0]) + 1
    )


def _digit(char: str) -> int:
    return int(char) if char.isdecimal() else int(chinese_number(char + "十") / 10)
