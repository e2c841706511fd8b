"""Trains and the last mile: blocks of seats, feeders to them, shuttles from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.errors import InvalidProblemError
from routing.rules import DAY_S, MOST_CENTS, MOST_RIDERS, MOST_SECONDS, expect

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

# Every order of a shuttle's gates is looked at, so their number is bounded.
MOST_GATES = 4


@dataclass(frozen=True, slots=True)
class TrainBlock:
    """
    Seats of one train, kept for a campaign.

    Parameters
    ----------
    hub, station
        Ids of the places where riders get on and off the train.
    service_date
        The date of its feeders, from whose midnight all its times are counted.
    seats, seat_cents
        How many riders at most, and the price of each.
    least_riders
        The minimum take-up: with fewer riders nobody goes by this train.
    """

    id: str
    hub: str
    station: str
    service_date: dt.date
    departs_s: int
    arrives_s: int
    seats: int
    seat_cents: int
    least_riders: int = 0


@dataclass(frozen=True, slots=True)
class ShuttleCoach:
    """
    Coaches that bring riders from a station to the gates and come back for more.

    Parameters
    ----------
    station
        The id of the place where they stand.
    hire_cents
        Of one coach for all its shuttles on one service date.
    cents_per_km
        Driven, the way back included.
    count, counts
        Coaches for the trains of one service date; None for as many as wanted. `counts`
        has a number for each date of the problem, in place of `count`; empty for none.
    """

    id: str
    station: str
    seats: int
    hire_cents: int
    cents_per_km: int
    count: int | None = None
    counts: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfers:
    """
    How much time there is between coach and train.

    Parameters
    ----------
    hub_s
        From when a feeder leaves the hub, everybody off, to when the train leaves; at
        least.
    spare_s
        How much earlier than a direct drive would ask for may a feeder leave a pickup.
    station_s, wait_s
        From the train's arrival to the first departure of a shuttle and to the last.
    step_s
        Shuttles leave in these steps.
    max_gates
        Places where one shuttle lets riders out, 1 to 4.
    depart_from_s, depart_until_s
        When feeders may leave their first pickup, in the steps of the rules; None where
        they do when direct coaches may.
    """

    hub_s: int = 3_600
    spare_s: int = 10_800
    station_s: int = 1_800
    wait_s: int = 7_200
    step_s: int = 900
    max_gates: int = 3
    depart_from_s: int | None = None
    depart_until_s: int | None = None

    def __post_init__(self) -> None:
        for name, least, most in (
            ("hub_s", 0, DAY_S),
            ("spare_s", 0, DAY_S),
            ("station_s", 0, DAY_S),
            ("wait_s", self.station_s, DAY_S),
            ("step_s", 60, DAY_S),
            ("max_gates", 1, MOST_GATES),
        ):
            expect(f"trains.transfers.{name}", getattr(self, name), least, most)
        for name, least, most in (
            ("depart_from_s", 0, DAY_S),
            ("depart_until_s", self.depart_from_s or 0, 2 * DAY_S),
        ):
            if getattr(self, name) is not None:
                expect(f"trains.transfers.{name}", getattr(self, name), least, most)


@dataclass(frozen=True, slots=True)
class Trains:
    """
    Ways to travel beside direct coaches: by feeder, train and shuttle.

    A party goes by one train as a whole, also where it may be split over coaches. It
    needs no feeder where it accepts the hub as a pickup, and no shuttle where the
    station is its drop-off. A feeder or a shuttle serves one train.

    Parameters
    ----------
    blocks, shuttles
        No blocks where nobody travels by train.
    """

    blocks: tuple[TrainBlock, ...] = ()
    shuttles: tuple[ShuttleCoach, ...] = ()
    transfers: Transfers = Transfers()

    def expect(self, dates: Collection[dt.date], places: Collection[str]) -> None:
        """
        Raise ``InvalidProblemError`` unless it fits a problem.

        Parameters
        ----------
        dates, places
            The problem's service dates, and the ids of its places.
        """
        for name, things in (("blocks", self.blocks), ("shuttles", self.shuttles)):
            for value, times in Counter(thing.id for thing in things).items():
                if times > 1:
                    got = f"{value!r} {times} times"
                    msg = f"Expected ids of trains.{name} to be unique, got {got}."
                    raise InvalidProblemError(msg)
        for i, block in enumerate(self.blocks):
            at = f"trains.blocks[{i}]"
            _expect_place(f"{at}.hub", block.hub, places)
            _expect_place(f"{at}.station", block.station, places)
            if block.service_date not in dates:
                got = f"{block.service_date}"
                msg = f"Expected {at}.service_date to be a service date, got {got}."
                raise InvalidProblemError(msg)
            expect(f"{at}.departs_s", block.departs_s, 0, 10 * DAY_S)
            expect(f"{at}.arrives_s", block.arrives_s, block.departs_s, MOST_SECONDS)
            expect(f"{at}.seats", block.seats, 0, MOST_RIDERS)
            expect(f"{at}.seat_cents", block.seat_cents, 0, MOST_CENTS)
            expect(f"{at}.least_riders", block.least_riders, 0, MOST_RIDERS)
        for i, coach in enumerate(self.shuttles):
            at = f"trains.shuttles[{i}]"
            _expect_place(f"{at}.station", coach.station, places)
            expect(f"{at}.seats", coach.seats, 0, MOST_RIDERS)
            expect(f"{at}.hire_cents", coach.hire_cents, 0, MOST_CENTS)
            expect(f"{at}.cents_per_km", coach.cents_per_km, 0, MOST_CENTS)
            if coach.count is not None:
                expect(f"{at}.count", coach.count, 0, MOST_RIDERS)
            if coach.counts and len(coach.counts) != len(dates):
                got = f"{len(coach.counts)}"
                msg = f"Expected {at}.counts for {len(dates)} dates, got {got}."
                raise InvalidProblemError(msg)
            for d, count in enumerate(coach.counts):
                if count is not None:
                    expect(f"{at}.counts[{d}]", count, 0, MOST_RIDERS)

    def departures_s(self, block: TrainBlock) -> tuple[int, ...]:
        """Return every time at which a shuttle may leave with riders of a train."""
        first = block.arrives_s + self.transfers.station_s
        last = block.arrives_s + self.transfers.wait_s
        return tuple(range(first, last + 1, self.transfers.step_s))


def _expect_place(name: str, value: str, places: Collection[str]) -> None:
    if value not in places:
        msg = f"Expected {name} to be a place, got {value!r}."
        raise InvalidProblemError(msg)
