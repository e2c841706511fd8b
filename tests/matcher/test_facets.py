"""A number beside a choice is the number of the search it leads to."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from matcher.columns import VacancyColumns
from matcher.conditions import Aspect, Conditions, check
from matcher.facets import EXPERIENCES, PAY_FLOORS, RADII, Facets, count_facets
from matcher.location import code_number
from matcher.types import Location, Schooling, Shift, VacancyProfile
from tests.matcher.profiles import KUNSHAN, SHENGZE, WUJIANG

GUSHI = Location("411525", 32.18, 115.68)
CODES = (SHENGZE, WUJIANG, KUNSHAN, GUSHI)
GROUPS = ("6-05-01-00", "6-04-03-00", "4-02-06-00")
COUNTIES = ("411525", "411524")


def made_up(count: int, seed: int) -> VacancyColumns:
    chance = random.Random(seed)
    return VacancyColumns(
        [
            VacancyProfile(
                id=number,
                title="普工",
                location=chance.choice(CODES),
                occupation=chance.choice(("", "6-05-01-03", "6-04-03-03")),
                pay_max_cents=chance.choice((None, 450_000, 600_000, 900_000)),
                shift=chance.choice((None, *Shift)),
                has_lodging=chance.random() < 0.5,
                has_board=chance.random() < 0.5,
                schooling=chance.choice(list(Schooling)),
                experience_months=chance.choice((0, 6, 12, 60)),
                coach_from=frozenset(
                    county for county in COUNTIES if chance.random() < 0.3
                ),
            )
            for number in range(count)
        ]
    )


ASKED = {
    "nothing": Conditions(),
    "a place and a bed": Conditions(places=(SHENGZE,), lodging=True),
    "around a place": Conditions(places=(SHENGZE,), radius_m=20_000),
    "not there": Conditions(avoided=(WUJIANG,), refused_shifts=frozenset({Shift.TWO})),
    "much": Conditions(
        pay_floor_cents=600_000,
        shift=Shift.TWO,
        board=True,
        schooling=Schooling.JUNIOR,
        experience_months=12,
    ),
    "a coach": Conditions(coach_from="411525", occupations=("6-05-01-00",)),
    "too much": Conditions(
        places=(GUSHI,), pay_floor_cents=2_000_000, lodging=True, board=True
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_each_count_is_what_the_search_with_that_choice_finds(name: str) -> None:
    columns, asked = made_up(400, seed=7), ASKED[name]
    allowed = np.arange(len(columns)) % 5 > 0
    facets = count_facets(columns, asked, allowed)

    def found(conditions: Conditions) -> int:
        return int((check(columns, conditions).holds & allowed).sum())

    elsewhere = replace(asked, avoided=(), radius_m=None)
    for place in (SHENGZE, KUNSHAN, GUSHI):
        count = found(replace(elsewhere, places=(place,)))
        assert facets.places[code_number(place.code)] == count
    for group in GROUPS:
        count = found(replace(asked, occupations=(group,)))
        assert facets.occupations[group] == count
    for floor in PAY_FLOORS:
        assert facets.pay[floor] == found(replace(asked, pay_floor_cents=floor))
    otherwise = replace(asked, refused_shifts=frozenset())
    for shift in Shift:
        assert facets.shifts[shift] == found(replace(otherwise, shift=shift))
    for county in COUNTIES:
        assert facets.coaches[county] == found(replace(asked, coach_from=county))
    for schooling in Schooling:
        count = found(replace(asked, schooling=schooling))
        assert facets.schooling[schooling] == count
    for months in EXPERIENCES:
        count = found(replace(asked, experience_months=months))
        assert facets.experience[months] == count
    assert facets.keep[Aspect.LODGING] == found(replace(asked, lodging=True))
    assert facets.keep[Aspect.BOARD] == found(replace(asked, board=True))
    for radius in RADII if len(asked.places) == 1 else ():
        assert facets.radii[radius] == found(replace(asked, radius_m=radius))


def test_what_is_given_up_is_counted_alone_and_in_pairs() -> None:
    columns = made_up(400, seed=11)
    everything = np.ones(len(columns), dtype=bool)
    without = count_facets(columns, ASKED["too much"], everything).without
    assert {given_up for given_up in without if len(given_up) == 1} == {(Aspect.PAY,)}
    for given_up, count in without.items():
        fields = {
            Aspect.PAY: {"pay_floor_cents": None},
            Aspect.LODGING: {"lodging": False},
            Aspect.BOARD: {"board": False},
            Aspect.PLACE: {"places": ()},
        }
        left = ASKED["too much"]
        for aspect in given_up:
            left = replace(left, **fields[aspect])
        assert count == int(check(columns, left).holds.sum())


def test_a_place_that_nothing_lies_in_is_left_out() -> None:
    facets = count_facets(made_up(5, 1), Conditions(), np.zeros(5, dtype=bool))
    assert facets == Facets()


def test_counts_of_several_stocks_are_added() -> None:
    columns = made_up(100, seed=3)
    asked = Conditions(places=(Location("320509"),), lodging=True)
    first = np.arange(100) < 40
    whole = count_facets(columns, asked, np.ones(100, dtype=bool))
    parts = [count_facets(columns, asked, part) for part in (first, ~first)]
    assert Facets.joined(parts) == whole
    assert Facets.joined([]) == Facets()
