"""The hard conditions of a search, checked exactly and all vacancies at once."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.columns import UNKNOWN_PAY, VacancyColumns, shift_number
from matcher.location import code_range, distance_m
from matcher.occupations.classification import occupation_range
from matcher.types import Location, Schooling, Shift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.places.place import Place
    from matcher.query import Query


class Aspect(enum.StrEnum):
    """What can be asked of a vacancy, each given up by itself."""

    WORDS = "words"
    PLACE = "place"
    AVOIDED = "avoided"
    OCCUPATION = "occupation"
    PAY = "pay"
    SHIFT = "shift"
    REFUSED_SHIFT = "refused_shift"
    LODGING = "lodging"
    BOARD = "board"
    COACH = "coach"
    SCHOOLING = "schooling"
    EXPERIENCE = "experience"
    CERTIFICATE = "certificate"
    PIECEWORK = "piecework"


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
    avoided
        In none of these.
    refused_shifts
        None of these; a vacancy that does not name its shift may hold.
    schooling, experience_months
        The vacancy asks for no more than this.
    no_certificate
        The vacancy asks for none.
    no_piecework
        The vacancy does not pay by the piece.
    occupations
        Inside any of these groups of the classification; a vacancy without a code is
        in none.
    coach_from
        A coach comes from this county.
    """

    places: tuple[Location, ...] = ()
    radius_m: int | None = None
    pay_floor_cents: int | None = None
    lodging: bool = False
    board: bool = False
    shift: Shift | None = None
    schooling: Schooling | None = None
    avoided: tuple[Location, ...] = ()
    refused_shifts: frozenset[Shift] = frozenset()
    experience_months: int | None = None
    no_certificate: bool = False
    no_piecework: bool = False
    occupations: tuple[str, ...] = ()
    coach_from: str | None = None

    @classmethod
    def of(cls, query: Query) -> Conditions:
        """
        Return the conditions in a query; an ambiguous name allows all meanings.

        Who refuses nights is offered no rotation either, since nights are part of it.
        Of several shifts that are wanted, any will do: the others are refused.
        """
        refused = query.refused_shifts
        if Shift.NIGHT in refused:
            refused |= {Shift.TWO, Shift.THREE} - set(query.shifts)
        if len(query.shifts) > 1:
            refused |= set(Shift) - set(query.shifts)
        return cls(
            places=_locations(query.places or query.choice),
            radius_m=query.radius_m,
            pay_floor_cents=query.pay_floor_cents,
            lodging=query.lodging,
            board=query.board,
            shift=query.shift,
            schooling=query.schooling,
            avoided=_locations(query.avoided),
            refused_shifts=refused,
            experience_months=query.experience_months,
            no_certificate=query.has_no_certificate,
            no_piecework=query.refuses_piecework,
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
    held = aspects(columns, conditions)
    reaches = held.pop(Aspect.PAY, None)
    holds = np.ones(len(columns), dtype=bool)
    for mask in held.values():
        holds &= mask
    if reaches is None:
        return Verdict(holds, np.zeros(len(columns), dtype=bool))
    return Verdict(holds & reaches, holds & (columns.pay_reach == UNKNOWN_PAY))


def aspects(
    columns: VacancyColumns, conditions: Conditions
) -> dict[Aspect, NDArray[np.bool_]]:
    """Return for everything that is asked which vacancies hold it."""
    held: dict[Aspect, NDArray[np.bool_]] = {}
    if conditions.places:
        held[Aspect.PLACE] = _in_places(columns, conditions)
    if conditions.avoided:
        inside = [_inside(columns, place) for place in conditions.avoided]
        held[Aspect.AVOIDED] = ~np.logical_or.reduce(inside)
    if conditions.occupations:
        held[Aspect.OCCUPATION] = _in_groups(columns, conditions.occupations)
    if conditions.pay_floor_cents is not None:
        # What is not known, -1, does not even reach a floor of nothing.
        held[Aspect.PAY] = columns.pay_reach >= max(conditions.pay_floor_cents, 0)
    if conditions.shift is not None:
        held[Aspect.SHIFT] = columns.shift == shift_number(conditions.shift)
    if conditions.refused_shifts:
        refused = [shift_number(shift) for shift in conditions.refused_shifts]
        held[Aspect.REFUSED_SHIFT] = ~np.isin(columns.shift, refused)
    if conditions.lodging:
        held[Aspect.LODGING] = columns.lodging
    if conditions.board:
        held[Aspect.BOARD] = columns.board
    if conditions.coach_from is not None:
        held[Aspect.COACH] = columns.coach_comes_from(conditions.coach_from)
    if conditions.schooling is not None:
        held[Aspect.SCHOOLING] = columns.schooling <= conditions.schooling.rank
    if conditions.experience_months is not None:
        months = conditions.experience_months
        held[Aspect.EXPERIENCE] = columns.experience_months <= months
    if conditions.no_certificate:
        held[Aspect.CERTIFICATE] = columns.asked.sum(axis=1) == 0
    if conditions.no_piecework:
        held[Aspect.PIECEWORK] = ~columns.piecework
    return held


def _in_places(columns: VacancyColumns, conditions: Conditions) -> NDArray[np.bool_]:
    inside = np.zeros(len(columns), dtype=bool)
    for place in conditions.places:
        inside |= _inside(columns, place)
        if conditions.radius_m is None or place.lat is None or place.lon is None:
            continue
        metres = distance_m(columns.lat, columns.lon, place.lat, place.lon)
        # Where a vacancy has no coordinates the distance is NaN: not near.
        inside |= metres <= conditions.radius_m
    return inside


def _in_groups(columns: VacancyColumns, groups: Sequence[str]) -> NDArray[np.bool_]:
    inside = np.zeros(len(columns), dtype=bool)
    for group in groups:
        first, past = occupation_range(group)
        inside |= (columns.occupation >= first) & (columns.occupation < past)
    return inside


def _inside(columns: VacancyColumns, place: Location) -> NDArray[np.bool_]:
    """Return which vacancies lie inside the borders of a place."""
    first, past = code_range(place.code)
    inside: NDArray[np.bool_] = (columns.place >= first) & (columns.place < past)
    return inside


def _locations(places: Sequence[Place]) -> tuple[Location, ...]:
    return tuple(Location(place.code, place.lat, place.lon) for place in places)
