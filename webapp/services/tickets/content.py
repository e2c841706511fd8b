"""What stands on a ticket; in Chinese whatever the reader's language, as on papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.services.bookings import stops_of
from webapp.services.rules import LOCAL_TIME
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    import datetime as dt

    from models import Booking

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A party's ticket; times are local, the name is masked.

    ``payload`` is the text of the QR code.
    """

    reference: str
    campaign: str
    passenger: str
    people: int
    coach: str
    seats: tuple[int, ...]
    code: str
    boards_at: str
    leaves: dt.datetime
    be_there: dt.datetime
    gets_off_at: str
    arrives: dt.datetime
    phone: str
    payload: str

    @property
    def day(self) -> str:
        """Return the day as people say it: 2月24日 周三."""
        at = self.leaves
        return f"{at.month}月{at.day}日 周{WEEKDAYS[at.weekday()]}"

    @property
    def spoken_code(self) -> str:
        """Return the six digits in two groups."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def seat_list(self) -> str:
        """Return the seat numbers in words."""
        return "、".join(map(str, self.seats))


def compose(booking: Booking, key: str, phone: str) -> Ticket:
    """
    Return the ticket of a booking.

    Raises
    ------
    ValueError
        When the trip does not make the party's stops.
    """
    pickup, gate = stops_of(booking)
    if pickup is None or gate is None or pickup.place is None or gate.site is None:
        msg = f"Trip {booking.trip_id} does not stop for party {booking.party_id}."
        raise ValueError(msg)
    trip, riders = booking.trip, booking.party.riders
    return Ticket(
        reference=f"{trip.plan.campaign_id}-{trip.plan_id}-{trip.number}",
        campaign=trip.plan.campaign.name,
        passenger=riders[0].masked("name") if riders else "",
        people=booking.seats,
        coach=f"{trip.number} 号车",
        seats=booking.seat_numbers,
        code=booking.code,
        boards_at=pickup.place.full_name,
        leaves=pickup.departs_at.astimezone(LOCAL_TIME),
        be_there=pickup.arrives_at.astimezone(LOCAL_TIME),
        gets_off_at=f"{gate.site.employer.name} {gate.site.name}",
        arrives=gate.arrives_at.astimezone(LOCAL_TIME),
        phone=phone,
        payload=payload(booking, key),
    )
