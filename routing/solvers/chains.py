"""
Who may go by which train, and the coaches that bring them to its hub.

A chain is a feeder, a train and a shuttle. Each pair of a unit and a block is carried
by feeders and shuttles as if it were a unit of its own; an option binds them to the
unit: by a feeder, or alone to the hub where that is one of its pickups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.route import scratch, together_metres
from routing.rules import MOST_METRES
from routing.solvers.boarding import could_go, feeder_window
from routing.solvers.pricing import Market
from routing.units import NEVER, TIMED, TOGETHER, Units, variants_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.problem import Problem
    from routing.trains import TrainBlock
    from routing.units import Ints, Net, Variants


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """
    Every way by train.

    Parameters
    ----------
    unit, block
        Shape ``(n_pairs,)``: the unit and the block of each pair.
    fed, shuttled
        Of each pair: its row among the feeders, and among the shuttles; -1 where it
        needs none.
    pair, by_feeder
        Shape ``(n_options,)``: the pair of each option, and whether a feeder brings it.
    cost_cents
        Shape ``(n_options,)``: seats, days, hours on the train, and for those who come
        alone the changed promise and the coach that every split unit pays for.
    """

    unit: Ints
    block: Ints
    fed: Ints
    shuttled: Ints
    pair: Ints
    by_feeder: Ints
    cost_cents: Ints

    def __len__(self) -> int:
        return len(self.pair)


def chains_of(problem: Problem, net: Net, units: Units) -> Chains:
    """Return every way by train of some units."""
    place = {p.id: i for i, p in enumerate(problem.places)}
    promises = {promise.party: promise for promise in problem.promises}
    pairs: list[tuple[int, int, int, int]] = []
    options: list[tuple[int, bool, int]] = []
    n_fed = n_shuttled = 0
    for u, i in enumerate(units.party.tolist()):
        party = problem.parties[i]
        for b in could_go(problem, net, party):
            block = problem.trains.blocks[b]
            hub = place[block.hub]
            local = party.dropoff == block.station
            alone = block.hub in party.pickups and (
                party.earliest_s is None or party.earliest_s <= block.departs_s
            )
            driven = any(
                net.least_distance_m[place[at], hub] < MOST_METRES
                for at in party.pickups
                if at != block.hub
            )
            if not alone and not driven:
                continue
            cents = party.size * (
                block.seat_cents
                + problem.prices.ride_cents(block.arrives_s - block.departs_s)
                + problem.prices.day_cents
                * problem.days_off(party, problem.dates.index(block.service_date))
            )
            if driven:
                options.append((len(pairs), True, cents))
            if alone:
                told = promises.get(party.id)
                if told is not None and (
                    told.service_date != block.service_date or told.pickup != block.hub
                ):
                    cents += party.size * problem.prices.promise_cents
                if units.split[u]:
                    cents += problem.prices.split_cents
                options.append((len(pairs), False, cents))
            pairs.append((u, b, n_fed if driven else -1, -1 if local else n_shuttled))
            n_fed += driven
            n_shuttled += not local
    table = np.array(pairs, np.int64).reshape(-1, 4)
    ways = np.array(options, np.int64).reshape(-1, 3)
    return Chains(
        unit=table[:, 0],
        block=table[:, 1],
        fed=table[:, 2],
        shuttled=table[:, 3],
        pair=ways[:, 0],
        by_feeder=ways[:, 1],
        cost_cents=ways[:, 2],
    )


def feeder_markets(problem: Problem, feeders: Units) -> list[Market]:
    """Return the markets of feeders, one a block."""
    everything = np.ones(len(problem.fleet), bool)
    return [
        Market(problem.dates.index(block.service_date), variants, everything)
        for block, variants in zip(problem.trains.blocks, feeders.markets, strict=True)
    ]


def feeder_units(
    problem: Problem, net: Net, units: Units, pairs: Sequence[tuple[int, int]]
) -> Units:
    """
    Return pairs of a unit and a block as units that go to the block's hub.

    Each block is a market of its own.
    """
    unit = np.array([u for u, _ in pairs], np.int64)
    block = np.array([b for _, b in pairs], np.int64)
    blocks = problem.trains.blocks
    limits = net.limits.copy()
    limits[TIMED] = 1
    departures_s = np.array(problem.feeder_departures_s, np.int64)
    net = net._replace(limits=limits, departures_s=departures_s)
    date = np.array([problem.dates.index(b.service_date) for b in blocks], np.int64)
    dates = np.zeros((len(pairs), len(problem.dates)), bool)
    dates[np.arange(len(pairs)), date[block]] = True
    roads: dict[tuple[int, int], int] = {}
    markets = tuple(
        _variants(problem, units, unit, np.flatnonzero(block == b), blocks[b], roads)
        for b in range(len(blocks))
    )
    ends = np.array(list(roads), np.int64).reshape(-1, 2)
    return Units(
        problem=problem,
        net=net,
        party=units.party[unit],
        size=units.size[unit],
        price_cents=units.price_cents[unit],
        split=units.split[unit],
        dates=dates,
        counts=units.counts,
        markets=markets,
        together_m=together_metres(
            net.least_distance_m,
            net.least_duration_s,
            ends,
            net.limits[list(TOGETHER)],
            scratch(),
            np.zeros(20, np.int64),
        ),
    )


def _variants(
    problem: Problem,
    units: Units,
    unit: Ints,
    rows: Ints,
    block: TrainBlock,
    roads: dict[tuple[int, int], int],
) -> Variants:
    """Return the variants of some rows: one for each pickup but the hub itself."""
    place = {p.id: i for i, p in enumerate(problem.places)}
    promises = {promise.party: promise for promise in problem.promises}
    conflicts = {  # of direct trips: a party's number does not depend on the trip
        int(u): int(c)
        for market in units.markets
        for u, c in zip(market.unit, market.conflict, strict=True)
    }
    never, hub = int(NEVER), place[block.hub]
    table_rows: list[tuple[int, ...]] = []
    for row in rows:
        u = int(unit[row])
        party = problem.parties[int(units.party[u])]
        promise = promises.get(party.id)
        for pickup in dict.fromkeys(party.pickups):
            start = place[pickup]
            if start == hub:
                continue
            fixed, told = 0, -1
            if promise is not None:
                same = block.service_date == promise.service_date
                if same and pickup == promise.pickup:
                    told = -1 if promise.leaves_s is None else promise.leaves_s
                else:
                    fixed = party.size * problem.prices.promise_cents
            first_s, latest_s = feeder_window(problem, block, start, hub)
            earliest_s = -never if party.earliest_s is None else party.earliest_s
            table_rows.append(
                (
                    int(row),
                    start,
                    hub,
                    party.size,
                    fixed,
                    max(earliest_s, first_s),
                    latest_s,
                    told,
                    int(units.split[u]),
                    party.wheelchairs,
                    party.luggage,
                    conflicts.get(u, 0),
                )
            )
    table = np.array(table_rows, np.int64).reshape(-1, 12)
    metres = units.net.least_distance_m[table[:, 1], table[:, 2]]
    # Pairs with the longest drives are searched first, and then left out.
    order = np.lexsort((table[:, 0], table[:, 2], table[:, 1], -metres))
    table = table[order]
    starts_at = table[:, 1]
    first = np.ones(len(table), bool)
    first[1:] = starts_at[1:] != starts_at[:-1]
    starts = np.append(np.flatnonzero(first), len(table))
    return variants_from(
        table,
        pair=np.cumsum(first) - 1,
        pair_pickup=np.ascontiguousarray(table[first, 1]),
        pair_dropoff=np.ascontiguousarray(table[first, 2]),
        starts=starts.astype(np.int64),
        road=np.array(
            [
                roads.setdefault((int(start), hub), len(roads))
                for start in table[first, 1]
            ],
            np.int64,
        ),
    )
