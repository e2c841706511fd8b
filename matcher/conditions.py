"""The hard conditions of a search, checked exactly and all vacancies at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.columns import UNKNOWN_PAY, VacancyColumns, shift_number
from matcher.location import code_range, distance_m
from matcher.types import Location, Schooling, Shift

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.query import Query


@dataclass(frozen=True, slots=True)
class Conditions:
    """
    What a vacancy must be; an empty field asks nothing.

    Parameters
    ----------
    places
        In any of these.
    radius_m
        Or within this distance of one of their seats.
    pay_floor_cents
        The pay a month reaches this, with its upper end.
    schooling
        The vacancy asks for no more than this.
    """

    places: tuple[Location, ...] = ()
    radius_m: int | None = None
    pay_floor_cents: int | None = None
    lodging: bool = False
    board: bool = False
    shift: Shift | None = None
    schooling: Schooling | None = None

    @classmethod
    def of(cls, query: Query) -> Conditions:
        """Return the conditions in a query; an ambiguous name allows all meanings."""
        return cls(
            places=tuple(
                Location(place.code, place.lat, place.lon)
                for place in query.places or query.choice
            ),
            radius_m=query.radius_m,
            pay_floor_cents=query.pay_floor_cents,
            lodging=query.lodging,
            board=query.board,
            shift=query.shift,
            schooling=query.schooling,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """
    Which vacancies hold the conditions.

    Parameters
    ----------
    holds
        Those that hold all.
    unknown_pay
        Those that hold all others while their pay is negotiable: neither in nor out.
    """

    holds: NDArray[np.bool_]
    unknown_pay: NDArray[np.bool_]


def check(columns: VacancyColumns, conditions: Conditions) -> Verdict:
    """Return which vacancies hold the conditions."""
    holds = np.ones(len(columns), dtype=bool)
    if conditions.places:
        holds &= _in_places(columns, conditions)
    if conditions.lodging:
        holds &= columns.lodging
    if conditions.board:
        holds &= columns.board
    if conditions.shift is not None:
        holds &= columns.shift == shift_number(conditions.shift)
    if conditions.schooling is not None:
        holds &= columns.schooling <= conditions.schooling.rank
    if conditions.pay_floor_cents is None:
        return Verdict(holds, np.zeros(len(columns), dtype=bool))
    unknown = columns.pay_reach == UNKNOWN_PAY
    reaches = columns.pay_reach >= max(conditions.pay_floor_cents, 0)
    return Verdict(holds & reaches & ~unknown, holds & unknown)


def _in_places(columns: VacancyColumns, conditions: Conditions) -> NDArray[np.bool_]:
    inside = np.zeros(len(columns), dtype=bool)
    for place in conditions.places:
        first, past = code_range(place.code)
        inside |= (columns.place >= first) & (columns.place < past)
        if conditions.radius_m is None or place.lat is None or place.lon is None:
            continue
        metres = distance_m(columns.lat, columns.lon, place.lat, place.lon)
        # Where a vacancy has no coordinates the distance is NaN: not near.
        inside |= metres <= conditions.radius_m
    return inside
