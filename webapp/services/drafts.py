"""
What a planning run found, and how it becomes rows.

A draft is plain ids and numbers, so that a durable workflow can keep it between the
step that solves and the step that stores: a worker killed between the two does not
solve again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import (
    Booking,
    BookingStatus,
    Campaign,
    CampaignStatus,
    CharterPlan,
    CoachType,
    Party,
    PlanStatus,
    Seat,
    Stop,
    Trip,
    TripRole,
    UnassignedParty,
)
from webapp.services import audit
from webapp.services.rules import LOCAL_TIME, CampaignRules
from webapp.services.seating import seat_parties
from webapp.services.seats import door_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DraftStop:
    """A stop; its times in seconds after the coach leaves the first one."""

    place_code: str | None
    site_id: int | None
    arrives_s: int
    departs_s: int


@dataclass(frozen=True, slots=True)
class DraftTrip:
    """
    A trip; `seats` is what each party on board takes.

    Parameters
    ----------
    number
        What the trip is called; None for its place in the draft.
    service_date
        The day on which it leaves, as ISO writes it; None for the campaign's first.
    departs_s
        Seconds after midnight of that day, China time; None for when the campaign's
        coaches leave.
    boards
        Of each party that does not board at the stop of its own place: its id, and the
        code of the place where it does.
    rests
        After which stop, from 0; begin and end in seconds after the coach leaves.
    role, block_id
        As `models.TripRole` writes it, and the id of the train that it serves.
    vehicle
        Which coach of its type drives a shuttle, from 1.
    """

    coach_type_id: int
    seats_allowed: int
    distance_m: int
    duration_s: int
    cost_cents: int
    drivers: int
    stops: tuple[DraftStop, ...]
    seats: tuple[tuple[int, int], ...]
    number: int | None = None
    service_date: str | None = None
    departs_s: int | None = None
    boards: tuple[tuple[int, str], ...] = ()
    rests: tuple[tuple[int, int, int], ...] = ()
    role: str = TripRole.DIRECT.value
    block_id: int | None = None
    vehicle: int | None = None

    def departure(self, rules: CampaignRules, campaign: Campaign) -> dt.datetime:
        """Return when the coach leaves."""
        date = campaign.first_date
        if self.service_date is not None:
            date = dt.date.fromisoformat(self.service_date)
        if self.departs_s is None:
            return rules.departure(date)
        midnight = dt.datetime.combine(date, dt.time(), LOCAL_TIME)
        return (midnight + dt.timedelta(seconds=self.departs_s)).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A party that is not carried, and why."""

    party_id: int
    riders: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan on its way from the solver to the database."""

    is_optimal: bool
    cost_cents: int
    lower_bound_cents: int | None
    gap: float | None
    runtime_s: float
    travel_engine: str
    trips: tuple[DraftTrip, ...]
    left_out: tuple[LeftOut, ...]

    def plain(self) -> dict[str, Any]:
        """Return the draft as dicts and lists, for `of`."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Draft:
        """Return the draft that `plain` came from."""
        return cls(
            **{
                **plain,
                "trips": tuple(
                    DraftTrip(
                        **{
                            **trip,
                            "stops": tuple(DraftStop(**s) for s in trip["stops"]),
                            "seats": tuple((p, n) for p, n in trip["seats"]),
                            "boards": tuple((p, c) for p, c in trip.get("boards", ())),
                            "rests": tuple(
                                (i, s, e) for i, s, e in trip.get("rests", ())
                            ),
                        }
                    )
                    for trip in plain["trips"]
                ),
                "left_out": tuple(LeftOut(**party) for party in plain["left_out"]),
            }
        )


def store(
    session: Session,
    plan: CharterPlan,
    draft: Draft,
    now: dt.datetime,
    like: CharterPlan | None = None,
) -> None:
    """
    Write a draft's trips, stops, bookings and unassigned parties; twice is once.

    A party that gave up while the plan was made takes no seat. The first plan that has
    trips is chosen; a later one is for the dispatcher to choose.

    Parameters
    ----------
    like
        The plan that it came from by changes: who stays on a trip of the same number
        keeps seats and code.
    """
    clear(session, plan)
    campaign = plan.campaign
    rules = CampaignRules.of(plan.rules)
    planned = session.scalars(
        select(Party).where(
            Party.campaign_id == campaign.id, Party.status.in_(plan.planned_states)
        )
    )
    coming = {party.id: party.size for party in planned}
    kept = {} if like is None else _held(session, like)
    given = {
        booking.key: booking.given_away
        for booking in kept.values()
        if booking.given_away
    }
    for place, drafted in enumerate(draft.trips, start=1):
        _store_trip(
            session,
            plan,
            drafted.number or place,
            drafted,
            drafted.departure(rules, campaign),
            coming,
            kept,
            given,
        )
    session.add_all(
        UnassignedParty(
            plan_id=plan.id,
            party_id=party.party_id,
            riders=party.riders,
            reason=party.reason,
            detail=party.detail,
        )
        for party in draft.left_out
    )
    plan.is_optimal = draft.is_optimal
    plan.cost_cents = draft.cost_cents
    plan.lower_bound_cents = draft.lower_bound_cents
    plan.gap = draft.gap
    plan.runtime_s = draft.runtime_s
    plan.travel_engine = draft.travel_engine
    plan.finished_at = now
    if plan.status is not PlanStatus.STOPPED:
        plan.status = PlanStatus.DONE
    session.flush()
    _choose_first(session, plan, campaign)
    audit.record(
        session,
        "plan.store",
        plan,
        account_id=None,
        now=now,
        detail={"trips": len(draft.trips), "left_out": len(draft.left_out)},
    )


