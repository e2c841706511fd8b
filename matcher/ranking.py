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
SAME_WORK_DEVIATIONS: Final = 6.0
# Work that has nothing to do with each other, as people write it on any day.
_UNRELATED: Final = (
    ("缝纫工", "平车缝制服装，熟手优先"),
    ("叉车司机", "负责装卸货物，堆放整齐"),
    ("会计", "做账报税，会用财务软件"),
    ("厨师", "员工食堂大锅菜，会做面点"),
    ("电焊工", "二保焊，会看图纸"),
    ("幼儿园教师", "带班，组织活动"),
    ("保安", "门岗执勤，登记车辆"),
    ("护士", "病区护理，有执业证"),
    ("软件开发工程师", "后端开发，熟悉数据库"),
    ("挡车工", "喷水织机看台，处理断经断纬"),
    ("房产销售", "接待客户，带看签约"),
    ("保洁员", "打扫办公楼和公共区域"),
    ("数控车床操作工", "装夹工件，测量尺寸"),
    ("快递员", "片区派件收件，自备电动车"),
    ("养殖工人", "喂养生猪，清理圈舍"),
    ("美容师", "皮肤护理，维护顾客"),
    ("律师", "代理案件，起草合同"),
    ("电话客服", "接听来电，记录投诉"),
    ("泥瓦工", "砌墙抹灰，贴瓷砖"),
    ("司仪", "主持婚礼和庆典"),
)

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
        titles = [title for title, _ in _UNRELATED]
        wholes = [f"{title}。{duty}" for title, duty in _UNRELATED]
        queries = blend(encoder.encode_queries(titles), encoder.encode_queries(wholes))
        passages = blend(
            encoder.encode_passages(titles), encoder.encode_passages(wholes)
        )
        cosines = queries @ passages.T
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


def blend(*wordings: Vectors) -> Vectors:
    """
    Return the mean direction of several wordings of the same things, row by row.

    A title alone is sharp and sometimes odd, with its description it is vague: the
    mean of both tells work apart better than either.
    """
    total: Vectors = np.sum(wordings, axis=0, dtype=np.float32)
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
    return total


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
