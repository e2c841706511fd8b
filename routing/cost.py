"""What a trip costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.problem import CoachType, Rules


def trip_cents(
    coach: CoachType, rules: Rules, distance_m: NDArray[np.int64]
) -> NDArray[np.int64]:
    """
    Return hire + way + second driver, in fen, for each distance.

    The way is rounded to whole fen, half a fen up.
    """
    way = (coach.cents_per_km * distance_m + 500) // 1000
    second = np.where(
        distance_m > rules.second_driver_above_m, rules.second_driver_cents, 0
    )
    total: NDArray[np.int64] = coach.hire_cents + way + second
    return total
