"""
Plan again after people were told: locks are kept, everything else changes as it pays.

Locked trips are taken out of the problem, with their coaches, and merged back. What is
left is solved with the published plan's promises, so that the cheapest plan is also one
that changes little; beside it the published plan is repaired, party by party. The
cheaper of both is improved as long as there is time. Locks of parties are not known to
the solver: its bound holds without them, and where its plan breaks one it is left out.
See docs/planning/replanning.md.
"""

from __future__ import annotations

import enum
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from routing.by_train import off_train
from routing.check import Cause, check
from routing.errors import InvalidProblemError, RefusedPlanError
from routing.joining import (
    Hold,
    Places,
    carried,
    expect_known,
    feeders_of,
    find_ride,
    price,
    replanned,
)
from routing.last_mile import LastMile, reserved_by
from routing.plan import Status, Train
from routing.published import published as with_promises
from routing.repair import put_cheapest, repaired
from routing.rules import MOST_METRES, MOST_SECONDS
from routing.solve import TIME_LIMIT_S, solve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from routing.plan import Plan, Trip
    from routing.problem import CoachType, Party, Problem, Promise

    Progress: TypeAlias = Callable[[float, int, int], None]

REPAIR_SHARE = 0.2  # of the time, at most
# With locked parties: until when each solving may last; then a plan is improved.
SHARES = (0.5, 0.8)


