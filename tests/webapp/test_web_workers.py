"""How a service's workers share what comes in."""

from __future__ import annotations

from gunicorn.config import Config

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
