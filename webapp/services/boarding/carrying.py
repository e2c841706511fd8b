"""
The day goes on when a changed plan is published: passes and notes go to its trips.

A coach keeps its number from one published plan to the next, so what belongs to number
3 belongs to number 3 of the new plan. What has no such trip stays where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models import (
    Arrival,
    BoardingEvent,
    CharterPlan,
    EscortPass,
    Trip,
    TripEvent,
    WalkOn,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def carry_over(session: Session, before: CharterPlan, plan: CharterPlan) -> None:
    """Move passes, notes and arrivals to the trips of the same number."""
    new = {trip.number: trip for trip in _trips(session, plan)}
    for old in _trips(session, before):
        trip = new.get(old.number)
        if trip is None:
            continue
        for table in (EscortPass, BoardingEvent, WalkOn, TripEvent, Arrival):
            session.execute(
                update(table)
                .where(table.trip_id == old.id)
                .values(trip_id=trip.id)
                .execution_options(synchronize_session=False)
            )
        stops = {(stop.place_code, stop.site_id): stop.id for stop in trip.stops}
        for stop in old.stops:
            now = stops.get((stop.place_code, stop.site_id))
            if now is None:
                continue
            for noted in (WalkOn, TripEvent):
                session.execute(
                    update(noted)
                    .where(noted.stop_id == stop.id)
                    .values(stop_id=now)
                    .execution_options(synchronize_session=False)
                )
    session.expire_all()


def same_coach(session: Session, trip: Trip) -> Sequence[int]:
    """Return the trips of all plans of the campaign that bear the number of a trip."""
    return session.scalars(
        select(Trip.id)
        .join(Trip.plan)
        .where(
            Trip.number == trip.number,
            CharterPlan.campaign_id == trip.plan.campaign_id,
        )
    ).all()


def _trips(session: Session, plan: CharterPlan) -> Sequence[Trip]:
    return session.scalars(
        select(Trip).where(Trip.plan_id == plan.id).order_by(Trip.number)
    ).all()
