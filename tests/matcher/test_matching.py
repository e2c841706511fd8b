"""The best on both sides, and why."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility import Obstacle
from matcher.encoder.hashing import HashingEncoder
from matcher.errors import VectorError
from matcher.explanation import Reason, ReasonKind
from matcher.matching import (
    Fit,
    Matches,
    Seekers,
    Vacancies,
    match_seekers,
    match_vacancies,
)
from matcher.ranking import Baseline, Ranker
from matcher.sentences import SENTENCES, summary
from matcher.types import Schooling, SeekerProfile, Shift, VacancyProfile
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG, seeker, vacancy

ENCODER = HashingEncoder()
BASELINE = Baseline.of(ENCODER)
RANKER = Ranker.shipped()


def arguments(
    seekers: list[SeekerProfile], vacancies: list[VacancyProfile]
) -> tuple[Any, ...]:
    return (
        Seekers.of(seekers, ENCODER.encode_queries([s.wanted_title for s in seekers])),
        Vacancies.of(vacancies, ENCODER.encode_passages([v.title for v in vacancies])),
        BASELINE,
        RANKER,
    )


def matches_of(person: SeekerProfile, *vacancies: VacancyProfile) -> Matches:
    (found,) = match_seekers(*arguments([person], list(vacancies)))
    return found


def fit_of(person: SeekerProfile, offer: VacancyProfile) -> Fit:
    (found,) = matches_of(person, offer).fits
    return found


def kinds(fit: Fit) -> set[ReasonKind]:
    return kinds_of(fit.reasons)


def kinds_of(reasons: tuple[Reason, ...]) -> set[ReasonKind]:
    return {reason.kind for reason in reasons}


def test_the_same_work_comes_first() -> None:
    found = matches_of(seeker(), vacancy(1, title="会计"), vacancy(2))
    assert [fit.vacancy_id for fit in found.fits] == [2, 1]


def test_each_vacancy_gets_its_best_seekers() -> None:
    people = [seeker(1, wanted_title="厨师"), seeker(2), seeker(3)]
    (found,) = match_vacancies(*arguments(people, [vacancy(7)]), k=2)
    assert found.id == 7
    assert [fit.seeker_id for fit in found.fits] == [2, 3]


def test_both_directions_agree_on_a_pair() -> None:
    people, offers = [seeker(1), seeker(2)], [vacancy(1), vacancy(2, title="裁剪工")]
    forth = match_seekers(*arguments(people, offers))
    back = match_vacancies(*arguments(people, offers))
    assert {fit for found in forth for fit in map(_without_evidence, found.fits)} == {
        fit for found in back for fit in map(_without_evidence, found.fits)
    }


def _without_evidence(fit: Fit) -> Fit:
    return replace(fit, reasons=())


@pytest.mark.parametrize(
    ("person", "offer", "obstacle"),
    [
        ({}, {"certificates": frozenset({"叉车证"})}, Obstacle.CERTIFICATE),
        (
            {"schooling": Schooling.JUNIOR},
            {"schooling": Schooling.COLLEGE},
            Obstacle.SCHOOLING,
        ),
        ({"wanted_pay_cents": 800_001}, {}, Obstacle.PAY),
        ({}, {"headcount": 0}, Obstacle.NO_POSTS),
    ],
)
def test_what_is_out_of_reach_is_not_offered_but_counted(
    person: dict[str, Any], offer: dict[str, Any], obstacle: Obstacle
) -> None:
    found = matches_of(seeker(**person), vacancy(**offer))
    assert found.fits == ()
    assert found.obstacles == {obstacle: 1}


@pytest.mark.parametrize(
    ("person", "offer"),
    [
        ({"certificates": frozenset({"叉车证", "电工证"})},
         {"certificates": frozenset({"叉车证"})}),
        ({"schooling": Schooling.ANY}, {"schooling": Schooling.COLLEGE}),
        ({"wanted_pay_cents": 900_000},
         {"pay_min_cents": None, "pay_max_cents": None}),
        ({"wanted_pay_cents": 800_000}, {}),
    ],
)  # fmt: skip
def test_what_is_not_known_is_no_obstacle(
    person: dict[str, Any], offer: dict[str, Any]
) -> None:
    assert matches_of(seeker(**person), vacancy(**offer)).obstacles == {}


@pytest.mark.parametrize(
    ("person", "better", "worse"),
    [
        ({}, {"pay_max_cents": 850_000}, {}),
        ({"wanted_pay_cents": 700_000}, {"pay_max_cents": 850_000}, {}),
        ({"wanted_location": SHENGZE}, {}, {"location": WUJIANG}),
        ({"wanted_location": SHENGZE}, {"location": WUJIANG}, {"location": KUNSHAN}),
        ({"wanted_shift": Shift.DAY}, {"shift": Shift.DAY}, {"shift": None}),
        ({"wanted_shift": Shift.DAY}, {"shift": None}, {"shift": Shift.NIGHT}),
        ({"wants_lodging": True}, {"has_lodging": True}, {}),
        ({"wants_board": True}, {"has_board": True}, {}),
        ({"experience_months": 6}, {"experience_months": 6}, {"experience_months": 12}),
    ],
)
def test_all_else_equal_the_better_offer_ranks_higher(
    person: dict[str, Any], better: dict[str, Any], worse: dict[str, Any]
) -> None:
    found = matches_of(seeker(**person), vacancy(1, **worse), vacancy(2, **better))
    assert [fit.vacancy_id for fit in found.fits] == [2, 1]
    assert found.fits[0].score > found.fits[1].score


def test_ties_keep_the_order_given() -> None:
    found = matches_of(seeker(), *(vacancy(number) for number in (5, 3, 9)))
    assert [fit.vacancy_id for fit in found.fits] == [5, 3, 9]


def test_nothing_is_known_of_a_person_that_no_score_may_read() -> None:
    asked = {field.name for field in fields(SeekerProfile)}
    assert not asked & {"sex", "age", "ethnicity", "marriage", "hukou", "name"}


def test_the_home_county_gives_a_reason_and_no_score() -> None:
    offer = vacancy(coach_from=frozenset({"411525"}))
    near = fit_of(seeker(home_county="411525"), offer)
    far = fit_of(seeker(home_county="522702"), offer)
    assert near.score == far.score
    assert kinds(near) - kinds(far) == {ReasonKind.COACH}


def test_reasons_are_told_in_plain_words() -> None:
    person = seeker(wanted_pay_cents=650_000, wants_lodging=True, home_county="411525")
    offer = vacancy(has_lodging=True, coach_from=frozenset({"411525"}))
    reasons = fit_of(person, offer).reasons
    assert summary(reasons) == ("工种吻合 · 包住 · 工资一般比期望多 500 元 · 老家有车")
    assert summary(reasons, "en") == (
        "the same work · lodging · usually pays 500 yuan more than wanted"
        " · a coach from the home county"
    )


def test_reasons_against_follow_those_for() -> None:
    person = seeker(wants_board=True, wanted_location=KUNSHAN, wanted_shift=Shift.DAY)
    offer = vacancy(shift=Shift.TWO, experience_months=12, pay_max_cents=600_000)
    reasons = fit_of(person, offer).reasons
    assert [reason.against for reason in reasons] == sorted(
        reason.against for reason in reasons
    )
    assert summary(reasons) == (
        "工种吻合 · 经验还差 1 年 · 不在想去的地方 · 班次不同（两班倒） · 不包吃"
    )


@pytest.mark.parametrize(
    ("offer", "told", "english"),
    [
        (
            {"pay_min_cents": 900_000, "pay_max_cents": 900_000},
            "工种吻合 · 工资比通常的 6000 元多 3000 元",
            "the same work · pays 3000 yuan more than the usual 6000",
        ),
        (
            {"pay_min_cents": 300_000, "pay_max_cents": 300_000},
            "工种吻合 · 工资比通常的 6000 元少 3000 元",
            "the same work · pays 3000 yuan less than the usual 6000",
        ),
        (
            {"pay_min_cents": None, "pay_max_cents": 800_000},
            "工种吻合 · 只写了工资最高 8000 元，没写最低多少",
            "the same work · tells only the most that is paid, 8000 yuan",
        ),
        (
            # The advert may well tell what a piece pays.
            {"pay_min_cents": None, "pay_max_cents": None, "description": "3元/件"},
            "工种吻合 · 没写一个月多少工资",
            "the same work · does not tell the pay of a month",
        ),
    ],
)
def test_pay_that_decides_is_told_to_who_names_none(
    offer: dict[str, Any], told: str, english: str
) -> None:
    reasons = fit_of(seeker(), vacancy(**offer)).reasons
    assert (summary(reasons), summary(reasons, "en")) == (told, english)


@given(
    low=st.none() | st.integers(1_000, 30_000),
    high=st.none() | st.integers(1_000, 30_000),
    wanted=st.none() | st.integers(1_000, 30_000),
)
@settings(max_examples=60, deadline=None)
def test_pay_that_moves_the_fit_is_always_told(
    low: int | None, high: int | None, wanted: int | None
) -> None:
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    least, most, floor = (
        None if yuan is None else yuan * 100 for yuan in (low, high, wanted)
    )
    offer = vacancy(pay_min_cents=least, pay_max_cents=most)
    person = seeker(wanted_pay_cents=floor)
    # Of an obstacle nothing is weighed.
    for fit in matches_of(person, offer).fits:
        neutral = fit_of(seeker(), vacancy(pay_max_cents=600_000)).score
        if abs(fit.score - neutral) > 1e-3:
            assert any(each.kind.startswith("pay_") for each in fit.reasons)


def test_a_reason_weighs_what_the_fit_would_lose_without_it() -> None:
    person = seeker(wants_lodging=True)
    offer = vacancy(has_lodging=True)
    fit = fit_of(person, offer)
    (lodging,) = (r for r in fit.reasons if r.kind is ReasonKind.LODGING)
    without = fit_of(replace(person, wants_lodging=False), offer)
    assert lodging.weight == pytest.approx(fit.score - without.score, abs=1e-6)


def test_what_moves_nothing_is_no_reason() -> None:
    reasons = fit_of(seeker(wanted_pay_cents=700_000), vacancy()).reasons
    assert all(reason.weight for reason in reasons)
    assert not kinds_of(reasons) & {ReasonKind.PAY_ABOVE, ReasonKind.PAY_BELOW}


def test_a_class_that_nobody_named_is_to_be_checked_and_gives_no_credit() -> None:
    offer = vacancy(certificates=frozenset({"低压电工证", "C1驾照"}))
    unsure, sure = (
        fit_of(seeker(certificates=frozenset(held)), offer)
        for held in (["电工证", "驾照"], ["低压电工证", "C1"])
    )
    told = {
        summary([reason]): reason.against
        for reason in unsure.reasons
        if reason.kind.startswith("certificate")
    }
    assert told == {"要求低压电工证、驾驶证C1，请先核对类别": True}
    assert unsure.score < sure.score
    assert unsure.score == fit_of(seeker(), vacancy()).score
    flags = [reason.against for reason in unsure.reasons]
    assert flags == sorted(flags)


def test_every_reason_has_its_words_in_each_language() -> None:
    for sentences in SENTENCES.values():
        assert set(sentences) == set(ReasonKind)


def test_nobody_and_nothing_are_matched_to_nothing() -> None:
    assert match_seekers(*arguments([], [vacancy()])) == []
    (found,) = match_seekers(*arguments([seeker()], []))
    assert found.fits == ()


def test_vectors_that_do_not_belong_are_refused() -> None:
    vectors = ENCODER.encode_passages(["缝纫工"])
    with pytest.raises(VectorError, match="1 vectors of seekers"):
        Seekers.of([seeker()], vectors[:0])
    vectors[0, 0] = np.nan
    with pytest.raises(VectorError, match="vacancies hold NaN"):
        Vacancies.of([vacancy()], vectors)
    people, offers, *rest = arguments([seeker()], [vacancy()])
    other = HashingEncoder(64).encode_passages(["缝纫工"])
    with pytest.raises(VectorError, match="encode both with one encoder"):
        match_seekers(people, Vacancies.of(offers.profiles, other), *rest)


def test_nothing_is_asked_for_by_less_than_one() -> None:
    with pytest.raises(ValueError, match="k >= 1"):
        match_seekers(*arguments([seeker()], [vacancy()]), k=0)


def test_who_says_nothing_of_work_does_not_want_that_of_a_silent_advert() -> None:
    person = replace(seeker(), wanted_title=" ", skills="")
    silent = replace(vacancy(), title="", description="")
    same = np.eye(1, 8, dtype=np.float32)
    ours, theirs = Seekers.of([person], same), Vacancies.of([silent], same)
    (found,) = match_seekers(ours, theirs, Baseline(0.0, 0.1), RANKER)
    work = {ReasonKind.WORK_SAME, ReasonKind.WORK_CLOSE, ReasonKind.WORK_FAR}
    assert not kinds(found.fits[0]) & work
    said = Vacancies.of([vacancy()], same)
    (found,) = match_seekers(ours, said, Baseline(0.0, 0.1), RANKER)
    assert ReasonKind.WORK_SAME in kinds(found.fits[0])
