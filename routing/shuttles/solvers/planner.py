"""
How shuttles are planned: one thread searches, one proves, the caller's thread watches.

The first plan is OR-Tools routing's. The search goes on from milestone to milestone, a
number of plans made each. The prover takes the trips of the first milestone, proves a
bound by column generation, lists all trips that could be part of a plan better than the
milestone's, and lets a MIP choose among them. When the list is complete, the answer is
proven. Where it is too long, the next milestone's better plan makes it shorter. Nothing
but the time limit depends on how fast the threads are.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize

from routing.shuttles.solvers.arrays import FAR_M, NO_LIMIT_S
from routing.shuttles.solvers.bound import (
    MOST_GATES,
    Gates,
    Relaxation,
    simple_bound,
)
from routing.shuttles.solvers.choose import Columns, choose, columns_of
from routing.shuttles.solvers.every import MOST_GATES as MOST_LISTED_GATES
from routing.shuttles.solvers.every import Ways, every, ways
from routing.shuttles.solvers.floor import routed
from routing.shuttles.solvers.pricing import endings
from routing.shuttles.solvers.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.shuttles.solvers.arrays import Floats, Ints, Prepared, Units
    from routing.shuttles.solvers.clock import Clock

ASK_EVERY_S = 0.05
FIRST_PLAN_S, FIRST_PLAN_SHARE = 3.0, 0.1  # at most, of the limit
MILESTONE = 200  # plans made until the first; the next are twice as far each
MOST_RESTARTS = 3
MOST_CHOICE = 40_000  # trips that the MIP may choose from, to prove
MOST_LAST_CHOICE = 5_000  # and in the little time at the end
PROOF_SHARE = 0.9
SEARCH_SHARE = 0.93
END_SHARE = 0.98
MOST_BOUND_RIDERS = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """
    Trips with their types, and what they cost with the price of units left.

    Parameters
    ----------
    trips
        Units from 0 in the order of the way, and the index of the type.
    """

    trips: list[tuple[Ints, int]]
    cost_cents: int


def allot(units: Units, trips: list[Ints]) -> Choice:
    """
    Return the cheapest types for trips; whom none can carry is left.

    Exact: every limited coach goes to one trip at most.
    """
    price = [int(units.size[trip].sum()) * units.problem.left_cents for trip in trips]
    all_left = int(units.size.sum()) * units.problem.left_cents
    slots = [t for t, n in enumerate(units.count.tolist()) if n < 0]
    limited: list[int] = []
    for t, n in enumerate(units.count.tolist()):
        limited += [t] * min(max(n, 0), len(trips))
    cents = np.array([_cents(units, trip) for trip in trips])
    cents = cents.reshape(len(trips), len(units.seats))
    own = np.array(price, np.int64)
    coach = np.full(len(trips), -1)
    for t in slots:
        better = cents[:, t] < own
        own[better], coach[better] = cents[better, t], t
    if limited and trips:
        # A trip's own column: without a limited coach.
        alone = np.full((len(trips), len(trips)), np.inf)
        np.fill_diagonal(alone, own)
        table = np.hstack([cents[:, limited].astype(np.float64), alone])
        rows, columns = optimize.linear_sum_assignment(table)
        for row, column in zip(rows, columns, strict=True):
            if column < len(limited) and cents[row, limited[column]] < own[row]:
                coach[row] = limited[column]
                own[row] = cents[row, limited[column]]
    kept = [(trips[i], int(t)) for i, t in enumerate(coach) if t >= 0]
    cost = all_left - int(sum(price)) + int(own.sum())
    return Choice(kept, cost)


def _cents(units: Units, trip: Ints) -> Ints:
    """Return the cost of a trip by each type, very much where it cannot be."""
    way = np.concatenate([[0], trip + 1, [0]])
    metres = int(units.distance_m[way[:-1], way[1:]].sum())
    seconds = int(units.duration_s[way[:-1], way[1:]].sum())
    cents = units.hire_cents + (units.cents_per_km * min(metres, FAR_M) + 500) // 1000
    broken = (
        metres >= FAR_M or seconds > units.max_duration_s or len(trip) > units.max_gates
    )
    fits = (units.seats >= units.size[trip].sum()) & (not broken)
    return np.where(fits, cents, np.int64(1) << 52)


class Planner:
    """
    One planning.

    Attributes
    ----------
    best
        The best plan so far; any thread may read it.
    bound_cents
        Proven so far, for what is searched and the trips fixed before.
    proven
        Whether the best plan is the cheapest there is.
    """

    def __init__(
        self, prepared: Prepared, fixed_cents: int, clock: Clock, seed: int
    ) -> None:
        self.units = prepared.units
        self.clock = clock
        self.seed = seed
        self.proven = False
        self._fixed_cents = fixed_cents
        self._lock = threading.Lock()
        self._failed: list[BaseException] = []
        self._milestones: list[Choice] = []
        self._reached = threading.Event()
        self._searched = threading.Event()
        self.gates = _gates(prepared)
        self.best = allot(self.units, [])
        self.bound_cents = int(np.ceil(simple_bound(self.gates) - 1e-6))
        self._search = Search(self.units, seed, clock.halt)
        self._offer(allot(self.units, self._search.best()))
        self._first_pool: tuple[list[Ints], Floats] = ([], np.zeros(0))
        self._relaxation: Relaxation | None = None

    @property
    def cost_cents(self) -> int:
        """Return what the best plan costs with the trips fixed before."""
        return self.best.cost_cents + self._fixed_cents

    def plan(self, tell: Callable[[], bool]) -> None:
        """
        Plan until it is proven, nothing gets better, or the time is up.

        Parameters
        ----------
        tell
            Called when something may have changed; says whether that is good enough.
        """
        limit_s = self.clock.left_s()
        most_s = min(FIRST_PLAN_S, FIRST_PLAN_SHARE * limit_s)
        first = routed(self.units, most_s, guided=False)
        if first is not None:
            self._offer(allot(self.units, first))
            seen = np.concatenate([np.zeros(0, np.int64), *first])
            rest = np.setdiff1d(np.arange(len(self.units)), seen)
            self._search.learn([*(trip + 1 for trip in first), rest + 1])
        tell()
        threads = [
            threading.Thread(target=self._guard, args=(work,), daemon=True)
            for work in (self._run_search, self._run_proof)
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                for thread in threads:
                    thread.join(ASK_EVERY_S)
                enough = tell()
                self.clock.ask()
                if self.proven or enough or self.clock.past(END_SHARE):
                    self.clock.stop()
        finally:
            self.clock.stop()
            for thread in threads:
                thread.join()
        if self._failed:
            raise self._failed[0]
        tell()

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self._failed.append(error)
            self.clock.stop()

    def _offer(self, choice: Choice) -> None:
        with self._lock:
            if choice.cost_cents < self.best.cost_cents:
                self.best = choice

    def _prove(self, bound: float) -> None:
        """Take a bound, rounded up; a plan that costs no more is the cheapest."""
        self.bound_cents = max(self.bound_cents, int(np.ceil(bound - 1e-3)))

    def _settle(self, choice: Choice) -> None:
        """End with a plan that is proven to be the cheapest."""
        with self._lock:
            self.best = choice
            self.bound_cents = choice.cost_cents + self._fixed_cents
            self.proven = True

    def _run_search(self) -> None:
        search, last = self._search, np.inf
        goal = MILESTONE
        step = max(1, min(50, 2_000 // len(self.units)))
        while not self.clock.past(SEARCH_SHARE) and search.restarts < MOST_RESTARTS:
            search.run(min(step, goal - search.made))
            if search.best_cents < last:
                last = search.best_cents
                self._offer(allot(self.units, search.best()))
            if search.made == goal:
                if goal == MILESTONE:
                    self._first_pool = search.pool()
                self._milestones.append(allot(self.units, search.best()))
                self._reached.set()
                goal *= 2
        if search.made < MILESTONE:
            self._first_pool = search.pool()
        self._milestones.append(allot(self.units, search.best()))
        self._searched.set()
        self._reached.set()

    def _run_proof(self) -> None:
        if (
            len(self.gates.riders) > MOST_GATES
            or self.gates.riders.sum() > MOST_BOUND_RIDERS
        ):
            self._choose_last()
            return
        self._reached.wait()
        relaxation = Relaxation(self.gates)
        if not self.gates.parted.any():
            relaxation.add(*self._first_pool)
        first = self._milestones[0].cost_cents + self._fixed_cents
        relaxation.solve(self.clock, PROOF_SHARE, first, self._prove)
        self._prove(relaxation.bound)
        self._relaxation = relaxation
        if not self._prove_by_listing(relaxation):
            self._choose_last()

    def _prove_by_listing(self, relaxation: Relaxation) -> bool:
        """List what better plans are made of, milestone by milestone."""
        if (
            self.gates.parted.any()
            or len(self.gates.riders) > MOST_LISTED_GATES
            or not relaxation.done
        ):
            return False
        room = ways()
        at, tried = 0, np.inf
        while not self.clock.past(PROOF_SHARE):
            if at == len(self._milestones):
                if self._searched.is_set():
                    return False
                self._reached.clear()
                if at == len(self._milestones) and not self._searched.is_set():
                    self._reached.wait(ASK_EVERY_S)
                continue
            choice = self._milestones[at]
            at += 1
            if choice.cost_cents + self._fixed_cents <= self.bound_cents:
                self._settle(choice)
                return True
            gap = choice.cost_cents - relaxation.priced_bound
            if gap > 0.97 * tried:
                continue
            tried = gap
            columns = self._listed(relaxation, gap, room)
            if columns is not None and self._choose_all(relaxation, columns, choice):
                return True
        return False

    def _listed(self, relaxation: Relaxation, gap: float, room: Ways) -> Columns | None:
        """Return all trips with a reduced cost below the gap; None if too many."""
        units = self.units
        trips: list[Ints] = []
        metres: list[Ints] = []
        for types, graph in relaxation.graphs:
            gain = np.concatenate([[0.0], relaxation.prices.gains])
            coach = relaxation.coach_cents(types, relaxation.prices)
            ending = np.empty((len(gain), len(coach)))
            endings(graph, gain, coach, ending)
            n = every(
                graph,
                gain,
                ending,
                units.distance_m,
                units.duration_s,
                units.max_duration_s,
                units.max_gates,
                gap + 1.0,
                room,
                self.clock.halt,
            )
            if n < 0 or self.clock.past(PROOF_SHARE):
                return None
            ends = _shortest(units, room, n, coach, graph.arc, gap + 1.0)
            if len(ends) > MOST_CHOICE:
                return None
            for label in ends.tolist():
                trips.append(_way(room, label))
            metres.append(_whole_metres(units, room, ends))
        whole = np.concatenate([np.zeros(0), *metres])
        columns = columns_of(
            units, trips, whole, self._reduced, gap + 1.0, MOST_CHOICE + 1
        )
        return columns if len(columns.trips) <= MOST_CHOICE else None

    def _reduced(self, columns: Columns) -> Floats:
        """Return reduced costs; what a trip costs for a rider where there are none."""
        relaxation = self._relaxation
        if relaxation is None or not np.isfinite(relaxation.priced_bound):
            return columns.cost / columns.load
        prices = relaxation.prices
        gains = [prices.gains[trip].sum() for trip in columns.trips]
        reduced = columns.cost - np.array(gains) - prices.rents[columns.coach]
        return np.asarray(reduced - prices.loads[columns.load])

    def _choose_all(
        self, relaxation: Relaxation, columns: Columns, known: Choice
    ) -> bool:
        """Choose among all trips of better plans; return whether that was proven."""
        left_s = self.clock.left_s(PROOF_SHARE)
        cuts = relaxation.cuts
        found = choose(columns, self.units, cuts, self.clock, left_s, self.seed)
        best = known
        if found.columns is not None:
            trips = [columns.trips[i] for i in found.columns]
            choice = allot(self.units, trips)
            if choice.cost_cents < best.cost_cents:
                best = choice
            self._offer(choice)
        if best.cost_cents <= found.bound + self._fixed_cents + 0.5:
            self._settle(best)
            return True
        bound = min(found.bound, float(best.cost_cents))
        if np.isfinite(bound):
            self._prove(bound + self._fixed_cents)
        return False

    def _choose_last(self) -> None:
        """Choose among all trips the search met, once it is over."""
        while not self._searched.is_set():
            if self.clock.stopped:
                return
            self._searched.wait(ASK_EVERY_S)
        left_s = self.clock.left_s(END_SHARE)
        trips, metres = self._search.pool()
        if left_s <= 0 or not trips:
            return
        if self.gates.parted.any():
            # Its prices are of gates, not of the parts that are searched.
            self._relaxation = None
        columns = columns_of(
            self.units, trips, metres, self._reduced, np.inf, MOST_LAST_CHOICE
        )
        cuts = np.zeros((0, int(self.units.size.sum()) + 1))
        found = choose(columns, self.units, cuts, self.clock, left_s, self.seed)
        if found.columns is not None:
            self._offer(allot(self.units, [columns.trips[i] for i in found.columns]))


def _gates(prepared: Prepared) -> Gates:
    """Return the open gates whole, however their riders are split in the search."""
    units, problem = prepared.units, prepared.units.problem
    rows = prepared.open_rows
    riders = np.array([problem.gates[row - 1].riders for row in rows], np.int64)
    at = np.array([0, *rows], np.int64)
    metres = problem.distance_m[np.ix_(at, at)].copy()
    closed = metres < 0
    closed |= problem.duration_s[np.ix_(at, at)] < 0
    if not problem.return_counted:
        metres[:, 0] = 0
    metres[closed] = FAR_M
    parted = riders > problem.most_seats
    return Gates(riders, parted, np.ascontiguousarray(metres), units)


def _whole_metres(units: Units, room: Ways, labels: Ints) -> Ints:
    last = room.last[labels]
    return np.asarray(room.metres[labels] + units.distance_m[last, 0])


def _shortest(
    units: Units, room: Ways, n: int, coach: Floats, arc: Floats, gap: float
) -> Ints:
    """Return the ends of trips worth having: of the same gates the shortest."""
    last = room.last[:n].astype(np.int64)
    cost = room.cost[:n] + arc[last, 0] + coach[room.load[:n]]
    metres = room.metres[:n] + units.distance_m[last, 0]
    seconds = room.seconds[:n] + units.duration_s[last, 0]
    can = room.alive[:n] & (cost < gap) & (metres < FAR_M)
    can &= seconds <= min(units.max_duration_s, NO_LIMIT_S)
    ends = np.flatnonzero(can)
    order = np.lexsort((metres[ends], room.high[ends], room.low[ends]))
    ends = ends[order]
    same = (room.low[ends][1:] == room.low[ends][:-1]) & (
        room.high[ends][1:] == room.high[ends][:-1]
    )
    return ends[np.concatenate([[True], ~same])] if len(ends) else ends


def _way(room: Ways, label: int) -> Ints:
    way = []
    while label >= 0:
        way.append(int(room.last[label]) - 1)
        label = int(room.parent[label])
    return np.array(way[::-1], np.int64)
