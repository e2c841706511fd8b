"""
What gunicorn is told of its workers (``--config python:webapp.web_workers``).

The program is loaded once: workers that are forked from it start at once, also in place
of one that has ended, and have its memory in common.
"""

from __future__ import annotations

import contextlib
import mmap
import socket
import time
from typing import Any, Final

from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from webapp.wsgi import warm_up_beside

GIVE_WAY_S: Final = 0.001
LAST_WORDS_S: Final = 0.5
MOST_UNREAD: Final = 1 << 20
# For the workers by number; the numbers of those that take their places go on.
SLOTS: Final = 256
NO_WORKER: Final = -1

# An address that is too long never reaches the application, nor do its pages come back.
TOO_LONG: Final = """<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>网址太长</title></head>
<body>
<h1>网址太长</h1>
<p>请返回上一页，把要找的内容写短一些，再试一次。</p>
<p lang="en">This address is too long: go back, and write less.</p>
<p><a href="/">回到首页 <span lang="en">Start page</span></a></p>
</body>
</html>
""".encode()

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

    def handle_error(
        self, req: Any, client: socket.socket, addr: object, exc: BaseException
    ) -> None:
        """Tell in a page what was wrong with an address that is too long."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\n"
            "Content-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(TOO_LONG)}\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            client.sendall(head.encode() + TOO_LONG)
            # Closed with some of the address unread, the answer would be lost.
            client.shutdown(socket.SHUT_WR)
            client.settimeout(LAST_WORDS_S)
            client.recv(MOST_UNREAD)


preload_app = True
# The most that gunicorn takes: 900 Chinese characters, as an address writes them.
limit_request_line = 8190
worker_class = EvenWorker


def post_worker_init(worker: Any) -> None:
    """Warm up each worker, when it has been forked."""
    warm_up_beside(worker.wsgi)


def child_exit(_server: object, worker: EvenWorker) -> None:
    """Forget a worker that has ended, or all others would give way to it."""
    worker.nr_conns = NO_WORKER
