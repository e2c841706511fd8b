"""Chosen columns as trips with their timetables, riders left behind, and costs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.plan import Costs, Plan, Reason, Riders, Status, Stop, Trip, Unassigned
from routing.rules import MOST_METRES
from routing.schedule import Refusal, schedule
from routing.solvers.boarding import clock, why_not_by_train
from routing.solvers.refusals import why_not_alone
from routing.solvers.trips import days_away

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from routing.plan import Train
    from routing.problem import CoachType, Party, Problem
    from routing.solvers.columns import Columns
    from routing.solvers.partition import Choice
    from routing.units import Units
    from routing.watch import Watch


def trips_of(units: Units, choice: Choice) -> tuple[Trip, ...]:
    """Return the chosen trips: by date, then as they were found."""
    columns = choice.columns
    times = np.rint(choice.times).astype(np.int64)
    return trips_from(units, columns.take(np.repeat(np.arange(len(columns)), times)))


def trips_from(units: Units, columns: Columns) -> tuple[Trip, ...]:
    """
    Return columns as trips, by date, each as early as it may be.

    The searches know trips that differ in nothing but when they leave and cost the
    same. Of these the earliest is taken that is no longer than the one found.
    """
    early = replace(
        columns,
        departure=np.array(
            [_departure(units, columns, j) for j in range(len(columns))], np.int64
        ),
    )
    order = np.argsort(columns.market, kind="stable")
    return tuple(trip_of(units, early, int(j)) for j in order)


def _departure(units: Units, columns: Columns, j: int) -> int:
    """Return the earliest departure that a trip may have instead of its own."""
    own = int(columns.departure[j])
    if own == 0:
        return own
    now = _at_departure(units, columns, j, own)
    for k in range(own):
        other = _at_departure(units, columns, j, k)
        if (
            now is not None
            and other is not None
            and other.days == now.days
            and other.cents <= now.cents
            and other.lasts_s <= now.lasts_s
        ):
            return k
    return own


class _Leaving(NamedTuple):
    """What depends on when a trip leaves: days away, riders' prices, duration."""

    days: tuple[int, int]
    cents: int
    lasts_s: int


def _at_departure(units: Units, columns: Columns, j: int, k: int) -> _Leaving | None:
    """Return a trip's figures with another departure; None if that breaks a rule."""
    problem, net = units.problem, units.net
    rules, prices = problem.rules, problem.prices
    n_pickups, n_stops = int(columns.n_pickups[j]), int(columns.n_stops[j])
    order, drivers = columns.order[j, :n_stops], int(columns.drivers[j])
    places = [problem.places[at].id for at in order]
    departs_s = int(net.departures_s[k])
    timetable = schedule(problem, places, departs_s, drivers, n_pickups)
    if isinstance(timetable, Refusal):
        return None
    starts_s, ends_s = timetable.arrives_s[0], timetable.leaves_s[-1]
    if ends_s - starts_s > rules.max_duration_s:
        return None
    leaves_s = dict(zip(order[:n_pickups], timetable.leaves_s, strict=False))
    arrives_s = dict(
        zip(order[n_pickups:], timetable.arrives_s[n_pickups:], strict=True)
    )
    variants, cents = units.markets[int(columns.market[j])], 0
    span = columns.members(j)
    for riders, w in zip(columns.riders[span], columns.variants[span], strict=True):
        on_s, off_s = leaves_s[variants.pickup[w]], arrives_s[variants.dropoff[w]]
        late = on_s < variants.earliest_s[w] or off_s > variants.latest_s[w]
        if late or (rules.max_ride_s is not None and off_s - on_s > rules.max_ride_s):
            return None
        cents += int(riders) * prices.ride_cents(off_s - on_s)
        if variants.told_s[w] not in {-1, on_s}:
            cents += int(riders) * prices.promise_cents
    driving_s = int(net.duration_s[order[:-1], order[1:]].sum())
    coach = int(columns.coach[j])
    first, last = int(order[0]), int(order[-1])
    days = days_away(net, coach, drivers, driving_s, first, last, starts_s, ends_s)
    return _Leaving(days, cents, ends_s - starts_s)


