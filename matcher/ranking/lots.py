"""
Lots among those who fit equally: the same all day, another order tomorrow.

Without them the first of the table would stand first for ever, and everybody behind
would never be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Fits that differ by less say nothing about people: they are steps of one hundredth.
STEPS: Final = 100


def draw_lots(
    ids: Sequence[int] | NDArray[np.int64], for_id: int, day: dt.date
) -> NDArray[np.uint64]:
    """Return a lot of 64 bits for each id, by the day, whom it is for, and its own."""
    lots = np.asarray(ids, dtype=np.uint64)
    for part in (for_id, day.toordinal()):
        lots = _mixed(lots ^ _mixed(np.asarray([part], dtype=np.uint64)))
    return lots


def in_order(fits: NDArray[np.floating], lots: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the places, best fit first; those on one step by their lots."""
    steps = np.rint(np.asarray(fits, dtype=np.float64) * STEPS)
    return np.lexsort((lots, -steps))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return each value mixed: the finaliser of SplitMix64 (Steele et al. 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
