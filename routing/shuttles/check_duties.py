"""The judge of duties: knows the day and no solver."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from routing.shuttles.plan import Status

if TYPE_CHECKING:
    from routing.shuttles.duties import Day, Duty, DutyPlan


class DutyCause(enum.StrEnum):
    """Everything a plan of duties can break."""

    UNKNOWN_COACH = "unknown_coach"
    UNKNOWN_RUN = "unknown_run"
    EMPTY_DUTY = "empty_duty"
    LOAD = "load"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_BACK = "not_back"
    FLEET = "fleet"
    MISSING_RUN = "missing_run"
    REPEATED_RUN = "repeated_run"
    WRONG_COST = "wrong_cost"
    WRONG_BOUND = "wrong_bound"
    WRONG_GAP = "wrong_gap"
    WRONG_STATUS = "wrong_status"


@dataclass(frozen=True, slots=True)
class DutyViolation:
    """
    One broken promise.

    Parameters
    ----------
    subject
        A run's or a coach type's id, ``duties[2]``, or ``plan``.
    excess
        By how much: riders, seconds, coaches, times or cents.
    """

    cause: DutyCause
    subject: str
    excess: float

    def __str__(self) -> str:
        return f"{self.cause}: {self.subject}, {self.excess:+g}"


def check_duties(day: Day, plan: DutyPlan) -> list[DutyViolation]:
    """Return everything that is wrong with duties, coach by coach, then run by run."""
    found: list[DutyViolation] = []
    for i, duty in enumerate(plan.duties):
        found += _duty(day, f"duties[{i}]", duty)
    hired = Counter(duty.coach for duty in plan.duties)
    for coach in day.fleet:
        if coach.count is not None and hired[coach.id] > coach.count:
            excess = hired[coach.id] - coach.count
            found.append(DutyViolation(DutyCause.FLEET, coach.id, excess))
    known = {run.id for run in day.runs}
    told = Counter(start.run for duty in plan.duties for start in duty.starts)
    told.update(plan.unassigned)
    for name in told:
        if name not in known:
            found.append(DutyViolation(DutyCause.UNKNOWN_RUN, name, 1))
    for run in day.runs:
        if told[run.id] == 0:
            found.append(DutyViolation(DutyCause.MISSING_RUN, run.id, 1))
        if told[run.id] > 1:
            excess = told[run.id] - 1
            found.append(DutyViolation(DutyCause.REPEATED_RUN, run.id, excess))
    return found + _figures(day, plan)


def _duty(day: Day, subject: str, duty: Duty) -> list[DutyViolation]:
    found = []
    coach = next((c for c in day.fleet if c.id == duty.coach), None)
    if coach is None:
        found.append(DutyViolation(DutyCause.UNKNOWN_COACH, duty.coach, 1))
    if not duty.starts:
        found.append(DutyViolation(DutyCause.EMPTY_DUTY, subject, 1))
    runs = {run.id: run for run in day.runs}
    free_s: int | None = None
    for start in duty.starts:
        run = runs.get(start.run)
        if run is None:
            continue
        at = start.start_s
        if coach is not None and run.riders > coach.seats:
            excess = run.riders - coach.seats
            found.append(DutyViolation(DutyCause.LOAD, run.id, excess))
        if at < run.ready_s:
            excess = run.ready_s - at
            found.append(DutyViolation(DutyCause.TOO_EARLY, run.id, excess))
        if at > run.latest_s:
            excess = at - run.latest_s
            found.append(DutyViolation(DutyCause.TOO_LATE, run.id, excess))
        if free_s is not None and at < free_s:
            found.append(DutyViolation(DutyCause.NOT_BACK, run.id, free_s - at))
        free_s = at + run.duration_s + day.turnaround_s
    return found


def _figures(day: Day, plan: DutyPlan) -> list[DutyViolation]:
    found = []
    runs = {run.id: run for run in day.runs}
    coaches = {coach.id: coach for coach in day.fleet}
    cost = Fraction(0)
    n_trips = 0
    for duty in plan.duties:
        coach = coaches.get(duty.coach)
        if coach is None:
            continue
        cost += coach.hire_cents
        for start in duty.starts:
            if start.run in runs:
                n_trips += 1
                metres = runs[start.run].distance_m
                cost += Fraction(coach.cents_per_km * metres, 1000)
    left = [runs[name] for name in plan.unassigned if name in runs]
    cost += day.left_cents * sum(run.riders for run in left)
    # Every trip may be rounded either way, by less than a cent.
    if abs(plan.cost_cents - cost) >= max(1, n_trips):
        excess = float(plan.cost_cents - cost)
        found.append(DutyViolation(DutyCause.WRONG_COST, "plan", excess))
    if not 0 <= plan.lower_bound_cents <= plan.cost_cents:
        excess = plan.lower_bound_cents - plan.cost_cents
        found.append(DutyViolation(DutyCause.WRONG_BOUND, "plan", excess))
    short = plan.cost_cents - plan.lower_bound_cents
    gap = short / plan.cost_cents if plan.cost_cents > 0 else 0.0
    if abs(plan.gap - gap) > 1e-6:
        found.append(DutyViolation(DutyCause.WRONG_GAP, "plan", plan.gap - gap))
    if plan.status is Status.OPTIMAL and short > 0:
        found.append(DutyViolation(DutyCause.WRONG_STATUS, "plan", short))
    return found
