from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core.errors import NumbaError

from routing.compiled import compiled, lean


@compiled
def _more(n, by, twice):
    return n + by + by if twice else n + by


@compiled
def _all(n, pair):
    return _more(n, 1, False) + _more(n, 2, True) + _more(0, n, False) + pair[0]


@compiled
def whole(n):
    return _all(n, (0, 0.5)) + _all(7, (n, 0.5))


def test_a_loop_called_with_constants_is_compiled_once():
    loops: list[Any] = [_more, _all]
    # What an earlier run has kept is not compiled again, and so would not be counted.
    for kept in Path(loops[0].stats.cache_path).glob("test_compiled.*"):
        kept.unlink()
    assert whole(10) == (11 + 14 + 10 + 0) + (8 + 11 + 7 + 10)
    assert [len(loop.signatures) for loop in loops] == [1, 1]


def test_a_loop_of_loops_alone_is_not_called_by_python():
    for _ in ("before it is compiled", "afterwards"):
        with pytest.raises(TypeError, match="Only compiled loops can call _more"):
            _more(1, 2, True)
        assert whole(10) == 71


@lean
def _first(values):
    return values[0]


@compiled
def first_of_new(n):
    return _first(np.full(n, 3))


@lean
def makes_an_array(n):
    return np.zeros(n)[0]


def test_a_lean_loop_is_handed_arrays_and_makes_none():
    assert first_of_new(4) == 3
    with pytest.raises(NumbaError, match="array"):
        makes_an_array(4)
