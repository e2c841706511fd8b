"""
The floor for understanding queries: a list of patterns, a morning's work.

Places are what the gazetteer finds; everything else is looked up word by word, without
typos, negations, or anything that stands around a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bench.query_slots import SLOTS, Slots, certificate_key
from matcher.text import fold, normalise

if TYPE_CHECKING:
    from matcher.places.gazetteer import Gazetteer

_UNITS: Final = {"千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "": 1}
_NUMBER: Final = r"(\d+(?:\.\d+)?)\s*([千万kw]?)"
_RANGE: Final = re.compile(rf"{_NUMBER}[-~到至]{_NUMBER}")
_ONE: Final = re.compile(rf"(?<![\d.]){_NUMBER}(?=以上|\+|元|块|起|/|$|\s)")
_PERIODS: Final = {
    "hour": re.compile("小时|时薪|/h|hour"),
    "day": re.compile("一天|/天|日薪|日结|每天|a day"),
    "year": re.compile("年薪|一年|/年|a year"),
}
_WORDS: Final[dict[str, dict[str, str]]] = {
    "shift": {
        "day": "白班|day shift",
        "two": "两班倒|二班倒",
        "three": "三班倒",
        "night": "夜班|晚班|night shift",
        "flexible": "弹性|时间自由|flexible",
    },
    "board": {"yes": "包吃|管吃|管饭|包三餐|包食宿|meals"},
    "lodging": {"yes": "包住|吃住|管住|宿舍|夫妻房|住宿|食宿|dorm|accommodation"},
    "schooling": {
        "primary": "小学",
        "junior": "初中",
        "senior": "高中|中专|职高|技校|high school",
        "college": "大专|专科|college",
        "bachelor": "本科|大学|bachelor",
        "master": "硕士|研究生|master",
        "any": "学历不限|不限学历",
    },
    "start": {"now": "马上|立刻|随时|immediately"},
}
_NEAR: Final = re.compile("附近|周边|near")
_RADIUS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:公里|千米|km)")
_ORIGIN: Final = re.compile("人|老乡|的")
_YEARS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:年|years)")
_NONE: Final = re.compile("没有?经验|无经验|没做过|no experience")
_CERTIFICATES: Final = re.compile(
    "(?:叉车|焊工|电工|健康|会计|教师资格|登高)证|[abc][123]"
)


def read_plainly(text: str, gazetteer: Gazetteer, home: str) -> Slots:
    """Return what the patterns find; the whole text is left for the ranking."""
    plain = fold(text)
    slots = dict.fromkeys(SLOTS, frozenset[str]())
    for mention in gazetteer.find_mentions(text, home):
        found = mention.resolution
        meanings = (found.place,) if found.place else found.candidates
        slot = "home" if _ORIGIN.match(plain, mention.end) else "place"
        slots[slot] |= {"|".join(place.code for place in meanings if place)}
    for slot, words in _WORDS.items():
        slots[slot] = frozenset(
            value for value, pattern in words.items() if re.search(pattern, plain)
        )
    slots |= _pay(plain)
    if radius := _RADIUS.search(plain):
        slots["radius_km"] = frozenset({f"{float(radius[1]):g}"})
    elif _NEAR.search(plain):
        slots["radius_km"] = frozenset({"near"})
    if years := _YEARS.search(plain):
        slots["experience_years"] = frozenset({f"{float(years[1]):g}"})
    elif _NONE.search(plain):
        slots["experience_years"] = frozenset({"0"})
    slots["certificates"] = frozenset(
        certificate_key(found) for found in _CERTIFICATES.findall(plain)
    )
    slots["rest"] = frozenset({normalise(text).lower()})
    return slots


def _pay(plain: str) -> Slots:
    period = next((name for name, p in _PERIODS.items() if p.search(plain)), "month")
    if found := _RANGE.search(plain):
        low, unit, high, last = found.groups()
        return {
            "pay_low": frozenset({_yuan(low, unit or last)}),
            "pay_high": frozenset({_yuan(high, last)}),
            "pay_per": frozenset({period}),
        }
    if found := _ONE.search(plain):
        return {
            "pay_low": frozenset({_yuan(found[1], found[2])}),
            "pay_per": frozenset({period}),
        }
    return {"pay_per": frozenset({"piece"} if "计件" in plain else ())}


def _yuan(number: str, unit: str) -> str:
    return f"{float(number) * _UNITS[unit]:g}"
