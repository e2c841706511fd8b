"""How long planning may take, who wants to stop it, and who wants to see it move."""

from __future__ import annotations

import math
import time
from concurrent.futures import wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor, Future

    import numpy as np
    from numpy.typing import NDArray

    Halts = Sequence[NDArray[np.int64]]
    Found = TypeVar("Found")

ASK_EVERY_S = 0.1


class Watch:
    """
    A clock with a limit, a stop button and a progress bar.

    Parameters
    ----------
    time_limit_s
        Counted from now.
    on_progress
        Called with (seconds, best cost, lower bound), in cents, when either got better.
    should_stop
        Asked up to ten times a second; once True, planning ends with the best plan.
    """

    def __init__(
        self,
        time_limit_s: float,
        on_progress: Callable[[float, int, int], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self._began = time.monotonic()
        self._limit_s = time_limit_s
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._told: tuple[int, int] | None = None
        self._stopped = False
        self._asked_s = -math.inf
        self._base_cents = 0

    @property
    def limit_s(self) -> float:
        """Return the seconds that planning may take."""
        return self._limit_s

    @property
    def elapsed_s(self) -> float:
        """Return the seconds since planning began."""
        return time.monotonic() - self._began

    @property
    def used(self) -> float:
        """Return the share of the limit that is used up, at most 1."""
        if self._limit_s <= 0:
            return 1.0
        return min(1.0, self.elapsed_s / self._limit_s)

    def left_s(self, share: float = 1.0) -> float:
        """Return the seconds left of a share of the limit; 0 once stopped."""
        if self.stopped:
            return 0.0
        return max(0.0, share * self._limit_s - self.elapsed_s)

    def past(self, share: float = 1.0) -> bool:
        """Return whether a share of the limit is used up, or planning is stopped."""
        return self.left_s(share) <= 0

    @property
    def stopped(self) -> bool:
        """Return whether somebody pressed stop."""
        if self._should_stop is None or self._stopped:
            return self._stopped
        # The button may be a row of a database: not to be read in every small step.
        if self.elapsed_s - self._asked_s >= ASK_EVERY_S:
            self._asked_s = self.elapsed_s
            self._stopped = self._should_stop()
        return self._stopped

    def begin_at(self, cents: int) -> None:
        """Add to all costs and bounds told from now on what they do not count."""
        self._base_cents = cents

    def tell(self, cost_cents: int, bound_cents: int) -> None:
        """Report a better plan or bound."""
        bound_cents = max(0, bound_cents + self._base_cents)
        now = (cost_cents + self._base_cents, bound_cents)
        if self._on_progress is not None and now != self._told:
            self._told = now
            self._on_progress(self.elapsed_s, *now)


def finish(
    runs: Sequence[Future[Found]], watch: Watch, share: float, halts: Halts
) -> list[Found]:
    """
    Return what runs of compiled loops return; they are halted when time is up.

    Parameters
    ----------
    halts
        Shape ``(1,)`` each, 0: raised when the share of the time limit
        is past or somebody pressed stop.
    """
    while wait(runs, timeout=ASK_EVERY_S).not_done:
        if watch.past(share):
            for halt in halts:
                halt[0] = 1
    return [run.result() for run in runs]


def side_by_side(
    pool: Executor, jobs: Iterable[Callable[[Watch], Found]], watch: Watch, share: float
) -> list[Found]:
    """
    Return what jobs return that run at once.

    Parameters
    ----------
    jobs
        Called with a watch that ends where the share of the time limit does. Only this
        thread asks the stop button; all are told.
    """
    asked = [False]
    own = Watch(watch.left_s(share), should_stop=lambda: asked[0])
    runs = [pool.submit(job, own) for job in jobs]
    while wait(runs, timeout=ASK_EVERY_S).not_done:
        asked[0] = watch.stopped
    return [run.result() for run in runs]
