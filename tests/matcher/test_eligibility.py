"""What rules a pair out, and what would have to change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from matcher.columns import SeekerColumns, VacancyColumns
from matcher.eligibility import Obstacle, find_obstacles
from matcher.explanation import explain_obstacles
from matcher.hazards import find_hazards, is_hazardous
from matcher.sentences import summary
from matcher.types import Location, Protection, Schooling, Shift
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG, seeker, vacancy

SPRING = dt.date(2027, 3, 1)
NIGHTS = frozenset({Shift.NIGHT, Shift.TWO, Shift.THREE})


def obstacles(person: dict[str, Any], offer: dict[str, Any]) -> set[Obstacle]:
    ours = SeekerColumns([seeker(**person)])
    theirs = VacancyColumns([vacancy(**offer)])
    return {kind for kind, stands in find_obstacles(ours, theirs).items() if stands}


@pytest.mark.parametrize(
    ("person", "offer", "obstacle"),
    [
        ({"protection": Protection.CHILD}, {}, Obstacle.AGE),
        ({"protection": Protection.MINOR}, {"shift": Shift.NIGHT}, Obstacle.AGE),
        ({"protection": Protection.MINOR}, {"shift": Shift.TWO}, Obstacle.AGE),
        ({"protection": Protection.MINOR}, {"shift": Shift.THREE}, Obstacle.AGE),
        ({"protection": Protection.MINOR}, {"is_hazardous": True}, Obstacle.AGE),
        ({"refused_shifts": NIGHTS}, {"shift": Shift.TWO}, Obstacle.SHIFT),
        ({"wanted_location": SHENGZE, "reach_m": 40_000},
         {"location": KUNSHAN}, Obstacle.REACH),
        ({"available_from": SPRING + dt.timedelta(1)},
         {"start_by": SPRING}, Obstacle.DATES),
    ],
)  # fmt: skip
def test_a_hard_condition_rules_out(
    person: dict[str, Any], offer: dict[str, Any], obstacle: Obstacle
) -> None:
    assert obstacles(person, offer) == {obstacle}


@pytest.mark.parametrize(
    ("person", "offer"),
    [
        ({"protection": Protection.MINOR}, {"shift": Shift.DAY}),
        ({"protection": Protection.MINOR}, {"shift": None}),
        ({"refused_shifts": NIGHTS}, {"shift": Shift.DAY}),
        ({"refused_shifts": NIGHTS}, {"shift": None}),
        ({"wanted_location": SHENGZE, "reach_m": 40_000}, {"location": WUJIANG}),
        # Inside the wanted place however large it is.
        ({"wanted_location": Location("320000", 32.9, 118.8), "reach_m": 1_000}, {}),
        ({"wanted_location": SHENGZE, "reach_m": 1_000},
         {"location": Location("320583")}),
        ({"wanted_location": Location("320509101"), "reach_m": 1_000},
         {"location": KUNSHAN}),
        ({"reach_m": 1_000}, {"location": KUNSHAN}),
        ({"wanted_location": SHENGZE}, {"location": KUNSHAN}),
        ({"available_from": SPRING}, {"start_by": SPRING}),
        ({"available_from": SPRING}, {}),
    ],
)  # fmt: skip
def test_what_holds_or_is_not_known_rules_nothing_out(
    person: dict[str, Any], offer: dict[str, Any]
) -> None:
    assert obstacles(person, offer) == set()


CERTIFICATES = [
    # What is held, what is asked for, whether that will do.
    ("B2", "C1", True),
    ("A1", "C1", True),
    ("A2", "B2", True),
    ("A2", "A1", False),
    ("C2", "C1", False),
    ("C1驾照", "驾驶证C1", True),
    ("驾驶证C1", "C1及以上驾照", True),
    ("低压电工证", "电工证", True),
    # Who names no class mostly holds the usual one.
    ("电工证", "低压电工证", True),
    ("电工证", "高压电工证", False),
    ("维修电工证", "低压电工证、叉车证", False),
    ("驾照", "C1", True),
    ("驾驶证", "C2驾照", True),
    ("驾照", "B2", False),
    ("高压电工证", "低压电工证", False),
    ("N1叉车证", "叉车证", True),
    ("特种设备作业人员证N1", "叉车证", True),
    ("电工证", "叉车证或电工证", True),
    ("焊工证", "叉车证/电工证", False),
    ("", "有叉车证优先", True),
    ("健康证", "需要健康证", True),
]


@pytest.mark.parametrize(("held", "asked", "will_do"), CERTIFICATES)
def test_a_certificate_counts_by_what_it_is_and_not_by_how_it_is_written(
    held: str, asked: str, will_do: bool
) -> None:
    person: dict[str, Any] = {"certificates": frozenset(filter(None, [held]))}
    found = obstacles(person, {"certificates": frozenset({asked})})
    assert (found == set()) is will_do
    missing = explain_obstacles(
        seeker(**person), vacancy(certificates=frozenset({asked}))
    )
    assert (missing == ()) is will_do


def test_a_coach_from_home_brings_a_far_gate_into_reach() -> None:
    far = {"location": KUNSHAN, "coach_from": frozenset({"411525"})}
    person = {"wanted_location": SHENGZE, "reach_m": 10_000}
    assert obstacles({**person, "home_county": "411525"}, far) == set()
    assert obstacles({**person, "home_county": "411526"}, far) == {Obstacle.REACH}
    assert obstacles(person, far) == {Obstacle.REACH}


@pytest.mark.parametrize(
    ("person", "offer", "told"),
    [
        ({"protection": Protection.CHILD}, {}, "未满 16 周岁，依法不能工作"),
        ({"protection": Protection.MINOR}, {"shift": Shift.NIGHT},
         "未满 18 周岁，不能上夜班或做有危险的工作"),
        ({}, {"certificates": frozenset({"叉车证", "电工证"})},
         "需要叉车证 · 需要电工证"),
        ({"schooling": Schooling.JUNIOR}, {"schooling": Schooling.COLLEGE},
         "需要大专学历"),
        ({"wanted_pay_cents": 850_001}, {}, "工资最高 8000 元，比期望少 501 元"),
        ({"wanted_pay_cents": 850_000}, {"pay_max_cents": None},
         "工资 6000 元起，比期望少 2500 元"),
        ({"refused_shifts": NIGHTS}, {"shift": Shift.TWO},
         "要上两班倒，您说过不上"),
        ({"wanted_location": SHENGZE, "reach_m": 40_000}, {"location": KUNSHAN},
         "离想去的地方 63 公里，超过 40 公里，老家也没有车到厂"),
        ({"available_from": SPRING}, {"start_by": dt.date(2027, 2, 10)},
         "能到岗的日子比最晚日期晚 19 天"),
        ({}, {"headcount": 0}, "已招满"),
        ({}, {}, ""),
    ],
)  # fmt: skip
def test_an_obstacle_says_what_would_have_to_change(
    person: dict[str, Any], offer: dict[str, Any], told: str
) -> None:
    reasons = explain_obstacles(seeker(**person), vacancy(**offer))
    assert summary(reasons) == told
    assert all(reason.against for reason in reasons)
    assert summary(reasons, "en") or not told


def test_of_age_and_unknown_are_the_same() -> None:
    assert {each.value for each in Protection} == {"none", "minor", "child"}


@pytest.mark.parametrize(
    "text",
    ["打磨岗位有粉尘", "需高空作业", "高温车间", "锅炉工", "搬运重物", "登高作业证",
     "接触有毒物质", "冷库搬运", "高　温　车　间".replace("　", "")],
)  # fmt: skip
def test_hazards_are_read_in_adverts(text: str) -> None:
    assert is_hazardous("普工", text)


@pytest.mark.parametrize(
    "text",
    ["无粉尘", "车间干净，没有粉尘", "不接触有毒物质", "不用登高", "恒温车间",
     "不涉及高空作业", "", "缝纫平车", "非高温车间"],
)  # fmt: skip
def test_what_an_advert_denies_is_no_hazard(text: str) -> None:
    assert not is_hazardous(text)


def test_hazards_are_spans_of_the_text() -> None:
    text = "🔥急招！无粉尘，需高空作业"
    assert [text[a:b] for a, b in find_hazards(text)] == ["高空作业"]


def test_nobody_and_nothing_have_no_obstacles() -> None:
    found = find_obstacles(SeekerColumns([]), VacancyColumns([vacancy()]))
    assert {each.shape for each in found.values()} == {(0, 1)}
    found = find_obstacles(SeekerColumns([seeker()]), VacancyColumns([]))
    assert {each.shape for each in found.values()} == {(1, 0)}
    assert not np.logical_or.reduce(list(found.values())).any()
