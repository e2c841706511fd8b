"""
Assigns seekers to vacancies, and says how far from the best that is.

Expected placements are maximised: a transportation problem, whose linear programme
has whole solutions. The auction's prices are a dual solution, so the bound is proven
however early the auction stops.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.assignment.bidding import auction, propose
from matcher.assignment.problem import (
    NOWHERE,
    Candidates,
    Unplaced,
    expected,
    why_unplaced,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Nobody gains by less; a thousandth of a placement for every three people.
LEAST: Final = 3e-4


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """
    Who is placed where.

    Parameters
    ----------
    placed
        Of each seeker the vacancy's row, or ``NOWHERE``.
    placements
        How many placements it may hope for.
    bound
        No assignment may hope for more.
    unplaced
        Why the others are placed nowhere.
    prices
        Of each vacancy what one post more would be worth, in placements.
    """

    placed: NDArray[np.int64]
    placements: float
    bound: float
    unplaced: dict[int, Unplaced]
    prices: NDArray[np.float64]
    runtime_s: float

    @property
    def gap(self) -> float:
        """Return how far from the bound this is, as a share of it."""
        return (self.bound - self.placements) / self.bound if self.bound > 0 else 0.0


def assign(
    candidates: Candidates, *, everybody: float = 0.0, least: float = LEAST
) -> Assignment:
    """
    Return the assignment with the most expected placements, within people × least.

    Parameters
    ----------
    everybody
        A placement's worth beyond its chance: above 0 more people get something, at
        some expected placements less; with 1 as many people as can be are placed.
    least
        By how much a bid is raised at least; smaller is better and slower.

    Raises
    ------
    ValueError
        When ``everybody`` is negative or ``least`` not positive, or one not finite.
    """
    if not (0 <= everybody < math.inf and 0 < least < math.inf):
        raise ValueError("Expected everybody >= 0 and least > 0, both finite.")
    began = time.perf_counter()
    worth = np.where(candidates.chances > 0, candidates.chances + everybody, 0.0)
    placed, prices, _ = auction(
        candidates.starts,
        candidates.vacancies,
        worth,
        candidates.room,
        least,
        most_bids(candidates, worth, least),
    )
    if everybody > 0:
        # These prices are of that worth, not of placements.
        alone = in_figures(candidates, placed, least)
        return replace(alone, runtime_s=time.perf_counter() - began)
    return Assignment(
        placed,
        expected(candidates, placed),
        upper_bound(candidates, prices),
        why_unplaced(candidates, placed),
        prices,
        time.perf_counter() - began,
    )


def most_bids(candidates: Candidates, worth: NDArray[np.float64], least: float) -> int:
    """
    Return how many bids an auction takes at most.

    Each bid outbids another by ``least`` or takes a free post, and none is above what
    a post is worth; and each seeker gives up once.
    """
    times = math.ceil(float(worth.max(initial=0.0)) / least) + 1
    return candidates.people + int(candidates.room.sum()) * times


def upper_bound(candidates: Candidates, prices: NDArray[np.float64]) -> float:
    """Return the dual value of prices >= 0: no assignment may hope for more."""
    posts = float((candidates.headcounts * prices).sum())
    gains = np.maximum(candidates.chances - prices[candidates.vacancies], 0)
    # Where nobody is sought nothing can be gained.
    gains = np.where(candidates.headcounts[candidates.vacancies] > 0, gains, 0)
    filled = np.flatnonzero(np.diff(candidates.starts))
    if not len(filled):
        return posts
    return posts + float(np.maximum.reduceat(gains, candidates.starts[filled]).sum())


def assign_greedily(candidates: Candidates) -> NDArray[np.int64]:
    """Return the floor: the likeliest pair first, then the next that still may be."""
    left = candidates.headcounts.copy()
    placed = np.full(candidates.people, NOWHERE, dtype=np.int64)
    seekers = candidates.seekers
    for pair in np.argsort(-candidates.chances, kind="stable"):
        row, at = seekers[pair], candidates.vacancies[pair]
        if placed[row] == NOWHERE and left[at] > 0 and candidates.chances[pair] > 0:
            placed[row] = at
            left[at] -= 1
    return placed


def assign_stably(
    candidates: Candidates,
    wants: NDArray[np.float64],
    liking: NDArray[np.float64],
) -> NDArray[np.int64]:
    """
    Return the stable assignment that is best for the seekers (Gale and Shapley 1962).

    Nobody is placed by a pair whose chance is 0.

    Parameters
    ----------
    wants, liking
        Of each pair how much the seeker wants the vacancy, and the vacancy the seeker;
        ties go to the pair that stands first.

    Raises
    ------
    ValueError
        When lengths do not fit, or a value is not finite.
    """
    _expect_wishes(candidates, wants, liking)
    may = candidates.chances > 0
    seekers = candidates.seekers[may]
    counts = np.bincount(seekers, minlength=candidates.people)
    wants, liking = wants[may], liking[may]
    order = np.lexsort((-wants, seekers))
    places = np.empty(len(liking), dtype=np.float64)
    places[np.argsort(-liking, kind="stable")] = -np.arange(len(liking), dtype=float)
    placed: NDArray[np.int64] = propose(
        np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        candidates.vacancies[may],
        order,
        places,
        candidates.room,
    )
    return placed


def in_figures(
    candidates: Candidates, placed: NDArray[np.int64], least: float = LEAST
) -> Assignment:
    """Return an assignment made otherwise, beside the bound and prices of the best."""
    best = assign(candidates, least=least)
    return replace(
        best,
        placed=placed,
        placements=expected(candidates, placed),
        unplaced=why_unplaced(candidates, placed),
    )


def blocking_pairs(
    candidates: Candidates,
    placed: NDArray[np.int64],
    wants: NDArray[np.float64],
    liking: NDArray[np.float64],
) -> list[tuple[int, int]]:
    """
    Return the pairs that would both rather have each other; stable: none.

    ``ValueError`` as in ``assign_stably``.
    """
    _expect_wishes(candidates, wants, liking)
    seekers = candidates.seekers
    mine = np.full(candidates.people, -np.inf)
    chosen = candidates.vacancies == placed[seekers]
    mine[seekers[chosen]] = wants[chosen]
    worst = np.full(candidates.posts, np.inf)
    np.minimum.at(worst, candidates.vacancies[chosen], liking[chosen])
    held = np.bincount(candidates.vacancies[chosen], minlength=candidates.posts)
    free = held < candidates.headcounts
    at = candidates.vacancies
    rather = (
        (candidates.chances > 0)
        & (wants > mine[seekers])
        & (free[at] | ((candidates.headcounts[at] > 0) & (liking > worst[at])))
    )
    return list(zip(seekers[rather].tolist(), at[rather].tolist(), strict=True))


def _expect_wishes(
    candidates: Candidates, wants: NDArray[np.float64], liking: NDArray[np.float64]
) -> None:
    pairs = len(candidates.chances)
    if not len(wants) == len(liking) == pairs:
        msg = f"Expected wishes of {pairs} pairs, got {len(wants)} and {len(liking)}."
        raise ValueError(msg)
    if not (np.isfinite(wants).all() and np.isfinite(liking).all()):
        raise ValueError("Expected finite wishes, without NaN.")
