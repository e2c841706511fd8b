"""Whether a name in a free text is meant as a place, or only looks like one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.places.lexicon import Kind
from matcher.places.place import Level

if TYPE_CHECKING:
    from matcher.places.lexicon import Columns
    from matcher.places.reading import Chain

# Short names of counties that are everyday words: never a place without more.
_WORDS: Final = frozenset(
    (Path(__file__).parent / "everyday_words.txt").read_text("utf-8").split()
)
# Cities whose short names are words, or arise where words meet (薪|资阳|光).
_WORDY_CITIES: Final = frozenset(
    {"资阳", "来宾", "日照", "安康", "白银", "大同", "三明", "朝阳", "保定", "海东"}
)
# Shifts, dishes, trades and firms that carry the name of a place into every town.
_PHRASES: Final = (
    "长白班",
    "三明治",
    "景泰蓝",
    "阿里巴巴",
    "沙县小吃",
    "兰州拉面",
    "重庆火锅",
    "重庆小面",
    "桂林米粉",
    "柳州螺蛳粉",
    "北京烤鸭",
    "金华火腿",
    "普洱茶",
    "大理石",
    "中山装",
    "东乡族",
    "南通家纺",
    # 海运东方, 搬运东西: no 运东.
    "货运",
    "海运",
    "空运",
    "客运",
    "营运",
    "运东西",
    "运东方",
    "宁夏枸杞",
)
# Bare districts: 城区 and 郊区 of any city.
_BARE: Final = frozenset({"城区", "郊区", "矿区", "东区", "西区"})
_BEFORE: Final = tuple("在去到来从回是往离于赴近找")
_AFTER: Final = (
    *("人", "市", "县", "区", "厂", "籍", "的", "及", "和", "或", "等", "本地", "当地"),
    *("附近", "周边", "地区", "一带", "工业", "开发区", "老家", "户口", "籍贯"),
    *("都可", "都行", "都能", "也可", "也行", "上班", "那边", "这边"),
)


def skip_phrase(text: str, start: int) -> int:
    """Return the end of the phrase at ``start`` that names no place, else ``start``."""
    for phrase in _PHRASES:
        if text.startswith(phrase, start):
            return start + len(phrase)
    return start


def is_meant(text: str, chain: Chain, columns: Columns, *, at_home: bool) -> bool:
    """
    Return whether a chain of names in a free text is meant as a place.

    Parameters
    ----------
    text
        The whole text, normalised.
    chain
        The names; ``chain.found`` is not empty.
    columns
        The gazetteer's.
    at_home
        Whether one of the meanings is the home district or lies in it; there, people
        write short names next to anything.
    """
    if at_home or not chain.single:
        return True
    name = text[chain.start : chain.end]
    # 河东区域 is a region of a firm, not a district.
    if name.endswith("区") and text.startswith("域", chain.end):
        return False
    if Kind.OFFICIAL in chain.found.values():
        return name not in _BARE and (len(name) > 2 or _stands_free(text, chain))
    # Also with the suffix of the past: 合作区 is no old name of 合作市.
    if name in _WORDS or name[:-1] in _WORDS:
        return False
    levels = {columns.level[row] for row in chain.found}
    if Level.PROVINCE in levels or Level.PREFECTURE in levels:
        return name not in _WORDY_CITIES or _stands_free(text, chain)
    return len(name) > 2 or _stands_free(text, chain)


def _stands_free(text: str, chain: Chain) -> bool:
    """Return whether no other word's characters touch the name on both sides."""
    before, after = text[: chain.start], text[chain.end :]
    if not before or not after:
        return True
    return (
        not _is_han(before[-1])
        or not _is_han(after[0])
        or before.endswith(_BEFORE)
        or after.startswith(_AFTER)
    )


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
