"""Pay as offices write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

PAID_HOURS_A_MONTH = 230  # with the overtime that an hourly hand usually works


def pay_text(rng: random.Random, form: str, lowest: int, highest: int) -> str:
    """
    Return what an advert says of a pay between two sums.

    Parameters
    ----------
    form
        month, month_open, month_plus, month_13, annual, day, hour, piece,
        piece_guaranteed or negotiable.
    lowest, highest
        Yuan a month.
    """
    return WRITERS[form](rng, _round(lowest), _round(highest))


def _round(yuan: int) -> int:
    return max(500, round(yuan / 500) * 500)


def _month(rng: random.Random, low: int, high: int) -> str:
    return rng.choice(
        (
            f"{low}-{high}元/月",
            f"{low}-{high}",
            f"{low / 1000:g}-{high / 1000:g}千",
            f"{low / 1000:g}-{high / 1000:g}K",
            f"月薪{low}-{high}元",
            f"{low}～{high}元",
            f"综合工资{low}-{high}元/月",
        )
    )


def _month_open(rng: random.Random, low: int, high: int) -> str:
    return rng.choice((f"{low}元以上", f"{low}元/月起", f"月薪{low}以上"))


def _month_plus(rng: random.Random, low: int, high: int) -> str:
    return rng.choice((f"{low}-{high}元/月", f"{low / 1000:g}-{high / 1000:g}千"))


def _month_13(rng: random.Random, low: int, high: int) -> str:
    return f"{low / 10_000:g}-{high / 10_000:g}万·{rng.choice((13, 13, 14))}薪"


def _annual(rng: random.Random, low: int, high: int) -> str:
    return f"{round(low * 12 / 10_000)}-{round(high * 12 / 10_000) + 1}万/年"


def _day(rng: random.Random, low: int, high: int) -> str:
    lower, upper = (round(sum_ / 26 / 10) * 10 for sum_ in (low, high))
    return rng.choice((f"{lower}元/天", f"{lower}-{upper}元/天", f"{lower}元/日"))


def _hour(rng: random.Random, low: int, high: int) -> str:
    lower, upper = (round(sum_ / PAID_HOURS_A_MONTH) for sum_ in (low, high))
    return rng.choice((f"{lower}元/时", f"{lower}-{upper}元/小时", f"{lower}元/小时"))


def _piece(rng: random.Random, low: int, high: int) -> str:
    return rng.choice(("计件", "计件工资，多劳多得", "计件"))


def _piece_guaranteed(rng: random.Random, low: int, high: int) -> str:
    return f"计件，保底{low}元/月"


def _negotiable(rng: random.Random, low: int, high: int) -> str:
    return rng.choice(("面议", "薪资面议", "待遇面议"))


WRITERS: dict[str, Callable[[random.Random, int, int], str]] = {
    "month": _month,
    "month_open": _month_open,
    "month_plus": _month_plus,
    "month_13": _month_13,
    "annual": _annual,
    "day": _day,
    "hour": _hour,
    "piece": _piece,
    "piece_guaranteed": _piece_guaranteed,
    "negotiable": _negotiable,
}
