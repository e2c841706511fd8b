"""Profiles laid out in columns, so that all pairs are compared at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.location import code_number
from matcher.types import SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

UNKNOWN_PAY: Final = -1
UNKNOWN_SHIFT: Final = -1
_SHIFTS: Final = tuple(Shift)


class VacancyColumns:
    """
    The comparable facts of vacancies, an array each, in the order given.

    ``place`` is the code as a number of nine digits or -1, ``lat`` and ``lon`` may be
    NaN, pay is in fen a month with ``UNKNOWN_PAY``, ``shift`` as ``shift_number`` has
    it, ``schooling`` the rank.
    """

    def __init__(self, vacancies: Sequence[VacancyProfile]) -> None:
        self.place = _whole(code_number(v.location.code) for v in vacancies)
        self.lat = _degrees(v.location.lat for v in vacancies)
        self.lon = _degrees(v.location.lon for v in vacancies)
        self.pay_reach = _whole(pay_reach(v) for v in vacancies)
        self.pay_middle = _whole(pay_middle(v) for v in vacancies)
        self.lodging = _flags(v.has_lodging for v in vacancies)
        self.board = _flags(v.has_board for v in vacancies)
        self.shift = _whole(shift_number(v.shift) for v in vacancies)
        self.schooling = _whole(v.schooling.rank for v in vacancies)
        self.experience_months = _whole(v.experience_months for v in vacancies)
        self.headcount = _whole(v.headcount for v in vacancies)

    def __len__(self) -> int:
        return len(self.place)


class SeekerColumns:
    """The comparable wishes and skills of seekers, as above."""

    def __init__(self, seekers: Sequence[SeekerProfile]) -> None:
        self.wanted_pay = _whole(
            UNKNOWN_PAY if s.wanted_pay_cents is None else s.wanted_pay_cents
            for s in seekers
        )
        self.wanted_shift = _whole(shift_number(s.wanted_shift) for s in seekers)
        self.wants_lodging = _flags(s.wants_lodging for s in seekers)
        self.wants_board = _flags(s.wants_board for s in seekers)
        self.schooling = _whole(s.schooling.rank for s in seekers)
        self.experience_months = _whole(s.experience_months for s in seekers)

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


def certificate_shares(
    seekers: Sequence[SeekerProfile], vacancies: Sequence[VacancyProfile]
) -> NDArray[np.float32]:
    """
    Return which share of the certificates a vacancy asks for a seeker has.

    Shape ``(seekers, vacancies)``; 1 where none is asked for.
    """
    asked_for = sorted(set().union(*(v.certificates for v in vacancies)))
    if not asked_for or not seekers:
        return np.ones((len(seekers), len(vacancies)), dtype=np.float32)
    held = _has([s.certificates for s in seekers], asked_for)
    asked = _has([v.certificates for v in vacancies], asked_for)
    counts = asked.sum(axis=1)
    shares: NDArray[np.float32] = np.where(
        counts > 0, held @ asked.T / np.maximum(counts, 1), np.float32(1)
    )
    return shares


def _has(sets: Sequence[frozenset[str]], names: Sequence[str]) -> NDArray[np.float32]:
    return np.array([[name in each for name in names] for each in sets], np.float32)


def _whole(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)


def _flags(values: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(values, np.bool_)


def _degrees(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.fromiter((np.nan if v is None else v for v in values), np.float64)
