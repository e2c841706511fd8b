from __future__ import annotations

import pytest
from hypothesis import given

from matcher.pay import Pay, PayPeriod, find_pay, parse_pay
from tests.matcher.texts import texts

M, D, W, H, P, Y = (
    PayPeriod.MONTH,
    PayPeriod.DAY,
    PayPeriod.WEEK,
    PayPeriod.HOUR,
    PayPeriod.PIECE,
    PayPeriod.YEAR,
)

CELLS = [
    ("5000", 5000, 5000, M),
    ("6000-8000", 6000, 8000, M),
    ("6000—8000元", 6000, 8000, M),
    ("６０００～８０００", 6000, 8000, M),
    ("6-8千", 6000, 8000, M),
    ("6千到8千", 6000, 8000, M),
    ("6千-8千", 6000, 8000, M),
    ("6K-8K", 6000, 8000, M),
    ("6k-8k/月", 6000, 8000, M),
    ("1.2万", 12000, 12000, M),
    ("1-1.6万·13薪", 10000, 16000, M),
    ("1-1.6万", 10000, 16000, M),
    ("8千-1.2万", 8000, 12000, M),
    ("8000-1.2万", 8000, 12000, M),
    ("14-23万/年", 140000, 230000, Y),
    ("年薪14-23万", 140000, 230000, Y),
    ("200元/天", 200, 200, D),
    ("200-260元/天", 200, 260, D),
    ("日薪220元", 220, 220, D),
    ("25元/时", 25, 25, H),
    ("25元/小时", 25, 25, H),
    ("22-25元/小时", 22, 25, H),
    ("时薪26", 26, 26, H),
    ("0.8元/件", 0.8, 0.8, P),
    ("8000以上", 8000, None, M),
    ("8000元以上", 8000, None, M),
    ("8000起", 8000, None, M),
    ("8000+", 8000, None, M),
    ("不低于6000", 6000, None, M),
    ("保底5000", 5000, None, M),
    ("保底5000元/月", 5000, None, M),
    ("底薪3000+提成", 3000, None, M),
    ("￥6,500", 6500, 6500, M),
    ("¥6,500-7,500/月", 6500, 7500, M),
    ("综合工资7000-9000元/月", 7000, 9000, M),
    ("月薪八千", 8000, 8000, M),
    ("六千至八千", 6000, 8000, M),
    ("八千五", 8500, 8500, M),
    ("一万二", 12000, 12000, M),
    ("1万2", 12000, 12000, M),
    ("5500元/月", 5500, 5500, M),
    ("每月5500元", 5500, 5500, M),
    ("5500元每月", 5500, 5500, M),
    ("约6000元", 6000, 6000, M),
    ("计件6000-9000", 6000, 9000, M),
    ("6000元左右", 6000, 6000, M),
    ("月薪：6000-8000元", 6000, 8000, M),
    ("最高9000", None, 9000, M),
    ("9000元以下", None, 9000, M),
    ("4500 - 6500", 4500, 6500, M),
    ("4500 元/月", 4500, 4500, M),
    ("260元/班", 260, 260, D),
    ("周薪2000", 2000, 2000, W),
    ("2000元/周", 2000, 2000, W),
    ("2000-2500元/星期", 2000, 2500, W),
    ("每周2000元", 2000, 2000, W),
    ("周薪1500以上", 1500, None, W),
    ("8000元 每周双休", 8000, 8000, M),
    ("8000元/双休", 8000, 8000, M),
    ("日赚500", 500, 500, D),
    ("3.5元/件", 3.5, 3.5, P),
    ("七八千", 7000, 8000, M),
    ("七八千元", 7000, 8000, M),
    ("5、6千", 5000, 6000, M),
    ("一万二三", 12000, 13000, M),
    ("一万二三千", 12000, 13000, M),
    ("七八千到一万", 7000, 10000, M),
    ("8,5千", 5000, 5000, M),
    ("٨٠٠٠元", 8000, 8000, M),
    ("६०००-८०००", 6000, 8000, M),
]


@pytest.mark.parametrize(("text", "least", "most", "period"), CELLS)
def test_a_cell_is_read(
    text: str, least: float | None, most: float | None, period: PayPeriod
) -> None:
    pay = parse_pay(text)
    assert pay is not None
    cents = tuple(None if x is None else round(x * 100) for x in (least, most))
    assert (pay.min_cents, pay.max_cents, pay.period) == (*cents, period)


def test_months_a_year_are_read() -> None:
    pay = parse_pay("1-1.6万·13薪")
    assert pay is not None
    assert pay.months_per_year == 13


