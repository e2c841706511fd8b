"""
A busy coach door: notes a minute from eight telephones, on SQLite.

Every telephone sees everybody and sends each batch twice: at the end each note is there
once and everybody is aboard once, or the bench stops.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import BoardingEvent, BoardingKind, BoardingMeans, Party, Trip
from models.sealed import Keyring, use_keyring
from tests.factories.campaigns import make_party
from tests.factories.riding import make_published_trip
from webapp.database import migrate, open_engine
from webapp.services.boarding.coach import read_coach
from webapp.services.boarding.noting import PersonNote, take_in
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sqlalchemy import Engine

TELEPHONES: Final = 8
PEOPLE: Final = 50
NOTES: Final = 400  # what a minute is to hold
BATCH: Final = 5


def main(_data: Path) -> None:
    """Send the notes, count them, and tell how long the batches took."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        trip_id, at, people = _coach(engine)
        took: list[float] = []
        began = time.perf_counter()
        threads = [
            threading.Thread(target=_send, args=(engine, trip_id, at, people, n, took))
            for n in range(TELEPHONES)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        with Session(engine) as session:
            stored = session.scalar(select(func.count(BoardingEvent.id)))
            aboard = read_coach(session, session.get_one(Trip, trip_id)).aboard
        engine.dispose()
    if (stored, aboard) != (NOTES, PEOPLE):
        msg = f"Expected {NOTES} notes of {PEOPLE} people, got {stored} of {aboard}."
        raise RuntimeError(msg)
    took.sort()
    sys.stdout.write(
        "| telephones | notes | sent | seconds | notes a minute | p50 | p95 a batch |\n"
        "|---|---|---|---|---|---|---|\n"
        f"| {TELEPHONES} | {NOTES} | {2 * NOTES} | {seconds:.1f} "
        f"| {60 * NOTES / seconds:.0f} | {1000 * took[len(took) // 2]:.0f} ms "
        f"| {1000 * took[int(0.95 * len(took))]:.0f} ms |\n"
    )


def _coach(engine: Engine) -> tuple[int, dt.datetime, list[tuple[int, int]]]:
    with Session(engine) as session:
        trip = make_published_trip(session, seats_allowed=PEOPLE)
        site = trip.stops[-1].site
        for _ in range(PEOPLE // 5):
            party = make_party(session, trip.plan.campaign, size=5, site=site)
            take_seats(session, trip, party)
        people = [
            (party_id, place)
            for party_id in session.scalars(select(Party.id).order_by(Party.id))
            for place in range(1, 6)
        ]
        found = trip.id, trip.departs_at, people
        session.commit()
    return found


def _send(
    engine: Engine,
    trip_id: int,
    at: dt.datetime,
    people: list[tuple[int, int]],
    number: int,
    took: list[float],
) -> None:
    notes = [
        PersonNote(
            f"telephone-{number}-{each}",
            at,
            BoardingKind.ABOARD,
            BoardingMeans.QR,
            *people[each],
        )
        for each in range(NOTES // TELEPHONES)
    ]
    for first in range(0, len(notes), BATCH):
        for _ in range(2):
            began = time.perf_counter()
            with Session(engine) as session:
                trip = session.get_one(Trip, trip_id)
                take_in(session, trip, notes[first : first + BATCH], now=at)
                read_coach(session, trip)
                session.commit()
            took.append(time.perf_counter() - began)
