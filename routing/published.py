"""A plan that people were told of: what each party was promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from routing.problem import Promise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from routing.plan import Plan
    from routing.problem import Problem
    from routing.trains import TrainBlock


def promises_of(plan: Plan, blocks: Iterable[TrainBlock] = ()) -> tuple[Promise, ...]:
    """
    Return what a plan tells each party that it carries: date, pickup, when to leave.

    Who goes by train is told of the feeder, who comes to the hub alone of the date if
    the trains' blocks are given. A group on several coaches is told a time
    only where all leave at the same, and nothing where they board at different places
    or on different dates.
    """
    told: defaultdict[str, set[tuple[dt.date, str, int | None]]] = defaultdict(set)
    feeders = [trip for train in plan.trains for trip in train.feeders]
    for trip in (*plan.trips, *feeders):
        for stop in trip.stops:
            for on in stop.board:
                told[on.party].add((trip.service_date, stop.place, stop.leaves_s))
    hubs = {block.id: (block.service_date, block.hub, None) for block in blocks}
    for train in plan.trains:
        for on in train.riders:
            if on.party not in told and train.block in hubs:
                told[on.party].add(hubs[train.block])
    promises = []
    for party, rides in told.items():
        dates, pickups, times = (set(parts) for parts in zip(*rides, strict=True))
        if len(dates) == 1 and len(pickups) == 1:
            leaves_s = times.pop() if len(times) == 1 else None
            promises.append(Promise(party, dates.pop(), pickups.pop(), leaves_s))
    return tuple(promises)


def published(problem: Problem, plan: Plan) -> Problem:
    """
    Return the problem with a plan's promises, in place of earlier ones.

    Parties that the plan does not carry keep what they were promised before.
    """
    known = {party.id for party in problem.parties}
    now = tuple(p for p in promises_of(plan, problem.trains.blocks) if p.party in known)
    again = {promise.party for promise in now}
    before = tuple(p for p in problem.promises if p.party not in again)
    return replace(problem, promises=now + before)
