"""A ride's ticket: as a page, a picture, a PDF; and the trip for the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.seeker.blueprint import bp
from webapp.seeker.rides import own_request
from webapp.services import calendars, riding
from webapp.services.maps_static import draw_stop
from webapp.services.rules import LOCAL_TIME
from webapp.services.tickets import Ticket, compose

if TYPE_CHECKING:
    from webapp.services.riding import Ride

# Those who come from afar leave home early.
REMINDERS = (dt.timedelta(days=1), dt.timedelta(hours=2))


@bp.get("/rides/<int:request_id>/ticket")
def ticket(request_id: int) -> str:
    """Show the ticket alone, large."""
    from webapp.services.tickets.paper import qr_svg

    ride = _seated(request_id)
    legs = (1, 2) if ride.onward else (1,)
    tickets = [(leg, ticket_of(ride, leg)) for leg in legs]
    return render_template(
        "seeker/ticket.html",
        request_id=request_id,
        tickets=[(leg, each, qr_svg(each.payload)) for leg, each in tickets],
        train=ride.train,
    )


@bp.get("/rides/<int:request_id>/ticket.png")
def ticket_picture(request_id: int) -> Response:
    """Return the ticket as a picture, to keep in the telephone."""
    from webapp.services.tickets.picture import write_png

    return _file(write_png(_ticket(request_id)), "image/png", "ticket.png")


@bp.get("/rides/<int:request_id>/ticket.pdf")
def ticket_paper(request_id: int) -> Response:
    """Return the ticket as a PDF, to print."""
    from webapp.services.tickets.paper import write_pdf

    return _file(write_pdf(_ticket(request_id)), "application/pdf", "ticket.pdf")


@bp.get("/rides/<int:request_id>/trip.ics")
def ride_calendar(request_id: int) -> Response:
    """Return the trip for the telephone's calendar."""
    event = event_of(_seated(request_id))
    if event is None:
        abort(404)
    content = calendars.write_event(event, now=dt.datetime.now(dt.UTC))
    return _file(content, calendars.MIMETYPE, "trip.ics")


@bp.get("/rides/<int:request_id>/stop.svg")
def stop_picture(request_id: int) -> Response:
    """Return the stop on a small map, for who has no scripts."""
    picture = picture_of(_seated(request_id))
    if picture is None:
        abort(404)
    return Response(picture, mimetype="image/svg+xml")


def ticket_of(ride: Ride, leg: int = 1) -> Ticket:
    """
    Return the ticket of a ride that has seats; of who goes by train that of a leg.

    Raises
    ------
    ValueError
        When it has none.
    """
    booking = ride.onward if leg > 1 else ride.booking
    if booking is None:
        msg = f"Ride {ride.request.id} has no seats."
        raise ValueError(msg)
    settings = collaborators().settings
    return compose(booking, settings.signing_key(), settings.phone)


def event_of(ride: Ride) -> calendars.Event | None:
    """Return the trip for a calendar; None when it does not make the party's stops."""
    pickup, gate, booking = ride.pickup, ride.gate, ride.booking
    if pickup is None or gate is None or booking is None or gate.site is None:
        return None
    stop = pickup.place.full_name if pickup.place else ""
    seats = "、".join(map(str, booking.seat_numbers))
    return calendars.Event(
        uid=f"ride-{ride.request.id}",
        title=_("Coach to %(employer)s", employer=gate.site.employer.name),
        starts_at=pickup.arrives_at,
        ends_at=gate.arrives_at,
        place=stop,
        note=_(
            "Leaves at %(time)s. Coach %(number)d, seats %(seats)s, code %(code)s.",
            time=f"{pickup.departs_at.astimezone(LOCAL_TIME):%H:%M}",
            number=booking.trip.number,
            seats=seats,
            code=booking.code,
        )
        + _onward(ride),
        sequence=int(booking.trip.updated_at.timestamp()) % 2**31,
        reminds_before=REMINDERS,
    )


def _onward(ride: Ride) -> str:
    """Return how a ride goes on after its first coach; empty where it ends there."""
    train, onward = ride.train, ride.onward
    if train is None or onward is None:
        return ""
    said = _(
        "Then train %(train)s at %(time)s from %(hub)s, and coach %(number)d at "
        "%(station)s, code %(code)s.",
        train=train.name,
        time=f"{train.departs_at.astimezone(LOCAL_TIME):%H:%M}",
        hub=train.hub.name,
        number=onward.trip.number,
        station=train.station.name,
        code=onward.code,
    )
    return f" {said}"


def picture_of(ride: Ride) -> str | None:
    """Return the stop on a small map as SVG; None when nobody knows where it is."""
    place = ride.pickup.place if ride.pickup else None
    if place is None or place.lat is None or place.lon is None:
        return None
    return draw_stop(collaborators().basemap, place.lat, place.lon, place.name)


def _seated(request_id: int) -> Ride:
    ride = riding.show(db.session, own_request(request_id))
    if ride.booking is None:
        abort(404)
    return ride


def _ticket(request_id: int) -> Ticket:
    """Return the ticket of the leg that is asked for: ``?leg=2``, else the first."""
    ride = _seated(request_id)
    is_second = request.args.get("leg") == "2" and ride.onward is not None
    return ticket_of(ride, 2 if is_second else 1)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type=mimetype, headers=disposition)
