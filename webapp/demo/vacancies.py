"""Vacancies with the variety of real ones: short and long, exact and vague."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from matcher.pay import parse_pay
from models import EmployerStatus, PayPeriod, Schooling, Shift, Vacancy, VacancyStatus
from webapp.demo.pay import pay_text
from webapp.demo.wordbook import Occupation, occupations

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from webapp.demo.employers import Firm

BOARD_AND_LODGING, DAY_SHIFT = "（包吃住）", "（长白班）"
ADDITIONS = (
    "",
    "",
    "",
    "",
    BOARD_AND_LODGING,
    "（急聘）",
    DAY_SHIFT,
    "（双休）",
    "、学徒",
)
BENEFITS = (
    "每月十五号准时发工资",
    "缴纳五险",
    "缴纳五险一金",
    "车间有中央空调",
    "免费工作餐",
    "餐补每天二十元",
    "年底有年终奖，工龄奖每年递增",
    "高温费、节日福利",
    "每年体检",
    "老员工介绍有奖",
    "满半年报销返乡车票",
    "春节返岗有直达包车",
    "提供工作服",
    "月休四天",
    "加班按规定付加班费",
)
LODGING_BENEFITS = ("宿舍有空调、热水器、无线网", "夫妻房可申请", "宿舍水电有补贴")
SCHOOLINGS = (Schooling.ANY, Schooling.ANY, Schooling.PRIMARY, Schooling.JUNIOR)


def add_vacancies(
    session: Session,
    rng: random.Random,
    firms: Sequence[Firm],
    count: int,
    now: dt.datetime,
) -> list[Vacancy]:
    """Add so many vacancies; every firm has one before any has two."""
    chosen = [*firms, *rng.choices(firms, k=max(0, count - len(firms)))][:count]
    rows = [_vacancy(rng, firm, now) for firm in chosen]
    session.add_all(rows)
    session.flush()
    return rows


def _vacancy(rng: random.Random, firm: Firm, now: dt.datetime) -> Vacancy:
    occupation = occupations()[rng.choice(firm.industry.occupations)]
    low, high = _pay(rng, occupation)
    written = pay_text(rng, rng.choice(occupation.forms), low, high)
    pay = parse_pay(written)
    lowest, highest = pay.monthly_cents() if pay else (None, None)
    has_lodging, has_board, has_insurance = (
        rng.random() < share for share in (0.6, 0.55, 0.8)
    )
    status = _status(rng, firm)
    published_at = now - dt.timedelta(minutes=rng.randrange(60 * 24 * 40))
    days_left = rng.randint(5, 120)
    if status is VacancyStatus.EXPIRED:
        days_left = -rng.randint(1, 20)
    row = Vacancy(
        employer_id=firm.employer.id,
        site_id=firm.site.id,
        title=rng.choice(occupation.titles) + rng.choice(ADDITIONS),
        description=_description(rng, occupation, has_lodging, has_board),
        occupation_code=occupation.code,
        headcount=rng.choice((1, 1, 2, 2, 3, 5, 5, 8, 10, 20, 30, 50)),
        place_code=firm.site.place_code,
        address=firm.site.address,
        pay_text=written,
        pay_period=PayPeriod(pay.period) if pay and not pay.negotiable else None,
        pay_min_cents=pay.min_cents if pay else None,
        pay_max_cents=pay.max_cents if pay else None,
        monthly_min_cents=lowest,
        monthly_max_cents=highest,
        is_negotiable=bool(pay and pay.negotiable),
        shift=rng.choice(occupation.shifts) if rng.random() < 0.85 else None,
        has_lodging=has_lodging,
        has_board=has_board,
        has_insurance=has_insurance,
        schooling=rng.choice(SCHOOLINGS)
        if occupation.schooling is Schooling.ANY
        else occupation.schooling,
        experience_months=occupation.months if rng.random() < 0.7 else 0,
        certificates=list(occupation.certificates),
        status=status,
        published_at=None if status in UNPUBLISHED else published_at,
        valid_until=(now + dt.timedelta(days=days_left)).date(),
        created_at=published_at - dt.timedelta(hours=rng.randint(2, 72)),
        updated_at=published_at,
    )
    # A title promises what the vacancy offers, or nothing.
    if not (has_lodging and has_board):
        row.title = row.title.removesuffix(BOARD_AND_LODGING)
    if row.shift is not Shift.DAY:
        row.title = row.title.removesuffix(DAY_SHIFT)
    return row


UNPUBLISHED = frozenset({VacancyStatus.DRAFT, VacancyStatus.REVIEW})


def _pay(rng: random.Random, occupation: Occupation) -> tuple[int, int]:
    lowest, highest = occupation.pay
    low = rng.randint(lowest, (lowest + highest) // 2)
    return low, rng.randint(low + 1000, max(low + 1000, highest))


def _status(rng: random.Random, firm: Firm) -> VacancyStatus:
    if firm.employer.status is not EmployerStatus.VERIFIED:
        return rng.choice((VacancyStatus.DRAFT, VacancyStatus.REVIEW))
    if rng.random() < 0.9:
        return VacancyStatus.LIVE
    return rng.choice(
        (
            VacancyStatus.REVIEW,
            VacancyStatus.REVIEW,
            VacancyStatus.DRAFT,
            VacancyStatus.CLOSED,
            VacancyStatus.EXPIRED,
        )
    )


def _description(
    rng: random.Random, occupation: Occupation, has_lodging: bool, has_board: bool
) -> str:
    duty = rng.choice(occupation.duties)
    if rng.random() < 0.2:
        return f"{duty}。"
    needs = rng.sample(occupation.needs, k=rng.randint(1, len(occupation.needs)))
    board = {
        (True, True): "包吃包住",
        (True, False): "包住，吃饭自理",
        (False, True): "包工作餐，不提供住宿",
        (False, False): "食宿自理",
    }[has_lodging, has_board]
    offered = BENEFITS + LODGING_BENEFITS if has_lodging else BENEFITS
    benefits = rng.sample(offered, k=rng.randint(1, 5))
    if rng.random() < 0.5:
        return f"{duty}；要求：{'，'.join(needs)}。{board}，{'，'.join(benefits)}。"
    lines = [f"1、{duty}。", f"2、{'；'.join(needs)}。", f"3、{board}。"]
    lines += [f"{number}、{line}。" for number, line in enumerate(benefits, start=4)]
    return "\n".join(("岗位职责与待遇：", *lines))
