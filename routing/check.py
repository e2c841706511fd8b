"""
The judge of a plan: knows the problem and no solver.

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

from routing.plan import Reason, Status

if TYPE_CHECKING:
    from routing.plan import Plan, Trip
    from routing.problem import CoachType, Party, Problem


class Cause(enum.StrEnum):
    """Everything a plan can break."""

    UNKNOWN_COACH = "unknown_coach"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_PARTY = "unknown_party"
    EMPTY_TRIP = "empty_trip"
    LOAD = "load"
    PICKUPS = "pickups"
    DROPOFFS = "dropoffs"
    DURATION = "duration"
    DISTANCE = "distance"
    FLEET = "fleet"
    WRONG_PICKUP = "wrong_pickup"
    WRONG_DROPOFF = "wrong_dropoff"
    ALIGHT_WITHOUT_BOARD = "alight_without_board"
    BOARD_WITHOUT_ALIGHT = "board_without_alight"
    PICKUP_AFTER_DROPOFF = "pickup_after_dropoff"
    NO_RIDERS = "no_riders"
    MISSING_PARTY = "missing_party"
    REPEATED_PARTY = "repeated_party"
    SPLIT_PARTY = "split_party"
    WRONG_REASON = "wrong_reason"
    WRONG_DISTANCE = "wrong_distance"
    WRONG_DURATION = "wrong_duration"
    WRONG_COST = "wrong_cost"
    WRONG_DRIVERS = "wrong_drivers"
    WRONG_SCENARIO = "wrong_scenario"
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
        What breaks it: ``trips[2]``, a party's or a coach type's id, or ``plan``.
    excess
        By how much, in the unit of the cause: riders, places, seconds, metres, coaches,
        cents, drivers or times; for a figure that is wrong, what was written minus what
        is right. The share for ``wrong_gap``.
    """

    cause: Cause
    subject: str
    excess: float

    def __str__(self) -> str:
        return f"{self.cause}: {self.subject}, {self.excess:+g}"


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """
    Return everything that is wrong with a plan, trip by trip, then party by party.

    Costs may be rounded either way: a trip's by less than one cent, and the total by
    what its trips were. A ``no_coach_left`` is taken as an answer unless a coach type
    without a count could carry the party by itself.
    """
    judge = _Judge(problem, plan)
    judge.trips()
    judge.fleet()
    judge.parties()
    judge.unassigned()
    judge.totals()
    return judge.violations


