"""
What the government pays back of a coach: a share of its cost, a sum for each person.

Suzhou's campaigns pay part of the charter when enough people ride together, other
places a sum for each person by how far it is; the figures are each season's own notice,
so nothing is paid until a dispatcher enters them.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_RIDERS = 60
MOST_CENTS = 100_000_000
MOST_DISTANCE_M = 4_000_000
MOST_BANDS = 3


class SubsidyError(ValueError):
    """A subsidy rule cannot be used; the message says what it must be."""


@dataclass(frozen=True, slots=True)
class SubsidyRule:
    """
    A campaign's subsidy, coach by coach.

    Parameters
    ----------
    share
        Of a coach's cost, 0 to 1; 0 pays nothing.
    from_riders
        The smallest number of people on a coach for which it is paid.
    most_cents
        The most that is paid for a coach; None without a cap. Never more than it costs.
    by_distance
        From so many metres of a trip on so many fen for each person on board, nearest
        first; the farthest that the trip reaches counts.

    Raises
    ------
    SubsidyError
        When a value is outside its limits.
    """

    share: float = 0.0
    from_riders: int = 0
    most_cents: int | None = None
    by_distance: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not math.isfinite(self.share) or not 0 <= self.share <= 1:
            msg = f"Expected a share of 0 to 1, got {self.share}."
            raise SubsidyError(msg)
        if not 0 <= self.from_riders <= MOST_RIDERS:
            msg = f"Expected 0 to {MOST_RIDERS} riders, got {self.from_riders}."
            raise SubsidyError(msg)
        if self.most_cents is not None and not 0 <= self.most_cents <= MOST_CENTS:
            msg = f"Expected a cap of 0 to {MOST_CENTS} fen, got {self.most_cents}."
            raise SubsidyError(msg)

        starts = [from_m for from_m, _ in self.by_distance]
        if len(starts) > MOST_BANDS or starts != sorted(set(starts)):
            msg = f"Expected up to {MOST_BANDS} distances that rise, got {starts}."
            raise SubsidyError(msg)
        for from_m, cents in self.by_distance:
            if not 0 <= from_m <= MOST_DISTANCE_M or not 0 <= cents <= MOST_CENTS:
                msg = f"Expected a distance and a sum, got {from_m} m, {cents} fen."
                raise SubsidyError(msg)

    @property
    def pays(self) -> bool:
        """Return whether anything is paid at all."""
        return bool(self.share or self.by_distance)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> SubsidyRule:
        """Return the rule that a campaign stores; an empty one pays nothing."""
        bands = stored.get("by_distance", ())
        return cls(**{**stored, "by_distance": tuple((m, fen) for m, fen in bands)})

    def stored(self) -> dict[str, Any]:
        """Return the rule as JSON can hold it; empty when nothing is paid."""
        if self == SubsidyRule():
            return {}
        return asdict(self) | {"by_distance": [list(band) for band in self.by_distance]}

    def amount_cents(self, cost_cents: int, riders: int, distance_m: int = 0) -> int:
        """
        Return what is paid for a coach with so many people on board, in whole fen.

        >>> SubsidyRule(0.5, from_riders=20, most_cents=200_000).amount_cents(
        ...     407_601, 32
        ... )
        200000
        >>> SubsidyRule(0.5, from_riders=20).amount_cents(407_601, 19)
        0
        >>> far = SubsidyRule(by_distance=((300_000, 5_000), (800_000, 10_000)))
        >>> [far.amount_cents(900_000, 40, km * 1000) for km in (299, 300, 900)]
        [0, 200000, 400000]
        """
        if riders < self.from_riders:
            return 0
        reached = [each for from_m, each in self.by_distance if from_m <= distance_m]
        amount = math.floor(round(self.share * cost_cents, 6))
        amount = min(amount + riders * (reached[-1] if reached else 0), cost_cents)
        return amount if self.most_cents is None else min(amount, self.most_cents)
