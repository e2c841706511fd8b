"""Every trip for some people, by trying all; judged by ``check`` alone."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

from routing import Cause, Riders, Stop, Trip, check
from routing.schedule import Refusal, schedule

DAY_S = 86_400
OF_THE_WHOLE = {
    Cause.WRONG_TOTAL,
    Cause.WRONG_GAP,
    Cause.WRONG_BOUND,
    Cause.WRONG_STATUS,
    Cause.MISSING_PARTY,
    Cause.WRONG_REASON,
    Cause.REPEATED_PARTY,  # who is still listed as left behind
    Cause.SPLIT_PARTY,
}


def every_trip(problem, people, date):
    """Every trip for (party, riders, pickup): all orders, times, drivers, coaches."""
    party = {p.id: p for p in problem.parties}
    row = {place.id: i for i, place in enumerate(problem.places)}
    pickups = sorted({pickup for _, _, pickup in people})
    dropoffs = sorted({party[name].dropoff for name, _, _ in people})
    if len(pickups) > 4 or len(dropoffs) > 4:
        return
    for first, second, departs_s, drivers, coach in itertools.product(
        itertools.permutations(pickups),
        itertools.permutations(dropoffs),
        problem.rules.departures_s,
        (1, 2),
        problem.fleet,
    ):
        order = first + second
        table = schedule(problem, order, departs_s, drivers, len(first))
        if isinstance(table, Refusal):
            continue
        at = [row[place] for place in order]
        metres = sum(int(problem.distance_m[leg]) for leg in itertools.pairwise(at))
        out = back = out_s = back_s = 0
        if coach.base is not None and problem.rules.empty_run.goes_out:
            out = int(problem.distance_m[row[coach.base], at[0]])
            out_s = int(problem.duration_s[row[coach.base], at[0]])
        if coach.base is not None and problem.rules.empty_run.comes_back:
            back = int(problem.distance_m[at[-1], row[coach.base]])
            back_s = int(problem.duration_s[at[-1], row[coach.base]])
        starts_s, ends_s = table.arrives_s[0], table.leaves_s[-1]
        before = max(0, -math.floor((starts_s - out_s) / DAY_S))
        after = max(0, math.ceil((ends_s + back_s) / DAY_S) - 1)
        cost = coach.hire_cents * (1 + before + after)
        cost += coach.overnight_cents * (before + after)
        cost += math.floor(
            Fraction(coach.cents_per_km * (metres + out + back), 1000) + Fraction(1, 2)
        )
        cost += problem.rules.second_driver_cents * (drivers - 1)
        yield Trip(
            coach=coach.id,
            service_date=date,
            stops=tuple(
                Stop(
                    place,
                    tuple(
                        Riders(name, n)
                        for name, n, pickup in people
                        if i < len(first) and pickup == place
                    ),
                    tuple(
                        Riders(name, n)
                        for name, n, _ in people
                        if i >= len(first) and party[name].dropoff == place
                    ),
                    table.arrives_s[i],
                    table.leaves_s[i],
                )
                for i, place in enumerate(order)
            ),
            distance_m=metres,
            duration_s=ends_s - starts_s,
            cost_cents=cost,
            drivers=drivers,
            rests=table.rests,
            empty_m=out + back,
            days_before=before,
            days_after=after,
        )


def cents_of(problem, trip):
    """The coach and the prices of its riders, counted here."""
    party = {p.id: p for p in problem.parties}
    told = {p.party: p for p in problem.promises}
    prices = problem.prices
    arrives = {off.party: s.arrives_s for s in trip.stops for off in s.alight}
    cents = trip.cost_cents
    for stop in trip.stops:
        for on in stop.board:
            ride_s = arrives[on.party] - stop.leaves_s
            each = Fraction(ride_s * prices.hour_cents, 3600)
            cents += on.riders * math.floor(each + Fraction(1, 2))
            wanted = party[on.party].wanted_date
            if wanted is not None:
                days = abs((trip.service_date - wanted).days)
                cents += on.riders * days * prices.day_cents
            if on.party in told:
                promise = told[on.party]
                now = (trip.service_date, stop.place, stop.leaves_s)
                was = (promise.service_date, promise.pickup, promise.leaves_s)
                cents += on.riders * prices.promise_cents * (now != was)
    return cents


def kept(problem, plan):
    return not {v.cause for v in check(problem, plan)} - OF_THE_WHOLE


def cheapest(problem, loads, date, trips, plan, further):
    options = [
        cents_of(problem, trip) + further
        for people in loads
        for trip in every_trip(problem, people, date)
        if kept(problem, replace(plan, trips=tuple(trips(trip))))
    ]
    return [min(options)] if options else []
