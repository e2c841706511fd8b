"""
Who a party is, put right by hand: one person more, one who is named, one fewer.

A roster that had the number wrong need not be sent again. In the plan that is public
one person more needs a free seat of their coach; in any other plan a party that does
not fit any more waits for the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Arrival,
    BoardingEvent,
    Rider,
    RideRequest,
    UnassignedParty,
)
from webapp.services import audit, editions
from webapp.services.moving import NOT_PLANNED
from webapp.services.publishing import keep_latest
from webapp.services.seats import (
    NoSeatsLeftError,
    give_back_one,
    held_bookings,
    release_ride,
    take_one_more,
)
from webapp.services.train_seats import expect_train_seats
from webapp.services.versions import claim
from webapp.services.waiting import lock_campaign, seat_waiting

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Booking, Party


class PartyPeopleError(Exception):
    """
    The people of a party cannot be changed so.

    PartyPeopleError
    ├── OwnWishError
    ├── NotedError
    ├── NobodyLeftError
    └── CoachFullError
    """


class OwnWishError(PartyPeopleError):
    """They asked for the ride themselves, and change it themselves."""


class NotedError(PartyPeopleError):
    """One of them was noted at the coach or at the gate."""


class NobodyLeftError(PartyPeopleError):
    """It is the last one: the party gives up, or nobody is left to name."""


class CoachFullError(PartyPeopleError):
    """Their coach is public and has no free seat; ``number`` is what it is called."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Trip {number} has no free seat.")
        self.number = number


def asked_themselves(session: Session, party: Party) -> bool:
    """Return whether a party is the wish of somebody with a profile."""
    wish = select(RideRequest.id).where(RideRequest.party_id == party.id)
    return session.scalar(wish) is not None


def add_person(
    session: Session,
    party: Party,
    *,
    name: str,
    phone: str | None,
    is_counted: bool,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Add a person to a party, with a seat wherever the party has seats.

    Parameters
    ----------
    name, phone
        May both be empty for one person more.
    is_counted
        One of those who have a seat and no name yet: nobody more rides.

    Raises
    ------
    OwnWishError, NotedError
        When the party is not the desk's to change, or not any more.
    NobodyLeftError
        When everybody who is counted is named.
    CoachFullError
        When the public coach has no free seat.
    StaleError
        When the party was changed since it was shown.
    """
    _begin(session, party, seen_at, now)
    if is_counted and len(party.riders) >= party.size:
        msg = f"All of party {party.id} are named."
        raise NobodyLeftError(msg)
    if name or phone:
        party.riders.append(Rider(name=name or None, phone=phone))
    if not is_counted:
        public = editions.find_latest(session, party.campaign)
        for plan_id, ride in _rides(session, party).items():
            is_public = public is not None and public.plan_id == plan_id
            _seat_one_more(session, ride, is_public=is_public)
        _resize(session, party, 1)
        _keep(session, party, account_id, now)
    what = "party.name_person" if is_counted else "party.add_person"
    _record(session, what, party, account_id, now)


def take_off(
    session: Session,
    party: Party,
    rider_id: int | None,
    *,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Take a person off a party; the others keep their seats, that one is free.

    Parameters
    ----------
    rider_id
        None for one of those who are not named.

    Raises
    ------
    OwnWishError, NotedError
        When the party is not the desk's to change, or not any more.
    NobodyLeftError
        When nobody would be left, or there is no such person.
    StaleError
        When the party was changed since it was shown.
    """
    _begin(session, party, seen_at, now)
    ids = [rider.id for rider in party.riders]
    unnamed = party.size > len(ids) if rider_id is None else rider_id in ids
    if party.size == 1 or not unnamed:
        msg = f"Nobody can be taken off party {party.id}."
        raise NobodyLeftError(msg)
    place = party.size if rider_id is None else ids.index(rider_id) + 1
    for booking in held_bookings(session, party):
        give_back_one(session, booking, place)
    if rider_id is not None:
        del party.riders[place - 1]
    _resize(session, party, -1)
    seat_waiting(session, party.campaign, now=now)
    _keep(session, party, account_id, now)
    _record(session, "party.take_off", party, account_id, now)


def _begin(
    session: Session, party: Party, seen_at: dt.datetime, now: dt.datetime
) -> None:
    lock_campaign(session, party.campaign)
    claim(session, party, seen_at, now)
    if asked_themselves(session, party):
        msg = f"Party {party.id} is a wish of its own."
        raise OwnWishError(msg)
    for table in (BoardingEvent, Arrival):
        noted = select(table.id).where(table.party_id == party.id).limit(1)
        if session.scalar(noted) is not None:
            msg = f"Somebody of party {party.id} was noted."
            raise NotedError(msg)


def _rides(session: Session, party: Party) -> dict[int, list[Booking]]:
    """Return what a party holds, by plan: of who goes by train two bookings."""
    rides: dict[int, list[Booking]] = {}
    for booking in held_bookings(session, party):
        rides.setdefault(booking.plan_id, []).append(booking)
    return rides


def _seat_one_more(session: Session, ride: list[Booking], *, is_public: bool) -> None:
    """Seat one more of a party; in a plan that is not public it may leave its coach."""
    first, riders = ride[0], ride[0].seats
    try:
        with session.begin_nested():
            for booking in ride:
                expect_train_seats(session, booking.trip)
                take_one_more(session, booking)
    except NoSeatsLeftError as error:
        if is_public:
            raise CoachFullError(first.trip.number) from error
        release_ride(session, first)
        session.add(
            UnassignedParty(
                plan_id=first.plan_id,
                party_id=first.party_id,
                riders=riders,
                reason=NOT_PLANNED,
            )
        )


def _resize(session: Session, party: Party, by: int) -> None:
    """Count a party's people anew, also where a plan has left them behind."""
    party.size += by
    session.flush()
    left = select(UnassignedParty).where(UnassignedParty.party_id == party.id)
    for row in session.scalars(left):
        row.riders = party.size
    session.flush()


def _keep(session: Session, party: Party, account_id: int, now: dt.datetime) -> None:
    """Keep what is promised now; the enterprise is told."""
    keep_latest(session, party.campaign, account_id=account_id, now=now)


def _record(
    session: Session, action: str, party: Party, account_id: int, now: dt.datetime
) -> None:
    session.flush()
    audit.record(
        session,
        action,
        party,
        account_id=account_id,
        now=now,
        detail={"people": party.size},
    )
