"""
How well a seeker and a vacancy fit: what the one wants, what the other asks for.

Both sides are weighted means of features between 0 and 1; the fit is their geometric
mean, so a pair that is nothing to one side is no fit, however much the other gains.
No feature reads the home county, and nothing else is known of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from matcher.types import Location, SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

# The judgement of people who place workers, until outcomes teach better: the work comes
# first on both sides, then the pay.
WANTS: Final = {
    "work": 0.55,
    "pay": 0.20,
    "place": 0.10,
    "shift": 0.05,
    "lodging": 0.06,
    "board": 0.04,
}
ASKS: Final = {"work": 0.70, "experience": 0.20, "certificate": 0.10}
NEUTRAL: Final = np.float32(0.5)
# Against what pay is weighed for those who name none.
USUAL_PAY_CENTS: Final = 600_000
# At this distance from the wanted place half of the wish is left.
HALF_DISTANCE_M: Final = 15_000
# Similarity of the same work lies about this many deviations above unrelated work.
SAME_WORK_DEVIATIONS: Final = 5.0
# Unrelated to each other, and what a labour office hears on any day.
_UNRELATED: Final = (
    "缝纫工", "叉车司机", "会计", "厨师", "电焊工", "幼儿园教师", "保安", "护士",
    "软件开发工程师", "挡车工", "房产销售", "保洁员", "数控车床操作工", "快递员",
    "质检员", "养殖工人", "美容师", "律师", "货运代理", "电话客服", "泥瓦工", "司仪",
)  # fmt: skip

Features = dict[str, "NDArray[np.float32]"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """
    The similarity of unrelated work by one encoder: encoders use different ranges.

    Parameters
    ----------
    mean, deviation
        Of the cosines of work that has nothing to do with each other.
    """

    mean: float
    deviation: float

    @classmethod
    def of(cls, encoder: Encoder) -> Baseline:
        """Measure an encoder."""
        queries = encoder.encode_queries(_UNRELATED)
        cosines = queries @ encoder.encode_passages(_UNRELATED).T
        apart = cosines[~np.eye(len(_UNRELATED), dtype=bool)]
        return cls(float(apart.mean()), max(float(apart.std()), 1e-6))

    def closeness(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return 0 for unrelated work to 1 for the same."""
        deviations = (cosines - self.mean) / self.deviation
        near: NDArray[np.float32] = np.clip(deviations / SAME_WORK_DEVIATIONS, 0, 1)
        return near.astype(np.float32)


def find_features(
    seekers: Sequence[SeekerProfile],
    vacancies: Sequence[VacancyProfile],
    closeness: NDArray[np.float32],
) -> Features:
    """
    Return the features of all pairs, by name, each ``(seekers, vacancies)`` in 0 to 1.

    One half means that nothing is wished or known.

    Parameters
    ----------
    closeness
        Of the work, as ``Baseline.closeness`` gives it, of the same shape.
    """
    ours, theirs = SeekerColumns(seekers), VacancyColumns(vacancies)
    held = certificate_shares(seekers, vacancies)
    asked = np.array([bool(v.certificates) for v in vacancies])
    return {
        "work": closeness,
        "pay": _pay(ours, theirs),
        "place": _places([s.wanted_location for s in seekers], theirs),
        "shift": _shift(ours, theirs),
        "lodging": _wish(ours.wants_lodging, theirs.lodging),
        "board": _wish(ours.wants_board, theirs.board),
        "experience": _experience(ours, theirs),
        "certificate": np.where(asked, held, NEUTRAL),
    }


def find_fits(features: Features) -> NDArray[np.float32]:
    """Return how well each pair fits, 0 to 1; no feature that rises lowers it."""
    wants, asks = (
        sum(
            (np.float32(weight) * features[name] for name, weight in side.items()),
            np.zeros((), dtype=np.float32),
        )
        for side in (WANTS, ASKS)
    )
    return np.sqrt(wants * asks)


def similarities(seekers: Vectors, vacancies: Vectors) -> NDArray[np.float32]:
    """Return the cosines of all pairs of L2-normalised rows."""
    return seekers @ vacancies.T


def _pay(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return one half at the wanted pay, 1 at half as much again and above."""
    named = (ours.wanted_pay > 0)[:, None]
    wanted = np.where(named, ours.wanted_pay[:, None], USUAL_PAY_CENTS)
    above = (theirs.pay_middle - wanted) / wanted
    known = theirs.pay_middle != UNKNOWN_PAY
    return np.where(known, np.clip(NEUTRAL + above, 0, 1), NEUTRAL).astype(np.float32)


def _places(wanted: Sequence[Location], theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return 1 inside the wanted place, less with the distance from its seat."""
    rows = {place: _place(place, theirs) for place in set(wanted)}
    if not wanted:
        return np.empty((0, len(theirs)), dtype=np.float32)
    return np.stack([rows[place] for place in wanted])


def _place(wanted: Location, theirs: VacancyColumns) -> NDArray[np.float32]:
    if not wanted.code:
        return np.full(len(theirs), NEUTRAL)
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
    return np.where(unknown, NEUTRAL, suits.astype(np.float32))


def _wish(wanted: NDArray[np.bool_], offered: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.where(wanted[:, None], offered.astype(np.float32), NEUTRAL)


def _experience(ours: SeekerColumns, theirs: VacancyColumns) -> NDArray[np.float32]:
    """Return 1 when it is enough, else the share that is there."""
    asked = np.maximum(theirs.experience_months, 1)
    share = np.minimum(ours.experience_months[:, None] / asked, 1)
    return np.where(theirs.experience_months > 0, share, 1).astype(np.float32)
