"""The pay that somebody asks for, in all written forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.pay import Pay, PayPeriod
from matcher.query.amounts import Amount, amount_at

if TYPE_CHECKING:
    from collections.abc import Iterator

# What can be a period's pay, in yuan; outside, the number means something else.
_PLAUSIBLE: Final = {
    PayPeriod.HOUR: (8, 300),
    PayPeriod.DAY: (60, 3_000),
    PayPeriod.WEEK: (300, 20_000),
    PayPeriod.PIECE: (0.01, 1_000),
    PayPeriod.MONTH: (800, 200_000),
    PayPeriod.YEAR: (15_000, 3_000_000),
}
# A round sum that stands alone is what someone wants to earn a month.
_BARE: Final = (2_500, 60_000)
_ROUND: Final = 100
# Sums with 元 and without a period: by the hour below, by the day below, by the year.
_HOURLY_BELOW: Final = 60
_DAILY_BELOW: Final = 1_500
_YEARLY_FROM: Final = 100_000
_LEAD_CHARACTERS: Final = 30

_FLOOR_BEFORE: Final = (
    "少说(?:得|也要|要)?|不(?:要|得|能|可)?低于|别低于|不低过|不(?:要|得|能|可)?少于|"
    "不下于|不小于|至少|最少|最低|"
    "最?起码|保底|底薪|起薪|(?<!不)(?<!不能)(?<!不要)(?<!不会)(?<!不得)(?:高于|大于|超过)|"
    "不到|少于|低于|(?:no|not) (?:less|lower|under) than|at least|min(?:imum)?(?: of)?|"
    "over|above|(?<!no )(?<!not )more than|from"
)
_CEILING_BEFORE: Final = (
    "(?:不(?:要|能|会|得)?|别)(?:超过?|高于|多于|大于)|不高过|最高|最多|至多|顶多|撑死|封顶|"
    "(?:no|not) (?:more|higher) than|up to|at most|max(?:imum)?|below|"
    "(?<!no )(?<!not )less than|under"
)
_PAY_WORDS: Final = (
    "(?:试用期|转正|综合|税前|税后|基本)*(?:月薪|年薪|日薪|时薪|周薪|年收入|月收入|"
    "工资|薪资|薪酬|薪水|收入|"
    "待遇|[年月周日天][入赚挣]|时[赚挣]|包月|工价|单价|薪)|综合|到手|实发|实拿|税后|¥|￥|"
    "工钱|cny|"
    "salary|pay(?:ing)?|wages?|income|earn(?:ing)?"
)
_PERIOD_BEFORE: Final = (
    # 干了一年 工资八千: that is for how long somebody worked.
    "(?<![过了])(?:一|每|1)个?(?:小时|钟头|钟|天|日|周|星期|礼拜|月|年|班|工)|"
    "按(?:小时|天|周|月|年)算?|"
    "(?<![a-z])(?:(?:hourly|daily|weekly|monthly|yearly|annual(?:ly)?)(?: rate)?|"
    "by the (?:hour|day|week|month|year)(?![a-z]))"
)
_FILLERS: Final = (
    "能|可以|可|要|想|给我?|有|拿|挣|赚|开|差不多|大概|约|得|的|是|为|在|下来|达|到|"
    "净|纯|剩|攒|存|落|"
    r"待遇|期望|(?<![a-z])(?:of|is|around|about|between)(?![a-z])|[:,，。/ ]"
)
_STRONG: Final = f"{_FLOOR_BEFORE}|{_CEILING_BEFORE}|{_PAY_WORDS}|{_PERIOD_BEFORE}"
_LEAD: Final = re.compile(f"(?:{_STRONG})(?:{_STRONG}|{_FILLERS})*$")
# 一年包吃住净剩八万: what stands between is said of other things.
_ASIDE: Final = re.compile(
    f"(?<![过了做干有满签])(?P<period>{_PERIOD_BEFORE})(?:(?! ){_FILLERS})*"
    "(?:(?:[包管供]吃)?[包管供]?住|[包管供][吃饭]|包食宿|不吃不喝|"
    "(?:除[去了掉开]?|扣[除掉]?|刨[去开]?)(?:吃住?|吃喝|开销|开支|花销|生活费|房租)(?:以?外)?)"
    f"(?P<lead>(?:(?! ){_FILLERS})*)$"
)
_PAYS: Final = re.compile(_PAY_WORDS)
_FLOORS: Final = re.compile(_FLOOR_BEFORE)
_CEILINGS: Final = re.compile(_CEILING_BEFORE)

_FLOOR_AFTER: Final = re.compile(
    r"\s?(?:及?以上(?:的)?|往上(?:走)?|朝上|向上|起步?(?!重)|打底|保底|\+|左右|上下|"
    r"出头|"
    r"开外|多(?:一?点)?(?!劳)|来(?=块|元|$|\s)|or more|and (?:up|above)|plus\b|"
    r"min(?:imum)?(?![a-z]| ?[\d¥]))"
)
_CEILING_AFTER: Final = re.compile(
    r"\s?(?:以下|以内|封顶|max(?:imum)?(?![a-z]| ?[\d¥]))"
)
# 6000以下的不考虑: what is refused above is asked for below.
_REFUSED_AFTER: Final = re.compile(
    "(?:的)?(?:就|都|我)?(?:不(?:考虑|去|干|做|来|要|看|谈|想)|免谈|别|勿扰|没兴趣)"
)
_MONEY_AFTER: Final = re.compile("块钱?|元|人民币|rmb|yuan")
# 8000 每周双休, 8000 一周六天: that is when, not what for.
_DAYS_OFF: Final = (
    r"\s?(?:[单双大小]?休|放|[上做干工岁年边末结]|[一二两三四五六七\d]\s?[天日休])"
)
_PERIODS: Final = (
    (PayPeriod.HOUR, "小时|钟头|个?钟|时(?!间)|h(?:ou)?rs?(?![a-z])|hours?|h(?![a-z])"),
    (PayPeriod.DAY, "天|日|班(?!倒)|个?工(?!资|作|种|人|厂|地|期|厂)|days?|shifts?"),
    (
        PayPeriod.WEEK,
        f"(?:周|星期|礼拜)(?!{_DAYS_OFF})|weeks?(?![a-z])|wk(?![a-z])",
    ),
    (PayPeriod.PIECE, "件|双(?!休)|pieces?(?![a-z])"),
    (PayPeriod.MONTH, "月|months?|mo(?![a-z])"),
    (PayPeriod.YEAR, "年|years?|yr"),
)
_EACH: Final = r"\s?(?:[/每一\(按]|1(?=[个小天周月年])|(?:per|an?|every|each)(?![a-z]))"
_AFTER: Final = (
    *(
        (
            period,
            re.compile(rf"{_EACH}\s?个?(?:{words})\)?(?!经验|以上经验|多|半|内|前|后)"),
        )
        for period, words in _PERIODS
    ),
    (PayPeriod.HOUR, re.compile(r"\s?(?:时薪|hourly)")),
    (PayPeriod.DAY, re.compile(r"\s?(?:日薪|daily)")),
    (PayPeriod.WEEK, re.compile(r"\s?(?:周薪|weekly)")),
    (PayPeriod.MONTH, re.compile(r"\s?(?:月薪|monthly)")),
    (PayPeriod.YEAR, re.compile(r"\s?(?:年薪|yearly|annual(?:ly)?)")),
)
_BEFORE: Final = (
    (
        PayPeriod.HOUR,
        re.compile("时[薪赚挣]|小时|钟头|钟点|一个?钟|每个?钟|计时|hourly|by the hour"),
    ),
    (
        PayPeriod.DAY,
        re.compile(
            "[日天][薪入赚挣]|[一每]天|每日|按天|[一每]个?[工班]|daily|by the day"
        ),
    ),
    (
        PayPeriod.WEEK,
        re.compile("周[薪入赚挣]|[一每1]个?(?:周|星期|礼拜)|按周|weekly|by the week"),
    ),
    (
        PayPeriod.YEAR,
        re.compile("年[薪入赚挣]|年收入|[一每]年|按年|yearly|annual|by the year"),
    ),
    (PayPeriod.MONTH, re.compile("月|底薪|monthly|by the month")),
)
# Somewhere in the text: a small sum is what an hour or a day pays.
_HOUR_CONTEXT: Final = re.compile("小时工|时薪|钟点|计时|按小时|hourly|by the hour")
_DAY_CONTEXT: Final = re.compile(
    "日结|临时工|零工|点工|日薪|按天|天工|daily|by the day"
)
# 周结2000: paid and counted by the week; 300 would be a day's, 6000 a month's.
_WEEK_BEFORE: Final = re.compile("周结[:,，的能有 ]*$")
_WEEKLY: Final = (1_000, 4_000)
# What may stand between the ends of a range: 最低五千 最高七千.
_BETWEEN_ENDS: Final = re.compile("[ ,，、到至但也且而并又]*(?:and|but)? ?")
# What stands behind a number that is no pay.
_NO_PAY_BEHIND: Final = re.compile(
    r"(?:多|来)?(?:人|名|位|周?岁|小时|个(?!小时|钟|月|工)|号|年|公里|里路|km|千米|"
    r"米|平|度|"
    r"台|%|次|层|楼|期|分|点|cm|kg|斤|码|件|双(?!休)|单(?![休位])|套|箱|趟|日|月(?!休)|届|级|班|:|后(?![\w])|寸|吨|方|家|款|"
    r"字|天|"
    r"m(?![a-z])|岗|只|条|头|亩|把|辆|张|种)|\s?(?:y(?:ea)?rs?|months?|weeks?|h(?:ou)?rs?|"
    r"days?|min(?:ute)?s?|miles?|people|persons?|workers?|staff|kids?|rooms?|km)(?![a-z])"
)
# A number is no sum when it goes on to the left: 4S, 1.65, 第8.
_WITHIN: Final = re.compile("[0-9a-z.第]")
# Money that is no wage.
_EXTRA_BEFORE: Final = re.compile(
    "(?:返费|返现|返利|补贴|补助|奖金?|奖励|押金|定金|红包|全勤|[房饭餐车]补|介绍费|"
    "预支|借支)[高有:给 ]*$"
)
_TEN_THOUSAND: Final = re.compile(
    r"(?:(?:月|年)?(?:入|薪|收入)|工资|收入|能)?(?:过|上|破)万(?!人|平|户|元户|家|"
    r"件)(?:的)?|"
    r"(?<![一二两三四五六七八九十\d.百千])万(?:把块?|元以上|元起|"
    r"以上)(?:[一每/]个?月)?|"
    r"[五5]位数(?:以上)?(?:的(?:工资|收入|薪水))?"
)
_PIECE: Final = re.compile(
    r"(?P<no>(?:我|也|又|都)*(?:(?<![是要能可会])不|别(?!的)|唔|勿|讨厌|拒绝|除了?|排除|"
    r"(?<!除)非|(?<![a-z])(?:no|not|never|don['’]?t want|without) )"
    r"(?:要|想|愿意?|做|干|搞|喜欢|接受|考虑|是|去|找|看|能|给我?|安排|for |doing )*"
    r"(?:的)?)?"
    # 统计件数 and 合计件 count pieces for another end.
    r"(?:(?:(?<![统合设总累])计件(?!数)|按件|包件)(?:制|算钱|算|工资|的)?|"
    r"piece[- ]?(?:rates?|work)(?: pay)?|(?:paid )?(?:by the|per|by) piece)"
    r"(?(no)(?:活|工(?!作)|厂|的)*)"
    r"(?P<never>(?:活|工(?!作)|厂|的)* ?(?:我|也|都|就|一律|统统)*"
    r"(?:不|勿扰|免谈|别|除外|以外|之外|拒绝)(?:要|想|愿意?|做|干|搞|喜欢|接受|考虑|来|去|行|谈|看|找|推|打扰|联系|"
    # 计件不要求学历 refuses nothing.
    r"发)*(?:了|的)?(?:都(?:行|可以))?(?=$|[^\w]|[我找想有只]))?"
)


@dataclass(frozen=True, slots=True)
class Wages:
    """Pay in a text: ``text[start:end]``."""

    start: int
    end: int
    pay: Pay


def find_wages(text: str) -> Iterator[Wages]:
    """
    Yield the pay that a query asks for, from left to right.

    A single sum is a lower end: 8000, 8000左右 and 8000以上 all ask for 8000 at least.

    Parameters
    ----------
    text
        Folded.
    """
    before: Wages | None = None
    at = 0
    while at < len(text):
        found = _special(text, at) or _sum(text, at)
        if found is None:
            at += 1
            continue
        at = found.end
        joined = _joined(text, before, found) if before else None
        if before and not joined:
            yield before
        before = joined or found
    if before:
        yield before


def _joined(text: str, low: Wages, high: Wages) -> Wages | None:
    """Return a range that is said in two pieces: 五千以上七千以下."""
    least, most = low.pay.min_cents, high.pay.max_cents
    one_each = low.pay.max_cents is None and high.pay.min_cents is None
    if not one_each or low.pay.period is not high.pay.period or least is None:
        return None
    if (
        most is None
        or least > most
        or not _BETWEEN_ENDS.fullmatch(text, low.end, high.start)
    ):
        return None
    return Wages(low.start, high.end, Pay(least, most, low.pay.period))


def find_piece_rates(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where piece rates are spoken of, and whether they are asked for."""
    for match in _PIECE.finditer(text):
        yield *match.span(), not (match["no"] or match["never"])


