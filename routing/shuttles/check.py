"""
The judge of a plan of shuttles: knows the problem and no solver.

It counts everything again from the problem's own numbers and shares no code with the
solvers, not even the cost of a trip, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from routing.shuttles.plan import Reason, Status

if TYPE_CHECKING:
    from routing.shuttles.plan import Left, ShuttlePlan, ShuttleTrip
    from routing.shuttles.problem import Gate, ShuttleProblem


class Cause(enum.StrEnum):
    """Everything a plan of shuttles can break."""

    UNKNOWN_COACH = "unknown_coach"
    UNKNOWN_GATE = "unknown_gate"
    EMPTY_TRIP = "empty_trip"
    NO_RIDERS = "no_riders"
    REPEATED_GATE = "repeated_gate"
    NO_WAY = "no_way"
    LOAD = "load"
    DURATION = "duration"
    GATES = "gates"
    FLEET = "fleet"
    MISSING_RIDERS = "missing_riders"
    SURPLUS_RIDERS = "surplus_riders"
    SPLIT = "split"
    WRONG_REASON = "wrong_reason"
    WRONG_DISTANCE = "wrong_distance"
    WRONG_DURATION = "wrong_duration"
    WRONG_COST = "wrong_cost"
    WRONG_PROBLEM = "wrong_problem"
    WRONG_TOTAL = "wrong_total"
    WRONG_BOUND = "wrong_bound"
    WRONG_GAP = "wrong_gap"
    WRONG_STATUS = "wrong_status"


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One broken promise.

    Parameters
    ----------
    subject
        What breaks it: ``trips[2]``, a gate's or a coach type's id, or ``plan``.
    excess
        By how much, in the unit of the cause: riders, gates, seconds, metres, trips,
        cents or times; for a figure that is wrong, what was written minus what is
        right. The share for ``wrong_gap``.
    """

    cause: Cause
    subject: str
    excess: float

    def __str__(self) -> str:
        return f"{self.cause}: {self.subject}, {self.excess:+g}"


def check(problem: ShuttleProblem, plan: ShuttlePlan) -> list[Violation]:
    """
    Return everything that is wrong with a plan, trip by trip, then gate by gate.

    Costs of trips may be rounded either way, by less than one cent. A ``no_coach_left``
    is taken as an answer unless a type without a count could carry the riders by
    themselves for less than the price of leaving them.
    """
    judge = _Judge(problem, plan)
    for i, trip in enumerate(plan.trips):
        judge.trip(f"trips[{i}]", trip)
    judge.fleet()
    judge.riders()
    for left in plan.unassigned:
        judge.left(left)
    judge.totals()
    return judge.violations


