"""The best vacancies for each seeker, and the best seekers for each vacancy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.eligibility import Obstacle, find_obstacles
from matcher.errors import VectorError
from matcher.explanation import Reason, explain
from matcher.ranking import Baseline, find_features, find_fits, similarities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors
    from matcher.types import SeekerProfile, VacancyProfile


@dataclass(frozen=True, slots=True)
class Fit:
    """A pair that may be, how well it fits from 0 to 1, and why."""

    seeker_id: int
    vacancy_id: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """
    What was found for one seeker or one vacancy.

    Parameters
    ----------
    id
        The seeker's or the vacancy's.
    fits
        Best first; ties in the order that was given.
    obstacles
        How many of the others each obstacle ruled out; one may be ruled out by several.
    """

    id: int
    fits: tuple[Fit, ...]
    obstacles: dict[Obstacle, int]


def match_seekers(
    seekers: Sequence[SeekerProfile],
    vacancies: Sequence[VacancyProfile],
    seeker_vectors: Vectors,
    vacancy_vectors: Vectors,
    baseline: Baseline,
    k: int = 10,
) -> list[Matches]:
    """
    Return, for every seeker in order, the best k vacancies that are within reach.

    Parameters
    ----------
    seeker_vectors, vacancy_vectors
        Of their work, L2-normalised, a row each.

    Raises
    ------
    VectorError
        When the vectors do not fit the profiles or hold NaN or infinity.
    ValueError
        When k < 1.
    """
    pairs = _Pairs(seekers, vacancies, seeker_vectors, vacancy_vectors, baseline)
    return [pairs.of_seeker(row, k) for row in range(len(seekers))]


def match_vacancies(
    seekers: Sequence[SeekerProfile],
    vacancies: Sequence[VacancyProfile],
    seeker_vectors: Vectors,
    vacancy_vectors: Vectors,
    baseline: Baseline,
    k: int = 10,
) -> list[Matches]:
    """Return, for every vacancy in order, the best k seekers; as ``match_seekers``."""
    pairs = _Pairs(seekers, vacancies, seeker_vectors, vacancy_vectors, baseline)
    return [pairs.of_vacancy(column, k) for column in range(len(vacancies))]


class _Pairs:
    """All pairs, compared at once: some 60 bytes each."""

    def __init__(
        self,
        seekers: Sequence[SeekerProfile],
        vacancies: Sequence[VacancyProfile],
        seeker_vectors: Vectors,
        vacancy_vectors: Vectors,
        baseline: Baseline,
    ) -> None:
        _check_vectors(seeker_vectors, len(seekers), "seekers")
        _check_vectors(vacancy_vectors, len(vacancies), "vacancies")
        self.seekers = seekers
        self.vacancies = vacancies
        cosines = similarities(seeker_vectors, vacancy_vectors)
        self.closeness = baseline.closeness(cosines)
        self.fits = find_fits(find_features(seekers, vacancies, self.closeness))
        self.obstacles = find_obstacles(seekers, vacancies)
        self.eligible = ~np.logical_or.reduce(list(self.obstacles.values()))

    def of_seeker(self, row: int, k: int) -> Matches:
        columns = _best(self.fits[row], self.eligible[row], k)
        return Matches(
            self.seekers[row].id,
            tuple(self._fit(row, int(column)) for column in columns),
            self._counts((row, slice(None))),
        )

    def of_vacancy(self, column: int, k: int) -> Matches:
        rows = _best(self.fits[:, column], self.eligible[:, column], k)
        return Matches(
            self.vacancies[column].id,
            tuple(self._fit(int(row), column) for row in rows),
            self._counts((slice(None), column)),
        )

    def _fit(self, row: int, column: int) -> Fit:
        seeker, vacancy = self.seekers[row], self.vacancies[column]
        reasons = explain(seeker, vacancy, float(self.closeness[row, column]))
        return Fit(seeker.id, vacancy.id, float(self.fits[row, column]), reasons)

    def _counts(self, part: tuple[int | slice, int | slice]) -> dict[Obstacle, int]:
        counts = Counter(
            {kind: int(found[part].sum()) for kind, found in self.obstacles.items()}
        )
        return {kind: count for kind, count in counts.most_common() if count}


def _best(
    fits: NDArray[np.float32], eligible: NDArray[np.bool_], k: int
) -> NDArray[np.intp]:
    if k < 1:
        msg = f"Expected k >= 1, got {k}."
        raise ValueError(msg)
    allowed = np.flatnonzero(eligible)
    return allowed[np.argsort(-fits[allowed], kind="stable")[:k]]


def _check_vectors(vectors: Vectors, count: int, whose: str) -> None:
    if vectors.ndim != 2 or len(vectors) != count:
        msg = f"Expected {count} vectors of {whose}, got shape {vectors.shape}."
        raise VectorError(msg)
    if not np.isfinite(vectors).all():
        raise VectorError(f"The vectors of {whose} hold NaN or infinity.")
