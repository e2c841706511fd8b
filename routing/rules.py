"""What every trip keeps to, and what is paid for; defaults from the regulations."""

from __future__ import annotations

import enum
from dataclasses import dataclass, fields

from routing.errors import InvalidProblemError

# The best order of a trip's stops is searched through, so their number is bounded.
MOST_STOPS = 8
# Sums of these over any plan stay below 2**53, where floats still count one by one.
MOST_RIDERS = 1_000_000
MOST_METRES = 100_000_000
MOST_SECONDS = 100_000_000
MOST_CENTS = 10_000_000_000
DAY_S = 86_400


class EmptyRun(enum.StrEnum):
    """Which drives without riders are driven and paid: from and to the coach's base."""

    NONE = "none"
    OUT = "out"
    BACK = "back"
    BOTH = "both"

    @property
    def goes_out(self) -> bool:
        """Return whether the coach comes empty from its base."""
        return self in {EmptyRun.OUT, EmptyRun.BOTH}

    @property
    def comes_back(self) -> bool:
        """Return whether the coach goes back to its base empty."""
        return self in {EmptyRun.BACK, EmptyRun.BOTH}


@dataclass(frozen=True, slots=True)
class DriverHours:
    """
    How long a driver may drive, and when nobody may.

    The defaults are those of 道路旅客运输企业安全管理规范, article 38, and of the State
    Council's opinion of 2012 (the speed by night). Times of day are seconds after
    midnight of the service date and repeat every day.

    Parameters
    ----------
    day_driving_s, night_driving_s
        Longest time at the wheel without a rest; by night as soon as the time at the
        wheel reaches into the night.
    rest_s
        Shortest rest.
    night_from_s, night_until_s
        The night, over midnight.
    daily_driving_s
        What one driver may drive on one trip (the rule: within 24 hours).
    standstill_from_s, standstill_until_s
        Nobody drives then, but for a coach that rested drivers took over at a filed
        relay place, and for feeders.
    exempt_m
        Trips up to this distance (feeders) may drive through the standstill.
    night_speed
        Share of the speed by day that is driven by night, 0.1 to 1, to three decimals.
    change_s
        Standing time of a change between the two drivers of a coach.
    relay_places
        Ids of filed relay places: when a coach stops there, rested drivers take over.
    """

    day_driving_s: int = 14_400
    night_driving_s: int = 7_200
    rest_s: int = 1_200
    night_from_s: int = 79_200
    night_until_s: int = 21_600
    daily_driving_s: int = 28_800
    standstill_from_s: int = 7_200
    standstill_until_s: int = 18_000
    exempt_m: int = 100_000
    night_speed: float = 0.8
    change_s: int = 300
    relay_places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, least, most in (
            ("day_driving_s", 600, DAY_S),
            ("night_driving_s", 600, DAY_S),
            ("rest_s", 0, DAY_S),
            ("night_from_s", 0, DAY_S),
            ("night_until_s", 0, DAY_S),
            ("daily_driving_s", 600, DAY_S),
            ("standstill_from_s", 0, DAY_S),
            ("standstill_until_s", 0, DAY_S),
            ("exempt_m", 0, MOST_METRES),
            ("change_s", 0, DAY_S),
        ):
            expect(f"rules.driver_hours.{name}", getattr(self, name), least, most)
        if not 0.1 <= self.night_speed <= 1:
            msg = (
                "Expected rules.driver_hours.night_speed from 0.1 to 1, "
                f"got {self.night_speed}."
            )
            raise InvalidProblemError(msg)
        if self.standstill_from_s > self.standstill_until_s:
            msg = "Expected rules.driver_hours.standstill_from_s before its end."
            raise InvalidProblemError(msg)


