"""How a service's workers share what comes in."""

from __future__ import annotations

from webapp.web_workers import GIVE_WAY_AT_MOST_S, give_way_s


def test_who_has_fewer_connections_accepts_the_next_one_first() -> None:
    waits = [give_way_s(connections) for connections in range(8)]
    assert waits[0] == 0
    assert waits == sorted(set(waits))
    assert give_way_s(1_000) == GIVE_WAY_AT_MOST_S
