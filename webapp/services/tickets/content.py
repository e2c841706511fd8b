"""What stands on a ticket; in Chinese whatever the reader's language, as on papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import TripRole
from webapp.services.bookings import stops_of
from webapp.services.manifests.content import stop_name
from webapp.services.rules import LOCAL_TIME
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    import datetime as dt

    from models import Booking, Trip

COACHES = {
    TripRole.DIRECT: "车",
    TripRole.FEEDER: "送站车",
    TripRole.SHUTTLE: "接驳车",
}
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A party's ticket; times are local, the name is masked.

    ``payload`` is the text of the QR code. ``train`` is what to change to, or where one
    comes from; empty for a coach that goes all the way.
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
    train: str = ""

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
    if pickup is None or gate is None or pickup.place is None:
        msg = f"Trip {booking.trip_id} does not stop for party {booking.party_id}."
        raise ValueError(msg)
    trip, riders = booking.trip, booking.party.riders
    return Ticket(
        reference=f"{trip.plan.campaign_id}-{trip.plan_id}-{trip.number}",
        campaign=trip.plan.campaign.name,
        passenger=riders[0].masked("name") if riders else "",
        people=booking.seats,
        coach=f"{trip.number} 号{COACHES[trip.role]}",
        seats=booking.seat_numbers,
        code=booking.code,
        boards_at=pickup.place.full_name,
        leaves=pickup.departs_at.astimezone(LOCAL_TIME),
        be_there=pickup.arrives_at.astimezone(LOCAL_TIME),
        gets_off_at=stop_name(gate),
        arrives=gate.arrives_at.astimezone(LOCAL_TIME),
        phone=phone,
        payload=payload(booking, key),
        train=_train(trip),
    )


def _train(trip: Trip) -> str:
    """Return the train as it stands on a ticket, with the time that matters there."""
    block = trip.block
    if block is None:
        return ""
    leaves = block.departs_at.astimezone(LOCAL_TIME)
    comes = block.arrives_at.astimezone(LOCAL_TIME)
    if trip.role is TripRole.FEEDER:
        return f"换乘 {block.name} 次火车，{block.hub.name} {leaves:%m-%d %H:%M} 开"
    return f"接 {block.name} 次火车，{comes:%m-%d %H:%M} 到 {block.station.name}"
