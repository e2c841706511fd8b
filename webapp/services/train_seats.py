"""The seats of trains: who holds them in a plan, what is left, what they cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import Booking, BookingStatus, TrainBlock, Trip, TripRole, TripStatus
from webapp.services.seats import NoSeatsLeftError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from models import CharterPlan


def riders_of(session: Session, plan: CharterPlan | None) -> dict[int, int]:
    """Return how many people go by each train of a plan, by the block's id."""
    if plan is None:
        return {}
    booked = session.execute(
        select(TrainBlock.id, Booking.seats, Booking.given_away)
        .join(Trip, Trip.block_id == TrainBlock.id)
        .join(Booking, Booking.trip_id == Trip.id)
        .where(
            Trip.plan_id == plan.id,
            Trip.role == TripRole.FEEDER,
            Booking.status == BookingStatus.HELD,
        )
    )
    riders: Counter[int] = Counter()
    for block_id, seats, given_away in booked:
        riders[block_id] += seats - len(given_away)
    return dict(riders)


def riders_by_train(session: Session, plan: CharterPlan) -> set[int]:
    """Return the ids of the parties that go by train in a plan."""
    return set(
        session.scalars(
            select(Booking.party_id)
            .join(Trip, Trip.id == Booking.trip_id)
            .where(
                Booking.plan_id == plan.id,
                Booking.status == BookingStatus.HELD,
                Trip.block_id.is_not(None),
            )
        )
    )


def train_seats_left(session: Session, feeder: Trip) -> int:
    """Return how many seats are left on the train that a coach goes to."""
    block = feeder.block
    return (
        0
        if block is None
        else block.seats - riders_of(session, feeder.plan).get(block.id, 0)
    )


def expect_train_seats(session: Session, trip: Trip, people: int = 1) -> None:
    """
    Raise ``NoSeatsLeftError`` where a feeder's train has no seats for so many more.

    The campaign's row is held by the caller.
    """
    block = trip.block
    if trip.role is not TripRole.FEEDER or block is None:
        return
    if train_seats_left(session, trip) < people:
        msg = f"Train {block.name} has no seats for {people} more."
        raise NoSeatsLeftError(msg)


def tickets_cents(session: Session, plan_ids: Iterable[int]) -> dict[int, int]:
    """Return what the seats of trains cost that people hold, by plan; 0 left out."""
    sums = session.execute(
        select(Trip.plan_id, func.sum(Trip.seats_taken * TrainBlock.seat_cents))
        .join(TrainBlock, TrainBlock.id == Trip.block_id)
        .where(
            Trip.plan_id.in_(list(plan_ids)),
            Trip.role == TripRole.FEEDER,
            Trip.status != TripStatus.CANCELLED,
        )
        .group_by(Trip.plan_id)
    )
    return {plan_id: int(cents) for plan_id, cents in sums if cents}