@dataclass(frozen=True, slots=True)
class Rules:
    """
    What every trip keeps to.

    Parameters
    ----------
    occupancy
        Share of a coach's seats that may be filled, 0 to 1.
    crew_seats, kept_free_seats
        Seats of every coach that no rider gets, before `occupancy` is counted.
    max_pickups, max_dropoffs
        Distinct places, 1 to 8 each. All pickups come before the first drop-off.
    max_parties
        Parties of a trip; None for no limit.
    pickup_s, dropoff_s
        Standing time per distinct place.
    max_duration_s, max_distance_m
        From the first pickup to the last drop-off: standing at the first one, rests
        and all stops included.
    max_ride_s
        Longest time aboard of any rider, from leaving the own pickup to coming to the
        own drop-off; None for no limit.
    max_detour
        Longest way aboard of any rider as a multiple of the direct drive from pickup to
        drop-off, at least 1, counted to six decimals; None for no limit.
    second_driver_cents, second_driver_above_m
        The price of a second driver, and the distance above which there is one.
    depart_from_s, depart_until_s, depart_step_s
        When coaches may leave their first pickup: seconds after midnight of the service
        date, from, until (may lie on the next day) and in which steps.
    party_split
        Whether every party larger than all coaches may be split, whatever its
        ``together`` says.
    empty_run
        For coach types with a base; see ``EmptyRun``.
    driver_hours
        None where nobody counts them: then coaches drive without rests.
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
    party_split: bool = False
    crew_seats: int = 0
    kept_free_seats: int = 0
    max_parties: int | None = None
    max_ride_s: int | None = None
    max_detour: float | None = None
    depart_from_s: int = 21_600
    depart_until_s: int = 64_800
    depart_step_s: int = 3_600
    empty_run: EmptyRun = EmptyRun.NONE
    driver_hours: DriverHours | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.occupancy <= 1:
            msg = f"Expected rules.occupancy from 0 to 1, got {self.occupancy}."
            raise InvalidProblemError(msg)
        if self.max_detour is not None and not 1 <= self.max_detour <= 1000:
            msg = f"Expected rules.max_detour from 1 to 1000, got {self.max_detour}."
            raise InvalidProblemError(msg)
        for name, least, most in (
            ("max_pickups", 1, MOST_STOPS),
            ("max_dropoffs", 1, MOST_STOPS),
            ("pickup_s", 0, MOST_SECONDS),
            ("dropoff_s", 0, MOST_SECONDS),
            ("max_duration_s", 0, MOST_SECONDS),
            ("max_distance_m", 0, MOST_METRES),
            ("second_driver_cents", 0, MOST_CENTS),
            ("second_driver_above_m", 0, MOST_METRES),
            ("crew_seats", 0, MOST_RIDERS),
            ("kept_free_seats", 0, MOST_RIDERS),
            ("depart_from_s", 0, DAY_S),
            ("depart_until_s", self.depart_from_s, 2 * DAY_S),
            ("depart_step_s", 60, DAY_S),
        ):
            expect(f"rules.{name}", getattr(self, name), least, most)
        if self.max_ride_s is not None:
            expect("rules.max_ride_s", self.max_ride_s, 0, MOST_SECONDS)
        if self.max_parties is not None:
            expect("rules.max_parties", self.max_parties, 1, MOST_RIDERS)

    @property
    def departures_s(self) -> tuple[int, ...]:
        """Return every time at which a coach may leave its first pickup."""
        return tuple(
            range(self.depart_from_s, self.depart_until_s + 1, self.depart_step_s)
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """
    What counts beside the money for coaches, in fen.

    Parameters
    ----------
    unassigned_cents
        A rider who is left behind, times the party's priority. The default is more
        than any coach costs, so that as many ride as can.
    day_cents
        A rider who travels a day before or after the wanted date, per day.
    hour_cents
        An hour that a rider is aboard.
    promise_cents
        A rider whose published date, pickup place or time is changed.
    split_cents
        A further coach for a group that may be split.
    """

    unassigned_cents: int = 1_000_000
    day_cents: int = 0
    hour_cents: int = 0
    promise_cents: int = 0
    split_cents: int = 50_000

    def __post_init__(self) -> None:
        for field in fields(self):
            expect(f"prices.{field.name}", getattr(self, field.name), 0, MOST_CENTS)

    def ride_cents(self, ride_s: int) -> int:
        """Return the price of a rider's time aboard, to the nearest fen."""
        return (ride_s * self.hour_cents + 1800) // 3600


def expect(name: str, value: int, least: int, most: int) -> None:
    """Raise ``InvalidProblemError`` unless a number is in its range."""
    if not least <= value <= most:
        msg = f"Expected {name} from {least} to {most}, got {value}."
        raise InvalidProblemError(msg)
