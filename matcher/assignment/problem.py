"""Who may be placed where, with what probability, and how that is judged."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What is nobody's: a seeker without a vacancy.
NOWHERE: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """
    Pairs that may be, seeker by seeker.

    Parameters
    ----------
    starts
        Where each seeker's pairs begin, one entry more than seekers.
    vacancies
        Of each pair the vacancy's row; a seeker's are distinct.
    chances
        Of each pair the probability that it comes to a placement, 0 to 1.
    headcounts
        Of each vacancy how many are sought, at least 0.

    Raises
    ------
    ValueError
        When lengths do not fit, a value is out of range or NaN, or a pair stands twice.
    """

    starts: NDArray[np.int64]
    vacancies: NDArray[np.int64]
    chances: NDArray[np.float64]
    headcounts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if (
            len(self.starts) < 1
            or self.starts[0] != 0
            or (np.diff(self.starts) < 0).any()
        ):
            raise ValueError("Expected starts that begin with 0 and never fall.")
        pairs = int(self.starts[-1])
        if not len(self.vacancies) == len(self.chances) == pairs:
            msg = f"Expected {pairs} pairs, got {len(self.vacancies)}."
            raise ValueError(msg)
        if (self.headcounts < 0).any():
            raise ValueError("Expected headcounts >= 0.")
        if not ((self.chances >= 0) & (self.chances <= 1)).all():
            raise ValueError("Expected chances between 0 and 1, without NaN.")
        if pairs and not (
            0 <= self.vacancies.min() <= self.vacancies.max() < self.posts
        ):
            raise ValueError(f"Expected rows of {self.posts} vacancies.")
        order = np.lexsort((self.vacancies, self.seekers))
        same = np.diff(self.vacancies[order]) == 0
        if (same & (np.diff(self.seekers[order]) == 0)).any():
            raise ValueError("A pair of seeker and vacancy stands twice.")

    @property
    def people(self) -> int:
        """Return how many seekers there are."""
        return len(self.starts) - 1

    @property
    def posts(self) -> int:
        """Return how many vacancies there are, whatever their headcounts."""
        return len(self.headcounts)

    @property
    def room(self) -> NDArray[np.int64]:
        """Return the headcounts, each at most one more than who might come."""
        who = np.bincount(self.vacancies, minlength=self.posts)
        return np.minimum(self.headcounts, who + 1)

    @property
    def seekers(self) -> NDArray[np.int64]:
        """Return the seeker of each pair."""
        return np.repeat(np.arange(self.people), np.diff(self.starts))


class Cause(enum.StrEnum):
    """What is wrong with an assignment."""

    WRONG_LENGTH = "wrong_length"
    NOT_A_CANDIDATE = "not_a_candidate"
    OVERFULL = "overfull"


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise: of which seeker or vacancy, and by how much."""

    cause: Cause
    subject: int
    excess: int


class Unplaced(enum.StrEnum):
    """Why a seeker is placed nowhere."""

    NO_CANDIDATES = "no_candidates"
    NO_POSTS = "no_posts"
    OUTBID = "outbid"


def check(candidates: Candidates, placed: NDArray[np.int64]) -> tuple[Violation, ...]:
    """
    Return what an assignment breaks; empty when it holds.

    Parameters
    ----------
    placed
        Of each seeker the vacancy's row, or ``NOWHERE``.
    """
    if len(placed) != candidates.people:
        return (Violation(Cause.WRONG_LENGTH, 0, len(placed) - candidates.people),)
    known = set(
        zip(candidates.seekers.tolist(), candidates.vacancies.tolist(), strict=True)
    )
    pairs = [(row, at) for row, at in enumerate(placed.tolist()) if at != NOWHERE]
    strangers = [row for row, at in pairs if (row, at) not in known]
    found = [Violation(Cause.NOT_A_CANDIDATE, row, 1) for row in strangers]
    inside = [at for _, at in pairs if 0 <= at < candidates.posts]
    over = np.bincount(inside, minlength=candidates.posts) - candidates.headcounts
    found += [
        Violation(Cause.OVERFULL, int(at), int(over[at]))
        for at in np.flatnonzero(over > 0)
    ]
    return tuple(found)


def expected(candidates: Candidates, placed: NDArray[np.int64]) -> float:
    """Return how many placements an assignment may hope for."""
    chosen = candidates.vacancies == placed[candidates.seekers]
    return float(candidates.chances[chosen].sum())


def why_unplaced(
    candidates: Candidates, placed: NDArray[np.int64]
) -> dict[int, Unplaced]:
    """Return for each seeker who is placed nowhere the reason."""
    reasons = {}
    for row in np.flatnonzero(placed == NOWHERE).tolist():
        part = slice(candidates.starts[row], candidates.starts[row + 1])
        theirs = candidates.vacancies[part][candidates.chances[part] > 0]
        if not len(theirs):
            reasons[row] = Unplaced.NO_CANDIDATES
        elif not candidates.headcounts[theirs].any():
            reasons[row] = Unplaced.NO_POSTS
        else:
            reasons[row] = Unplaced.OUTBID
    return reasons
