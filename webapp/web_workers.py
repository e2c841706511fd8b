"""
What gunicorn is told of its workers (``--config python:webapp.web_workers``).

The program is loaded once: workers that are forked from it start at once, also in place
of one that has ended, and have its memory in common.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

from webapp.wsgi import warm_up_beside

if TYPE_CHECKING:
    import socket

# So long for each connection that it has, a worker lets others be first.
GIVE_WAY_S: Final = 0.001
GIVE_WAY_AT_MOST_S: Final = 0.01


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """
    A worker with threads that lets those with fewer connections accept the next.

    Who connects stays with one worker as long as the connection is open. Of eight that
    come at once the quickest worker would take seven, and half of the processors rest.
    """

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, unless another worker has done so meanwhile."""
        time.sleep(give_way_s(self.nr_conns))
        super().accept(listener)


def give_way_s(connections: int) -> float:
    """Return how long a worker with so many waits before it accepts another."""
    return min(GIVE_WAY_S * connections, GIVE_WAY_AT_MOST_S)


preload_app = True
worker_class = EvenWorker


def post_worker_init(worker: Any) -> None:
    """Warm up each worker, when it has been forked."""
    warm_up_beside(worker.wsgi)
