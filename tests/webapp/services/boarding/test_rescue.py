from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import TripEvent, TripEventKind
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW
from tests.webapp.services.test_editing import BY, make_planned, riders_of
from webapp.services import editing, publishing
from webapp.services.boarding.rescue import DraftOpenError, offer_to_others
from webapp.services.plans import choose_plan
from webapp.services.restoring import PlanReader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Trip


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


def test_the_coach_that_comes_in_place_of_a_broken_one_is_another_coach(
    session: Session,
) -> None:
    plan = make_planned(session)
    by = {"account_id": None, "now": NOW}
    publishing.publish(session, plan, **by)
    reader = PlanReader(GreatCircle)
    broken, *others = plan.trips
    for other in others:
        pickups = [stop for stop in other.stops if stop.place_code]
        session.add(_noted(other, "gone", TripEventKind.DEPARTED, pickups[-1].id))
    session.add(_noted(broken, "broken", TripEventKind.BROKE_DOWN))
    session.flush()
    look = offer_to_others(session, reader, broken, **BY)
    made = editing.save(session, reader, plan, seen=look.token, **by)
    choose_plan(session, made, **by)
    publishing.publish(session, made, **by)
    session.refresh(made, ["trips"])
    numbers = {trip.number: trip for trip in made.trips}
    assert broken.number not in numbers
    assert numbers.keys() >= {other.number for other in others}
    stands = {event.trip_id for event in session.scalars(select(TripEvent))
              if event.kind is TripEventKind.BROKE_DOWN}  # fmt: skip
    assert stands == {broken.id}


def _noted(
    trip: Trip, note: str, kind: TripEventKind, stop_id: int | None = None
) -> TripEvent:
    return TripEvent(
        trip_id=trip.id, client_id=note, kind=kind, stop_id=stop_id,
        happened_at=NOW, received_at=NOW,
    )  # fmt: skip
