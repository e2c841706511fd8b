"""What a planner of shuttles answers: trips, and who is left and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    """What is known about a plan's cost."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Reason(enum.StrEnum):
    """Why riders are not carried."""

    UNREACHABLE = "unreachable"
    TOO_FAR = "too_far"
    TOO_LARGE = "too_large"
    NO_COACH = "no_coach"
    NO_COACH_LEFT = "no_coach_left"
    TOO_DEAR = "too_dear"


@dataclass(frozen=True, slots=True)
class Drop:
    """So many riders get off at a gate."""

    gate: str
    riders: int


@dataclass(frozen=True, slots=True)
class ShuttleTrip:
    """
    One coach from the arrival point to its gates, in this order, and back.

    Parameters
    ----------
    distance_m, duration_s
        As the problem counts them: with the way back or without.
    """

    coach: str
    drops: tuple[Drop, ...]
    distance_m: int
    duration_s: int
    cost_cents: int

    @property
    def riders(self) -> int:
        """Return how many people are aboard at the start."""
        return sum(drop.riders for drop in self.drops)


@dataclass(frozen=True, slots=True)
class Left:
    """Riders of a gate that no trip carries; ``detail`` is a sentence."""

    gate: str
    riders: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class ShuttlePlan:
    """
    Trips, what they cost, and how far from the best this may be.

    Parameters
    ----------
    cost_cents
        Of the trips, and the price of every rider left.
    lower_bound_cents
        No plan costs less; proven. At least 0.
    gap
        (cost - bound) / cost, 0 when the cost is 0.
    runtime_s
        Wall-clock seconds that planning took.
    """

    problem: str
    status: Status
    cost_cents: int
    lower_bound_cents: int
    gap: float
    runtime_s: float
    seed: int
    trips: tuple[ShuttleTrip, ...]
    unassigned: tuple[Left, ...]

    @property
    def riders(self) -> int:
        """Return how many people are carried."""
        return sum(trip.riders for trip in self.trips)

    @property
    def trips_cents(self) -> int:
        """Return what the trips cost, without the price of riders left."""
        return sum(trip.cost_cents for trip in self.trips)
