"""
Who waits for seats on a published campaign, and how freed seats find them.

All that seats or unseats people of a campaign after it was published takes the
campaign's row first: one at a time, so the queue is kept and nobody waits crosswise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Booking,
    BookingStatus,
    Campaign,
    CampaignStatus,
    CharterPlan,
    NoticeKind,
    Party,
    PartyStatus,
    Place,
    RideRequest,
    Stop,
    Trip,
    TripRole,
    TripStatus,
)
from webapp.services import audit
from webapp.services.bookings import tell_rider
from webapp.services.places import boarding_place
from webapp.services.seats import AlreadySeatedError, NoSeatsLeftError, take_seats
from webapp.services.spaces import Brought, has_space
from webapp.services.train_seats import expect_train_seats, train_seats_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

# The coach does not wait: who asks later than this can no longer be told in time.
SHORTEST_NOTICE = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Way:
    """
    A ride that a party could take: where it would board, where it gets off.

    Parameters
    ----------
    trip
        A coach that goes all the way, or one to a train.
    onward
        Of a ride by train the coach from its station, whose stop the gate is.
    by_train
        How many seats of the train are free; None where no train is taken.
    """

    trip: Trip
    pickup: Stop
    gate: Stop
    onward: Trip | None = None
    by_train: int | None = None

    @property
    def trips(self) -> tuple[Trip, ...]:
        """Return the coaches, in the order in which they are taken."""
        return (self.trip,) if self.onward is None else (self.trip, self.onward)

    @property
    def free(self) -> int:
        """Return how many people may still ride so."""
        free = min(trip.seats_allowed - trip.seats_taken for trip in self.trips)
        return free if self.by_train is None else min(free, self.by_train)


def lock_campaign(session: Session, campaign: Campaign) -> None:
    """Take the campaign's row until the transaction ends; its status is read anew."""
    # Of the key alone: rows that refer to the campaign may be added meanwhile.
    session.refresh(
        campaign, ["status", "version"], with_for_update={"key_share": True}
    )


def published_trips(
    session: Session, campaign: Campaign, now: dt.datetime | None
) -> Sequence[Trip]:
    """
    Return the trips of the driven plan that people may still join, as numbered.

    Coaches to and from trains are among them: the seats of a train are the campaign's.
    Without a time also those that leave soon, or have left.
    """
    if campaign.status is not CampaignStatus.PUBLISHED:
        return []
    in_time = [] if now is None else [Trip.departs_at > now + SHORTEST_NOTICE]
    return session.scalars(
        select(Trip)
        .join(Trip.plan)
        .where(
            CharterPlan.campaign_id == campaign.id,
            CharterPlan.is_chosen,
            Trip.status == TripStatus.PUBLISHED,
            *in_time,
        )
        .options(selectinload(Trip.stops).joinedload(Stop.place))
        .order_by(Trip.number)
        .execution_options(populate_existing=True)
    ).all()


def list_waiting(session: Session, campaign: Campaign) -> Sequence[RideRequest]:
    """Return the wishes that hold no seats of the driven plan, the oldest first."""
    seated = (
        select(Booking.id)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            CharterPlan.is_chosen,
            CharterPlan.campaign_id == campaign.id,
            Booking.party_id == RideRequest.party_id,
            Booking.status == BookingStatus.HELD,
        )
    )
    return session.scalars(
        select(RideRequest)
        .join(RideRequest.party)
        .where(
            RideRequest.campaign_id == campaign.id,
            RideRequest.cancelled_at.is_(None),
            Party.status == PartyStatus.CONFIRMED,
            ~seated.exists(),
        )
        .options(joinedload(RideRequest.party), joinedload(RideRequest.pickup_place))
        .order_by(RideRequest.waits_since, RideRequest.id)
    ).all()


def place_in_queue(session: Session, request: RideRequest) -> int | None:
    """
    Return which in turn a wish waits for its coaches, from 1; None where none goes.

    Who waits for other coaches is not counted. Who holds seats is no part of a queue.
    """
    trips = published_trips(session, request.campaign, None)

    def waits_for(each: RideRequest) -> set[int]:
        ways = ways_of(session, each, trips)
        return {trip.id for way in ways for trip in way.trips}

    own, before = waits_for(request), 0
    if not own:
        return None
    for each in list_waiting(session, request.campaign):
        before += not own.isdisjoint(waits_for(each))
        if each.id == request.id:
            return before
    return None


def pickups_of(trip: Trip) -> list[Stop]:
    """Return the stops where people board a coach from home; the hub is none."""
    stops = trip.stops[:-1] if trip.role is TripRole.FEEDER else trip.stops
    return [stop for stop in stops if stop.place_code]


def rides_among(trips: Iterable[Trip]) -> list[tuple[Trip, Trip | None]]:
    """Return the coaches that go all the way, and those to a train with those from."""
    some = list(trips)
    rides: list[tuple[Trip, Trip | None]] = [
        (trip, None) for trip in some if trip.role is TripRole.DIRECT
    ]
    return rides + [
        (feeder, shuttle)
        for feeder in some
        if feeder.role is TripRole.FEEDER
        for shuttle in some
        if shuttle.role is TripRole.SHUTTLE and shuttle.block_id == feeder.block_id
    ]


