"""
What crowds a vacancy, kept so that one seeker's list can be made in a moment.

The auction of all seekers and vacancies gives each vacancy a price: what one post more
would be worth. A list of one seeker is put in order by what is left of each chance
beyond the price, within bounds: what suits somebody much better is never passed, and
the best is always there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.assignment.assign import assign
from matcher.assignment.recommend import LENGTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.assignment.problem import Candidates
    from matcher.assignment.recommend import Lists

# Nothing stands before what is so many times as likely.
SPARED: Final = 2.0
# Prices are no more exact: who is worth so much the same goes by lot.
LOT: Final = 0.01
# Seldom: in less than this share of the lists that an even spread would give.
SELDOM: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Crowding:
    """
    What crowds do, a row for each vacancy.

    Parameters
    ----------
    prices
        What one post more would be worth, in placements; 0 without a crowd.
    seldom
        Whether it seeks somebody and stands in hardly any list.
    """

    prices: NDArray[np.float64]
    seldom: NDArray[np.bool_]


def find_crowding(
    candidates: Candidates, lots: NDArray[np.float64], length: int = LENGTH
) -> Crowding:
    """
    Return what crowds each vacancy, and which would hardly be seen.

    Parameters
    ----------
    lots
        Of each pair, 0 to 1.
    """
    prices = assign(candidates).prices
    crowding = Crowding(prices, np.zeros(candidates.posts, dtype=np.bool_))
    lists = crowd_lists(candidates, crowding, lots, length)
    listed = np.concatenate([*lists, np.empty(0, np.int64)]).astype(np.int64)
    counts = np.bincount(candidates.vacancies[listed], minlength=candidates.posts)
    seeking = candidates.headcounts > 0
    even = len(listed) / max(1, int(seeking.sum()))
    return Crowding(prices, seeking & (counts < SELDOM * even))


def crowd_lists(
    candidates: Candidates,
    crowding: Crowding,
    lots: NDArray[np.float64],
    length: int = LENGTH,
) -> Lists:
    """Return for each seeker the pairs as ``in_view_of_crowds`` puts them."""
    prices = crowding.prices[candidates.vacancies]
    seldom = crowding.seldom[candidates.vacancies]
    return [
        first
        + in_view_of_crowds(
            candidates.chances[first:past],
            prices[first:past],
            seldom[first:past],
            lots[first:past],
            length,
        )
        for first, past in zip(
            candidates.starts[:-1].tolist(), candidates.starts[1:].tolist(), strict=True
        )
    ]


def in_view_of_crowds(
    chances: NDArray[np.float64],
    prices: NDArray[np.float64],
    seldom: NDArray[np.bool_],
    lots: NDArray[np.float64],
    length: int = LENGTH,
) -> NDArray[np.int64]:
    """
    Return which of a seeker's vacancies are shown, in order, at most ``length``.

    Each place goes to what is worth most beyond its price, of those that nothing left
    is ``SPARED`` times as likely as. The last but one goes to one that hardly
    anybody sees, by lot, and the last to the likeliest of all, where they are not there
    yet. Without prices it is the order of chances, but for lots.

    Parameters
    ----------
    chances, prices, seldom
        Of each vacancy; the chance is this seeker's.
    lots
        0 to 1, for what is worth the same.
    """
    worth = chances - prices + LOT * (2 * lots - 1) * (prices > 0)
    left = np.ones(len(chances), dtype=np.bool_)
    shown: list[int] = []
    for _ in range(min(length, len(chances))):
        near = left & (chances * SPARED >= chances[left].max())
        best = int(np.where(near, worth, -np.inf).argmax())
        shown.append(best)
        left[best] = False
    if left.any() and length >= 3:
        rare = left & seldom & (chances * SPARED >= chances[shown[-2]])
        if rare.any():
            shown[-2] = int(np.where(rare, lots, -1.0).argmax())
        best = int(chances.argmax())
        if best not in shown:
            shown[-1] = best
    return np.array(shown, dtype=np.int64)
