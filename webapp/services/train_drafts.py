"""A plan's coaches to and from trains as drafts, with their numbers and seats."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import Booking, BookingStatus, Party, Place, Trip, TripStatus
from webapp.services.drafts import DraftStop, DraftTrip
from webapp.services.rules import LOCAL_TIME
from webapp.services.train_seats import tickets_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan
    from webapp.services.drafts import Draft


@dataclass(frozen=True, slots=True)
class KeptTrains:
    """
    Feeders and shuttles as they are, with their numbers.

    Parameters
    ----------
    cost_cents
        Of them, and of the seats of the trains.
    """

    trips: tuple[DraftTrip, ...] = ()
    cost_cents: int = 0

    def joined(self, draft: Draft) -> Draft:
        """Return a draft of direct coaches with the trains."""
        return replace(
            draft,
            trips=(*draft.trips, *self.trips),
            cost_cents=draft.cost_cents + self.cost_cents,
        )


def serving_trips(session: Session, plan: CharterPlan) -> Sequence[Trip]:
    """Return the coaches of a plan that serve a train, without those called off."""
    return session.scalars(
        select(Trip)
        .where(
            Trip.plan_id == plan.id,
            Trip.block_id.is_not(None),
            Trip.status != TripStatus.CANCELLED,
        )
        .options(
            selectinload(Trip.stops),
            selectinload(Trip.bookings).selectinload(Booking.numbered),
            selectinload(Trip.bookings)
            .selectinload(Booking.party)
            .joinedload(Party.pickup_place)
            .joinedload(Place.parent),
        )
        .order_by(Trip.number)
    ).all()


def kept_trains(
    session: Session, plan: CharterPlan, trips: Sequence[Trip]
) -> KeptTrains:
    """Return those coaches of a plan as they are."""
    tickets = tickets_cents(session, [plan.id]).get(plan.id, 0)
    return KeptTrains(
        tuple(_drafted(trip) for trip in trips),
        tickets + sum(trip.cost_cents for trip in trips),
    )


def _drafted(trip: Trip) -> DraftTrip:
    held = [each for each in trip.bookings if each.status is BookingStatus.HELD]
    leaves_at = trip.departs_at.astimezone(LOCAL_TIME)
    midnight = dt.datetime.combine(trip.service_date, dt.time(), LOCAL_TIME)

    def second(at: dt.datetime) -> int:
        return int((at - trip.departs_at).total_seconds())

    return DraftTrip(
        coach_type_id=trip.coach_type_id,
        seats_allowed=trip.seats_allowed,
        distance_m=trip.distance_m,
        duration_s=trip.duration_s,
        cost_cents=trip.cost_cents,
        drivers=trip.drivers,
        stops=tuple(
            DraftStop(
                stop.place_code,
                stop.site_id,
                second(stop.arrives_at),
                second(stop.departs_at),
            )
            for stop in trip.stops
        ),
        seats=tuple((each.party_id, each.held) for each in held),
        number=trip.number,
        service_date=trip.service_date.isoformat(),
        departs_s=int((leaves_at - midnight).total_seconds()),
        boards=tuple(
            (each.party_id, each.pickup_code)
            for each in held
            if each.pickup_code is not None
        ),
        rests=tuple((leg, begins, ends) for leg, begins, ends in trip.rests),
        role=trip.role.value,
        block_id=trip.block_id,
        vehicle=trip.vehicle,
    )
