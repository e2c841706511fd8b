"""The best vacancies for each seeker, and the best seekers for each vacancy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.columns import SeekerColumns, VacancyColumns
from matcher.eligibility import Obstacle, find_obstacles
from matcher.errors import VectorError
from matcher.explanation import Reason, explain
from matcher.ranking import find_features, similarities
from matcher.ranking.features import FEATURES
from matcher.ranking.lots import draw_lots, in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors
    from matcher.ranking import Baseline, Ranker
    from matcher.types import SeekerProfile, VacancyProfile


@dataclass(frozen=True, slots=True)
class Fit:
    """
    A pair that may be.

    Parameters
    ----------
    score
        How well it fits, 0 to 1: the geometric mean of both sides.
    chance
        That the vacancy, once looked at, is applied for and the employer takes it
        further; as far as the ranker's calibration goes.
    closeness
        Of the work, 0 for unrelated to 1 for the same.
    reasons
        For and against, by what moved the score.
    """

    seeker_id: int
    vacancy_id: int
    score: float
    chance: float
    closeness: float
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
        Best first; ties in the order that was given, or by the day's lots.
    obstacles
        How many of the others each obstacle ruled out; one may be ruled out by several.
    """

    id: int
    fits: tuple[Fit, ...]
    obstacles: dict[Obstacle, int]


@dataclass(frozen=True, slots=True, eq=False)
class Seekers:
    """
    Seekers laid out for comparing; make it once and keep it.

    Parameters
    ----------
    vectors
        Of their work, L2-normalised, a row each.

    Raises
    ------
    VectorError
        When the vectors do not fit the profiles or hold NaN or infinity.
    """

    profiles: Sequence[SeekerProfile]
    vectors: Vectors
    columns: SeekerColumns

    @classmethod
    def of(cls, profiles: Sequence[SeekerProfile], vectors: Vectors) -> Seekers:
        """Lay out profiles."""
        _check_vectors(vectors, len(profiles), "seekers")
        return cls(profiles, vectors, SeekerColumns(profiles))


@dataclass(frozen=True, slots=True, eq=False)
class Vacancies:
    """Vacancies laid out for comparing; as ``Seekers``."""

    profiles: Sequence[VacancyProfile]
    vectors: Vectors
    columns: VacancyColumns

    @classmethod
    def of(cls, profiles: Sequence[VacancyProfile], vectors: Vectors) -> Vacancies:
        """Lay out profiles."""
        _check_vectors(vectors, len(profiles), "vacancies")
        return cls(profiles, vectors, VacancyColumns(profiles))