def trip_of(
    units: Units, columns: Columns, j: int, date: dt.date | None = None
) -> Trip:
    """
    Return one column as a trip.

    Parameters
    ----------
    date
        Its service date; None where the markets are the dates.

    Raises
    ------
    RuntimeError
        When the timetable that the search found cannot be laid out again.
    """
    problem, net = units.problem, units.net
    market = int(columns.market[j])
    variants = units.markets[market]
    n_pickups, n_stops = int(columns.n_pickups[j]), int(columns.n_stops[j])
    order = columns.order[j, :n_stops]
    places = [problem.places[at].id for at in order]
    departs_s = int(net.departures_s[columns.departure[j]])
    drivers, t = int(columns.drivers[j]), int(columns.coach[j])
    timetable = schedule(problem, places, departs_s, drivers, n_pickups)
    if isinstance(timetable, Refusal):
        msg = f"The timetable of a chosen trip cannot be kept: {timetable}."
        raise RuntimeError(msg)
    board: defaultdict[int, list[Riders]] = defaultdict(list)
    alight: defaultdict[int, list[Riders]] = defaultdict(list)
    span = columns.members(j)
    for row, riders, w in zip(
        columns.rows[span], columns.riders[span], columns.variants[span], strict=True
    ):
        aboard = Riders(problem.parties[units.party[row]].id, int(riders))
        board[int(variants.pickup[w])].append(aboard)
        alight[int(variants.dropoff[w])].append(aboard)
    legs = order[:-1], order[1:]
    empty_m = 0
    if net.out_base[t] >= 0:
        empty_m += int(net.distance_m[net.out_base[t], order[0]])
    if net.back_base[t] >= 0:
        empty_m += int(net.distance_m[order[-1], net.back_base[t]])
    return Trip(
        coach=problem.fleet[t].id,
        service_date=problem.dates[market] if date is None else date,
        stops=tuple(
            Stop(
                place,
                board=tuple(board[int(order[i])]) if i < n_pickups else (),
                alight=tuple(alight[int(order[i])]) if i >= n_pickups else (),
                arrives_s=timetable.arrives_s[i],
                leaves_s=timetable.leaves_s[i],
            )
            for i, place in enumerate(places)
        ),
        distance_m=int(net.distance_m[legs].sum()),
        duration_s=timetable.leaves_s[-1] - timetable.arrives_s[0],
        cost_cents=int(columns.trip_cents[j]),
        drivers=drivers,
        rests=timetable.rests,
        empty_m=empty_m,
        days_before=int(columns.before[j]),
        days_after=int(columns.after[j]),
    )


def left_behind(
    units: Units,
    trips: Iterable[Trip],
    trains: Iterable[Train] = (),
    by_coach: Mapping[str, Unassigned] = MappingProxyType({}),
) -> tuple[Unassigned, ...]:
    """
    Return who of the units stays behind, and why.

    Parameters
    ----------
    by_coach
        Those of the units whom no coach can carry, and why.
    """
    problem = units.problem
    carried: Counter[str] = Counter()
    for trip in trips:
        for stop in trip.stops:
            carried.update({on.party: on.riders for on in stop.board})
    for train in trains:
        carried.update({on.party: on.riders for on in train.riders})
    left = {
        i: n
        for i in units.party.tolist()
        if (n := problem.parties[i].size - carried[problem.parties[i].id]) > 0
    }
    rest = [i for i in left if problem.parties[i].id not in by_coach]
    alone = why_not_alone(problem, rest) if rest else {}
    gone = []
    for i, n in left.items():
        party = problem.parties[i]
        if party.id in by_coach:
            told = by_coach[party.id]
            reason, detail = told.reason, told.detail
        else:
            reason, detail = _why_behind(problem, i, n, alone.get(i))
        if problem.trains.blocks:
            why = why_not_by_train(problem, units.net, party)
            if why is None:
                why = "none of those that may carry it has room, or pays."
                # What is proven for coaches says nothing of the trains.
                if reason not in {Reason.NO_COACH_LEFT, Reason.NOT_WORTH}:
                    reason = Reason.NO_COACH_LEFT
            detail = f"By coach: {detail} By train: {why}"
        gone.append(Unassigned(party.id, n, reason, detail))
    return tuple(gone)


