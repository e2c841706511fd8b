"""
The judge of a plan: knows the problem and no solver.

It counts everything again from the problem's own numbers and shares no code with the
solvers, not even the cost of a trip, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import enum
import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from routing.check_trains import TrainJudge, could_go
from routing.hours import broken_hours
from routing.plan import Reason, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from routing.plan import Plan, Riders, Trip, Unassigned
    from routing.problem import CoachType, Party, Problem
    from routing.trains import TrainBlock

DAY_S = 86_400
NO_WAY_M = 100_000_000  # the distance that says that there is no way
OF_THE_PLAN = (  # not of the party alone
    Reason.NO_COACH_LEFT,
    Reason.NOT_WORTH,
    Reason.NOT_PLANNED,
)


class Cause(enum.StrEnum):
    """Everything a plan can break."""

    UNKNOWN_COACH = "unknown_coach"
    UNKNOWN_DATE = "unknown_date"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_PARTY = "unknown_party"
    EMPTY_TRIP = "empty_trip"
    LOAD = "load"
    WHEELCHAIRS = "wheelchairs"
    LUGGAGE = "luggage"
    PICKUPS = "pickups"
    DROPOFFS = "dropoffs"
    PARTIES = "parties"
    FORBIDDEN_PAIR = "forbidden_pair"
    NO_ROAD = "no_road"
    DURATION = "duration"
    DISTANCE = "distance"
    RIDE_TIME = "ride_time"
    DETOUR = "detour"
    DEPARTURE = "departure"
    DRIVERS = "drivers"
    TIMES = "times"
    CONTINUOUS_DRIVING = "continuous_driving"
    DAILY_DRIVING = "daily_driving"
    STANDSTILL = "standstill"
    FLEET = "fleet"
    WRONG_DATE = "wrong_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    WRONG_PICKUP = "wrong_pickup"
    WRONG_DROPOFF = "wrong_dropoff"
    ALIGHT_WITHOUT_BOARD = "alight_without_board"
    BOARD_WITHOUT_ALIGHT = "board_without_alight"
    PICKUP_AFTER_DROPOFF = "pickup_after_dropoff"
    NO_RIDERS = "no_riders"
    UNKNOWN_TRAIN = "unknown_train"
    REPEATED_TRAIN = "repeated_train"
    TRAIN_SEATS = "train_seats"
    TAKE_UP = "take_up"
    TRANSFER = "transfer"
    NOT_AT_HUB = "not_at_hub"
    LEFT_AT_STATION = "left_at_station"
    MISSING_PARTY = "missing_party"
    REPEATED_PARTY = "repeated_party"
    SPLIT_PARTY = "split_party"
    WRONG_REASON = "wrong_reason"
    WRONG_DISTANCE = "wrong_distance"
    WRONG_EMPTY = "wrong_empty"
    WRONG_DAYS = "wrong_days"
    WRONG_DURATION = "wrong_duration"
    WRONG_COST = "wrong_cost"
    WRONG_SCENARIO = "wrong_scenario"
    WRONG_TOTAL = "wrong_total"
    WRONG_BOUND = "wrong_bound"
    WRONG_GAP = "wrong_gap"
    WRONG_STATUS = "wrong_status"


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One broken promise.

    Parameters
    ----------
    subject
        What breaks it: ``trips[2]``, a party's or a coach type's id, or ``plan``.
    excess
        By how much, in the unit of the cause: riders, places, seconds, metres, coaches,
        cents, drivers, days or times; for a figure that is wrong, what was written
        minus what is right. The share for ``wrong_gap``.
    """

    cause: Cause
    subject: str
    excess: float

    def __str__(self) -> str:
        return f"{self.cause}: {self.subject}, {self.excess:+g}"


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """
    Return everything that is wrong with a plan, trip by trip, then party by party.

    Costs may be rounded either way: a trip's by less than one cent, and that of the
    hours aboard by one cent for each ride of a rider. A ``no_coach_left`` or
    ``not_worth`` is taken as an answer unless coaches of a type without a count could
    carry the riders by themselves for less than the price of leaving them (not judged
    where drivers' hours count or the coach comes from a base).
    """
    judge = _Judge(problem, plan)
    judge.trips()
    judge.trains()
    judge.fleet()
    judge.parties()
    judge.unassigned()
    judge.totals()
    return judge.violations


