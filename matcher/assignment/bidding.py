"""
The auction of posts, compiled.

Seekers without a post bid for the vacancy that is worth most to them, by as much as it
is worth more than their second best (Bertsekas 1988); a vacancy keeps its highest bids
and costs its lowest once it is full. Nobody bids beyond what a post is worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@njit(cache=True)
def auction(
    starts: Ints,
    vacancies: Ints,
    chances: Floats,
    headcounts: Ints,
    least: float,
    rounds: int,
) -> tuple[Ints, Floats, int]:
    """
    Return of each seeker the vacancy or -1, and of each vacancy its price.

    Parameters
    ----------
    least
        By how much a bid is raised at least: the assignment's value is within people
        times this of the best.
    rounds
        How many bids are made at most; 0 at the end tells that they ran out.
    """
    people, posts = len(starts) - 1, len(headcounts)
    first = np.zeros(posts + 1, np.int64)
    for post in range(posts):
        first[post + 1] = first[post] + headcounts[post]
    bids = np.zeros(first[posts], np.float64)
    holders = np.full(first[posts], -1, np.int64)
    filled = np.zeros(posts, np.int64)
    prices = np.zeros(posts, np.float64)
    placed = np.full(people, -1, np.int64)
    waiting = np.arange(people - 1, -1, -1)
    count = people
    while count > 0 and rounds > 0:
        rounds -= 1
        count -= 1
        person = waiting[count]
        best, second, choice = 0.0, 0.0, -1
        for pair in range(starts[person], starts[person + 1]):
            post = vacancies[pair]
            if headcounts[post] == 0:
                continue
            gain = chances[pair] - prices[post]
            if gain > best:
                second, best, choice = best, gain, post
            elif gain > second:
                second = gain
        if choice < 0:
            continue
        bid = prices[choice] + (best - second) + least
        base, size = first[choice], filled[choice]
        if size < headcounts[choice]:
            filled[choice] = size + 1
            _rise(bids, holders, base, size, bid, person)
            placed[person] = choice
            if size + 1 == headcounts[choice]:
                prices[choice] = bids[base]
            continue
        loser = holders[base]
        _sink(bids, holders, base, size, bid, person)
        placed[person] = choice
        placed[loser] = -1
        prices[choice] = bids[base]
        waiting[count] = loser
        count += 1
    return placed, prices, rounds


@njit(cache=True)
def _rise(
    bids: Floats, holders: Ints, base: int, at: int, bid: float, person: int
) -> None:
    """Put a bid at the end of a heap whose root is the lowest, and let it rise."""
    while at > 0:
        parent = (at - 1) // 2
        if bids[base + parent] <= bid:
            break
        bids[base + at] = bids[base + parent]
        holders[base + at] = holders[base + parent]
        at = parent
    bids[base + at] = bid
    holders[base + at] = person


@njit(cache=True)
def _sink(
    bids: Floats, holders: Ints, base: int, size: int, bid: float, person: int
) -> None:
    """Replace the root of a heap, and let the new bid sink."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and bids[base + child + 1] < bids[base + child]:
            child += 1
        if bids[base + child] >= bid:
            break
        bids[base + at] = bids[base + child]
        holders[base + at] = holders[base + child]
        at = child
    bids[base + at] = bid
    holders[base + at] = person


@njit(cache=True)
def propose(
    starts: Ints, vacancies: Ints, ranks: Ints, liking: Floats, headcounts: Ints
) -> Ints:
    """
    Return of each seeker the vacancy or -1, by deferred acceptance.

    Parameters
    ----------
    ranks
        Of each pair its place in the seeker's order, 0 first: positions of the pairs.
    liking
        Of each pair how much the vacancy likes the seeker; more is better, no ties.
    """
    people, posts = len(starts) - 1, len(headcounts)
    first = np.zeros(posts + 1, np.int64)
    for post in range(posts):
        first[post + 1] = first[post] + headcounts[post]
    bids = np.zeros(first[posts], np.float64)
    holders = np.full(first[posts], -1, np.int64)
    filled = np.zeros(posts, np.int64)
    placed = np.full(people, -1, np.int64)
    asked = np.zeros(people, np.int64)
    waiting = np.arange(people - 1, -1, -1)
    count = people
    while count > 0:
        count -= 1
        person = waiting[count]
        while starts[person] + asked[person] < starts[person + 1]:
            pair = ranks[starts[person] + asked[person]]
            asked[person] += 1
            post = vacancies[pair]
            base, size = first[post], filled[post]
            if size < headcounts[post]:
                filled[post] = size + 1
                _rise(bids, holders, base, size, liking[pair], person)
                placed[person] = post
                break
            if size > 0 and liking[pair] > bids[base]:
                loser = holders[base]
                _sink(bids, holders, base, size, liking[pair], person)
                placed[person] = post
                placed[loser] = -1
                waiting[count] = loser
                count += 1
                break
    return placed
