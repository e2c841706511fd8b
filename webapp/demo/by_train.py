"""People of a campaign who go by train, with the coaches before and after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import TripRole
from webapp.demo.coaches import add_parties, draw_trip
from webapp.services import trains
from webapp.services.places import ensure_place
from webapp.services.rules import LOCAL_TIME, CampaignRules

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Campaign, CoachType, Party, Place, Site, TrainBlock
    from webapp.demo.coaches import Round
    from webapp.services.drafts import DraftTrip

MINUTE_S = 60
SPARE_S = 20 * MINUTE_S  # more than the rules ask for between coach and train


@dataclass(frozen=True, slots=True)
class Station:
    """A railway station: its name, the code of its county, degrees."""

    name: str
    county: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTrain:
    """
    A train of one day, and from which counties to which gates people go by it.

    Parameters
    ----------
    departs, arrives
        On the campaign's day, China time.
    homes
        The counties of each coach to the station, by code, as they are passed.
    gates
        Which of the examined employers, from 0; one coach from the station for each.
    """

    name: str
    hub: Station
    station: Station
    departs: dt.time
    arrives: dt.time
    seats: int
    seat_cents: int
    homes: tuple[tuple[str, ...], ...]
    gates: tuple[int, ...]


def draw_train(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    drawn: Round,
    campaign: Campaign,
    coach: CoachType,
    sites: Sequence[Site],
    riders: int,
    now: dt.datetime,
) -> tuple[list[DraftTrip], int]:
    """
    Add a campaign's train and who goes by it, so many if they fit.

    Returns
    -------
    list, int
        The coaches to the train, those from it, and the fen that its seats cost.
    """
    train = drawn.train
    if train is None:
        return [], 0
    hub, station = (
        _add_station(session, gazetteer, each, now)
        for each in (train.hub, train.station)
    )
    block = trains.add_block(
        session,
        campaign,
        trains.Ride(
            name=train.name,
            hub_code=hub.code,
            station_code=station.code,
            departs_at=_at(drawn.service_date, train.departs),
            arrives_at=_at(drawn.service_date, train.arrives),
            seats=train.seats,
            seat_cents=train.seat_cents,
        ),
        account_id=None,
        now=now,
    )
    trains.add_shuttle(
        session, campaign, station, coach, len(sites), account_id=None, now=now
    )
    feeders: list[DraftTrip] = []
    going: list[Party] = []
    for number, codes in enumerate(train.homes):
        left = riders - sum(party.size for party in going)
        room = -(-left // (len(train.homes) - number))
        homes = [ensure_place(session, gazetteer, code) for code in codes]
        parties = add_parties(session, rng, drawn, campaign, homes, sites, room, now)
        if parties:
            used = {party.pickup_place_code for party in parties}
            pickups = [home for home in homes if home.code in used]
            feeders.append(_feeder(block, draw_trip(coach, pickups, hub, parties)))
            going += parties
    shuttles = [
        _shuttle(block, vehicle, coach, draw_trip(coach, [station], site, aboard))
        for vehicle, site in enumerate(sites, start=1)
        if (aboard := [party for party in going if party.site_id == site.id])
    ]
    return [*feeders, *shuttles], train.seat_cents * sum(party.size for party in going)


def _add_station(
    session: Session, gazetteer: Gazetteer, station: Station, now: dt.datetime
) -> Place:
    return trains.add_station(
        session,
        name=station.name,
        county=ensure_place(session, gazetteer, station.county),
        lat=station.lat,
        lon=station.lon,
        account_id=None,
        now=now,
    )


def _at(date: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(date, time, LOCAL_TIME).astimezone(dt.UTC)


def _feeder(block: TrainBlock, trip: DraftTrip) -> DraftTrip:
    """Let a coach leave in time for the train."""
    last_s = _second(block.departs_at) - CampaignRules().hub_s - SPARE_S
    departs_s = last_s - trip.stops[-1].departs_s
    return replace(
        trip,
        departs_s=departs_s - departs_s % MINUTE_S,
        role=TripRole.FEEDER.value,
        block_id=block.id,
    )


def _shuttle(
    block: TrainBlock, vehicle: int, coach: CoachType, trip: DraftTrip
) -> DraftTrip:
    """Let a coach leave after the train's arrival; it drives back, too."""
    return replace(
        trip,
        distance_m=2 * trip.distance_m,
        cost_cents=coach.hire_cents
        + round(2 * trip.distance_m / 1000 * coach.cents_per_km),
        departs_s=_second(block.arrives_at) + CampaignRules().station_s,
        boards=tuple((party_id, block.station_code) for party_id, _ in trip.seats),
        role=TripRole.SHUTTLE.value,
        block_id=block.id,
        vehicle=vehicle,
    )


def _second(at: dt.datetime) -> int:
    """Return the seconds after midnight, China time."""
    time = at.astimezone(LOCAL_TIME).time()
    return time.hour * 3600 + time.minute * 60
