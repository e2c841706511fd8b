"""The hard conditions of a search."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.columns import VacancyColumns
from matcher.conditions import Conditions, check
from matcher.types import Location, Schooling, Shift
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG, vacancy


def holds(conditions: Conditions, **values: Any) -> bool:
    return bool(check(VacancyColumns([vacancy(**values)]), conditions).holds[0])


def test_no_condition_is_held_by_all() -> None:
    assert holds(Conditions())


@pytest.mark.parametrize(
    ("low", "high", "reaches"),
    [
        (600_000, 800_000, True),
        (600_000, 799_999, False),
        (800_000, None, True),
        (700_000, None, False),
        (None, 900_000, True),
    ],
)
def test_pay_reaches_the_floor_with_its_upper_end(
    low: int | None, high: int | None, reaches: bool
) -> None:
    floor = Conditions(pay_floor_cents=800_000)
    assert holds(floor, pay_min_cents=low, pay_max_cents=high) is reaches


def test_negotiable_pay_is_kept_apart_from_both() -> None:
    negotiable = vacancy(1, pay_min_cents=None, pay_max_cents=None, has_lodging=True)
    elsewhere = vacancy(2, pay_min_cents=None, pay_max_cents=None)
    verdict = check(
        VacancyColumns([negotiable, elsewhere]),
        Conditions(pay_floor_cents=1, lodging=True),
    )
    assert verdict.holds.tolist() == [False, False]
    assert verdict.unknown_pay.tolist() == [True, False]


def test_without_a_floor_negotiable_pay_is_like_any_other() -> None:
    assert holds(Conditions(), pay_min_cents=None, pay_max_cents=None)


@pytest.mark.parametrize(
    ("places", "radius_m", "is_in"),
    [
        ((SHENGZE,), None, True),
        ((WUJIANG,), None, True),
        ((Location("320000"),), None, True),
        ((KUNSHAN,), None, False),
        ((KUNSHAN, WUJIANG), None, True),
        ((KUNSHAN,), 70_000, True),
        ((KUNSHAN,), 50_000, False),
    ],
)
def test_a_vacancy_is_in_one_of_the_places_or_near(
    places: tuple[Location, ...], radius_m: int | None, is_in: bool
) -> None:
    assert holds(Conditions(places=places, radius_m=radius_m)) is is_in


def test_a_vacancy_without_coordinates_is_not_near() -> None:
    near = Conditions(places=(KUNSHAN,), radius_m=10_000_000)
    assert not holds(near, location=Location("320509"))


@pytest.mark.parametrize("flag", ["lodging", "board"])
def test_lodging_and_board_are_offered_or_not(flag: str) -> None:
    wanted = Conditions(**{flag: True})
    assert holds(wanted, **{f"has_{flag}": True})
    assert not holds(wanted)


def test_a_shift_is_the_one_that_is_wanted() -> None:
    wanted = Conditions(shift=Shift.TWO)
    assert holds(wanted, shift=Shift.TWO)
    assert not holds(wanted, shift=Shift.NIGHT)
    assert not holds(wanted, shift=None)


def test_a_vacancy_asks_for_no_more_schooling_than_there_is() -> None:
    junior = Conditions(schooling=Schooling.JUNIOR)
    assert holds(junior, schooling=Schooling.ANY)
    assert holds(junior, schooling=Schooling.JUNIOR)
    assert not holds(junior, schooling=Schooling.SENIOR)


def test_of_no_vacancies_none_holds() -> None:
    asked = Conditions(places=(WUJIANG,), radius_m=1, pay_floor_cents=1)
    assert check(VacancyColumns([]), asked).holds.tolist() == []


def test_what_is_avoided_is_out_and_all_else_is_in() -> None:
    assert not holds(Conditions(avoided=(SHENGZE,)))
    assert not holds(Conditions(avoided=(WUJIANG,)))
    assert holds(Conditions(avoided=(KUNSHAN,)))


def test_a_refused_shift_is_out_and_an_unknown_one_is_in() -> None:
    refused = Conditions(refused_shifts=frozenset({Shift.NIGHT, Shift.TWO}))
    assert not holds(refused, shift=Shift.NIGHT)
    assert not holds(refused, shift=Shift.TWO)
    assert holds(refused, shift=Shift.DAY)
    assert holds(refused, shift=None)


@pytest.mark.parametrize(("asked", "is_in"), [(0, True), (24, True), (25, False)])
def test_no_more_experience_is_asked_than_there_is(asked: int, is_in: bool) -> None:
    has = Conditions(experience_months=24)
    assert holds(has, experience_months=asked) is is_in
    assert holds(Conditions(), experience_months=asked)


def test_who_refuses_piece_rates_finds_none() -> None:
    refused = Conditions(no_piecework=True)
    assert not holds(refused, is_piecework=True)
    assert holds(refused)
    assert holds(Conditions(), is_piecework=True)


def test_who_has_no_certificate_is_asked_for_none() -> None:
    has_none = Conditions(no_certificate=True)
    assert not holds(has_none, certificates=frozenset({"叉车证"}))
    assert holds(has_none)
    assert holds(Conditions(), certificates=frozenset({"叉车证"}))
