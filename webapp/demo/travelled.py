"""A campaign that was travelled the day before: who got on, when the coaches came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Arrival,
    ArrivalStatus,
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Campaign,
    Party,
    Stop,
    Trip,
    TripEvent,
    TripEventKind,
)
from webapp.demo import fiction
from webapp.demo.coaches import Round, Way
from webapp.demo.rounds import add_published
from webapp.services.subsidies import SubsidyRule
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from webapp.demo.employers import Firm

NAME = f"首批返岗（{fiction.MARK}）"
SUBSIDY = SubsidyRule(share=0.5, from_riders=30, most_cents=250_000)
WAYS = (
    Way(("411525",), 0, 4),  # 固始
    Way(("411526", "411525"), 0, 3),  # 潢川 and 固始
    Way(("341222",), 1, 3),  # 太和
    Way(("341221",), 2, 2),  # 临泉
)
# Times the planner's driving time, on the ways to each gate: one road is always full.
SLOWER = ((1.14, 1.22), (0.97, 1.02), (0.98, 1.03))
MINUTE = dt.timedelta(minutes=1)


@dataclass(slots=True)
class _Log:
    """Adds notes of one coach, as an escort's telephone would have sent them."""

    session: Session
    trip: Trip
    count: int = 0

    def move(self, stop: Stop, kind: TripEventKind, at: dt.datetime) -> None:
        self.happen(kind, at, stop_id=stop.id)

    def happen(
        self,
        kind: TripEventKind,
        at: dt.datetime,
        *,
        stop_id: int | None = None,
        minutes: int | None = None,
        note: str = "",
    ) -> None:
        self.session.add(
            TripEvent(
                trip_id=self.trip.id,
                client_id=self._next_id(),
                kind=kind,
                stop_id=stop_id,
                minutes=minutes,
                note=note,
                happened_at=at,
                received_at=at,
            )
        )

    def see(
        self, party: Party, place: int, kind: BoardingKind, at: dt.datetime
    ) -> None:
        self.session.add(
            BoardingEvent(
                trip_id=self.trip.id,
                client_id=self._next_id(),
                party_id=party.id,
                place=place,
                kind=kind,
                means=BoardingMeans.QR,
                happened_at=at,
                received_at=at,
            )
        )

    def _next_id(self) -> str:
        self.count += 1
        return f"demo-{self.trip.id}-{self.count}"


def add_travelled_campaign(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    riders: int,
    now: dt.datetime,
) -> Campaign:
    """Add yesterday's campaign with so many riders: planned, driven and noted."""
    drawn = Round(
        name=NAME,
        label="首批",
        ref="demo-travelled",
        serial=60_000,
        service_date=local_date(now) - dt.timedelta(days=1),
        ways=WAYS,
        subsidy=SUBSIDY,
    )
    before = now - dt.timedelta(days=4)
    plan = add_published(session, gazetteer, rng, firms, drawn, riders, before)
    for number, trip in enumerate(plan.trips):
        _drive(session, rng, trip, number)
    session.flush()
    return plan.campaign


def _drive(session: Session, rng: random.Random, trip: Trip, number: int) -> None:
    """Note what happened to a coach: one was late, one broke down, one told nothing."""
    log = _Log(session, trip)
    *pickups, gate = trip.stops
    gates = [way.gate for way in WAYS for _ in range(way.coaches)]
    low, high = SLOWER[gates[number]]
    late = MINUTE * (38 if number == 5 else rng.randrange(0, 9))
    for stop in pickups:
        log.move(stop, TripEventKind.REACHED, stop.arrives_at + late)
        _board(log, rng, trip, stop, late, unseen=number == 3)
        log.move(stop, TripEventKind.DEPARTED, stop.departs_at + late)
    if number == 5:
        log.happen(
            TripEventKind.DELAYED, pickups[0].departs_at, minutes=40, note="高速堵车"
        )
    drive = gate.arrives_at - pickups[-1].departs_at
    arrives_at = pickups[-1].departs_at + late + drive * rng.uniform(low, high)
    if number == 8:
        broke_at = pickups[-1].departs_at + drive / 2
        log.happen(TripEventKind.BROKE_DOWN, broke_at, note="换轮胎")
        log.happen(TripEventKind.GOES_ON, broke_at + 45 * MINUTE)
        arrives_at += 45 * MINUTE
    if number == len(gates) - 1:
        return  # nobody noted that it arrived
    log.move(gate, TripEventKind.REACHED, arrives_at)
    if gates[number] != 1:
        _check_off(session, trip, arrives_at + 10 * MINUTE)


def _board(
    log: _Log,
    rng: random.Random,
    trip: Trip,
    stop: Stop,
    late: dt.timedelta,
    *,
    unseen: bool,
) -> None:
    for booking in trip.bookings:
        party = booking.party
        if party.pickup_place_code != stop.place_code:
            continue
        for place in range(1, booking.seats + 1):
            if unseen and booking is trip.bookings[-1]:
                continue
            is_there = rng.random() > 0.03
            kind = BoardingKind.ABOARD if is_there else BoardingKind.NO_SHOW
            at = stop.arrives_at + late + rng.uniform(1, 14) * MINUTE
            log.see(party, place, kind, at)


def _check_off(session: Session, trip: Trip, at: dt.datetime) -> None:
    session.flush()
    aboard = session.execute(
        select(BoardingEvent.party_id, BoardingEvent.place).where(
            BoardingEvent.trip_id == trip.id, BoardingEvent.kind == BoardingKind.ABOARD
        )
    )
    session.add_all(
        Arrival(
            trip_id=trip.id,
            party_id=party_id,
            place=place,
            status=ArrivalStatus.ARRIVED,
            noted_at=at,
        )
        for party_id, place in aboard
    )
