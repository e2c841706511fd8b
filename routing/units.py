"""A problem as arrays: what is carried, from where on which dates, and by what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from routing.route import scratch, together_metres
from routing.rules import MOST_METRES
from routing.schedule import hours_array

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.problem import Party, Problem

Ints: TypeAlias = NDArray[np.int64]

NEVER = 1 << 60  # the cost of what cannot be, and a limit that nobody set
UNLIMITED = -1
MOST_AWAY = 6  # days before or after its date on which a coach may be away

# Positions in `Net.limits`.
(
    PICKUPS,
    DROPOFFS,
    PARTIES,
    PICKUP_S,
    DROPOFF_S,
    DISTANCE_M,
    DURATION_S,
    RIDE_S,
    DETOUR,
    SECOND_ABOVE_M,
    HOUR_CENTS,
    PROMISE_CENTS,
    SPLIT_CENTS,
    DAY_DRIVING_S,
    REST_S,
    DAILY_DRIVING_S,
    TIMED,
    RELAYS,
) = range(18)
TOGETHER = (PICKUPS, DROPOFFS, PICKUP_S, DROPOFF_S, DISTANCE_M, DURATION_S)
DETOUR_ONE = 1_000_000  # a detour of 1.0


class Net(NamedTuple):
    """
    Places, rules and coach types, for the compiled loops.

    Parameters
    ----------
    distance_m, duration_s
        The problem's matrices; ``least_…`` are the same after the triangle inequality
        was forced on them: what a drive costs at least, by whichever places it goes.
    relays
        Shape ``(n_places,)``: 1 at a filed relay place.
    limits
        See the names above. ``TIMED`` says that it matters when a coach leaves for more
        than its drivers and days; ``RELAYS`` that there are relay places.
    load … endless
        Shape ``(n_types,)``. Bases are -1 where no empty run is driven; `endless` is 1
        where there are as many coaches as wanted.
    group, group_out, group_back
        Types that start and end at the same bases share a group.
    apart
        Shape ``(n, n)``: whether two parties must not share a coach. Number 0 may ride
        with everybody; the others are those of the forbidden pairs as they come.
    """

    distance_m: Ints
    duration_s: Ints
    least_distance_m: Ints
    least_duration_s: Ints
    relays: Ints
    limits: Ints
    hours: Ints
    departures_s: Ints
    load: Ints
    hire: Ints
    km: Ints
    overnight: Ints
    second: Ints
    out_base: Ints
    back_base: Ints
    wheelchairs: Ints
    luggage: Ints
    endless: Ints
    group: Ints
    group_out: Ints
    group_back: Ints
    apart: NDArray[np.bool_]


class Variants(NamedTuple):
    """
    Ways to carry a unit on one date: by each pickup place that it accepts.

    Parameters
    ----------
    unit, pickup, dropoff, size
        Shape ``(n_variants,)``.
    fixed_cents
        For the whole unit: the price of the date, and of a changed date or place.
    earliest_s, latest_s
        Far away where nobody minds.
    told_s
        The time that was promised, or -1.
    split
        1 where any part of the unit may be taken.
    pair
        Variants with the same places share a pair, ``pair_pickup``, ``pair_dropoff``;
        those of pair k are ``starts[k]:starts[k + 1]``. ``road[k]`` is its number over
        all dates, a row of ``Units.together_m``.
    conflict
        A row and column of ``Net.apart``; 0 for none.
    """

    unit: Ints
    pickup: Ints
    dropoff: Ints
    size: Ints
    fixed_cents: Ints
    earliest_s: Ints
    latest_s: Ints
    told_s: Ints
    split: Ints
    wheelchairs: Ints
    luggage: Ints
    conflict: Ints
    pair: Ints
    pair_pickup: Ints
    pair_dropoff: Ints
    starts: Ints
    road: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """
    What the solvers move, one unit a party, and what each date offers.

    Parameters
    ----------
    party
        Index of the party of each unit; parties that no trip can carry have none.
    size, price_cents
        Shape ``(n_units,)``: riders, and the cost of leaving one rider behind.
    split
        Whether a unit may ride on several coaches.
    dates
        Shape ``(n_units, n_dates)``: in the party's window.
    counts
        Shape ``(n_types, n_dates)``: coaches, or ``UNLIMITED``.
    markets
        The variants of each date.
    together_m
        Shape ``(n_roads, n_roads)``: what a coach drives at least that passes the
        places of both pairs; -1 where none may.
    """

    problem: Problem
    net: Net
    party: Ints
    size: Ints
    price_cents: Ints
    split: NDArray[np.bool_]
    dates: NDArray[np.bool_]
    counts: Ints
    markets: tuple[Variants, ...]
    together_m: Ints

    def __len__(self) -> int:
        return len(self.size)


def net_of(problem: Problem) -> Net:
    """Return a problem's places, rules and coach types as arrays."""
    rules, prices, fleet = problem.rules, problem.prices, problem.fleet
    place = {p.id: i for i, p in enumerate(problem.places)}
    hours = rules.driver_hours

    def base(coach: int, *, drives: bool) -> int:
        at = fleet[coach].base
        return place[at] if drives and at is not None else -1

    out = [base(t, drives=rules.empty_run.goes_out) for t in range(len(fleet))]
    back = [base(t, drives=rules.empty_run.comes_back) for t in range(len(fleet))]
    groups = {
        ends: k for k, ends in enumerate(dict.fromkeys(zip(out, back, strict=True)))
    }
    timed = any(
        p.earliest_s is not None or p.latest_s is not None for p in problem.parties
    )
    told = any(promise.leaves_s is not None for promise in problem.promises)
    limits = np.zeros(18, np.int64)
    never = int(NEVER)
    limits[PICKUPS] = rules.max_pickups
    limits[DROPOFFS] = rules.max_dropoffs
    limits[PARTIES] = never if rules.max_parties is None else rules.max_parties
    limits[PICKUP_S] = rules.pickup_s
    limits[DROPOFF_S] = rules.dropoff_s
    limits[DISTANCE_M] = min(rules.max_distance_m, MOST_METRES - 1)
    limits[DURATION_S] = rules.max_duration_s
    limits[RIDE_S] = never if rules.max_ride_s is None else rules.max_ride_s
    limits[DETOUR] = (
        0
        if rules.max_detour is None
        else math.floor(Fraction(repr(rules.max_detour)) * DETOUR_ONE)
    )
    limits[SECOND_ABOVE_M] = rules.second_driver_above_m
    limits[HOUR_CENTS] = prices.hour_cents
    limits[PROMISE_CENTS] = prices.promise_cents
    limits[SPLIT_CENTS] = prices.split_cents
    limits[DAY_DRIVING_S] = 0 if hours is None else hours.day_driving_s
    limits[REST_S] = 0 if hours is None else hours.rest_s
    limits[DAILY_DRIVING_S] = 0 if hours is None else hours.daily_driving_s
    limits[RELAYS] = hours is not None and len(hours.relay_places) > 0
    limits[TIMED] = (
        timed
        or (told and prices.promise_cents > 0)
        or rules.max_ride_s is not None
        or prices.hour_cents > 0
    )
    relays = np.zeros(len(place), np.int64)
    if hours is not None:
        relays[[place[at] for at in hours.relay_places if at in place]] = 1
    second = [
        rules.second_driver_cents
        if c.second_driver_cents is None
        else c.second_driver_cents
        for c in fleet
    ]
    return Net(
        distance_m=np.ascontiguousarray(problem.distance_m),
        duration_s=np.ascontiguousarray(problem.duration_s),
        least_distance_m=_closure(problem.distance_m),
        least_duration_s=_closure(problem.duration_s),
        relays=relays,
        limits=limits,
        hours=hours_array(hours),
        departures_s=np.array(rules.departures_s, np.int64),
        load=_ints(problem.max_load(c) for c in fleet),
        hire=_ints(c.hire_cents for c in fleet),
        km=_ints(c.cents_per_km for c in fleet),
        overnight=_ints(c.overnight_cents for c in fleet),
        second=_ints(second),
        out_base=_ints(out),
        back_base=_ints(back),
        wheelchairs=_ints(
            never if c.wheelchairs is None else c.wheelchairs for c in fleet
        ),
        luggage=_ints(never if c.luggage is None else c.luggage for c in fleet),
        endless=_ints(c.count is None and not c.counts for c in fleet),
        group=_ints(groups[ends] for ends in zip(out, back, strict=True)),
        group_out=_ints(ends[0] for ends in groups),
        group_back=_ints(ends[1] for ends in groups),
        apart=_apart(problem),
    )


