"""
What the government pays back of a coach: a share of its cost above a group size.

Suzhou's campaigns pay part of the charter when enough people ride together; the share,
the size and the cap are each season's own notice, so nothing is paid until a
dispatcher enters them.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_RIDERS = 60
MOST_CENTS = 100_000_000


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
        The most that is paid for a coach; None without a cap.

    Raises
    ------
    SubsidyError
        When a value is outside its limits.
    """

    share: float = 0.0
    from_riders: int = 0
    most_cents: int | None = None

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

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> SubsidyRule:
        """Return the rule that a campaign stores; an empty one pays nothing."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """Return the rule as JSON can hold it; empty when nothing is paid."""
        return asdict(self) if self != SubsidyRule() else {}

    def amount_cents(self, cost_cents: int, riders: int) -> int:
        """
        Return what is paid for a coach with so many people on board, in whole fen.

        >>> SubsidyRule(0.5, from_riders=20, most_cents=200_000).amount_cents(
        ...     407_601, 32
        ... )
        200000
        >>> SubsidyRule(0.5, from_riders=20).amount_cents(407_601, 19)
        0
        """
        if riders < self.from_riders:
            return 0
        amount = math.floor(round(self.share * cost_cents, 6))
        return amount if self.most_cents is None else min(amount, self.most_cents)
