"""What a pair's features are, and that more of a good thing is more of a feature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.columns import SeekerColumns, VacancyColumns
from matcher.ranking import Ranker, find_features
from matcher.ranking.features import FEATURES
from matcher.types import Schooling, SeekerProfile, Shift, VacancyProfile
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG, seeker, vacancy

SHIPPED = Ranker.shipped()
cents = st.integers(0, 3_000_000)


def features(person: SeekerProfile, offer: VacancyProfile) -> dict[str, float]:
    closeness = np.full((1, 1), 0.5, dtype=np.float32)
    found = find_features(SeekerColumns([person]), VacancyColumns([offer]), closeness)
    return {name: found[name].item() for name in found}


def fit(person: SeekerProfile, offer: VacancyProfile) -> float:
    closeness = np.full((1, 1), 0.5, dtype=np.float32)
    found = find_features(SeekerColumns([person]), VacancyColumns([offer]), closeness)
    return SHIPPED.fits(found).item()


@given(low=cents, wide=cents, raised=cents, wanted=st.none() | cents)
@settings(max_examples=200, deadline=None)
def test_more_pay_never_ranks_lower_all_else_equal(
    low: int, wide: int, raised: int, wanted: int | None
) -> None:
    person = seeker(wanted_pay_cents=wanted)
    offer = vacancy(pay_min_cents=low, pay_max_cents=low + wide)
    better = replace(
        offer, pay_min_cents=low + raised, pay_max_cents=low + wide + raised
    )
    assert fit(person, better) >= fit(person, offer)


@given(low=cents, wide=cents, more=cents, wanted=st.none() | cents)
@settings(max_examples=200, deadline=None)
def test_more_pay_at_either_end_never_ranks_lower(
    low: int, wide: int, more: int, wanted: int | None
) -> None:
    person = seeker(wanted_pay_cents=wanted)
    high = low + wide
    for worse, better in (
        ((low, high), (low, high + more)),
        ((low, high), (min(low + more, high), high)),
        ((None, high), (None, high + more)),
        ((low, None), (low + more, None)),
    ):
        fits = [
            fit(person, vacancy(pay_min_cents=least, pay_max_cents=most))
            for least, most in (worse, better)
        ]
        assert fits == sorted(fits)


@given(low=cents, wide=cents, wanted=st.none() | cents)
@settings(max_examples=200, deadline=None)
def test_hiding_an_end_of_the_pay_never_ranks_higher(
    low: int, wide: int, wanted: int | None
) -> None:
    person = seeker(wanted_pay_cents=wanted)
    told = vacancy(pay_min_cents=low, pay_max_cents=low + wide)
    for hidden in (
        replace(told, pay_min_cents=None),
        replace(told, pay_max_cents=None),
    ):
        assert fit(person, hidden) <= fit(person, told)


@given(asked=st.integers(0, 240), has=st.integers(0, 600), more=st.integers(0, 600))
@settings(max_examples=100, deadline=None)
def test_more_experience_never_ranks_lower(asked: int, has: int, more: int) -> None:
    offer = vacancy(experience_months=asked)
    less = fit(seeker(experience_months=has), offer)
    assert fit(seeker(experience_months=has + more), offer) >= less


@given(lodging=st.booleans(), board=st.booleans(), insurance=st.booleans())
def test_a_benefit_more_never_ranks_lower(
    lodging: bool, board: bool, insurance: bool
) -> None:
    person = seeker(wants_lodging=True, wants_board=True)
    offer = vacancy(has_lodging=lodging, has_board=board, has_insurance=insurance)
    best = replace(offer, has_lodging=True, has_board=True, has_insurance=True)
    assert fit(person, best) >= fit(person, offer)


def test_nothing_wished_and_nothing_known_is_neutral() -> None:
    empty = VacancyProfile(id=1, title="")
    found = features(SeekerProfile(id=1, wanted_title=""), empty)
    odd = {"work", "pay_told"}
    assert {n: v for n, v in found.items() if n not in odd} == {
        n: spec.neutral for n, spec in FEATURES.items() if n not in odd
    }


def test_values_are_between_none_and_all() -> None:
    random = np.random.default_rng(1)
    people = [
        seeker(
            wanted_pay_cents=int(random.integers(1, 2_000_000)),
            wanted_location=(SHENGZE, WUJIANG, KUNSHAN)[random.integers(3)],
            wanted_shift=tuple(Shift)[random.integers(5)],
            experience_months=int(random.integers(0, 500)),
            schooling=tuple(Schooling)[random.integers(7)],
            certificates=frozenset({"电工证"}),
        )
        for _ in range(30)
    ]
    offers = [
        vacancy(
            pay_min_cents=None,
            pay_max_cents=int(random.integers(0, 3_000_000)),
            experience_months=int(random.integers(0, 300)),
            certificates=frozenset({"电工证", "焊工证"}),
            schooling=tuple(Schooling)[random.integers(7)],
        )
        for _ in range(30)
    ]
    closeness = random.random((30, 30), np.float32)
    found = find_features(SeekerColumns(people), VacancyColumns(offers), closeness)
    assert found.keys() == FEATURES.keys()
    for name, each in found.items():
        assert each.shape == (30, 30), name
        assert np.all((each >= 0) & (each <= 1)), name


@pytest.mark.parametrize(
    ("person", "offer", "name", "value"),
    [
        ({"wanted_pay_cents": 700_000}, {}, "pay", 0.5),
        ({"wanted_pay_cents": 350_000}, {}, "pay", 1.0),
        ({}, {"pay_max_cents": 600_000}, "pay", 0.5),
        ({"wanted_pay_cents": 400_000}, {"pay_min_cents": None}, "pay", 0.5),
        ({"wanted_pay_cents": 600_000}, {"pay_max_cents": None}, "pay", 0.5),
        ({"wanted_location": SHENGZE}, {}, "place", 1.0),
        ({"experience_months": 6}, {"experience_months": 12}, "experience", 0.5),
        ({"experience_months": 60}, {}, "practice", 1.0),
        ({"certificates": frozenset({"电工证"})},
         {"certificates": frozenset({"电工证"})}, "certificate", 1.0),
        ({"certificates": frozenset({"电工证"})}, {}, "certificate", 0.0),
        ({"schooling": Schooling.SENIOR}, {"schooling": Schooling.JUNIOR},
         "schooling", 1.0),
        ({}, {"pay_min_cents": None, "pay_max_cents": None}, "pay_told", 0.0),
    ],
)  # fmt: skip
def test_a_feature_says_what_it_says(
    person: dict[str, object], offer: dict[str, object], name: str, value: float
) -> None:
    assert features(seeker(**person), vacancy(**offer))[name] == pytest.approx(value)
