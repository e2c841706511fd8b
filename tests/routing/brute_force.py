"""
The answer to tiny problems by trying everything; shares nothing with the solver.

Every load is laid out in every order, at every departure, with every number of drivers,
on every coach and date; then every set of such trips is tried. Where drivers' hours
count, the timetable of an order is ``routing.schedule``'s, which has tests of its own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from routing.schedule import Refusal, schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing import CoachType, Party, Problem

DAY_S = 86_400
NO_WAY_M = 100_000_000


@dataclass(frozen=True, slots=True)
class Ride:
    """Some of a party, from one of its places."""

    party: int
    riders: int
    pickup: int
    dropoff: int


@dataclass(frozen=True, slots=True)
class Way:
    """An order of places, and when the coach is where."""

    places: tuple[int, ...]
    n_pickups: int
    drivers: int
    arrives_s: tuple[int, ...]
    leaves_s: tuple[int, ...]
    ahead_m: tuple[int, ...]
    driving_s: int


@dataclass(frozen=True, slots=True)
class Option:
    """A trip: riders of each party, what it takes of the fleet, and its least cost."""

    riders: tuple[int, ...]
    uses: tuple[tuple[int, int], ...]  # (coach type, date)
    cents: int


def best(problem: Problem) -> int:
    """Return the least cost of any plan, in cents."""
    return _Search(problem).best()


class _Search:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {place.id: i for i, place in enumerate(problem.places)}
        self.sizes = tuple(party.size for party in problem.parties)
        self.told = {promise.party: promise for promise in problem.promises}
        self.loads = [self._most(coach) for coach in problem.fleet]
        self.ways: dict[tuple[frozenset[int], frozenset[int]], list[Way]] = {}
        self.splits = tuple(self._may_split(party) for party in problem.parties)

    def best(self) -> int:
        parties, prices = self.problem.parties, self.problem.prices
        options = self._options()
        with_first = [[o for o in options if o.riders[p]] for p in range(len(parties))]
        counts = {
            (t, d): self._count(coach, d)
            for t, coach in enumerate(self.problem.fleet)
            for d in range(len(self.problem.dates))
        }
        limited = sorted(use for use, count in counts.items() if count is not None)

        @cache
        def least(left: tuple[int, ...], used: tuple[int, ...]) -> int:
            """Return the least cost of the riders that are left."""
            p = next((p for p, n in enumerate(left) if n > 0), None)
            if p is None:
                return 0
            gone = left[p] * parties[p].priority * prices.unassigned_cents
            if self.splits[p] and left[p] < self.sizes[p]:
                gone -= prices.split_cents
            found = gone + least((*left[:p], 0, *left[p + 1 :]), used)
            for option in with_first[p]:
                after = self._after(left, option.riders)
                if after is None:
                    continue
                taken = [
                    n + (use in option.uses)
                    for use, n in zip(limited, used, strict=True)
                ]
                if any(n > counts[use] for use, n in zip(limited, taken, strict=True)):
                    continue
                cents = option.cents + least(after, tuple(taken))
                for q, n in enumerate(option.riders):
                    # A group pays for every coach but one.
                    if n and self.splits[q]:
                        cents += prices.split_cents * (after[q] > 0)
                found = min(found, cents)
            return found

        return least(self.sizes, (0,) * len(limited))

    def _after(
        self, left: tuple[int, ...], riders: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        for n, q in zip(left, riders, strict=True):
            if q > n:
                return None
        return tuple(n - q for n, q in zip(left, riders, strict=True))

    def _options(self) -> list[Option]:
        """Return the cheapest trip of each kind."""
        found: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], int] = {}
        for load in self._possible_loads():
            riders = [0] * len(self.sizes)
            for ride in load:
                riders[ride.party] = ride.riders
            ends = (
                frozenset(ride.pickup for ride in load),
                frozenset(ride.dropoff for ride in load),
            )
            if ends not in self.ways:
                self.ways[ends] = list(self._ways(*ends))
            for way in self.ways[ends]:
                if not self._keeps(way, load):
                    continue
                for d in range(len(self.problem.dates)):
                    price = self._price(way, load, d)
                    if price is None:
                        continue
                    for t in range(len(self.problem.fleet)):
                        coach = self._coach(way, load, t, d)
                        if coach is None:
                            continue
                        cents, uses = coach
                        key = tuple(riders), uses
                        now = found.get(key, math.inf)
                        found[key] = min(now, cents + price)
        return [Option(*key, cents) for key, cents in found.items()]

    def _possible_loads(self) -> Iterator[tuple[Ride, ...]]:
        rules = self.problem.rules
        most = max(self.loads, default=0)
        choices = []
        for p, party in enumerate(self.problem.parties):
            parts = range(1, party.size + 1) if self.splits[p] else [party.size]
            choices.append(
                [
                    None,
                    *(
                        Ride(p, n, self.place[start], self.place[party.dropoff])
                        for start in {party.pickup, *party.alternatives}
                        for n in parts
                    ),
                ]
            )
        apart = [{self._index(a), self._index(b)} for a, b in self.problem.forbidden]
        for choice in itertools.product(*choices):
            load = tuple(ride for ride in choice if ride is not None)
            aboard = {ride.party for ride in load}
            if not load or sum(ride.riders for ride in load) > most:
                continue
            if rules.max_parties is not None and len(load) > rules.max_parties:
                continue
            if any(pair <= aboard for pair in apart):
                continue
            yield load

    def _index(self, party: str) -> int:
        return [p.id for p in self.problem.parties].index(party)

    def _ways(self, starts: frozenset[int], ends: frozenset[int]) -> Iterator[Way]:
        rules = self.problem.rules
        if len(starts) > rules.max_pickups or len(ends) > rules.max_dropoffs:
            return
        for first in itertools.permutations(sorted(starts)):
            for second in itertools.permutations(sorted(ends)):
                places = first + second
                legs = list(itertools.pairwise(places))
                metres = [int(self.problem.distance_m[leg]) for leg in legs]
                if max(metres) >= NO_WAY_M or sum(metres) > rules.max_distance_m:
                    continue
                least = 2 if sum(metres) > rules.second_driver_above_m else 1
                most = least if rules.driver_hours is None else 2
                for drivers in range(least, most + 1):
                    for departs_s in rules.departures_s:
                        times = self._times(places, len(first), departs_s, drivers)
                        if times is None:
                            continue
                        if times[1][-1] - times[0][0] > rules.max_duration_s:
                            continue
                        yield Way(
                            places,
                            len(first),
                            drivers,
                            *times,
                            tuple(itertools.accumulate(metres, initial=0)),
                            sum(int(self.problem.duration_s[leg]) for leg in legs),
                        )

    def _times(
        self, places: tuple[int, ...], n_pickups: int, departs_s: int, drivers: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        problem, rules = self.problem, self.problem.rules
        if rules.driver_hours is not None:
            ids = [problem.places[i].id for i in places]
            found = schedule(problem, ids, departs_s, drivers, n_pickups)
            if isinstance(found, Refusal):
                return None
            return found.arrives_s, found.leaves_s
        arrives, leaves = [departs_s - rules.pickup_s], [departs_s]
        for i, leg in enumerate(itertools.pairwise(places), start=1):
            arrives.append(leaves[-1] + int(problem.duration_s[leg]))
            stands_s = rules.pickup_s if i < n_pickups else rules.dropoff_s
            leaves.append(arrives[-1] + stands_s)
        return tuple(arrives), tuple(leaves)

    def _keeps(self, way: Way, load: tuple[Ride, ...]) -> bool:
        rules = self.problem.rules
        for ride in load:
            i, j = self._stops(way, ride)
            party = self.problem.parties[ride.party]
            leaves_s, arrives_s = way.leaves_s[i], way.arrives_s[j]
            if party.earliest_s is not None and leaves_s < party.earliest_s:
                return False
            if party.latest_s is not None and arrives_s > party.latest_s:
                return False
            if rules.max_ride_s is not None and arrives_s - leaves_s > rules.max_ride_s:
                return False
            if rules.max_detour is not None:
                direct_m = int(self.problem.distance_m[ride.pickup, ride.dropoff])
                aboard_m = way.ahead_m[j] - way.ahead_m[i]
                if aboard_m > Fraction(str(rules.max_detour)) * direct_m:
                    return False
        return True

    def _stops(self, way: Way, ride: Ride) -> tuple[int, int]:
        i = way.places[: way.n_pickups].index(ride.pickup)
        j = way.places[way.n_pickups :].index(ride.dropoff)
        return i, way.n_pickups + j

    def _price(self, way: Way, load: tuple[Ride, ...], date: int) -> int | None:
        """Return what the riders' dates, hours and promises cost; None outside them."""
        prices, day = self.problem.prices, self.problem.dates[date]
        cents = 0
        for ride in load:
            party = self.problem.parties[ride.party]
            if party.first_date is not None and day < party.first_date:
                return None
            if party.last_date is not None and day > party.last_date:
                return None
            if party.wanted_date is not None:
                off = abs((day - party.wanted_date).days)
                cents += ride.riders * off * prices.day_cents
            i, j = self._stops(way, ride)
            hours = Fraction(way.arrives_s[j] - way.leaves_s[i], 3600)
            each = math.floor(hours * prices.hour_cents + Fraction(1, 2))
            cents += ride.riders * each
            told = self.told.get(party.id)
            if told is not None:
                kept = (
                    told.service_date == day
                    and self.place[told.pickup] == ride.pickup
                    and told.leaves_s in {None, way.leaves_s[i]}
                )
                cents += 0 if kept else ride.riders * prices.promise_cents
        return cents

    def _coach(
        self, way: Way, load: tuple[Ride, ...], t: int, date: int
    ) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """Return what a coach costs and when it is away; None when it cannot go."""
        problem, coach = self.problem, self.problem.fleet[t]
        parties = [problem.parties[ride.party] for ride in load]
        if sum(ride.riders for ride in load) > self.loads[t]:
            return None
        for space in ("wheelchairs", "luggage"):
            room = getattr(coach, space)
            if room is not None and sum(getattr(p, space) for p in parties) > room:
                return None
        metres, out_s, back_s = way.ahead_m[-1], 0, 0
        empty = problem.rules.empty_run.value
        if coach.base is not None and empty in {"out", "both"}:
            leg = self.place[coach.base], way.places[0]
            out_s = int(problem.duration_s[leg])
            metres += int(problem.distance_m[leg])
        if coach.base is not None and empty in {"back", "both"}:
            leg = way.places[-1], self.place[coach.base]
            back_s = int(problem.duration_s[leg])
            metres += int(problem.distance_m[leg])
        if metres >= NO_WAY_M:
            return None
        first, last = self._days(way, out_s, back_s)
        cents = Fraction(coach.cents_per_km * metres, 1000)
        if way.drivers == 2:
            second = coach.second_driver_cents
            if second is None:
                second = problem.rules.second_driver_cents
            cents += second
        cents += coach.hire_cents * (last - first + 1)
        cents += coach.overnight_cents * (last - first)
        days = [(day - problem.dates[date]).days for day in problem.dates]
        uses = tuple((t, d) for d, n in enumerate(days) if first <= n <= last)
        return math.floor(cents + Fraction(1, 2)), uses

    def _days(self, way: Way, out_s: int, back_s: int) -> tuple[int, int]:
        """Return the first and the last day that a coach is away, the trip's own 0."""
        hours = self.problem.rules.driver_hours
        starts_s, ends_s = way.arrives_s[0], way.leaves_s[-1]
        if hours is None:
            first = math.floor((starts_s - out_s) / DAY_S)
            return min(0, first), max(0, math.ceil((ends_s + back_s) / DAY_S) - 1)

        def lasts_s(drive_s: int) -> int:
            """Return how long an empty run takes with a rest after each full drive."""
            full = math.ceil(drive_s / hours.day_driving_s) - 1
            return drive_s + max(0, full) * hours.rest_s

        # What the crew may drive in a day; an empty run that does not fit in beside the
        # trip is driven on days of its own.
        crew_s, driven_s = way.drivers * hours.daily_driving_s, way.driving_s
        if driven_s + out_s <= crew_s:
            first = min(0, math.floor((starts_s - lasts_s(out_s)) / DAY_S))
            driven_s += out_s
        else:
            first = -math.ceil(out_s / crew_s)
        arrives_on = max(0, math.ceil(ends_s / DAY_S) - 1)
        if driven_s + back_s <= crew_s:
            last = max(arrives_on, math.ceil((ends_s + lasts_s(back_s)) / DAY_S) - 1)
        else:
            last = arrives_on + math.ceil(back_s / crew_s)
        return first, last

    def _most(self, coach: CoachType) -> int:
        rules = self.problem.rules
        seats = max(0, coach.seats - rules.crew_seats - rules.kept_free_seats)
        return math.floor(seats * Fraction(str(rules.occupancy)))

    def _may_split(self, party: Party) -> bool:
        if not party.together:
            return True
        most = max(self.loads, default=0)
        return self.problem.rules.party_split and party.size > most

    def _count(self, coach: CoachType, date: int) -> int | None:
        return coach.counts[date] if coach.counts else coach.count
