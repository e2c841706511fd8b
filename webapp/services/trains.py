"""
Trains of a campaign: blocks of seats, the coaches that wait where they arrive.

A station is a place that no gazetteer has; all campaigns share them. Who goes by train
holds two bookings: on a feeder, which stands for the seat of the train too, and on a
shuttle.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from models import (
    Campaign,
    CoachType,
    Place,
    PlaceLevel,
    ShuttleOffer,
    TrainBlock,
    Trip,
)
from webapp.services import audit
from webapp.services.closing import expect_open
from webapp.services.train_seats import riders_of
from webapp.services.versions import claim

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

STATION_CODE = "R"


class TrainError(Exception):
    """
    A train, a station or a shuttle cannot be so.

    TrainError
    ├── StationTakenError
    ├── OtherDayError
    ├── ShuttleTakenError
    ├── InUseError
    └── TooFewCoachesError
    """


class StationTakenError(TrainError):
    """There is a station of this name."""


class OtherDayError(TrainError):
    """The train leaves on no day of the campaign."""


class ShuttleTakenError(TrainError):
    """Coaches of this type wait at the station already."""


class InUseError(TrainError):
    """Somebody goes by the train in a plan that is driven, or is to be told so."""


class TooFewCoachesError(TrainError):
    """The operator has not so many coaches of the type."""


@dataclass(frozen=True, slots=True)
class Ride:
    """When a train goes and what it costs, as it is entered."""

    name: str
    hub_code: str
    station_code: str
    departs_at: dt.datetime
    arrives_at: dt.datetime
    seats: int
    seat_cents: int
    least_riders: int = 0


def list_stations(session: Session) -> Sequence[Place]:
    """Return every station, by name."""
    return session.scalars(
        select(Place)
        .where(Place.level == PlaceLevel.STATION)
        .options(joinedload(Place.parent))
        .order_by(Place.name, Place.code)
    ).all()


def add_station(
    session: Session,
    *,
    name: str,
    county: Place,
    lat: float,
    lon: float,
    account_id: int | None,
    now: dt.datetime,
) -> Place:
    """
    Add a station in a county, or other place; the same name there is the same code.

    Raises
    ------
    StationTakenError
        When it is there already.
    """
    said = hashlib.sha256(f"{county.code} {name}".encode()).hexdigest()
    code = STATION_CODE + said[:11]
    if session.get(Place, code) is not None:
        msg = f"There is a station {name!r} in {county.full_name}."
        raise StationTakenError(msg)
    station = Place(
        code=code,
        name=name,
        full_name=f"{county.full_name}{name}",
        short_name=name,
        level=PlaceLevel.STATION,
        parent_code=county.code,
        lat=lat,
        lon=lon,
    )
    try:
        with session.begin_nested():
            session.add(station)
    except IntegrityError as error:
        msg = f"There is a station {name!r} in {county.full_name}."
        raise StationTakenError(msg) from error
    audit.record(
        session,
        "station.create",
        station,
        account_id=account_id,
        now=now,
        detail={"name": station.full_name},
    )
    return station


def list_blocks(session: Session, campaign: Campaign) -> Sequence[TrainBlock]:
    """Return the trains of a campaign, in the order in which they leave."""
    return session.scalars(
        select(TrainBlock)
        .where(TrainBlock.campaign_id == campaign.id)
        .options(joinedload(TrainBlock.hub), joinedload(TrainBlock.station))
        .order_by(TrainBlock.departs_at, TrainBlock.id)
    ).all()


def list_shuttles(session: Session, campaign: Campaign) -> Sequence[ShuttleOffer]:
    """Return the coaches that wait at stations, by station, in the order of entry."""
    return session.scalars(
        select(ShuttleOffer)
        .where(ShuttleOffer.campaign_id == campaign.id)
        .options(
            joinedload(ShuttleOffer.station),
            joinedload(ShuttleOffer.coach_type).joinedload(CoachType.operator),
        )
        .order_by(ShuttleOffer.station_code, ShuttleOffer.id)
    ).all()


def shuttles_held(session: Session, campaign: Campaign) -> dict[int, int]:
    """Return how many coaches wait at stations, by the type's id."""
    held: Counter[int] = Counter()
    for offer in list_shuttles(session, campaign):
        held[offer.coach_type_id] += offer.count
    return dict(held)