class Pairs:
    """
    All pairs of seekers and vacancies, compared at once: some 100 bytes each.

    Attributes
    ----------
    closeness, fits
        Of the work, and of the pair; ``(seekers, vacancies)``, 0 to 1.
    obstacles, eligible
        What stands between whom, and between whom nothing stands.
    """

    def __init__(
        self, seekers: Seekers, vacancies: Vacancies, baseline: Baseline, ranker: Ranker
    ) -> None:
        self.seekers = seekers.profiles
        self.vacancies = vacancies.profiles
        self.ranker = ranker
        cosines = similarities(seekers.vectors, vacancies.vectors)
        self.closeness = baseline.closeness(cosines)
        # Nothing and nothing have one vector, and are not the same work.
        silent = np.outer(seekers.columns.silent, vacancies.columns.silent)
        self.closeness[silent] = FEATURES["work"].neutral
        self._features = find_features(
            seekers.columns, vacancies.columns, self.closeness
        )
        self.fits = ranker.fits(self._features)
        self.obstacles = find_obstacles(seekers.columns, vacancies.columns)
        self.eligible = ~np.logical_or.reduce(list(self.obstacles.values()))

    def of_seeker(self, row: int, k: int) -> Matches:
        """Return the best k vacancies of the seeker in this row."""
        columns = _best(self.fits[row], self.eligible[row], k)
        return Matches(
            self.seekers[row].id,
            self._fits(np.full(len(columns), row), columns),
            self._counts((row, slice(None))),
        )

    def chances_of(
        self, row: int, k: int, closeness: float = 0.0
    ) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """
        Return the seeker's best k vacancies as columns, and their chances.

        Parameters
        ----------
        closeness
            That the work has at least.
        """
        allowed = self.eligible[row] & (self.closeness[row] >= closeness)
        columns = _best(self.fits[row], allowed, k)
        return columns, self.ranker.probabilities(self.fits[row, columns])

    def of_vacancy(self, column: int, k: int, day: dt.date | None = None) -> Matches:
        """
        Return the best k seekers of the vacancy in this column.

        Parameters
        ----------
        day
            Those who fit equally stand in an order of this day; None: as given.
        """
        vacancy_id = self.vacancies[column].id
        lots = None
        if day is not None:
            lots = draw_lots([seeker.id for seeker in self.seekers], vacancy_id, day)
        rows = _best(self.fits[:, column], self.eligible[:, column], k, lots)
        return Matches(
            vacancy_id,
            self._fits(rows, np.full(len(rows), column)),
            self._counts((slice(None), column)),
        )

    def _fits(
        self, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> tuple[Fit, ...]:
        """Return some pairs with their reasons."""
        moved = self.ranker.contributions(
            {name: each[rows, columns] for name, each in self._features.items()}
        )
        scores = self.fits[rows, columns]
        chances = self.ranker.probabilities(scores).tolist()
        closeness = self.closeness[rows, columns].tolist()
        fits = []
        for at, score in enumerate(scores.tolist()):
            seeker = self.seekers[int(rows[at])]
            vacancy = self.vacancies[int(columns[at])]
            own = {name: float(each[at]) for name, each in moved.items()}
            reasons = explain(seeker, vacancy, closeness[at], own)
            fits.append(
                Fit(seeker.id, vacancy.id, score, chances[at], closeness[at], reasons)
            )
        return tuple(fits)

    def _counts(self, part: tuple[int | slice, int | slice]) -> dict[Obstacle, int]:
        counts = Counter(
            {kind: int(found[part].sum()) for kind, found in self.obstacles.items()}
        )
        return {kind: count for kind, count in counts.most_common() if count}


def match_seekers(
    seekers: Seekers,
    vacancies: Vacancies,
    baseline: Baseline,
    ranker: Ranker,
    k: int = 10,
) -> list[Matches]:
    """
    Return, for every seeker in order, the best k vacancies that are within reach.

    Raises
    ------
    ValueError
        When k < 1.
    """
    pairs = Pairs(seekers, vacancies, baseline, ranker)
    return [pairs.of_seeker(row, k) for row in range(len(seekers.profiles))]


def match_vacancies(
    seekers: Seekers,
    vacancies: Vacancies,
    baseline: Baseline,
    ranker: Ranker,
    k: int = 10,
    day: dt.date | None = None,
) -> list[Matches]:
    """
    Return, for every vacancy in order, the best k seekers; as ``match_seekers``.

    Parameters
    ----------
    day
        Those who fit equally stand in an order of this day; None: as given.
    """
    pairs = Pairs(seekers, vacancies, baseline, ranker)
    columns = range(len(vacancies.profiles))
    return [pairs.of_vacancy(column, k, day) for column in columns]


def _best(
    fits: NDArray[np.float32],
    eligible: NDArray[np.bool_],
    k: int,
    lots: NDArray[np.uint64] | None = None,
) -> NDArray[np.intp]:
    if k < 1:
        msg = f"Expected k >= 1, got {k}."
        raise ValueError(msg)
    allowed = np.flatnonzero(eligible)
    if lots is not None:
        return allowed[in_order(fits[allowed], lots[allowed])[:k]]
    return allowed[np.argsort(-fits[allowed], kind="stable")[:k]]


def _check_vectors(vectors: Vectors, count: int, whose: str) -> None:
    if vectors.ndim != 2 or len(vectors) != count:
        msg = f"Expected {count} vectors of {whose}, got shape {vectors.shape}."
        raise VectorError(msg)
    if not np.isfinite(vectors).all():
        raise VectorError(f"The vectors of {whose} hold NaN or infinity.")
