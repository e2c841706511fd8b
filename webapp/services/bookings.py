"""A booking's stops, and whom to tell when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import NoticeKind, RideRequest, TripRole
from webapp.services import notices
from webapp.services.places import boarding_place

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Booking, Stop


def pickup_code(booking: Booking) -> str | None:
    """Return the code of the stop where a booking's party boards; None for nowhere."""
    if booking.pickup_code is not None:
        return booking.pickup_code
    home = boarding_place(booking.party.pickup_place)
    return home.code if home else None


def stops_of(booking: Booking) -> tuple[Stop | None, Stop | None]:
    """
    Return where a booking's party boards and where it gets off.

    Of a coach to a train that is its last stop, the hub.
    """
    code = pickup_code(booking)
    pickup = gate = None
    for stop in booking.trip.stops:
        if code is not None and stop.place_code == code:
            pickup = stop
        if stop.site_id == booking.party.site_id:
            gate = stop
    if booking.trip.role is TripRole.FEEDER:
        gate = booking.trip.stops[-1] if booking.trip.stops else None
    return pickup, gate


def tell_rider(
    session: Session,
    booking: Booking,
    kind: NoticeKind,
    *,
    now: dt.datetime,
    request: RideRequest | None = None,
) -> bool:
    """
    Tell who asked for these seats, of a trip's day, stop, time, coach and seats.

    False when nobody is told: the party came by a roster, or has no account, or the
    last that they were told of the ride is just that.

    Parameters
    ----------
    request
        What was asked for, where it is known; None: it is looked up.
    """
    if request is None:
        request = session.scalar(
            select(RideRequest).where(RideRequest.party_id == booking.party_id)
        )
    pickup, _ = stops_of(booking)
    if request is None or request.seeker.account_id is None or pickup is None:
        return False
    stop = pickup.place.full_name if pickup.place else ""
    about = {
        "service_on": booking.trip.service_date.isoformat(),
        "stop": stop,
        "pickup_at": pickup.departs_at.isoformat(),
    }
    if kind not in (NoticeKind.SEAT_CANCELLED, NoticeKind.RIDE_MERGED):
        about["coach"] = str(booking.trip.number)
        about["seats"] = "、".join(map(str, booking.seat_numbers)) or "—"
    account_id, path = request.seeker.account_id, f"/me/rides/{request.id}"
    last = notices.find_last(session, account_id, path)
    if last is not None and (last.kind, last.about) == (kind, about):
        return False
    notices.tell(
        session, account_id=account_id, kind=kind, about=about, path=path, now=now
    )
    return True