def _why_behind(
    problem: Problem, i: int, riders: int, alone: Reason | None
) -> tuple[Reason, str]:
    """Return why riders stay behind whom some trip might carry."""
    party, rules = problem.parties[i], problem.rules
    price = party.priority * problem.prices.unassigned_cents * riders / 100
    worth = f"the {price:,.0f} yuan at which leaving them is priced"
    if alone is Reason.TOO_FAR:
        return alone, (
            "The direct drive breaks a limit of a trip, and no way by others' places "
            f"was found that costs less than {worth}."
        )
    if alone is Reason.NO_ROAD:
        return alone, (
            "No road leads directly from its pickup to its drop-off, and no way by "
            f"others' places was found that costs less than {worth}."
        )
    if alone is Reason.DRIVER_HOURS:
        return alone, (
            "The hours of two drivers do not suffice for its drive within the longest "
            "trip and the times at which coaches may leave."
        )
    if alone is Reason.TIME_WINDOW:
        return alone, (
            f"No coach of its own that leaves from {clock(rules.depart_from_s)} to "
            f"{clock(rules.depart_until_s)} keeps its earliest departure and its "
            "latest arrival; a wider window would do."
        )
    need = 1 if problem.may_split(party) else party.size
    fit = [
        coach
        for coach in problem.fleet
        if problem.max_load(coach) >= need and problem.has_space(coach, party)
    ]
    if alone is not None and not any(_comes(problem, c, party) for c in fit):
        return alone, (
            "No road leads from the base of any coach that could carry it to its "
            "pickup, or from its drop-off back."
        )
    if alone is not None:
        return alone, (
            "No coach of its own keeps all rules at once; its way from and to its base "
            "is a part of them."
        )
    if any(coach.count is None and not coach.counts for coach in fit):
        return Reason.NOT_WORTH, (
            f"A coach for these {riders} people costs more than {worth}; raise the "
            "price or the priority."
        )
    return Reason.NO_COACH_LEFT, (
        f"The coaches that could carry these {riders} people are taken by others or "
        f"cost more than {worth}; one more coach, or another date, would do."
    )


def _comes(problem: Problem, coach: CoachType, party: Party) -> bool:
    """Return whether roads lead from a coach's base to a party, and back again."""
    if coach.base is None:
        return True
    place = {p.id: i for i, p in enumerate(problem.places)}
    base, run = place[coach.base], problem.rules.empty_run
    metres = problem.distance_m
    out = any(metres[base, place[at]] < MOST_METRES for at in party.pickups)
    back = bool(metres[place[party.dropoff], base] < MOST_METRES)
    return (out or not run.goes_out) and (back or not run.comes_back)


def left_cents(problem: Problem, unassigned: Iterable[Unassigned]) -> int:
    """Return what it costs that riders are left behind."""
    parties = {party.id: party for party in problem.parties}
    return sum(
        gone.riders * parties[gone.party].priority * problem.prices.unassigned_cents
        for gone in unassigned
    )


def plan_of(
    problem: Problem,
    watch: Watch,
    seed: int,
    bound_cents: int,
    costs: Costs,
    trips: tuple[Trip, ...],
    unassigned: tuple[Unassigned, ...],
    trains: tuple[Train, ...] = (),
) -> Plan:
    """Return the plan, and tell its cost and bound."""
    bound = min(bound_cents, costs.total)
    watch.begin_at(0)
    watch.tell(costs.total, bound)
    return Plan(
        scenario=problem.name,
        status=Status.OPTIMAL if bound == costs.total else Status.FEASIBLE,
        cost_cents=costs.total,
        lower_bound_cents=bound,
        gap=(costs.total - bound) / costs.total if costs.total else 0.0,
        runtime_s=round(watch.elapsed_s, 3),
        seed=seed,
        trips=trips,
        unassigned=unassigned,
        costs=costs,
        trains=trains,
    )