def ways_to(
    session: Session, codes: Sequence[str], site_id: int, trips: Iterable[Trip]
) -> list[Way]:
    """
    Return the rides from one of these stops to a gate, the best first.

    From the first stop before any other, without a train before by one, then the
    fullest coach: those with more room are kept for larger parties.
    """
    ways: list[tuple[int, bool, int, int, Way]] = []
    seats_left: dict[int, int] = {}  # of the train that a coach goes to
    for trip, onward in rides_among(trips):
        last = onward or trip
        gate = next((stop for stop in last.stops if stop.site_id == site_id), None)
        pickups = {stop.place_code: stop for stop in pickups_of(trip)}
        found = next((n for n, code in enumerate(codes) if code in pickups), None)
        if gate is not None and found is not None:
            if onward is not None and trip.id not in seats_left:
                seats_left[trip.id] = train_seats_left(session, trip)
            left = seats_left.get(trip.id)
            way = Way(trip, pickups[codes[found]], gate, onward, left)
            ways.append((found, onward is not None, way.free, trip.number, way))
    return [way for *_, way in sorted(ways, key=lambda each: each[:4])]


def ways_of(session: Session, request: RideRequest, trips: Iterable[Trip]) -> list[Way]:
    """
    Return the rides of its days that make the wish's stops, the best first.

    Those of the day that was asked for come before those of others.
    """
    party = request.party
    codes = boarding_codes(session, request.pickup_place_code, request.alternatives)
    if party is not None:
        # The day of a ride by train is that on which its people leave home.
        trips = [
            trip
            for trip in trips
            if trip.role is TripRole.SHUTTLE or rides_on(party, trip)
        ]
    ways = ways_to(session, codes, request.site_id, trips)
    wanted = party.wanted_date if party is not None else None
    if wanted is None:
        return ways
    return sorted(ways, key=lambda way: abs((way.trip.service_date - wanted).days))


def rides_on(party: Party, trip: Trip) -> bool:
    """
    Return whether a trip is of a party's days.

    One that was moved to no day of its campaign is for who takes any of its days.
    """
    campaign, date = party.campaign, trip.service_date
    if campaign.travels_on(date):
        return party.may_ride_on(date)
    return party.window == (campaign.first_date, campaign.last_date)


def boarding_codes(
    session: Session, pickup_place_code: str, alternatives: Iterable[str]
) -> list[str]:
    """Return the codes of the stops of these places, without a repetition."""
    places = (session.get(Place, code) for code in (pickup_place_code, *alternatives))
    stops = (boarding_place(place) for place in places if place is not None)
    return list(dict.fromkeys(stop.code for stop in stops if stop is not None))


def seat(
    session: Session, request: RideRequest, ways: Iterable[Way], *, now: dt.datetime
) -> Booking | None:
    """Seat a wish's party on the first of these ways that has room, and tell it."""
    party = request.party
    if party is None:
        return None
    brought = Brought.of(request)
    for way in ways:
        if not all(has_space(session, trip, brought) for trip in way.trips):
            continue
        try:
            booking = _take(session, way, party)
        except NoSeatsLeftError:
            continue
        except AlreadySeatedError:
            # Somebody at the desk was faster: the party has its seats.
            return None
        home = boarding_place(party.pickup_place)
        if way.pickup.place is not None and way.pickup.place is not home:
            party.pickup_place = way.pickup.place
            session.flush()
        audit.record(
            session,
            "ride.seat",
            request,
            account_id=None,
            now=now,
            detail={"trip": booking.trip_id, "seats": booking.seats},
        )
        tell_rider(session, booking, NoticeKind.SEAT_TAKEN, now=now, request=request)
        return booking
    return None


def _take(session: Session, way: Way, party: Party) -> Booking:
    """Take a party's seats on all coaches of a way, or none; return the first's."""
    if way.onward is not None:
        expect_train_seats(session, way.trip, party.size)
    try:
        with session.begin_nested():
            booking, *_ = [take_seats(session, trip, party) for trip in way.trips]
    except NoSeatsLeftError:
        # Those on the coach to the train were given back with it.
        session.expire(way.trip, ["seats_taken"])
        raise
    return booking


def seat_waiting(
    session: Session, campaign: Campaign, *, now: dt.datetime
) -> list[Booking]:
    """
    Give free seats to those who wait: in their order, to each that fits.

    The campaign's row is held already, or taken here.
    """
    lock_campaign(session, campaign)
    if campaign.status is not CampaignStatus.PUBLISHED:
        return []
    waiting = list_waiting(session, campaign)
    trips = published_trips(session, campaign, now) if waiting else []
    seated = []
    for request in waiting:
        ways = ways_of(session, request, trips)
        booking = seat(session, request, ways, now=now)
        if booking is not None:
            seated.append(booking)
    return seated