def _special(text: str, at: int) -> Wages | None:
    match = _TEN_THOUSAND.match(text, at)
    if match is None:
        return None
    period = PayPeriod.YEAR if match[0].startswith("年") else PayPeriod.MONTH
    return Wages(at, match.end(), Pay(10_000_00, None, period))


def _sum(text: str, at: int) -> Wages | None:
    if _WITHIN.search(text[max(0, at - 1) : at]):
        return None
    amount = amount_at(text, at)
    if amount is None or _EXTRA_BEFORE.search(text[max(0, at - 6) : at]):
        return None
    aside, lead = _lead(text, at)
    tail = _tail(text, amount)
    found = _judged(text, at, amount, aside or lead, tail)
    if found is None:
        return None
    return Wages(at - len(lead), max(tail.end, amount.end), found)


def _lead(text: str, at: int) -> tuple[str, str]:
    """
    Return what stands before a sum and says that it is pay.

    Of a period that stands further off the words come first; only those of the second
    belong to the sum.
    """
    before = text[max(0, at - _LEAD_CHARACTERS) : at]
    if match := _LEAD.search(before):
        return "", match[0]
    if match := _ASIDE.search(before):
        return match["period"], match["lead"]
    return "", ""


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands behind a sum and says what it is."""

    end: int
    period: PayPeriod | None
    floor: bool
    ceiling: bool
    money: bool


def _tail(text: str, amount: Amount) -> _Tail:
    at, period = amount.end, None
    floor = ceiling = money = False
    for _ in range(4):
        if match := _FLOOR_AFTER.match(text, at):
            floor = True
        elif match := _CEILING_AFTER.match(text, at):
            ceiling = True
        elif match := _MONEY_AFTER.match(text, at):
            money = True
        elif period is None and (found := _period_after(text, at, amount.low)):
            period, match = found
        else:
            break
        at = match.end()
    if ceiling and (match := _REFUSED_AFTER.match(text, at)):
        at, floor, ceiling = match.end(), True, False
    return _Tail(at, period, floor, ceiling, money)


def _period_after(
    text: str, at: int, yuan: float
) -> tuple[PayPeriod, re.Match[str]] | None:
    for period, pattern in _AFTER:
        match = pattern.match(text, at)
        if match and _is_plausible(period, yuan):
            return period, match
    return None


def _judged(text: str, at: int, amount: Amount, lead: str, tail: _Tail) -> Pay | None:
    period = tail.period or next(
        (each for each, pattern in _BEFORE if lead and pattern.search(lead)), None
    )
    least, below = _WEEKLY
    is_weekly = _WEEK_BEFORE.search(text[max(0, at - 6) : at])
    if period is None and is_weekly and least <= amount.low < below:
        period = PayPeriod.WEEK
    is_money = amount.is_money or tail.money
    says_so = bool(is_money or lead or tail.period)
    may_count = not says_so or (amount.end == tail.end and not is_money)
    counted_at = tail.end if tail.floor else amount.end
    if may_count and _NO_PAY_BEHIND.match(text, counted_at):
        return None
    is_paid = is_money or bool(_PAYS.search(lead))
    period = period or _by_size(text, amount, is_paid)
    if not _is_plausible(period, amount.low):
        return None
    bounded = tail.floor or amount.high is not None
    if not (says_so or _is_wage(text, at, amount, period, bounded)):
        return None
    floor = bool(_FLOORS.search(lead))
    ceiling = (tail.ceiling or bool(_CEILINGS.search(lead))) and not floor
    low, high = (
        round(each * 100) if each else None for each in (amount.low, amount.high)
    )
    if ceiling and high is None:
        return Pay(None, low, period)
    return Pay(low, high, period)


def _by_size(text: str, amount: Amount, is_paid: bool) -> PayPeriod:
    """Return what a sum is paid for where nothing beside it says so."""
    if amount.low >= _YEARLY_FROM:
        return PayPeriod.YEAR
    if amount.low < _HOURLY_BELOW and (is_paid or _HOUR_CONTEXT.search(text)):
        return PayPeriod.HOUR
    if amount.low < _DAILY_BELOW and (is_paid or _DAY_CONTEXT.search(text)):
        return PayPeriod.DAY
    return PayPeriod.MONTH


def _is_wage(
    text: str, at: int, amount: Amount, period: PayPeriod, bounded: bool
) -> bool:
    """Return whether a number without 元, a period or a word of pay is pay."""
    if period is not PayPeriod.MONTH:
        return True
    low, most = _BARE
    if amount.has_unit or bounded:
        is_years = amount.scale == 1 and 1_900 <= amount.low <= 2_100
        return 1_000 <= amount.low <= most and not (is_years and amount.high)
    return (
        amount.scale == 1
        and low <= amount.low <= most
        and amount.low % _ROUND == 0
        and text[at].isdecimal()
        and not re.match(r"[0-9a-z.\-]", text[amount.end :])
    )


def _is_plausible(period: PayPeriod, yuan: float) -> bool:
    least, most = _PLAUSIBLE[period]
    return least <= yuan <= most
