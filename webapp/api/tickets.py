"""A ride's ticket: as data, a picture, a PDF; its stop on a map, the trip as event."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from webapp.api.asking import at_once, found
from webapp.api.operations import operation
from webapp.api.rides import own_ride
from webapp.api.schemas import rides as schemas
from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.seeker import tickets as pages
from webapp.services import calendars, riding

if TYPE_CHECKING:
    from webapp.services.riding import Ride

TAG = "Rides"
KINDS = ("no_seat",)


@operation(
    "GET", "/me/rides/<int:ride_id>/ticket", "The ticket, with its signed code",
    tag=TAG, answer=schemas.Ticket, kinds=KINDS,
)  # fmt: skip
def read_ticket(ride_id: int) -> schemas.Ticket:
    """Return what stands on the ticket, and the text of the QR code."""
    return schemas.Ticket(**asdict(pages.ticket_of(_seated(ride_id))))


@operation(
    "GET", "/me/rides/<int:ride_id>/ticket.png", "The ticket as a picture",
    tag=TAG, media="image/png", kinds=KINDS,
)  # fmt: skip
def ticket_png(ride_id: int) -> bytes:
    """Return a picture as wide as a telephone, to be shown without signal."""
    from webapp.services.tickets.picture import write_png

    return write_png(pages.ticket_of(_seated(ride_id)))


@operation(
    "GET", "/me/rides/<int:ride_id>/ticket.pdf", "The ticket to print",
    tag=TAG, media="application/pdf", kinds=KINDS,
)  # fmt: skip
def ticket_pdf(ride_id: int) -> bytes:
    """Return a PDF of one A5 page."""
    from webapp.services.tickets.paper import write_pdf

    return write_pdf(pages.ticket_of(_seated(ride_id)))


@operation(
    "GET", "/me/rides/<int:ride_id>/calendar", "The trip for my calendar",
    tag=TAG, media=calendars.MIMETYPE.partition(";")[0], kinds=KINDS,
)  # fmt: skip
def trip_event(ride_id: int) -> bytes:
    """Return the trip as iCalendar, with reminders."""
    event = found(pages.event_of(_seated(ride_id)))
    return calendars.write_event(event, now=at_once())


@operation(
    "GET", "/me/rides/<int:ride_id>/stop.svg", "The stop on a map",
    tag=TAG, media="image/svg+xml", kinds=KINDS,
)  # fmt: skip
def stop_svg(ride_id: int) -> str:
    """Return a small map of where one boards."""
    picture: str = found(pages.picture_of(_seated(ride_id)))
    return picture


def _seated(ride_id: int) -> Ride:
    ride = riding.show(db.session, own_ride(ride_id))
    if ride.booking is None:
        raise ProblemError("no_seat")
    return ride
