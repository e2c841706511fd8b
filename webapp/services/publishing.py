"""
A plan becomes a promise: its trips are published, and later moved or called off.

Everybody who rides by a wish of their own is told; the others' employers are called.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Booking, BookingStatus, CampaignStatus, NoticeKind, TripStatus
from webapp.services import audit
from webapp.services.boarding import passes
from webapp.services.bookings import tell_rider
from webapp.services.seats import release_seats
from webapp.services.versions import claim
from webapp.services.waiting import lock_campaign, seat_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan, Trip

# Farther off it is another campaign's day.
FARTHEST_MOVE = dt.timedelta(days=3)


class PublishingError(Exception):
    """
    A plan or a trip cannot be published, moved or called off.

    PublishingError
    ├── NotChosenError
    └── CalledOffError
    """


class NotChosenError(PublishingError):
    """The plan is not the one that is driven."""


class CalledOffError(PublishingError):
    """The trip was called off before."""


def publish(
    session: Session, plan: CharterPlan, *, account_id: int | None, now: dt.datetime
) -> int:
    """
    Publish the trips of the driven plan; return how many of those who wait sit now.

    Raises
    ------
    NotChosenError
        When another plan is driven, or the campaign is closed.
    """
    campaign = plan.campaign
    lock_campaign(session, campaign)
    if not plan.is_chosen or campaign.status is CampaignStatus.CLOSED:
        msg = f"Plan {plan.id} is not the one that is driven."
        raise NotChosenError(msg)
    if campaign.status is not CampaignStatus.PUBLISHED:
        campaign.status = CampaignStatus.PUBLISHED
    published = [trip for trip in plan.trips if trip.status is TripStatus.DRAFT]
    for trip in published:
        trip.status = TripStatus.PUBLISHED
    session.flush()
    for trip in published:
        for booking in held_on(session, trip):
            tell_rider(session, booking, NoticeKind.SEAT_TAKEN, now=now)
    audit.record(
        session,
        "plan.publish",
        plan,
        account_id=account_id,
        now=now,
        detail={"campaign": campaign.id, "trips": len(published)},
    )
    return len(seat_waiting(session, campaign, now=now))


def move_trip(
    session: Session,
    trip: Trip,
    departs_at: dt.datetime,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Let a trip leave at another time; all its stops move with it.

    Raises
    ------
    CalledOffError
        When it was called off.
    StaleError
        When it was changed since it was shown.
    """
    lock_campaign(session, trip.plan.campaign)
    claim(session, trip, seen_at, now)
    if trip.status is TripStatus.CANCELLED:
        msg = f"Trip {trip.id} was called off."
        raise CalledOffError(msg)
    before, by = trip.departs_at, departs_at - trip.departs_at
    trip.departs_at += by
    trip.arrives_at += by
    for stop in trip.stops:
        stop.arrives_at += by
        stop.departs_at += by
    session.flush()
    passes.shift(session, trip, by)
    if trip.status is TripStatus.PUBLISHED:
        for booking in held_on(session, trip):
            tell_rider(session, booking, NoticeKind.TRIP_CHANGED, now=now)
    audit.record(
        session,
        "trip.move",
        trip,
        account_id=account_id,
        now=now,
        detail={"from": before.isoformat(), "to": departs_at.isoformat()},
    )


def call_off(
    session: Session,
    trip: Trip,
    reason: str,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> int:
    """
    Call a trip off; its people wait, and sit where there is room. Return their number.

    Raises
    ------
    CalledOffError
        When it was called off before.
    StaleError
        When it was changed since it was shown.
    """
    lock_campaign(session, trip.plan.campaign)
    claim(session, trip, seen_at, now)
    if trip.status is TripStatus.CANCELLED:
        msg = f"Trip {trip.id} was called off."
        raise CalledOffError(msg)
    trip.status = TripStatus.CANCELLED
    session.flush()
    bookings = held_on(session, trip)
    riders = sum(booking.seats for booking in bookings)
    for booking in bookings:
        tell_rider(session, booking, NoticeKind.SEAT_CANCELLED, now=now)
        release_seats(session, booking)
    audit.record(
        session,
        "trip.call_off",
        trip,
        account_id=account_id,
        now=now,
        detail={"reason": reason, "riders": riders},
    )
    seat_waiting(session, trip.plan.campaign, now=now)
    return riders


def held_on(session: Session, trip: Trip) -> Sequence[Booking]:
    """Return the bookings that hold seats of a trip."""
    return session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD)
        .order_by(Booking.id)
    ).all()
