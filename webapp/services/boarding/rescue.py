"""
A coach that cannot go on: its people are offered to the others, priced by the planner.

What is made is the plan's draft, step by step, for a dispatcher to look at, change and
publish like any other; nothing moves before. The planner reckons from the stops at
which people were to get on, for it does not know where the coach stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Stop, Trip, TripEvent, TripEventKind
from routing.editing import NOWHERE, Move
from webapp.services import editing

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import CharterPlan
    from webapp.services.restoring import PlanReader

# A new coach comes last of the places; so many others are looked at before.
MOST_PLACES = 50


class DraftOpenError(editing.EditingError):
    """Somebody is changing the plan: that is to be saved or discarded first."""


def offer_to_others(
    session: Session,
    reader: PlanReader,
    trip: Trip,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> editing.Look:
    """
    Move everybody of a trip to the cheapest other place, in the draft of its plan.

    The largest parties first. Coaches that have left their last pickup take nobody in;
    who finds no place stays on the trip, for the dispatcher to see.

    Raises
    ------
    DraftOpenError
        When the plan has a draft with changes already.
    StaleError
        When a colleague was faster.
    """
    plan = trip.plan
    found = editing.look(session, reader, plan)
    if found.done:
        raise DraftOpenError
    closed = {trip.number, *_gone(session, plan)}
    if trip.number not in found.state.numbers:
        return found
    aboard: dict[str, int] = {}
    for stop in found.state.trip(trip.number).stops:
        for on in stop.board:
            aboard[on.party] = aboard.get(on.party, 0) + on.riders
    for party in sorted(aboard, key=lambda each: (-aboard[each], each)):
        move = Move(party, to=NOWHERE, out_of=trip.number)
        places = editing.places(session, reader, plan, move, most=MOST_PLACES)
        offer = next((each for each in places if each.change.trip not in closed), None)
        if offer is not None:
            found = editing.make(
                session,
                reader,
                plan,
                offer.change,
                seen=found.token,
                account_id=account_id,
                now=now,
            )
    return found


def _gone(session: Session, plan: CharterPlan) -> set[int]:
    """Return the numbers of the trips that have left their last pickup."""
    left = session.execute(
        select(Trip.id, Trip.number, Stop.position)
        .join(TripEvent, TripEvent.trip_id == Trip.id)
        .join(Stop, Stop.id == TripEvent.stop_id)
        .where(
            Trip.plan_id == plan.id,
            TripEvent.kind == TripEventKind.DEPARTED,
            TripEvent.taken_back_at.is_(None),
        )
    ).all()
    last = {
        trip.id: max((s.position for s in trip.stops if s.place_code), default=0)
        for trip in plan.trips
    }
    return {number for id_, number, position in left if position >= last[id_]}
