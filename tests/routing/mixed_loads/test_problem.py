from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.mixed_loads import Pickup, Site
from tests.routing.mixed_loads.instances import on_a_line

TWO = on_a_line([(0, "a", 4), (3, "a", 6)], {"a": (10, 20, 30)})


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"capacity": 0}, "capacity"),
        ({"capacity": 5}, r"pickups\[1\].riders"),
        ({"max_ride_ms": -1}, "max_ride_ms"),
        ({"max_ride_ms": 9 * 60_000}, r"the direct ride of pickups\[0\]"),
        ({"duration_ms": np.zeros((2, 2), np.int64)}, "duration_ms"),
        ({"duration_ms": np.zeros((3, 3))}, "duration_ms"),
        ({"duration_ms": np.full((3, 3), -1)}, "duration_ms"),
        ({"pickups": (Pickup("p", "b", 1, 0), TWO.pickups[1])}, r"pickups\[0\].site"),
        ({"pickups": (TWO.pickups[0],) * 2}, "every id once"),
        ({"sites": (Site("a", 2, 1),)}, r"sites\[0\].closes_ms"),
    ],
)
def test_what_contradicts_itself_is_refused(
    changed: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidProblemError, match=named):
        replace(TWO, **changed)
