"""
What of a pair is weighed: named features between 0 and 1, of which more is better.

No feature reads the home county, and nothing else is known of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.columns import (
    UNKNOWN_PAY,
    UNKNOWN_SHIFT,
    SeekerColumns,
    VacancyColumns,
    certificate_shares,
    shift_number,
)
from matcher.location import code_range, distance_m
from matcher.types import Location, Shift

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF: Final = np.float32(0.5)
# Against what pay is weighed for those who name none.
USUAL_PAY_CENTS: Final = 600_000
# At this distance from the wanted place half of the wish is left.
HALF_DISTANCE_M: Final = 15_000
# Who has done the work for so long has learnt it.
LEARNT_MONTHS: Final = 60

Features = dict[str, "NDArray[np.float32]"]


class Side(StrEnum):
    """Whose mind a feature speaks to."""

    WANTS = "wants"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Feature:
    """
    What a feature promises.

    Parameters
    ----------
    sides
        Who weighs it. More of it never lowers the chance on either side.
    neutral
        Its value when nothing is wished or known.
    knots
        Where its weight may change, from 0 to 1.
    """

    name: str
    sides: frozenset[Side]
    neutral: float
    knots: tuple[float, ...] = (0.0, 1.0)


_WANTS: Final = frozenset({Side.WANTS})
_ASKS: Final = frozenset({Side.ASKS})
_GRADED: Final = (0.0, 0.5, 1.0)

FEATURES: Final = {
    feature.name: feature
    for feature in (
        Feature("work", _WANTS | _ASKS, 0.35, (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)),
        Feature("pay", _WANTS, 0.5, (0.0, 0.25, 0.5, 0.75, 1.0)),
        Feature("pay_told", _WANTS, 1.0),
        Feature("place", _WANTS, 0.5, _GRADED),
        Feature("shift", _WANTS, 0.5, _GRADED),
        Feature("lodging", _WANTS, 0.5, _GRADED),
        Feature("board", _WANTS, 0.5, _GRADED),
        Feature("insurance", _WANTS, 0.0),
        Feature("experience", _ASKS, 1.0, _GRADED),
        Feature("practice", _ASKS, 0.0, _GRADED),
        Feature("certificate", _ASKS, 0.0),
        Feature("schooling", _ASKS, 0.0),
    )
}


def of_side(side: Side) -> tuple[Feature, ...]:
    """Return the features that one side weighs."""
    return tuple(each for each in FEATURES.values() if side in each.sides)


def find_features(
    ours: SeekerColumns, theirs: VacancyColumns, closeness: NDArray[np.float32]
) -> Features:
    """
    Return the features of all pairs, by name, each ``(seekers, vacancies)`` in 0 to 1.

    Parameters
    ----------
    closeness
        Of the work, as ``Baseline.closeness`` gives it, of the same shape.
    """
    shape = (len(ours), len(theirs))

    def of_all(values: NDArray[np.bool_]) -> NDArray[np.float32]:
        return np.broadcast_to(values.astype(np.float32), shape)

    return {
        "work": closeness,
        "pay": _pay(ours, theirs),
        "pay_told": of_all(theirs.pay_reach != UNKNOWN_PAY),
        "place": _places(ours, theirs),
        "shift": _shift(ours, theirs),
        "lodging": _wish(ours.wants_lodging, theirs.lodging),
        "board": _wish(ours.wants_board, theirs.board),
        "insurance": of_all(theirs.insurance),
        "experience": _experience(ours, theirs),
        "practice": of_all(np.ones(len(theirs), bool)) * _practice(ours)[:, None],
        "certificate": certificate_shares(ours.certificates, theirs)
        * theirs.asked.any(axis=1),
        "schooling": _schooling(ours, theirs),
    }


def _pay(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """
    Return one half at the wanted pay, 1 at half as much again and above.

    Who names none is taken to want the usual pay.
    """
    named = (ours.wanted_pay > 0)[:, None]
    wanted = np.where(named, ours.wanted_pay[:, None], USUAL_PAY_CENTS)
    above = (theirs.pay_weighed - wanted) / wanted
    known = theirs.pay_weighed != UNKNOWN_PAY
    return np.where(known, np.clip(HALF + above, 0, 1), HALF).astype(np.float32)


def _places(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return 1 inside the wanted place, less with the distance from its seat."""
    rows = {place: _place(place, theirs) for place in set(ours.wanted_location)}
    if not rows:
        return np.empty((0, len(theirs)), dtype=np.float32)
    return np.stack([rows[place] for place in ours.wanted_location])


def _place(wanted: Location, theirs: VacancyColumns) -> NDArray[np.float32]:
    if not wanted.code:
        return np.full(len(theirs), HALF)
    first, past = code_range(wanted.code)
    near = np.zeros(len(theirs))
    if wanted.lat is not None and wanted.lon is not None:
        metres = distance_m(theirs.lat, theirs.lon, wanted.lat, wanted.lon)
        near = np.nan_to_num(0.5 ** (metres / HALF_DISTANCE_M))
    inside = (theirs.place >= first) & (theirs.place < past)
    return np.where(inside, 1, near).astype(np.float32)


def _shift(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    wanted = ours.wanted_shift[:, None]
    unknown = (wanted == UNKNOWN_SHIFT) | (theirs.shift == UNKNOWN_SHIFT)
    flexible = shift_number(Shift.FLEXIBLE)
    suits = (wanted == theirs.shift) | (theirs.shift == flexible) | (wanted == flexible)
    return np.where(unknown, HALF, suits.astype(np.float32))


def _wish(wanted: NDArray[np.bool_], offered: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.where(wanted[:, None], offered.astype(np.float32), HALF)


def _experience(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return 1 when it is enough or none is asked for, else the share that is there."""
    asked = np.maximum(theirs.experience_months, 1)
    share = np.minimum(ours.experience_months[:, None] / asked, 1)
    return np.where(theirs.experience_months > 0, share, 1).astype(np.float32)


def _practice(ours: SeekerColumns) -> NDArray[np.float32]:
    """Return the root of the share of five years: the first years teach the most."""
    share = np.clip(ours.experience_months / LEARNT_MONTHS, 0, 1)
    return np.sqrt(share).astype(np.float32)


def _schooling(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return 1 when some is asked for and told to be there."""
    met = (theirs.schooling > 0) & (ours.schooling[:, None] >= theirs.schooling)
    return met.astype(np.float32)
