"""
What a coach of each type costs by a set of stops, looked up instead of found anew.

For the coach alone, without riders, when every coach is there on every day: the best
order, departure and drivers. So it is what a trip by these stops costs at least; and
just what it costs where riders mind neither time nor way, and the coach is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.solvers.trips import AWAY, best_trips
from routing.units import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.trips import Best, Found, Space
    from routing.units import Ints, Net, Variants

    Floats = NDArray[np.float64]

ROWS = 1 << 17  # with a dozen coach types some 50 MB
LOOKS = 8  # rows that a set may stand in
MARGIN = 1.02  # of the limit: so far is looked, for who asks again for a little more


class Tours(NamedTuple):
    """
    Sets of stops that were asked for; one row each.

    Parameters
    ----------
    key
        Of the set; 0 where the row is free.
    bound
        Shape ``(n_rows, n_types)``: the coach costs this at least, unless `cents` are
        less.
    cents, before, after
        Likewise: what it costs, and the further days on which it is then away.
    salts
        Shape ``(2, n_places)``: a pickup's and a drop-off's part of the key.
    most, none, fleet_cents, nobody
        For ``best_trips``: which types are asked for, and that there are no prices and
        no riders.
    """

    key: NDArray[np.uint64]
    bound: Floats
    cents: Ints
    before: Ints
    after: Ints
    salts: NDArray[np.uint64]
    most: Floats
    none: Floats
    fleet_cents: Floats
    nobody: Ints


def tours_for(net: Net) -> Tours:
    """Return room for the tours of one thread."""
    types = len(net.load)
    rng = np.random.default_rng(20270224)
    return Tours(
        key=np.zeros(ROWS, np.uint64),
        bound=np.zeros((ROWS, types)),
        cents=np.zeros((ROWS, types), np.int64),
        before=np.zeros((ROWS, types), np.int64),
        after=np.zeros((ROWS, types), np.int64),
        salts=rng.integers(1, 2**63, (2, len(net.relays))).astype(np.uint64),
        most=np.zeros(types),
        none=np.zeros(types),
        fleet_cents=np.zeros((types, AWAY)),
        nobody=np.zeros(0, np.int64),
    )


@lean
def tour_by(
    net: Net,
    v: Variants,
    stops: Ints,
    n_pickups: int,
    n_stops: int,
    load: int,
    limit: float,
    tours: Tours,
    best: Best,
    found: Found,
    space: Space,
) -> int:
    """
    Return the row of the tours by these stops, each given once.

    It is exact for the types with so many seats as the load, up to the limit.
    """
    key = np.uint64(0)
    for i in range(n_stops):
        key ^= tours.salts[0 if i < n_pickups else 1, stops[i]]
    mask = np.uint64(len(tours.key) - 1)
    at = np.int64(key & mask)
    for look in range(LOOKS):
        row = np.int64((key + np.uint64(look)) & mask)
        if tours.key[row] == key:
            known = True
            for t in range(len(net.load)):
                if net.load[t] >= load and tours.bound[row, t] < limit:
                    known = False
            if known:
                return int(row)
        if tours.key[row] == key or tours.key[row] == np.uint64(0):
            at = row
            break
    limit *= MARGIN
    for t in range(len(net.load)):
        tours.most[t] = 0.0 if net.load[t] >= load else -np.inf
    hit = best_trips(
        net,
        v,
        tours.none,
        tours.fleet_cents,
        tours.nobody,
        0,
        stops,
        n_pickups,
        n_stops,
        True,
        tours.most,
        limit,
        best,
        space,
        -1,
        found,
        0,
        0,
    )
    if tours.key[at] != key:
        tours.key[at] = key
        tours.bound[at] = 0.0
    for t in range(len(net.load)):
        if net.load[t] < load or tours.bound[at, t] >= limit:
            continue
        tours.bound[at, t] = limit
        if hit and best.reduced[t] < limit:
            tours.cents[at, t] = best.cost_cents[t]
            tours.before[at, t] = best.before[t]
            tours.after[at, t] = best.after[t]
        else:
            tours.cents[at, t] = NEVER
    return int(at)
