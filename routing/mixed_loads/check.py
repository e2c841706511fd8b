"""The judge of a plan of mixed loads: knows the problem and no solver."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.mixed_loads.plan import Bus, Plan
    from routing.mixed_loads.problem import Pickup, Problem


class Cause(enum.StrEnum):
    """Everything a plan can break."""

    UNKNOWN_PLACE = "unknown_place"
    MISSING_PICKUP = "missing_pickup"
    REPEATED_PICKUP = "repeated_pickup"
    LEFT_ABOARD = "left_aboard"
    NOBODY_ALIGHTS = "nobody_alights"
    LOAD = "load"
    MIXED_LOAD = "mixed_load"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    RIDE = "ride"
    TOO_FAST = "too_fast"
    WRONG_DRIVING = "wrong_driving"


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One broken promise.

    Parameters
    ----------
    subject
        ``buses[2].visits[5]``, the id of a pickup, or ``plan``.
    excess
        By how much: people, milliseconds, times or sites.
    """

    cause: Cause
    subject: str
    excess: int


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Return every broken promise, none for a good plan; in the order of the buses."""
    row = {p.id: i for i, p in enumerate(problem.pickups)}
    row |= {s.id: len(problem.pickups) + i for i, s in enumerate(problem.sites)}
    found: list[Violation] = []
    unknown = [
        Violation(Cause.UNKNOWN_PLACE, f"buses[{b}].visits[{v}]", 1)
        for b, bus in enumerate(plan.buses)
        for v, visit in enumerate(bus.visits)
        if visit.place not in row
    ]
    if unknown:
        return unknown
    times = Counter(visit.place for bus in plan.buses for visit in bus.visits)
    for pickup in problem.pickups:
        if times[pickup.id] == 0:
            found.append(Violation(Cause.MISSING_PICKUP, pickup.id, 1))
        elif times[pickup.id] > 1:
            extra = times[pickup.id] - 1
            found.append(Violation(Cause.REPEATED_PICKUP, pickup.id, extra))
    driving_ms = 0
    for b, bus in enumerate(plan.buses):
        found += _check_bus(problem, bus, f"buses[{b}]", row)
        driving_ms += sum(
            int(problem.duration_ms[row[one.place], row[other.place]])
            for one, other in pairwise(bus.visits)
        )
    if driving_ms != plan.driving_ms:
        excess = plan.driving_ms - driving_ms
        found.append(Violation(Cause.WRONG_DRIVING, "plan", excess))
    return found


def _check_bus(
    problem: Problem, bus: Bus, name: str, row: dict[str, int]
) -> list[Violation]:
    pickups = {p.id: p for p in problem.pickups}
    sites = {s.id: s for s in problem.sites}
    found: list[Violation] = []
    # Who is aboard, and since when their ride counts.
    aboard: list[tuple[Pickup, int]] = []
    free_ms, last = None, None
    for v, visit in enumerate(bus.visits):
        at = f"{name}.visits[{v}]"
        if free_ms is not None and last is not None:
            there_ms = free_ms + int(problem.duration_ms[row[last], row[visit.place]])
            if visit.starts_ms < there_ms:
                excess = there_ms - visit.starts_ms
                found.append(Violation(Cause.TOO_FAST, at, excess))
        if visit.place in pickups:
            pickup = pickups[visit.place]
            free_ms = visit.starts_ms + pickup.standing_ms
            aboard.append((pickup, free_ms))
            load = sum(p.riders for p, _ in aboard)
            if load > problem.capacity:
                found.append(Violation(Cause.LOAD, at, load - problem.capacity))
            bound_for = {p.site for p, _ in aboard}
            if not problem.mixed and len(bound_for) > 1:
                found.append(Violation(Cause.MIXED_LOAD, at, len(bound_for) - 1))
        else:
            site = sites[visit.place]
            if visit.starts_ms < site.opens_ms:
                excess = site.opens_ms - visit.starts_ms
                found.append(Violation(Cause.TOO_EARLY, at, excess))
            if visit.starts_ms > site.closes_ms:
                excess = visit.starts_ms - site.closes_ms
                found.append(Violation(Cause.TOO_LATE, at, excess))
            here = [(p, left_ms) for p, left_ms in aboard if p.site == site.id]
            aboard = [(p, left_ms) for p, left_ms in aboard if p.site != site.id]
            riders = sum(p.riders for p, _ in here)
            if riders == 0:
                found.append(Violation(Cause.NOBODY_ALIGHTS, at, 1))
            for pickup, left_ms in here:
                excess = visit.starts_ms - left_ms - problem.max_ride_ms
                if excess > 0:
                    found.append(Violation(Cause.RIDE, pickup.id, excess))
            free_ms = visit.starts_ms + site.standing_ms + riders * site.rider_ms
        last = visit.place
    found += [Violation(Cause.LEFT_ABOARD, p.id, p.riders) for p, _ in aboard]
    return found
