"""The shifts that somebody wants, refuses, or would merely accept."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind
from matcher.types import Shift

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_NAMES: Final = (
    (
        (Shift.TWO,),
        r"(?<![第年级\d])(?:[两二俩2]班[倒制轮]?(?:倒|轮换)?|双班倒?|[两二]头[班倒]|"
        r"[白日黑]夜班?(?:两班)?(?:倒|轮换|轮班|轮替|对倒|对换)|[对黑]班倒|"
        r"黑白班?[倒班]|"
        r"(?P<round>半个?月|[一1](?:个|周|个?星期|个?礼拜|个?月))(?:的|上)?白班?"
        r"(?:和|,|、| )*(?P=round)(?:的|上)?[夜晚]班?|"
        r"(?:上)?白班?(?:和|,|、| )*[夜晚]班?(?:来回|互相|轮流|轮着|轮换|交替|对倒|"
        r"倒着)"
        r"(?:上|倒|换)?|"
        r"[三四]班[两二]运?转|(?:12|十二)(?:个)?小时(?:[两二2]班倒?|倒班|对班|倒)|"
        r"(?:two|2)[- ]shifts?(?: rotation)?|12[- ]hour shifts?|"
        r"(?:alternating|rotating) (?:days? and nights?|day and night shifts?)|"
        r"days? and nights? (?:alternating|rotating|in turns?))",
    ),
    (
        (Shift.THREE,),
        r"(?<![第年级\d])(?:[三3]班[倒制轮]?(?:倒|轮换)?|四班三运?[转倒]|"
        r"(?<![两二四])三运[转倒]|三八制|"
        r"早中[夜晚](?:三)?(?:班|轮|倒)|(?:three|3)[- ]shifts?)",
    ),
    (
        (Shift.TWO, Shift.THREE),
        "[倒翻轮]班|rotat(?:e|es|ing)(?: shifts?| rosters?| schedules?)?|"
        "(?:shift )?rotations?|alternating shifts?|"
        "(?<![a-z])shift (?:work|pattern|rota)|"
        "(?<=no )shifts?(?= |$|,)",
    ),
    (
        (Shift.DAY,),
        r"[长常正]白(?:日)?班?(?!山|色)|[长常]日班?(?!志|用)|白天班|"
        r"(?<!工作)(?<!生)(?<!节)日班|正常(?:班|上下班)|[单一]班制|"
        r"单班(?=$|[ ,，的])|行政班|白班|"
        r"[朝早][七八九][晚到][四五六](?:点)?|day[- ]?shifts?|(?<=prefer )days|"
        r"(?<![a-z])days(?= (?:better|preferred|please|pls|only|(?:but )?not|"
        r"rather than|instead of))(?: only)?|"
        r"day ?time|(?:in|during) the day|"
        r"(?<![a-z])(?:day (?:work|dut(?:y|ies)|jobs?|hours)|days? only)|"
        r"(?<![0-9])[89] ?(?:to|-) ?[56](?= (?:job|work|office|only|no)|$|,)|"
        r"nine to five|(?:regular|normal|(?:standard )?office|business) hours",
    ),
    (
        (Shift.NIGHT,),
        r"[大小上下前后]?夜班(?!补|津贴|费)|晚班|通宵(?:班|(?=$|[ ,，的]))|"
        r"[大小]夜(?![晚里市宵])|夜车|夜工(?![艺程])|夜间(?=保安|门卫|值守|保洁|岗)|"
        r"(?:overnight|graveyard)(?: shifts?| work)?|night[- ]?shifts?|night work|"
        r"(?<![a-z])night (?:dut(?:y|ies)|jobs?|hours|turns?)|(?<![a-z])overnights|"
        r"(?:late|evening|third|3rd) shifts?|"
        r"(?<![a-z])(?:nights|evenings)(?=$|[ ,.;!])|"
        r"(?<=work )(?:at night|(?:in|during) the (?:night|evening))",
    ),
    (
        (Shift.FLEXIBLE,),
        "弹性(?:工作制?|上班|时间|工时)?|(?:上班|工作)?时间(?:比较|要)?(?:自由|灵活|"
        "自己定|自己安排|不固定|随意|随便)|不坐班|不(?:用|要|需要?)?打卡|(?:自由|灵活)(?:安排|上班|"
        "时间|排班)|"
        "flexible(?: (?:hours|time|schedule|working hours))?|"
        "(?:my )?own (?:hours|schedule)|flexi ?time",
    ),
)
# Said in a sentence, which no name of a shift can show.
_SENTENCES: Final = (
    (
        Shift.NIGHT,
        False,
        re.compile(
            "(?:只|专门?|就)?(?:想|能|要|找)?(?:有)?(?:空)?(?:在)?(?:晚上|夜里|夜间)"
            "(?:(?:上班|干活|工作|做事|能做|可做|可以做|做|干)(?!不)(?:的)?|(?:的)?(?=兼职|"
            "小时工|钟点工|零工|临时工)|的(?:活|班|工作))"
        ),
    ),
    (
        Shift.DAY,
        False,
        re.compile(
            "(?:只|就)?(?:想|能|要|找|愿意|肯)?(?:在|上)?白天(?:$|"
            "(?=[ ,，、。]|随便|什么|"
            "都[可行])|的(?=活|班|工作|厂|岗|店)|"
            "(?:才|能|可以)+(?:上班|干活|工作)|(?:的)?(?:可以|能行|行)(?=$|[^\\w])|"
            "(?:上班|干活|工作|[干做](?=$|[ ,，]))(?:的)?)|日里(?:做|上班|干活)?|"
            "(?:只|就)?(?:想|能|要)?(?:上)?(?:早上|上午|早)?[六七八九6-9]点半?(?:到|"
            "至|-)"
            "(?:下午|晚上|晚)?(?:[三四五六3-6]|1[5-8])点半?(?:的(?=班)|上班)?"
        ),
    ),
    (
        Shift.DAY,
        False,
        re.compile("(?:只)?(?:上|做|干|要)白(?:班)?(?= ?(?:不|别|勿))"),
    ),
    (
        Shift.NIGHT,
        False,
        re.compile(
            "(?:只)?(?:上|做|干|要)夜(?:班)?(?= ?(?:不|别|勿)(?:上|做|干|要)?白)"
        ),
    ),
    (
        Shift.NIGHT,
        True,
        re.compile(
            "不(?:上|做|干|倒|值|熬|加|跑|开|走)大?夜(?!班|里|车)|(?:熬|值|倒|上|"
            "做)不(?:了|动|"
            "起)大?夜班?|(?:晚上|夜里|夜间|夜)(?:都|也)?不(?:想|能|要)?(?:跑车|出车|跑|"
            "值班)|不(?:想|要|能|愿意?|用|喜欢)?(?:再)?(?:熬夜|通宵|"
            "(?:黑白|日夜|昼夜)颠倒)|(?:熬夜|(?:黑白|日夜|昼夜)颠倒)(?:的)?"
            "(?:班|活|厂|工作|岗位)?(?:不(?:想|能|行|要|上|做|干|去|考虑)+|受不了|"
            "熬不住|吃不消|扛不住|免谈)|"
            "(?:晚上|夜里)(?:(?:要|得)(?:回家|睡觉|在家)|[能想]在家)|"
            "(?:晚上|夜里|夜间)(?:都|也|就)?不(?:行|可以|方便)(?=$|[^\\w])|"
            "(?:晚上|夜里|夜间)(?:都|也)?(?:不|没法|"
            "没办法)(?:想|"
            "能|要|方便|"
            "用|可以)?(?:上班|干活|工作|加班|出来|出门|干(?=$|[ ,，]))|"
            "(?:晚上|夜里|夜间)(?:都|"
            "也)?[上做干出加搞]不(?:了|成|动|来|起)(?:班|工|活)?|"
            "不(?:想|要|能)?(?:在)?(?:晚上|"
            "夜里)(?:上班|干活|工作)"
        ),
    ),
)
# 倒班的厂不去: what is refused or accepted may be named by the place.
_WORKPLACE: Final = "(?:(?<=的)(?:厂|活|工作|岗位|单位|班))?"
# Words between a refusal in English and what it refuses: not willing to work nights.
_EN_BETWEEN: Final = (
    "(?: (?:to|do|doing|work|working|take|taking|want|wanting|like|liking|willing|able|"
    "available|interested|keen|suited|in|into|for|on|at|of|have|having|any|a|an|the|"
    "more|these|those|long|late|fixed|permanent|12[- ]hour))*"
)
_NO_BEFORE: Final = re.compile(
    "(?:勿(?:要|想)?|覅|(?<!差)不(?:想|要|愿意?|能|会|肯|可以|可|接受|考虑|喜欢|用|"
    "再|是|带|含|包括|需要?|希望|打算|敢)*|(?:[上做倒值熬干扛搞]|接受|适应)不了|"
    "没法|别(?:再)?(?:给|喊|叫|让|安排)?(?:我|俺)?(?:去|来)?|"
    "拒绝|(?<!有)没有?|"
    "(?<!有)无|(?<!不)怕|讨厌|(?:受不了|吃不消|扛不住|顶不住)(?! )|除了?|免|"
    "(?<![a-z])(?:no|not|non-|without|never|avoid(?:ing)?|can['’]?t|cannot|"
    "(?:do|does|is|wo)n['’]?t|unable|unwilling|refus(?:e|ing)|hate|dislike|"
    "except(?: for)?|(?:any(?:thing)?|any shift|all) but|other than|excluding|"
    f"(?:tired|sick) of){_EN_BETWEEN})(?:再|去|来)?(?:上|做|倒|值|熬|干|安排|轮|排|跑|"
    "开|加|走|碰|有)?(?:的)? ?$"
)
_NO_AFTER: Final = re.compile(
    f" ?(?:我|的|身体|人|年纪大|[这那][种个])*{_WORKPLACE}(?:给)?(?:再?多少?钱|打死|"
    "怎么样?|坚决|绝对|肯定|实在|真的?)?(?:就|"
    f"也|都|更|是)?(?:不(?:想|要|愿意?|能|行|做|上|干|"
    "考虑|接受|可以|"
    "来|去|喜欢|适应|跑|开)+(?:上|做|干)?|算了|除外|"
    "别(?:叫|找|喊|联系)(?:我)?|太累|太辛苦|伤身体?|"
    "(?:is |are )?(?:not (?:ok(?:ay)?|fine|possible|acceptable|an option|for me)|"
    "no good|no way|impossible|out of the question|too (?:hard|tiring|much))|"
    "(?:do|does|wo)n['’]?t (?:work|suit)(?: for)?(?: me)?|"
    "(?:[上做干倒值熬搞]|接受|适应|承受|坚持)不(?:了|动|成|来)|"
    "受不了|熬不住|吃不消|扛不住|免谈|拒绝|勿扰|没法上)"
    # 两班倒 不上夜班: what follows is refused, not what stands before.
    "(?![大小]?[夜晚白]|[长常]白|[两二三]班|[倒翻轮]班)"
)
_GOES_ON: Final = re.compile(r"(?<=[要想去来做干上])(?![的了啦呀吧])[\u4e00-\u9fff]")
_MAY_BEFORE: Final = re.compile(
    "(?:能|可以?|可|接受|愿意?|肯|不怕|会|适应|不介意|服从|习惯|不管|无论|不论|少|偶尔|"
    "(?<![a-z])(?:can|could|willing to|do(?:n['’]?t| not) (?:mind|care)|"
    "(?:ok(?:ay)?|fine|happy|no (?:problem|issue)s?) with|open to|happy to|"
    "available for)(?: do| work)*)"
    "(?:接受|适应)?(?:上|做|倒|值|熬|干|安排|轮)? ?$"
)
_MAY_AFTER: Final = re.compile(
    f" ?(?:的)?{_WORKPLACE}(?:[和跟、]?(?:早|中|下午)班)*(?:也|都|我|还|勉强)?"
    "(?:(?<! )可以?|可以?(?=$|[ ,，。]|接受|上)|行(?!政)|"
    "能(?![挣赚拿有住吃带开])(?:上|接受|干|做|倒|适应)?|"
    "没(?:问题|关系|"
    "事)|无所谓|ok|"
    "接受|愿意|不怕|不介意|好|成|凑合|少(?!的)|(?:is |are |also |too |no )*"
    "(?:fine|ok(?:ay)?|acceptable|possible|problem|(?:suits?|works? for) me)|"
    "does(?:n['’]?t| not) matter|(?:only )?if )"
)
_JOINED: Final = re.compile(r"(?:和|与|跟|或者?|还是|、|,|/|以及|也好| or | and | )*")
_ALL: Final = re.compile(
    "|".join(f"(?P<n{at}>{name})" for at, (_, name) in enumerate(_NAMES))
)


def read_shifts(reading: Reading) -> None:
    """
    Claim the shifts that are wanted or refused.

    夜班也行 and 能上夜班 are neither, and are left: who would accept a shift does not
    ask for it. To accept the day shift is to want it, since it is no sacrifice.
    """
    for shift, refused, pattern in _SENTENCES:
        for match in reading.find(pattern):
            kind = SpanKind.REFUSED_SHIFT if refused else SpanKind.SHIFT
            start, end = match.span()
            if not refused:
                # 晚上的班不上 is refused, 晚上的活也行 accepted.
                attitude, end, start = _attitude(reading.plain, match, 0)
                if attitude == "may" and shift is not Shift.DAY:
                    continue
                if attitude == "no":
                    kind = SpanKind.REFUSED_SHIFT
                elif not reading.is_free(start, end):
                    start, end = match.span()
            reading.take(start, end, (kind, shift.value))
    matches = list(reading.find(_ALL))
    attitudes: list[tuple[str, int, int]] = []
    for match in matches:
        # 三班倒的不干 两班倒还行: what refuses the one before says nothing of this one.
        told = attitudes[-1][1] if attitudes else 0
        attitudes.append(_attitude(reading.plain, match, told))
    for at, (one, other) in enumerate(pairwise(matches)):
        # 白班夜班都行, 夜班和倒班都不上: one word for both.
        if not _JOINED.fullmatch(reading.plain, one.end(), other.start()):
            continue
        after, before = attitudes[at + 1], attitudes[at]
        if after[0] and after[1] > other.end() and not before[0]:
            attitudes[at] = after[0], one.end(), one.start()
        elif before[0] and before[2] < one.start() and not after[0]:
            touches = reading.plain[one.end() : other.start()].strip()
            if touches or before[0] == "may":
                attitudes[at + 1] = before[0], other.end(), other.start()
    accepted = sum(attitude == "may" for attitude, _, _ in attitudes)
    for match, (attitude, end, start) in zip(matches, attitudes, strict=True):
        shifts = _NAMES[int(str(match.lastgroup)[1:])][0]
        # 白班可以 alone asks for it, beside 夜班也行 for neither.
        is_day_alone = shifts == (Shift.DAY,) and accepted == 1
        if attitude == "may" and not is_day_alone:
            continue
        if attitude == "no":
            found = [(SpanKind.REFUSED_SHIFT, shift.value) for shift in shifts]
        elif len(shifts) > 1:
            continue
        else:
            found = [(SpanKind.SHIFT, shift.value) for shift in shifts]
        if not reading.is_free(start, end):
            start, end = match.span()
        reading.take(start, end, *found)


def _attitude(plain: str, match: re.Match[str], told: int) -> tuple[str, int, int]:
    """
    Return "no", "may" or "", and to where and from where the words for it reach.

    Words before ``told`` speak of another shift.
    """
    start, end = match.span()
    before = plain[max(told, start - 32) : start]
    is_day = match.lastgroup == "n3"
    found = _NO_BEFORE.search(before)
    # 什么都不会 夜班: that is another clause.
    if found and not found[0].endswith("会 "):
        return "no", end, start - len(found[0])
    found = _NO_AFTER.match(plain, end)
    # 夜班 不要求学历: what is refused comes behind.
    if found and not (found[0][:1] == " " and _GOES_ON.match(plain, found.end())):
        return "no", found.end(), start
    if found := _MAY_AFTER.match(plain, end):
        return "may", found.end(), start
    if not is_day and (found := _MAY_BEFORE.search(before)):
        return "may", end, start - len(found[0])
    return "", end, start
