"""Adverts put together from parts, as many different ones as are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

GOODS = (
    "丝绸",
    "化纤",
    "电子",
    "电梯",
    "光缆",
    "家具",
    "食品",
    "服装",
    "五金",
    "模具",
    "塑料",
    "包装",
    "汽配",
    "玻璃",
)
DUTIES = (
    "操作设备",
    "看管机台",
    "检验成品",
    "搬运物料",
    "打包发货",
    "保养机器",
    "登记台账",
    "带新人",
)
OFFERS = (
    "包住",
    "包吃住",
    "两班倒",
    "长白班",
    "五险一金",
    "有班车",
    "月休四天",
    "加班有补贴",
)
NAMES = "恒华盛鸿东顺嘉宏通亨瑞丰泰兴祥裕达新金永福德明源信联欣康利"


def make_title(rng: np.random.Generator, names: Sequence[str]) -> str:
    """Return the work, for one of these occupations."""
    return f"{_one(rng, GOODS)}{_one(rng, names)}"


def make_description(rng: np.random.Generator) -> str:
    """Return an employer, duties, pay and what is offered."""
    employer = "".join(NAMES[at] for at in rng.integers(len(NAMES), size=3))
    duties = "，".join(_one(rng, DUTIES) for _ in range(3))
    offers = "，".join(_one(rng, OFFERS) for _ in range(3))
    pay = 100 * int(rng.integers(40, 120))
    return (
        f"{employer}{_one(rng, GOODS)}有限公司\n岗位职责：{duties}。要求身体健康，"
        f"能吃苦耐劳，服从安排。待遇：月薪{pay}元以上，{offers}。"
    )


def _one(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]
