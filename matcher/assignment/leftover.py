"""Why somebody is left without a place, in words that lead to a remedy."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matcher.assignment.problem import Unplaced
    from matcher.eligibility import Obstacle


class Left(enum.StrEnum):
    """
    Why a seeker is placed nowhere.

    As ``Unplaced`` has it; of who has no candidates, what stands between them and
    suitable work, or that there is no such work, or that they have named none.
    """

    OUTBID = "outbid"
    NO_POSTS = "no_posts"
    UNTOLD = "untold"
    NO_WORK = "no_work"
    NO_CANDIDATES = "no_candidates"
    AGE = "age"
    CERTIFICATE = "certificate"
    SCHOOLING = "schooling"
    PAY = "pay"
    SHIFT = "shift"
    REACH = "reach"
    DATES = "dates"


def of_unplaced(cause: Unplaced) -> Left:
    """Return what is known without a look at the conditions."""
    return Left(cause.value)


def main_obstacle(
    suitable: NDArray[np.bool_], obstacles: Mapping[Obstacle, NDArray[np.bool_]]
) -> Left:
    """
    Return what keeps a seeker from suitable work, of who is within reach of none.

    The obstacle that alone keeps them from most of it; where nothing stands alone, the
    one that stands most often. Ties go to the one that is told first; ``NO_WORK``
    where no work is suitable.

    Parameters
    ----------
    suitable
        Of each vacancy, whether its work is.
    obstacles
        Of each vacancy, whether the obstacle stands.
    """
    if not suitable.any():
        return Left.NO_WORK
    kinds = list(obstacles)
    stands = np.stack([obstacles[kind][suitable] for kind in kinds])
    alone = stands[:, stands.sum(axis=0) == 1].sum(axis=1)
    counts = alone if alone.any() else stands.sum(axis=1)
    return Left(kinds[int(counts.argmax())].value)
