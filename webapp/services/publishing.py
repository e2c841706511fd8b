"""
A plan becomes a promise: its trips are published, and later moved or called off.

Each time an edition is kept. A later one is compared with it: who rides by a wish of
their own and whose ride has changed is told, and so are the enterprises whose people it
concerns; of all others nobody hears anything.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Booking,
    BookingStatus,
    CampaignStatus,
    NoticeKind,
    TripRole,
    TripStatus,
)
from webapp.services import audit, editions
from webapp.services.boarding import passes
from webapp.services.boarding.carrying import carry_over
from webapp.services.bookings import tell_rider
from webapp.services.closing import expect_open
from webapp.services.fleets import find_overused, overused_by_move
from webapp.services.publishing_notices import (
    tell_enterprises,
    tell_riders,
    tell_waiting,
)
from webapp.services.seats import release_ride
from webapp.services.travel_day.reading import has_arrived
from webapp.services.travel_day.states import TO_TRAIN_S
from webapp.services.versions import claim
from webapp.services.waiting import seat_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Campaign, CharterPlan, Trip
    from webapp.services.fleets import Overused

# Farther off it is another campaign's day.
FARTHEST_MOVE = dt.timedelta(days=3)


class PublishingError(Exception):
    """
    A plan or a trip cannot be published, moved or called off.

    PublishingError
    ├── NotChosenError
    ├── CalledOffError
    ├── ArrivedError
    ├── CoachesTakenError
    ├── MissesTrainError
    └── MovedOnError
    """


class NotChosenError(PublishingError):
    """The plan is not the one that is driven."""


class CalledOffError(PublishingError):
    """The trip was called off before."""


class ArrivedError(PublishingError):
    """The coach has come to its last gate."""


class CoachesTakenError(PublishingError):
    """Other campaigns have its coaches on that day; ``overused`` says which."""

    def __init__(self, overused: Sequence[Overused]) -> None:
        super().__init__(f"Other campaigns use {len(overused)} of its coach types.")
        self.overused = overused


class MissesTrainError(PublishingError):
    """The coach would come too late for its train, or leave before it is there."""


class MovedOnError(PublishingError):
    """What would change is not what was shown: somebody else was faster."""


def publish(
    session: Session,
    plan: CharterPlan,
    *,
    seen: str | None = None,
    account_id: int | None,
    now: dt.datetime,
) -> int:
    """
    Publish the trips of the driven plan; return how many of those who wait sit now.

    What was published before is kept as far as it can be, and only those are told whom
    the difference concerns.

    Parameters
    ----------
    seen
        The mark of the difference that was shown (``editions.preview``).

    Raises
    ------
    NotChosenError
        When another plan is driven.
    CampaignClosedError
        When the campaign is closed.
    MovedOnError
        When the difference is another than the one that was shown.
    CoachesTakenError
        When other campaigns have coaches of it on that day.
    """
    campaign = plan.campaign
    expect_open(session, campaign)
    if not plan.is_chosen:
        msg = f"Plan {plan.id} is not the one that is driven."
        raise NotChosenError(msg)
    if seen is not None and seen != editions.preview(session, plan)[1]:
        msg = f"Plan {plan.id} would change something else than was shown."
        raise MovedOnError(msg)
    latest = editions.find_latest(session, campaign)
    before = latest.plan if latest else None
    if overused := find_overused(session, plan, before):
        raise CoachesTakenError(overused)
    if latest is not None and before is not plan:
        editions.lay_over(session, latest, plan)
        if before is not None:
            carry_over(session, before, plan)
    if campaign.status is not CampaignStatus.PUBLISHED:
        campaign.status = CampaignStatus.PUBLISHED
    published = [trip for trip in plan.trips if trip.status is TripStatus.DRAFT]
    for trip in published:
        trip.status = TripStatus.PUBLISHED
    session.flush()
    seated = seat_waiting(session, campaign, now=now)
    difference = editions.keep(session, plan, account_id=account_id, now=now)
    tell_riders(session, difference, plan, before=before, now=now)
    if latest is None:
        tell_waiting(session, campaign, now)
    tell_enterprises(session, campaign, difference, is_first=latest is None, now=now)
    audit.record(
        session,
        "plan.publish",
        plan,
        account_id=account_id,
        now=now,
        detail={
            "campaign": campaign.id,
            "trips": len(published),
            "changed_trips": len(difference.trips),
            "changed_parties": len(difference.parties),
        },
    )
    return len(seated)


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
    CampaignClosedError
        When the campaign is closed.
    CalledOffError
        When it was called off.
    ArrivedError
        When the coach has come to its last gate.
    StaleError
        When it was changed since it was shown.
    CoachesTakenError
        When a public trip would go to a day on which all coaches of its kind are used,
        by this campaign or by others.
    MissesTrainError
        When a coach to a train would be there later than a quarter of an hour before
        it leaves, or one from it would leave before it is there.
    """
    expect_open(session, trip.plan.campaign)
    claim(session, trip, seen_at, now)
    _expect_to_travel(session, trip)
    _expect_train(trip, departs_at)
    if trip.status is TripStatus.PUBLISHED and (
        overused := overused_by_move(session, trip, departs_at)
    ):
        raise CoachesTakenError([overused])
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
        keep_edition(session, trip.plan, account_id=account_id, now=now)
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
    CampaignClosedError
        When the campaign is closed.
    CalledOffError
        When it was called off before.
    ArrivedError
        When the coach has come to its last gate.
    StaleError
        When it was changed since it was shown.
    """
    expect_open(session, trip.plan.campaign)
    claim(session, trip, seen_at, now)
    _expect_to_travel(session, trip)
    trip.status = TripStatus.CANCELLED
    session.flush()
    bookings = held_on(session, trip)
    riders = sum(booking.seats for booking in bookings)
    for booking in bookings:
        tell_rider(session, booking, NoticeKind.SEAT_CANCELLED, now=now)
        release_ride(session, booking)
    audit.record(
        session,
        "trip.call_off",
        trip,
        account_id=account_id,
        now=now,
        detail={"reason": reason, "riders": riders},
    )
    seat_waiting(session, trip.plan.campaign, now=now)
    keep_edition(session, trip.plan, account_id=account_id, now=now)
    return riders


def _expect_train(trip: Trip, departs_at: dt.datetime) -> None:
    block = trip.block
    if block is None:
        return
    if trip.role is TripRole.SHUTTLE:
        is_missed = departs_at < block.arrives_at
    else:
        there_at = trip.stops[-1].departs_at + (departs_at - trip.departs_at)
        is_missed = there_at + dt.timedelta(seconds=TO_TRAIN_S) > block.departs_at
    if is_missed:
        msg = f"Trip {trip.number} would miss train {block.name}."
        raise MissesTrainError(msg)


def _expect_to_travel(session: Session, trip: Trip) -> None:
    if trip.status is TripStatus.CANCELLED:
        msg = f"Trip {trip.id} was called off."
        raise CalledOffError(msg)
    if has_arrived(session, trip):
        msg = f"Trip {trip.id} has arrived."
        raise ArrivedError(msg)


def keep_edition(
    session: Session, plan: CharterPlan, *, account_id: int | None, now: dt.datetime
) -> None:
    """
    Keep what was changed by hand as an edition, and tell the enterprises.

    Nothing is kept for a plan that is not the public one.
    """
    latest = editions.find_latest(session, plan.campaign)
    if latest is None or latest.plan_id != plan.id:
        return
    difference = editions.keep(session, plan, account_id=account_id, now=now)
    tell_enterprises(session, plan.campaign, difference, is_first=False, now=now)


def keep_latest(
    session: Session, campaign: Campaign, *, account_id: int | None, now: dt.datetime
) -> None:
    """Keep what the public plan of a campaign promises now; nothing without one."""
    latest = editions.find_latest(session, campaign)
    if latest is not None and latest.plan is not None:
        keep_edition(session, latest.plan, account_id=account_id, now=now)


def held_on(session: Session, trip: Trip) -> Sequence[Booking]:
    """Return the bookings that hold seats of a trip."""
    return session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD)
        .order_by(Booking.id)
    ).all()