def units_of(problem: Problem, net: Net, parties: list[int]) -> Units:
    """
    Return the given parties as units, with their variants on every date.

    Parameters
    ----------
    parties
        Indexes of the parties that a trip can carry.
    """
    chosen = [problem.parties[i] for i in parties]
    dates = np.zeros((len(chosen), len(problem.dates)), bool)
    for u, party in enumerate(chosen):
        dates[u, list(problem.dates_of(party))] = True
    number = _numbers(problem)
    conflict = _ints(number.get(party.id, 0) for party in chosen)
    counts = np.array(
        [
            [
                UNLIMITED if (count := problem.count_on(c, d)) is None else count
                for d in range(len(problem.dates))
            ]
            for c in problem.fleet
        ],
        np.int64,
    ).reshape(len(problem.fleet), len(problem.dates))
    price = problem.prices.unassigned_cents
    roads: dict[tuple[int, int], int] = {}
    markets = tuple(
        _variants(problem, net, chosen, dates[:, d], conflict, d, roads)
        for d in range(len(problem.dates))
    )
    ends = np.array(list(roads), np.int64).reshape(-1, 2)
    return Units(
        problem=problem,
        net=net,
        party=np.array(parties, np.int64),
        size=_ints(p.size for p in chosen),
        price_cents=_ints(p.priority * price for p in chosen),
        split=np.array([p.size > 1 and problem.may_split(p) for p in chosen], bool),
        dates=dates,
        counts=counts,
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
    net: Net,
    parties: list[Party],
    open_: NDArray[np.bool_],
    conflict: Ints,
    date: int,
    roads: dict[tuple[int, int], int],
) -> Variants:
    place = {p.id: i for i, p in enumerate(problem.places)}
    promises = {promise.party: promise for promise in problem.promises}
    prices, never = problem.prices, int(NEVER)
    rows: list[tuple[int, ...]] = []
    for u in np.flatnonzero(open_):
        party = parties[u]
        promise = promises.get(party.id)
        for pickup in dict.fromkeys(party.pickups):
            start, end = place[pickup], place[party.dropoff]
            fixed = party.size * problem.days_off(party, date) * prices.day_cents
            told = -1
            if promise is not None:
                same = problem.dates[date] == promise.service_date
                if same and pickup == promise.pickup:
                    told = -1 if promise.leaves_s is None else promise.leaves_s
                else:
                    fixed += party.size * prices.promise_cents
            rows.append(
                (
                    int(u),
                    start,
                    end,
                    party.size,
                    fixed,
                    -never if party.earliest_s is None else party.earliest_s,
                    never if party.latest_s is None else party.latest_s,
                    told,
                    int(party.size > 1 and problem.may_split(party)),
                    party.wheelchairs,
                    party.luggage,
                    int(conflict[u]),
                )
            )
    table = np.array(rows, np.int64).reshape(-1, 12)
    metres = net.least_distance_m[table[:, 1], table[:, 2]]
    # Pairs with the longest drives are searched first, and then left out.
    order = np.lexsort((table[:, 0], table[:, 2], table[:, 1], -metres))
    table = table[order]
    places = table[:, 1:3]
    first = np.ones(len(table), bool)
    first[1:] = (places[1:] != places[:-1]).any(axis=1)
    starts = np.append(np.flatnonzero(first), len(table))
    return variants_from(
        table,
        pair=np.cumsum(first) - 1,
        pair_pickup=np.ascontiguousarray(places[first, 0]),
        pair_dropoff=np.ascontiguousarray(places[first, 1]),
        starts=starts.astype(np.int64),
        road=_ints(
            roads.setdefault((int(start), int(end)), len(roads))
            for start, end in places[first]
        ),
    )


