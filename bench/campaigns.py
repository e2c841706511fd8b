"""Seats taken by a crowd, and the time a manifest takes, on SQLite."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import Party, Trip
from models.sealed import Keyring, use_keyring
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
    make_site,
    make_trip,
)
from webapp.database import migrate, open_engine
from webapp.services.manifests import Form, compose, write
from webapp.services.seats import NoSeatsLeftError, take_seats

if TYPE_CHECKING:
    from pathlib import Path

CROWD, SEATS = 400, 49
ROUNDS = 10


def main(_data: Path) -> None:
    """Write a table: what was measured, and the figure."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    sys.stdout.write("| what | figure |\n|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        with Session(engine) as session:
            _seats(session)
            _manifests(session)
        engine.dispose()


def _seats(session: Session) -> None:
    trip = make_trip(session, make_plan(session, make_campaign(session)))
    site = make_site(session)
    campaign = trip.plan.campaign
    parties = [
        make_party(session, campaign, size=1, site=site, riders=[]).id
        for _ in range(CROWD)
    ]
    trip_id, engine = trip.id, session.get_bind().engine
    session.commit()
    together = threading.Barrier(CROWD)

    def book(party_id: int) -> bool:
        together.wait()
        with Session(engine) as own:
            try:
                take_seats(
                    own, own.get_one(Trip, trip_id), own.get_one(Party, party_id)
                )
            except NoSeatsLeftError:
                return False
            own.commit()
            return True

    began = time.perf_counter()
    with ThreadPoolExecutor(CROWD) as pool:
        seated = sum(pool.map(book, parties))
    took = time.perf_counter() - began
    what = f"{CROWD} bookings at once for {SEATS} seats: seated, seconds in all"
    sys.stdout.write(f"| {what} | {seated}, {took:.1f} |\n")


def _manifests(session: Session) -> None:
    trip = make_driven_trip(session)
    gate = trip.stops[2].site
    for _ in range(11):
        party = make_party(session, trip.plan.campaign, size=4, site=gate)
        take_seats(session, trip, party)
    for form in Form:
        write(compose(session, trip, is_full=True, now=NOW), form)  # loads libraries
        began = time.perf_counter()
        for _ in range(ROUNDS):
            content = write(compose(session, trip, is_full=True, now=NOW), form)
        each_s = (time.perf_counter() - began) / ROUNDS
        what = f"manifest of 49 riders as {form}: seconds, kB"
        sys.stdout.write(f"| {what} | {each_s:.2f}, {len(content) / 1000:.0f} |\n")
