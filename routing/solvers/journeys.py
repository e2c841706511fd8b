"""Plan with trains, and lay the answer out: trips, trains with both ends, and costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from routing.plan import Riders, Train, Trip
from routing.solvers.answer import (
    costs_of,
    left_behind,
    left_cents,
    plan_of,
    trip_of,
    trips_from,
)
from routing.solvers.chains import chains_of
from routing.solvers.rail import Rail
from routing.solvers.refusals import refuse_both
from routing.units import net_of, units_of

if TYPE_CHECKING:
    from routing.plan import Plan
    from routing.problem import Problem
    from routing.solvers.rail import Selection
    from routing.watch import Watch


def plan_with_trains(problem: Problem, watch: Watch, gap: float, seed: int) -> Plan:
    """Return the best plan found by direct coaches and by trains."""
    net = net_of(problem)
    refused, by_coach = refuse_both(problem, net)
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
    unassigned = (*refused.values(), *left_behind(units, trips, trains, by_coach))
    costs = costs_of(problem, trips, unassigned, trains)
    bound_cents = max(0, selection.bound_cents - spare) + refused_cents
    return plan_of(problem, watch, seed, bound_cents, costs, trips, unassigned, trains)


def _laid_out(
    rail: Rail, selection: Selection
) -> tuple[tuple[Trip, ...], tuple[Train, ...]]:
    """Return the chosen columns as trips and trains."""
    problem, chains, units = rail.problem, rail.chains, rail.units
    blocks = problem.trains.blocks
    direct, feeders = selection.chosen.direct, selection.chosen.feeders
    trips = trips_from(units, direct)
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
