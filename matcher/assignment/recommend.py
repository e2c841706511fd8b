"""
Lists of vacancies for seekers, so that not everyone is sent to the same factory.

What one post more would be worth, the price in the auction, is what crowds make a
vacancy cost; a list shows what is worth most beyond its price, the vacancy a seeker is
assigned to first. Without crowds all prices are 0 and the list is the plain one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.assignment.assign import assign

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.assignment.problem import Candidates

LENGTH: Final = 10
# How probably somebody applies to what stands at each place of a list: most look at
# the first few. A model, not a measurement.
APPLY: Final = tuple(0.6 * 0.75**place for place in range(LENGTH))

Lists = list["NDArray[np.int64]"]


def plain_lists(candidates: Candidates, length: int = LENGTH) -> Lists:
    """
    Return for each seeker the pairs of the best chances, best first.

    Raises
    ------
    ValueError
        When length < 1.
    """
    return _lists(candidates, candidates.chances, length)


def fair_lists(candidates: Candidates, length: int = LENGTH, *, seen: int = 0) -> Lists:
    """
    Return for each seeker the pairs worth most beyond their price, best first.

    Parameters
    ----------
    seen
        Every vacancy that seeks somebody stands in so many lists, small employers' too,
        where as many suit it and others can make room; never at a list's first place.

    Raises
    ------
    ValueError
        When length < 1.
    """
    _expect_length(length)
    found = assign(candidates)
    worth = candidates.chances - found.prices[candidates.vacancies]
    assigned = candidates.vacancies == found.placed[candidates.seekers]
    lists = _lists(candidates, worth + assigned, length)
    return _with_all_seen(candidates, lists, seen)


def random_lists(
    candidates: Candidates, random: np.random.Generator, length: int = LENGTH
) -> Lists:
    """Return the floor: some of each seeker's pairs; ``ValueError`` as above."""
    return _lists(candidates, random.random(len(candidates.chances)), length)


@dataclass(frozen=True, slots=True)
class Season:
    """
    What became of lists, simulated.

    Parameters
    ----------
    hired
        How many were hired.
    without
        The share of seekers nobody hired.
    unequal
        Gini's coefficient of how often vacancies with a post were applied to.
    """

    hired: int
    without: float
    unequal: float


def simulate(
    candidates: Candidates, lists: Lists, random: np.random.Generator
) -> Season:
    """
    Return what one season makes of lists.

    Everybody applies along the list by ``APPLY``; an application comes to an offer with
    the pair's chance; a vacancy offers to as many as it seeks, whoever came first in a
    random order; who has an offer takes the one that stood highest and frees the rest,
    which are not offered again.
    """
    seekers = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    pairs = np.concatenate([*lists, np.empty(0, np.int64)]).astype(np.int64)
    places = np.concatenate(
        [*(np.arange(len(x)) for x in lists), np.empty(0, np.int64)]
    )
    applies = random.random(len(pairs)) < np.array(APPLY)[places.astype(np.int64)]
    suits = random.random(len(pairs)) < candidates.chances[pairs]
    turn = random.permutation(len(pairs))
    left = candidates.headcounts.copy()
    best: dict[int, int] = {}
    for at in turn[(applies & suits)[turn]].tolist():
        vacancy = int(candidates.vacancies[pairs[at]])
        if left[vacancy] > 0:
            left[vacancy] -= 1
            person = int(seekers[at])
            if person not in best or places[at] < places[best[person]]:
                best[person] = at
    seen = np.bincount(candidates.vacancies[pairs[applies]], minlength=candidates.posts)
    return Season(
        len(best),
        1 - len(best) / max(1, len(lists)),
        gini(seen[candidates.headcounts > 0]),
    )


def gini(values: NDArray[np.int64]) -> float:
    """Return Gini's coefficient: 0 when all are equal or nothing is there."""
    if not len(values) or values.sum() == 0:
        return 0.0
    ordered = np.sort(values)
    ranks = np.arange(1, len(values) + 1)
    size = len(values)
    return float(
        2 * (ranks * ordered).sum() / (size * ordered.sum()) - (size + 1) / size
    )


def _expect_length(length: int) -> None:
    if length < 1:
        msg = f"Expected length >= 1, got {length}."
        raise ValueError(msg)


def _lists(candidates: Candidates, worth: NDArray[np.float64], length: int) -> Lists:
    _expect_length(length)
    order = np.lexsort((-worth, candidates.seekers))
    return [
        order[first : min(past, first + length)]
        for first, past in zip(
            candidates.starts[:-1].tolist(), candidates.starts[1:].tolist(), strict=True
        )
    ]


def _with_all_seen(candidates: Candidates, lists: Lists, seen: int) -> Lists:
    """Return lists whose last places went to vacancies that too few would see."""
    listed = np.concatenate([*lists, np.empty(0, np.int64)]).astype(np.int64)
    counts = np.bincount(candidates.vacancies[listed], minlength=candidates.posts)
    left = np.ones(len(candidates.chances), dtype=bool)
    left[listed] = False
    rare = np.flatnonzero((counts < seen) & (candidates.headcounts > 0))
    # Of each of them the pairs that stand in no list, the best chances first.
    waits = left & (candidates.chances > 0) & np.isin(candidates.vacancies, rare)
    pairs = np.flatnonzero(waits)
    pairs = pairs[np.argsort(-candidates.chances[pairs], kind="stable")]
    seekers = candidates.seekers
    lists = list(lists)
    for pair in pairs.tolist():
        vacancy, seeker = candidates.vacancies[pair], int(seekers[pair])
        if counts[vacancy] >= seen:
            continue
        spare = counts[candidates.vacancies[lists[seeker]]] > seen
        # The first place is the assigned one's.
        room = np.flatnonzero(spare[1:]) + 1
        if len(room):
            gone = int(room[-1])
            counts[candidates.vacancies[lists[seeker][gone]]] -= 1
            counts[vacancy] += 1
            lists[seeker] = np.append(np.delete(lists[seeker], gone), pair)
    return lists
