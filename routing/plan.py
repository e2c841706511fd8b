"""What a planner answers: who rides on which coach, and who stays behind and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class Status(enum.StrEnum):
    """What is known about a plan's cost."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Reason(enum.StrEnum):
    """
    Why a party is not carried.

    ``NO_DATE`` to ``NO_SPACE`` are proven: no trip at all can carry it. ``TIME_WINDOW``
    and ``DRIVER_HOURS`` say that no coach of its own keeps the rule; where only others'
    stops on the way could help, that is not worth its price. The next two are about the
    plan: coaches are taken, or cost more than leaving the party. ``NOT_PLANNED`` is no
    planner's answer: somebody took the party out by hand, or it came later.
    """

    NO_DATE = "no_date"
    NO_ROAD = "no_road"
    TOO_FAR = "too_far"
    TOO_LARGE = "too_large"
    NO_SPACE = "no_space"
    TIME_WINDOW = "time_window"
    DRIVER_HOURS = "driver_hours"
    NO_COACH_LEFT = "no_coach_left"
    NOT_WORTH = "not_worth"
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True, slots=True)
class Riders:
    """So many people of a party."""

    party: str
    riders: int


@dataclass(frozen=True, slots=True)
class Stop:
    """
    A coach stands at a place; some get on, some get off.

    Parameters
    ----------
    arrives_s, leaves_s
        Seconds after midnight of the trip's service date. At the first stop the coach
        comes in time to stand there; at the last it leaves when all have alighted.
    """

    place: str
    board: tuple[Riders, ...] = ()
    alight: tuple[Riders, ...] = ()
    arrives_s: int = 0
    leaves_s: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """
    The coach stands between two stops: a rest, the standstill or a change of drivers.

    Parameters
    ----------
    leg
        It is on the way from this stop of the trip to the next, counted from 0.
    """

    leg: int
    starts_s: int
    ends_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """
    One coach on one service date, from its first pickup to its last drop-off.

    Parameters
    ----------
    service_date
        The date of its departure.
    distance_m, duration_s
        From the first pickup (its standing time included) to the end of the last stop.
    empty_m
        Driven without riders, from and to the coach's base.
    days_before, days_after
        Calendar days before and after the service date on which the coach is away.
    """

    coach: str
    service_date: dt.date
    stops: tuple[Stop, ...]
    distance_m: int
    duration_s: int
    cost_cents: int
    drivers: int
    rests: tuple[Rest, ...] = ()
    empty_m: int = 0
    days_before: int = 0
    days_after: int = 0

    @property
    def riders(self) -> int:
        """Return how many people get on."""
        return sum(r.riders for stop in self.stops for r in stop.board)

    @property
    def departs_s(self) -> int:
        """Return when the coach leaves its first pickup."""
        return self.stops[0].leaves_s


@dataclass(frozen=True, slots=True)
class Shuttle:
    """
    One drive of a shuttle coach from the station to some gates and back.

    Parameters
    ----------
    coach, number
        Its type, and which coach of that type, from 1, on the train's service date.
    stops
        The station, where it leaves at one of the train's departures, then the gates;
        seconds after midnight of that date.
    distance_m, cost_cents
        With the way back; the kilometres alone, since a coach is hired for the day.
    back_s
        When it is at the station again.
    """

    coach: str
    number: int
    stops: tuple[Stop, ...]
    distance_m: int
    back_s: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class Train:
    """
    Who goes by a block of seats, and how they come to it and away from it.

    Parameters
    ----------
    riders
        Whole parties.
    feeders
        Trips whose last stop is the hub. Who is on none comes to the hub alone.
    shuttles
        Who is on none works at the station.
    """

    block: str
    riders: tuple[Riders, ...]
    feeders: tuple[Trip, ...] = ()
    shuttles: tuple[Shuttle, ...] = ()


@dataclass(frozen=True, slots=True)
class Unassigned:
    """
    A party, or the part of it, that no coach carries.

    Parameters
    ----------
    detail
        A sentence: why, and what would make it possible.
    """

    party: str
    riders: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Costs:
    """
    The parts of what a plan costs, in fen.

    Parameters
    ----------
    trips
        Hire, nights, kilometres and second drivers of direct coaches.
    feeders, trains, shuttles
        The same of coaches to trains; seats of trains; hire and kilometres of shuttles.
    unassigned, days, hours, promises, splits
        Riders left behind, days off the wanted date, hours aboard, changed promises and
        further coaches of split groups, at the problem's prices.
    """

    trips: int = 0
    unassigned: int = 0
    days: int = 0
    hours: int = 0
    promises: int = 0
    splits: int = 0
    feeders: int = 0
    trains: int = 0
    shuttles: int = 0

    @property
    def total(self) -> int:
        """Return the sum of all parts."""
        return sum(getattr(self, field.name) for field in fields(self))

    def __sub__(self, other: Costs) -> Costs:
        """Return by how much each part is more than another plan's."""
        return Costs(
            *(getattr(self, f.name) - getattr(other, f.name) for f in fields(self))
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Trips, what they cost, and how far from the best this may be.

    Parameters
    ----------
    cost_cents
        The sum of `costs`.
    lower_bound_cents
        No plan costs less; proven.
    gap
        (cost - bound) / cost, 0 when the cost is 0.
    runtime_s
        Wall-clock seconds that planning took.
    trips
        Direct coaches.
    trains
        The trains that somebody goes by, with their feeders and shuttles.
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
    costs: Costs = Costs()
    trains: tuple[Train, ...] = ()

    @property
    def coach_trips(self) -> tuple[Trip, ...]:
        """Return the direct trips, then the feeders of each train."""
        feeders = (feeder for train in self.trains for feeder in train.feeders)
        return (*self.trips, *feeders)

    @property
    def riders(self) -> int:
        """Return how many people are carried."""
        by_train = sum(r.riders for train in self.trains for r in train.riders)
        return by_train + sum(trip.riders for trip in self.trips)