class _Judge:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.rules = problem.rules
        self.place = {place.id: i for i, place in enumerate(problem.places)}
        self.party: dict[str, Party] = {party.id: party for party in problem.parties}
        self.coach: dict[str, CoachType] = {c.id: c for c in problem.fleet}
        occupancy = Fraction(repr(problem.rules.occupancy))
        self.load = {c.id: int(c.seats * occupancy) for c in problem.fleet}
        self.most = max(self.load.values(), default=0)
        self.carried: Counter[str] = Counter()
        self.rides: Counter[str] = Counter()
        self.violations: list[Violation] = []

    def breaks(self, cause: Cause, subject: str, excess: float) -> None:
        self.violations.append(Violation(cause, subject, excess))

    def above(self, cause: Cause, subject: str, value: int, limit: int) -> None:
        if value > limit:
            self.breaks(cause, subject, value - limit)

    def differs(self, cause: Cause, subject: str, said: int, real: int) -> None:
        if said != real:
            self.breaks(cause, subject, said - real)

    def trips(self) -> None:
        for i, trip in enumerate(self.plan.trips):
            self.riders(f"trips[{i}]", trip)
            self.figures(f"trips[{i}]", trip)

    def riders(self, subject: str, trip: Trip) -> None:
        """Follow the riders on and off; who is unknown is told and left out."""
        aboard: Counter[str] = Counter()
        most_aboard = 0
        pickups: set[str] = set()
        dropoffs: set[str] = set()
        for stop in trip.stops:
            if stop.board and dropoffs:
                self.breaks(Cause.PICKUP_AFTER_DROPOFF, subject, 1)
            for on in stop.board:
                pickups.add(stop.place)
                if not self.known(subject, on.party, on.riders):
                    continue
                if self.party[on.party].pickup != stop.place:
                    self.breaks(Cause.WRONG_PICKUP, on.party, on.riders)
                aboard[on.party] += on.riders
                self.carried[on.party] += on.riders
            most_aboard = max(most_aboard, aboard.total())
            for off in stop.alight:
                dropoffs.add(stop.place)
                if not self.known(subject, off.party, off.riders):
                    continue
                if self.party[off.party].dropoff != stop.place:
                    self.breaks(Cause.WRONG_DROPOFF, off.party, off.riders)
                if off.riders > aboard[off.party]:
                    excess = off.riders - aboard[off.party]
                    self.breaks(Cause.ALIGHT_WITHOUT_BOARD, off.party, excess)
                aboard[off.party] = max(0, aboard[off.party] - off.riders)
        self.rides.update({r.party for stop in trip.stops for r in stop.board})
        for party, riders in aboard.items():
            if riders:
                self.breaks(Cause.BOARD_WITHOUT_ALIGHT, party, riders)
        if not pickups:
            self.breaks(Cause.EMPTY_TRIP, subject, 1)
        if trip.coach in self.coach:
            self.above(Cause.LOAD, subject, most_aboard, self.load[trip.coach])
        self.above(Cause.PICKUPS, subject, len(pickups), self.rules.max_pickups)
        self.above(Cause.DROPOFFS, subject, len(dropoffs), self.rules.max_dropoffs)

    def known(self, subject: str, party: str, riders: int) -> bool:
        if party not in self.party:
            self.breaks(Cause.UNKNOWN_PARTY, party, riders)
            return False
        if riders < 1:
            self.breaks(Cause.NO_RIDERS, subject, riders)
            return False
        return True

    def figures(self, subject: str, trip: Trip) -> None:
        """Measure the trip again; not when a place on it is unknown."""
        unknown = {s.place for s in trip.stops if s.place not in self.place}
        for place in sorted(unknown):
            self.breaks(Cause.UNKNOWN_PLACE, place, 1)
        coach = self.coach.get(trip.coach)
        if coach is None:
            self.breaks(Cause.UNKNOWN_COACH, trip.coach, 1)
        if unknown:
            return
        rules = self.rules
        legs = list(pairwise(self.place[stop.place] for stop in trip.stops))
        distance_m = sum(int(self.problem.distance_m[leg]) for leg in legs)
        pickups = len({stop.place for stop in trip.stops if stop.board})
        dropoffs = len({stop.place for stop in trip.stops if stop.alight})
        standing_s = pickups * rules.pickup_s + dropoffs * rules.dropoff_s
        driving_s = sum(int(self.problem.duration_s[leg]) for leg in legs)
        duration_s = driving_s + standing_s
        drivers = 2 if distance_m > rules.second_driver_above_m else 1

        self.above(Cause.DISTANCE, subject, distance_m, rules.max_distance_m)
        self.above(Cause.DURATION, subject, duration_s, rules.max_duration_s)
        self.differs(Cause.WRONG_DISTANCE, subject, trip.distance_m, distance_m)
        self.differs(Cause.WRONG_DURATION, subject, trip.duration_s, duration_s)
        self.differs(Cause.WRONG_DRIVERS, subject, trip.drivers, drivers)
        if coach is not None:
            cost = coach.hire_cents + Fraction(coach.cents_per_km * distance_m, 1000)
            cost += rules.second_driver_cents if drivers == 2 else 0
            if abs(trip.cost_cents - cost) >= 1:
                excess = float(trip.cost_cents - cost)
                self.breaks(Cause.WRONG_COST, subject, excess)

    def fleet(self) -> None:
        used = Counter(trip.coach for trip in self.plan.trips)
        for coach in self.problem.fleet:
            if coach.count is not None:
                self.above(Cause.FLEET, coach.id, used[coach.id], coach.count)

    def parties(self) -> None:
        """Every rider is in exactly one trip or unassigned."""
        left = Counter[str]()
        for gone in self.plan.unassigned:
            if self.known("unassigned", gone.party, gone.riders):
                left[gone.party] += gone.riders
        for party in self.problem.parties:
            told = self.carried[party.id] + left[party.id]
            if told < party.size:
                self.breaks(Cause.MISSING_PARTY, party.id, party.size - told)
            if told > party.size:
                self.breaks(Cause.REPEATED_PARTY, party.id, told - party.size)
            parts = self.rides[party.id] + (1 if left[party.id] else 0)
            allowed = 1
            if self.rules.party_split and self.most:
                allowed = -(-party.size // self.most)
            self.above(Cause.SPLIT_PARTY, party.id, parts, allowed)

    def unassigned(self) -> None:
        for gone in self.plan.unassigned:
            party = self.party.get(gone.party)
            if party is None:
                continue
            reason = gone.reason
            fits = self.most > 0 and (self.rules.party_split or party.size <= self.most)
            near = self.near(party)
            free = any(
                c.count is None and self.load[c.id] >= party.size
                for c in self.problem.fleet
            )
            wrong = (
                (reason is Reason.TOO_LARGE and fits)
                or (reason is Reason.TOO_FAR and near)
                or (reason is Reason.NO_COACH_LEFT and near and free)
            )
            if wrong:
                self.breaks(Cause.WRONG_REASON, gone.party, gone.riders)

    def near(self, party: Party) -> bool:
        leg = self.place[party.pickup], self.place[party.dropoff]
        seconds = int(self.problem.duration_s[leg])
        seconds += self.rules.pickup_s + self.rules.dropoff_s
        return (
            int(self.problem.distance_m[leg]) <= self.rules.max_distance_m
            and seconds <= self.rules.max_duration_s
        )

    def totals(self) -> None:
        plan = self.plan
        if plan.scenario != self.problem.name:
            self.breaks(Cause.WRONG_SCENARIO, plan.scenario, 1)
        total = sum(trip.cost_cents for trip in plan.trips)
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
