"""
What stands on a manifest (乘客名单): the trip, its stops, and who sits in the coach.

The papers are in Chinese whatever the reader's language: they are shown on the road.
The masked form is what a dispatcher works with; the full one is what the rules of the
road want on board (name, kind and number of the ID, telephone).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import Booking, BookingStatus, Party, RideRequest, TripRole
from webapp.services.bookings import pickup_code
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from models import Rider, Stop, Trip

ID_TYPE = "居民身份证"


class ManifestError(Exception):
    """
    A manifest cannot be written.

    ManifestError
    └── ReasonMissingError
    """


class ReasonMissingError(ManifestError):
    """A full manifest was asked for without saying why."""


@dataclass(frozen=True, slots=True)
class RiderLine:
    """One seat: a rider, or an empty line where the party named fewer than its size."""

    number: int
    seat: int | None
    party: str
    name: str
    id_type: str
    id_number: str
    phone: str
    dropoff: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class StopLine:
    """One filed stop, with who boards there; times are local."""

    number: int
    name: str
    arrives_at: dt.datetime
    departs_at: dt.datetime
    boards: int
    alights: int
    riders: tuple[RiderLine, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A trip's papers."""

    campaign: str
    reference: str
    service_date: dt.date
    trip: int
    operator: str
    coach: str
    seats: int
    riders: int
    drivers: int
    distance_km: int
    departs_at: dt.datetime
    arrives_at: dt.datetime
    stops: tuple[StopLine, ...]
    is_full: bool
    made_at: dt.datetime

    @property
    def origin(self) -> str:
        """Return the first stop's name."""
        return self.stops[0].name

    @property
    def destination(self) -> str:
        """Return the last stop's name."""
        return self.stops[-1].name


def compose(
    session: Session, trip: Trip, *, is_full: bool, now: dt.datetime
) -> Manifest:
    """Return the manifest of a trip, personal data masked unless `is_full`."""
    bookings = session.scalars(
        select(Booking)
        .where(Booking.trip_id == trip.id, Booking.status == BookingStatus.HELD)
        .options(
            selectinload(Booking.party).selectinload(Party.riders),
            selectinload(Booking.numbered),
        )
        .order_by(Booking.id)
    ).all()
    notes = _notes(session, bookings)
    stops = _stops(trip, bookings, notes, is_full=is_full)
    return Manifest(
        campaign=trip.plan.campaign.name,
        reference=f"{trip.plan.campaign_id}-{trip.plan_id}-{trip.number}",
        service_date=trip.service_date,
        trip=trip.number,
        operator=trip.coach_type.operator.name,
        coach=f"{trip.coach_type.name}（核定 {trip.coach_type.seats} 座）",
        seats=trip.seats_allowed,
        riders=sum(booking.held for booking in bookings),
        drivers=trip.drivers,
        distance_km=round(trip.distance_m / 1000),
        departs_at=trip.departs_at.astimezone(LOCAL_TIME),
        arrives_at=trip.arrives_at.astimezone(LOCAL_TIME),
        stops=stops,
        is_full=is_full,
        made_at=now.astimezone(LOCAL_TIME),
    )


def stop_name(stop: Stop) -> str:
    """Return how a stop is called on paper: the county, or the factory and its gate."""
    if stop.place is not None:
        return stop.place.full_name
    if stop.site is None:
        msg = f"Stop {stop.id} is neither a place nor a gate."
        raise ValueError(msg)
    return f"{stop.site.employer.name} {stop.site.name}"


def _stops(
    trip: Trip,
    bookings: Sequence[Booking],
    notes: Mapping[int, str],
    *,
    is_full: bool,
) -> tuple[StopLine, ...]:
    names = {
        stop.site_id: f"{number}. {stop_name(stop)}"
        for number, stop in enumerate(trip.stops, start=1)
        if stop.site_id
    }
    hub = trip.stops[-1] if trip.role is TripRole.FEEDER and trip.stops else None
    boarding: dict[str, list[Booking]] = {}
    alighting: dict[int, int] = {}
    for booking in bookings:
        party = booking.party
        pickup = pickup_code(booking)
        if pickup is None or (hub is None and party.site_id not in names):
            raise _moved(party, trip)
        boarding.setdefault(pickup, []).append(booking)
        alighting[party.site_id] = alighting.get(party.site_id, 0) + booking.held
    lines: list[StopLine] = []
    number = 0
    for stop in trip.stops:
        here = boarding.pop(stop.place_code, []) if stop.place_code else []
        here.sort(key=lambda booking: (booking.party.site_id, booking.id))
        riders = []
        for booking in here:
            gate = (
                f"{len(trip.stops)}. {stop_name(hub)}"
                if hub
                else names[booking.party.site_id]
            )
            seats = itertools.zip_longest(_seats(booking), booking.seat_numbers)
            # Once a party, beside its first.
            note = notes.get(booking.party_id, "")
            for rider, seat in seats:
                number += 1
                line = _line(number, seat, booking, rider, gate, note, is_full=is_full)
                riders.append(line)
                note = ""
        lines.append(
            StopLine(
                number=len(lines) + 1,
                name=stop_name(stop),
                arrives_at=stop.arrives_at.astimezone(LOCAL_TIME),
                departs_at=stop.departs_at.astimezone(LOCAL_TIME),
                boards=len(riders),
                alights=sum(alighting.values())
                if stop is hub
                else alighting.get(stop.site_id or 0, 0),
                riders=tuple(riders),
            )
        )
    if boarding:
        raise _moved(next(iter(boarding.values()))[0].party, trip)
    return tuple(lines)


def _notes(session: Session, bookings: Sequence[Booking]) -> dict[int, str]:
    """Return what a party brings along, by the party's id, of those who said so."""
    asked = session.scalars(
        select(RideRequest).where(
            RideRequest.party_id.in_([booking.party_id for booking in bookings])
        )
    )
    notes = {}
    for request in asked:
        brought = (("轮椅", request.wheelchairs), ("大件行李", request.luggage))
        note = "、".join(f"{what} {count}" for what, count in brought if count)
        if request.party_id is not None and note:
            notes[request.party_id] = note
    return notes


def _moved(party: Party, trip: Trip) -> ManifestError:
    return ManifestError(
        f"Party {party.id} was moved to a stop that trip {trip.number} does not make; "
        "plan the campaign again."
    )


def _seats(booking: Booking) -> list[Rider | None]:
    """Return who sits on the seats that are held; None who is not named."""
    riders, given = booking.party.riders, {place for place, _ in booking.given_away}
    return [
        riders[place - 1] if place <= len(riders) else None
        for place in range(1, booking.seats + 1)
        if place not in given
    ]


def _line(
    number: int,
    seat: int | None,
    booking: Booking,
    rider: Rider | None,
    gate: str,
    note: str,
    *,
    is_full: bool,
) -> RiderLine:
    def shown(name: str) -> str:
        if rider is None:
            return ""
        return (getattr(rider, name) or "") if is_full else rider.masked(name)

    return RiderLine(
        number=number,
        seat=seat,
        party=booking.party.label,
        name=shown("name"),
        id_type=ID_TYPE if shown("id_number") else "",
        id_number=shown("id_number"),
        phone=shown("phone"),
        dropoff=gate,
        code=booking.code,
        note=note,
    )
