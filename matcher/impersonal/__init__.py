"""
What a seeker wrote, without what no score may read.

People write "女，28岁，已婚，河南人" among their skills, 女普工 as the work they want,
and "male driver" into the search box; an encoder would read it and rank by it. Words
about the person's sex, age, people, faith, home, marriage and children are left out
before anything is encoded or compared. Work stays: 男装, 女鞋车间, 回族餐厅厨师 and
照顾老人 are about no seeker. The Chinese words are in ``words.toml`` here and in
``matcher/wording``, clauses about relatives in ``clauses``, the English words in
``english_words``.
"""

from __future__ import annotations

import re
from typing import Final

from matcher.impersonal.chinese import find_chinese, place_before
from matcher.impersonal.clauses import find_clauses
from matcher.impersonal.english import find_english
from matcher.text import fold

# A whole clause that says nothing but this.
_CLAUSE: Final = re.compile(
    # Who says 我是横扇人 names a home, unless it is what they do (手艺人), how many
    # they are or an infirmity.
    r"我们?[是系](?:一?个)?[^\s]{2,5}"
    r"(?<![的责持纪艺意合伙来体理器工军商证介创诗猎线话行内个口位名两三四五六十几疾哑盲聋障])人|"
    r"(?:本人|我是?|年龄[:：]?)?(?:(?:[05-9]\d|[五六七八九零〇][零〇一二三四五六七八九])年|"
    r"[男女]\d\d|\d\d年的|[^\s]{2,8}[省市县]人|"
    r"(?:老家|家在|家住|户籍|户口|籍贯|来自)(?!.*[想找做会干工求要能])"
    r"(?:[^\s]{0,6}|[^\s]{0,15}(?:[省市县区州旗镇乡村]|那边|这边))|"
    r"[^\s]{2,10}(?:籍|户口))"
)
# What stands beside a place that was read as where somebody comes from.
_BESIDE_HOME: Final = re.compile(r"[的仔佬籍大]|hometown:?")
_AGE: Final = re.compile(
    r"(?:[二三四五六七]十[一二三四五六七八九]?|[1-7]\d)了?|(?:19[4-9]|20[01])\d年?|[5-9]\d年"
)
# Behind a number: it is no age.
_COUNTS: Final = re.compile(
    r" ?(?:years?|yrs?|months?|weeks?|days?|hours?|hrs?|yuan|rmb|kg|tons?|m|cm|mm|k|"
    r"machines?|people|persons?|\+)(?![a-z])"
)
_OF: Final = re.compile(r"的(?![确士哥])")
_OF_A_PLACE: Final = re.compile(
    r"(?:我|俺|本人|人)*(?:是|从|打)?(.{2,12}?)(?:过来|出来|来)?的"
)
_SEPARATORS: Final = re.compile(r"([,，。;；、.!！?？()（）\[\]【】/|\s]+)")
_PAUSE: Final = ",;，。、"
_PAUSES: Final = re.compile(r" *(?:[,;，。、]|\.(?!\d)|$)")
_EDGES: Final = " ,，。;；、/|"
# What ended a clause that goes, before the first that stays.
_FULL_STOPS: Final = f"{_EDGES}.!?！？"
_OPEN: Final = frozenset("(（[【")
_CLOSED: Final = re.compile(r"[)）\]】]")
# What is left of a clause when it said no more: 我是一个, 本人.
_SAYS_NOTHING: Final = re.compile(
    r"(?:我们?|俺们?|咱|本人|自己|是|系|属|为|一|个|名|位|枚|的|了|人|家里?|在|还|也|都|和|跟|与|"
    r"同|有|没有?|不|无|目前|现在|今年|准备要|打算要|一条|已|已经|现|比较|有点|岁|族|籍|"
    r"[:：+&\-—~])*"
)


def impersonal(text: str) -> str:
    """
    Return the text without sex, age, people, faith, home, marriage and children.

    Never longer than the text. What is left of a clause that said nothing else, as
    我是一个, goes with it, and so do brackets around nothing.
    """
    plain = fold(text)
    chars, touched = list(text), bytearray(len(text))
    for start, end, instead in (
        *find_chinese(plain),
        *find_english(plain),
        *find_clauses(plain),
    ):
        chars[start:end] = [instead, *[""] * (end - start - 1)]
        touched[start:end] = b"\x01" * (end - start)
    kept, separator, at = "", "", 0
    dropped_open = dropped = False
    for number, part in enumerate(_SEPARATORS.split(plain)):
        start, at = at, at + len(part)
        if number % 2:
            separator = text[start:at]
            continue
        if not part:
            continue
        left = "".join(chars[start:at])
        if _OF.match(left):
            left = left[1:]
        # 文员/女/28.
        dropped = _says_nothing(
            part, fold(left), is_touched=any(touched[start:at])
        ) or (
            (dropped or (any(touched) and _stands_alone(plain, start, at)))
            and _AGE.fullmatch(part) is not None
            and not _COUNTS.match(plain, at)
        )
        if dropped:
            dropped_open = dropped_open or bool(_OPEN & set(separator))
            continue
        if dropped_open and _CLOSED.search(separator):
            separator, dropped_open = " ", False
        if not kept and start > len(separator):
            separator = separator.lstrip(_FULL_STOPS)
        kept += separator + left
    return kept.strip(_EDGES)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Return whether a piece is a clause: 收银，33，女."""
    return _PAUSES.match(plain, end) is not None and (
        not start or plain[:start].rstrip()[-1:] in _PAUSE
    )


def _says_nothing(clause: str, left: str, *, is_touched: bool) -> bool:
    """Return whether nothing of a clause says what somebody can or wants to do."""
    if not left.strip() or _CLAUSE.fullmatch(left) or _BESIDE_HOME.fullmatch(left):
        return True
    of_place = _OF_A_PLACE.fullmatch(clause)
    if of_place and place_before(of_place[1], len(of_place[1])) == 0:
        return True
    return is_touched and _SAYS_NOTHING.fullmatch(left) is not None
