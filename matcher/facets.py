"""
How many vacancies would be found if one thing were asked for differently.

Every count is what a search would find with all other conditions as they are, so a
number beside a choice is the number on the page it leads to.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from matcher.columns import shift_number
from matcher.conditions import Aspect, aspects
from matcher.location import code_range, distance_m
from matcher.occupations.classification import occupation_code
from matcher.types import Schooling, Shift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.columns import VacancyColumns
    from matcher.conditions import Conditions

Choice = TypeVar("Choice")

PAY_FLOORS: Final = tuple(yuan * 100 for yuan in (4000, 5000, 6000, 7000, 8000, 10000))
EXPERIENCES: Final = (0, 12, 36)
RADII: Final = (3_000, 5_000, 10_000, 20_000, 40_000)
# Groups of the classification's third level: 6-05-01-00.
_GROUP: Final = 100
# What giving a choice anew gives up besides.
_TOGETHER: Final = {
    Aspect.PLACE: (Aspect.PLACE, Aspect.AVOIDED),
    Aspect.SHIFT: (Aspect.SHIFT, Aspect.REFUSED_SHIFT),
}


@dataclass(frozen=True, slots=True)
class Facets:
    """
    Counts by choice; what would find nothing is left out.

    Parameters
    ----------
    places
        By the number of the place's code, as ``code_number`` has it.
    occupations
        By the code of the group of occupations.
    pay
        By the floor, in fen a month.
    coaches
        By the code of the home county.
    schooling, experience
        By what a person has; the more, the more vacancies.
    radii
        By metres around the place that is asked for, when that is one with
        coordinates.
    keep
        Of lodging and of board.
    without
        By what would be given up, one or two of what is asked for.
    """

    places: Counter[int] = field(default_factory=Counter)
    occupations: Counter[str] = field(default_factory=Counter)
    pay: Counter[int] = field(default_factory=Counter)
    shifts: Counter[Shift] = field(default_factory=Counter)
    coaches: Counter[str] = field(default_factory=Counter)
    schooling: Counter[Schooling] = field(default_factory=Counter)
    experience: Counter[int] = field(default_factory=Counter)
    radii: Counter[int] = field(default_factory=Counter)
    keep: Counter[Aspect] = field(default_factory=Counter)
    without: Counter[tuple[Aspect, ...]] = field(default_factory=Counter)

    @classmethod
    def joined(cls, parts: Sequence[Facets]) -> Facets:
        """Return the counts of several stocks together."""
        return cls(
            *(
                sum((getattr(part, each.name) for part in parts), Counter())
                for each in fields(cls)
            )
        )


def count_facets(
    columns: VacancyColumns,
    conditions: Conditions,
    allowed: NDArray[np.bool_],
    relevant: NDArray[np.bool_] | None = None,
) -> Facets:
    """
    Return the counts among the allowed vacancies.

    Parameters
    ----------
    allowed
        Those that may be found at all, whatever is asked.
    relevant
        Those that the words ask for; None: there are no words, or they only rank.
    """
    held = aspects(columns, conditions)
    if relevant is not None:
        held[Aspect.WORDS] = relevant
    failed = np.zeros(len(columns), dtype=np.int8)
    for mask in held.values():
        failed += ~mask

    def others(*given_up: Aspect) -> NDArray[np.bool_]:
        """Return what holds everything but these."""
        left = failed.copy()
        for aspect in given_up:
            if aspect in held:
                left -= ~held[aspect]
        rest: NDArray[np.bool_] = allowed & (left == 0)
        return rest

    def choosable(aspect: Aspect) -> NDArray[np.bool_]:
        return others(*_TOGETHER.get(aspect, (aspect,)))

    anywhere = choosable(Aspect.PLACE)
    pay = np.sort(columns.pay_reach[choosable(Aspect.PAY)])
    shifts = columns.shift[choosable(Aspect.SHIFT)]
    schooling = np.sort(columns.schooling[choosable(Aspect.SCHOOLING)])
    experience = np.sort(columns.experience_months[choosable(Aspect.EXPERIENCE)])
    coaches = columns.coaches[choosable(Aspect.COACH)].sum(axis=0).tolist()
    return Facets(
        places=_counted(columns.place[anywhere]),
        occupations=_groups(columns.occupation[choosable(Aspect.OCCUPATION)]),
        pay=_kept({at: len(pay) - np.searchsorted(pay, at) for at in PAY_FLOORS}),
        shifts=_kept({each: (shifts == shift_number(each)).sum() for each in Shift}),
        coaches=_kept(dict(zip(columns.coach_counties, coaches, strict=True))),
        schooling=_kept(
            {each: np.searchsorted(schooling, each.rank, "right") for each in Schooling}
        ),
        experience=_kept(
            {each: np.searchsorted(experience, each, "right") for each in EXPERIENCES}
        ),
        radii=_around(columns, conditions, others(Aspect.PLACE)),
        keep=_kept(
            {
                Aspect.LODGING: (others(Aspect.LODGING) & columns.lodging).sum(),
                Aspect.BOARD: (others(Aspect.BOARD) & columns.board).sum(),
            }
        ),
        without=_kept(
            {
                given_up: others(*given_up).sum()
                for count in (1, 2)
                for given_up in combinations(held, count)
            }
        ),
    )


def _around(
    columns: VacancyColumns, conditions: Conditions, rows: NDArray[np.bool_]
) -> Counter[int]:
    """Return how many lie inside the place that is asked for, or near it."""
    if len(conditions.places) != 1:
        return Counter()
    (place,) = conditions.places
    if place.lat is None or place.lon is None:
        return Counter()
    first, past = code_range(place.code)
    codes = columns.place[rows]
    metres = distance_m(columns.lat[rows], columns.lon[rows], place.lat, place.lon)
    metres[(codes >= first) & (codes < past)] = 0
    return _kept({radius: (metres <= radius).sum() for radius in RADII})


def _groups(numbers: NDArray[np.int64]) -> Counter[str]:
    groups = _counted(numbers[numbers >= 0] // _GROUP * _GROUP)
    return Counter({occupation_code(each): count for each, count in groups.items()})


def _counted(numbers: NDArray[np.int64]) -> Counter[int]:
    values, counts = np.unique(numbers, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))


def _kept(counts: dict[Choice, Any]) -> Counter[Choice]:
    return Counter({choice: int(count) for choice, count in counts.items() if count})
