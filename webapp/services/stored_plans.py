"""
The border the other way: a stored plan becomes a `routing.Plan` of today's problem.

What it carries is what its bookings hold now, so who gave up is not aboard any more. No
bound is read: nothing is proven about a plan that people have changed.

For a run, which makes the problem of the parties as they are: stops where nobody gets
on or off are left out. ``restoring`` is for a dispatcher's hand: it makes the problem
of the plan, keeps every filed stop, and is above ``planning``, which calls this one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import Booking, BookingStatus, Party, Place, Trip, TripStatus
from routing import check
from routing import plan as routing
from routing.joining import replanned
from webapp.services.bookings import pickup_code
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan, Stop
    from routing.problem import Problem


def trips_driven(session: Session, plan: CharterPlan) -> list[Trip]:
    """Return the trips that were not called off, with who is aboard, as numbered."""
    return list(
        session.scalars(
            select(Trip)
            .where(Trip.plan_id == plan.id, Trip.status != TripStatus.CANCELLED)
            .options(
                selectinload(Trip.stops),
                selectinload(Trip.bookings)
                .joinedload(Booking.party)
                .joinedload(Party.pickup_place)
                .joinedload(Place.parent),
                joinedload(Trip.coach_type),
            )
            .order_by(Trip.number)
        )
    )


def read_plan(problem: Problem, trips: Sequence[Trip]) -> routing.Plan:
    """
    Return stored trips as a plan of a problem made of the same campaign.

    Parties that a trip carries and the problem does not know are not aboard.
    """
    return replanned(problem, read_trips(problem, trips))


def read_trips(problem: Problem, trips: Sequence[Trip]) -> tuple[routing.Trip, ...]:
    """
    Return stored trips that carry somebody, in their order.

    A trip with a stop, a coach or a day that the problem does not know is left out.
    """
    known = {party.id for party in problem.parties}
    read = (_read_trip(problem, trip, known) for trip in trips)
    return tuple(trip for trip in read if trip is not None)


def cheaper(
    problem: Problem, found: routing.Plan, trips: Sequence[Trip]
) -> routing.Plan:
    """
    Return the plan found, or stored trips where they cost less and break no rule.

    A run has a time limit: what is known already must not look like a loss. The trips
    leave when the problem's coaches do.
    """
    leaves_s = problem.rules.depart_from_s
    stored = read_trips(problem, trips)
    standing = replanned(
        problem, [_moved(trip, leaves_s - trip.departs_s) for trip in stored]
    )
    if standing.cost_cents >= found.cost_cents or check(problem, standing):
        return found
    bound = min(found.lower_bound_cents, standing.cost_cents)
    return replace(
        found,
        status=routing.Status.OPTIMAL
        if bound == standing.cost_cents
        else routing.Status.FEASIBLE,
        cost_cents=standing.cost_cents,
        costs=standing.costs,
        lower_bound_cents=bound,
        gap=(standing.cost_cents - bound) / standing.cost_cents,
        trips=standing.trips,
        unassigned=standing.unassigned,
    )


def stop_id(stop: Stop) -> str:
    """Return what a stop is called in a problem; see ``planning.Point``."""
    return stop.place_code or f"site {stop.site_id}"


def _read_trip(problem: Problem, trip: Trip, known: set[str]) -> routing.Trip | None:
    board: dict[str, list[routing.Riders]] = defaultdict(list)
    alight: dict[str, list[routing.Riders]] = defaultdict(list)
    for booking in trip.bookings:
        party = booking.party
        if booking.status is BookingStatus.HELD and str(party.id) in known:
            aboard = routing.Riders(str(party.id), booking.seats)
            board[pickup_code(booking) or ""].append(aboard)
            alight[f"site {party.site_id}"].append(aboard)
    date = trip.service_date
    midnight = dt.datetime.combine(date, dt.time(), LOCAL_TIME)

    def second(at: dt.datetime) -> int:
        return int((at - midnight).total_seconds())

    stops = tuple(
        routing.Stop(
            here,
            board=tuple(board[here]),
            alight=tuple(alight[here]),
            arrives_s=second(stop.arrives_at),
            leaves_s=second(stop.departs_at),
        )
        for stop in trip.stops
        if board[here := stop_id(stop)] or alight[here]
    )
    row = {place.id: i for i, place in enumerate(problem.places)}
    coaches = {coach.id for coach in problem.fleet}
    if (
        not stops
        or date not in problem.dates
        or str(trip.coach_type_id) not in coaches
        or any(stop.place not in row for stop in stops)
    ):
        return None
    departs_s = stops[0].leaves_s
    ways = pairwise(row[stop.place] for stop in stops)
    return routing.Trip(
        coach=str(trip.coach_type_id),
        service_date=date,
        stops=stops,
        distance_m=sum(int(problem.distance_m[way]) for way in ways),
        duration_s=stops[-1].leaves_s - stops[0].arrives_s,
        cost_cents=trip.cost_cents,
        drivers=trip.drivers,
        rests=tuple(
            routing.Rest(leg, starts_s + departs_s, ends_s + departs_s)
            for leg, starts_s, ends_s in trip.rests
        )
        if len(stops) == len(trip.stops)
        else (),
    )


def _moved(trip: routing.Trip, by_s: int) -> routing.Trip:
    """Return a trip that leaves so much later, all its stops with it."""
    return replace(
        trip,
        stops=tuple(
            replace(
                stop, arrives_s=stop.arrives_s + by_s, leaves_s=stop.leaves_s + by_s
            )
            for stop in trip.stops
        ),
        rests=tuple(
            replace(rest, starts_s=rest.starts_s + by_s, ends_s=rest.ends_s + by_s)
            for rest in trip.rests
        ),
    )
