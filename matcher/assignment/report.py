"""An assignment in figures: how good it is, who is left over, which employers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.assignment.leftover import Left, of_unplaced
from matcher.assignment.problem import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.assignment.assign import Assignment
    from matcher.assignment.problem import Candidates


@dataclass(frozen=True, slots=True)
class Report:
    """
    What an assignment comes to.

    Parameters
    ----------
    posts
        How many are sought in all.
    placed
        How many people have a place.
    placements
        How many of them it may hope for.
    bound
        No assignment may hope for more.
    left
        How many are placed nowhere, by reason, most first.
    employers, without_anybody
        How many seek somebody, and how many of those get nobody.
    """

    people: int
    posts: int
    placed: int
    placements: float
    bound: float
    left: Mapping[Left, int]
    employers: int
    without_anybody: int

    @property
    def gap(self) -> float:
        """Return how far from the bound it is, as a share of it."""
        return (self.bound - self.placements) / self.bound if self.bound > 0 else 0.0

    @classmethod
    def of(
        cls,
        candidates: Candidates,
        found: Assignment,
        employers: Sequence[Hashable],
        reasons: Mapping[int, Left] | None = None,
    ) -> Report:
        """
        Count an assignment.

        Parameters
        ----------
        employers
            Of each vacancy whose it is.
        reasons
            Of some seekers, by row, what is known better than "no candidates".
        """
        filled = filled_posts(candidates, found.placed)
        sought: Counter[Hashable] = Counter()
        got: Counter[Hashable] = Counter()
        for employer, wanted, has in zip(
            employers, candidates.headcounts.tolist(), filled.tolist(), strict=True
        ):
            sought[employer] += wanted
            got[employer] += has
        seeking = [employer for employer, wanted in sought.items() if wanted]
        left = Counter(all_reasons(found, reasons or {}).values())
        return cls(
            people=candidates.people,
            posts=int(candidates.headcounts.sum()),
            placed=int((found.placed != NOWHERE).sum()),
            placements=found.placements,
            bound=found.bound,
            left=dict(left.most_common()),
            employers=len(seeking),
            without_anybody=sum(not got[employer] for employer in seeking),
        )


def all_reasons(found: Assignment, better: Mapping[int, Left]) -> dict[int, Left]:
    """Return of each seeker who is placed nowhere, by row, why."""
    return {
        row: better.get(row, of_unplaced(cause))
        for row, cause in found.unplaced.items()
    }


def filled_posts(
    candidates: Candidates, placed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return of each vacancy how many are placed there."""
    return np.bincount(placed[placed != NOWHERE], minlength=candidates.posts)