def variants_from(
    table: Ints,
    *,
    pair: Ints,
    pair_pickup: Ints,
    pair_dropoff: Ints,
    starts: Ints,
    road: Ints,
) -> Variants:
    """Return variants of a table: a row each, the first twelve arrays as columns."""
    column = [np.ascontiguousarray(values) for values in table.T]
    return Variants(
        unit=column[0],
        pickup=column[1],
        dropoff=column[2],
        size=column[3],
        fixed_cents=column[4],
        earliest_s=column[5],
        latest_s=column[6],
        told_s=column[7],
        split=column[8],
        wheelchairs=column[9],
        luggage=column[10],
        conflict=column[11],
        pair=pair,
        pair_pickup=pair_pickup,
        pair_dropoff=pair_dropoff,
        starts=starts,
        road=road,
    )


def _numbers(problem: Problem) -> dict[str, int]:
    """Return the rows of ``Net.apart`` that stand for a party, by its id."""
    ids = dict.fromkeys(end for pair in problem.forbidden for end in pair)
    return {id_: k for k, id_ in enumerate(ids, start=1)}


def _apart(problem: Problem) -> NDArray[np.bool_]:
    number = _numbers(problem)
    apart = np.zeros((len(number) + 1, len(number) + 1), bool)
    for a, b in problem.forbidden:
        apart[number[a], number[b]] = apart[number[b], number[a]] = True
    return apart


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _closure(matrix: Ints) -> Ints:
    least = np.ascontiguousarray(matrix.copy())
    for k in range(len(least)):
        np.minimum(least, least[:, k : k + 1] + least[k], out=least)
    return least
