"""
How near the work of a seeker is to that of a vacancy, by what an encoder made of both.

Encoders use different ranges of the cosine, so it is measured against work that has
nothing to do with each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.errors import VectorError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

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
    """
    Return the cosines of all pairs of L2-normalised rows.

    Raises
    ------
    VectorError
        When their lengths differ: they are of two encoders.
    """
    if seekers.shape[1] != vacancies.shape[1]:
        msg = (
            f"The vectors of seekers have {seekers.shape[1]} dimensions, those of "
            f"vacancies {vacancies.shape[1]}: encode both with one encoder."
        )
        raise VectorError(msg)
    return seekers @ vacancies.T
