"""
Why a plan is as it is: what a party costs, why this coach, what would help, what binds.

Every figure is that of a plan or trip that was made for the question, by the rules; the
words are left to whoever shows them. See docs/planning/answers.md.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from routing.by_train import TrainPlace, cheapest_by_train, off_train
from routing.errors import InvalidProblemError
from routing.joining import Joining, Places, carried, expect_known, price
from routing.problem import CoachType
from routing.replan import MoreCoaches
from routing.rules import MOST_RIDERS
from routing.what_if import (
    OtherOccupancy,
    WhatIf,
    WiderWindow,
    one_notch,
    what_if,
    widened,
    with_change,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from routing.plan import Costs, Plan, Trip
    from routing.problem import Party, Problem

DAYS = (1, 2, 3)
HOURS = (1, 2, 4)
NEXT_PLACES = 5
NOTCH_S = 10.0


@dataclass(frozen=True, slots=True)
class Ride:
    """
    A party on one of its trips: what it costs there, and where else it could be.

    Parameters
    ----------
    trip
        Index in the plan.
    with_cents, without_cents
        The cheapest trip (coach, order, departure) that carries those aboard, and the
        others alone, with the prices of their hours, days and promises; 0 where nobody
        else is aboard, and None where the others cannot be driven without the party.
    saved_cents
        By how much the plan would cost less without the ride: as planned, less
        ``without_cents``.
    elsewhere, by_train
        The cheapest other places for those riders, everybody else as planned: in
        coaches, and on trains.
    """

    party: str
    riders: int
    trip: int
    with_cents: int
    without_cents: int | None
    saved_cents: int | None
    elsewhere: tuple[Joining, ...] = ()
    by_train: tuple[TrainPlace, ...] = ()

    @property
    def marginal_cents(self) -> int | None:
        """Return what the party costs on its trip; below 0 where it shortens it."""
        if self.without_cents is None:
            return None
        return self.with_cents - self.without_cents

    @property
    def extra_cents(self) -> int | None:
        """
        Return what its cheapest other place would cost more: why this coach.

        None where there is no other place. Below 0 where the plan is not the best.
        """
        return _extra(self.saved_cents, self.elsewhere, self.by_train)


@dataclass(frozen=True, slots=True)
class TrainRide:
    """
    A party on a train: what it costs there, and where else it could be.

    Parameters
    ----------
    block
        Of the train.
    costs
        By how much each part of the plan's cost would fall without the party: its
        seats, and what feeder and shuttle then save; None where the others are too few
        for the train or cannot go without the party.
    elsewhere, by_train
        Its cheapest places in coaches, and on other trains, everybody else as planned.
    """

    party: str
    riders: int
    block: str
    costs: Costs | None
    elsewhere: tuple[Joining, ...] = ()
    by_train: tuple[TrainPlace, ...] = ()

    @property
    def marginal_cents(self) -> int | None:
        """Return what the party costs on the train."""
        return None if self.costs is None else self.costs.total

    @property
    def extra_cents(self) -> int | None:
        """Return what its cheapest other place would cost more; see ``Ride``."""
        return _extra(self.marginal_cents, self.elsewhere, self.by_train)


def _extra(
    saved_cents: int | None,
    elsewhere: Sequence[Joining],
    by_train: Sequence[TrainPlace],
) -> int | None:
    added = [place.added_cents for place in elsewhere[:1]]
    added += [place.added_cents for place in by_train[:1]]
    return None if saved_cents is None or not added else min(added) - saved_cents


class Remedy(enum.StrEnum):
    """What would carry a party that stays behind."""

    HIGHER_PRICE = "higher_price"
    ANOTHER_DAY = "another_day"
    OTHER_TIMES = "other_times"
    NEXT_PLACE = "next_place"
    ONE_MORE_COACH = "one_more_coach"
    LARGER_COACH = "larger_coach"
    FULLER_COACHES = "fuller_coaches"


@dataclass(frozen=True, slots=True)
class Help:
    """
    A remedy that was tried, and the place that it opens.

    Parameters
    ----------
    amount
        Days or hours either way, metres to the place, coaches, seats of the coach that
        is needed, or per cent of the seats; for a price, what leaving a rider would
        have to cost at least (fen, at priority 1).
    name
        Of the place or coach type; empty elsewhere.
    joining, by_train
        The cheapest place then, everybody else as planned: in a coach or on a train,
        whichever is cheaper. Both are None for a larger coach that nobody offers, whose
        price nobody knows.
    worth
        Whether it costs less than leaving the party behind.
    """

    remedy: Remedy
    amount: int
    name: str = ""
    joining: Joining | None = None
    worth: bool = False
    by_train: TrainPlace | None = None

    @property
    def added_cents(self) -> int | None:
        """Return what the place adds; None where nobody knows."""
        place = self.by_train or self.joining
        return None if place is None else place.added_cents


class BoundRule(enum.StrEnum):
    """A rule that the lower bound may rest on."""

    FLEET = "fleet"
    OCCUPANCY = "occupancy"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class BoundPart:
    """
    What is left of the bound once a rule is relaxed by one notch.

    Parameters
    ----------
    what_if
        The plan beside that by the relaxed rule.
    """

    rule: BoundRule
    what_if: WhatIf

    @property
    def fell_cents(self) -> int:
        """Return by how much the lower bound fell; 0 where it did not."""
        before, after = self.what_if.before, self.what_if.after
        return max(0, before.lower_bound_cents - after.lower_bound_cents)

    @property
    def share(self) -> float:
        """Return that as a share of the bound; 0 where there is none."""
        bound = self.what_if.before.lower_bound_cents
        return self.fell_cents / bound if bound else 0.0


def explain(
    problem: Problem, plan: Plan, party: str, most: int = 3
) -> tuple[Ride, ...]:
    """
    Return the rides of a party, one a trip; empty when it stays behind.

    Who goes by train is told by ``explain_train``.

    Parameters
    ----------
    plan
        Keeps the problem's rules; is not checked.
    most
        So many other places for each ride.

    Raises
    ------
    InvalidProblemError
        When the plan or the party is not of this problem.
    """
    expect_known(problem, plan)
    who = _party(problem, party)
    places = Places(problem, plan.trips, trains=plan.trains)
    return tuple(
        _ride(places, who, j, most)
        for j, trip in enumerate(plan.trips)
        if carried((trip,))[party]
    )


def explain_train(
    problem: Problem, plan: Plan, party: str, most: int = 3
) -> TrainRide | None:
    """
    Return the ride of a party by train; None when it goes by none.

    Raises what ``explain`` does.
    """
    expect_known(problem, plan)
    who = _party(problem, party)
    for train in plan.trains:
        for on in train.riders:
            if on.party == party:
                return _train_ride(problem, plan, who, train.block, most)
    return None


def _train_ride(
    problem: Problem, plan: Plan, party: Party, block: str, most: int
) -> TrainRide:
    without = off_train(Places(problem, plan.trips, trains=plan.trains), party.id)
    if without is None:
        return TrainRide(party.id, party.size, block, None)
    was = price(problem, plan.trips, trains=plan.trains)
    now = price(problem, without.trips, trains=without.trains)
    others = [p for p in cheapest_by_train(without, party) if p.block != block]
    return TrainRide(
        party=party.id,
        riders=party.size,
        block=block,
        costs=was - now,
        elsewhere=tuple(without.cheapest(party, party.size, most)),
        by_train=tuple(others[:most]),
    )


def _ride(places: Places, party: Party, j: int, most: int) -> Ride:
    from routing.solvers.tailor import aboard

    trip = places.trips[j]
    riders = carried((trip,))[party.id]
    alone = len(aboard(trip)) == 1
    planned = price(places.problem, (trip,)).total
    whole = min(planned, _cheapest(places, j, planned))
    without = places.without(j, party.id)
    if without is None:
        return Ride(party.id, riders, j, whole, None, None)
    before = price(places.problem, places.trips).total
    others = 0 if alone else price(places.problem, (without.trips[j],)).total
    found = [
        joining
        for joining in without.cheapest(party, riders, most + 1)
        if not _same(joining, trip, None if alone else j)
    ]
    if alone:  # its own trip is gone, and those after it moved up
        found = [_moved_down(joining, j) for joining in found]
    return Ride(
        party=party.id,
        riders=riders,
        trip=j,
        with_cents=whole,
        without_cents=others,
        saved_cents=before - price(places.problem, without.trips).total,
        elsewhere=tuple(found[:most]),
        by_train=tuple(cheapest_by_train(without, party)[:most]),
    )


def _cheapest(places: Places, j: int, planned: int) -> int:
    from routing.solvers.tailor import aboard

    trip = places.trips[j]
    day = places.problem.dates.index(trip.service_date)
    made = places.tailor.cut(aboard(trip), day, places.coaches(j))
    return planned if made is None else made.cents


def _same(joining: Joining, trip: Trip, j: int | None) -> bool:
    """Return whether a place is the one that the party has."""
    if j is not None:
        return joining.trip == j
    return joining.trip is None and joining.after.service_date == trip.service_date


def _moved_down(joining: Joining, j: int) -> Joining:
    if joining.trip is None or joining.trip < j:
        return joining
    return replace(joining, trip=joining.trip + 1)


def what_would_help(
    problem: Problem, plan: Plan, party: str, larger: Sequence[CoachType] = ()
) -> list[Help]:
    """
    Return what would carry a party of which somebody stays behind, cheapest first.

    Tried are: leaving them costs more; up to three days either way; up to four hours
    either way; the next five places, one at a time; one more coach of each limited
    type; a larger coach; fuller coaches, by ten points up to all seats. Of days, hours
    and points the first that opens a place is told. Everybody else keeps trip, date and
    pickup. Empty when nothing of it helps, or all of them ride.

    Parameters
    ----------
    larger
        Coach types that could be had beside the fleet, at their prices; those count
        that carry more than every coach of the fleet.

    Raises
    ------
    InvalidProblemError
        See ``explain``.
    """
    expect_known(problem, plan)
    who = _party(problem, party)
    left = who.size - carried(plan.trips, plan.trains)[party]
    if left < 1:
        return []
    leaving = left * who.priority * problem.prices.unassigned_cents
    helps = [
        replace(help_, worth=_added(help_) < leaving)
        for help_ in _helps(problem, plan, who, left, larger)
    ]
    return sorted(helps, key=_added)


def _added(help_: Help) -> float:
    return math.inf if help_.added_cents is None else help_.added_cents


def _helps(
    problem: Problem, plan: Plan, party: Party, left: int, larger: Sequence[CoachType]
) -> Iterator[Help]:
    def place(changed: Problem, someone: Party) -> Joining | TrainPlace | None:
        parties = tuple(someone if p.id == party.id else p for p in changed.parties)
        now = replace(changed, parties=parties)
        places = Places(now, plan.trips, trains=plan.trains)
        found: list[Joining | TrainPlace] = [
            *places.cheapest(someone, left, 1),
            *cheapest_by_train(places, someone)[:1],
        ]
        return min(found, key=lambda one: one.added_cents, default=None)

    def first(
        remedy: Remedy, steps: Iterator[tuple[int, Problem, Party]]
    ) -> Iterator[Help]:
        for amount, changed, someone in steps:
            joining = place(changed, someone)
            if joining is not None and better(joining):
                yield _help(remedy, amount, joining)
                return

    def better(joining: Joining | TrainPlace) -> bool:
        return now is None or joining.added_cents < now.added_cents

    now = place(problem, party)
    if now is not None:
        price_cents = math.ceil(Fraction(now.added_cents, left))
        yield _help(Remedy.HIGHER_PRICE, price_cents, now)
    yield from first(Remedy.ANOTHER_DAY, _days(problem, party))
    yield from first(Remedy.OTHER_TIMES, _times(problem, party))
    yield from first(Remedy.FULLER_COACHES, _fuller(problem, party))
    row = {p.id: i for i, p in enumerate(problem.places)}
    metres = problem.distance_m[row[party.pickup]]
    near = sorted(problem.places, key=lambda p: (int(metres[row[p.id]]), p.id))
    others = [p for p in near if p.id not in party.pickups]
    for other in others[:NEXT_PLACES]:
        joining = place(problem, replace(party, pickup=other.id, alternatives=()))
        if joining is not None:
            amount = int(metres[row[other.id]])
            yield _help(Remedy.NEXT_PLACE, amount, joining, other.id)
    for coach in problem.fleet:
        if coach.count is not None or coach.counts:
            joining = place(with_change(problem, MoreCoaches(coach.id)), party)
            if joining is not None and better(joining):
                yield _help(Remedy.ONE_MORE_COACH, 1, joining, coach.id)
    priced = False
    for coach in larger:
        if problem.max_load(coach) > _most(problem):
            joining = place(_with_coach(problem, coach), party)
            if joining is not None and better(joining):
                priced = True
                yield _help(Remedy.LARGER_COACH, coach.seats, joining, coach.id)
    needed = None if priced else _larger(problem, left)
    if needed is not None and place(_with_coach(problem, needed), party) is not None:
        yield Help(Remedy.LARGER_COACH, needed.seats)


def _help(
    remedy: Remedy, amount: int, place: Joining | TrainPlace, name: str = ""
) -> Help:
    if isinstance(place, TrainPlace):
        return Help(remedy, amount, name, by_train=place)
    return Help(remedy, amount, name, joining=place)


def _days(problem: Problem, party: Party) -> Iterator[tuple[int, Problem, Party]]:
    for days in DAYS:
        change = WiderWindow(party.id, days_before=days, days_after=days)
        yield days, problem, widened(problem, party, change)


def _times(problem: Problem, party: Party) -> Iterator[tuple[int, Problem, Party]]:
    if party.earliest_s is None and party.latest_s is None:
        return
    for hours in HOURS:
        seconds = 3600 * hours
        change = WiderWindow(party.id, earlier_s=seconds, later_s=seconds)
        yield hours, problem, widened(problem, party, change)


def _fuller(problem: Problem, party: Party) -> Iterator[tuple[int, Problem, Party]]:
    points = math.floor(problem.rules.occupancy * 10 + 1e-9) * 10
    while points < 100:
        points = min(100, points + 10)
        if points > problem.rules.occupancy * 100:
            yield points, with_change(problem, OtherOccupancy(points / 100)), party


def _larger(problem: Problem, riders: int) -> CoachType | None:
    """Return a coach for so many, if all there are may carry fewer."""
    rules = problem.rules
    if riders <= _most(problem) or rules.occupancy <= 0:
        return None
    seats = math.ceil(riders / Fraction(repr(rules.occupancy)))
    seats += rules.crew_seats + rules.kept_free_seats
    if seats > MOST_RIDERS:
        return None
    return CoachType("\0larger", seats, 0, 0)


def _most(problem: Problem) -> int:
    """Return how many the largest coach of the fleet may carry."""
    return max((problem.max_load(coach) for coach in problem.fleet), default=0)


def _with_coach(problem: Problem, coach: CoachType) -> Problem:
    return replace(problem, fleet=(*problem.fleet, coach))


def _party(problem: Problem, name: str) -> Party:
    for party in problem.parties:
        if party.id == name:
            return party
    msg = f"Expected a party of the problem, got {name!r}."
    raise InvalidProblemError(msg)


def bound_parts(
    problem: Problem,
    plan: Plan,
    *,
    notch_s: float = NOTCH_S,
    seed: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> list[BoundPart]:
    """
    Return what the lower bound rests on: each rule relaxed by one notch, and solved.

    The notches are those of ``what_if.one_notch``; rules that cannot be relaxed (a
    fleet without counts, all seats filled, eight stops) are left out. The parts need
    not add up: two rules may both have to give way.

    Parameters
    ----------
    notch_s
        Time limit of each solving. Too short, and a bound falls because it was not
        found: ``what_if`` says what is proven about the difference.

    Raises
    ------
    InvalidProblemError
        When the plan breaks the problem's rules.
    """
    return [
        BoundPart(
            BoundRule(rule),
            what_if(
                problem,
                plan,
                change,
                time_limit_s=notch_s,
                seed=seed,
                should_stop=should_stop,
            ),
        )
        for rule, change in one_notch(problem).items()
    ]