@dataclass(frozen=True, slots=True)
class MoreCoaches:
    """
    So many more coaches of a type that the fleet has.

    Parameters
    ----------
    coach
        None for each type. One without a count has as many as wanted already.
    count
        At least 1.
    dates
        Empty for all dates.
    """

    coach: str | None = None
    count: int = 1
    dates: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """
    What happened since a plan was published, and what of it must stay.

    Parameters
    ----------
    locked_trips
        Indexes of published trips that are kept exactly, coach and all.
    locked_parties
        Parties that stay on their published trip: its date and coach type stay, and
        those of them that it carries stay together. Others may join, and the order of
        stops and the departure may change, at the price of each changed promise.
    forbidden
        Further pairs of parties that must not share a coach.
    cancelled
        Parties that do not travel.
    new_parties
        Parties that the problem does not know yet.
    broken_trips, broken_feeders
        Indexes of published trips whose coach broke down: the fleet has one less of
        the type on the days that it was away, and everybody aboard is planned anew. A
        feeder is named by its block and its index there.
    locked_trains
        Blocks that are kept exactly: riders, feeders and shuttles, and the coaches of
        these, which drive for nobody else that day.
    cancelled_trains
        Blocks that do not run: everybody on them is planned anew.
    closed_roads
        Pairs of places between which nobody drives, either way. Another road between
        them is not known here: where there is one, change the matrices instead.
    more_coaches, new_coaches
        Of types that the fleet has, and of new types.
    promises
        What people were told; None where that is what the published plan says.
    """

    locked_trips: tuple[int, ...] = ()
    locked_parties: tuple[str, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    cancelled: tuple[str, ...] = ()
    new_parties: tuple[Party, ...] = ()
    broken_trips: tuple[int, ...] = ()
    broken_feeders: tuple[tuple[str, int], ...] = ()
    locked_trains: tuple[str, ...] = ()
    cancelled_trains: tuple[str, ...] = ()
    closed_roads: tuple[tuple[str, str], ...] = ()
    more_coaches: tuple[MoreCoaches, ...] = ()
    new_coaches: tuple[CoachType, ...] = ()
    promises: tuple[Promise, ...] | None = None


class Lock(enum.StrEnum):
    """What a plan can do to a lock."""

    TRIP_CHANGED = "trip_changed"
    TRAIN_CHANGED = "train_changed"
    LEFT_BEHIND = "left_behind"
    SEPARATED = "separated"
    DATE_CHANGED = "date_changed"
    COACH_CHANGED = "coach_changed"


@dataclass(frozen=True, slots=True)
class BrokenLock:
    """
    A lock that a plan does not keep.

    Parameters
    ----------
    subject
        ``trips[2]`` of the published plan, or the id of a block or a party.
    """

    lock: Lock
    subject: str

    def __str__(self) -> str:
        return f"{self.lock}: {self.subject}"


def replan(
    problem: Problem,
    published: Plan,
    changes: Changes,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """
    Return the best plan found for ``changed(problem, published, changes)``.

    It is judged by ``check`` on that problem, and by ``broken_locks``. It costs at most
    what the published plan costs when it is repaired party by party.

    Parameters
    ----------
    problem, published
        As the plan was made; it keeps the problem's rules.
    time_limit_s, gap, seed, on_progress, should_stop
        See ``solve``.

    Raises
    ------
    InvalidProblemError
        When the changes name what there is not, or a lock breaks a rule: the sentence
        names both.
    RefusedPlanError
        When the plan breaks a rule or a lock, which is a fault of ours.
    """
    began = time.monotonic()
    told = on_progress or (lambda _s, _cost, _bound: None)
    now = changed(problem, published, changes)
    held = _Held(now, published, changes)
    base = price(now, held.fixed, trains=held.trains).total

    def seconds() -> float:
        return time.monotonic() - began

    def ends(share: float) -> bool:
        stopped = should_stop is not None and should_stop()
        return stopped or seconds() >= share * time_limit_s

    first = repaired(now, published, changes, held, lambda: ends(REPAIR_SHARE))
    best = replanned(now, first.trips, trains=first.trains)
    told(seconds(), best.cost_cents, 0)
    cost = best.cost_cents

    def progress(_s: float, better: int, bound: int) -> None:
        total = cost if held.bases else min(cost, better + base)
        told(seconds(), total, min(total, bound + base))

    def solved(trips: Sequence[Trip], share: float, progress: Progress | None) -> Plan:
        return solve(
            _rest(now, trips, held.trains),
            time_limit_s=max(0.0, share * time_limit_s - seconds()),
            gap=gap,
            seed=seed,
            on_progress=progress,
            should_stop=should_stop,
        )

    found = solved(held.fixed, SHARES[0] if held.bases else 1.0, progress)
    bound = found.lower_bound_cents + base
    merged = held.merged(held.fixed, found)
    if broken_locks(published, changes, merged):
        # The solver knows no locked parties: without them, then, and they go together.
        least = [*held.fixed, *held.bases.values()]
        merged = held.merged(least, solved(least, SHARES[1], None))
    best = min(best, merged, key=lambda plan: plan.cost_cents)
    if best.cost_cents - bound > gap * best.cost_cents:
        places = _improved(now, held, best, lambda: ends(1.0))
        best = replanned(now, places.trips, trains=places.trains)
        told(seconds(), best.cost_cents, min(bound, best.cost_cents))
    bound = min(bound, best.cost_cents)
    best = replace(
        best,
        status=Status.OPTIMAL if bound == best.cost_cents else Status.FEASIBLE,
        lower_bound_cents=bound,
        gap=(best.cost_cents - bound) / best.cost_cents if best.cost_cents else 0.0,
        runtime_s=round(seconds(), 3),
        seed=seed,
    )
    wrong = [str(v) for v in check(now, best)]
    wrong += [str(lock) for lock in broken_locks(published, changes, best)]
    if wrong:
        msg = f"The new plan breaks {len(wrong)} rules: {'; '.join(wrong[:5])}."
        raise RefusedPlanError(msg)
    return best


def changed(problem: Problem, published: Plan, changes: Changes) -> Problem:
    """
    Return the problem after the changes, with the published plan's promises.

    Raises
    ------
    InvalidProblemError
        When the changes name what there is not, twice, or contradict each other.
    """
    expect_known(problem, published)
    _expect_changes(problem, published, changes)
    gone = set(changes.cancelled)
    told = changes.promises
    if told is None:
        told = with_promises(problem, published).promises
    known = {party.id for party in problem.parties} - gone
    pairs = (*problem.forbidden, *changes.forbidden)
    place = {p.id: i for i, p in enumerate(problem.places)}
    distance_m, duration_s = problem.distance_m.copy(), problem.duration_s.copy()
    for a, b in changes.closed_roads:
        for leg in ((place[a], place[b]), (place[b], place[a])):
            distance_m[leg], duration_s[leg] = MOST_METRES, MOST_SECONDS
    parties = tuple(p for p in problem.parties if p.id not in gone)
    lost = [published.trips[j] for j in changes.broken_trips]
    feeders = {train.block: train.feeders for train in published.trains}
    lost += [feeders[block][j] for block, j in changes.broken_feeders]
    run = tuple(
        block
        for block in problem.trains.blocks
        if block.id not in changes.cancelled_trains
    )
    return replace(
        problem,
        distance_m=distance_m,
        duration_s=duration_s,
        parties=(*parties, *changes.new_parties),
        fleet=(*fleet_after(problem, changes.more_coaches, lost), *changes.new_coaches),
        promises=tuple(p for p in told if p.party in known),
        forbidden=tuple(pair for pair in pairs if not gone & set(pair)),
        trains=replace(problem.trains, blocks=run),
    )


def broken_locks(published: Plan, changes: Changes, plan: Plan) -> list[BrokenLock]:
    """
    Return every lock that a plan does not keep: trips, trains, parties.

    Knows no solver and no problem: plans are compared.
    """
    broken = []
    trips = Counter(plan.trips)
    for j in changes.locked_trips:
        trips[published.trips[j]] -= 1
        if trips[published.trips[j]] < 0:
            broken.append(BrokenLock(Lock.TRIP_CHANGED, f"trips[{j}]"))
    broken += [
        BrokenLock(Lock.TRAIN_CHANGED, train.block)
        for train in published.trains
        if train.block in changes.locked_trains and train not in plan.trains
    ]
    for j, party, first in _together(published, changes):
        was = published.trips[j]
        i = find_ride(plan.trips, party)
        if i is None:
            broken.append(BrokenLock(Lock.LEFT_BEHIND, party))
            continue
        trip = plan.trips[i]
        if trip.service_date != was.service_date:
            broken.append(BrokenLock(Lock.DATE_CHANGED, party))
        if trip.coach != was.coach:
            broken.append(BrokenLock(Lock.COACH_CHANGED, party))
        whole = carried((was,))[party] == carried((trip,))[party]
        if find_ride((trip,), first) is None or not whole:
            broken.append(BrokenLock(Lock.SEPARATED, party))
    return broken


def _together(published: Plan, changes: Changes) -> Iterator[tuple[int, str, str]]:
    """Yield the trip of each locked party, the party, the first locked one of it."""
    first: dict[int, str] = {}
    for party in changes.locked_parties:
        j = find_ride(published.trips, party)
        if j is not None:
            yield j, party, first.setdefault(j, party)


def _expect_changes(problem: Problem, published: Plan, changes: Changes) -> None:
    parties = {party.id for party in problem.parties}
    known = parties | {party.id for party in changes.new_parties}
    n_trips = len(published.trips)
    for name in ("locked_trips", "broken_trips"):
        for j in getattr(changes, name):
            if not 0 <= j < n_trips:
                raise _unknown(name, f"one of the {n_trips} published trips", j)
    for name in ("locked_parties", "cancelled"):
        for party in getattr(changes, name):
            if party not in parties:
                raise _unknown(name, "a party of the problem", party)
    feeders = {train.block: len(train.feeders) for train in published.trains}
    for block in changes.locked_trains:
        if block not in feeders:
            raise _unknown("locked_trains", "a published train", block)
    for feeder in changes.broken_feeders:
        if not 0 <= feeder[1] < feeders.get(feeder[0], 0):
            raise _unknown("broken_feeders", "feeders of published trains", feeder)
    blocks = {block.id for block in problem.trains.blocks}
    for block in changes.cancelled_trains:
        if block not in blocks:
            raise _unknown("cancelled_trains", "a train of the problem", block)
    for name in (
        "locked_trips",
        "broken_trips",
        "broken_feeders",
        "locked_trains",
        "cancelled_trains",
        "locked_parties",
        "cancelled",
    ):
        for value, times in Counter(getattr(changes, name)).items():
            if times > 1:
                raise _unknown(name, "each once", value)
    for pair in changes.forbidden:
        for party in pair:
            if party not in known:
                raise _unknown("forbidden", "a party", party)
    places = {place.id for place in problem.places}
    for a, b in changes.closed_roads:
        if a not in places or b not in places or a == b:
            raise _unknown("closed_roads", "two places of the problem", (a, b))


def _unknown(name: str, what: str, got: object) -> InvalidProblemError:
    return InvalidProblemError(f"Expected changes.{name} to be {what}, got {got!r}.")


def fleet_after(
    problem: Problem, more: Iterable[MoreCoaches], lost: Iterable[Trip] = ()
) -> tuple[CoachType, ...]:
    """
    Return the fleet with more coaches, and without those of some trips.

    Raises
    ------
    InvalidProblemError
        When a coach type or date is none of the problem's, or a count is below 1.
    """
    dates = problem.dates
    change: Counter[tuple[str, int]] = Counter()
    for some in more:
        known = {coach.id for coach in problem.fleet}
        if some.coach is not None and some.coach not in known:
            raise _unknown("more_coaches", "a coach type of the problem", some.coach)
        if some.count < 1 or not set(some.dates) <= set(dates):
            raise _unknown("more_coaches", "a count and dates of the problem", some)
        for name in known if some.coach is None else (some.coach,):
            for date in some.dates or dates:
                change[name, dates.index(date)] += some.count
    for trip in lost:
        change.subtract((trip.coach, i) for i in _days(problem, trip))
    fleet = []
    for coach in problem.fleet:
        before = [problem.count_on(coach, i) for i in range(len(dates))]
        after = [
            None if count is None else max(0, count + change[coach.id, i])
            for i, count in enumerate(before)
        ]
        same = before == after
        fleet.append(coach if same else replace(coach, counts=tuple(after)))
    return tuple(fleet)


def _days(problem: Problem, trip: Trip) -> Iterator[int]:
    """Yield the indexes of the dates on which a trip's coach is away."""
    for i, date in enumerate(problem.dates):
        if -trip.days_before <= (date - trip.service_date).days <= trip.days_after:
            yield i


class _Held:
    """
    What the locks hold: whole trips, and what is least of others.

    Parameters
    ----------
    now
        The changed problem.

    Attributes
    ----------
    fixed, trains
        The locked trips and trains.
    bases
        For each published trip with locked parties, the cheapest trip that carries
        just these.
    """

    def __init__(self, now: Problem, published: Plan, changes: Changes) -> None:
        from routing.solvers.tailor import Tailor, aboard

        self.tailor = tailor = Tailor(now)
        self.fixed = [published.trips[j] for j in changes.locked_trips]
        self.bases: dict[int, Trip] = {}
        self.of_trip: Mapping[int, set[str]] = defaultdict(set)
        gone, broken = set(changes.cancelled), set(changes.broken_trips)
        self.trains = [
            train for train in published.trains if train.block in changes.locked_trains
        ]
        self._last_mile = LastMile(now)
        self._expect_rides(published, changes)
        self._expect_trains(published, changes)
        for j, party, _ in _together(published, changes):
            if j not in changes.locked_trips:
                self.of_trip[j].add(party)
        for j in (*changes.locked_trips, *self.of_trip):
            who = (
                f"trips[{j}]" if j in changes.locked_trips else _names(self.of_trip[j])
            )
            if j in broken:
                msg = f"Locked: {who}, but the coach of trips[{j}] broke down."
                raise InvalidProblemError(msg)
        for j in changes.locked_trips:
            who = f"trips[{j}]"
            left = gone & {one.party for one in aboard(published.trips[j])}
            if left:
                msg = f"Locked: {who}, but {_names(left)} cancelled; lock the others."
                raise InvalidProblemError(msg)
            self._expect_kept(now, [published.trips[j]], who)
        who = "the locked trips together"
        self._expect_kept(now, self.fixed, who, self.trains)
        for j, parties in self.of_trip.items():
            trip = published.trips[j]
            people = [one for one in aboard(trip) if one.party in parties]
            used = [*self.fixed, *self.bases.values(), *feeders_of(self.trains)]
            free = tailor.free_coaches(used)
            day = now.dates.index(trip.service_date)
            cents = tailor.fleet_cents(day, free, only=trip.coach)
            made = tailor.cut_alike(people, day, cents, trip)
            pairs = [set(pair) for pair in now.forbidden]
            if made is None or any(pair <= parties for pair in pairs):
                some = [*self.fixed, *self.bases.values(), _only(trip, parties)]
                self._expect_kept(now, some, _names(parties), self.trains)
                msg = f"Locked: {_names(parties)} on trips[{j}], but none is possible."
                raise InvalidProblemError(msg)
            self.bases[j] = made.trip

    @property
    def parties(self) -> set[str]:
        """Return the locked parties that are not on a locked trip."""
        return set().union(*self.of_trip.values())

    def _expect_rides(self, published: Plan, changes: Changes) -> None:
        for party in changes.locked_parties:
            j = find_ride(published.trips, party)
            if party in changes.cancelled:
                msg = f"Locked: {party!r}, but it cancelled."
                raise InvalidProblemError(msg)
            if any(on.party == party for t in published.trains for on in t.riders):
                msg = f"Locked: {party!r}, but it goes by train; lock the train."
                raise InvalidProblemError(msg)
            if j is None:
                msg = f"Locked: {party!r}, but no published trip carries it."
                raise InvalidProblemError(msg)
            if find_ride(published.trips[j + 1 :], party) is not None:
                msg = f"Locked: {party!r}, but it rides several trips; lock those."
                raise InvalidProblemError(msg)

    def _expect_trains(self, published: Plan, changes: Changes) -> None:
        broken = {block for block, _ in changes.broken_feeders}
        for train in published.trains:
            if train.block not in changes.locked_trains:
                continue
            who = f"train {train.block!r}"
            left = {on.party for on in train.riders} & set(changes.cancelled)
            if train.block in changes.cancelled_trains:
                msg = f"Locked: {who}, but it does not run."
                raise InvalidProblemError(msg)
            if train.block in broken:
                msg = f"Locked: {who}, but a coach to it broke down."
                raise InvalidProblemError(msg)
            if left:
                msg = f"Locked: {who}, but {_names(left)} cancelled."
                raise InvalidProblemError(msg)

    def merged(self, trips: Sequence[Trip], rest: Plan) -> Plan:
        """Return the plan of locked trips and trains, and of all others."""
        kept = {train.block for train in self.trains}
        trains = self._last_mile.numbered([*self.trains, *rest.trains], kept)
        if trains is None:
            msg = "The new plan needs more shuttle coaches than there are."
            raise RefusedPlanError(msg)
        return replanned(self.tailor.problem, [*trips, *rest.trips], trains=trains)

    def _expect_kept(
        self,
        now: Problem,
        trips: Sequence[Trip],
        who: str,
        trains: Sequence[Train] = (),
    ) -> None:
        """Raise unless trips and trains alone keep the rules of the problem."""
        riders = carried(trips, trains)
        alone = replace(
            _with_only(now, riders),
            parties=tuple(
                replace(
                    party,
                    size=riders[party.id],
                    together=not now.may_split(party),
                )
                for party in now.parties
                if riders[party.id]
            ),
        )
        for broken in check(alone, replanned(alone, trips, trains=trains)):
            if broken.cause is not Cause.WRONG_TOTAL:
                msg = (
                    f"Locked: {who}, but it breaks the rule {broken.cause} "
                    f"({broken.subject}, {broken.excess:+g})."
                )
                raise InvalidProblemError(msg)


def _names(parties: Iterable[str]) -> str:
    return ", ".join(repr(party) for party in sorted(parties))


def _only(trip: Trip, parties: set[str]) -> Trip:
    """Return a trip without everybody else, at the same times."""
    stops = tuple(
        replace(
            stop,
            board=tuple(on for on in stop.board if on.party in parties),
            alight=tuple(off for off in stop.alight if off.party in parties),
        )
        for stop in trip.stops
    )
    return replace(trip, stops=stops)


def _with_only(problem: Problem, riders: Mapping[str, int]) -> Problem:
    """Return the problem with only the parties that have riders."""
    known = {party.id for party in problem.parties if riders.get(party.id, 0) > 0}
    return replace(
        problem,
        parties=tuple(p for p in problem.parties if p.id in known),
        promises=tuple(p for p in problem.promises if p.party in known),
        forbidden=tuple(pair for pair in problem.forbidden if known.issuperset(pair)),
    )


def _rest(now: Problem, fixed: Sequence[Trip], trains: Sequence[Train]) -> Problem:
    """Return the problem without locked trips and trains, their coaches and people."""
    taken = carried(fixed, trains)
    left = {party.id: party.size - taken[party.id] for party in now.parties}
    some = _with_only(now, left)
    kept = {train.block for train in trains}
    held = reserved_by(now, trains, kept)
    return replace(
        some,
        parties=tuple(replace(p, size=left[p.id]) for p in some.parties),
        fleet=fleet_after(now, (), [*fixed, *feeders_of(trains)]),
        trains=replace(
            now.trains,
            blocks=tuple(b for b in now.trains.blocks if b.id not in kept),
            shuttles=tuple(
                replace(
                    coach,
                    counts=tuple(
                        _fewer(
                            now.count_on(coach, i),
                            sum(name == coach.id for name, _ in held[date]),
                        )
                        for i, date in enumerate(now.dates)
                    ),
                )
                for coach in now.trains.shuttles
            ),
        ),
    )


def _fewer(count: int | None, used: int) -> int | None:
    return None if count is None else max(0, count - used)


def _improved(
    now: Problem, held: _Held, plan: Plan, ends: Callable[[], bool]
) -> Places:
    """Move one party after the other to a cheaper place until nobody gains."""
    party = {p.id: p for p in now.parties}
    still = held.parties
    fixed = Counter(held.fixed)
    holds = []
    for trip in plan.trips:
        locked = find_locked(trip, still)
        whole = fixed[trip] > 0
        fixed[trip] -= whole
        holds.append(Hold.ALL if whole else Hold.COACH if locked else Hold.NOTHING)
    kept = {train.block for train in held.trains}
    places = Places(now, plan.trips, holds, held.tailor, trains=plan.trains, kept=kept)
    gained = True
    while gained:
        gained = False
        for name in sorted(party.keys() - still):
            if ends():
                return places
            better = _moved(places, party[name])
            if better is not None:
                places, gained = better, True
    return places


def find_locked(trip: Trip, parties: set[str]) -> bool:
    """Return whether a trip carries one of the parties."""
    return any(on.party in parties for stop in trip.stops for on in stop.board)


def _moved(places: Places, party: Party) -> Places | None:
    """Return the places with a party where it is cheaper; None if that is here."""
    riders = carried(places.trips, places.trains)[party.id]
    if 0 < riders < party.size:
        return None
    j = find_ride(places.trips, party.id)
    if j is not None and places.holds[j] is Hold.ALL:
        return None
    without = off_train(places, party.id)
    if without is not None and j is not None:
        without = without.without(j, party.id)
    if without is None or carried(without.trips, without.trains)[party.id]:
        return None
    saved = _cents(places) - _cents(without)
    if riders == 0:
        saved += party.priority * places.problem.prices.unassigned_cents * party.size
    elif without is places:
        without = places.changed(places.trips, places.holds, places.trains)
    return without if put_cheapest(without, party, party.size, saved) else None


def _cents(places: Places) -> int:
    return price(places.problem, places.trips, trains=places.trains).total
