"""The logs of trips out of the rows, all at once: as many queries for 80 as for one."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Arrival,
    ArrivalStatus,
    BoardingEvent,
    BoardingKind,
    Booking,
    BookingStatus,
    Campaign,
    CampaignStatus,
    CharterPlan,
    CoachType,
    Party,
    Place,
    Site,
    Stop,
    Trip,
    TripEvent,
    TripEventKind,
    TripRole,
    TripStatus,
    WalkOn,
)
from webapp.services.boarding.health import fever_limit, is_hot
from webapp.services.bookings import pickup_code
from webapp.services.rules import LOCAL_TIME
from webapp.services.travel_day.logs import Delay, StopLog, TripLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

PersonKey = tuple[int, int]  # a party and a place in it


@dataclass(slots=True)
class _Notes:
    """What was noted of one trip, as it is gathered."""

    seen: dict[PersonKey, BoardingKind] = field(default_factory=dict)
    health: dict[PersonKey, tuple[int | None, bool | None]] = field(
        default_factory=dict
    )
    walk_ons: set[int] = field(default_factory=set)
    events: list[TripEvent] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    arrived: int | None = None


def trips_of_day(
    session: Session,
    office_id: int | None,
    date: dt.date,
    campaign: Campaign | None = None,
) -> Sequence[Trip]:
    """Return the trips of an office that are on the road on a date, China's."""
    begins, ends = _day(date)
    query = _published(office_id).where(
        Trip.departs_at < ends, Trip.arrives_at >= begins
    )
    if campaign is not None:
        query = query.where(Campaign.id == campaign.id)
    return session.scalars(_with_stops(query).order_by(Campaign.id, Trip.number)).all()


def trips_off_their_day(
    session: Session,
    office_id: int | None,
    date: dt.date,
    campaign: Campaign | None = None,
) -> Sequence[Trip]:
    """Return trips moved to no day of their campaign, which travels on this date."""
    begins, ends = _day(date)
    query = _published(office_id).where(
        Campaign.first_date <= date,
        Campaign.last_date >= date,
        Trip.status == TripStatus.PUBLISHED,
        or_(Trip.departs_at >= ends, Trip.arrives_at < begins),
    )
    if campaign is not None:
        query = query.where(Campaign.id == campaign.id)
    query = query.options(joinedload(Trip.plan).joinedload(CharterPlan.campaign))
    found = session.scalars(query.order_by(Trip.departs_at, Trip.number))
    return [
        trip
        for trip in found
        # A shuttle may drive on the day after its train has left.
        if not trip.block and not trip.plan.campaign.travels_on(trip.service_date)
    ]


def trips_of_campaign(session: Session, campaign: Campaign) -> Sequence[Trip]:
    """Return the published trips of the campaign's driven plan."""
    query = _published(campaign.office_id).where(Campaign.id == campaign.id)
    return session.scalars(_with_stops(query).order_by(Trip.number)).all()


def trips_driven(
    session: Session, office_id: int | None, now: dt.datetime, limit: int
) -> Sequence[Trip]:
    """Return the latest trips of an office that should have arrived."""
    query = (
        _with_stops(_published(office_id))
        .where(Trip.arrives_at <= now, Trip.status == TripStatus.PUBLISHED)
        .order_by(Trip.departs_at.desc(), Trip.id.desc())
        .limit(limit)
    )
    return session.scalars(query).all()


def days_of_travel(
    session: Session, office_id: int | None, around: dt.date
) -> tuple[dt.date | None, dt.date | None]:
    """Return the last date before a date, and the first after it, with trips."""
    begins, ends = _day(around)
    query = _published(office_id).where(Trip.status == TripStatus.PUBLISHED)
    arrives_at = session.scalar(
        query.with_only_columns(func.max(Trip.arrives_at)).where(
            Trip.departs_at < begins
        )
    )
    departs_at = session.scalar(
        query.with_only_columns(func.min(Trip.departs_at)).where(
            Trip.arrives_at >= ends
        )
    )
    # A coach that is on the road at midnight is of both days.
    day = dt.timedelta(days=1)
    return (
        min(_date(arrives_at), around - day) if arrives_at else None,
        max(_date(departs_at), around + day) if departs_at else None,
    )


