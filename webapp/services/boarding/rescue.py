"""
A coach that cannot go on: its people are offered to the others, priced by the planner.

What is made is the plan's draft, step by step, for a dispatcher to look at, change and
publish like any other; nothing moves before. The planner reckons from the stops at
which people were to get on, for it does not know where the coach stands.

Who goes by train has no time for that: the others of the same train take them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import NoticeKind, Stop, Trip, TripEvent, TripEventKind, TripStatus
from routing.editing import NOWHERE, Move, Take
from webapp.services import audit, editing
from webapp.services.bookings import stops_of, tell_rider
from webapp.services.publishing import held_on, keep_edition
from webapp.services.seats import NoSeatsLeftError, release_seats, take_seats
from webapp.services.waiting import lock_campaign

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Booking, CharterPlan
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
        # A train is not caught any more, so coaches that go all the way.
        change = next(
            (
                each.change
                for each in places
                if isinstance(each.change, Take) and each.change.trip not in closed
            ),
            None,
        )
        if change is not None:
            found = editing.make(
                session,
                reader,
                plan,
                change,
                seen=found.token,
                account_id=account_id,
                now=now,
            )
    return found


def move_within_train(
    session: Session, trip: Trip, *, account_id: int | None, now: dt.datetime
) -> tuple[int, int]:
    """
    Seat the people of a feeder or shuttle on others of the same train, at once.

    The largest parties first, each on the fullest that has room, makes their two stops
    and has not left its last pickup. Who finds none stays; riders are told.

    Returns
    -------
    moved, left
        People who sit on another coach now, and who do not.
    """
    lock_campaign(session, trip.plan.campaign)
    gone = _gone(session, trip.plan)
    others = [
        other
        for other in trip.plan.trips
        if other.block_id == trip.block_id
        and other.role is trip.role
        and other.status is TripStatus.PUBLISHED
        and other.id != trip.id
        and other.number not in gone
    ]
    moved = left = 0
    for booking in sorted(held_on(session, trip), key=lambda b: (-b.held, b.id)):
        if _seat_elsewhere(session, booking, others, now):
            moved += booking.seats
        else:
            left += booking.seats
    if moved:
        keep_edition(session, trip.plan, account_id=account_id, now=now)
    audit.record(
        session,
        "trip.rescue",
        trip,
        account_id=account_id,
        now=now,
        detail={"moved": moved, "left": left},
    )
    return moved, left


def _seat_elsewhere(
    session: Session, booking: Booking, others: list[Trip], now: dt.datetime
) -> bool:
    """Seat a party on one of these trips; its seats of before are given back then."""
    pickup, gate = stops_of(booking)
    if pickup is None or gate is None or booking.given_away:
        return False
    ends = {(pickup.place_code, pickup.site_id), (gate.place_code, gate.site_id)}
    fitting = [
        other
        for other in others
        if ends <= {(stop.place_code, stop.site_id) for stop in other.stops}
    ]
    # The fullest that has room: those with more are kept for larger parties.
    fitting.sort(key=lambda other: (other.seats_allowed - other.seats_taken, other.id))
    for other in fitting:
        try:
            with session.begin_nested():
                release_seats(session, booking)
                made = take_seats(session, other, booking.party)
                made.pickup_code = booking.pickup_code
                session.flush()
        except NoSeatsLeftError:
            continue
        tell_rider(session, made, NoticeKind.TRIP_CHANGED, now=now)
        return True
    return False


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