@pytest.mark.parametrize("text", ["面议", "工资面议", "薪资待议", "Negotiable"])
def test_negotiable_has_no_sums(text: str) -> None:
    assert parse_pay(text) == Pay(None, None, negotiable=True)


def test_piecework_without_a_sum_cannot_be_compared() -> None:
    pay = parse_pay("计件")
    assert pay == Pay(None, None, PayPeriod.PIECE)
    assert pay.monthly_cents() == (None, None)


@pytest.mark.parametrize(
    "text",
    ["", " ", "无", "13812345678", "0", "-", "abc", "招30人", "18-45岁", "8小时",
     "2027年", "99999999", "9" * 310 + "元", "9" * 5_000 + "元/件", "²元",
     "8000-6000", "双休", "0512-63950000"],
)  # fmt: skip
def test_a_cell_without_pay_is_none(text: str) -> None:
    assert parse_pay(text) is None


TEXTS = [
    ("盛泽 缝纫工 8000以上 包住", [("8000以上", 8000, None)]),
    ("缝纫工6-8千", [("6-8千", 6000, 8000)]),
    ("普工 6000-8000 包吃住", [("6000-8000", 6000, 8000)]),
    ("电工 1.2万", [("1.2万", 12000, 12000)]),
    ("工资5000元，加班另算", [("工资5000元", 5000, 5000)]),
    ("招30人，18-45岁，8小时，双休", []),
    ("联系电话13812345678", []),
    ("联系电话0512-63950000", []),
    ("2026-2027年招聘", []),
    ("2027年春季招聘普工500名", []),
    ("离家5公里", []),
    ("10000人大厂", []),
    ("3000平米车间", []),
    ("月薪六千到八千，包住", [("月薪六千到八千", 6000, 8000)]),
    ("25元/时 两班倒", [("25元/时", 25, 25)]),
    ("两班倒 12小时", []),
    ("底薪3000+提成", [("底薪3000+", 3000, None)]),
    ("千里马", []),
    ("万达广场 营业员", []),
    ("一万人", []),
    ("三千元起", [("三千元起", 3000, None)]),
    ("工作5年以上", []),
    ("5年以上经验 8k以上", [("8k以上", 8000, None)]),
    ("招缝纫工，七八千，包住", [("七八千", 7000, 8000)]),
    ("普工5、6千一个月", [("5、6千一个月", 5000, 6000)]),
    ("每天500件", []),
    ("每周2000单", []),
    ("每天200元", [("每天200元", 200, 200)]),
    ("普工，周薪2000", [("周薪2000", 2000, 2000)]),
    ("普工 ٨٠٠٠元", [("٨٠٠٠元", 8000, 8000)]),
    ("C2007", []),
    ("iPhone15", []),
    ("500强企业", []),
    ("7×24小时", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_pay_is_found_in_a_text_and_nothing_else_is(
    text: str, expected: list[tuple[str, float, float | None]]
) -> None:
    found = [
        (text[m.start : m.end], m.pay.min_cents, m.pay.max_cents)
        for m in find_pay(text)
    ]
    assert found == [
        (words, least * 100, None if most is None else most * 100)
        for words, least, most in expected
    ]


def test_a_day_an_hour_and_a_year_become_a_month() -> None:
    assert Pay(200_00, 200_00, D).monthly_cents() == (435000, 435000)
    assert Pay(20_00, None, H).monthly_cents() == (348000, None)
    assert Pay(120_000_00, 240_000_00, Y).monthly_cents() == (1000000, 2000000)


@pytest.mark.parametrize("sums", [(0, 1), (2, 1), (-1, None)])
def test_impossible_sums_are_refused(sums: tuple[int, int | None]) -> None:
    with pytest.raises(ValueError, match="min <= max"):
        Pay(*sums)


def test_a_long_text_is_read_in_no_time() -> None:
    assert find_pay("8千" * 100 + "九" * 100_000) != []


@pytest.mark.parametrize("blank", [" ", "\x1f", "\u3000", "\t"])
def test_any_blank_between_a_number_and_its_unit_is_passed_over(blank: str) -> None:
    (mention,) = find_pay(f"工资8{blank}千元")
    assert mention.pay == Pay(800_000, 800_000, M)


def test_a_week_is_paid_for_five_of_the_paid_days_of_a_month() -> None:
    assert Pay(2000_00, None, W).monthly_cents() == (870_000, None)


@given(texts(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    parse_pay(text)
    for mention in find_pay(text):
        assert 0 <= mention.start < mention.end <= len(text)
