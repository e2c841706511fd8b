"""
Pay as offices and seekers write it: 6-8千, 1-1.6万·13薪, 14-23万/年, 200元/天, 面议.

Amounts are fen. A sum is only taken for pay where something says so: a unit, a period,
a word such as 月薪, or 以上 behind it; 招30人, 18-45岁 and 8小时 are no pay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matcher.text import narrow

# 人社部发〔2025〕2号: 21.75 paid days a month, (365 - 104) / 12; a day has 8 hours.
PAID_DAYS_A_MONTH: Final = 21.75
HOURS_A_DAY: Final = 8
# Those are five paid days in each of 4.35 weeks.
PAID_DAYS_A_WEEK: Final = 5

# No month's pay lies outside; a telephone number or a year does.
LEAST_MONTHLY_CENTS: Final = 300_00
MOST_MONTHLY_CENTS: Final = 500_000_00
# Nor is more than this paid for anything.
_MOST_YUAN: Final = 10_000_000


class PayPeriod(StrEnum):
    """What a sum is paid for."""

    MONTH = "month"
    DAY = "day"
    WEEK = "week"
    HOUR = "hour"
    PIECE = "piece"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Pay:
    """
    What is paid.

    Parameters
    ----------
    min_cents, max_cents
        Fen per ``period``; None where there is no such end (8000以上 has no maximum).
    months_per_year
        13 for 13薪; says nothing about the month's pay.
    negotiable
        面议: to be agreed; then there are no sums.

    Raises
    ------
    ValueError
        When a sum is not positive, the two are out of order, or a negotiable pay has
        a sum.
    """

    min_cents: int | None
    max_cents: int | None
    period: PayPeriod = PayPeriod.MONTH
    months_per_year: int = 12
    negotiable: bool = False

    def __post_init__(self) -> None:
        sums = [
            cents for cents in (self.min_cents, self.max_cents) if cents is not None
        ]
        if any(cents <= 0 for cents in sums) or sums != sorted(sums):
            msg = f"Expected 0 < min <= max, got {self.min_cents}, {self.max_cents}."
            raise ValueError(msg)
        if self.negotiable and sums:
            msg = f"Expected no sums in a negotiable pay, got {sums}."
            raise ValueError(msg)

    def monthly_cents(self) -> tuple[int | None, int | None]:
        """
        Return the least and most fen a month; (None, None) where none can be told.

        A day's pay counts for 21.75 days, a week's for 4.35 weeks, an hour's for 174
        hours, a year's for a twelfth; a piece's cannot be told.

        >>> Pay(200_00, 200_00, PayPeriod.DAY).monthly_cents()
        (435000, 435000)
        """
        factor = {
            PayPeriod.MONTH: 1.0,
            PayPeriod.DAY: PAID_DAYS_A_MONTH,
            PayPeriod.WEEK: PAID_DAYS_A_MONTH / PAID_DAYS_A_WEEK,
            PayPeriod.HOUR: PAID_DAYS_A_MONTH * HOURS_A_DAY,
            PayPeriod.YEAR: 1 / 12,
        }.get(self.period)
        if factor is None:
            return None, None

        def a_month(cents: int | None) -> int | None:
            return None if cents is None else round(cents * factor)

        return a_month(self.min_cents), a_month(self.max_cents)


@dataclass(frozen=True, slots=True)
class PayMention:
    """Pay in a text: ``text[start:end]``."""

    start: int
    end: int
    pay: Pay


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_UNITS = {"千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "": 1}
_PERIODS = {
    "年": PayPeriod.YEAR,
    "月": PayPeriod.MONTH,
    "周": PayPeriod.WEEK,
    "星期": PayPeriod.WEEK,
    "礼拜": PayPeriod.WEEK,
    "天": PayPeriod.DAY,
    "日": PayPeriod.DAY,
    "工作日": PayPeriod.DAY,
    "班": PayPeriod.DAY,
    "小时": PayPeriod.HOUR,
    "时": PayPeriod.HOUR,
    "h": PayPeriod.HOUR,
    "件": PayPeriod.PIECE,
    "双": PayPeriod.PIECE,
}
_EACH_BEFORE = re.compile("每(?:[天日周]|小?时)")
# What says before a sum what it is paid for; 月 needs no word.
_PERIODS_BEFORE = (
    (PayPeriod.YEAR, re.compile("年[薪入赚挣]")),
    (PayPeriod.WEEK, re.compile("周[薪入赚挣]|每周")),
    (PayPeriod.DAY, re.compile("日[薪结入赚挣]|每[天日]")),
    (PayPeriod.HOUR, re.compile("时[薪赚挣]|每小?时")),
)
_OPEN_BELOW = "以下|以内|之内|封顶"
_OPEN_ABOVE = r"以上|及以上|起步|起|往上|左右起|保底|\+|多"

_SUM = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_CHINESE = r"[一二两三四五六七八九十百千万]{2,7}"
# 5、6千: both ends, and the unit once.
_LISTED = (
    "(?:"
    + "|".join(f"{digit}[、,]{digit + 1}" for digit in range(1, 9))
    + r")\s?[万千kw]"
)
_AMOUNT = rf"(?:{_LISTED}|{_SUM}\s?(?:[万千kw](?:\d(?![\d.]))?)?|{_CHINESE})"
# 七八千, 一万二三: two digits that follow each other are both ends.
_PAIR = re.compile(
    r"(?P<low>[1-9一二两三四五六七八九])[、,]?(?P<high>[1-9一二三四五六七八九])"
)
# 8000元 每周双休, 8000元 一周六天: that is when, not what for.
_DAYS_OFF = (
    r"\s?(?:[单双大小]?休|放|[上做干工岁年边末结]|[一二两三四五六七\d]\s?[天日休])"
)
_PAY = re.compile(
    rf"""
    (?P<before>
        (?:(?:综合|税前|税后|到手|基本)?(?:月薪|年薪|日薪|时薪|周薪|工资|薪资|薪酬|薪水|
        底薪|保底|收入|待遇|[年月周日][入赚挣]|时[赚挣]|包月|起薪)(?:待遇|范围|水平)?|
        每(?:[天日周]|小?时)|不低于|至少|最低|不少于|
        高于|大于|超过|不超过|最高|低于|¥|￥|rmb|人民币)
        (?:是|为|约|在|达|可达|到手)?[:\s]*
        (?:不低于|至少|最低|不少于|保底|¥|￥)?\s*
    )*
    (?P<low>(?<![\d.a-z第]){_AMOUNT})
    \s*(?P<yuan1>元|块)?
    (?:\s*(?:-|—|–|~|～|至|到)+\s*[¥￥]?(?P<high>{_AMOUNT})\s*(?P<yuan2>元|块)?)?
    (?P<open1>{_OPEN_ABOVE}|{_OPEN_BELOW})?
    (?P<yuan3>元|块)?(?:人民币)?
    \s*(?:(?:/|每|一|1|\(|按)\s*个?
        (?P<period>年|月|周(?!{_DAYS_OFF})|星期|礼拜|天|日|小时|时|h|件|双(?!休)|工作日|班)
        \)?)?
    (?P<open2>{_OPEN_ABOVE}|{_OPEN_BELOW})?
    (?:\s*[·*x×,，]?\s*(?P<months>1[2-8])\s*薪)?
    """,
    re.VERBOSE,
)
# What stands behind a number that is no pay.
_NO_PAY_BEHIND = re.compile(
    r"\s*(?:人|名|位|周?岁|小时(?!/)|个|号|年|公里|km|千米|米|平|度|台|%|次|层|楼|班|期|天|"
    r"分|点|cm|kg|斤|码|日|月(?![薪休])|届|级|件|双(?!休)|单(?![休位])|套|箱|趟|:)"
)
_NEGOTIABLE = re.compile(r"面议|面谈|待议|详谈|协商|negotiable", re.IGNORECASE)
_PIECEWORK = re.compile(r"计件")
_FLOOR_WORDS = (
    "不低于",
    "至少",
    "最低",
    "不少于",
    "高于",
    "大于",
    "超过",
    "保底",
    "底薪",
    "起薪",
)
_CEILING_WORDS = ("不超过", "最高", "低于")


def parse_pay(text: str) -> Pay | None:
    """
    Return the pay that a table's cell holds, None when it holds none.

    In a cell a bare number is enough: 5000, 6000-8000.

    >>> parse_pay("6-8千") == Pay(6000_00, 8000_00)
    True
    """
    folded = _fold(text).strip()
    mentions = list(_find(folded, in_cell=True))
    if mentions:
        return mentions[0].pay
    if _NEGOTIABLE.search(folded):
        return Pay(None, None, negotiable=True)
    if _PIECEWORK.search(folded):
        return Pay(None, None, PayPeriod.PIECE)
    return None


def find_pay(text: str) -> list[PayMention]:
    """
    Return every pay that a text mentions, from left to right.

    >>> [(m.start, m.end, m.pay.min_cents) for m in find_pay("盛泽 普工 8000以上")]
    [(6, 12, 800000)]
    """
    return list(_find(_fold(text), in_cell=False))


def _fold(text: str) -> str:
    """Return the text with plain digits and letters, of the same length."""
    return "".join(map(narrow, text)).replace("萬", "万")


def _find(text: str, *, in_cell: bool) -> list[PayMention]:
    found = []
    at = 0
    while match := _PAY.search(text, at):
        pay = _pay(match, text, in_cell=in_cell)
        if pay is None:
            # Not this number; the next may stand within what was read as its range.
            at = match.end("low")
            continue
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        found.append(PayMention(match.start(), end, pay))
        at = match.end()
    return found


def _pay(match: re.Match[str], text: str, *, in_cell: bool) -> Pay | None:
    before = match["before"] or _word_before(match, text)
    low, high, low_unit = _amount(match["low"])
    high_unit = ""
    if match["high"]:
        second, third, high_unit = _amount(match["high"])
        high = third or second
        if not low_unit and high_unit and low < 1000:
            low *= _UNITS[high_unit]
    if not max(low, high or 0) <= _MOST_YUAN:
        return None
    yuan = match["yuan1"] or match["yuan2"] or match["yuan3"]
    period = _period(match, before)
    opened = match["open1"] or match["open2"] or ""
    floor = bool(re.fullmatch(_OPEN_ABOVE, opened)) or any(
        word in before for word in _FLOOR_WORDS
    )
    ceiling = bool(re.fullmatch(_OPEN_BELOW, opened)) or any(
        word in before for word in _CEILING_WORDS
    )
    says_so = bool(low_unit or high_unit or yuan or before)
    is_whole = in_cell and not text[: match.start()].strip(" :,;()约")
    # 每天500件, unlike 日薪500, may count anything.
    if _is_count(match, text, bool(yuan or _EACH_BEFORE.sub("", before).strip())):
        return None
    if not says_so and not is_whole and not _looks_like_wages(low, high, floor, match):
        return None
    cents = [round(value * 100) for value in (low, high) if value is not None]
    if len(cents) == 2 and cents[0] > cents[1]:
        return None
    least: int | None = cents[0]
    most: int | None = cents[-1]
    if high is None and ceiling and not floor:
        least = None
    elif high is None and floor:
        most = None
    months = int(match["months"]) if match["months"] else 12
    if any(c <= 0 for c in cents):
        return None
    pay = Pay(least, most, period, months)
    if period is PayPeriod.PIECE:
        return pay
    monthly = [c for c in pay.monthly_cents() if c is not None]
    in_range = all(LEAST_MONTHLY_CENTS <= c <= MOST_MONTHLY_CENTS for c in monthly)
    return pay if in_range else None


def _is_count(match: re.Match[str], text: str, is_money: bool) -> bool:
    """Return whether what stands behind says that people or hours are counted."""
    if is_money or match["period"]:
        return False
    end = match.end("high" if match["high"] else "low")
    return any(_NO_PAY_BEHIND.match(text, at) for at in (end, match.end()))


def _word_before(match: re.Match[str], text: str) -> str:
    """Return a word of pay that stands a few characters before the number."""
    near = text[max(0, match.start() - 6) : match.start()]
    found = re.search(r"(月薪|年薪|日薪|时薪|工资|薪资|薪酬|底薪|保底|日结)\W*$", near)
    return found[1] if found else ""


def _looks_like_wages(
    low: float, high: float | None, floor: bool, match: re.Match[str]
) -> bool:
    """Return whether bare numbers can only be a month's pay: 8000以上, 6000-8000."""
    usual = 1500 <= low <= 60_000 and (high is None or low < high <= 100_000)
    if high is not None:
        return usual and not (1900 <= low <= 2100 and high <= 2100)
    return usual and (floor or match["period"] is not None)


