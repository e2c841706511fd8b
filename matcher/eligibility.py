"""The conditions without which a pair is no use to one of the two sides."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import numpy as np

from matcher.columns import (
    UNKNOWN_PAY,
    SeekerColumns,
    VacancyColumns,
    certificate_shares,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.types import SeekerProfile, VacancyProfile


class Obstacle(enum.StrEnum):
    """What stands in the way, in the order in which it is told."""

    NO_POSTS = "no_posts"
    CERTIFICATE = "certificate"
    SCHOOLING = "schooling"
    PAY = "pay"


def find_obstacles(
    seekers: Sequence[SeekerProfile], vacancies: Sequence[VacancyProfile]
) -> dict[Obstacle, NDArray[np.bool_]]:
    """
    Return, for each obstacle, between whom it stands: ``(seekers, vacancies)``.

    What is not known is no obstacle: a seeker who does not tell the schooling, a
    vacancy whose pay is negotiable.
    """
    ours, theirs = SeekerColumns(seekers), VacancyColumns(vacancies)
    told = (ours.schooling > 0)[:, None]
    known = (theirs.pay_reach != UNKNOWN_PAY)[None, :]
    shape = (len(seekers), len(vacancies))
    return {
        Obstacle.NO_POSTS: np.broadcast_to(theirs.headcount < 1, shape),
        Obstacle.CERTIFICATE: certificate_shares(seekers, vacancies) < 1,
        Obstacle.SCHOOLING: told & (ours.schooling[:, None] < theirs.schooling),
        Obstacle.PAY: known & (theirs.pay_reach < ours.wanted_pay[:, None]),
    }
