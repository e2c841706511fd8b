"""
Dive with new trips: some are taken, and the search finds others for who is left.

The trips of a relaxation fit together in fractions; when some are taken whole, others
that go well with them may never have been found. So after each step the relaxation of
what is left is solved anew, and priced anew, which is fast: the riders are fewer each
time. (Joncour, Michel, Sadykov, Sverdlov, Vanderbeck: Column generation based primal
heuristics, Electronic Notes in Discrete Mathematics 36, 2010.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize

from routing.solvers.columns import join
from routing.solvers.formulation import formulate
from routing.solvers.improve import LEAST_FIXED, part_of, take_sure, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.solvers.formulation import Formulation
    from routing.solvers.master import Master
    from routing.watch import Watch

    Floats = NDArray[np.float64]

PER_ROW = 25  # columns that the first step begins with
WIDE_FIXED = 0.1  # of the rows that are left, in each step
WIDE = 500  # rows from which on steps are fewer and larger
WORTHLESS = -1e15
PRICING = 0.9  # of its time: until when a dive looks for new trips
LATEST = 1.2  # times its share of the limit: when it is given up
FINE = 1e-4  # of the average cost of a row: what a new trip must save


def dive_anew(
    master: Master, alone: Columns, watch: Watch, share: float
) -> tuple[Columns, Floats] | None:
    """
    Return a plan: trips, and how often each and each fixed column is taken.

    New trips join the master's pool. None when time was up before everybody was seen
    to, or a part of a group is left that no column takes.

    Parameters
    ----------
    alone
        Trips of each unit by itself, the last resort.
    """
    n_fixed, began = len(master.fixed), watch.used
    pool = join([_nearest(master), alone])
    rest = master.need.copy()
    room = np.concatenate([master.fleet_most, master.fixed.limit_most])
    fixed_times = np.zeros(n_fixed)
    taken: list[Columns] = []
    while (rest > 1e-9).any():
        wide = np.count_nonzero(rest > 1e-9) > WIDE
        # When time runs short, what is left is taken from the trips that are known.
        rounds = 0 if watch.past(began + PRICING * (share - began)) else 1
        for round_ in range(rounds + 1):
            f = formulate(master, pool)
            times = np.concatenate([np.zeros(len(pool)), fixed_times])
            columns = within(f, rest, room)
            columns = columns[times[columns] < f.upper[columns]]
            if watch.past(LATEST * share) or not len(columns):
                return None
            part, rows = part_of(f, columns, rest, room, times)
            found = _relaxed(part, max(1.0, watch.left_s(LATEST * share)))
            if found is None:
                return None
            values, row_cents, limit_cents = found
            if round_ == rounds:
                break
            worth = np.full(len(rest), WORTHLESS)
            worth[rows] = row_cents
            new = _priced(master, worth, limit_cents, room, watch, share)
            if new is None:
                break
            master.add(new)
            pool = join([pool.take(columns[columns < len(pool)]), new])
        before = times.copy()
        least = WIDE_FIXED if wide else LEAST_FIXED
        take_sure(f, columns, values, rest, room, times, least)
        if (times == before).all():
            return None
        trips = np.rint(times[: len(pool)]).astype(np.int64)
        taken.append(pool.take(np.repeat(np.arange(len(pool)), trips)))
        fixed_times = times[len(pool) :]
        fits = columns[columns < len(pool)]
        pool = pool.take(fits[within_rows(pool.take(fits), rest, master)])
    trips_taken = join(taken) if taken else pool.take(np.zeros(0, np.int64))
    return trips_taken, np.concatenate([np.ones(len(trips_taken)), fixed_times])


def _nearest(master: Master) -> Columns:
    """Return the trips of the pool that are nearest to paying."""
    reduced = master.reduced(master.pool, master.last)
    most = PER_ROW * len(master.need)
    return master.pool.take(np.sort(np.argsort(reduced, kind="stable")[:most]))


def within_rows(columns: Columns, rest: Floats, master: Master) -> NDArray[np.bool_]:
    """Return which trips carry only riders who are left."""
    if not len(columns):
        return np.zeros(0, bool)
    need = np.where(master.split[columns.rows], columns.riders, 1)
    short = rest[columns.rows] < need - 1e-9
    return ~np.logical_or.reduceat(short, columns.starts[:-1])


def _relaxed(part: Formulation, time_s: float) -> tuple[Floats, Floats, Floats] | None:
    """Return the relaxation's solution, and the duals of rows and limits."""
    found = optimize.linprog(
        part.cost,
        A_eq=part.cover,
        b_eq=part.need,
        A_ub=part.limits if len(part.most) else None,
        b_ub=part.most if len(part.most) else None,
        bounds=np.stack([np.zeros(len(part.cost)), part.upper], axis=1),
        method="highs-ipm" if len(part.need) > WIDE else "highs-ds",
        options={"time_limit": time_s},
    )
    if found.status != 0:
        return None
    limits = np.minimum(found.ineqlin.marginals, 0) if len(part.most) else np.zeros(0)
    return found.x, found.eqlin.marginals, limits


def _priced(
    master: Master,
    worth: Floats,
    limit_cents: Floats,
    room: Floats,
    watch: Watch,
    share: float,
) -> Columns | None:
    """Return new trips for who is left, with coaches that are left."""
    n_fleet = len(master.fleet_most)
    cents = np.where(room[:n_fleet] < 1 - 1e-9, np.inf, -limit_cents[:n_fleet])
    there = worth > 0
    mean = float(worth[there].mean()) if there.any() else 1.0
    size = np.where(there, master.size, 1.0)
    return master.pricing.price(
        worth * size,
        master.prices_at(cents),
        -FINE * mean,
        watch,
        share,
        effort=master.pricing.first_effort,
        only_worth=True,
    ).columns
