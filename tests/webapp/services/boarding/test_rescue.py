from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import TripEvent, TripEventKind
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW
from tests.webapp.services.test_editing import BY, make_planned, riders_of
from webapp.services.boarding.rescue import DraftOpenError, offer_to_others
from webapp.services.restoring import PlanReader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_everybody_of_a_broken_coach_is_offered_to_coaches_that_can_take_them(
    session: Session,
) -> None:
    plan = make_planned(session)
    reader = PlanReader(GreatCircle)
    broken, other, *_ = plan.trips
    pickups = [stop for stop in other.stops if stop.place_code]
    session.add(
        TripEvent(
            trip_id=other.id, client_id="x", kind=TripEventKind.DEPARTED,
            stop_id=pickups[-1].id, happened_at=NOW, received_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    before = {str(booking.party_id) for booking in broken.bookings}
    stays = {str(booking.party_id) for booking in other.bookings}
    look = offer_to_others(session, reader, broken, **BY)
    now = riders_of(look)
    assert broken.number not in now
    # The coach that is gone takes nobody in, so a new one is hired, at its price.
    assert set(now[other.number]) == stays
    moved = {party for number, on in now.items() if number > 2 for party in on}
    assert before <= moved
    assert len(look.done) == len(before)
    with pytest.raises(DraftOpenError):
        offer_to_others(session, reader, broken, **BY)
