from __future__ import annotations

from typing import Any

from routing.compiled import compiled


@compiled
def _more(n, by, twice):
    return n + by + by if twice else n + by


@compiled
def _all(n, pair):
    return _more(n, 1, False) + _more(n, 2, True) + _more(0, n, False) + pair[0]


@compiled
def _whole(n):
    return _all(n, (0, 0.5)) + _all(7, (n, 0.5))


def test_a_loop_called_with_constants_is_compiled_once():
    assert _whole(10) == (11 + 14 + 10 + 0) + (8 + 11 + 7 + 10)
    loops: list[Any] = [_more, _all]
    assert [len(loop.signatures) for loop in loops] == [1, 1]
