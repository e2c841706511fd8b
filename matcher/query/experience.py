"""How long somebody has done the work: 干了十年, 一年半经验, 没做过."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.pay import chinese_number
from matcher.query.corrections import trades
from matcher.query.understood import SpanKind

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_MOST_YEARS: Final = 60
_NUMBER: Final = r"(?P<n>\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]{1,3})"
_WORDS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_NO_TIME: Final = (
    "级|代|薪|底|终|前|后|龄段|内|中|初|度|会(?!计)|轻|货(?![柜车运物代])|"
    "夜|生|一签|制|纪"
)
_TIME: Final = re.compile(
    rf"(?<![\d.第])(?:(?P<tens>十几|十来|十多)个?(?P<tu>年|月)|(?P<hy>半年)|"
    rf"(?!0\d){_NUMBER}(?:[-~到至]\d)?\s?(?:多|来|几)?\s?(?P<u>周?年|"
    rf"个月)(?P<half>半)?(?!{_NO_TIME})|"
    r"(?P<en>(?:\d{1,2}(?:\.\d)?|(?<![a-z])(?:an?|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|half an?))(?P<eh> and a half)?)(?:(?:-| to | or )\d{1,2})?"
    r"(?: plus|\+)?[ -]?(?P<eu>years?|yrs?|months?)['’]?(?P<more> and a half)?"
    r"(?![a-z]|[ -]olds?(?![a-z])))"
    r"(?P<tail>多|左右|以上|\+)?"
)
_DONE_BEFORE: Final = re.compile(
    "(?:(?:做|干|开|搞|学|从事|当|教|跑|打|进|上|烧|修|带|卖|踩|待|呆|工作|任职|弄|"
    "焊|画|送|站|摆|养|种|管)"
    "(?:过|了|过了|了有|了快|了将近|了差不多)|(?:经验|工龄|驾龄|从业|行业|已经|有过?|"
    "共|快|差不多|超过|满|具有|具备|with|have|had|of|over|more than|at least|"
    "minimum|experience:?|exp:?))"
    "(?:有|大概|大约|差不多|将近|快|about)? ?$"
)
_DONE_AFTER: Final = re.compile(
    "(?:的)?(?:[^，,。;；0-9]{0,10}?)(?:经验|工龄|驾龄|经历|资历|老手|老师傅|熟手)|"
    "了(?!$)?|(?: of)?(?:,? [a-z'-]+){0,3}?,? (?:experience|exp)(?![a-z])|"
    "(?:的|老)*(?:[^，,。;；0-9 ]{0,4}?)(?:工(?!资|厂|作|期|龄)|师傅|匠|员|厨师|司机|"
    "保安|会计|裁缝)| (?:in|as|working|with|of)(?![a-z])"
)
_TRADE_BEFORE: Final = re.compile(r"(?:工|师傅?|匠|司机|会计|保安|裁缝|厨子)[ ,，]*$")
_EXPERIENCE: Final = re.compile(
    r"(?:的)?(?:工作)?(?:以上)?(?:的)?(?:工作)?(?:经验|工龄|驾龄|经历)|了(?!解)|"
    r" of experience| experience| exp(?![a-z])"
)
_FUTURE_BEFORE: Final = re.compile(
    "(?:想|打算|准备|要|能|可以|计划|签(?:了)?|合同|至少|只|先|干满|做满|再|未来|每|"
    "短期|长期|打|每隔|缴|交|保|存|住|租|工作满|休息|离职|辞职|失业|在家|老厂|待业|"
    "空|怀孕|有孕|孕)"
    "(?:做|干|签|工作|上|找|打|交|学|待|呆)?(?:个|满|了|了有)?(?: )?$|毕业(?:了)?$|"
    "(?:短期|暑假|寒假|临时|[做干上打])$"
)
_FUTURE_AFTER: Final = re.compile(
    "(?:的)?(?:合同|一签|质保|左右回|工期|短期|暑假|寒假|回一次|回家|才能|后|没找|"
    "没上班|没工作|没干|没做|没回|没找|的孩子|的娃)|"
    " ?(?:出生|毕业|入伍|应届|入行|开始)|底|前|生|"
    "[ -](?:(?:full|part)[ -]time )?(?:college|diploma|degree|bachelor|university|"
    "course|vocational|technical|program|contract|lease|gap|visa|break)"
)
_STANDS_ALONE: Final = re.compile(r"$|[\s,，。;；、)）/]|\.(?!\d)")
_ONE_WORD: Final = re.compile(
    r"(?!合同|长|短|以|左右|没|未|无|后|前|多|的|了|一|内|保|质|期|工[期程]|项目|暑|寒|"
    r"毕|在|就|"
    r"能|会(?!计)|不|要|想|才|再|高中|初中|小学|大学|[大中]专|"
    r"经)[\u4e00-\u9fff]{2,6}(?=$|[\s,，。])"
)
_NONE: Final = re.compile(
    "(?:从来?|之前|以前)?(?<!有)(?:没有?|无|零|0|不需要|不要求|不要|不用|无需|不限|"
    "不看|"
    "没有任何)(?:什么|啥|任何|多少|太多|一点)?(?:工作|相关|这方面的?|行业|上班|社会|"
    "实际|做事|进厂)?(?:的)?(?:经验|经历)|经验(?:不限|(?:都|也)?没有)|"
    "刚出来(?:打工|做事|工作|找工作)|"
    "(?:零|0)基础|(?:从来|从|之前|以前|还)?(?:都)?(?<!有)没(?:有)?(?:正式|真正)?(?:在)?(?:做|干|学|"
    "开|当|从事|"
    "碰|搞|接触|进|打|上|干活)过(?!夜|晚|倒|学(?!过)|书|证)(?:厂|班|工(?!作)|活|这行|"
    "这个|工作|任何工作)?|"
    "(?:第一次|头一[次回]|第一回)(?:进厂|上班|找工作|打工|出来(?:打工|找工作|做事)?|"
    "出门(?:打工)?)|(?:什么|"
    "啥)(?:都|也)不(?:会|懂)|不会(?:的)?(?:可以|能|愿意)学|没工作过|没有?(?:什么|"
    "啥)?(?:技术|手艺|技能|基础|本事)|新手|生手|小白|菜鸟|"
    "(?<![a-z\\d])(?:no skills?|unskilled|"
    "(?:no|zero|0|without(?: any)?|(?:do ?n['’]?t|do not) have(?: any)?) "
    "(?:work |working |job |relevant |previous |prior |factory )?"
    "exp(?:erience)?(?: needed| required| necessary)?(?![a-z])|inexperienced|"
    "never (?:worked|did|done (?:it|this|that|such|any))(?: work| job)?(?: before)?|"
    "(?:my )?first (?:ever )?job|beginner|newbie|entry[- ]level|fresher)"
)


def read_experience(reading: Reading) -> None:
    """
    Claim how long somebody has worked, in months; 0 for who says never.

    A time counts where something says that it lies behind: 做过, 了, 经验, or nothing
    else beside it (电焊8年). 一年合同 and 想干三年 lie ahead and are left.
    """
    for match in reading.find(_NONE):
        reading.take(*match.span(), (SpanKind.EXPERIENCE, "0"))
    for match in reading.find(_TIME):
        months = _months(match)
        if months is None or not 0 < months <= _MOST_YEARS * 12:
            continue
        span = _experience(reading.plain, match)
        if span is None:
            continue
        start, end = span
        if not reading.is_free(start, match.start()):
            start = match.start()
        if not reading.is_free(match.end(), end):
            end = match.end()
        reading.take(start, end, (SpanKind.EXPERIENCE, str(months)))


def _experience(plain: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Return the piece that tells of experience, None when a time is something else."""
    start, end = match.span()
    near = plain[max(0, start - 16) : start]
    before = _DONE_BEFORE.search(near)
    after = _DONE_AFTER.match(plain, end)
    if _FUTURE_AFTER.match(plain, end):
        return None
    says_experience = after and re.search("经验|工龄|驾龄|经历|exp", after[0])
    if not says_experience and _FUTURE_BEFORE.search(near):
        return None
    alone = (
        _STANDS_ALONE.match(plain, end)
        and not (match["n"] and _is_date(match) and not _is_behind_trade(plain, start))
        # 8000 a month
        and match["en"] not in ("a", "an")
        and (match["u"] != "个月" or plain[start - 1 : start].strip() != "")
    )
    # 两年缝纫; 三个月电子厂 may lie ahead.
    of_trade = (
        match["u"] in ("年", "周年")
        and not _is_date(match)
        and (trades().match(plain, end) or _is_alone(plain, start, end))
    )
    if not (before or after or alone or of_trade):
        return None
    tail = _EXPERIENCE.match(plain, end)
    return (
        start - len(before[0]) if before else start,
        tail.end() if tail else end,
    )


