"""
The figures of a campaign out of the logs of its trips; no person is in them.

A figure that nobody noted is None, never 0: a coach at whose doors nobody was counted
says nothing of who rode, and is left out of what is reckoned by riders.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.services.travel_day.states import LATE_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webapp.services.subsidies import SubsidyRule
    from webapp.services.travel_day.logs import StopLog, TripLog


@dataclass(frozen=True, slots=True)
class TripResult:
    """
    What came of one coach.

    Parameters
    ----------
    carried, no_shows, unseen
        People; None when nobody was counted.
    late_s
        At the last gate, below 0 when the coach came early; None when its arrival was
        not noted.
    subsidy_cents
        What is paid back; None when the riders were not counted.
    is_shuttle
        Whether its people came by train, and are counted on the coaches to it.
    """

    number: int
    date: dt.date
    way: str
    operator: str
    coach: str
    seats: int
    booked: int
    carried: int | None
    no_shows: int | None
    unseen: int | None
    due_at: dt.datetime
    arrived_at: dt.datetime | None
    late_s: int | None
    distance_m: int
    cost_cents: int
    subsidy_cents: int | None
    is_shuttle: bool = False

    @property
    def fill(self) -> float | None:
        """Return the share of the seats that were ridden on."""
        return (
            None
            if self.carried is None or not self.seats
            else (self.carried / self.seats)
        )

    @property
    def cost_per_rider_cents(self) -> int | None:
        """Return the cost of each who rode."""
        return per(self.cost_cents, self.carried)

    @property
    def is_on_time(self) -> bool | None:
        """Return whether it came within 15 minutes of the timetable."""
        return None if self.late_s is None else self.late_s <= LATE_S


@dataclass(frozen=True, slots=True)
class Group:
    """People of a county, a coach company's or a day's coaches, added up."""

    name: str
    coaches: int
    booked: int
    carried: int | None
    no_shows: int | None
    cost_cents: int

    @property
    def date(self) -> dt.date:
        """Return the day of a day's coaches."""
        return dt.date.fromisoformat(self.name)


@dataclass(frozen=True, slots=True)
class Results:
    """
    What came of a campaign.

    Parameters
    ----------
    trips
        Those that were driven.
    days
        In their order, each named as ISO writes it.
    fewest_coaches
        The fewest coaches of the sizes that were driven that have seats for everybody
        who was booked for the day, wherever they live, added up over the days: no plan
        has fewer.
    planned_cents, bound_cents
        Of the plan: its cost, and what the planner proved that no plan can cost less
        than; None where it proved nothing.
    tickets_cents
        For seats of trains.
    """

    trips: tuple[TripResult, ...]
    called_off: int
    days: tuple[Group, ...]
    counties: tuple[Group, ...]
    operators: tuple[Group, ...]
    fewest_coaches: int
    planned_cents: int | None
    bound_cents: int | None
    tickets_cents: int = 0

    @property
    def from_home(self) -> tuple[TripResult, ...]:
        """Return the coaches from the counties, on which everybody is counted once."""
        return tuple(trip for trip in self.trips if not trip.is_shuttle)

    @property
    def counted(self) -> tuple[TripResult, ...]:
        """Return the coaches at whose doors people were counted."""
        return tuple(trip for trip in self.trips if trip.carried is not None)

    @property
    def uncounted(self) -> int:
        """Return at how many coaches nobody was counted."""
        return len(self.trips) - len(self.counted)

    @property
    def booked(self) -> int:
        """Return how many people held seats."""
        return sum(trip.booked for trip in self.from_home)

    @property
    def carried(self) -> int | None:
        """Return how many people rode, on the coaches that were counted."""
        return _total(trip.carried for trip in self.from_home)

    @property
    def no_shows(self) -> int | None:
        """Return how many people did not come, of the coaches that were counted."""
        return _total(trip.no_shows for trip in self.from_home)

    @property
    def unseen(self) -> int | None:
        """Return of how many people nothing was noted, where others were counted."""
        return _total(trip.unseen for trip in self.from_home)

    @property
    def no_show_share(self) -> float | None:
        """Return the share of those booked who did not come."""
        counted = (trip for trip in self.from_home if trip.carried is not None)
        booked = sum(trip.booked for trip in counted)
        return None if self.no_shows is None or not booked else self.no_shows / booked

    @property
    def fill(self) -> float | None:
        """Return the share of the seats that were ridden on."""
        seats = sum(trip.seats for trip in self.counted)
        ridden = _total(trip.carried for trip in self.counted)
        return None if ridden is None or not seats else ridden / seats

    @property
    def coaches_cents(self) -> int:
        """Return what the driven coaches cost."""
        return sum(trip.cost_cents for trip in self.trips)

    @property
    def cost_cents(self) -> int:
        """Return what the driven coaches and the seats of trains cost."""
        return self.coaches_cents + self.tickets_cents

    @property
    def distance_m(self) -> int:
        """Return how far the coaches went, with people on board."""
        return sum(trip.distance_m for trip in self.trips)

    @property
    def cost_per_rider_cents(self) -> int | None:
        """Return the cost of each who rode, over the coaches that were counted."""
        coaches_cents = sum(trip.cost_cents for trip in self.counted)
        return per(coaches_cents + self.tickets_cents, self.carried)

    @property
    def cost_per_km_cents(self) -> int | None:
        """Return the cost of a coach's kilometre."""
        return per(1000 * self.coaches_cents, self.distance_m)

    @property
    def arrivals(self) -> int:
        """Return of how many coaches the arrival was noted."""
        return sum(trip.late_s is not None for trip in self.trips)

    @property
    def on_time(self) -> int:
        """Return how many coaches came within 15 minutes of the timetable."""
        return sum(bool(trip.is_on_time) for trip in self.trips)

    @property
    def on_time_share(self) -> float | None:
        """Return the share of the noted arrivals that were on time."""
        return self.on_time / self.arrivals if self.arrivals else None

    @property
    def above_bound(self) -> float | None:
        """Return by what share the plan cost more than was proven necessary."""
        if self.planned_cents is None or not self.bound_cents:
            return None
        return self.planned_cents / self.bound_cents - 1

    @property
    def subsidy_cents(self) -> int | None:
        """Return what is paid back in all, of the coaches that were counted."""
        return _total(trip.subsidy_cents for trip in self.trips)


