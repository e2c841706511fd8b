"""What would help, counted by checking every vacancy again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.counterfactuals import (
    MOST_OF_PAY,
    SUITABLE_WORK,
    ChangeKind,
    Help,
    what_would_help,
)
from matcher.encoder.hashing import HashingEncoder
from matcher.matching import Pairs, Seekers, Vacancies
from matcher.ranking import Baseline, Ranker
from matcher.sentences import HELPS, help_sentence
from matcher.types import SeekerProfile, Shift, VacancyProfile
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG, seeker, vacancy

ENCODER = HashingEncoder()
BASELINE = Baseline.of(ENCODER)
RANKER = Ranker.shipped()
SPRING = dt.date(2027, 3, 1)
NIGHTS = frozenset({Shift.NIGHT, Shift.TWO, Shift.THREE})


def laid_out(offers: list[VacancyProfile]) -> Vacancies:
    return Vacancies.of(offers, ENCODER.encode_passages([v.title for v in offers]))


def helps(person: SeekerProfile, offers: list[VacancyProfile]) -> tuple[Help, ...]:
    (vector,) = ENCODER.encode_queries([person.wanted_title])
    return what_would_help(
        person, vector, laid_out(offers), BASELINE, most=9, coach=True
    )


def reached(person: SeekerProfile, offers: list[VacancyProfile]) -> int:
    """Count the suitable vacancies within reach by matching anew."""
    people = Seekers.of([person], ENCODER.encode_queries([person.wanted_title]))
    pairs = Pairs(people, laid_out(offers), BASELINE, RANKER)
    return int((pairs.eligible & (pairs.closeness >= SUITABLE_WORK)).sum())


@pytest.mark.parametrize(
    ("person", "offer", "told"),
    [
        ({}, {"certificates": frozenset({"叉车证"})}, "有叉车证可匹配另外 2 个岗位"),
        ({}, {"certificates": frozenset({"叉车证或电工证"})},
         "有叉车证可匹配另外 2 个岗位"),
        ({"certificates": frozenset({"C1驾照"})},
         {"certificates": frozenset({"C1", "健康证明"})},
         "有健康证可匹配另外 2 个岗位"),
        ({"wanted_pay_cents": 840_000}, {}, "期望工资低 500 元可多 2 个岗位"),
        ({"refused_shifts": NIGHTS}, {"shift": Shift.TWO}, "能上夜班可多 2 个岗位"),
        ({"wanted_location": SHENGZE, "reach_m": 5_000}, {"location": WUJIANG},
         "50 公里以内都去可多 2 个岗位"),
        ({"available_from": SPRING}, {"start_by": SPRING - dt.timedelta(5)},
         "早 7 天到岗可多 2 个岗位"),
    ],
)  # fmt: skip
def test_a_change_tells_how_many_more_it_brings(
    person: dict[str, Any], offer: dict[str, Any], told: str
) -> None:
    offers = [vacancy(1, **offer), vacancy(2, **offer), vacancy(3, headcount=0)]
    (found,) = helps(seeker(**person), offers)
    assert help_sentence(found) == told


def test_counts_are_those_of_matching_anew() -> None:
    random = np.random.default_rng(4)
    shifts = (None, Shift.DAY, Shift.TWO, Shift.NIGHT)
    offers = [
        vacancy(
            number,
            title=("缝纫工", "缝纫学徒", "叉车司机")[random.integers(3)],
            pay_max_cents=int(random.integers(12, 20)) * 50_000,
            shift=shifts[random.integers(4)],
            location=(SHENGZE, WUJIANG, KUNSHAN)[random.integers(3)],
            certificates=frozenset({"电工证"})
            if random.random() < 0.3
            else frozenset(),
            start_by=SPRING + dt.timedelta(int(random.integers(-40, 40))),
        )
        for number in range(200)
    ]
    person = seeker(
        wanted_pay_cents=800_000,
        refused_shifts=NIGHTS,
        wanted_location=SHENGZE,
        reach_m=10_000,
        available_from=SPRING,
        home_county="411525",
    )
    found = helps(person, offers)
    assert {each.kind for each in found} == set(ChangeKind)
    before = reached(person, offers)
    for each in found:
        assert reached(each.seeker, offers) - before == each.count > 0
    assert [each.count for each in found] == sorted(
        (each.count for each in found), reverse=True
    )


def test_unsuitable_work_does_not_count() -> None:
    forklift = vacancy(title="会计", certificates=frozenset({"会计证"}))
    assert helps(seeker(), [forklift]) == ()


def test_what_two_changes_would_bring_is_told_by_neither() -> None:
    offer = vacancy(certificates=frozenset({"电工证"}), shift=Shift.NIGHT)
    assert helps(seeker(refused_shifts=NIGHTS), [offer]) == ()


def test_whoever_would_work_nights_would_still_not_work_the_other_shifts() -> None:
    offers = [vacancy(1, shift=Shift.DAY), vacancy(2, shift=Shift.NIGHT)]
    (found,) = helps(seeker(refused_shifts=NIGHTS | {Shift.DAY}), offers)
    assert help_sentence(found) == "能上夜班可多 1 个岗位"
    assert helps(seeker(refused_shifts=frozenset({Shift.DAY})), offers) == ()


def test_another_class_takes_nothing_away_from_who_named_none() -> None:
    person = seeker(certificates=frozenset({"电工证"}))
    offers = [
        vacancy(number, certificates=frozenset({asked}))
        for number, asked in enumerate(("低压电工证", "高压电工证"))
    ]
    (found,) = helps(person, offers)
    assert help_sentence(found) == "有高压电工证可匹配另外 1 个岗位"
    assert reached(found.seeker, offers) == reached(person, offers) + 1


def test_nobody_is_told_to_work_for_much_less() -> None:
    person = seeker(wanted_pay_cents=400_000)
    offers = [vacancy(pay_min_cents=250_000, pay_max_cents=300_000)]
    assert helps(person, offers) == ()
    for each in helps(replace(person, wanted_pay_cents=340_000), offers):
        assert int(each.evidence["yuan"]) * 100 <= MOST_OF_PAY * 340_000


def test_nothing_helps_where_there_is_nothing() -> None:
    assert helps(seeker(), []) == ()
    assert helps(seeker(), [vacancy()]) == ()


def test_every_change_has_its_words_in_each_language() -> None:
    for sentences in HELPS.values():
        assert set(sentences) == set(ChangeKind)
