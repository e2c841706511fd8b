"""Random small problems with trains, and their answer by trying everything."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from routing import ShuttleCoach, TrainBlock, Trains, Transfers
from tests.routing import brute_force
from tests.routing.instances import NO_WAY_M, small_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing import Party, Problem

DAY_S = 86_400


def small_rail_problem(seed: int, n_parties: int) -> Problem:
    """
    Return a small problem of any kind whose parties may also go by train.

    A group that may be split has one pickup and at most three people, and nobody is
    left behind for less than any coach: so brute force needs to look at less.
    """
    rng = np.random.default_rng([seed, 7])
    problem = small_problem(seed, n_parties)

    def some(*options: object) -> object:
        return options[int(rng.integers(len(options)))]

    def place(*wanted: str) -> str:
        """Return any place, or more often one where somebody gets on or off."""
        anywhere = problem.places[int(rng.integers(len(problem.places)))].id
        return some(anywhere, *wanted)

    starts = [party.pickup for party in problem.parties]
    ends = [party.dropoff for party in problem.parties]
    most = max((problem.max_load(coach) for coach in problem.fleet), default=0)
    parties = tuple(
        replace(party, size=min(party.size, 3), alternatives=())
        if not party.together or party.size > most
        else party
        for party in problem.parties
    )
    scale = 10 if problem.rules.driver_hours is not None else 1
    blocks = []
    for b in range(some(1, 1, 2)):
        departs_s = problem.rules.depart_from_s + scale * int(
            rng.integers(2_000, 9_000)
        )
        blocks.append(
            TrainBlock(
                f"K{b}",
                hub=place(*starts),
                station=place(*ends),
                service_date=some(*problem.dates),
                departs_s=departs_s,
                arrives_s=departs_s + int(rng.integers(0, 30_000)),
                seats=some(6, 12, 30, 30),
                seat_cents=some(0, 0, 100, 500),
                least_riders=some(0, 0, 0, 4, 8),
            )
        )
    shuttles = tuple(
        ShuttleCoach(
            f"bus{t}",
            station=some(blocks[0].station, blocks[-1].station),
            seats=int(rng.integers(6, 20)),
            hire_cents=some(0, 800, 4_000),
            cents_per_km=some(0, 50, 200),
            count=some(None, None, 1, 1, 2, 0),
        )
        for t in range(some(1, 1, 2))
    )
    wait_s = some(300, 600, 1_500)
    return replace(
        problem,
        parties=parties,
        prices=replace(problem.prices, unassigned_cents=1_000_000),
        trains=Trains(
            tuple(blocks),
            shuttles,
            Transfers(
                hub_s=some(0, 600, 1_800),
                spare_s=scale * some(600, 3_600, 8_640),
                station_s=300,
                wait_s=wait_s,
                step_s=some(300, 600),
                max_gates=some(1, 2, 3),
            ),
        ),
    )


def best(problem: Problem) -> int:
    """Return the least cost of any plan, in cents."""
    return _Search(problem).best()


class _Search:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {place.id: i for i, place in enumerate(problem.places)}
        self.told = {promise.party: promise for promise in problem.promises}
        self.coaches: dict[object, float] = {}
        self.later: dict[object, float] = {}

    def best(self) -> int:
        parties = self.problem.parties
        found = math.inf
        ways = [list(self._ways(party)) for party in parties]
        for chosen in itertools.product(*ways):
            cents = self._seats(chosen)
            if cents >= found:
                continue
            cents += self._shuttles(chosen)
            if cents >= found:
                continue
            found = min(found, cents + self._coaches(chosen))
        return int(found)

    def _ways(self, party: Party) -> Iterator[tuple[int, str] | None]:
        """Yield a direct coach (or staying), and each block with each pickup."""
        yield None
        first = party.first_date or self.problem.dates[0]
        last = party.last_date or self.problem.dates[-1]
        for b, block in enumerate(self.problem.trains.blocks):
            if first <= block.service_date <= last:
                for pickup in {party.pickup, *party.alternatives}:
                    yield b, pickup

    def _seats(self, chosen: tuple[tuple[int, str] | None, ...]) -> float:
        """Return seats, hours on trains, and what those pay who come alone."""
        problem, prices = self.problem, self.problem.prices
        riders: defaultdict[int, int] = defaultdict(int)
        cents = 0
        for party, way in zip(problem.parties, chosen, strict=True):
            if way is None:
                continue
            block = problem.trains.blocks[way[0]]
            riders[way[0]] += party.size
            ride_s = block.arrives_s - block.departs_s
            each = block.seat_cents + self._hours(ride_s)
            if way[1] == block.hub:
                if party.earliest_s is not None and party.earliest_s > block.departs_s:
                    return math.inf
                if party.wanted_date is not None:
                    days = abs((block.service_date - party.wanted_date).days)
                    each += days * prices.day_cents
                told = self.told.get(party.id)
                if told is not None:
                    now = (block.service_date, block.hub)
                    kept = (told.service_date, told.pickup) == now
                    each += 0 if kept else prices.promise_cents
            cents += party.size * each
        for b, n in riders.items():
            block = problem.trains.blocks[b]
            if not block.least_riders <= n <= block.seats:
                return math.inf
        return cents

    def _hours(self, seconds: int) -> int:
        hours = Fraction(seconds, 3600) * self.problem.prices.hour_cents
        return math.floor(hours + Fraction(1, 2))

    def _coaches(self, chosen: tuple[tuple[int, str] | None, ...]) -> float:
        """Return what direct coaches and feeders cost, as one problem of coaches."""
        problem, transfers = self.problem, self.problem.trains.transfers
        blocks = problem.trains.blocks
        key = tuple(
            None if way is None else (way[0], way[1] == blocks[way[0]].hub, way[1])
            for way in chosen
        )
        if key in self.coaches:
            return self.coaches[key]
        parties, modes = [], {}
        for party, way in zip(problem.parties, chosen, strict=True):
            mode = None if way is None else way[0]
            if way is not None:
                block = blocks[way[0]]
                if way[1] == block.hub:
                    continue
                drive_s = int(
                    problem.duration_s[self.place[way[1]], self.place[block.hub]]
                )
                late_s = block.departs_s - transfers.hub_s - problem.rules.dropoff_s
                early_s = late_s - drive_s - transfers.spare_s
                party = replace(
                    party,
                    pickup=way[1],
                    alternatives=(),
                    dropoff=block.hub,
                    first_date=block.service_date,
                    last_date=block.service_date,
                    earliest_s=max(0, early_s, party.earliest_s or 0),
                    latest_s=late_s,
                    priority=100,
                )
                if late_s < 0:
                    self.coaches[key] = math.inf
                    return math.inf
            parties.append(party)
            modes[party.id] = mode
        apart = {frozenset(pair) for pair in problem.forbidden}
        for a, b in itertools.combinations(modes, 2):
            if modes[a] != modes[b]:
                apart.add(frozenset((a, b)))
        here = {p.id for p in parties}
        forbidden = tuple(tuple(sorted(pair)) for pair in apart if pair <= here)
        coaches = replace(
            problem,
            parties=tuple(parties),
            forbidden=forbidden,
            promises=tuple(p for p in problem.promises if p.party in here),
            trains=Trains(),
        )
        self.coaches[key] = brute_force.best(coaches)
        return self.coaches[key]

    def _shuttles(self, chosen: tuple[tuple[int, str] | None, ...]) -> float:
        """Return what the shuttles cost, of each date by itself."""
        problem = self.problem
        by_date: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
        for p, way in enumerate(chosen):
            if way is None:
                continue
            block, party = problem.trains.blocks[way[0]], problem.parties[p]
            if party.dropoff != block.station:
                by_date[block.service_date].append((p, way[0]))
            elif party.latest_s is not None and block.arrives_s > party.latest_s:
                return math.inf
        cents = 0.0
        for date, riders in by_date.items():
            key = date, tuple(riders)
            if key not in self.later:
                left = tuple((p, b, self.problem.parties[p].size) for p, b in riders)
                self.later[key] = self._drives(left, [], 0)
            cents += self.later[key]
        return cents

    def _drives(
        self,
        left: tuple[tuple[int, int, int], ...],
        drives: list[tuple[int, int, int]],
        cents: int,
    ) -> float:
        """Return the least cost of bringing those who are left to their gates."""
        problem = self.problem
        if not left:
            return cents + self._hire(drives)
        found = math.inf
        first, *others = left
        mates = [other for other in others if other[1] == first[1]]
        for k in range(len(mates) + 1):
            for some in itertools.combinations(mates, k):
                parts = [self._parts(one) for one in (first, *some)]
                for riders in itertools.product(*parts):
                    aboard = [one[0] for one in (first, *some)]
                    if any(
                        {problem.parties[p].id for p in pair}
                        in map(set, problem.forbidden)
                        for pair in itertools.combinations(aboard, 2)
                    ):
                        continue
                    rest = []
                    for one in left:
                        n = one[2]
                        if one in (first, *some):
                            n -= riders[(first, *some).index(one)]
                        if n:
                            rest.append((one[0], one[1], n))
                    for drive, price in self._kinds(aboard, riders, first[1]):
                        found = min(
                            found,
                            self._drives(tuple(rest), [*drives, drive], cents + price),
                        )
        return found

    def _parts(self, one: tuple[int, int, int]) -> list[int]:
        party = self.problem.parties[one[0]]
        split = self.problem.may_split(party) and party.size > 1
        return list(range(1, one[2] + 1)) if split else [one[2]]

    def _kinds(
        self, aboard: list[int], riders: tuple[int, ...], b: int
    ) -> Iterator[tuple[tuple[int, int, int], int]]:
        """Yield each drive with these riders: its type and times, and its price."""
        problem, rules = self.problem, self.problem.rules
        trains = problem.trains
        block = trains.blocks[b]
        station = self.place[block.station]
        gates = {self.place[problem.parties[p].dropoff] for p in aboard}
        if len(gates) > trains.transfers.max_gates:
            return
        for order in itertools.permutations(sorted(gates)):
            legs = list(itertools.pairwise((station, *order, station)))
            metres = [int(problem.distance_m[leg]) for leg in legs]
            seconds = [int(problem.duration_s[leg]) for leg in legs]
            if max(metres) >= NO_WAY_M:
                continue
            comes_s = list(
                itertools.accumulate(
                    seconds[1:-1],
                    lambda now, drive: now + rules.dropoff_s + drive,
                    initial=seconds[0],
                )
            )
            for leaves_s in trains.departures_s(block):
                cents, late = 0, False
                for p, n in zip(aboard, riders, strict=True):
                    party = problem.parties[p]
                    ride_s = comes_s[order.index(self.place[party.dropoff])]
                    cents += n * self._hours(ride_s)
                    late |= leaves_s + ride_s > (party.latest_s or math.inf)
                if late:
                    continue
                back_s = leaves_s + comes_s[-1] + rules.dropoff_s + seconds[-1]
                for t, coach in enumerate(trains.shuttles):
                    if coach.station != block.station:
                        continue
                    if sum(riders) > problem.max_load(coach):
                        continue
                    km = Fraction(coach.cents_per_km * sum(metres), 1000)
                    price = math.floor(km + Fraction(1, 2)) + cents
                    yield (t, leaves_s - rules.pickup_s, back_s), price

    def _hire(self, drives: list[tuple[int, int, int]]) -> float:
        cents = 0.0
        for t, coach in enumerate(self.problem.trains.shuttles):
            mine = [(starts, ends) for of, starts, ends in drives if of == t]
            peak = max(
                (sum(a <= now < b for a, b in mine) for now, _ in mine), default=0
            )
            if coach.count is not None and peak > coach.count:
                return math.inf
            cents += peak * coach.hire_cents
        return cents
