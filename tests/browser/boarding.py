"""A coach of the served plan that leaves now, and who holds its link."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, BoardingEvent, Booking, BookingStatus, Role, Trip
from webapp.database import open_engine
from webapp.demo.accounts import PREFIX
from webapp.services.boarding import passes
from webapp.services.publishing import move_trip
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    from tests.browser.site import Site


def leaving(site: Site, *, parties: int, from_last: int) -> tuple[int, str, list[str]]:
    """
    Let a coach leave now; return its trip, the escort's link, and its tickets.

    Of the coaches with so many parties it is the last, or stands so many before it:
    tests that share a site take different ones. The second ticket is as its picture
    says it, the others are codes.
    """
    engine = open_engine(site.settings.url)
    now = dt.datetime.now(dt.UTC)
    key = site.settings.signing_key()
    with Session(engine) as session:
        # Not the one of the demo seeker's ride, nor the first, that others look at.
        trip = session.scalars(
            select(Trip)
            .join(Trip.bookings)
            .where(
                Trip.plan_id == site.ids["plan"], Booking.status == BookingStatus.HELD
            )
            .group_by(Trip.id)
            .having(func.count(Booking.id) >= parties)
            .order_by(Trip.id.desc())
        ).all()[from_last]
        move_trip(session, trip, now, seen_at=trip.updated_at, account_id=None, now=now)
        dispatcher = session.scalars(
            select(Account.id).where(Account.login == f"{PREFIX}{Role.DISPATCHER}")
        ).one()
        given = passes.give_escort(
            session, trip, "王师傅", account_id=dispatcher, now=now
        )
        bookings = sorted(trip.bookings, key=lambda booking: booking.seats)[:parties]
        said = [booking.code for booking in bookings]
        said[1] = payload(bookings[1], key)
        token = passes.token(given, key)
        session.commit()
        found = trip.id, f"/board/in/{token}", said
    engine.dispose()
    return found


def known(site: Site, trip_id: int) -> int:
    """Return of how many people the server knows that they are aboard."""
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        count = session.scalar(
            select(func.count(BoardingEvent.id)).where(BoardingEvent.trip_id == trip_id)
        )
    engine.dispose()
    return count or 0