def _is_alone(plain: str, start: int, end: int) -> bool:
    """Return whether a time and one word stand apart from the rest: 8年平车."""
    begins = start == 0 or _STANDS_ALONE.match(plain, start - 1)
    return bool(begins and _ONE_WORD.match(plain, end))


def _is_behind_trade(plain: str, start: int) -> bool:
    """Return whether a trade stands before: 油漆工 18年 is no year of the calendar."""
    return bool(_TRADE_BEFORE.search(plain[max(0, start - 8) : start]))


def _is_date(match: re.Match[str]) -> bool:
    """Return whether 25年 may be a year of the calendar."""
    return match["n"].isdecimal() and int(match["n"]) >= 15 and match["u"] == "年"


def _months(match: re.Match[str]) -> int | None:
    if match["tens"]:
        return 10 * (12 if match["tu"] == "年" else 1)
    if match["hy"]:
        return 6
    if match["en"]:
        return _english(
            match["en"], match["eu"], half=bool(match["eh"] or match["more"])
        )
    if not match["u"]:
        return None
    written = match["n"]
    if len(written) > 1 and "十" not in written and not written[0].isdecimal():
        written = written[0]  # 两三年 is two at least
    number = float(written) if written[0].isdecimal() else chinese_number(written)
    if len(written) == 1 and not written[0].isdecimal() and written != "十":
        number = chinese_number(written + "十") / 10
    months = number * (1 if match["u"] == "个月" else 12)
    if match["half"] and match["u"] != "个月":
        months += 6
    return round(months)


def _english(written: str, unit: str, *, half: bool) -> int:
    if written.startswith("half"):
        number = 0.5
    else:
        written = written.removesuffix(" and a half")
        number = float(_WORDS.get(written, 0) or written) + half / 2
    return round(number * (12 if unit.startswith("y") else 1))
