"""Plan with trains, and lay the answer out: trips, trains with both ends, and costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from routing.plan import Reason, Riders, Train, Trip, Unassigned
from routing.solvers.answer import costs_of, left_behind, left_cents, plan_of, trip_of
from routing.solvers.chains import chains_of, could_go
from routing.solvers.rail import Rail
from routing.solvers.refusals import refuse
from routing.units import net_of, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from routing.plan import Costs, Plan
    from routing.problem import Problem
    from routing.solvers.rail import Selection
    from routing.units import Units
    from routing.watch import Watch


def plan_with_trains(problem: Problem, watch: Watch, gap: float, seed: int) -> Plan:
    """Return the best plan found by direct coaches and by trains."""
    net = net_of(problem)
    open_ = {p.id for p in problem.parties if could_go(problem, p)}
    refused = {k: v for k, v in refuse(problem, net).items() if k not in open_}
    carried = [i for i, party in enumerate(problem.parties) if party.id not in refused]
    units = units_of(problem, net, carried)
    chains = chains_of(problem, net, units)
    refused_cents = left_cents(problem, refused.values())
    # A group on several coaches pays for all but one of them; the solvers for all.
    spare = int(units.split.sum()) * problem.prices.split_cents
    watch.begin_at(refused_cents - spare)
    rail = Rail(problem, net, units, chains, watch, gap, seed)
    selection = rail.run()
    trips, trains = _laid_out(rail, selection)
    unassigned = (*refused.values(), *_left_behind(units, trips, trains, open_))
    costs = costs_with_trains(problem, trips, trains, unassigned)
    bound_cents = max(0, selection.bound_cents - spare) + refused_cents
    return plan_of(problem, watch, seed, bound_cents, costs, trips, unassigned, trains)


def _laid_out(
    rail: Rail, selection: Selection
) -> tuple[tuple[Trip, ...], tuple[Train, ...]]:
    """Return the chosen columns as trips and trains."""
    problem, chains, units = rail.problem, rail.chains, rail.units
    blocks = problem.trains.blocks
    direct, feeders = selection.chosen.direct, selection.chosen.feeders
    order = np.argsort(direct.market, kind="stable")
    trips = tuple(trip_of(units, direct, int(j)) for j in order)
    fed: defaultdict[int, list[Trip]] = defaultdict(list)
    for j in range(len(feeders)):
        b = int(feeders.market[j])
        trip = trip_of(rail.feeders, feeders, j, blocks[b].service_date)
        fed[b].append(trip)
    aboard: defaultdict[int, list[Riders]] = defaultdict(list)
    ways = selection.fixed[rail.ways_from : rail.blocks_from]
    for o in np.flatnonzero(ways > 0.5):
        pair = chains.pair[o]
        party = problem.parties[int(units.party[chains.unit[pair]])]
        aboard[int(chains.block[pair])].append(Riders(party.id, party.size))
    shuttles = rail.shuttles.shuttles_of(selection.chosen.drives)
    trains = tuple(
        Train(blocks[b].id, tuple(riders), tuple(fed[b]), shuttles.get(b, ()))
        for b, riders in sorted(aboard.items())
    )
    return trips, trains


def _left_behind(
    units: Units, trips: Sequence[Trip], trains: Iterable[Train], open_: set[str]
) -> tuple[Unassigned, ...]:
    """Return who stays behind, and why: neither by coach nor by train."""
    by_train = {on.party for train in trains for on in train.riders}
    left = []
    for gone in left_behind(units, trips):
        if gone.party in by_train:
            continue
        if gone.party in open_:
            reason = gone.reason
            if reason not in {Reason.NO_COACH_LEFT, Reason.NOT_WORTH}:
                reason = Reason.NO_COACH_LEFT
            detail = f"By coach: {gone.detail} And no train for them pays or has room."
            gone = replace(gone, reason=reason, detail=detail)
        left.append(gone)
    return tuple(left)


def costs_with_trains(
    problem: Problem,
    trips: Sequence[Trip],
    trains: Iterable[Train],
    unassigned: Iterable[Unassigned],
) -> Costs:
    """Return what a plan costs, part by part."""
    parties = {party.id: party for party in problem.parties}
    promises = {promise.party: promise for promise in problem.promises}
    blocks = {block.id: block for block in problem.trains.blocks}
    shuttles = {coach.id: coach for coach in problem.trains.shuttles}
    prices = problem.prices
    feeders: list[Trip] = []
    seats = drives = days = hours = promised = 0
    hired: set[tuple[object, str, int]] = set()
    for train in trains:
        block = blocks[train.block]
        feeders += train.feeders
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
    # By feeders as by any coach to the place where everybody gets off.
    costs = costs_of(problem, (*trips, *feeders), unassigned)
    by_feeder = sum(trip.cost_cents for trip in feeders)
    return replace(
        costs,
        trips=costs.trips - by_feeder,
        feeders=by_feeder,
        trains=seats,
        shuttles=drives,
        days=costs.days + days,
        hours=costs.hours + hours,
        promises=costs.promises + promised,
    )