class _Judge:
    def __init__(self, problem: ShuttleProblem, plan: ShuttlePlan) -> None:
        self.problem = problem
        self.plan = plan
        self.row = {gate.id: i for i, gate in enumerate(problem.gates, start=1)}
        self.gate: dict[str, Gate] = {gate.id: gate for gate in problem.gates}
        self.coach = {coach.id: coach for coach in problem.fleet}
        self.most = max((c.seats for c in problem.fleet if c.count != 0), default=0)
        self.told: Counter[str] = Counter()
        self.rides: Counter[str] = Counter()
        self.violations: list[Violation] = []

    def breaks(self, cause: Cause, subject: str, excess: float) -> None:
        self.violations.append(Violation(cause, subject, excess))

    def above(self, cause: Cause, subject: str, value: int, limit: int | None) -> None:
        if limit is not None and value > limit:
            self.breaks(cause, subject, value - limit)

    def differs(self, cause: Cause, subject: str, said: int, real: int) -> None:
        if said != real:
            self.breaks(cause, subject, said - real)

    def trip(self, subject: str, trip: ShuttleTrip) -> None:
        coach = self.coach.get(trip.coach)
        if coach is None:
            self.breaks(Cause.UNKNOWN_COACH, trip.coach, 1)
        if not trip.drops:
            self.breaks(Cause.EMPTY_TRIP, subject, 1)
        for drop in trip.drops:
            if drop.gate not in self.gate:
                self.breaks(Cause.UNKNOWN_GATE, drop.gate, 1)
            elif drop.riders < 1:
                self.breaks(Cause.NO_RIDERS, drop.gate, drop.riders)
            else:
                self.told[drop.gate] += drop.riders
                self.rides[drop.gate] += 1
        times = Counter(drop.gate for drop in trip.drops)
        for gate, n in times.items():
            self.above(Cause.REPEATED_GATE, gate, n, 1)
        if coach is not None:
            aboard = sum(drop.riders for drop in trip.drops)
            self.above(Cause.LOAD, subject, aboard, coach.seats)
        self.above(Cause.GATES, subject, len(times), self.problem.max_gates)
        if all(drop.gate in self.gate for drop in trip.drops):
            self.figures(subject, trip)

    def figures(self, subject: str, trip: ShuttleTrip) -> None:
        """Measure the trip again; its gates are known."""
        problem = self.problem
        measured = self.measure([self.row[drop.gate] for drop in trip.drops])
        if measured is None:
            self.breaks(Cause.NO_WAY, subject, 1)
            return
        distance_m, duration_s = measured
        self.differs(Cause.WRONG_DISTANCE, subject, trip.distance_m, distance_m)
        self.differs(Cause.WRONG_DURATION, subject, trip.duration_s, duration_s)
        self.above(Cause.DURATION, subject, duration_s, problem.max_duration_s)
        coach = self.coach.get(trip.coach)
        if coach is not None:
            cost = coach.hire_cents + Fraction(coach.cents_per_km * distance_m, 1000)
            if abs(trip.cost_cents - cost) >= 1:
                excess = float(trip.cost_cents - cost)
                self.breaks(Cause.WRONG_COST, subject, excess)

    def measure(self, rows: list[int]) -> tuple[int, int] | None:
        """Return metres and seconds of a trip by these rows; None without a way."""
        problem = self.problem
        legs = list(pairwise([0, *rows, 0]))
        metres = [int(problem.distance_m[leg]) for leg in legs]
        seconds = [int(problem.duration_s[leg]) for leg in legs]
        if not problem.return_counted:
            # The coach must come back all the same.
            if -1 in (metres[-1], seconds[-1]):
                return None
            metres[-1] = seconds[-1] = 0
        if -1 in metres or -1 in seconds:
            return None
        return sum(metres), sum(seconds) + len(rows) * problem.gate_s

    def fleet(self) -> None:
        used = Counter(trip.coach for trip in self.plan.trips)
        for coach in self.problem.fleet:
            self.above(Cause.FLEET, coach.id, used[coach.id], coach.count)

    def riders(self) -> None:
        """Every rider is in exactly one trip or left; few may be parted."""
        for left in self.plan.unassigned:
            if left.gate not in self.gate:
                self.breaks(Cause.UNKNOWN_GATE, left.gate, 1)
            elif left.riders < 1:
                self.breaks(Cause.NO_RIDERS, left.gate, left.riders)
            else:
                self.told[left.gate] += left.riders
                self.rides[left.gate] += 1
        for gate in self.problem.gates:
            told = self.told[gate.id]
            if told < gate.riders:
                self.breaks(Cause.MISSING_RIDERS, gate.id, gate.riders - told)
            if told > gate.riders:
                self.breaks(Cause.SURPLUS_RIDERS, gate.id, told - gate.riders)
            if not (self.problem.split and gate.riders > self.most):
                self.above(Cause.SPLIT, gate.id, self.rides[gate.id], 1)

    def left(self, left: Left) -> None:
        gate = self.gate.get(left.gate)
        if gate is None:
            return
        measured = self.measure([self.row[gate.id]])
        limit = self.problem.max_duration_s
        near = measured is not None and (limit is None or measured[1] <= limit)
        fits = gate.riders <= self.most or (self.problem.split and self.most > 0)
        price = left.riders * self.problem.left_cents
        alone = [
            coach.hire_cents + coach.cents_per_km * measured[0] / 1000
            for coach in self.problem.fleet
            if measured is not None
            and near
            and coach.count is None
            and coach.seats >= left.riders
        ]
        # A cent for the rounding of a trip.
        cheaper = min(alone, default=price) < price - 1
        wrong = {
            Reason.UNREACHABLE: measured is not None,
            Reason.TOO_FAR: near,
            Reason.TOO_LARGE: fits,
            Reason.NO_COACH: self.most > 0,
            Reason.NO_COACH_LEFT: cheaper,
            Reason.TOO_DEAR: cheaper,
        }
        if wrong[left.reason]:
            self.breaks(Cause.WRONG_REASON, left.gate, left.riders)

    def totals(self) -> None:
        plan = self.plan
        if plan.problem != self.problem.name:
            self.breaks(Cause.WRONG_PROBLEM, "plan", 1)
        total = sum(trip.cost_cents for trip in plan.trips)
        total += sum(gone.riders for gone in plan.unassigned) * self.problem.left_cents
        self.differs(Cause.WRONG_TOTAL, "plan", plan.cost_cents, total)
        if plan.lower_bound_cents < 0:
            self.breaks(Cause.WRONG_BOUND, "plan", plan.lower_bound_cents)
        self.above(Cause.WRONG_BOUND, "plan", plan.lower_bound_cents, plan.cost_cents)
        short = plan.cost_cents - plan.lower_bound_cents
        gap = short / plan.cost_cents if plan.cost_cents > 0 else 0.0
        if abs(plan.gap - gap) > 1e-6:
            self.breaks(Cause.WRONG_GAP, "plan", plan.gap - gap)
        if plan.status is Status.OPTIMAL and short > 0:
            self.breaks(Cause.WRONG_STATUS, "plan", short)
