"""
The rules of a campaign: what the planner keeps to, and when the coaches leave.

The names are those of the scenario file; `CAMPAIGN_ONLY` are ours. A campaign stores
only what differs from the defaults, whose sources stand in docs/campaigns.md.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from models import base

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL_TIME = base.LOCAL_TIME

CAMPAIGN_ONLY = frozenset(
    {
        "depart_at",
        "crew_seats",
        "kept_free_seats",
        "coach_types",
        "more_coaches",
        "fever_tenths",
    }
)

# name -> smallest and largest value that makes sense.
LIMITS: dict[str, tuple[float, float]] = {
    "occupancy": (0.05, 1.0),
    "max_pickups": (1, 8),
    "max_dropoffs": (1, 8),
    "pickup_s": (0, 7200),
    "dropoff_s": (0, 7200),
    "max_duration_s": (3600, 172_800),
    "max_distance_m": (10_000, 4_000_000),
    "second_driver_cents": (0, 10_000_000),
    "second_driver_above_m": (0, 4_000_000),
    "crew_seats": (0, 3),
    "kept_free_seats": (0, 20),
    "alternatives_m": (0, 200_000),
    "unassigned_cents": (0, 100_000_000),
    "hour_cents": (0, 1_000_000),
    "day_cents": (0, 1_000_000),
    "hub_s": (0, 21_600),
    "spare_s": (0, 43_200),
    "station_s": (0, 21_600),
    "wait_s": (0, 43_200),
}
# What a coach has no more of than it says; None for as many as wanted.
SPACES = {"wheelchairs": 20, "luggage": 500}
# Tenths of a degree Celsius that make sense as a limit.
FEVER = (350, 420)
# How people may be aboard: the smallest and largest limit; None for none.
ABOARD: dict[str, tuple[float, float]] = {
    "max_ride_s": (3600, 172_800),
    "max_detour": (1.0, 10.0),
}


class RulesError(ValueError):
    """A rule cannot be used; `name` is the rule, the message says what it must be."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class CampaignRules:
    """
    Every rule of a campaign, with its default.

    Parameters
    ----------
    occupancy
        Share of a coach's seats that may be filled; 0.5 in February 2020.
    depart_at
        When every coach leaves its first pickup, as local time ``HH:MM``.
    crew_seats
        Rated seats that the crew sits on; rated seats include the driver's.
    kept_free_seats
        Seats kept empty at the back, as in 2020; before occupancy is counted.
    alternatives_m
        Every party would also board at another party's pickup as far away as this by
        road; 0 for nowhere else. What people said themselves counts in any case.
    wheelchairs, luggage
        Spaces of a coach; None where nobody counts them.
    max_ride_s, max_detour
        The longest that anybody is aboard, and the longest way of anybody as a multiple
        of their direct way; None for no limit.
    unassigned_cents, hour_cents, day_cents
        What a person without a seat, an hour of a person aboard, and a day of a person
        before or after the day asked for weigh beside the money for the coaches.
    hub_s, spare_s
        How long before a train leaves its coaches are at the hub, at least; and how
        much earlier than that asks for they may leave a county.
    station_s, wait_s
        From a train's arrival to when the first shuttle leaves and the last one.
    drivers_rest
        Whether trips keep to the hours of drivers, see ``routing.rules.DriverHours``.
    coach_types
        Ids of the coach types on offer; all when empty.
    more_coaches
        So many more of a type (its id first) than its operator offers.
    fever_tenths
        From how many tenths of a degree Celsius on a person is marked at the coach
        door; None for nobody. The planner does not read it.

    Raises
    ------
    RulesError
        When a value is of the wrong kind or outside its limits.
    """

    occupancy: float = 1.0
    max_pickups: int = 3
    max_dropoffs: int = 3
    pickup_s: int = 900
    dropoff_s: int = 600
    max_duration_s: int = 54_000
    max_distance_m: int = 1_250_000
    second_driver_cents: int = 70_000
    second_driver_above_m: int = 600_000
    depart_at: str = "08:00"
    crew_seats: int = 1
    kept_free_seats: int = 0
    coach_types: tuple[int, ...] = ()
    more_coaches: tuple[tuple[int, int], ...] = ()
    alternatives_m: int = 0
    wheelchairs: int | None = None
    luggage: int | None = None
    max_ride_s: int | None = None
    max_detour: float | None = None
    unassigned_cents: int = 1_000_000
    hour_cents: int = 0
    day_cents: int = 5_000
    hub_s: int = 3_600
    spare_s: int = 10_800
    station_s: int = 1_800
    wait_s: int = 7_200
    drivers_rest: bool = False
    fever_tenths: int | None = 373

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            kinds = (int, float) if name == "occupancy" else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds):
                raise RulesError(name, f"{name} must be a number, got {value!r}.")
            if not math.isfinite(value) or not low <= value <= high:
                msg = f"{name} must lie between {low} and {high}, got {value}."
                raise RulesError(name, msg)
        for name, most in SPACES.items():
            value = getattr(self, name)
            if value is not None and (type(value) is not int or not 0 <= value <= most):
                msg = f"{name} must lie between 0 and {most}, or be left out."
                raise RulesError(name, msg)
        for name, (low, high) in ABOARD.items():
            value = getattr(self, name)
            kinds = (int, float) if name == "max_detour" else (int,)
            if value is not None and not (
                type(value) in kinds and low <= value <= high
            ):
                msg = f"{name} must lie between {low} and {high}, or be left out."
                raise RulesError(name, msg)
        if self.wait_s < self.station_s:
            msg = "The last shuttle cannot leave before the first one."
            raise RulesError("wait_s", msg)
        fever = self.fever_tenths
        if fever is not None and not (
            type(fever) is int and FEVER[0] <= fever <= FEVER[1]
        ):
            msg = f"fever_tenths must lie from {FEVER[0]} to {FEVER[1]}, got {fever!r}."
            raise RulesError("fever_tenths", msg)
        if not isinstance(self.drivers_rest, bool):
            raise RulesError("drivers_rest", "drivers_rest must be true or false.")
        try:
            dt.time.fromisoformat(self.depart_at)
        except (TypeError, ValueError) as error:
            msg = f"depart_at must be a time such as 08:00, got {self.depart_at!r}."
            raise RulesError("depart_at", msg) from error

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> CampaignRules:
        """Return the rules that a campaign stores, over the defaults."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(stored) - known)
        if unknown:
            raise RulesError(unknown[0], f"There is no rule {unknown[0]!r}.")
        values = dict(stored)
        if "coach_types" in values:
            values["coach_types"] = tuple(int(id_) for id_ in values["coach_types"])
        if "more_coaches" in values:
            pairs = values["more_coaches"]
            values["more_coaches"] = tuple((int(id_), int(n)) for id_, n in pairs)
        return cls(**values)

    def stored(self) -> dict[str, Any]:
        """Return what differs from the defaults, as JSON can hold it."""
        changed = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        if "coach_types" in changed:
            changed["coach_types"] = list(self.coach_types)
        if "more_coaches" in changed:
            changed["more_coaches"] = [list(pair) for pair in self.more_coaches]
        return changed

    def seats_offered(self, rated_seats: int) -> int:
        """Return the seats of a coach that riders may be given, before occupancy."""
        return max(0, rated_seats - self.crew_seats - self.kept_free_seats)

    @property
    def local_departure(self) -> dt.time:
        """Return when the coaches leave, by the clock on the wall."""
        return dt.time.fromisoformat(self.depart_at)

    @property
    def departs_s(self) -> int:
        """Return the same as seconds after midnight."""
        at = self.local_departure
        return 3600 * at.hour + 60 * at.minute

    def departure(self, service_date: dt.date) -> dt.datetime:
        """Return when the coaches leave on this date."""
        at = dt.datetime.combine(service_date, self.local_departure, LOCAL_TIME)
        return at.astimezone(dt.UTC)
