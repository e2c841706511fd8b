"""A what-if in a sentence: 多一辆53座大巴, 坐六成, 多停一站, 早上七点半出发."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webapp.services.what_if import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import CoachType
    from webapp.services.rules import CampaignRules

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"(\d+|[零〇一二两三四五六七八九十]+)"
_MORE = re.compile(rf"(?:再?多|增?加|添|再要|再来){_NUMBER}?[辆台部]?")
_COACH = re.compile(rf"{_NUMBER}\s*座")
_COACHES = re.compile(r"[辆台部]|车|大巴|座")
_STOPS = re.compile(rf"([多加少减])(?:停)?{_NUMBER}?[个]?(?:站|停|上车点|停靠点)")
_SHARE = re.compile(rf"{_NUMBER}\s*(成半|成|%|％)|百分之{_NUMBER}")
_TIME = re.compile(
    rf"(早上|上午|凌晨|清晨|中午|下午|晚上|傍晚)?{_NUMBER}\s*(?:点|时|[:：])\s*(半|\d{{1,2}})?"
)
_LATER = re.compile(
    rf"([早晚提推][前迟]?)(?:出发|发车)?{_NUMBER}?个?(半)?个?(小时|钟头|分钟)"
)
_AFTERNOON = frozenset({"下午", "晚上", "傍晚"})
DEFAULT_MORE = 1


def read_sentence(
    text: str, rules: CampaignRules, coaches: Iterable[CoachType]
) -> Change | None:
    """
    Return what a sentence asks; None where we do not understand it.

    Of several coach types of so many seats the first is meant.

    >>> from webapp.services.rules import CampaignRules
    >>> read_sentence("坐六成呢？", CampaignRules(), ()).amount
    60
    >>> read_sentence("晚一个小时出发", CampaignRules(), ()).amount
    540
    """
    said = "".join(text.split())
    return (
        _stops(said)
        or _share(said)
        or _coaches(said, coaches)
        or _departure(said, rules)
    )


def number_of(said: str | None, default: int = DEFAULT_MORE) -> int:
    """
    Return a number below 100 in digits or in Chinese.

    >>> number_of("十二"), number_of("二十"), number_of("53"), number_of(None)
    (12, 20, 53, 1)
    """
    if not said:
        return default
    if said.isdecimal():
        return int(said[:6])
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[c]) for c in said))
    return 10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[ones[0]] if ones else 0)


def _stops(said: str) -> Change | None:
    found = _STOPS.search(said)
    if found is None:
        return None
    sign = -1 if found[1] in "少减" else 1
    return Change(Kind.STOPS, sign * number_of(found[2]))


def _share(said: str) -> Change | None:
    found = _SHARE.search(said)
    if found is None:
        return None
    if found[3]:
        return Change(Kind.OCCUPANCY, number_of(found[3]))
    if found[2].startswith("成"):
        half = 5 if found[2] == "成半" else 0
        return Change(Kind.OCCUPANCY, 10 * number_of(found[1]) + half)
    return Change(Kind.OCCUPANCY, number_of(found[1]))


def _coaches(said: str, coaches: Iterable[CoachType]) -> Change | None:
    more, size = _MORE.search(said), _COACH.search(said)
    if more is None or _COACHES.search(said) is None:
        return None
    seats = None if size is None else number_of(size[1])
    count = more[1]
    # 多53座的车: the number is the coach, not how many of them.
    if size is not None and count == size[1] and said.count(size[1]) == 1:
        count = None
    for coach in coaches:
        if seats in (None, coach.seats):
            return Change(Kind.COACHES, number_of(count), coach.id)
    return None


def _departure(said: str, rules: CampaignRules) -> Change | None:
    later = _LATER.search(said)
    if later is not None:
        minutes = number_of(later[2], 0 if later[3] else DEFAULT_MORE)
        if later[4] != "分钟":
            minutes = 60 * minutes + (30 if later[3] else 0)
        sign = -1 if later[1][0] in "早提" else 1
        return Change(Kind.DEPARTURE, rules.departs_s // 60 + sign * minutes)
    found = _TIME.search(said)
    if found is None:
        return None
    hour = number_of(found[2])
    if found[1] in _AFTERNOON and hour < 12:
        hour += 12
    minute = 30 if found[3] == "半" else int(found[3] or 0)
    return Change(Kind.DEPARTURE, 60 * hour + minute)
