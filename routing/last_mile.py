"""
The last mile of a train: drives of shuttle coaches, laid out, and made for people.

Where the planner chooses who rides with whom, this module is told; it finds the order
of the gates, the departure and the coach, by trying all: a drive has four gates at
most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from routing.plan import Riders, Shuttle, Stop
from routing.rules import MOST_METRES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from routing.plan import Train
    from routing.problem import Problem
    from routing.trains import ShuttleCoach, TrainBlock


class LastMile:
    """Makes the drives of one problem; forbidden pairs are for the caller."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.block = {block.id: block for block in problem.trains.blocks}
        self.coach = {coach.id: coach for coach in problem.trains.shuttles}
        self._place = {place.id: i for i, place in enumerate(problem.places)}
        self._party = {party.id: party for party in problem.parties}

    def lay_out(
        self,
        block: TrainBlock,
        coach: ShuttleCoach,
        gates: Sequence[str],
        aboard: Iterable[Riders],
        leaves_s: int,
        number: int = 1,
    ) -> Shuttle:
        """
        Return a drive with its times and what its kilometres cost.

        Parameters
        ----------
        gates
            Ids of places, in the order of the drive; those of everybody aboard.
        leaves_s
            From the station.
        """
        rules = self.problem.rules
        people = tuple(aboard)
        stops = [Stop(block.station, people, (), leaves_s - rules.pickup_s, leaves_s)]
        for gate in gates:
            leg = self._place[stops[-1].place], self._place[gate]
            arrives_s = stops[-1].leaves_s + int(self.problem.duration_s[leg])
            alight = tuple(on for on in people if self._party[on.party].dropoff == gate)
            until_s = arrives_s + rules.dropoff_s
            stops.append(Stop(gate, (), alight, arrives_s, until_s))
        home = self._place[stops[-1].place], self._place[block.station]
        metres = self._metres((block.station, *gates, block.station))
        return Shuttle(
            coach=coach.id,
            number=number,
            stops=tuple(stops),
            distance_m=sum(metres),
            back_s=stops[-1].leaves_s + int(self.problem.duration_s[home]),
            cost_cents=(coach.cents_per_km * sum(metres) + 500) // 1000,
        )

    def cheapest(
        self,
        block: TrainBlock,
        aboard: Sequence[Riders],
        others: Sequence[Shuttle],
        *,
        reserved: Collection[tuple[str, int]] = (),
        like: Shuttle | None = None,
    ) -> Shuttle | None:
        """
        Return the cheapest drive for people, with its hire; None when there is none.

        Of equal ones the one that leaves most nearly as another does, then the
        earliest.

        Parameters
        ----------
        others
            The other drives of the block's service date.
        reserved
            Coaches, by type and number, that nobody else may use that day.
        """
        gates = list(dict.fromkeys(self._party[on.party].dropoff for on in aboard))
        if len(gates) > self.problem.trains.transfers.max_gates:
            return None
        near_s = 0 if like is None else like.stops[0].leaves_s
        best: tuple[tuple[int, int, int], Shuttle] | None = None
        for coach in self._coaches(block, sum(on.riders for on in aboard)):
            before = [drive for drive in others if drive.coach == coach.id]
            held = sum(name == coach.id for name, _ in reserved)
            for order in permutations(gates):
                ways = (block.station, *order, block.station)
                if max(self._metres(ways)) >= MOST_METRES:
                    continue
                for leaves_s in self.problem.trains.departures_s(block):
                    drive = self.lay_out(block, coach, order, aboard, leaves_s)
                    if self._late(drive):
                        break
                    used = coaches_needed([*before, drive])
                    if coach.count is not None and used + held > self._count(
                        coach, block.service_date
                    ):
                        continue
                    more = used - coaches_needed(before)
                    cents = self.cents(drive) + more * coach.hire_cents
                    rank = cents, abs(leaves_s - near_s), leaves_s
                    if best is None or rank < best[0]:
                        best = rank, drive
        return None if best is None else best[1]

    def cents(self, drive: Shuttle) -> int:
        """Return what the kilometres and the hours aboard of a drive cost."""
        leaves_s = drive.stops[0].leaves_s
        return drive.cost_cents + sum(
            off.riders * self.problem.prices.ride_cents(stop.arrives_s - leaves_s)
            for stop in drive.stops
            for off in stop.alight
        )

    def total(self, drives: Sequence[Shuttle]) -> int:
        """Return what the drives of one date cost, with as few coaches as can be."""
        hires = 0
        for name in {drive.coach for drive in drives}:
            some = [drive for drive in drives if drive.coach == name]
            hires += coaches_needed(some) * self.coach[name].hire_cents
        return hires + sum(self.cents(drive) for drive in drives)

    def numbered(
        self, trains: Sequence[Train], kept: Collection[str] = ()
    ) -> tuple[Train, ...] | None:
        """
        Return trains with a coach for every drive; None when there are too few.

        The drives of a date and type take the first coach that is back, by departure,
        which uses as few coaches as there can be.

        Parameters
        ----------
        kept
            Blocks whose drives keep their coaches, which then drive for nobody else on
            that date.
        """
        taken = reserved_by(self.problem, trains, kept)
        drives: defaultdict[tuple[dt.date, str], list[tuple[int, int, int]]]
        drives = defaultdict(list)
        for i, train in enumerate(trains):
            if train.block in kept:
                continue
            date = self.block[train.block].service_date
            for k, drive in enumerate(train.shuttles):
                key = date, drive.coach
                drives[key].append((drive.stops[0].arrives_s, i, k))
        number: dict[tuple[int, int], int] = {}
        for (date, name), some in drives.items():
            held = {n for coach, n in taken[date] if coach == name}
            back_s: dict[int, int] = {}
            count = self._count(self.coach[name], date)
            for starts_s, i, k in sorted(some):
                n = 1
                while n in held or back_s.get(n, starts_s) > starts_s:
                    n += 1
                if n > count:
                    return None
                back_s[n] = trains[i].shuttles[k].back_s
                number[i, k] = n
        return tuple(
            train
            if train.block in kept
            else replace(
                train,
                shuttles=tuple(
                    replace(drive, number=number[i, k])
                    for k, drive in enumerate(train.shuttles)
                ),
            )
            for i, train in enumerate(trains)
        )

    def _metres(self, ways: Sequence[str]) -> list[int]:
        at = [self._place[place] for place in ways]
        return [int(self.problem.distance_m[leg]) for leg in pairwise(at)]

    def _coaches(self, block: TrainBlock, riders: int) -> Iterator[ShuttleCoach]:
        for coach in self.problem.trains.shuttles:
            if coach.station == block.station and (
                self.problem.max_load(coach) >= riders
            ):
                yield coach

    def _count(self, coach: ShuttleCoach, date: dt.date) -> float:
        day = self.problem.dates.index(date)
        count = self.problem.count_on(coach, day)
        return float("inf") if count is None else count

    def _late(self, drive: Shuttle) -> bool:
        for stop in drive.stops:
            for off in stop.alight:
                latest_s = self._party[off.party].latest_s
                if latest_s is not None and stop.arrives_s > latest_s:
                    return True
        return False


def coaches_needed(drives: Iterable[Shuttle]) -> int:
    """Return the least coaches of one type that some drives need: the most at once."""
    change: Counter[int] = Counter()
    for drive in drives:
        change[drive.stops[0].arrives_s] += 1
        change[drive.back_s] -= 1
    most = now = 0
    for second in sorted(change):  # who comes back may leave in that second
        now += change[second]
        most = max(most, now)
    return most


def reserved_by(
    problem: Problem, trains: Iterable[Train], kept: Collection[str]
) -> defaultdict[dt.date, set[tuple[str, int]]]:
    """Return the shuttle coaches (type and number) of kept trains, by service date."""
    date = {block.id: block.service_date for block in problem.trains.blocks}
    taken: defaultdict[dt.date, set[tuple[str, int]]] = defaultdict(set)
    for train in trains:
        if train.block in kept:
            taken[date[train.block]] |= {(d.coach, d.number) for d in train.shuttles}
    return taken
