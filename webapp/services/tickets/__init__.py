"""
The ticket (返乡车票): what a rider shows or says at the coach door.

Its code for scanners is signed with the instance's key, over the trip, the party and
the seats: ``read`` tells a true one from a forged one, and one that still holds from
one whose seats were given back. The six digits do the same by voice.
"""

from webapp.services.tickets.content import Ticket, compose
from webapp.services.tickets.signing import (
    ForgedTicketError,
    LapsedTicketError,
    TicketError,
    payload,
    read,
    read_code,
)

__all__ = [
    "ForgedTicketError",
    "LapsedTicketError",
    "Ticket",
    "TicketError",
    "compose",
    "payload",
    "read",
    "read_code",
]
