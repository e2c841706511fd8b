"""The border between rows and promises: a plan is read, previewed, kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Booking,
    BookingStatus,
    CharterPlan,
    CoachType,
    Edition,
    Party,
    Place,
    Site,
    Stop,
    Trip,
    TripEvent,
    TripEventKind,
    TripStatus,
)
from webapp.services.bookings import stops_of
from webapp.services.editions.difference import Difference, compare
from webapp.services.editions.promises import (
    PartyPromise,
    Promises,
    StopPromise,
    TripPromise,
)
from webapp.services.editions.settling import settle
from webapp.services.manifests.content import stop_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Campaign

PUBLISHED = (TripStatus.PUBLISHED,)
TO_PUBLISH = (TripStatus.DRAFT, TripStatus.PUBLISHED)


def list_editions(session: Session, campaign: Campaign) -> Sequence[Edition]:
    """Return what was published of a campaign, the first edition first."""
    return session.scalars(
        select(Edition)
        .where(Edition.campaign_id == campaign.id)
        .order_by(Edition.number)
    ).all()


def find_latest(session: Session, campaign: Campaign) -> Edition | None:
    """Return the campaign's latest edition; None before it was published."""
    return session.scalars(
        select(Edition)
        .where(Edition.campaign_id == campaign.id)
        .order_by(Edition.number.desc())
        .limit(1)
    ).one_or_none()


def read(
    session: Session, plan: CharterPlan, states: Sequence[TripStatus] = PUBLISHED
) -> Promises:
    """Return what a plan's trips of these states promise, as its rows are now."""
    trips = session.scalars(
        select(Trip)
        .where(Trip.plan_id == plan.id, Trip.status.in_(states))
        .options(
            selectinload(Trip.stops).joinedload(Stop.place),
            selectinload(Trip.stops).joinedload(Stop.site).joinedload(Site.employer),
            joinedload(Trip.coach_type).joinedload(CoachType.operator),
            joinedload(Trip.block),
        )
        .execution_options(populate_existing=True)
    ).all()
    held = held_bookings_of(session, plan)
    return Promises.sorted(
        (_trip_promise(trip) for trip in trips if trip.stops),
        (
            promise
            for booking in held
            if booking.trip.status in states
            for promise in [_party_promise(booking)]
            if promise is not None
        ),
    )


def held_bookings_of(session: Session, plan: CharterPlan) -> Sequence[Booking]:
    """Return the bookings of a plan that hold seats."""
    return session.scalars(
        select(Booking)
        .where(Booking.plan_id == plan.id, Booking.status == BookingStatus.HELD)
        .options(
            joinedload(Booking.trip),
            joinedload(Booking.party)
            .joinedload(Party.pickup_place)
            .joinedload(Place.parent),
            selectinload(Booking.numbered),
        )
        .order_by(Booking.id)
    ).all()


def preview(session: Session, plan: CharterPlan) -> tuple[Difference, str]:
    """
    Return what publishing a plan would change now, and a mark of just that.

    The mark is given back when it is published: what has changed meanwhile is seen.
    """
    latest = find_latest(session, plan.campaign)
    before = Promises.of(latest.promises) if latest else Promises()
    after = read(session, plan, TO_PUBLISH)
    if latest is not None and latest.plan_id != plan.id:
        after = settle(before, after, broken_numbers(session, latest))
    return compare(before, after), mark(latest, after)


def broken_numbers(session: Session, edition: Edition) -> set[int]:
    """Return the numbers of an edition's coaches that broke down and do not go on."""
    said = session.execute(
        select(Trip.number, TripEvent.kind)
        .join(TripEvent, TripEvent.trip_id == Trip.id)
        .where(
            Trip.plan_id == edition.plan_id,
            TripEvent.taken_back_at.is_(None),
            TripEvent.kind.in_((TripEventKind.BROKE_DOWN, TripEventKind.GOES_ON)),
        )
        .order_by(TripEvent.happened_at, TripEvent.id)
    )
    last = dict(said.all())
    return {n for n, kind in last.items() if kind is TripEventKind.BROKE_DOWN}


def keep(
    session: Session,
    plan: CharterPlan,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> Difference:
    """
    Keep what a plan promises as the campaign's next edition, if anything has changed.

    The campaign's row is held by the caller, so that no number is given twice.
    """
    latest = find_latest(session, plan.campaign)
    before = Promises.of(latest.promises) if latest else Promises()
    after = read(session, plan)
    difference = compare(before, after)
    if latest is not None and not difference:
        latest.plan_id = plan.id
    else:
        edition = Edition(
            campaign_id=plan.campaign_id,
            plan_id=plan.id,
            number=latest.number + 1 if latest else 1,
            published_at=now,
            account_id=account_id,
            promises=after.plain(),
        )
        session.add(edition)
    session.flush()
    return difference


def _trip_promise(trip: Trip) -> TripPromise:
    coach = trip.coach_type
    return TripPromise(
        number=trip.number,
        operator_id=coach.operator_id,
        operator=coach.operator.name,
        coach=coach.name,
        rated_seats=coach.seats,
        seats_allowed=trip.seats_allowed,
        drivers=trip.drivers,
        distance_m=trip.distance_m,
        stops=tuple(
            StopPromise(
                stop_key(stop), stop_name(stop), stop.arrives_at, stop.departs_at
            )
            for stop in trip.stops
        ),
        role=trip.role.value,
        train=trip.block.name if trip.block else "",
        block_id=trip.block_id,
    )


def _party_promise(booking: Booking) -> PartyPromise | None:
    """Return a booking's promise; None for a party moved to where no coach stops."""
    pickup, gate = stops_of(booking)
    if pickup is None or gate is None:
        return None
    return PartyPromise(
        party_id=booking.party_id,
        trip=booking.trip.number,
        pickup=stop_key(pickup),
        gate=stop_key(gate),
        leaves_at=pickup.departs_at,
        arrives_at=gate.arrives_at,
        size=booking.seats,
        seats=booking.seat_numbers,
        leg=booking.leg,
    )


def stop_key(stop: Stop) -> str:
    """Return what a stop is known by in every plan."""
    return stop.place_code or f"site {stop.site_id}"


def mark(latest: Edition | None, promises: Promises) -> str:
    """Return what tells these promises after this edition from all others."""
    text = json.dumps(promises.plain(), sort_keys=True)
    number = latest.number if latest else 0
    return f"{number}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