def _period(match: re.Match[str], before: str) -> PayPeriod:
    if match["period"]:
        return _PERIODS[match["period"]]
    for period, words in _PERIODS_BEFORE:
        if words.search(before):
            return period
    return PayPeriod.MONTH


def _amount(written: str) -> tuple[float, float | None, str]:
    """
    Return a sum in yuan, None, and its unit where it has one (千, 万, k, w).

    Of what is said as both ends, 七八千, the second is the upper.
    """
    written = "".join(written.split())
    pair = _PAIR.search(written)
    if pair and _digit(pair["high"]) == _digit(pair["low"]) + 1:
        is_listed = pair.end("low") < pair.start("high")
        if is_listed or not pair["low"].isdecimal():
            head, tail = written[: pair.start()], written[pair.end() :]
            low, _, unit = _amount(f"{head}{pair['low']}{tail}")
            high, _, _ = _amount(f"{head}{pair['high']}{tail}")
            return low, high, unit
    written = written.replace(",", "")
    if written[0].isdecimal():
        rest = written.lstrip("0123456789.")
        unit = rest[:1]
        value = float(written[: len(written) - len(rest)]) * _UNITS[unit]
        if len(rest) == 2:  # 1万2 is 12,000
            value += int(rest[1]) * _UNITS[unit] / 10
        return value, None, unit
    unit = "千" if "千" in written or "万" in written else ""
    return chinese_number(written), None, unit


def _digit(char: str) -> int:
    return int(char) if char.isdecimal() else _DIGITS[char]


def chinese_number(written: str) -> float:
    """Return what Chinese numerals say; 八千五 is 8,500; 0 when they say nothing."""
    total = part = 0.0
    digit: int | None = None
    place = 1
    for c in written:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c == "万":
            total = (total + part + (digit or 0)) * 10_000
            part, digit, place = 0.0, None, 10_000
        else:
            part += (1 if digit is None else digit) * _PLACES[c]
            digit, place = None, _PLACES[c]
    # A last digit counts in tenths of the place before it: 一万二 is 12,000.
    return total + part + (digit or 0) * place / 10
