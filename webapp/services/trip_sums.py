"""What of a plan's trips is added up: coaches, people, seats, money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import TrainBlock, Trip, TripRole, TripStatus
from webapp.services.rules import LOCAL_TIME
from webapp.services.train_seats import tickets_cents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class TripSum:
    """
    What of a trip is added up.

    Parameters
    ----------
    shown_date
        See ``Trip.shown_date``.
    coach
        The same for all drives of one shuttle coach on a day.
    """

    shown_date: dt.date
    coach: tuple[object, ...]
    role: TripRole
    seats_taken: int
    seats_allowed: int
    cost_cents: int
    is_called_off: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """
    What trips come to.

    Parameters
    ----------
    coaches
        A shuttle that drives several times on a day is one.
    riders
        Who goes by train sits in two coaches and is counted once.
    taken, seats
        Of the seats of all coaches, each drive counted.
    money_cents
        For the coaches, and where it is said so for the tickets of trains.
    """

    coaches: int = 0
    riders: int = 0
    taken: int = 0
    seats: int = 0
    money_cents: int = 0

    @property
    def filled(self) -> float:
        """Return the share of the seats that is filled, 0 where there are none."""
        return self.taken / self.seats if self.seats else 0.0


def sum_trips(session: Session, plan_ids: Sequence[int]) -> dict[int, list[TripSum]]:
    """Return what is added up of the trips of plans, by plan, in their order."""
    rows = session.execute(
        select(
            Trip.plan_id,
            Trip.id,
            Trip.departs_at,
            TrainBlock.departs_at,
            TrainBlock.station_code,
            Trip.coach_type_id,
            Trip.vehicle,
            Trip.role,
            Trip.seats_taken,
            Trip.seats_allowed,
            Trip.cost_cents,
            Trip.status,
        )
        .outerjoin(TrainBlock, TrainBlock.id == Trip.block_id)
        .where(Trip.plan_id.in_(plan_ids))
        .order_by(Trip.plan_id, Trip.number)
    )
    found: dict[int, list[TripSum]] = {id_: [] for id_ in plan_ids}
    for plan_id, id_, leaves, train, station, coach, vehicle, role, *rest in rows:
        taken, allowed, cents, status = rest
        date = (train or leaves).astimezone(LOCAL_TIME).date()
        found[plan_id].append(
            TripSum(
                date,
                (id_,) if vehicle is None else (date, station, coach, vehicle),
                role,
                taken,
                allowed,
                cents,
                status is TripStatus.CANCELLED,
            )
        )
    return found


def add_up(trips: Iterable[TripSum], tickets_cents: int = 0) -> Sums:
    """Return what trips come to, with the tickets of their trains."""
    every = list(trips)
    return Sums(
        coaches=len({trip.coach for trip in every}),
        riders=sum(t.seats_taken for t in every if t.role is not TripRole.SHUTTLE),
        taken=sum(trip.seats_taken for trip in every),
        seats=sum(trip.seats_allowed for trip in every),
        money_cents=tickets_cents + sum(trip.cost_cents for trip in every),
    )


def sums_of(session: Session, plan_ids: Sequence[int]) -> dict[int, Sums]:
    """Return what plans come to, tickets included, for those that have trips."""
    tickets = tickets_cents(session, plan_ids)
    return {
        id_: add_up(trips, tickets.get(id_, 0))
        for id_, trips in sum_trips(session, plan_ids).items()
        if trips
    }
