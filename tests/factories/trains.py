"""A campaign some of whose people go by train."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from models import Place, PlanStatus, ShuttleOffer, TrainBlock
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_coach_type,
    make_party,
    make_places,
    make_plan,
    make_site,
)
from webapp.services.drafts import store
from webapp.services.planning import gather, solve
from webapp.services.rules import LOCAL_TIME
from webapp.services.trains import add_station, list_stations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Campaign, CharterPlan


def local(hour: int, day: int = 0) -> dt.datetime:
    """Return a full hour of the day of travel, or of one after it, China time."""
    date = SERVICE_DATE + dt.timedelta(days=day)
    return dt.datetime.combine(date, dt.time(hour), LOCAL_TIME).astimezone(dt.UTC)


def make_station(session: Session, name: str, county: str, **at: float) -> Place:
    """Add a station in a county."""
    make_places(session)
    return add_station(
        session,
        name=name,
        county=session.get_one(Place, county),
        account_id=None,
        now=NOW,
        **at,
    )


def make_block(session: Session, campaign: Campaign, **values: Any) -> TrainBlock:
    """Add 40 seats of a night train from Huangchuan to Wujiang at 100 yuan each."""
    there = {station.name: station for station in list_stations(session)}
    for end, name, county, lat, lon in (
        ("hub", "潢川站", "411526", 32.14, 115.03),
        ("station", "苏州南站", "320509", 31.15, 120.66),
    ):
        if end not in values:
            values[end] = there.get(name) or make_station(
                session, name, county, lat=lat, lon=lon
            )
    block = TrainBlock(
        **{
            "campaign": campaign,
            "name": "K1234",
            "departs_at": local(18),
            "arrives_at": local(6, day=1),
            "seats": 40,
            "seat_cents": 10_000,
            "least_riders": 10,
            **values,
        }
    )
    session.add(block)
    session.flush()
    return block


def make_campaign_by_train(session: Session) -> Campaign:
    """
    Five parties of three counties for two gates; a coach all the way is dear.

    One of them is too many for the train.
    """
    campaign = make_campaign(session)
    coach = make_coach_type(session, hire_cents=50_000, cents_per_km=1_500)
    campaign.rules = {"coach_types": [coach.id]}
    shuttle = make_coach_type(
        session, name="20座", seats=20, hire_cents=30_000, count=2
    )
    near, far = (make_site(session, lat=31.14 + n / 50, lon=120.64) for n in range(2))
    for place, size, gate in (
        ("411525", 6, near),
        ("411525100", 4, far),
        ("411526", 12, near),
        ("411528", 3, far),
        ("411526", 48, near),
    ):
        make_party(session, campaign, size=size, site=gate, pickup_place_code=place)
    block = make_block(session, campaign)
    session.add(
        ShuttleOffer(
            campaign_id=campaign.id,
            station_code=block.station_code,
            coach_type_id=shuttle.id,
            count=1,
        )
    )
    session.flush()
    return campaign


def make_planned_by_train(
    session: Session, campaign: Campaign | None = None
) -> CharterPlan:
    """Plan that campaign: 25 people by train, 48 by a coach of their own."""
    campaign = campaign or make_campaign_by_train(session)
    plan = make_plan(session, campaign, status=PlanStatus.DONE)
    draft = solve(
        gather(session, campaign), GreatCircle(), time_limit_s=3600, gap=0.0, seed=0
    )
    store(session, plan, draft, NOW)
    return plan
