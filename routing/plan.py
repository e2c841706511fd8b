"""What a planner answers: who rides on which coach, and who stays behind and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    """What is known about a plan's cost."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Reason(enum.StrEnum):
    """Why a party is not carried."""

    TOO_FAR = "too_far"
    TOO_LARGE = "too_large"
    NO_COACH_LEFT = "no_coach_left"


@dataclass(frozen=True, slots=True)
class Riders:
    """So many people of a party."""

    party: str
    riders: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A coach stands at a place; some get on, some get off."""

    place: str
    board: tuple[Riders, ...] = ()
    alight: tuple[Riders, ...] = ()


@dataclass(frozen=True, slots=True)
class Trip:
    """One coach on the service date, from its first pickup to its last drop-off."""

    coach: str
    stops: tuple[Stop, ...]
    distance_m: int
    duration_s: int
    cost_cents: int
    drivers: int

    @property
    def riders(self) -> int:
        """Return how many people get on."""
        return sum(r.riders for stop in self.stops for r in stop.board)


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A party, or the part of it, that no coach carries; ``detail`` is a sentence."""

    party: str
    riders: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Trips, what they cost, and how far from the best this may be.

    Parameters
    ----------
    lower_bound_cents
        No plan that carries as many riders costs less; proven.
    gap
        (cost - bound) / cost, 0 when the cost is 0.
    runtime_s
        Wall-clock seconds that planning took.
    """

    scenario: str
    status: Status
    cost_cents: int
    lower_bound_cents: int
    gap: float
    runtime_s: float
    seed: int
    trips: tuple[Trip, ...]
    unassigned: tuple[Unassigned, ...]

    @property
    def riders(self) -> int:
        """Return how many people are carried."""
        return sum(trip.riders for trip in self.trips)
