"""How a service's workers share what comes in."""

from __future__ import annotations

import socket

from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine

from webapp.web_workers import EvenWorker, child_exit


def test_the_next_connection_is_left_to_who_has_the_fewest() -> None:
    full, other = (
        EvenWorker(number, 0, [], None, 30, Config(), None) for number in (1, 2)
    )
    assert not full.gives_way
    full.nr_conns += 3
    assert full.gives_way
    assert not other.gives_way
    other.nr_conns += 3
    assert not full.gives_way
    full.nr_conns += 1
    child_exit(None, other)
    assert not full.gives_way
    child_exit(None, full)
    for worker in (full, other):
        worker.tmp.close()


def test_an_address_that_is_too_long_gets_a_page_in_chinese() -> None:
    worker = EvenWorker(3, 0, [], None, 30, Config(), None)
    client, server = socket.socketpair()
    with client, server:
        client.shutdown(socket.SHUT_WR)
        worker.handle_error(None, server, None, LimitRequestLine(9000, 8190))
        answer = client.recv(4096).decode()
    worker.tmp.close()
    head, _, page = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 414 ")
    assert f"Content-Length: {len(page.encode())}" in head
    assert "网址太长" in page