def costs_of(
    problem: Problem,
    trips: Sequence[Trip],
    unassigned: Iterable[Unassigned],
    trains: Sequence[Train] = (),
) -> Costs:
    """Return what a plan costs, part by part."""
    # A feeder is a coach to the place where everybody gets off.
    feeders = [trip for train in trains for trip in train.feeders]
    costs = _coach_costs(problem, (*trips, *feeders), unassigned)
    if not trains:
        return costs
    by_feeder = sum(trip.cost_cents for trip in feeders)
    costs = replace(costs, trips=costs.trips - by_feeder, feeders=by_feeder)
    return _with_trains(problem, trains, costs)


def _coach_costs(
    problem: Problem, trips: Sequence[Trip], unassigned: Iterable[Unassigned]
) -> Costs:
    parties = {party.id: party for party in problem.parties}
    promises = {promise.party: promise for promise in problem.promises}
    prices = problem.prices
    days = hours = promised = 0
    rides: Counter[str] = Counter()
    for trip in trips:
        arrives = {
            off.party: stop.arrives_s for stop in trip.stops for off in stop.alight
        }
        date = problem.dates.index(trip.service_date)
        rides.update({on.party for stop in trip.stops for on in stop.board})
        for stop in trip.stops:
            for on in stop.board:
                party = parties[on.party]
                ride_s = arrives[on.party] - stop.leaves_s
                hours += on.riders * prices.ride_cents(ride_s)
                days += on.riders * problem.days_off(party, date) * prices.day_cents
                told = promises.get(on.party)
                if told is not None and (
                    told.service_date != trip.service_date
                    or told.pickup != stop.place
                    or told.leaves_s not in {None, stop.leaves_s}
                ):
                    promised += on.riders * prices.promise_cents
    return Costs(
        trips=sum(trip.cost_cents for trip in trips),
        unassigned=left_cents(problem, unassigned),
        days=days,
        hours=hours,
        promises=promised,
        splits=sum(n - 1 for n in rides.values()) * prices.split_cents,
    )


def _with_trains(problem: Problem, trains: Iterable[Train], costs: Costs) -> Costs:
    """Return the costs of coaches with those of seats on trains and of shuttles."""
    parties = {party.id: party for party in problem.parties}
    promises = {promise.party: promise for promise in problem.promises}
    blocks = {block.id: block for block in problem.trains.blocks}
    shuttles = {coach.id: coach for coach in problem.trains.shuttles}
    prices = problem.prices
    seats = drives = days = hours = promised = 0
    hired: set[tuple[dt.date, str, int]] = set()
    for train in trains:
        block = blocks[train.block]
        fed = {r.party for trip in train.feeders for s in trip.stops for r in s.board}
        ride_cents = prices.ride_cents(block.arrives_s - block.departs_s)
        for on in train.riders:
            party = parties[on.party]
            seats += on.riders * block.seat_cents
            hours += on.riders * ride_cents
            if on.party in fed:
                continue  # days and promises are counted at its feeder
            date = problem.dates.index(block.service_date)
            days += on.riders * problem.days_off(party, date) * prices.day_cents
            told = promises.get(on.party)
            if told is not None and (
                told.service_date != block.service_date or told.pickup != block.hub
            ):
                promised += on.riders * prices.promise_cents
        for shuttle in train.shuttles:
            drives += shuttle.cost_cents
            hired.add((block.service_date, shuttle.coach, shuttle.number))
            leaves_s = shuttle.stops[0].leaves_s
            for stop in shuttle.stops:
                cents = prices.ride_cents(stop.arrives_s - leaves_s)
                hours += cents * sum(off.riders for off in stop.alight)
    drives += sum(shuttles[coach].hire_cents for _, coach, _ in hired)
    return replace(
        costs,
        trains=seats,
        shuttles=drives,
        days=costs.days + days,
        hours=costs.hours + hours,
        promises=costs.promises + promised,
    )
