"""Numbers in letters, as digits: wuqian, liang nian, six to eight thousand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.spelling import Correction

if TYPE_CHECKING:
    from collections.abc import Iterator

_PINYIN: Final = {
    "ling": "零",
    "yi": "一",
    "er": "二",
    "liang": "两",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
    "bai": "百",
    "qian": "千",
    "wan": "万",
}
_PINYIN_UNITS: Final = {
    "geyue": "个月",
    "gexiaoshi": "个小时",
    "xiaoshi": "小时",
    "fenzhong": "分钟",
    "nianban": "年半",
    "nianqian": "年前",
    "nian": "年",
    "tian": "天",
    "kuaiqian": "块钱",
    "kuai": "块",
    "yuan": "元",
    "gongli": "公里",
}
_SYLLABLE: Final = re.compile("|".join(sorted(_PINYIN, key=len, reverse=True)))
_SYLLABLES: Final = f"(?:{_SYLLABLE.pattern})(?:[ ']?(?:{_SYLLABLE.pattern}))*"
_UNIT: Final = (
    "ge ?yue|(?:ge ?)?xiao ?shi|fen ?zhong|nian(?: ?ban| ?qian)?|tian|kuai(?: ?qian)?|"
    "yuan|gong ?li"
)
_IN_PINYIN: Final = re.compile(
    rf"(?<![a-z'])(?P<low>{_SYLLABLES})(?: ?(?P<to>dao|zhi) ?(?P<high>{_SYLLABLES}))?"
    rf"(?: ?(?P<unit>{_UNIT}))?(?=$|[^a-z]|yishang|yixia|zuoyou|jingyan)"
)
# shixin ershiwu: what stands before a number says that it is a sum.
_PAY: Final = re.compile(
    "(?<![a-z])(?:(?:shi|ri|zhou|yue|nian|di) ?xin|gong ?zi|xin ?zi|dao ?shou|"
    "(?:yi|mei) ?(?:ge ?)?(?:xiao ?shi|zhong ?tou|tian)|xiao ?shi ?gong|bao ?di) ?$"
)
_PAY_LETTERS: Final = 20
_DIGITS: Final = "一二两三四五六七八九"
# 五千, 七八千; with a unit behind also 五, 两三, 二十五.
_SUM: Final = re.compile(
    rf"(?:[{_DIGITS}]{{1,2}}|十)(?:十[{_DIGITS}]?|(?<=十)[{_DIGITS}])?[百千万](?:[{_DIGITS}零]+[百千十]?)*"
)
_TWO_DIGITS: Final = re.compile(rf"[{_DIGITS}]?十[{_DIGITS}]?")
_SMALL: Final = re.compile(rf"[{_DIGITS}]{{1,2}}|[{_DIGITS}]?十[{_DIGITS}]?")

_UP_TO_NINETEEN: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = (
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_ENGLISH: Final = {
    **{word: number for number, word in enumerate(_UP_TO_NINETEEN, start=1)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, start=2)},
}
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "grand": 1_000}
_WORD: Final = "|".join(sorted((*_ENGLISH, *_SCALES), key=len, reverse=True))
_WORDS: Final = f"(?:a |{_WORD})(?:(?:[ -]| and )?(?:{_WORD}))*"
_IN_ENGLISH: Final = re.compile(
    rf"(?<![a-z])(?P<low>{_WORDS})(?:(?: to | or |-)(?P<high>{_WORDS}))?(?![a-z])"
    r"(?P<unit>(?= ?(?:yuan|rmb|kuai|/|(?:an|per) hour|km|kilomet|min|years?|yrs?)))?"
)


def find_numerals(folded: str) -> Iterator[Correction]:
    """
    Yield the sums that are written in letters.

    Small numbers count with a unit behind alone: liang nian, twenty yuan; who has
    worked for five years says so in words that are known.
    """
    for match in _IN_PINYIN.finditer(folded):
        meant = _pinyin(match)
        if meant:
            yield Correction(*match.span(), meant)
    for match in _IN_ENGLISH.finditer(folded):
        meant = _english(match)
        if meant:
            yield Correction(*match.span(), meant)


def _pinyin(match: re.Match[str]) -> str:
    unit = _PINYIN_UNITS.get((match["unit"] or "").replace(" ", ""), "")
    low = _han(match["low"])
    high = _han(match["high"] or "")
    start = match.start()
    if (
        _TWO_DIGITS.fullmatch(low)
        and (not high or _TWO_DIGITS.fullmatch(high))
        and _PAY.search(match.string[max(0, start - _PAY_LETTERS) : start])
    ):
        return f"{low}到{high}{unit}" if high else low + unit
    # 一 of 八千一个月 counts the month.
    is_sum = _SUM.fullmatch(low) or (high and _SMALL.fullmatch(low))
    if not is_sum and not (unit and _SMALL.fullmatch(low)):
        return ""
    if high and not _SUM.fullmatch(high):
        return ""
    return f"{low}到{high}{unit}" if high else low + unit


def _han(letters: str) -> str:
    return "".join(_PINYIN[each[0]] for each in _SYLLABLE.finditer(letters))


def _english(match: re.Match[str]) -> str:
    low, scale = _value(match["low"])
    if match["high"] is None:
        is_sum = scale > 1 or match["unit"] is not None
        return str(low) if low and is_sum else ""
    high, high_scale = _value(match["high"])
    if scale == 1:
        low *= high_scale
    is_sum = high_scale > 1 or match["unit"] is not None
    return f"{low}-{high}" if is_sum and 0 < low < high else ""


def _value(words: str) -> tuple[int, int]:
    """Return a number, and the largest of hundred and thousand that is in it."""
    total = part = 0
    largest = 1
    for word in re.findall("[a-z]+", words):
        scale = _SCALES.get(word, 1)
        if scale > 1:
            largest = max(largest, scale)
            part = (part or 1) * scale
            if scale == 1_000:
                total, part = total + part, 0
        else:
            part += _ENGLISH.get(word, 0)
    return total + part, largest
