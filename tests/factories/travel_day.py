"""Logs of trips with sane defaults, and notes of escorts as rows."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from models import (
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Trip,
    TripEvent,
    TripEventKind,
)
from webapp.services.travel_day.logs import StopLog, TripLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Party, Stop

EIGHT = dt.datetime(2027, 2, 24, 0, 0, tzinfo=dt.UTC)  # 08:00 in China
_serial = itertools.count(1)


def at(clock: str) -> dt.datetime:
    """Return a moment of the day of travel by China's clock."""
    hours, minutes = (int(part) for part in clock.split(":"))
    return EIGHT + dt.timedelta(hours=hours - 8, minutes=minutes)


def make_log(**values: Any) -> TripLog:
    """
    Return the log of a trip Xixian 08:00, Gushi 10:00 → two gates 16:00 and 17:00.

    Ten people board at Xixian and twenty at Gushi; nothing is noted yet. `notes` sets
    values of stops, by their number from 0.
    """
    notes: dict[int, dict[str, Any]] = values.pop("notes", {})
    stops: list[dict[str, Any]] = [
        {
            "name": "息县",
            "place_code": "411528",
            "booked": 10,
            "at": ("07:45", "08:00"),
        },
        {
            "name": "固始",
            "place_code": "411525",
            "booked": 20,
            "at": ("09:45", "10:00"),
        },
        {"name": "盛泽织造", "site_id": 1, "at": ("16:00", "16:10")},
        {"name": "震泽缝纫", "site_id": 2, "at": ("17:00", "17:10")},
    ]
    made = []
    for number, stop in enumerate(stops):
        arrives, departs = stop.pop("at")
        made.append(
            StopLog(
                **{
                    "stop_id": number + 1,
                    "arrives_at": at(arrives),
                    "departs_at": at(departs),
                    **stop,
                    **notes.get(number, {}),
                }
            )
        )
    return TripLog(
        **{
            "trip_id": 1,
            "number": 1,
            "campaign_id": 1,
            "campaign": "春节返岗",
            "service_date": dt.date(2027, 2, 24),
            "operator": "吴江示例客运",
            "coach": "49座",
            "seats": 48,
            "distance_m": 600_000,
            "cost_cents": 426_000,
            "stops": tuple(made),
            **values,
        }
    )


def note_move(session: Session, stop: Stop, kind: TripEventKind, when: str) -> None:
    """Note that a coach came to a stop or left it."""
    note_event(session, stop.trip, kind, when, stop_id=stop.id)


def note_event(
    session: Session, trip: Trip, kind: TripEventKind, when: str, **values: Any
) -> TripEvent:
    """Note what happened to a coach."""
    event = TripEvent(
        trip_id=trip.id,
        client_id=f"note-{next(_serial)}",
        kind=kind,
        happened_at=at(when),
        received_at=at(when),
        **values,
    )
    session.add(event)
    session.flush()
    return event


def note_person(
    session: Session,
    trip: Trip,
    party: Party,
    place: int,
    kind: BoardingKind = BoardingKind.ABOARD,
    when: str = "08:00",
) -> None:
    """Note that a person got on, or did not come."""
    session.add(
        BoardingEvent(
            trip_id=trip.id,
            client_id=f"note-{next(_serial)}",
            party_id=party.id,
            place=place,
            kind=kind,
            means=BoardingMeans.NAME,
            happened_at=at(when),
            received_at=at(when),
        )
    )
    session.flush()