def results_of(
    logs: Sequence[TripLog],
    subsidy: SubsidyRule,
    *,
    planned_cents: int | None,
    bound_cents: int | None,
    tickets_cents: int = 0,
) -> Results:
    """Return the figures of a campaign; a coach that was called off cost nothing."""
    driven = [log for log in logs if not log.is_called_off]
    return Results(
        trips=tuple(_trip(log, subsidy) for log in driven),
        called_off=len(logs) - len(driven),
        days=_days(driven),
        counties=_counties(_from_home(driven)),
        operators=_operators(driven),
        fewest_coaches=sum(
            fewest_coaches(sum(log.booked for log in day), [log.seats for log in day])
            for day in _by_day(_from_home(driven)).values()
        ),
        planned_cents=planned_cents,
        bound_cents=bound_cents,
        tickets_cents=tickets_cents,
    )


def per(cents: int, count: int | None) -> int | None:
    """
    Return fen for each of so many, rounded half up; None where there are none.

    >>> per(426_000, 28)
    15214
    """
    return None if not count else (2 * cents + count) // (2 * count)


def fewest_coaches(people: int, seats: Iterable[int]) -> int:
    """
    Return how few of these coaches have seats for so many people.

    >>> fewest_coaches(100, [48, 30, 48, 48])
    3
    """
    largest = sorted(seats, reverse=True)
    used = 0
    while people > 0 and used < len(largest):
        people -= largest[used]
        used += 1
    return used


def _trip(log: TripLog, subsidy: SubsidyRule) -> TripResult:
    carried = log.aboard if log.is_counted else None
    due_at = log.stops[-1].arrives_at
    arrived_at = log.arrived_at
    return TripResult(
        number=log.number,
        date=log.service_date,
        way=_way(log),
        operator=log.operator,
        coach=log.coach,
        seats=log.seats,
        booked=log.booked,
        carried=carried,
        no_shows=log.no_shows if log.is_counted else None,
        unseen=sum(stop.unseen for stop in log.stops) if log.is_counted else None,
        due_at=due_at,
        arrived_at=arrived_at,
        late_s=None
        if arrived_at is None
        else math.floor((arrived_at - due_at).total_seconds()),
        distance_m=log.distance_m,
        cost_cents=log.cost_cents,
        subsidy_cents=None
        if carried is None
        else subsidy.amount_cents(log.cost_cents, carried, log.distance_m),
        is_shuttle=log.is_shuttle,
    )


def _way(log: TripLog) -> str:
    homes = "·".join(stop.name for stop in log.pickups)
    return f"{homes} → {'·'.join(stop.name for stop in log.gates)}"


def _counties(logs: Iterable[TripLog]) -> tuple[Group, ...]:
    """Return the people by the stop where they boarded, those of most people first."""
    stops: dict[str, list[tuple[TripLog, StopLog]]] = defaultdict(list)
    for log in logs:
        for stop in log.pickups:
            stops[stop.name].append((log, stop))
    return _largest_first(
        Group(
            name=name,
            coaches=len(found),
            booked=sum(stop.booked for _, stop in found),
            carried=_total(
                stop.aboard if log.is_counted else None for log, stop in found
            ),
            no_shows=_total(
                stop.no_shows if log.is_counted else None for log, stop in found
            ),
            cost_cents=0,
        )
        for name, found in stops.items()
    )


def _by_day(logs: Iterable[TripLog]) -> dict[dt.date, list[TripLog]]:
    by_day: dict[dt.date, list[TripLog]] = defaultdict(list)
    for log in logs:
        by_day[log.service_date].append(log)
    return by_day


def _from_home(logs: Iterable[TripLog]) -> list[TripLog]:
    return [log for log in logs if not log.is_shuttle]


def _days(logs: Iterable[TripLog]) -> tuple[Group, ...]:
    return tuple(
        _coaches(date.isoformat(), found, people=_from_home(found))
        for date, found in sorted(_by_day(logs).items())
    )


def _operators(logs: Iterable[TripLog]) -> tuple[Group, ...]:
    by_name: dict[str, list[TripLog]] = defaultdict(list)
    for log in logs:
        by_name[log.operator].append(log)
    return _largest_first(_coaches(name, found) for name, found in by_name.items())


def _coaches(
    name: str, found: Sequence[TripLog], people: Sequence[TripLog] | None = None
) -> Group:
    """Return coaches added up; the people of some of them, where these are given."""
    people = found if people is None else people
    return Group(
        name=name,
        coaches=len(found),
        booked=sum(log.booked for log in people),
        carried=_total(log.aboard if log.is_counted else None for log in people),
        no_shows=_total(log.no_shows if log.is_counted else None for log in people),
        cost_cents=sum(log.cost_cents for log in found),
    )


def _largest_first(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-group.booked, group.name)))


def _total(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
