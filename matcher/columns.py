"""Profiles laid out in columns, so that all pairs are compared at once."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.certificates import (
    alternatives,
    is_licence,
    is_machine_permit,
    with_included,
    with_likely,
)
from matcher.location import code_number
from matcher.occupations.classification import occupation_number
from matcher.types import Protection, SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

UNKNOWN_PAY: Final = -1
UNKNOWN_SHIFT: Final = -1
# Past every day that there is.
NEVER: Final = 10_000_000
_SHIFTS: Final = tuple(Shift)


class VacancyColumns:
    """
    The comparable facts of vacancies, an array each, in the order given.

    ``place`` is the code as a number of nine digits or -1, ``lat`` and ``lon`` may be
    NaN, pay is in fen a month with ``UNKNOWN_PAY`` (``pay_weighed`` is what ranks,
    ``pay_middle`` what tells adverts apart), ``shift`` as ``shift_number`` has
    it, ``schooling`` the rank, ``start_by`` a proleptic ordinal. ``asked`` says which
    of ``certificate_names`` each asks for, shape ``(vacancies, names)``; ``coaches``
    the same of ``coach_counties``, from which a coach comes. ``occupation`` is the code
    as a number of seven digits or -1.
    """

    def __init__(self, vacancies: Sequence[VacancyProfile]) -> None:
        self.silent = _flags(not f"{v.title}{v.description}".strip() for v in vacancies)
        self.place = _whole(code_number(v.location.code) for v in vacancies)
        self.occupation = _whole(occupation_number(v.occupation) for v in vacancies)
        self.lat = _degrees(v.location.lat for v in vacancies)
        self.lon = _degrees(v.location.lon for v in vacancies)
        self.pay_reach = _whole(pay_reach(v) for v in vacancies)
        self.pay_middle = _whole(pay_middle(v) for v in vacancies)
        self.pay_weighed = _whole(pay_weighed(v) for v in vacancies)
        self.lodging = _flags(v.has_lodging for v in vacancies)
        self.board = _flags(v.has_board for v in vacancies)
        self.shift = _whole(shift_number(v.shift) for v in vacancies)
        self.schooling = _whole(v.schooling.rank for v in vacancies)
        self.experience_months = _whole(v.experience_months for v in vacancies)
        self.headcount = _whole(v.headcount for v in vacancies)
        self.insurance = _flags(v.has_insurance for v in vacancies)
        self.hazardous = _flags(v.is_hazardous for v in vacancies)
        self.urgent = _flags(v.is_urgent for v in vacancies)
        self.piecework = _flags(v.is_piecework for v in vacancies)
        self.start_by = _whole(_ordinal(v.start_by, NEVER) for v in vacancies)
        self.coach_from = [v.coach_from for v in vacancies]
        self.coach_counties = sorted(frozenset().union(*self.coach_from))
        self.coaches = _has(self.coach_from, self.coach_counties) > 0
        asked = [v.certificates for v in vacancies]
        self.certificate_names = sorted(frozenset().union(*asked))
        self.asked = _has(asked, self.certificate_names)

    def __len__(self) -> int:
        return len(self.place)

    def taken(self, rows: NDArray[np.intp]) -> VacancyColumns:
        """Return some of the rows, in this order; the names stay those of all."""
        part = copy(self)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray):
                setattr(part, name, values[rows])
        part.coach_from = [self.coach_from[row] for row in rows.tolist()]
        return part

    def coach_comes_from(self, county: str) -> NDArray[np.bool_]:
        """Return to which gates a coach comes from a county."""
        if county not in self.coach_counties:
            return np.zeros(len(self), dtype=bool)
        comes: NDArray[np.bool_] = self.coaches[:, self.coach_counties.index(county)]
        return comes


class SeekerColumns:
    """
    The comparable wishes and skills of seekers, as above.

    ``certificates`` are with all that they include, ``likely_certificates`` also with
    what somebody who names no class mostly holds.
    """

    def __init__(self, seekers: Sequence[SeekerProfile]) -> None:
        self.silent = _flags(not f"{s.wanted_title}{s.skills}".strip() for s in seekers)
        self.wanted_pay = _whole(
            UNKNOWN_PAY if s.wanted_pay_cents is None else s.wanted_pay_cents
            for s in seekers
        )
        self.wanted_shift = _whole(shift_number(s.wanted_shift) for s in seekers)
        self.wants_lodging = _flags(s.wants_lodging for s in seekers)
        self.wants_board = _flags(s.wants_board for s in seekers)
        self.schooling = _whole(s.schooling.rank for s in seekers)
        self.experience_months = _whole(s.experience_months for s in seekers)
        self.wanted_location = [s.wanted_location for s in seekers]
        self.refuses = np.array(
            [[shift in s.refused_shifts for shift in _SHIFTS] for s in seekers], bool
        ).reshape(len(self.wanted_pay), len(_SHIFTS))
        self.reach_m = _degrees(s.reach_m for s in seekers)
        self.available_from = _whole(_ordinal(s.available_from, 0) for s in seekers)
        self.is_child = _flags(s.protection is Protection.CHILD for s in seekers)
        self.is_minor = _flags(s.protection is not Protection.NONE for s in seekers)
        self.home_county = [s.home_county for s in seekers]
        self.certificates = [with_included(s.certificates) for s in seekers]
        self.likely_certificates = [with_likely(s.certificates) for s in seekers]

    def __len__(self) -> int:
        return len(self.wanted_pay)


def shift_number(shift: Shift | None) -> int:
    """Return a number for a shift; ``UNKNOWN_SHIFT`` for None."""
    return UNKNOWN_SHIFT if shift is None else _SHIFTS.index(shift)


def pay_reach(vacancy: VacancyProfile) -> int:
    """Return the upper end of the pay, of an open range the lower; -1 if unknown."""
    for cents in (vacancy.pay_max_cents, vacancy.pay_min_cents):
        if cents is not None:
            return cents
    return UNKNOWN_PAY


def pay_middle(vacancy: VacancyProfile) -> int:
    """Return the middle of the pay, of an open range the known end; -1 if unknown."""
    low, high = vacancy.pay_min_cents, vacancy.pay_max_cents
    if low is None or high is None:
        return pay_reach(vacancy)
    return (low + high) // 2


def pay_weighed(vacancy: VacancyProfile) -> int:
    """
    Return the middle of the pay as it ranks; -1 if unknown.

    Nobody gains by hiding an end: a lower end that is not told counts as nothing, an
    upper one as no more than the lower. So no advert stands above one that tells both
    and has the same other end, and more at either end never counts less.
    """
    low, high = vacancy.pay_min_cents, vacancy.pay_max_cents
    if low is None and high is not None:
        return high // 2
    return pay_middle(vacancy)


def certificate_shares(
    certificates: Sequence[frozenset[str]], theirs: VacancyColumns
) -> NDArray[np.float32]:
    """
    Return which share of the certificates a vacancy asks for each seeker has.

    Shape ``(seekers, vacancies)``; 1 where none is asked for.

    Parameters
    ----------
    certificates
        Of each seeker, with all that they include.
    """
    counts = theirs.asked.sum(axis=1)
    held = holds(certificates, theirs.certificate_names)
    shares: NDArray[np.float32] = np.where(
        counts > 0, held @ theirs.asked.T / np.maximum(counts, 1), np.float32(1)
    )
    return shares


def certificate_signs(
    held: Iterable[str], theirs: VacancyColumns
) -> NDArray[np.float32]:
    """
    Return how the certificates that somebody names beside a search speak for vacancies.

    1 where some are asked for and all of these are named; -1 where a class of driving
    licence is named and another is asked for, or the permit for a machine (叉车证):
    who names what they may drive names all of it; else 0, for not all is named that is
    held.

    Parameters
    ----------
    held
        Canonical names.
    """
    named = with_included(held)
    asked = theirs.asked
    has = holds([named], theirs.certificate_names)[0]
    met = (asked.sum(axis=1) > 0) & (asked @ (1 - has) == 0)
    signs: NDArray[np.float32] = met.astype(np.float32)
    if is_licence(named):
        drives = [
            is_licence(names) or is_machine_permit(names)
            for names in map(alternatives, theirs.certificate_names)
        ]
        signs[asked @ (np.array(drives, np.float32) * (1 - has)) > 0] = -1
    return signs


def holds(held: Sequence[frozenset[str]], asked: Sequence[str]) -> NDArray[np.float32]:
    """
    Return 1 where one of the alternatives of an asked certificate is held, else 0.

    Parameters
    ----------
    held
        Each with all that it includes.
    """
    names = sorted({each for name in asked for each in alternatives(name)})
    enough = _has([frozenset(alternatives(name)) for name in asked], names)
    found: NDArray[np.float32] = np.minimum(_has(held, names) @ enough.T, np.float32(1))
    return found


def _has(sets: Sequence[frozenset[str]], names: Sequence[str]) -> NDArray[np.float32]:
    held = np.zeros((len(sets), len(names)), dtype=np.float32)
    columns = {name: column for column, name in enumerate(names)}
    for row, each in enumerate(sets):
        for name in each & columns.keys():
            held[row, columns[name]] = 1
    return held


def _ordinal(day: dt.date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _whole(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)


def _flags(values: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(values, np.bool_)


def _degrees(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.fromiter((np.nan if v is None else v for v in values), np.float64)
