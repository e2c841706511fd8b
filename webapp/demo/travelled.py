"""A campaign that was travelled the day before: who got on, when the coaches came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from models import (
    Arrival,
    ArrivalStatus,
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Campaign,
    CharterPlan,
    CoachType,
    EmployerStatus,
    Party,
    PartyStatus,
    PlanStatus,
    Rider,
    Stop,
    Trip,
    TripEvent,
    TripEventKind,
)
from routing.travel_times.great_circle import GreatCircle
from webapp.demo import fiction
from webapp.services.drafts import Draft, DraftStop, DraftTrip, store
from webapp.services.offices import first_office
from webapp.services.places import ensure_place
from webapp.services.publishing import publish
from webapp.services.rules import CampaignRules
from webapp.services.subsidies import SubsidyRule
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Place, Site
    from webapp.demo.employers import Firm

NAME = f"首批返岗（{fiction.MARK}）"
SUBSIDY = SubsidyRule(share=0.5, from_riders=30, most_cents=250_000)
SIZES = (8, 6, 2, 4, 7, 3, 5, 2, 6, 1)  # of the parties of a coach, in turn
FIRST_SERIAL = 60_000
# Home counties (the second is passed on the way) and the gate, and how many coaches:
# 固始, 潢川, 太和, 临泉.
CORRIDORS = (
    (("411525",), 0, 4),
    (("411526", "411525"), 0, 3),
    (("341222",), 1, 3),
    (("341221",), 2, 2),
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
    campaign = Campaign(
        office=first_office(session),
        name=NAME,
        service_date=local_date(now) - dt.timedelta(days=1),
        rules={},
        subsidy=SUBSIDY.stored(),
    )
    plan = CharterPlan(
        campaign=campaign,
        status=PlanStatus.RUNNING,
        time_limit_s=20.0,
        gap_wanted=0.005,
    )
    session.add_all([campaign, plan])
    session.flush()
    gates = [firm.site for firm in firms if _is_verified(firm)]
    coach = session.scalars(
        select(CoachType).order_by(CoachType.seats.desc(), CoachType.id).limit(1)
    ).one()
    before = now - dt.timedelta(days=4)
    trips: list[DraftTrip] = []
    for codes, gate, coaches in CORRIDORS:
        homes = [ensure_place(session, gazetteer, code) for code in codes]
        for _ in range(coaches):
            room = riders - sum(seats for trip in trips for _, seats in trip.seats)
            parties = _parties(session, rng, campaign, homes, gates[gate], room, before)
            if parties:
                trips.append(_trip(coach, homes, gates[gate], parties))
    cost = sum(trip.cost_cents for trip in trips)
    store(
        session,
        plan,
        Draft(
            is_optimal=False,
            cost_cents=cost,
            lower_bound_cents=cost - cost // 250,
            gap=0.004,
            runtime_s=6.2,
            travel_engine=GreatCircle().name,
            trips=tuple(trips),
            left_out=(),
        ),
        before,
    )
    publish(session, plan, account_id=None, now=before)
    for number, trip in enumerate(plan.trips):
        _drive(session, rng, trip, number)
    session.flush()
    return campaign


def _is_verified(firm: Firm) -> bool:
    return firm.employer.status is EmployerStatus.VERIFIED


def _parties(
    session: Session,
    rng: random.Random,
    campaign: Campaign,
    homes: Sequence[Place],
    site: Site,
    room: int,
    now: dt.datetime,
) -> list[Party]:
    """Add the parties of one coach, as long as there are riders left."""
    made: list[Party] = []
    for number, wanted in enumerate(SIZES):
        size = min(wanted, room)
        if not size:
            break
        room -= size
        party = Party(
            campaign_id=campaign.id,
            label=f"首批{len(campaign.parties) + 1}",
            size=size,
            pickup_place_code=homes[number % len(homes)].code,
            site_id=site.id,
            status=PartyStatus.CONFIRMED,
            created_at=now,
            updated_at=now,
        )
        for _ in range(size):
            serial = FIRST_SERIAL + sum(p.size for p in campaign.parties)
            serial += len(party.riders)
            party.riders.append(
                Rider(
                    ref=f"demo-travelled-{serial:05d}",
                    name=fiction.person_name(rng, serial),
                    phone=fiction.phone(serial),
                    id_number=fiction.id_number(rng, serial, campaign.service_date),
                    consented_at=now,
                    created_at=now,
                    updated_at=now,
                )
            )
        campaign.parties.append(party)
        made.append(party)
    session.flush()
    return made


def _trip(
    coach: CoachType, homes: Sequence[Place], site: Site, parties: Sequence[Party]
) -> DraftTrip:
    """Return a coach over its homes to the gate, with the times of straight lines."""
    rules = CampaignRules()
    codes = {party.pickup_place_code for party in parties}
    pickups = [home for home in homes if home.code in codes]
    matrix = GreatCircle().matrix(
        np.array([*(home.lat for home in pickups), site.lat], np.float64),
        np.array([*(home.lon for home in pickups), site.lon], np.float64),
    )
    legs = list(pairwise(range(len(pickups) + 1)))
    distance_m = sum(int(matrix.distance_m[leg]) for leg in legs)
    stops = [DraftStop(pickups[0].code, None, -rules.pickup_s, 0)]
    for here, there in legs:
        arrives_s = stops[-1].departs_s + int(matrix.duration_s[here, there])
        is_gate = there == len(pickups)
        stands_s = rules.dropoff_s if is_gate else rules.pickup_s
        stops.append(
            DraftStop(
                None if is_gate else pickups[there].code,
                site.id if is_gate else None,
                arrives_s,
                arrives_s + stands_s,
            )
        )
    drivers = 2 if distance_m > rules.second_driver_above_m else 1
    return DraftTrip(
        coach_type_id=coach.id,
        seats_allowed=rules.seats_offered(coach.seats),
        distance_m=distance_m,
        duration_s=stops[-1].departs_s + rules.pickup_s,
        cost_cents=coach.hire_cents
        + round(distance_m / 1000 * coach.cents_per_km)
        + (drivers - 1) * rules.second_driver_cents,
        drivers=drivers,
        stops=tuple(stops),
        seats=tuple((party.id, party.size) for party in parties),
    )


def _drive(session: Session, rng: random.Random, trip: Trip, number: int) -> None:
    """Note what happened to a coach: one was late, one broke down, one told nothing."""
    log = _Log(session, trip)
    *pickups, gate = trip.stops
    gates = [corridor[1] for corridor in CORRIDORS for _ in range(corridor[2])]
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