def add_block(
    session: Session,
    campaign: Campaign,
    ride: Ride,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> TrainBlock:
    """
    Add seats of a train to a campaign; plans made from now on may use them.

    Raises
    ------
    CampaignClosedError
        When the campaign is closed.
    OtherDayError
        When it leaves on no day of the campaign.
    """
    expect_open(session, campaign)
    block = TrainBlock(campaign_id=campaign.id)
    _fill(campaign, block, ride)
    session.add(block)
    session.flush()
    audit.record(
        session,
        "train.create",
        campaign,
        account_id=account_id,
        now=now,
        detail={"block": block.id, "train": block.name, "seats": block.seats},
    )
    return block


def change_block(
    session: Session,
    block: TrainBlock,
    ride: Ride,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Change seats, price or times of a train; a plan that is made stays as it is.

    Raises
    ------
    CampaignClosedError
        When the campaign is closed.
    StaleError
        When a colleague changed it since it was shown.
    OtherDayError
        When it leaves on no day of the campaign.
    InUseError
        When it is in the driven plan and would leave or arrive elsewhere or at another
        time, or has fewer seats than people go by it.
    """
    campaign = block.campaign
    expect_open(session, campaign)
    claim(session, block, seen_at, now)
    riders = riders_of(session, campaign.chosen_plan).get(block.id, 0)
    same = (
        ride.hub_code == block.hub_code
        and ride.station_code == block.station_code
        and ride.departs_at == block.departs_at
        and ride.arrives_at == block.arrives_at
    )
    if riders and (not same or ride.seats < riders):
        msg = f"{riders} people go by train {block.name}."
        raise InUseError(msg)
    _fill(campaign, block, ride)
    session.flush()
    audit.record(
        session,
        "train.change",
        campaign,
        account_id=account_id,
        now=now,
        detail={"block": block.id, "train": block.name, "seats": block.seats},
    )


def remove_block(
    session: Session, block: TrainBlock, *, account_id: int | None, now: dt.datetime
) -> None:
    """
    Take a train out of a campaign.

    Raises
    ------
    CampaignClosedError
        When the campaign is closed.
    InUseError
        When a plan has it: plans are kept, and with them what they are made of.
    """
    expect_open(session, block.campaign)
    if session.scalar(select(Trip.id).where(Trip.block_id == block.id).limit(1)):
        msg = f"Plans have train {block.name}."
        raise InUseError(msg)
    audit.record(
        session,
        "train.remove",
        block.campaign,
        account_id=account_id,
        now=now,
        detail={"block": block.id, "train": block.name},
    )
    session.delete(block)
    session.flush()


def add_shuttle(
    session: Session,
    campaign: Campaign,
    station: Place,
    coach: CoachType,
    count: int,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> ShuttleOffer:
    """
    Let coaches wait at a station; so many fewer drive from the counties.

    Raises
    ------
    CampaignClosedError
        When the campaign is closed.
    ShuttleTakenError
        When coaches of this type wait there already.
    TooFewCoachesError
        When the operator has not so many.
    """
    expect_open(session, campaign)
    held = shuttles_held(session, campaign).get(coach.id, 0)
    if coach.count is not None and held + count > coach.count:
        msg = f"There are {coach.count} coaches of type {coach.id}."
        raise TooFewCoachesError(msg)
    offer = ShuttleOffer(
        campaign_id=campaign.id,
        station_code=station.code,
        coach_type_id=coach.id,
        count=count,
    )
    try:
        with session.begin_nested():
            session.add(offer)
    except IntegrityError as error:
        msg = f"Coaches {coach.id} wait at {station.code} already."
        raise ShuttleTakenError(msg) from error
    audit.record(
        session,
        "shuttle.create",
        campaign,
        account_id=account_id,
        now=now,
        detail={"station": station.name, "coach": coach.id, "count": count},
    )
    return offer


def remove_shuttle(
    session: Session, offer: ShuttleOffer, *, account_id: int | None, now: dt.datetime
) -> None:
    """Let coaches wait at a station no more; a plan that is made keeps its drives."""
    campaign = session.get_one(Campaign, offer.campaign_id)
    expect_open(session, campaign)
    audit.record(
        session,
        "shuttle.remove",
        campaign,
        account_id=account_id,
        now=now,
        detail={"station": offer.station.name, "coach": offer.coach_type_id},
    )
    session.delete(offer)
    session.flush()


def _fill(campaign: Campaign, block: TrainBlock, ride: Ride) -> None:
    block.name = ride.name
    block.hub_code, block.station_code = ride.hub_code, ride.station_code
    block.departs_at, block.arrives_at = ride.departs_at, ride.arrives_at
    block.seats, block.seat_cents = ride.seats, ride.seat_cents
    block.least_riders = ride.least_riders
    if not campaign.travels_on(block.service_date):
        msg = f"{block.service_date} is no day of campaign {campaign.id}."
        raise OtherDayError(msg)
