"""
What gunicorn is told of its workers (``--config python:webapp.web_workers``).

The program is loaded once: workers that are forked from it start at once, also in place
of one that has ended, and have its memory in common.
"""

from __future__ import annotations

import mmap
import time
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

from webapp.wsgi import warm_up_beside

if TYPE_CHECKING:
    import socket

GIVE_WAY_S: Final = 0.001
# For the workers by number; the numbers of those that take their places go on.
SLOTS: Final = 256
NO_WORKER: Final = -1

# How many connections each worker has, in memory that all of them see.
_connections: Final = memoryview(mmap.mmap(-1, 4 * SLOTS)).cast("i")
for _slot in range(SLOTS):
    _connections[_slot] = NO_WORKER


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """
    A worker with threads that lets who has fewer connections accept the next.

    Who connects stays with one worker as long as the connection is open. Of eight that
    come at once the quickest worker would take seven, and half of the processors rest.
    """

    age: int
    _count: int

    @property
    def nr_conns(self) -> int:
        """Return how many connections are open; gunicorn counts them here."""
        return self._count

    @nr_conns.setter
    def nr_conns(self, count: int) -> None:
        self._count = _connections[self.age % SLOTS] = count

    @property
    def gives_way(self) -> bool:
        """Return whether another worker has fewer connections."""
        there = [count for count in _connections if count != NO_WORKER]
        return self.nr_conns > min(there)

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, unless another worker has done so meanwhile."""
        if self.gives_way:
            time.sleep(GIVE_WAY_S)
        super().accept(listener)


preload_app = True
worker_class = EvenWorker


def post_worker_init(worker: Any) -> None:
    """Warm up each worker, when it has been forked."""
    warm_up_beside(worker.wsgi)


def child_exit(_server: object, worker: EvenWorker) -> None:
    """Forget a worker that has ended, or all others would give way to it."""
    worker.nr_conns = NO_WORKER
