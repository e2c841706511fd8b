"""
The days of a campaign, and on which of them a party may travel.

A party without days of its own rides on any day of its campaign. One whose days change
gives back the seats that it holds on other days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import NoticeKind, TripStatus
from webapp.services.bookings import tell_rider
from webapp.services.seats import held_bookings, release_ride

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Party

LONGEST_DAYS = 31


def chinese_days(first: dt.date, last: dt.date) -> str:
    """
    Return days as Chinese papers and text messages write them.

    >>> import datetime as dt
    >>> chinese_days(dt.date(2027, 2, 18), dt.date(2027, 2, 18))
    '2月18日'
    >>> chinese_days(dt.date(2027, 2, 18), dt.date(2027, 3, 1))
    '2月18日至3月1日'
    """
    begins = f"{first.month}月{first.day}日"
    if first == last:
        return begins
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{begins}至{month}{last.day}日"


def interval(first: dt.date, last: dt.date) -> str:
    """Return days as ISO writes them: a date, or two with a stroke between."""
    begins = first.isoformat()
    return begins if first == last else f"{begins}/{last.isoformat()}"


def set_window(
    session: Session,
    party: Party,
    first_date: dt.date | None,
    last_date: dt.date | None,
    *,
    now: dt.datetime,
) -> bool:
    """
    Set the days on which a party may travel; False when they are these already.

    Seats that it holds on other days are given back, and who asked for the ride is
    told where the trip is public. The caller holds the campaign's row, and seats who
    waits.
    """
    if (party.first_date, party.last_date) == (first_date, last_date):
        return False
    party.first_date, party.last_date = first_date, last_date
    wanted = party.wanted_date
    if wanted is not None and not party.may_ride_on(wanted):
        party.wanted_date = None
    session.flush()
    for booking in held_bookings(session, party):
        # Who goes by train leaves home with the first of two, and comes a day later.
        if booking.leg > 1 or party.may_ride_on(booking.trip.service_date):
            continue
        if release_ride(session, booking) and (
            booking.trip.status is TripStatus.PUBLISHED
        ):
            tell_rider(session, booking, NoticeKind.SEAT_CANCELLED, now=now)
    return True
