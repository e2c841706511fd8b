"""
The words of an advert that carry a reason: what a reader may check at a glance.

A span counts characters of the text as it was written. What an advert denies (不包住)
is not what carries "包住". An advert whose facts stand only in fields has no words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from matcher.certificates import alternatives, spelling
from matcher.text import clean_title, fold
from matcher.types import Shift

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matcher.types import SeekerProfile, VacancyProfile

# What is in every other advert says nothing of the work.
_COMMON: Final = re.compile(
    "工作|工人|人员|员工|公司|熟手|熟练|优先|经验|普工|操作|要求|负责|岗位|招聘|车间|"
    "能力|相关"
)
_PAIR: Final = 2
_NOT: Final = re.compile(r"(?:不|无|没有?|未|非)(?:提供|用|含|要)?$")
_PAY: Final = (
    r"\d+(?:\.\d+)?\s*(?:[-~—至到]\s*\d+(?:\.\d+)?)?\s*(?:[kw千万元块]|(?<=\d{4}))"
    r"(?:元|/月|每月|以上)*"
)
_EXPERIENCE: Final = (
    r"(?:\d+[个年]|[一二两三五]年)[^，,。；\s]{0,4}经验|有经验|熟手|熟练工?"
)
_SHIFTS: Final = {
    Shift.DAY: "[长常]?白班",
    Shift.TWO: "[两二]班[倒制]?|白夜班|12小时",
    Shift.THREE: "三班[倒制]?|四班三[运倒]转?",
    Shift.NIGHT: "夜班|晚班|通宵",
    Shift.FLEXIBLE: "弹性|时间自由|灵活",
}
# By the value of a ``ReasonKind``.
_WORDS: Final = {
    "lodging": "包吃住|包食宿|包住宿?|管吃住|管住|提供(?:免费)?(?:食宿|住宿|宿舍)|"
    "宿舍|夫妻房",
    "board": "包吃住|包食宿|包吃|包[一二两三四]?餐|管吃住?|管饭|免费[早午晚三]?餐|"
    "工作餐|提供(?:免费)?食宿|食堂|餐补|饭补",
    "insurance": "[五六]险[一二]金|[五六]险|社保|社会保险|公积金",
    "pay_below": _PAY,
    "pay_above": _PAY,
    "pay_below_usual": _PAY,
    "pay_above_usual": _PAY,
    "pay_ceiling": _PAY,
    "pay_unknown": "面议|面谈",
    "coach": "直达车|大巴|接送|班车|包车",
    "practice": "有?经验者?优先|熟手|熟练工?|[会懂能]操作",
    "experience_met": _EXPERIENCE,
    "experience_short": _EXPERIENCE,
    "schooling_met": r"(?:小学|初中|高中|中专|大专|本科)[^，,。；\s]{0,4}",
}


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """A span of a vacancy's ``title`` or ``description``."""

    field: str
    start: int
    end: int


def find_words(
    kind: str,
    evidence: Mapping[str, str | int],
    seeker: SeekerProfile,
    vacancy: VacancyProfile,
) -> tuple[Words, ...]:
    """Return the words of the advert that carry a reason of this kind, in order."""
    texts = {"title": vacancy.title, "description": vacancy.description}
    return tuple(
        Words(field, start, end)
        for field, text in texts.items()
        for start, end in _spans(kind, evidence, seeker, _folded(text))
    )


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """Return the advert folded: a dozen reasons look into the same one."""
    return fold(text)


def _spans(
    kind: str, evidence: Mapping[str, str | int], seeker: SeekerProfile, text: str
) -> Iterator[tuple[int, int]]:
    if kind in ("work_same", "work_close"):
        yield from _common_runs(seeker, text)
    elif kind in ("shift_fits", "shift_differs", "shift_refused"):
        yield from _matches(_SHIFTS[Shift(str(evidence["shift"]))], text)
    elif kind.startswith("certificate_"):
        names = str(evidence["name"]).split("、")
        written = (spelling(each) for name in names for each in alternatives(name))
        yield from _matches("|".join(written), text)
    elif kind in _WORDS:
        yield from _matches(_WORDS[kind], text)


def _matches(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(pattern, text):
        if not _NOT.search(text, max(0, found.start() - 4), found.start()):
            yield found.span()


def _common_runs(seeker: SeekerProfile, text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of the text whose pairs of characters the seeker wrote too."""
    words = fold(f"{clean_title(seeker.wanted_title)}\n{seeker.skills}")
    words = _COMMON.sub("\n", words)
    pairs = {
        words[at : at + _PAIR]
        for at in range(len(words) - 1)
        if words[at : at + _PAIR].isalnum()
    }
    start = end = -1
    for at in range(len(text) - 1):
        if text[at : at + _PAIR] not in pairs:
            continue
        if at >= end:
            if end > start:
                yield start, end
            start = at
        end = at + _PAIR
    if end > start:
        yield start, end
