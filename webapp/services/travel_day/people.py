"""Whom to ask for on the day: who was not seen at stops that the coach has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import Party
from webapp.services.boarding.coach import read_coach
from webapp.services.travel_day.reading import read_logs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Rider, Trip


@dataclass(frozen=True, slots=True)
class Passenger:
    """
    A person of a trip; ``rider`` is None where the party named fewer than its seats.

    ``state`` is "aboard", "no_show" or "expected".
    """

    party: str
    rider: Rider | None
    stop: str
    seat: int | None
    state: str


def find_people(session: Session, trip: Trip, *, is_all: bool) -> list[Passenger]:
    """Return the people of a trip, or those not seen at stops that it has left."""
    (log,) = read_logs(session, [trip])
    names = {stop.stop_id: stop.name for stop in log.stops}
    left = {stop.stop_id for stop in log.stops[: log.passed]}
    wanted = [
        person
        for person in read_coach(session, trip).people
        if is_all or (person.is_expected and person.stop_id in left)
    ]
    parties = {
        party.id: party
        for party in session.scalars(
            select(Party)
            .where(Party.id.in_({person.party_id for person in wanted}))
            .options(selectinload(Party.riders))
        )
    }
    found = []
    for person in wanted:
        riders = parties[person.party_id].riders
        state = "aboard" if person.is_aboard else "no_show"
        found.append(
            Passenger(
                party=person.party,
                rider=riders[person.place - 1] if person.place <= len(riders) else None,
                stop=names.get(person.stop_id or 0, ""),
                seat=person.seat,
                state="expected" if person.is_expected else state,
            )
        )
    return found