def clear(session: Session, plan: CharterPlan) -> None:
    """Remove what an earlier try of this run stored."""
    for row in (*plan.trips, *plan.unassigned):
        session.delete(row)
    session.flush()
    session.expire(plan)


def _store_trip(
    session: Session,
    plan: CharterPlan,
    number: int,
    drafted: DraftTrip,
    departure: dt.datetime,
    coming: Mapping[int, int],
    kept: Mapping[tuple[int, int], Booking],
    given: Mapping[tuple[int, int], list[list[int]]],
) -> None:
    leg = 2 if drafted.role == TripRole.SHUTTLE else 1
    seats = {
        party_id: taken
        for party_id, taken in drafted.seats
        if coming.get(party_id) == taken + len(given.get((party_id, leg), ()))
    }
    trip = Trip(
        plan_id=plan.id,
        coach_type_id=drafted.coach_type_id,
        number=number,
        departs_at=departure,
        arrives_at=departure + dt.timedelta(seconds=drafted.stops[-1].arrives_s),
        distance_m=drafted.distance_m,
        duration_s=drafted.duration_s,
        cost_cents=drafted.cost_cents,
        drivers=drafted.drivers,
        seats_allowed=drafted.seats_allowed,
        # Nobody else can see the trip before this transaction ends, and the table
        # checks the sum: later seats are taken one party at a time.
        seats_taken=sum(seats.values()),
        role=TripRole(drafted.role),
        block_id=drafted.block_id,
        vehicle=drafted.vehicle,
        rests=[list(rest) for rest in drafted.rests],
    )
    trip.stops = [
        Stop(
            position=position,
            place_code=stop.place_code,
            site_id=stop.site_id,
            arrives_at=departure + dt.timedelta(seconds=stop.arrives_s),
            departs_at=departure + dt.timedelta(seconds=stop.departs_s),
        )
        for position, stop in enumerate(drafted.stops)
    ]
    session.add(trip)
    session.flush()
    numbers: dict[int, tuple[int, ...]] = {}
    codes: dict[int, str] = {}
    for party_id, taken in seats.items():
        held = kept.get((number, party_id))
        if held is None or held.held != taken:
            continue
        codes[party_id] = held.code
        if all(seat <= trip.seats_allowed for seat in held.seat_numbers):
            numbers[party_id] = held.seat_numbers
    others = [(party_id, n) for party_id, n in seats.items() if party_id not in numbers]
    sitting = [seat for held_seats in numbers.values() for seat in held_seats]
    numbers |= seat_parties(others, trip.seats_allowed, sitting)
    elsewhere = dict(drafted.boards)
    for party_id, taken in seats.items():
        code = codes.setdefault(party_id, door_code(codes.values()))
        trip.bookings.append(
            Booking(
                plan_id=plan.id,
                party_id=party_id,
                leg=leg,
                seats=taken + len(given.get((party_id, leg), ())),
                given_away=given.get((party_id, leg), []),
                code=code,
                pickup_code=elsewhere.get(party_id),
                numbered=[Seat(trip_id=trip.id, number=n) for n in numbers[party_id]],
            )
        )


def _held(session: Session, plan: CharterPlan) -> dict[tuple[int, int], Booking]:
    """Return the bookings of a plan, by the trip's number and the party's id."""
    bookings = session.execute(
        select(Trip.number, Booking)
        .join(Trip, Trip.id == Booking.trip_id)
        .where(Booking.plan_id == plan.id, Booking.status == BookingStatus.HELD)
        .options(selectinload(Booking.numbered))
    )
    return {(number, booking.party_id): booking for number, booking in bookings}


def _choose_first(session: Session, plan: CharterPlan, campaign: Campaign) -> None:
    others = session.scalar(
        select(CharterPlan.id).where(
            CharterPlan.campaign_id == campaign.id, CharterPlan.is_chosen
        )
    )
    if others is None and session.scalar(
        select(Trip.id).where(Trip.plan_id == plan.id).limit(1)
    ):
        plan.is_chosen = True
        if campaign.status is CampaignStatus.GATHERING:
            campaign.status = CampaignStatus.PLANNED


def coaches_on_offer(session: Session, rules: CampaignRules) -> list[CoachType]:
    """Return the coach types that a campaign may use, the smallest first."""
    query = select(CoachType).order_by(CoachType.seats, CoachType.id)
    if rules.coach_types:
        query = query.where(CoachType.id.in_(rules.coach_types))
    return list(session.scalars(query))
