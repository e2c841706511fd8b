"""Dates, times, lengths and names as the pictures write them, in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

    from routing.plan import Plan
    from routing.problem import Place, Problem

WEEKDAYS: Final = "一二三四五六日"
DAY_S: Final = 86_400


def day(date: dt.date) -> str:
    """
    Return a date of travel.

    >>> import datetime as dt
    >>> day(dt.date(2027, 2, 24))
    '2月24日 周三'
    """
    return f"{date.month}月{date.day}日 周{WEEKDAYS[date.weekday()]}"


def clock(seconds: int) -> str:
    """
    Return a time of day; one of another day says which.

    >>> clock(28_800), clock(90_000), clock(-3_600)
    ('08:00', '次日 01:00', '前日 23:00')
    """
    days, rest = divmod(seconds, DAY_S)
    time = f"{rest // 3600:02}:{rest % 3600 // 60:02}"
    if days == 0:
        return time
    if days in (1, -1):
        return f"{'次日' if days == 1 else '前日'} {time}"
    return f"{'第' if days > 0 else '前'}{abs(days) + (days > 0)}日 {time}"


def number(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}"


def place_name(place: Place) -> str:
    """Return what a place is called: its name, else its id."""
    return place.name or place.id


def coaches(trips: int, feeders: int) -> str:
    """
    Return how many trips there are, and how many of them are feeders.

    >>> coaches(12, 4), coaches(1200, 0)
    ('12 车次（含送站车 4）', '1,200 车次')
    """
    among = f"（含送站车 {number(feeders)}）" if feeders else ""
    return f"{number(trips)} 车次{among}"


def summary(plan: Plan) -> str:
    """Return a plan in one line: riders, coaches, trains, who stays, cost and gap."""
    left = sum(gone.riders for gone in plan.unassigned)
    trips = len(plan.coach_trips)
    by_train = sum(on.riders for train in plan.trains for on in train.riders)
    parts = [
        f"{number(plan.riders)} 人，{coaches(trips, trips - len(plan.trips))}",
        *([f"{number(by_train)} 人乘 {len(plan.trains)} 列火车"] if by_train else []),
        f"{number(left)} 人未安排" if left else "全部安排",
        f"费用 {plan.cost_cents / 100:,.2f} 元",
        "已证明最省" if plan.gap == 0 else f"离最省至多 {100 * plan.gap:.2f}%",
    ]
    return " · ".join(parts)


def dates_of(problem: Problem) -> str:
    """Return the date or the span of dates of a problem, with the year."""
    first, last = problem.dates[0], problem.dates[-1]
    if first == last:
        return f"{first.year}年{day(first)}"
    return f"{first.year}年{day(first)} 至 {day(last)}"
