"""What became of the vacancies that seekers were shown, and what each is worth."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.ranking.features import Features


class Outcome(enum.IntEnum):
    """How far it came, from least to most."""

    IGNORED = 0
    VIEWED = 1
    APPLIED = 2
    DECLINED = 3
    INTERVIEWED = 4
    HIRED = 5
    STAYED = 6


# By outcome. Declined is as good as applied to the seeker, and a no of the employer.
GAINS: Final = np.array([0, 1, 2, 2, 3, 4, 5], dtype=np.float64)
# How much of a yes of the seeker it is; opening an advert is a little of one.
WANTED: Final = np.array([0, 0.2, 1, 1, 1, 1, 1])
# How much of a yes of the employer; NaN where the employer has not answered.
TAKEN: Final = np.array([np.nan, np.nan, np.nan, 0, 0.7, 0.9, 1])
# Whether both said yes; NaN where that is still open.
BOTH: Final = np.array([0, 0, np.nan, 0, 1, 1, 1])


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeLog:
    """
    Shown pairs, a row each.

    Parameters
    ----------
    features
        By name, as ``find_features`` gives them, of shape ``(rows,)``.
    lists
        Rows of the same number were shown together, to one seeker.
    vacancies
        The vacancy's id.
    positions
        Where in the list, from 1.
    outcomes
        An ``Outcome`` each.
    """

    features: Features
    lists: NDArray[np.int64]
    vacancies: NDArray[np.int64]
    positions: NDArray[np.int64]
    outcomes: NDArray[np.int64]

    def __post_init__(self) -> None:
        shape = self.lists.shape
        others = (self.vacancies, self.positions, self.outcomes)
        shapes = {each.shape for each in others}
        shapes |= {each.shape for each in self.features.values()}
        if len(shape) != 1 or shapes != {shape}:
            msg = f"Expected columns of one length, the lists have shape {shape}."
            raise ValueError(msg)
        if np.any(self.positions < 1):
            msg = f"Expected positions from 1, got {self.positions.min()}."
            raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.lists)

    def __add__(self, other: OutcomeLog) -> OutcomeLog:
        """Return the rows of both; their lists stay apart."""
        apart = self.lists.max(initial=-1) + 1 - other.lists.min(initial=0)
        return OutcomeLog(
            {
                name: np.concatenate([values, other.features[name]])
                for name, values in self.features.items()
            },
            np.concatenate([self.lists, other.lists + apart]),
            np.concatenate([self.vacancies, other.vacancies]),
            np.concatenate([self.positions, other.positions]),
            np.concatenate([self.outcomes, other.outcomes]),
        )

    @property
    def happened(self) -> int:
        """Return how many rows had an outcome: a view at least."""
        return int((self.outcomes > Outcome.IGNORED).sum())

    def rows(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """Return some of the rows."""
        return type(self)(
            {name: values[kept] for name, values in self.features.items()},
            self.lists[kept],
            self.vacancies[kept],
            self.positions[kept],
            self.outcomes[kept],
        )
