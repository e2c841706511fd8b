"""What was planned of a trip and what was noted of it; plain values, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class StopLog:
    """
    A stop: a county's pickup, a gate, or a station at either end of a train.

    Parameters
    ----------
    arrives_at, departs_at
        The timetable's.
    reached_at, departed_at
        As noted; None when nothing was.
    booked, aboard, no_shows
        People who were to board here, who are known to have, and who are known not to
        come.
    is_hub
        Whether people get off here for their train.
    rests_s
        How long the timetable lets the coach rest on the way to the next stop.
    """

    stop_id: int
    name: str
    arrives_at: dt.datetime
    departs_at: dt.datetime
    place_code: str | None = None
    site_id: int | None = None
    reached_at: dt.datetime | None = None
    departed_at: dt.datetime | None = None
    booked: int = 0
    aboard: int = 0
    no_shows: int = 0
    rests_s: int = 0
    is_hub: bool = False

    @property
    def is_gate(self) -> bool:
        """Return whether people get off here."""
        return self.is_hub or self.site_id is not None

    @property
    def unseen(self) -> int:
        """Return how many of those booked were neither seen nor said not to come."""
        return max(0, self.booked - self.aboard - self.no_shows)


@dataclass(frozen=True, slots=True)
class Delay:
    """What the escort said: late by so much, and when it was said."""

    late_s: int
    said_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TripLog:
    """
    A trip on its day.

    Parameters
    ----------
    walk_ons
        People without a booking who were taken along.
    arrived
        People whom their employers ticked off at the gates; None when no employer has
        ticked anybody, which says nothing of who arrived.
    unwell
        People who said at the door that they are not well, or whose temperature is one
        that the campaign marks.
    broke_down_at
        Since when the coach stands; None when it drives.
    service_date
        The day on which it leaves; of a shuttle that of its train.
    train, train_leaves_at
        The number of the train that it serves; and when it leaves, of a coach to it.
    is_shuttle
        Whether its people came by train, and are counted on the coaches to it.
    """

    trip_id: int
    number: int
    campaign_id: int
    campaign: str
    service_date: dt.date
    operator: str
    coach: str
    seats: int
    distance_m: int
    cost_cents: int
    stops: tuple[StopLog, ...]
    is_called_off: bool = False
    walk_ons: int = 0
    arrived: int | None = None
    unwell: int = 0
    delay: Delay | None = None
    broke_down_at: dt.datetime | None = None
    train: str = ""
    train_leaves_at: dt.datetime | None = None
    is_shuttle: bool = False

    @property
    def pickups(self) -> tuple[StopLog, ...]:
        """Return the stops where people board."""
        return tuple(stop for stop in self.stops if not stop.is_gate)

    @property
    def gates(self) -> tuple[StopLog, ...]:
        """Return the stops where people get off."""
        return tuple(stop for stop in self.stops if stop.is_gate)

    @property
    def booked(self) -> int:
        """Return how many people hold seats."""
        return sum(stop.booked for stop in self.stops)

    @property
    def aboard(self) -> int:
        """Return how many people are known to have boarded, walk-ons among them."""
        return sum(stop.aboard for stop in self.stops) + self.walk_ons

    @property
    def no_shows(self) -> int:
        """Return how many people are known not to have come."""
        return sum(stop.no_shows for stop in self.stops)

    @property
    def is_counted(self) -> bool:
        """Return whether anybody at all was noted at the doors."""
        return self.aboard + self.no_shows > 0

    @property
    def passed(self) -> int:
        """Return how many stops lie behind: up to the last at which it was noted."""
        return max(
            (n for n, stop in enumerate(self.stops, start=1) if _is_passed(stop)),
            default=0,
        )

    @property
    def arrived_at(self) -> dt.datetime | None:
        """Return when the coach came to its last gate; None when nobody noted it."""
        return self.stops[-1].reached_at if self.stops else None

    def moves(self) -> Iterator[tuple[StopLog, dt.datetime, dt.datetime | None]]:
        """
        Yield what a coach has to do: leave every pickup, reach every gate.

        Each with the timetable's time and the noted one.
        """
        for stop in self.stops:
            if stop.is_gate:
                yield stop, stop.arrives_at, stop.reached_at or stop.departed_at
            else:
                yield stop, stop.departs_at, stop.departed_at


def _is_passed(stop: StopLog) -> bool:
    if stop.is_gate:
        return stop.reached_at is not None or stop.departed_at is not None
    return stop.departed_at is not None