def read_logs(session: Session, trips: Iterable[Trip]) -> list[TripLog]:
    """Return the logs of trips, in their order."""
    found = list(trips)
    notes: defaultdict[int, _Notes] = defaultdict(_Notes)
    ids = [trip.id for trip in found]
    _gather_moves(session, ids, notes)
    _gather_people(session, ids, notes)
    return [_log(trip, notes[trip.id]) for trip in found]


def read_moves(session: Session, trips: Iterable[Trip]) -> list[TripLog]:
    """Return the logs of trips without their people, much sooner."""
    found = list(trips)
    notes: defaultdict[int, _Notes] = defaultdict(_Notes)
    _gather_moves(session, [trip.id for trip in found], notes)
    return [_log(trip, notes[trip.id]) for trip in found]


def has_arrived(session: Session, trip: Trip) -> bool:
    """Return whether somebody noted that the coach came to its last gate."""
    (log,) = read_moves(session, [trip])
    return bool(log.stops) and log.passed == len(log.stops)


def _published(office_id: int | None) -> Select[Trip]:
    return (
        select(Trip)
        .join(CharterPlan, CharterPlan.id == Trip.plan_id)
        .join(Campaign, Campaign.id == CharterPlan.campaign_id)
        .where(
            Campaign.office_id == office_id,
            Campaign.status.in_((CampaignStatus.PUBLISHED, CampaignStatus.CLOSED)),
            CharterPlan.is_chosen,
            Trip.status.in_((TripStatus.PUBLISHED, TripStatus.CANCELLED)),
        )
    )


def _with_stops(query: Select[Trip]) -> Select[Trip]:
    """Return a query that brings all that a log says of its trip."""
    return query.options(
        joinedload(Trip.plan).joinedload(CharterPlan.campaign),
        joinedload(Trip.coach_type).joinedload(CoachType.operator),
        joinedload(Trip.block),
        selectinload(Trip.stops).joinedload(Stop.place),
        selectinload(Trip.stops).joinedload(Stop.site).joinedload(Site.employer),
    )


