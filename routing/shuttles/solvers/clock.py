"""How long the threads of one planning may work, and who sees it move."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

ASK_EVERY_S = 0.1


class Clock:
    """
    A limit that is counted from a moment, and a stop button for any thread.

    Parameters
    ----------
    on_progress, should_stop
        As ``solve`` has them; called by ``tell`` and ``ask`` alone, so in the thread
        of the caller.

    Attributes
    ----------
    halt
        Shape ``(1,)``: not 0 once somebody pressed stop; compiled code looks at it.
    """

    def __init__(
        self,
        began_s: float,
        time_limit_s: float,
        on_progress: Callable[[float, int, int], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self._began = began_s
        self._limit_s = time_limit_s
        self.halt = np.zeros(1, np.int64)
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._told: tuple[int, int] | None = None
        self._asked_s = -math.inf

    @property
    def elapsed_s(self) -> float:
        """Return the seconds since planning began."""
        return time.monotonic() - self._began

    @property
    def stopped(self) -> bool:
        """Return whether somebody pressed stop."""
        return bool(self.halt[0])

    def tell(self, cost_cents: int, bound_cents: int) -> None:
        """Report a better plan or bound."""
        now = (cost_cents, bound_cents)
        if self._on_progress is not None and now != self._told:
            self._told = now
            self._on_progress(self.elapsed_s, cost_cents, bound_cents)

    def ask(self) -> None:
        """Stop when the caller wants it; asked up to ten times a second."""
        # The button may be a row of a database: not to be read at every step.
        if self._should_stop is None or self.elapsed_s - self._asked_s < ASK_EVERY_S:
            return
        self._asked_s = self.elapsed_s
        if self._should_stop():
            self.stop()

    def stop(self) -> None:
        """Let all threads end soon."""
        self.halt[0] = 1

    def left_s(self, share: float = 1.0) -> float:
        """Return the seconds left of a share of the limit; 0 once stopped."""
        if self.stopped:
            return 0.0
        return max(0.0, share * self._limit_s - self.elapsed_s)

    def past(self, share: float = 1.0) -> bool:
        """Return whether a share of the limit is used up, or planning is stopped."""
        return self.left_s(share) <= 0
