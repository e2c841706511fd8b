"""Rows of a campaign with sane defaults; every call adds and flushes what it makes."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from models import (
    Campaign,
    CharterPlan,
    CoachType,
    Employer,
    EmployerStatus,
    Operator,
    Party,
    PartyStatus,
    Place,
    PlaceLevel,
    PlanStatus,
    Rider,
    Site,
    Stop,
    Trip,
)
from webapp.services.offices import first_office
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOW = dt.datetime(2027, 2, 1, 4, 0, tzinfo=dt.UTC)
SERVICE_DATE = dt.date(2027, 2, 24)

# code, full name, short name, level, parent, lat, lon: a few of the real ones.
PLACES = (
    ("410000", "河南省", "河南", PlaceLevel.PROVINCE, None, 34.76, 113.75),
    ("411500", "河南省信阳市", "信阳", PlaceLevel.PREFECTURE, "410000", 32.15, 114.09),
    ("411525", "河南省信阳市固始县", "固始",
     PlaceLevel.COUNTY, "411500", 32.18, 115.68),
    ("411526", "河南省信阳市潢川县", "潢川",
     PlaceLevel.COUNTY, "411500", 32.13, 115.05),
    ("411525100", "河南省信阳市固始县城关镇", "城关", PlaceLevel.TOWNSHIP, "411525",
     None, None),
    ("411528", "河南省信阳市息县", "息县", PlaceLevel.COUNTY, "411500", 32.34, 114.74),
    ("320000", "江苏省", "江苏", PlaceLevel.PROVINCE, None, 32.06, 118.80),
    ("320500", "江苏省苏州市", "苏州", PlaceLevel.PREFECTURE, "320000", 31.30, 120.58),
    ("320509", "江苏省苏州市吴江区", "吴江",
     PlaceLevel.COUNTY, "320500", 31.14, 120.64),
)  # fmt: skip

_serial = itertools.count(1)


def make_places(session: Session) -> None:
    """Add the places above, once."""
    for code, full, short, level, parent, lat, lon in PLACES:
        if session.get(Place, code) is None:
            session.add(
                Place(
                    code=code,
                    name=full[-3:],
                    full_name=full,
                    short_name=short,
                    level=level,
                    parent_code=parent,
                    lat=lat,
                    lon=lon,
                )
            )
            session.flush()


def make_site(session: Session, **values: Any) -> Site:
    """Add a factory gate in Wujiang, with an employer of its own."""
    make_places(session)
    serial = next(_serial)
    employer = values.pop("employer", None) or Employer(
        name=f"吴江示例纺织{serial}厂",
        place_code="320509",
        status=EmployerStatus.VERIFIED,
        verified_until=SERVICE_DATE + dt.timedelta(days=60),
    )
    site = Site(
        **{
            "employer": employer,
            "name": f"{serial}号门",
            "place_code": "320509",
            "lat": 31.14 + serial % 7 / 100,
            "lon": 120.64 + serial % 5 / 100,
            **values,
        }
    )
    session.add_all([employer, site])
    session.flush()
    return site


def make_coach_type(session: Session, **values: Any) -> CoachType:
    """Add a coach of 49 seats, hired at 1,500 yuan and 4.60 yuan a kilometre."""
    operator = values.pop("operator", None) or Operator(
        name=f"吴江示例客运{next(_serial)}公司"
    )
    coach_type = CoachType(
        **{
            "operator": operator,
            "name": "49座",
            "seats": 49,
            "hire_cents": 150_000,
            "cents_per_km": 460,
            "count": None,
            **values,
        }
    )
    session.add_all([operator, coach_type])
    session.flush()
    return coach_type


def make_campaign(session: Session, **values: Any) -> Campaign:
    """Add a campaign of one day that gathers parties, of the first office."""
    first_date = values.setdefault("first_date", SERVICE_DATE)
    campaign = Campaign(
        **{
            "office_id": first_office(session).id,
            "name": f"春节返岗{next(_serial)}",
            "last_date": first_date,
            **values,
        }
    )
    session.add(campaign)
    session.flush()
    return campaign


def make_party(session: Session, campaign: Campaign, **values: Any) -> Party:
    """Add a confirmed party of four from Gushi, with a named rider each seat."""
    make_places(session)
    site = values.pop("site", None) or make_site(session)
    riders = values.pop("riders", None)
    party = Party(
        **{
            "campaign": campaign,
            "label": f"第{next(_serial)}组",
            "size": 4,
            "pickup_place_code": "411525",
            "site": site,
            "status": PartyStatus.CONFIRMED,
            **values,
        }
    )
    if riders is None:
        riders = [make_rider(number) for number in range(party.size)]
    party.riders = riders
    session.add(party)
    session.flush()
    return party


def make_rider(number: int, **values: Any) -> Rider:
    """Return a rider who cannot exist: the region of the ID number is not in use."""
    return Rider(
        **{
            "name": f"示例{'甲乙丙丁戊己庚辛'[number % 8]}",
            "phone": f"1380000{number:04d}",
            "id_number": f"999999199001{number:05d}X",
            **values,
        }
    )


def make_plan(session: Session, campaign: Campaign, **values: Any) -> CharterPlan:
    """Add a plan that waits in the queue."""
    plan = CharterPlan(
        **{
            "campaign": campaign,
            "status": PlanStatus.QUEUED,
            "time_limit_s": 5.0,
            "gap_wanted": 0.005,
            "rules": campaign.rules or {},
            **values,
        }
    )
    session.add(plan)
    session.flush()
    return plan


def make_trip(session: Session, plan: CharterPlan, **values: Any) -> Trip:
    """Add a trip with 49 seats, none taken, and no stops."""
    coach_type = values.pop("coach_type", None) or make_coach_type(session)
    departs_at = dt.datetime(2027, 2, 24, 0, 0, tzinfo=dt.UTC)
    trip = Trip(
        **{
            "plan": plan,
            "coach_type": coach_type,
            "number": len(plan.trips) + 1,
            "departs_at": departs_at,
            "arrives_at": departs_at + dt.timedelta(hours=9),
            "distance_m": 560_000,
            "duration_s": 9 * 3600,
            "cost_cents": 407_600,
            "seats_allowed": 49,
            **values,
        }
    )
    session.add(trip)
    session.flush()
    return trip


def make_driven_trip(session: Session, **values: Any) -> Trip:
    """Add a trip Gushi, Huangchuan → two gates, with a party from each county."""
    plan = values.pop("plan", None) or make_plan(session, make_campaign(session))
    trip = make_trip(session, plan, **values)
    near, far = make_site(session), make_site(session)
    stops: list[dict[str, Any]] = [
        {"place_code": "411526"},
        {"place_code": "411525"},
        {"site_id": near.id},
        {"site_id": far.id},
    ]
    for position, stop in enumerate(stops):
        departs_at = trip.departs_at + dt.timedelta(hours=2 * position)
        trip.stops.append(
            Stop(
                position=position,
                arrives_at=departs_at - dt.timedelta(minutes=15),
                departs_at=departs_at,
                **stop,
            )
        )
    session.flush()
    first = make_party(
        session, plan.campaign, size=2, pickup_place_code="411526", site=far
    )
    second = make_party(
        session,
        plan.campaign,
        size=3,
        # A township of Gushi: its people board at the county's stop.
        pickup_place_code="411525100",
        site=near,
        riders=[make_rider(1, name="𠮷㛃䶮"), make_rider(2, name="=1+1")],
    )
    for party in (first, second):
        take_seats(session, trip, party)
    return trip
