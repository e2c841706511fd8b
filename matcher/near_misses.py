"""Vacancies of suitable work from which one thing keeps a seeker, and which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.columns import SeekerColumns
from matcher.counterfactuals import SUITABLE_WORK
from matcher.eligibility import Obstacle, find_obstacles
from matcher.explanation import Reason, explain_obstacles
from matcher.ranking import similarities

if TYPE_CHECKING:
    from matcher.encoder.protocol import Vectors
    from matcher.matching import Vacancies
    from matcher.ranking import Baseline
    from matcher.types import SeekerProfile

# What a person can do something about, or think over; nobody grows older by reading.
MENDABLE: Final = (
    Obstacle.CERTIFICATE,
    Obstacle.SCHOOLING,
    Obstacle.PAY,
    Obstacle.SHIFT,
    Obstacle.REACH,
    Obstacle.DATES,
)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A vacancy that would fit, and what is missing."""

    vacancy_id: int
    missing: tuple[Reason, ...]


def find_near_misses(
    seeker: SeekerProfile,
    vector: Vectors,
    vacancies: Vacancies,
    baseline: Baseline,
    most: int = 3,
) -> tuple[NearMiss, ...]:
    """
    Return the vacancies that a single obstacle rules out, the closest work first.

    Ties stand in the order of the vacancies; none when nothing is near.

    Parameters
    ----------
    vector
        Of the seeker's work, as in ``Seekers``.
    """
    if not vacancies.profiles:
        return ()
    near = baseline.closeness(similarities(vector[None, :], vacancies.vectors))[0]
    found = find_obstacles(SeekerColumns([seeker]), vacancies.columns)
    stands = {obstacle: rows[0] for obstacle, rows in found.items()}
    count = np.sum([rows.astype(np.int64) for rows in stands.values()], axis=0)
    mendable = np.logical_or.reduce([stands[each] for each in MENDABLE])
    rows = np.flatnonzero((count == 1) & mendable & (near >= SUITABLE_WORK))
    best = rows[np.argsort(-near[rows], kind="stable")][:most]
    profiles = [vacancies.profiles[row] for row in best.tolist()]
    return tuple(
        NearMiss(profile.id, explain_obstacles(seeker, profile)) for profile in profiles
    )