class _Judge:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.rules = problem.rules
        self.place = {place.id: i for i, place in enumerate(problem.places)}
        self.party: dict[str, Party] = {party.id: party for party in problem.parties}
        self.coach: dict[str, CoachType] = {c.id: c for c in problem.fleet}
        self.date = {date: i for i, date in enumerate(problem.dates)}
        self.promise = {promise.party: promise for promise in problem.promises}
        occupancy = Fraction(repr(problem.rules.occupancy))
        kept = problem.rules.crew_seats + problem.rules.kept_free_seats
        self.load = {
            c.id: int(max(0, c.seats - kept) * occupancy) for c in problem.fleet
        }
        self.most = max(self.load.values(), default=0)
        self.carried: Counter[str] = Counter()
        self.by_train: Counter[str] = Counter()
        self.rides: Counter[str] = Counter()
        self.ridden = 0
        self.trains_cents = self.shuttles_cents = 0
        self.days_cents = 0
        self.hours_cents = Fraction()
        self.promises_cents = 0
        self.violations: list[Violation] = []

    def breaks(self, cause: Cause, subject: str, excess: float) -> None:
        self.violations.append(Violation(cause, subject, excess))

    def above(self, cause: Cause, subject: str, value: float, limit: float) -> None:
        if value > limit:
            self.breaks(cause, subject, value - limit)

    def differs(self, cause: Cause, subject: str, said: int, real: int) -> None:
        if said != real:
            self.breaks(cause, subject, said - real)

    def trips(self) -> None:
        for i, trip in enumerate(self.plan.trips):
            subject = f"trips[{i}]"
            if trip.service_date not in self.date:
                self.breaks(Cause.UNKNOWN_DATE, subject, 1)
            self.carried += self.riders(subject, trip)
            self.figures(subject, trip)

    def trains(self) -> None:
        """Judge each train with its feeders, its shuttles and who is on them."""
        TrainJudge(self).judge()

    def riders(
        self, subject: str, trip: Trip, block: TrainBlock | None = None
    ) -> Counter[str]:
        """
        Follow the riders on and off, and return them by party.

        Who is unknown is told and left out. With a block the trip is one of its
        feeders, which lets everybody out at the hub.
        """
        aboard: Counter[str] = Counter()
        boarded: Counter[str] = Counter()
        most_aboard = 0
        pickups: set[str] = set()
        dropoffs: set[str] = set()
        self.at_one_stop(stop.board for stop in trip.stops)
        self.at_one_stop(stop.alight for stop in trip.stops)
        for stop in trip.stops:
            if stop.board and dropoffs:
                self.breaks(Cause.PICKUP_AFTER_DROPOFF, subject, 1)
            for on in stop.board:
                pickups.add(stop.place)
                if not self.known(subject, on.party, on.riders):
                    continue
                party = self.party[on.party]
                if stop.place not in (party.pickup, *party.alternatives):
                    self.breaks(Cause.WRONG_PICKUP, on.party, on.riders)
                if party.earliest_s is not None and stop.leaves_s < party.earliest_s:
                    excess = party.earliest_s - stop.leaves_s
                    self.breaks(Cause.TOO_EARLY, on.party, excess)
                aboard[on.party] += on.riders
                boarded[on.party] += on.riders
            most_aboard = max(most_aboard, aboard.total())
            for off in stop.alight:
                dropoffs.add(stop.place)
                if not self.known(subject, off.party, off.riders):
                    continue
                party = self.party[off.party]
                if stop.place != (party.dropoff if block is None else block.hub):
                    self.breaks(Cause.WRONG_DROPOFF, off.party, off.riders)
                latest_s = party.latest_s if block is None else None
                if latest_s is not None and stop.arrives_s > latest_s:
                    self.breaks(Cause.TOO_LATE, off.party, stop.arrives_s - latest_s)
                if off.riders > aboard[off.party]:
                    excess = off.riders - aboard[off.party]
                    self.breaks(Cause.ALIGHT_WITHOUT_BOARD, off.party, excess)
                aboard[off.party] = max(0, aboard[off.party] - off.riders)
        self.rides.update(boarded.keys())
        for name, riders in aboard.items():
            if riders:
                self.breaks(Cause.BOARD_WITHOUT_ALIGHT, name, riders)
        if not pickups:
            self.breaks(Cause.EMPTY_TRIP, subject, 1)
        self.space(subject, trip, boarded, most_aboard)
        self.above(Cause.PICKUPS, subject, len(pickups), self.rules.max_pickups)
        self.above(Cause.DROPOFFS, subject, len(dropoffs), self.rules.max_dropoffs)
        if self.rules.max_parties is not None:
            most = self.rules.max_parties
            self.above(Cause.PARTIES, subject, len(boarded), most)
        for a, b in self.problem.forbidden:
            if a in boarded and b in boarded:
                self.breaks(Cause.FORBIDDEN_PAIR, subject, 1)
        for name in boarded:
            self.window(name, trip.service_date)
        return boarded

    def at_one_stop(self, stops: Iterable[tuple[Riders, ...]]) -> None:
        """Judge that nobody who stays together boards, or alights, at several stops."""
        parts = Counter(name for stop in stops for name in {r.party for r in stop})
        for name, n in parts.items():
            party = self.party.get(name)
            if party is not None and n > 1 and not self.may_split(party):
                self.breaks(Cause.SPLIT_PARTY, name, n - 1)

    def space(
        self, subject: str, trip: Trip, boarded: Counter[str], most_aboard: int
    ) -> None:
        coach = self.coach.get(trip.coach)
        if coach is None:
            return
        self.above(Cause.LOAD, subject, most_aboard, self.load[trip.coach])
        # Spaces belong to the whole party, also where a part of it rides.
        for cause, name in (
            (Cause.WHEELCHAIRS, "wheelchairs"),
            (Cause.LUGGAGE, "luggage"),
        ):
            limit = getattr(coach, name)
            if limit is not None:
                taken = sum(getattr(self.party[party], name) for party in boarded)
                self.above(cause, subject, taken, limit)

    def window(self, name: str, date: dt.date) -> None:
        party = self.party[name]
        first = party.first_date or self.problem.dates[0]
        last = party.last_date or self.problem.dates[-1]
        if date < first:
            self.breaks(Cause.WRONG_DATE, name, (first - date).days)
        if date > last:
            self.breaks(Cause.WRONG_DATE, name, (date - last).days)

    def known(self, subject: str, party: str, riders: int) -> bool:
        if party not in self.party:
            self.breaks(Cause.UNKNOWN_PARTY, party, riders)
            return False
        if riders < 1:
            self.breaks(Cause.NO_RIDERS, subject, riders)
            return False
        return True

    def figures(
        self, subject: str, trip: Trip, block: TrainBlock | None = None
    ) -> None:
        """Measure the trip again; not when a place on it is unknown."""
        unknown = {s.place for s in trip.stops if s.place not in self.place}
        for place in sorted(unknown):
            self.breaks(Cause.UNKNOWN_PLACE, place, 1)
        coach = self.coach.get(trip.coach)
        if coach is None:
            self.breaks(Cause.UNKNOWN_COACH, trip.coach, 1)
        if unknown or not trip.stops:
            return
        rules = self.rules
        at = [self.place[stop.place] for stop in trip.stops]
        metres = [int(self.problem.distance_m[leg]) for leg in pairwise(at)]
        distance_m = sum(metres)
        if any(leg >= NO_WAY_M for leg in metres):
            self.breaks(Cause.NO_ROAD, subject, sum(leg >= NO_WAY_M for leg in metres))
        duration_s = trip.stops[-1].leaves_s - trip.stops[0].arrives_s
        self.above(Cause.DISTANCE, subject, distance_m, rules.max_distance_m)
        self.above(Cause.DURATION, subject, duration_s, rules.max_duration_s)
        self.differs(Cause.WRONG_DISTANCE, subject, trip.distance_m, distance_m)
        self.differs(Cause.WRONG_DURATION, subject, trip.duration_s, duration_s)
        departures_s = (
            rules.departures_s if block is None else self.problem.feeder_departures_s
        )
        if trip.departs_s not in departures_s:
            self.breaks(Cause.DEPARTURE, subject, trip.departs_s)
        least = 2 if distance_m > rules.second_driver_above_m else 1
        if not least <= trip.drivers <= 2:
            self.breaks(Cause.DRIVERS, subject, trip.drivers - least)
        for cause, excess in broken_hours(self.problem, trip):
            self.breaks(Cause(cause), subject, excess)
        self.aboard(trip, metres)
        if coach is not None:
            self.money(subject, trip, coach, at, distance_m)

    def aboard(self, trip: Trip, metres: list[int]) -> None:
        """
        Judge how long and how far each party rides, and what that costs.

        Of a group that boards at several stops, who boarded first gets off first.
        """
        rules, prices = self.rules, self.problem.prices
        waiting: defaultdict[str, deque[tuple[int, int]]] = defaultdict(deque)
        for i, stop in enumerate(trip.stops):
            for on in stop.board:
                waiting[on.party].append((i, on.riders))
        for j, stop in enumerate(trip.stops):
            for off in stop.alight:
                if off.party not in self.party:
                    continue
                for i, riders in _first_on(waiting[off.party], off.riders):
                    start, party = trip.stops[i], self.party[off.party]
                    ride_s = stop.arrives_s - start.leaves_s
                    direct = self.place[start.place], self.place[stop.place]
                    direct_m = int(self.problem.distance_m[direct])
                    if rules.max_ride_s is not None:
                        self.above(Cause.RIDE_TIME, off.party, ride_s, rules.max_ride_s)
                    if rules.max_detour is not None:
                        limit = float(Fraction(repr(rules.max_detour)) * direct_m)
                        self.above(Cause.DETOUR, off.party, sum(metres[i:j]), limit)
                    self.hour(riders, ride_s)
                    self.day(party, riders, trip.service_date)
                    told = self.promise.get(off.party)
                    if told is not None and (
                        told.service_date != trip.service_date
                        or told.pickup != start.place
                        or told.leaves_s not in {None, start.leaves_s}
                    ):
                        self.promises_cents += riders * prices.promise_cents

    def hour(self, riders: int, ride_s: int) -> None:
        """Count the time that riders are aboard."""
        hour_cents = self.problem.prices.hour_cents
        self.hours_cents += Fraction(riders * ride_s * hour_cents, 3600)
        self.ridden += riders

    def day(self, party: Party, riders: int, date: dt.date) -> None:
        """Count the days off the wanted date."""
        if party.wanted_date is not None:
            days = abs((date - party.wanted_date).days)
            self.days_cents += riders * days * self.problem.prices.day_cents

    def money(
        self, subject: str, trip: Trip, coach: CoachType, at: list[int], metres: int
    ) -> None:
        rules = self.rules
        out = back = out_s = back_s = 0
        if coach.base is not None:
            base = self.place[coach.base]
            if rules.empty_run.goes_out:
                out = int(self.problem.distance_m[base, at[0]])
                out_s = int(self.problem.duration_s[base, at[0]])
            if rules.empty_run.comes_back:
                back = int(self.problem.distance_m[at[-1], base])
                back_s = int(self.problem.duration_s[at[-1], base])
        self.differs(Cause.WRONG_EMPTY, subject, trip.empty_m, out + back)
        if max(out, back) >= NO_WAY_M:
            self.breaks(Cause.NO_ROAD, subject, 1)
        before, after = self.away(trip, at, out_s, back_s)
        if trip.days_before != before or trip.days_after != after:
            excess = trip.days_before + trip.days_after - before - after
            self.breaks(Cause.WRONG_DAYS, subject, excess)
        second = coach.second_driver_cents
        if second is None:
            second = rules.second_driver_cents
        cost = Fraction(coach.cents_per_km * (metres + out + back), 1000)
        cost += coach.hire_cents * (1 + before + after)
        cost += coach.overnight_cents * (before + after)
        cost += second * (trip.drivers - 1)
        if abs(trip.cost_cents - cost) >= 1:
            self.breaks(Cause.WRONG_COST, subject, float(trip.cost_cents - cost))

    def away(
        self, trip: Trip, at: list[int], out_s: int, back_s: int
    ) -> tuple[int, int]:
        """Return on how many days before and after its date the coach is away."""
        hours = self.rules.driver_hours
        starts_s, ends_s = trip.stops[0].arrives_s, trip.stops[-1].leaves_s
        ends_on = max(0, math.ceil(ends_s / DAY_S) - 1)
        if hours is None:
            return (
                max(0, math.ceil((out_s - starts_s) / DAY_S)),
                max(ends_on, math.ceil((ends_s + back_s) / DAY_S) - 1),
            )

        def rested(seconds: int) -> int:
            rests = max(0, math.ceil(seconds / hours.day_driving_s) - 1)
            return seconds + rests * hours.rest_s

        crew_s = trip.drivers * hours.daily_driving_s
        driving_s = sum(int(self.problem.duration_s[leg]) for leg in pairwise(at))
        if out_s + driving_s > crew_s:
            before = math.ceil(out_s / crew_s)
        else:
            before = max(0, math.ceil((rested(out_s) - starts_s) / DAY_S))
            driving_s += out_s
        if driving_s + back_s > crew_s:
            after = ends_on + math.ceil(back_s / crew_s)
        else:
            after = max(ends_on, math.ceil((ends_s + rested(back_s)) / DAY_S) - 1)
        return before, after

    def fleet(self) -> None:
        """Count the coaches away on each date, trips over several days on all."""
        used: defaultdict[tuple[str, int], int] = defaultdict(int)
        feeders = [trip for train in self.plan.trains for trip in train.feeders]
        for trip in (*self.plan.trips, *feeders):
            if trip.coach not in self.coach or trip.service_date not in self.date:
                continue
            for i, date in enumerate(self.problem.dates):
                days = (date - trip.service_date).days
                if -trip.days_before <= days <= trip.days_after:
                    used[trip.coach, i] += 1
        for (name, i), n in sorted(used.items()):
            coach = self.coach[name]
            count = coach.counts[i] if coach.counts else coach.count
            if count is not None:
                self.above(Cause.FLEET, name, n, count)

    def parties(self) -> None:
        """Every rider is on exactly one trip or unassigned."""
        left: Counter[str] = Counter()
        for gone in self.plan.unassigned:
            if not self.known("unassigned", gone.party, gone.riders):
                continue
            left[gone.party] += gone.riders
        for party in self.problem.parties:
            known = self.carried[party.id] + left[party.id]
            if known < party.size:
                self.breaks(Cause.MISSING_PARTY, party.id, party.size - known)
            if known > party.size:
                self.breaks(Cause.REPEATED_PARTY, party.id, known - party.size)
            parts = self.rides[party.id] + (left[party.id] > 0)
            by_train = self.by_train[party.id]
            if parts > 1 and not self.may_split(party):
                self.breaks(Cause.SPLIT_PARTY, party.id, parts - 1)
            elif 0 < by_train < party.size:
                self.breaks(Cause.SPLIT_PARTY, party.id, party.size - by_train)

    def may_split(self, party: Party) -> bool:
        large = self.rules.party_split and party.size > self.most
        return large or not party.together

    def unassigned(self) -> None:
        """Refuse reasons that are not true."""
        for gone in self.plan.unassigned:
            party = self.party.get(gone.party)
            if party is not None and not self.reason_holds(party, gone):
                self.breaks(Cause.WRONG_REASON, gone.party, gone.riders)

    def reason_holds(self, party: Party, gone: Unassigned) -> bool:
        dates = [
            i
            for i, date in enumerate(self.problem.dates)
            if (party.first_date or date) <= date <= (party.last_date or date)
        ]
        need = 1 if self.may_split(party) else party.size
        if gone.reason not in OF_THE_PLAN and could_go(self, party):
            return False
        match gone.reason:
            case Reason.NO_DATE:
                return not dates
            case Reason.TOO_LARGE:
                return need > self.most
            case Reason.NO_ROAD | Reason.TOO_FAR:
                return not any(self.near(party, p) for p in self.pickups(party))
            case Reason.NO_SPACE:
                return not any(
                    self.fits(coach, party)
                    for coach in self.problem.fleet
                    if self.load[coach.id] >= need
                )
            case Reason.TIME_WINDOW:
                return self.rules.driver_hours is not None or not any(
                    self.near(party, pickup) and self.in_window(party, pickup, s)
                    for pickup in self.pickups(party)
                    for s in self.rules.departures_s
                )
            case Reason.DRIVER_HOURS:
                return self.rules.driver_hours is not None
            case Reason.NOT_PLANNED:
                return True
            case _:
                return not self.surely_carried(party, gone.riders, dates)

    def fits(self, coach: CoachType, party: Party) -> bool:
        """Return whether a coach has the party's spaces beside the seats."""
        return (
            coach.wheelchairs is None or coach.wheelchairs >= party.wheelchairs
        ) and (coach.luggage is None or coach.luggage >= party.luggage)

    def pickups(self, party: Party) -> tuple[str, ...]:
        return (party.pickup, *party.alternatives)

    def near(self, party: Party, pickup: str) -> bool:
        """Return whether the direct drive keeps the limits of distance and time."""
        leg = self.place[pickup], self.place[party.dropoff]
        seconds = int(self.problem.duration_s[leg])
        metres = int(self.problem.distance_m[leg])
        ride_s = self.rules.max_ride_s
        return (
            metres < NO_WAY_M
            and metres <= self.rules.max_distance_m
            and seconds + self.rules.pickup_s + self.rules.dropoff_s
            <= self.rules.max_duration_s
            and (ride_s is None or seconds <= ride_s)
        )

    def surely_carried(self, party: Party, riders: int, dates: list[int]) -> bool:
        """Return whether coaches of which there always are more would be cheaper."""
        rules = self.rules
        if rules.driver_hours is not None or not dates or riders < 1:
            return False
        need = 1 if self.may_split(party) else party.size
        price = riders * party.priority * self.problem.prices.unassigned_cents
        for coach in self.problem.fleet:
            unlimited = coach.count is None and not coach.counts
            stays = coach.base is None or rules.empty_run.value == "none"
            if not unlimited or not stays or self.load[coach.id] < need:
                continue
            if not self.fits(coach, party):
                continue
            for pickup in self.pickups(party):
                if self.near(party, pickup) and any(
                    self.alone_cents(party, riders, coach, pickup, departs_s, dates)
                    < price
                    for departs_s in rules.departures_s
                    if self.in_window(party, pickup, departs_s)
                ):
                    return True
        return False

    def in_window(self, party: Party, pickup: str, departs_s: int) -> bool:
        leg = self.place[pickup], self.place[party.dropoff]
        arrives_s = departs_s + int(self.problem.duration_s[leg])
        earliest_s, latest_s = party.earliest_s, party.latest_s
        return (earliest_s is None or departs_s >= earliest_s) and (
            latest_s is None or arrives_s <= latest_s
        )

    def alone_cents(
        self,
        party: Party,
        riders: int,
        coach: CoachType,
        pickup: str,
        departs_s: int,
        dates: list[int],
    ) -> float:
        """Return the most that riders cost who ride directly on their own coaches."""
        rules, prices = self.rules, self.problem.prices
        leg = self.place[pickup], self.place[party.dropoff]
        metres = int(self.problem.distance_m[leg])
        ride_s = int(self.problem.duration_s[leg])
        after = math.ceil((departs_s + ride_s + rules.dropoff_s) / DAY_S) - 1
        days = max(0, after) + max(0, math.ceil((rules.pickup_s - departs_s) / DAY_S))
        if days > 6:
            return math.inf
        cents = coach.hire_cents * (1 + days) + coach.overnight_cents * days
        cents += math.ceil(Fraction(coach.cents_per_km * metres, 1000))
        second = coach.second_driver_cents
        if metres > rules.second_driver_above_m:
            cents += rules.second_driver_cents if second is None else second
        coaches = math.ceil(riders / self.load[coach.id])
        off = 0
        if party.wanted_date is not None:
            wanted = party.wanted_date
            off = min(abs((self.problem.dates[i] - wanted).days) for i in dates)
        rider = off * prices.day_cents
        rider += math.ceil(Fraction(ride_s * prices.hour_cents, 3600))
        rider += prices.promise_cents if party.id in self.promise else 0
        further = coaches if riders < party.size else coaches - 1
        return coaches * cents + riders * rider + further * prices.split_cents

    def totals(self) -> None:
        plan, prices, costs = self.plan, self.problem.prices, self.plan.costs
        if plan.scenario != self.problem.name:
            self.breaks(Cause.WRONG_SCENARIO, plan.scenario, 1)
        trips = sum(trip.cost_cents for trip in plan.trips)
        left = sum(
            gone.riders * self.party[gone.party].priority * prices.unassigned_cents
            for gone in plan.unassigned
            if gone.party in self.party
        )
        further = sum(max(0, n - 1) for n in self.rides.values())
        feeders = sum(trip.cost_cents for t in plan.trains for trip in t.feeders)
        self.differs(Cause.WRONG_TOTAL, "trips", costs.trips, trips)
        self.differs(Cause.WRONG_TOTAL, "feeders", costs.feeders, feeders)
        self.differs(Cause.WRONG_TOTAL, "trains", costs.trains, self.trains_cents)
        self.differs(Cause.WRONG_TOTAL, "shuttles", costs.shuttles, self.shuttles_cents)
        self.differs(Cause.WRONG_TOTAL, "unassigned", costs.unassigned, left)
        self.differs(Cause.WRONG_TOTAL, "days", costs.days, self.days_cents)
        self.differs(Cause.WRONG_TOTAL, "promises", costs.promises, self.promises_cents)
        split = further * prices.split_cents
        self.differs(Cause.WRONG_TOTAL, "splits", costs.splits, split)
        if abs(costs.hours - self.hours_cents) > self.ridden:
            excess = float(costs.hours - self.hours_cents)
            self.breaks(Cause.WRONG_TOTAL, "hours", excess)
        self.differs(Cause.WRONG_TOTAL, "plan", plan.cost_cents, costs.total)
        if plan.lower_bound_cents < 0:
            self.breaks(Cause.WRONG_BOUND, "plan", plan.lower_bound_cents)
        self.above(Cause.WRONG_BOUND, "plan", plan.lower_bound_cents, plan.cost_cents)
        short = plan.cost_cents - plan.lower_bound_cents
        gap = short / plan.cost_cents if plan.cost_cents > 0 else 0.0
        if abs(plan.gap - gap) > 1e-6:
            self.breaks(Cause.WRONG_GAP, "plan", plan.gap - gap)
        if plan.status is Status.OPTIMAL and short > 0:
            self.breaks(Cause.WRONG_STATUS, "plan", short)


def _first_on(aboard: deque[tuple[int, int]], riders: int) -> list[tuple[int, int]]:
    """Take riders off who boarded first: (stop, riders) of each boarding."""
    gone = []
    while riders > 0 and aboard:
        stop, n = aboard.popleft()
        gone.append((stop, min(n, riders)))
        if n > riders:
            aboard.appendleft((stop, n - riders))
        riders -= n
    return gone