def _day(date: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return when a date begins and ends, China's."""
    begins = dt.datetime.combine(date, dt.time(), LOCAL_TIME)
    return begins, begins + dt.timedelta(days=1)


def _date(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LOCAL_TIME).date()


def _gather_moves(
    session: Session, ids: list[int], notes: defaultdict[int, _Notes]
) -> None:
    for event in session.scalars(
        select(TripEvent)
        .where(TripEvent.trip_id.in_(ids), TripEvent.taken_back_at.is_(None))
        .order_by(TripEvent.happened_at, TripEvent.id)
    ):
        notes[event.trip_id].events.append(event)


def _gather_people(
    session: Session, ids: list[int], notes: defaultdict[int, _Notes]
) -> None:
    for trip_id, party_id, place, kind, warm, is_well in session.execute(
        select(
            BoardingEvent.trip_id,
            BoardingEvent.party_id,
            BoardingEvent.place,
            BoardingEvent.kind,
            BoardingEvent.temperature_tenths,
            BoardingEvent.is_well,
        )
        .where(BoardingEvent.trip_id.in_(ids))
        .order_by(BoardingEvent.happened_at, BoardingEvent.id)
    ):
        # The newest of a person counts.
        notes[trip_id].seen[party_id, place] = kind
        notes[trip_id].health[party_id, place] = warm, is_well
    for trip_id, party_id in session.execute(
        select(WalkOn.trip_id, WalkOn.party_id).where(WalkOn.trip_id.in_(ids))
    ):
        notes[trip_id].walk_ons.add(party_id)
    for booking in session.scalars(
        select(Booking)
        .where(Booking.trip_id.in_(ids))
        .options(
            joinedload(Booking.party)
            .joinedload(Party.pickup_place)
            .joinedload(Place.parent)
        )
        .order_by(Booking.id)
    ):
        notes[booking.trip_id].bookings.append(booking)
    for trip_id, status, people in session.execute(
        select(Arrival.trip_id, Arrival.status, func.count(Arrival.id))
        .where(Arrival.trip_id.in_(ids))
        .group_by(Arrival.trip_id, Arrival.status)
    ):
        ticked = people if status is ArrivalStatus.ARRIVED else 0
        notes[trip_id].arrived = (notes[trip_id].arrived or 0) + ticked


def _log(trip: Trip, notes: _Notes) -> TripLog:
    booked: Counter[int] = Counter()
    by_kind: dict[BoardingKind, Counter[int]] = defaultdict(Counter)
    counted: set[PersonKey] = set()
    for booking in _counted(notes):
        stop_id = _boards_at(trip, booking)
        for place in range(1, booking.seats + 1):
            person = (booking.party_id, place)
            counted.add(person)
            booked[stop_id] += 1
            kind = notes.seen.get(person)
            if kind is not None:
                by_kind[kind][stop_id] += 1
    walk_ons = sum(
        kind is BoardingKind.ABOARD
        for person, kind in notes.seen.items()
        if person not in counted
    )
    moved = {
        (event.kind, event.stop_id): event.happened_at
        for event in notes.events
        if event.stop_id is not None
    }
    campaign = trip.plan.campaign
    limit = fever_limit(campaign)
    unwell = sum(
        is_well is False or is_hot(warm, limit)
        for warm, is_well in notes.health.values()
    )
    return TripLog(
        trip_id=trip.id,
        number=trip.number,
        campaign_id=campaign.id,
        campaign=campaign.name,
        service_date=trip.block.service_date if trip.block else trip.service_date,
        operator=trip.coach_type.operator.name,
        coach=trip.coach_type.name,
        seats=trip.seats_allowed,
        distance_m=trip.distance_m,
        cost_cents=trip.cost_cents,
        stops=tuple(
            StopLog(
                stop_id=stop.id,
                name=_name(stop),
                arrives_at=stop.arrives_at,
                departs_at=stop.departs_at,
                place_code=stop.place_code,
                site_id=stop.site_id,
                reached_at=moved.get((TripEventKind.REACHED, stop.id)),
                departed_at=moved.get((TripEventKind.DEPARTED, stop.id)),
                booked=booked[stop.id],
                aboard=by_kind[BoardingKind.ABOARD][stop.id],
                no_shows=by_kind[BoardingKind.NO_SHOW][stop.id],
                rests_s=sum(
                    end - begin
                    for after, begin, end in trip.rests or ()
                    if after == number
                ),
                is_hub=trip.role is TripRole.FEEDER and stop is trip.stops[-1],
            )
            for number, stop in enumerate(trip.stops)
        ),
        is_called_off=trip.status is TripStatus.CANCELLED,
        walk_ons=walk_ons,
        arrived=notes.arrived,
        unwell=unwell,
        delay=_delay(notes.events),
        broke_down_at=_broke_down_at(notes.events),
        train=trip.block.name if trip.block else "",
        train_leaves_at=trip.block.departs_at
        if trip.block and trip.role is TripRole.FEEDER
        else None,
        is_shuttle=trip.role is TripRole.SHUTTLE,
    )


def _counted(notes: _Notes) -> list[Booking]:
    """
    Return the held bookings, and the last of those noted whose seats were given away.

    Who was taken along without a booking is not among them, though seats were found.
    """
    noted = {party_id for party_id, _ in notes.seen}
    held = {b.party_id: b for b in notes.bookings if b.status is BookingStatus.HELD}
    given = {b.party_id: b for b in notes.bookings if b.party_id in noted - held.keys()}
    return [
        booking
        for booking in (*held.values(), *given.values())
        if booking.party_id not in notes.walk_ons
    ]


def _boards_at(trip: Trip, booking: Booking) -> int:
    """Return the stop where a party boards; the first where its own is not known."""
    code = pickup_code(booking)
    stops = [stop for stop in trip.stops if stop.place_code is not None]
    return next(
        (s.id for s in stops if s.place_code == code), stops[0].id if stops else 0
    )


def _name(stop: Stop) -> str:
    if stop.site is not None:
        return stop.site.employer.name
    return stop.place.short_name if stop.place is not None else ""


def _delay(events: list[TripEvent]) -> Delay | None:
    said = [event for event in events if event.kind is TripEventKind.DELAYED]
    if not said:
        return None
    return Delay(60 * (said[-1].minutes or 0), said[-1].happened_at)


def _broke_down_at(events: list[TripEvent]) -> dt.datetime | None:
    kinds = (TripEventKind.BROKE_DOWN, TripEventKind.GOES_ON)
    said = [event for event in events if event.kind in kinds]
    stands = bool(said) and said[-1].kind is TripEventKind.BROKE_DOWN
    return said[-1].happened_at if stands else None
