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

from routing.solvers.columns import join
from routing.solvers.formulation import formulate
from routing.solvers.improve import part_of, within, within_rows
from routing.solvers.linear import sift

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.columns import Columns
    from routing.solvers.formulation import Formulation
    from routing.solvers.master import Master
    from routing.units import Ints
    from routing.watch import Watch

    Floats = NDArray[np.float64]

PER_ROW = 25  # columns that the first step begins with
SURE = 0.75
WIDE = 500  # rows from which on steps are fewer and larger
# Two kinds of steps: shares of the rows that are left, which are taken at least; where
# they are many, and where they are few.
STEPS = ((0.15, 0.05), (0.12, 0.04))
PRICING = 0.9  # of its time: until when a dive looks for new trips
CHEAPER = 12.0  # times as many steps are left as there would be if all took as long
LATEST = 1.2  # times its share of the limit: when it is given up


def dive_anew(
    master: Master,
    alone: Columns,
    watch: Watch,
    share: float,
    kind: int = 0,
    thread: int | None = None,
) -> tuple[Columns, Floats] | None:
    """
    Return a plan: trips, and how often each fixed column is taken.

    The surest trips come first. New ones join the master's pool. None when time was up
    before everybody was seen to, or a part of a group is left that no column takes.

    Parameters
    ----------
    alone
        Trips of each unit by itself, the last resort.
    kind
        Of ``STEPS``.
    thread
        See ``Pricing.price``.
    """
    n_fixed = len(master.fixed)
    ends = watch.used + PRICING * (share - watch.used)
    pool = join([_nearest(master), alone])
    rest = master.need.copy()
    room = master.fleet_most
    duals, fleet = master.last.rows.copy(), -master.limited_cents(master.last)
    fixed_times = np.zeros(n_fixed)
    taken: list[Columns] = []
    while (rest > 1e-9).any():
        left, step_began = np.count_nonzero(rest > 1e-9), watch.used
        # When time runs short, what is left is taken from the trips that are known, as
        # much as fits at once.
        late = watch.past(ends)
        rounds = 0 if late else 1
        for round_ in range(rounds + 1):
            f = formulate(master, pool)
            times = np.concatenate([np.zeros(len(pool)), fixed_times])
            columns = within(f, rest, room)
            columns = columns[times[columns] < f.upper[columns]]
            if watch.past(LATEST * share) or not len(columns):
                return None
            part, rows = part_of(f, columns, rest, room, times)
            time_s = max(1.0, watch.left_s(LATEST * share))
            near = part.cost - part.cover.T @ duals[rows] - part.limits.T @ fleet
            near[columns >= len(pool)] = -np.inf
            scale = max(1.0, float(part.cost.mean()))
            found = sift(part, part.upper, near, time_s, scale=scale)
            if found is None:
                return None
            values, fleet = found.x, found.limits
            duals[rows] = found.rows
            if round_ == rounds:
                break
            worth = master.worth_only(rows, found.rows)
            # The fewer are left, the farther can be looked.
            effort = round(master.pricing.first_effort * (len(rest) / left) ** 2)
            new = master.price_left(
                worth, -found.limits, room, watch, share, effort, thread
            )
            if new is None:
                break
            master.add(new)
            pool = join([pool.take(columns[columns < len(pool)]), new])
        before = times.copy()
        least = STEPS[kind][0 if left > WIDE else 1]
        steps = CHEAPER * (ends - watch.used) / max(1e-9, watch.used - step_began)
        least = 1.0 if late else max(least, 1 - left ** (-1 / max(1.0, steps)))
        _take_sure(f, columns, values, rest, room, times, least)
        if (times == before).all():
            return None
        trips = np.rint(times[: len(pool)]).astype(np.int64)
        taken.append(pool.take(np.repeat(np.arange(len(pool)), trips)))
        fixed_times = times[len(pool) :]
        fits = columns[columns < len(pool)]
        pool = pool.take(fits[within_rows(pool.take(fits), rest, master)])
    trips_taken = join(taken) if taken else pool.take(np.zeros(0, np.int64))
    return trips_taken, fixed_times


def _nearest(master: Master) -> Columns:
    """Return the trips of the pool that are nearest to paying."""
    reduced = master.reduced(master.pool, master.last)
    most = PER_ROW * len(master.need)
    return master.pool.take(np.sort(np.argsort(reduced, kind="stable")[:most]))


def _take_sure(
    f: Formulation,
    columns: Ints,
    values: Floats,
    rest: Floats,
    room: Floats,
    times: Floats,
    least: float,
) -> None:
    """
    Take the columns that a relaxation is surest of, at least one.

    Parameters
    ----------
    columns, values
        Those that fit, and the relaxation's solution for each.
    rest, room, times
        What is left to cover and of the limits, and how often each column is taken;
        changed.
    least
        Share of the rows that are left which is taken at least.
    """
    n_rows = np.count_nonzero(rest > 1e-9)
    order = np.argsort(-np.minimum(values, 1), kind="stable")
    taken_rows = 0
    for at in order:
        j = columns[at]
        value = np.floor(values[at] + 1e-6)
        sure = values[at] >= SURE or taken_rows < max(1, least * n_rows)
        if value < 1 and (not sure or values[at] < 1e-6):
            break
        many = min(max(1.0, value), f.upper[j] - times[j])
        span = slice(f.cover.indptr[j], f.cover.indptr[j + 1])
        rows, need = f.cover.indices[span], f.cover.data[span] * many
        use = np.asarray(f.limits[:, [j]].todense()).ravel() * many
        if (rest[rows] < need - 1e-9).any() or (room < use - 1e-9).any():
            continue
        rest[rows] -= need
        room -= use
        times[j] += many
        taken_rows += len(rows)
