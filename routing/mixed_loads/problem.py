"""What is to be planned: pickups with people for one site each, sites with windows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.errors import InvalidProblemError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Sums over any route stay far below 2**63.
MOST_MS = 10**10
MOST_RIDERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Pickup:
    """
    People who wait at one place for a bus to one site; they are never split.

    Parameters
    ----------
    site
        The id of the site.
    standing_ms
        How long a bus stands there.
    """

    id: str
    site: str
    riders: int
    standing_ms: int


@dataclass(frozen=True, slots=True)
class Site:
    """
    A school or a factory gate.

    Parameters
    ----------
    opens_ms, closes_ms
        Milliseconds after midnight: the first and the last moment at which a bus may
        begin to let people off.
    standing_ms, rider_ms
        A bus stands for the first, and for the second for everybody who gets off.
    """

    id: str
    opens_ms: int
    closes_ms: int
    standing_ms: int = 0
    rider_ms: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    A checked problem.

    Parameters
    ----------
    duration_ms
        Shape ``(n_pickups + n_sites,) * 2``, int64, at least 0: from row to column,
        pickups first, then sites, in their orders. Need not be symmetric nor keep the
        triangle inequality.
    capacity
        People in a bus at once, at least 1.
    max_ride_ms
        Longest time from a bus leaving a pickup until it begins to let its people off,
        waiting for the site to open included.
    mixed
        Whether people for different sites may be in a bus at once.

    Raises
    ------
    InvalidProblemError
        When an id stands twice or is unknown, a number is out of range, the matrix has
        the wrong shape, or a pickup cannot be served by any bus: it has more people
        than a bus, or is too far.
    """

    pickups: tuple[Pickup, ...]
    sites: tuple[Site, ...]
    duration_ms: NDArray[np.int64]
    capacity: int
    max_ride_ms: int
    mixed: bool = True

    def __post_init__(self) -> None:
        ids = [p.id for p in self.pickups] + [s.id for s in self.sites]
        for name, times in Counter(ids).items():
            if times > 1:
                msg = f"Expected every id once, got {name!r} {times} times."
                raise InvalidProblemError(msg)
        _expect("capacity", self.capacity, 1, MOST_RIDERS)
        _expect("max_ride_ms", self.max_ride_ms, 0, MOST_MS)
        for i, site in enumerate(self.sites):
            at = f"sites[{i}]"
            _expect(f"{at}.opens_ms", site.opens_ms, -MOST_MS, MOST_MS)
            _expect(f"{at}.closes_ms", site.closes_ms, site.opens_ms, MOST_MS)
            _expect(f"{at}.standing_ms", site.standing_ms, 0, MOST_MS)
            _expect(f"{at}.rider_ms", site.rider_ms, 0, MOST_MS)
        n = len(ids)
        if self.duration_ms.shape != (n, n) or self.duration_ms.dtype != np.int64:
            msg = f"Expected duration_ms as int64 of shape ({n}, {n})."
            raise InvalidProblemError(msg)
        if n and not 0 <= self.duration_ms.min() <= self.duration_ms.max() <= MOST_MS:
            msg = f"Expected duration_ms from 0 to {MOST_MS}."
            raise InvalidProblemError(msg)
        self._expect_pickups()

    def _expect_pickups(self) -> None:
        site_at = {s.id: len(self.pickups) + i for i, s in enumerate(self.sites)}
        for i, pickup in enumerate(self.pickups):
            at = f"pickups[{i}]"
            _expect(f"{at}.riders", pickup.riders, 1, self.capacity)
            _expect(f"{at}.standing_ms", pickup.standing_ms, 0, MOST_MS)
            if pickup.site not in site_at:
                msg = f"Expected {at}.site to be a site, got {pickup.site!r}."
                raise InvalidProblemError(msg)
            ride_ms = int(self.duration_ms[i, site_at[pickup.site]])
            _expect(f"the direct ride of {at}", ride_ms, 0, self.max_ride_ms)


def _expect(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        msg = f"Expected {name} from {least} to {most}, got {value}."
        raise InvalidProblemError(msg)
