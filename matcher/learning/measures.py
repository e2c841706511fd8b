"""How good an order is, and how true a chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DEPTH = 10
BINS = 10


def ndcg(gains: Floats, scores: NDArray[np.floating], depth: int = DEPTH) -> float:
    """
    Return the discounted gain of one list in the order of the scores, by the best.

    The discount of Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
    techniques", TOIS 2002. Ties count by their mean, so that an order of nothing but
    ties is worth what chance is. NaN when there is no gain at all.
    """
    discounts = _discounts(np.arange(len(gains)), depth)
    best = np.sort(gains)[::-1] @ discounts
    if best <= 0:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    _, groups, sizes = np.unique(
        -scores[order], return_inverse=True, return_counts=True
    )
    means = np.bincount(groups, weights=gains[order]) / sizes
    return float(means[groups] @ discounts / best)


def dcg_of_lists(
    lists: NDArray[np.int64],
    gains: Floats,
    scores: NDArray[np.floating],
    depth: int = DEPTH,
) -> Floats:
    """
    Return the discounted gain of many lists at once, by the list's number.

    Parameters
    ----------
    lists
        The number of each row's list, from 0.
    """
    order = np.lexsort((-scores, lists))
    sizes = np.bincount(lists)
    first = np.cumsum(sizes) - sizes
    ranks = np.arange(len(lists)) - first[lists[order]]
    weights = gains[order] * _discounts(ranks, depth)
    return np.bincount(lists[order], weights=weights).astype(np.float64)


def _discounts(ranks: NDArray[np.int64], depth: int) -> Floats:
    """Return what a gain at these ranks is worth; ranks count from 0."""
    return np.where(ranks < depth, 1 / np.log2(ranks + 2), 0)


def calibration_error(chances: Floats, happened: Floats, bins: int = BINS) -> float:
    """
    Return how far chances are from what happens: the expected calibration error.

    The mean of |chance - share that happened| over bins of equal size, weighed by
    their size (Naeini et al., AAAI 2015, with quantiles for bins: chances are mostly
    small).
    """
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [
        abs(chances[part].mean() - happened[part].mean()) * len(part) for part in parts
    ]
    return float(sum(gaps) / len(chances))


def reliability(
    chances: Floats, happened: Floats, bins: int = BINS
) -> list[tuple[float, float]]:
    """Return the mean chance and the share that happened of each bin, from low."""
    order = np.argsort(chances, kind="stable")
    return [
        (float(chances[part].mean()), float(happened[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    ]
