"""Pay in all the ways in which people say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.pay import Pay, PayPeriod
from matcher.query.amounts import amount_at
from tests.matcher.query.reader import read

MONTH, DAY, WEEK, HOUR, YEAR = (
    PayPeriod.MONTH,
    PayPeriod.DAY,
    PayPeriod.WEEK,
    PayPeriod.HOUR,
    PayPeriod.YEAR,
)


def yuan(low: float | None, high: float | None = None, per: PayPeriod = MONTH) -> Pay:
    low_cents, high_cents = (
        None if each is None else round(each * 100) for each in (low, high)
    )
    return Pay(low_cents, high_cents, per)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("8000以上", yuan(8000)),
        ("8000", yuan(8000)),
        ("８０００元以上", yuan(8000)),
        ("6-8千", yuan(6000, 8000)),
        ("8k-1w", yuan(8000, 10_000)),
        ("4千5到6千", yuan(4500, 6000)),
        ("6千五以上", yuan(6500)),
        ("1.2万", yuan(12_000)),
        ("一万二三", yuan(12_000, 13_000)),
        ("七八千", yuan(7000, 8000)),
        ("5、6千", yuan(5000, 6000)),
        ("三千五六", yuan(3500, 3600)),
        ("六千朝上", yuan(6000)),
        ("六千多点", yuan(6000)),
        ("八千打底", yuan(8000)),
        ("月入过万", yuan(10_000)),
        ("五位数的工资", yuan(10_000)),
        ("万把块一个月", yuan(10_000)),
        ("月薪不低于7000", yuan(7000)),
        ("工资不要低于5000", yuan(5000)),
        ("低于7000不去", yuan(7000)),
        ("6000以下的不考虑", yuan(6000)),
        ("五千以上七千以下", yuan(5000, 7000)),
        ("8000以下", yuan(None, 8000)),
        ("at least 8000 a month", yuan(8000)),
        ("over 10k", yuan(10_000)),
        ("200元/天", yuan(200, None, DAY)),
        ("300-400/天", yuan(300, 400, DAY)),
        ("一天二百五", yuan(250, None, DAY)),
        ("两百八一天", yuan(280, None, DAY)),
        ("日结 200", yuan(200, None, DAY)),
        ("25元/时", yuan(25, None, HOUR)),
        ("一个小时二十二块五", yuan(22.5, None, HOUR)),
        ("18块钱一小时以上", yuan(18, None, HOUR)),
        ("小时工 23", yuan(23, None, HOUR)),
        ("25 yuan an hour", yuan(25, None, HOUR)),
        ("年薪15万", yuan(150_000, None, YEAR)),
        ("15w一年", yuan(150_000, None, YEAR)),
        ("周薪2000", yuan(2000, None, WEEK)),
        ("每周2000", yuan(2000, None, WEEK)),
        ("2000/周", yuan(2000, None, WEEK)),
        ("2000元一个星期", yuan(2000, None, WEEK)),
        ("8000 每周双休", yuan(8000)),
        ("8000元一周六天", yuan(8000)),
        ("8000月休4天", yuan(8000)),
        ("8000/双休", yuan(8000)),
        ("日赚500", yuan(500, None, DAY)),
        ("٨٠٠٠元", yuan(8000)),
        ("8\u200b000以上", yuan(8000)),
        ("3.5元/件", yuan(3.5, None, PayPeriod.PIECE)),
        ("计件", Pay(None, None, PayPeriod.PIECE)),
        ("计件不要求学历", Pay(None, None, PayPeriod.PIECE)),
        ("别的计件厂", Pay(None, None, PayPeriod.PIECE)),
        ("计件 8000以上", yuan(8000)),
        ("不低于五千不高于六千", yuan(5000, 6000)),
        ("最低七千最高九千", yuan(7000, 9000)),
        ("7千以上不超过1万", yuan(7000, 10_000)),
        ("在6000和8000之间", yuan(6000, 8000)),
        ("不能超过8000", yuan(None, 8000)),
        ("at least 6k, no more than 8k", yuan(6000, 8000)),
        ("between 6000 and 8000", yuan(6000, 8000)),
        ("min 5000 max 7000", yuan(5000, 7000)),
        ("18k min", yuan(18_000)),
        ("eight thousand a month", yuan(8000)),
        ("six to eight thousand", yuan(6000, 8000)),
        ("五千蚊一个月", yuan(5000)),
        ("三百五块一日", yuan(350, None, DAY)),
        ("9 yrs exp, hourly 40", yuan(40, None, HOUR)),
        ("weekly 2000", yuan(2000, None, WEEK)),
        ("周结2000", yuan(2000, None, WEEK)),
        ("周结 6000", yuan(6000)),
        ("pay by the day, about 180", yuan(180, None, DAY)),
        ("by the day in Taoyuan, about 180", yuan(180, None, DAY)),
        ("paid by the hour, 25", yuan(25, None, HOUR)),
        ("by the hour, close to home, at least 25", yuan(25, None, HOUR)),
        ("wages by the week, around 2000", yuan(2000, None, WEEK)),
        ("一年包吃住净剩八万", yuan(80_000, None, YEAR)),
        ("一年除去开销能攒六万", yuan(60_000, None, YEAR)),
        ("一年净赚五万", yuan(50_000, None, YEAR)),
        ("一天管饭给两百", yuan(200, None, DAY)),
        ("一个月不吃不喝存五千", yuan(5000)),
        ("干了一年 工资八千", yuan(8000)),
        ("做过一年 包吃住 两万", yuan(20_000)),
        ("8 hours per day, 6000", yuan(6000)),
        ("shixin ershiwu", yuan(25, None, HOUR)),
        ("yi xiaoshi ershiwu", yuan(25, None, HOUR)),
        ("mei ge xiaoshi ershi dao ershiwu", yuan(20, 25, HOUR)),
        ("rixin sanbai", yuan(300, None, DAY)),
        ("zhouxin liang qian", yuan(2000, None, WEEK)),
        ("nianxin shiwu wan", yuan(150_000, None, YEAR)),
        ("nianxin shiwan", yuan(100_000, None, YEAR)),
        ("dixin siqian", yuan(4000)),
        ("daoshou qi qian", yuan(7000)),
        ("zuidi liuqian", yuan(6000)),
        ("zhi shao wu qian wu", yuan(5500)),
        ("paid per piece", Pay(None, None, PayPeriod.PIECE)),
    ],
)
def test_pay(text: str, pay: Pay) -> None:
    assert read(f"普工 {text}").pay == pay


@pytest.mark.parametrize(
    "text",
    [
        *(
            "招30人",
            "18-45岁",
            "2027年",
            "工资面议",
            "8小时",
            "1米65",
            "4S店",
            "55岁以上",
        ),
        *(
            "13812345678",
            "返费5000",
            "两百人以上的厂",
            "3年以上",
            "5公里",
            "万一",
            "985",
        ),
        *("每天500件", "每周2000单", "一天800双"),
        *("two thousand people", "monthly payroll", "seven eleven", "12 hr shifts"),
        *("不计件", "上一休一", "12小时", "2班", "第一次", "第8车间", "2027-2028"),
    ],
)
def test_other_numbers_are_no_pay(text: str) -> None:
    assert read(f"普工 {text}").pay is None


def test_a_ceiling_is_no_floor() -> None:
    assert read("8000以下").pay_floor_cents is None


@pytest.mark.parametrize(
    "refused",
    [
        *("不做计件", "计件不要", "计件的不要", "拒绝计件", "计件勿扰", "我不干计件活"),
        *("除了计件", "计件都不做", "no piece work", "唔做計件"),
    ],
)
def test_piece_rates_that_are_refused_are_neither_wanted_nor_ranked_by(
    refused: str,
) -> None:
    for text in (f"{refused} 缝纫", f"缝纫 {refused}"):
        query = read(text)
        assert query.pay is None
        assert query.refuses_piecework
        assert query.rest == query.wording == "缝纫"


def test_piece_rates_that_are_asked_for_or_left_open_are_not_refused() -> None:
    for text in ("计件 缝纫", "缝纫", "缝纫 不要夜班"):
        assert not read(text).refuses_piecework


def test_a_weeks_pay_is_a_floor_for_the_month() -> None:
    assert read("周薪2000").pay_floor_cents == 870_000


def test_a_days_pay_is_a_floor_for_the_month() -> None:
    assert read("200元/天").pay_floor_cents == 435_000


@given(st.integers(1, 99), st.sampled_from("百千万"))
def test_a_range_is_never_upside_down(number: int, unit: str) -> None:
    for text in (f"{number}{unit}", f"{number}-{number + 1}{unit}"):
        amount = amount_at(text, 0)
        assert amount is not None
        assert amount.high is None or amount.low < amount.high


@given(st.text("一二两三四五六七八九十百千万零0123456789.-到kw块元", max_size=12))
def test_any_mixture_of_numerals_is_read_or_not(text: str) -> None:
    amount = amount_at(text, 0)
    if amount is not None:
        assert 0 < amount.end <= len(text)
    read(text)
