"""What is to be planned: parties, coaches, distances and rules of a season."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from routing.errors import InvalidProblemError
from routing.rules import (
    DAY_S,
    MOST_CENTS,
    MOST_METRES,
    MOST_RIDERS,
    MOST_SECONDS,
    Prices,
    Rules,
    expect,
)
from routing.trains import Trains

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from routing.trains import ShuttleCoach

MOST_PRIORITY = 100
MOST_DATES = 366


@dataclass(frozen=True, slots=True)
class Place:
    """Where a coach can stop; degrees of WGS-84 where they are known."""

    id: str
    name: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """
    People who travel from one place to another on one date.

    Parameters
    ----------
    alternatives
        Further places where the party would board.
    together
        False for a group that may be split over several coaches (on one date or on
        several), as few as pays.
    first_date, last_date
        The window of service dates; None for the problem's first and last.
    wanted_date
        The date without a price; None when all dates of the window are equal.
    earliest_s, latest_s
        Not to leave the pickup before, to be at the drop-off by: seconds after midnight
        of the service date, more than a day where that is meant.
    priority
        By how much being left behind weighs more, 1 to 100.
    wheelchairs, luggage
        Spaces that the party takes beside its seats; those of a group that is split on
        every coach that carries a part of it.
    """

    id: str
    size: int
    pickup: str
    dropoff: str
    alternatives: tuple[str, ...] = ()
    together: bool = True
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    wanted_date: dt.date | None = None
    earliest_s: int | None = None
    latest_s: int | None = None
    priority: int = 1
    wheelchairs: int = 0
    luggage: int = 0

    @property
    def pickups(self) -> tuple[str, ...]:
        """Return every place where the party would board, the wanted one first."""
        return (self.pickup, *self.alternatives)


@dataclass(frozen=True, slots=True)
class CoachType:
    """
    Coaches of one operator that cost the same.

    Parameters
    ----------
    hire_cents
        Per calendar day that a coach is away, and `overnight_cents` per night between.
    count
        Coaches on every date; None for as many as wanted.
    counts
        The same for each date of the problem, in its order; empty where `count` is.
    base
        Where the coach stands; needed only where empty runs are driven.
    second_driver_cents
        None for the price of the rules.
    wheelchairs, luggage
        Spaces; None for as many as wanted.
    """

    id: str
    seats: int
    hire_cents: int
    cents_per_km: int
    count: int | None = None
    operator: str = ""
    counts: tuple[int | None, ...] = ()
    base: str | None = None
    overnight_cents: int = 0
    second_driver_cents: int | None = None
    wheelchairs: int | None = None
    luggage: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """
    What a party was told: its date, its place and when its coach leaves there.

    Parameters
    ----------
    leaves_s
        Seconds after midnight of the service date; None when no time was told.
    """

    party: str
    service_date: dt.date
    pickup: str
    leaves_s: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    All a planner has to know; checks itself.

    Parameters
    ----------
    dates
        The service dates, ascending; at least one.
    distance_m, duration_s
        Shape ``(n_places, n_places)``, int64, at least 0, 0 on the diagonal, in the
        order of ``places``; from row to column, by day. Need not be symmetric nor keep
        the triangle inequality. A distance of ``MOST_METRES`` says that there is no
        way; nobody drives there.
    forbidden
        Pairs of parties that must not share a coach.
    engine
        The name of the engine the matrices come from.
    trains
        By which parties may go instead of direct coaches.

    Raises
    ------
    InvalidProblemError
        When an id stands twice or is unknown, a number is out of range, a date does not
        exist here or a matrix has the wrong shape.
    """

    name: str
    dates: tuple[dt.date, ...]
    places: tuple[Place, ...]
    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]
    parties: tuple[Party, ...]
    fleet: tuple[CoachType, ...]
    rules: Rules
    prices: Prices = field(default_factory=Prices)
    promises: tuple[Promise, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    engine: str = "given"
    trains: Trains = field(default_factory=Trains)

    def __post_init__(self) -> None:
        if not self.dates or any(a >= b for a, b in pairwise(self.dates)):
            msg = "Expected dates to be at least one, ascending."
            raise InvalidProblemError(msg)
        expect("the number of dates", len(self.dates), 1, MOST_DATES)
        _expect_unique("places", (place.id for place in self.places))
        _expect_unique("parties", (party.id for party in self.parties))
        _expect_unique("fleet", (coach.id for coach in self.fleet))
        self._expect_matrix("distance_m", MOST_METRES)
        self._expect_matrix("duration_s", MOST_SECONDS)
        known = {place.id for place in self.places}
        for i, party in enumerate(self.parties):
            self._expect_party(f"parties[{i}]", party, known)
        for i, coach in enumerate(self.fleet):
            self._expect_coach(f"fleet[{i}]", coach, known)
        parties = {party.id for party in self.parties}
        for i, promise in enumerate(self.promises):
            _expect_known(f"promises[{i}].party", promise.party, parties, "a party")
            _expect_known(f"promises[{i}].pickup", promise.pickup, known, "a place")
        _expect_unique("promises", (promise.party for promise in self.promises))
        for i, pair in enumerate(self.forbidden):
            if pair[0] == pair[1]:
                got = f"{pair[0]!r} twice"
                msg = f"Expected forbidden[{i}] to be two parties, got {got}."
                raise InvalidProblemError(msg)
            for end in pair:
                _expect_known(f"forbidden[{i}]", end, parties, "a party")
        self.trains.expect(self.dates, known)
        if self.trains.blocks and not self.feeder_departures_s:
            msg = "Expected a time at which coaches to trains may leave."
            raise InvalidProblemError(msg)

    def _expect_party(self, at: str, party: Party, known: set[str]) -> None:
        expect(f"{at}.size", party.size, 1, MOST_RIDERS)
        expect(f"{at}.priority", party.priority, 1, MOST_PRIORITY)
        expect(f"{at}.wheelchairs", party.wheelchairs, 0, MOST_RIDERS)
        expect(f"{at}.luggage", party.luggage, 0, MOST_RIDERS)
        for name in ("earliest_s", "latest_s"):
            if getattr(party, name) is not None:
                expect(f"{at}.{name}", getattr(party, name), 0, 10 * DAY_S)
        _expect_known(f"{at}.pickup", party.pickup, known, "a place")
        _expect_known(f"{at}.dropoff", party.dropoff, known, "a place")
        for i, place in enumerate(party.alternatives):
            _expect_known(f"{at}.alternatives[{i}]", place, known, "a place")

    def _expect_coach(self, at: str, coach: CoachType, known: set[str]) -> None:
        expect(f"{at}.seats", coach.seats, 0, MOST_RIDERS)
        for name in ("hire_cents", "cents_per_km", "overnight_cents"):
            expect(f"{at}.{name}", getattr(coach, name), 0, MOST_CENTS)
        for name in ("count", "wheelchairs", "luggage"):
            if getattr(coach, name) is not None:
                expect(f"{at}.{name}", getattr(coach, name), 0, MOST_RIDERS)
        if coach.second_driver_cents is not None:
            expect(
                f"{at}.second_driver_cents", coach.second_driver_cents, 0, MOST_CENTS
            )
        if coach.counts and len(coach.counts) != len(self.dates):
            got = len(coach.counts)
            msg = f"Expected {at}.counts for {len(self.dates)} dates, got {got}."
            raise InvalidProblemError(msg)
        for i, count in enumerate(coach.counts):
            if count is not None:
                expect(f"{at}.counts[{i}]", count, 0, MOST_RIDERS)
        if coach.base is not None:
            _expect_known(f"{at}.base", coach.base, known, "a place")

    def _expect_matrix(self, name: str, most: int) -> None:
        matrix, n = getattr(self, name), len(self.places)
        if matrix.shape != (n, n) or matrix.dtype != np.int64:
            got = f"{matrix.dtype} of {matrix.shape}"
            msg = f"Expected {name} to be int64 of {n} × {n}, got {got}."
            raise InvalidProblemError(msg)
        if n and (matrix.min() < 0 or matrix.max() > most or matrix.diagonal().any()):
            msg = f"Expected {name} from 0 to {most} with 0 on the diagonal."
            raise InvalidProblemError(msg)

    @property
    def feeder_departures_s(self) -> tuple[int, ...]:
        """
        Return when a coach to a train may leave its first pickup, ascending.

        Raises
        ------
        InvalidProblemError
            When the last time lies before the first.
        """
        rules, transfers = self.rules, self.trains.transfers
        first_s, last_s = transfers.depart_from_s, transfers.depart_until_s
        first_s = rules.depart_from_s if first_s is None else first_s
        last_s = rules.depart_until_s if last_s is None else last_s
        expect("trains.transfers.depart_until_s", last_s, first_s, 2 * DAY_S)
        return tuple(range(first_s, last_s + 1, rules.depart_step_s))

    def max_load(self, coach: CoachType | ShuttleCoach) -> int:
        """Return how many riders a coach may carry."""
        rules = self.rules
        offered = max(0, coach.seats - rules.crew_seats - rules.kept_free_seats)
        # As the decimal that was written: 100 × 0.29 is 29, not 28.999999999999996.
        return math.floor(offered * Fraction(repr(rules.occupancy)))

    def has_space(self, coach: CoachType, party: Party) -> bool:
        """Return whether a coach has the spaces that a party takes beside its seats."""
        return all(
            limit is None or limit >= taken
            for limit, taken in (
                (coach.wheelchairs, party.wheelchairs),
                (coach.luggage, party.luggage),
            )
        )

    def count_on(self, coach: CoachType | ShuttleCoach, date: int) -> int | None:
        """Return the coaches of a type on the date of an index; None for any number."""
        return coach.counts[date] if coach.counts else coach.count

    def may_split(self, party: Party) -> bool:
        """Return whether a party may ride on several coaches."""
        if not party.together:
            return True
        loads = (self.max_load(coach) for coach in self.fleet)
        return self.rules.party_split and party.size > max(loads, default=0)

    def dates_of(self, party: Party) -> tuple[int, ...]:
        """Return the indexes of the service dates in a party's window."""
        first = party.first_date or self.dates[0]
        last = party.last_date or self.dates[-1]
        return tuple(i for i, date in enumerate(self.dates) if first <= date <= last)

    def days_off(self, party: Party, date: int) -> int:
        """Return how many days a date is from the one that a party wants."""
        if party.wanted_date is None:
            return 0
        return abs((self.dates[date] - party.wanted_date).days)


def _expect_known(name: str, value: str, known: set[str], what: str) -> None:
    if value not in known:
        msg = f"Expected {name} to be {what}, got {value!r}."
        raise InvalidProblemError(msg)


def _expect_unique(name: str, ids: Iterable[str]) -> None:
    for value, times in Counter(ids).items():
        if times > 1:
            msg = f"Expected ids of {name} to be unique, got {value!r} {times} times."
            raise InvalidProblemError(msg)
