"""The trains of a stored plan as `routing` knows them: rows become trains again."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from models import BookingStatus, TripRole
from routing.last_mile import LastMile
from routing.plan import Riders, Stop, Train
from webapp.services.bookings import pickup_code
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models import Booking, Trip
    from models import Stop as StoredStop
    from routing import plan as routing
    from routing.laying import Layer
    from routing.trains import TrainBlock


def restored_trains(layer: Layer, trips: Iterable[Trip]) -> tuple[Train, ...] | None:
    """
    Return the trains that trips serve, laid out anew; None where that cannot be.

    It cannot where the trains of the problem or their shuttles lack one of them, and
    where a seat on one of its coaches was given away. Who does not sit in both coaches,
    or whose stop is not made, is on none.

    Parameters
    ----------
    trips
        Those to and from trains, without those called off, with stops and bookings.
    """
    problem = layer.problem
    blocks = {block.id: block for block in problem.trains.blocks}
    shuttles = {coach.id for coach in problem.trains.shuttles}
    coaches = {coach.id for coach in problem.fleet}
    places = {place.id for place in problem.places}
    served: defaultdict[str, list[Trip]] = defaultdict(list)
    for trip in trips:
        block = blocks.get(str(trip.block_id))
        if block is None or not {_place(stop) for stop in trip.stops} <= places:
            return None
        known = shuttles if trip.role is TripRole.SHUTTLE else coaches
        if _coach(trip, block) not in known or any(b.given_away for b in _held(trip)):
            return None
        served[block.id].append(trip)
    last_mile = LastMile(problem)
    made = (_train(layer, last_mile, blocks[id_], some) for id_, some in served.items())
    return tuple(train for train in made if train.riders)


def _train(
    layer: Layer, last_mile: LastMile, block: TrainBlock, trips: Sequence[Trip]
) -> Train:
    problem = layer.problem
    party = {party.id: party for party in problem.parties}
    seated: dict[TripRole, Counter[str]] = {role: Counter() for role in TripRole}
    for trip in trips:
        there = {_place(stop) for stop in trip.stops}
        for booking in _held(trip):
            name = str(booking.party_id)
            is_feeder = trip.role is TripRole.FEEDER
            if name in party and there >= {
                pickup_code(booking) if is_feeder else party[name].dropoff
            }:
                seated[trip.role][name] += booking.held
    fed, fetched = seated[TripRole.FEEDER], seated[TripRole.SHUTTLE]
    aboard = {name for name in fed if fed[name] == fetched[name] == party[name].size}
    feeders, drives = [], []
    for trip in trips:
        people = {
            str(booking.party_id): booking
            for booking in _held(trip)
            if str(booking.party_id) in aboard
        }
        if not people:
            continue
        leaves_s = _second(block, trip.departs_at)
        some = tuple(Riders(name, each.held) for name, each in people.items())
        if trip.role is TripRole.SHUTTLE:
            coach = next(
                c for c in problem.trains.shuttles if c.id == _coach(trip, block)
            )
            gates = [_place(stop) for stop in trip.stops[1:]]
            drives.append(
                last_mile.lay_out(
                    block, coach, gates, some, leaves_s, trip.vehicle or 1
                )
            )
        else:
            feeders.append(
                layer.lay(
                    _coach(trip, block),
                    block.service_date,
                    leaves_s,
                    _stops(trip, people, some),
                )
            )
    riders = tuple(Riders(name, fed[name]) for name in fed if name in aboard)
    return Train(block.id, riders, tuple(feeders), tuple(drives))


def _stops(
    trip: Trip, people: dict[str, Booking], aboard: tuple[Riders, ...]
) -> list[routing.Stop]:
    """Return the stops of a feeder: where its people board, and the hub."""
    *pickups, hub = (_place(stop) for stop in trip.stops)
    return [
        *(
            Stop(
                place,
                board=tuple(
                    on for on in aboard if pickup_code(people[on.party]) == place
                ),
            )
            for place in pickups
        ),
        Stop(hub, alight=aboard),
    ]


def _held(trip: Trip) -> list[Booking]:
    return [each for each in trip.bookings if each.status is BookingStatus.HELD]


def _place(stop: StoredStop) -> str:
    return f"site {stop.site_id}" if stop.site_id else stop.place_code or ""


def _coach(trip: Trip, block: TrainBlock) -> str:
    if trip.role is TripRole.SHUTTLE:
        return f"{trip.coach_type_id} at {block.station}"
    return str(trip.coach_type_id)


def _second(block: TrainBlock, at: dt.datetime) -> int:
    midnight = dt.datetime.combine(block.service_date, dt.time(), LOCAL_TIME)
    return int((at - midnight).total_seconds())
