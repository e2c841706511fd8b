"""
The judge of trains: seats, transfers, feeders, shuttles; nobody is left at a station.

A part of ``routing.check``, which judges the feeders' own rules and all totals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from routing.check import _Judge
    from routing.plan import Shuttle, Train, Trip
    from routing.problem import Party
    from routing.trains import ShuttleCoach, TrainBlock

NO_WAY_M = 100_000_000  # the distance that says that there is no way


def could_go(judge: _Judge, party: Party) -> bool:
    """
    Return whether a train may carry a party that no direct coach can.

    A reason that is proven for coaches is refused where a train leaves it open: one
    that has the date and the seats, to whose hub it may come and from whose station it
    may be brought to its drop-off in time, both by the direct drive.
    """
    problem = judge.problem
    first = party.first_date or problem.dates[0]
    last = party.last_date or problem.dates[-1]
    return any(
        first <= block.service_date <= last
        and block.seats >= party.size
        and _may_come(judge, party, block)
        and _may_go_on(judge, party, block)
        for block in problem.trains.blocks
    )


def _may_come(judge: _Judge, party: Party, block: TrainBlock) -> bool:
    problem, rules = judge.problem, judge.problem.rules
    earliest_s = party.earliest_s or 0
    pickups = judge.pickups(party)
    if block.hub in pickups and earliest_s <= block.departs_s:
        return True
    need = 1 if judge.may_split(party) else party.size
    date = judge.date[block.service_date]
    fed = any(
        judge.load[coach.id] >= need
        and (coach.counts[date] if coach.counts else coach.count) != 0
        and judge.fits(coach, party)
        for coach in problem.fleet
    )
    until_s = block.departs_s - problem.trains.transfers.hub_s - rules.dropoff_s
    from_s = max(earliest_s, problem.feeder_departures_s[0])
    legs = [(judge.place[at], judge.place[block.hub]) for at in pickups]
    return fed and any(
        problem.distance_m[leg] < NO_WAY_M
        and problem.distance_m[leg] <= rules.max_distance_m
        and from_s + int(problem.duration_s[leg]) <= until_s
        for leg in legs
        if leg[0] != leg[1]
    )


def _may_go_on(judge: _Judge, party: Party, block: TrainBlock) -> bool:
    problem, rules = judge.problem, judge.problem.rules
    arrives_s = block.arrives_s
    if party.dropoff != block.station:
        need = 1 if judge.may_split(party) else party.size
        kept = rules.crew_seats + rules.kept_free_seats
        share = Fraction(repr(rules.occupancy))
        date = judge.date[block.service_date]
        leg = judge.place[block.station], judge.place[party.dropoff]
        if problem.distance_m[leg] >= NO_WAY_M or not any(
            coach.station == block.station
            and (coach.counts[date] if coach.counts else coach.count) != 0
            and int(max(0, coach.seats - kept) * share) >= need
            for coach in problem.trains.shuttles
        ):
            return False
        arrives_s += problem.trains.transfers.station_s + int(problem.duration_s[leg])
    return party.latest_s is None or arrives_s <= party.latest_s


class TrainJudge:
    """Goes on with the judgement that a judge of trips began."""

    def __init__(self, judge: _Judge) -> None:
        from routing.check import Cause

        self.cause = Cause
        self.of = judge
        self.problem = judge.problem
        self.rules = judge.problem.rules
        self.transfers = judge.problem.trains.transfers
        self.block = {block.id: block for block in judge.problem.trains.blocks}
        self.coach = {coach.id: coach for coach in judge.problem.trains.shuttles}
        # When each shuttle coach is under way: by service date, type and number.
        self.busy: defaultdict[tuple[dt.date, str, int], list[tuple[int, int]]]
        self.busy = defaultdict(list)

    def judge(self) -> None:
        seen: set[str] = set()
        for i, train in enumerate(self.of.plan.trains):
            subject = f"trains[{i}]"
            block = self.block.get(train.block)
            if block is None:
                self.of.breaks(self.cause.UNKNOWN_TRAIN, train.block, 1)
                continue
            if train.block in seen:
                self.of.breaks(self.cause.REPEATED_TRAIN, train.block, 1)
            seen.add(train.block)
            riders = self.aboard(subject, train, block)
            fed: Counter[str] = Counter()
            for k, feeder in enumerate(train.feeders):
                fed += self.feeder(f"{subject}.feeders[{k}]", feeder, block)
            self.brought(riders, fed, block)
            shuttled: Counter[str] = Counter()
            rides: Counter[str] = Counter()
            for k, shuttle in enumerate(train.shuttles):
                aboard = self.shuttle(f"{subject}.shuttles[{k}]", shuttle, block)
                shuttled += aboard
                rides.update(aboard.keys())
            self.fetched(riders, shuttled, rides, block)
        self.shuttle_fleet()

    def aboard(self, subject: str, train: Train, block: TrainBlock) -> Counter[str]:
        """Count who is on the train, and return them by party."""
        of, cause = self.of, self.cause
        riders: Counter[str] = Counter()
        for on in train.riders:
            if of.known(subject, on.party, on.riders):
                riders[on.party] += on.riders
        total = riders.total()
        of.above(cause.TRAIN_SEATS, block.id, total, block.seats)
        if total < block.least_riders:
            of.breaks(cause.TAKE_UP, block.id, block.least_riders - total)
        for name, n in riders.items():
            of.window(name, block.service_date)
            of.hour(n, block.arrives_s - block.departs_s)
        of.carried += riders
        of.by_train += riders
        of.trains_cents += total * block.seat_cents
        return riders

    def feeder(self, subject: str, trip: Trip, block: TrainBlock) -> Counter[str]:
        """Judge a coach to the hub, and return who is on it."""
        of, cause = self.of, self.cause
        if trip.service_date != block.service_date:
            days = (trip.service_date - block.service_date).days
            of.breaks(cause.WRONG_DATE, subject, days)
        fed = of.riders(subject, trip, block)
        of.figures(subject, trip, block)
        if not trip.stops:
            return fed
        late_s = trip.stops[-1].leaves_s + self.transfers.hub_s - block.departs_s
        of.above(cause.TRANSFER, subject, late_s, 0)
        for stop in trip.stops:
            if stop.place not in of.place or not stop.board:
                continue
            leg = of.place[stop.place], of.place[block.hub]
            drive_s = int(self.problem.duration_s[leg]) + self.rules.dropoff_s
            least_s = block.departs_s - self.transfers.hub_s - drive_s
            early_s = least_s - self.transfers.spare_s - stop.leaves_s
            of.above(cause.TOO_EARLY, subject, early_s, 0)
        return fed

    def brought(
        self, riders: Counter[str], fed: Counter[str], block: TrainBlock
    ) -> None:
        """Everybody on the train comes by a feeder, or to the hub alone."""
        of, cause = self.of, self.cause
        for name in {**riders, **fed}:
            party, n = of.party[name], riders[name]
            alone = fed[name] == 0 and block.hub in of.pickups(party)
            if fed[name] != n and not alone:
                of.breaks(cause.NOT_AT_HUB, name, n - fed[name])
            if not alone:
                continue
            of.rides[name] += 1
            of.day(party, n, block.service_date)
            if party.earliest_s is not None and block.departs_s < party.earliest_s:
                excess = party.earliest_s - block.departs_s
                of.breaks(cause.TOO_EARLY, name, excess)
            told = of.promise.get(name)
            if told is not None and (
                told.service_date != block.service_date or told.pickup != block.hub
            ):
                of.promises_cents += n * self.problem.prices.promise_cents

    def shuttle(
        self, subject: str, shuttle: Shuttle, block: TrainBlock
    ) -> Counter[str]:
        """Judge one drive to some gates and back, and return who is on it."""
        of, cause = self.of, self.cause
        aboard: Counter[str] = Counter()
        off: Counter[str] = Counter()
        of.at_one_stop(stop.alight for stop in shuttle.stops)
        for i, stop in enumerate(shuttle.stops):
            for on in stop.board:
                if not of.known(subject, on.party, on.riders):
                    continue
                if i > 0 or stop.place != block.station:
                    of.breaks(cause.WRONG_PICKUP, on.party, on.riders)
                aboard[on.party] += on.riders
            for gone in stop.alight:
                if not of.known(subject, gone.party, gone.riders):
                    continue
                off[gone.party] += gone.riders
                party = of.party[gone.party]
                if stop.place != party.dropoff:
                    of.breaks(cause.WRONG_DROPOFF, gone.party, gone.riders)
                if party.latest_s is not None and stop.arrives_s > party.latest_s:
                    excess = stop.arrives_s - party.latest_s
                    of.breaks(cause.TOO_LATE, gone.party, excess)
                of.hour(gone.riders, stop.arrives_s - shuttle.stops[0].leaves_s)
        for name in {**aboard, **off}:
            if off[name] > aboard[name]:
                excess = off[name] - aboard[name]
                of.breaks(cause.ALIGHT_WITHOUT_BOARD, name, excess)
            if off[name] < aboard[name]:
                excess = aboard[name] - off[name]
                of.breaks(cause.BOARD_WITHOUT_ALIGHT, name, excess)
        if not aboard or len(shuttle.stops) < 2:
            of.breaks(cause.EMPTY_TRIP, subject, 1)
        gates = {stop.place for stop in shuttle.stops[1:]}
        of.above(cause.DROPOFFS, subject, len(gates), self.transfers.max_gates)
        for a, b in self.problem.forbidden:
            if a in aboard and b in aboard:
                of.breaks(cause.FORBIDDEN_PAIR, subject, 1)
        coach = self.coach.get(shuttle.coach)
        if coach is None or coach.station != block.station:
            of.breaks(cause.UNKNOWN_COACH, shuttle.coach, 1)
        else:
            kept = self.rules.crew_seats + self.rules.kept_free_seats
            seats = max(0, coach.seats - kept) * Fraction(repr(self.rules.occupancy))
            of.above(cause.LOAD, subject, aboard.total(), int(seats))
            self.drive(subject, shuttle, block, coach)
        return aboard

    def drive(
        self, subject: str, shuttle: Shuttle, block: TrainBlock, coach: ShuttleCoach
    ) -> None:
        """Measure a shuttle again, and note when its coach is under way."""
        of, cause, problem = self.of, self.cause, self.problem
        unknown = {s.place for s in shuttle.stops if s.place not in of.place}
        for place in sorted(unknown):
            of.breaks(cause.UNKNOWN_PLACE, place, 1)
        if unknown or len(shuttle.stops) < 2:
            return
        stops = shuttle.stops
        at = [of.place[stop.place] for stop in stops]
        legs = [*pairwise(at), (at[-1], at[0])]
        metres = [int(problem.distance_m[leg]) for leg in legs]
        seconds = [int(problem.duration_s[leg]) for leg in legs]
        if max(metres) >= NO_WAY_M:
            of.breaks(cause.NO_ROAD, subject, sum(m >= NO_WAY_M for m in metres))
        of.differs(cause.WRONG_DISTANCE, subject, shuttle.distance_m, sum(metres))
        cost = Fraction(coach.cents_per_km * sum(metres), 1000)
        if abs(shuttle.cost_cents - cost) >= 1:
            of.breaks(cause.WRONG_COST, subject, float(shuttle.cost_cents - cost))
        if stops[0].leaves_s not in problem.trains.departures_s(block):
            of.breaks(cause.DEPARTURE, subject, stops[0].leaves_s)
        stands = [stop.leaves_s - stop.arrives_s for stop in stops]
        least = [self.rules.pickup_s] + [self.rules.dropoff_s] * (len(stops) - 1)
        comes = [*(stop.arrives_s for stop in stops[1:]), shuttle.back_s]
        drives = [s - stop.leaves_s for stop, s in zip(stops, comes, strict=True)]
        short = [n - s for n, s in zip(least, stands, strict=True)]
        short += [n - s for n, s in zip(seconds, drives, strict=True)]
        of.above(cause.TIMES, subject, max(short), 0)
        when = stops[0].arrives_s, shuttle.back_s
        self.busy[block.service_date, coach.id, shuttle.number].append(when)
        of.shuttles_cents += shuttle.cost_cents

    def fetched(
        self,
        riders: Counter[str],
        shuttled: Counter[str],
        rides: Counter[str],
        block: TrainBlock,
    ) -> None:
        """Everybody on the train is brought to the gate, or works at the station."""
        of, cause = self.of, self.cause
        for name in {**riders, **shuttled}:
            party, n = of.party[name], riders[name]
            if party.dropoff == block.station and shuttled[name] == 0:
                if party.latest_s is not None and block.arrives_s > party.latest_s:
                    excess = block.arrives_s - party.latest_s
                    of.breaks(cause.TOO_LATE, name, excess)
            elif shuttled[name] != n:
                of.breaks(cause.LEFT_AT_STATION, name, n - shuttled[name])
            if rides[name] > 1 and not of.may_split(party):
                of.breaks(cause.SPLIT_PARTY, name, rides[name] - 1)

    def shuttle_fleet(self) -> None:
        """No coach drives twice at once, and none that is not there; each is hired."""
        of, cause = self.of, self.cause
        for (date, name, number), drives in self.busy.items():
            coach = self.coach[name]
            of.shuttles_cents += coach.hire_cents
            count = coach.counts[self.of.date[date]] if coach.counts else coach.count
            most = number if count is None else count
            if not 1 <= number <= most:
                of.breaks(cause.FLEET, name, number - most)
            drives.sort()
            for (_, ends_s), (starts_s, _) in pairwise(drives):
                of.above(cause.FLEET, name, ends_s, starts_s)
