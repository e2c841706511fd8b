"""Reasons in plain words, Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from matcher.assignment.leftover import Left
from matcher.counterfactuals import ChangeKind
from matcher.explanation import Reason, ReasonKind
from matcher.types import Schooling, Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Told(Protocol):
    """What is told of a change that would help, such as ``Help``."""

    @property
    def kind(self) -> ChangeKind:
        """Return what would change."""
        ...

    @property
    def count(self) -> int:
        """Return how many more vacancies that brings."""
        ...

    @property
    def evidence(self) -> Mapping[str, str | int]:
        """Return what fills the sentence."""
        ...


SEPARATOR: Final = " · "
MONTHS_A_YEAR: Final = 12
SENTENCES: Final[dict[str, dict[ReasonKind, str]]] = {
    "zh": {
        ReasonKind.WORK_SAME: "工种吻合",
        ReasonKind.WORK_CLOSE: "工种相近",
        ReasonKind.WORK_FAR: "工种不太相近",
        ReasonKind.PAY_ABOVE: "工资一般比期望多 {yuan} 元",
        ReasonKind.PAY_BELOW: "工资一般比期望少 {yuan} 元，最高 {most} 元",
        ReasonKind.PAY_ABOVE_USUAL: "工资比通常的 {usual} 元多 {yuan} 元",
        ReasonKind.PAY_BELOW_USUAL: "工资比通常的 {usual} 元少 {yuan} 元",
        ReasonKind.PAY_CEILING: "只写了工资最高 {most} 元，没写最低多少",
        ReasonKind.PAY_SHORT: "工资最高 {most} 元，比期望少 {yuan} 元",
        ReasonKind.PAY_FROM: "工资 {least} 元起，比期望少 {yuan} 元",
        ReasonKind.PAY_UNKNOWN: "没写一个月多少工资",
        ReasonKind.PLACE_WANTED: "就在想去的地方",
        ReasonKind.PLACE_NEAR: "离想去的地方约 {km} 公里",
        ReasonKind.PLACE_OTHER: "不在想去的地方",
        ReasonKind.SHIFT_FITS: "班次合适（{shift}）",
        ReasonKind.SHIFT_DIFFERS: "班次不同（{shift}）",
        ReasonKind.LODGING: "包住",
        ReasonKind.LODGING_MISSING: "不包住",
        ReasonKind.BOARD: "包吃",
        ReasonKind.BOARD_MISSING: "不包吃",
        ReasonKind.COACH: "老家有车",
        ReasonKind.CERTIFICATE_HELD: "有{name}",
        ReasonKind.CERTIFICATE_MISSING: "需要{name}",
        ReasonKind.CERTIFICATE_UNSURE: "要求{name}，请先核对类别",
        ReasonKind.SCHOOLING_MISSING: "需要{schooling}学历",
        ReasonKind.EXPERIENCE_MET: "经验足够",
        ReasonKind.EXPERIENCE_SHORT: "经验还差 {months}",
        ReasonKind.PRACTICE: "有 {months}经验",
        ReasonKind.SCHOOLING_MET: "学历符合",
        ReasonKind.INSURANCE: "有社保",
        ReasonKind.SHIFT_REFUSED: "要上{shift}，您说过不上",
        ReasonKind.TOO_FAR: "离想去的地方 {km} 公里，超过 {limit} 公里，"
        "老家也没有车到厂",
        ReasonKind.TOO_LATE: "能到岗的日子比最晚日期晚 {days} 天",
        ReasonKind.TOO_YOUNG: "未满 16 周岁，依法不能工作",
        ReasonKind.BARRED_TO_MINORS: "未满 18 周岁，不能上夜班或做有危险的工作",
        ReasonKind.NO_POSTS: "已招满",
    },
    "en": {
        ReasonKind.WORK_SAME: "the same work",
        ReasonKind.WORK_CLOSE: "similar work",
        ReasonKind.WORK_FAR: "different work",
        ReasonKind.PAY_ABOVE: "usually pays {yuan} yuan more than wanted",
        ReasonKind.PAY_BELOW: "usually pays {yuan} yuan less than wanted,"
        " {most} at most",
        ReasonKind.PAY_ABOVE_USUAL: "pays {yuan} yuan more than the usual {usual}",
        ReasonKind.PAY_BELOW_USUAL: "pays {yuan} yuan less than the usual {usual}",
        ReasonKind.PAY_CEILING: "tells only the most that is paid, {most} yuan",
        ReasonKind.PAY_SHORT: "pays {most} yuan at most, {yuan} less than wanted",
        ReasonKind.PAY_FROM: "pays from {least} yuan, {yuan} less than wanted",
        ReasonKind.PAY_UNKNOWN: "does not tell the pay of a month",
        ReasonKind.PLACE_WANTED: "in the wanted place",
        ReasonKind.PLACE_NEAR: "about {km} km from the wanted place",
        ReasonKind.PLACE_OTHER: "not in the wanted place",
        ReasonKind.SHIFT_FITS: "the shift suits ({shift})",
        ReasonKind.SHIFT_DIFFERS: "another shift ({shift})",
        ReasonKind.LODGING: "lodging",
        ReasonKind.LODGING_MISSING: "no lodging",
        ReasonKind.BOARD: "board",
        ReasonKind.BOARD_MISSING: "no board",
        ReasonKind.COACH: "a coach from the home county",
        ReasonKind.CERTIFICATE_HELD: "has {name}",
        ReasonKind.CERTIFICATE_MISSING: "needs {name}",
        ReasonKind.CERTIFICATE_UNSURE: "asks for {name}: check the class first",
        ReasonKind.SCHOOLING_MISSING: "needs {schooling}",
        ReasonKind.EXPERIENCE_MET: "enough experience",
        ReasonKind.EXPERIENCE_SHORT: "{months} of experience short",
        ReasonKind.PRACTICE: "{months} of experience",
        ReasonKind.SCHOOLING_MET: "the schooling asked for",
        ReasonKind.INSURANCE: "social insurance",
        ReasonKind.SHIFT_REFUSED: "{shift}, which was ruled out",
        ReasonKind.TOO_FAR: "{km} km from the wanted place, beyond {limit} km,"
        " and no coach from the home county",
        ReasonKind.TOO_LATE: "free {days} days after the last day to begin",
        ReasonKind.TOO_YOUNG: "under 16: the law allows no work",
        ReasonKind.BARRED_TO_MINORS: "under 18: no night work and nothing hazardous",
        ReasonKind.NO_POSTS: "no posts left",
    },
}
HELPS: Final[dict[str, dict[ChangeKind, str]]] = {
    "zh": {
        ChangeKind.CERTIFICATE: "有{name}可匹配另外 {count} 个岗位",
        ChangeKind.PAY: "期望工资低 {yuan} 元可多 {count} 个岗位",
        ChangeKind.NIGHTS: "能上夜班可多 {count} 个岗位",
        ChangeKind.REACH: "{km} 公里以内都去可多 {count} 个岗位",
        ChangeKind.EARLIER: "早 {days} 天到岗可多 {count} 个岗位",
        ChangeKind.COACH: "老家有车到厂可多 {count} 个岗位",
    },
    "en": {
        ChangeKind.CERTIFICATE: "with {name}, {count} more vacancies fit",
        ChangeKind.PAY: "for {yuan} yuan less, {count} more vacancies fit",
        ChangeKind.NIGHTS: "with night shifts, {count} more vacancies fit",
        ChangeKind.REACH: "within {km} km, {count} more vacancies fit",
        ChangeKind.EARLIER: "{days} days earlier, {count} more vacancies fit",
        ChangeKind.COACH: "with a coach from home, {count} more vacancies fit",
    },
}
LEFTOVERS: Final[dict[str, dict[Left, str]]] = {
    "zh": {
        Left.OUTBID: "合适的岗位都给了把握更大的人",
        Left.NO_POSTS: "合适的岗位已招满",
        Left.NO_CANDIDATES: "没有合适的岗位",
        Left.UNTOLD: "没说想做什么工作",
        Left.NO_WORK: "没有这类工作在招",
        Left.AGE: "年龄不到，依法不能做",
        Left.CERTIFICATE: "缺证书",
        Left.SCHOOLING: "学历不够",
        Left.PAY: "工资低于期望",
        Left.SHIFT: "不上这种班",
        Left.REACH: "太远，老家也没有车到厂",
        Left.DATES: "能到岗的日子太晚",
    },
    "en": {
        Left.OUTBID: "suitable posts go to people with a better chance",
        Left.NO_POSTS: "suitable posts are filled already",
        Left.NO_CANDIDATES: "no vacancy is suitable",
        Left.UNTOLD: "have not said what work they want",
        Left.NO_WORK: "no open vacancy of such work",
        Left.AGE: "too young for the work by law",
        Left.CERTIFICATE: "a certificate is missing",
        Left.SCHOOLING: "the schooling asked for is missing",
        Left.PAY: "the pay is below what they want",
        Left.SHIFT: "they do not work this shift",
        Left.REACH: "too far, and no coach from the home county",
        Left.DATES: "free only after the last day to begin",
    },
}
SHIFTS: Final[dict[str, dict[Shift, str]]] = {
    "zh": {
        Shift.DAY: "长白班",
        Shift.TWO: "两班倒",
        Shift.THREE: "三班倒",
        Shift.NIGHT: "夜班",
        Shift.FLEXIBLE: "弹性",
    },
    "en": {
        Shift.DAY: "day shift",
        Shift.TWO: "two shifts",
        Shift.THREE: "three shifts",
        Shift.NIGHT: "night shift",
        Shift.FLEXIBLE: "flexible",
    },
}
SCHOOLINGS: Final[dict[str, dict[Schooling, str]]] = {
    "zh": {
        Schooling.ANY: "不限",
        Schooling.PRIMARY: "小学",
        Schooling.JUNIOR: "初中",
        Schooling.SENIOR: "高中或中专",
        Schooling.COLLEGE: "大专",
        Schooling.BACHELOR: "本科",
        Schooling.MASTER: "硕士",
    },
    "en": {
        Schooling.ANY: "any schooling",
        Schooling.PRIMARY: "primary school",
        Schooling.JUNIOR: "junior secondary school",
        Schooling.SENIOR: "senior or vocational school",
        Schooling.COLLEGE: "college",
        Schooling.BACHELOR: "a bachelor's degree",
        Schooling.MASTER: "a master's degree",
    },
}


def sentence(reason: Reason, language: str = "zh") -> str:
    """Return one reason in plain words; ``KeyError`` for a language not written."""
    filled: dict[str, str | int] = dict(reason.evidence)
    if "shift" in filled:
        filled["shift"] = SHIFTS[language][Shift(str(filled["shift"]))]
    if "schooling" in filled:
        filled["schooling"] = SCHOOLINGS[language][Schooling(str(filled["schooling"]))]
    if "months" in filled:
        filled["months"] = _duration(int(filled["months"]), language)
    return SENTENCES[language][reason.kind].format(**filled)


def _duration(months: int, language: str) -> str:
    """Return whole years as years, all else as months."""
    count, rest = divmod(months, MONTHS_A_YEAR)
    unit = "year" if rest == 0 else "month"
    count = months if rest else count
    if language == "zh":
        return f"{count} {'年' if unit == 'year' else '个月'}"
    return f"{count} {unit}{'' if count == 1 else 's'}"


def help_sentence(found: Told, language: str = "zh") -> str:
    """Return in plain words what would help, and by how much."""
    return HELPS[language][found.kind].format(count=found.count, **found.evidence)


def left_sentence(left: Left, language: str = "zh") -> str:
    """Return in plain words why somebody is placed nowhere."""
    return LEFTOVERS[language][left]


def summary(reasons: Iterable[Reason], language: str = "zh") -> str:
    """Return reasons on one line, in their order."""
    return SEPARATOR.join(sentence(reason, language) for reason in reasons)
