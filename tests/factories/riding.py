"""Published trips and wishes for seats on them; every call flushes what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.places.gazetteer import Gazetteer
from models import CampaignStatus, PlanStatus, Role, Site, Stop, Trip, TripStatus
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_plan,
    make_site,
    make_trip,
)
from tests.factories.postings import make_account, make_seeker
from webapp.services.riding import Person, Wish, ask

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Campaign, RideRequest, Seeker

# A number that cannot exist: the region is not in use; its last digit fits.
ID_NUMBER = "999999199001010016"
CONSENT = "test-1"
# Every place that these tests name is a row already, so none is looked up.
NO_GAZETTEER = Gazetteer.__new__(Gazetteer)


def make_published_trip(session: Session, **values: Any) -> Trip:
    """Add a published trip Huangchuan, Gushi → one gate, all seats free."""
    site: Site = values.pop("site", None) or make_site(session)
    campaign = values.pop("campaign", None) or make_campaign(
        session, status=CampaignStatus.PUBLISHED
    )
    plan = next((plan for plan in campaign.plans if plan.is_chosen), None) or make_plan(
        session, campaign, status=PlanStatus.DONE, finished_at=NOW, is_chosen=True
    )
    trip = make_trip(session, plan, **{"status": TripStatus.PUBLISHED, **values})
    ends: list[dict[str, Any]] = [
        {"place_code": "411526"}, {"place_code": "411525"}, {"site_id": site.id},
    ]  # fmt: skip
    trip.stops = [
        Stop(
            position=position,
            arrives_at=trip.departs_at,
            departs_at=trip.departs_at,
            **end,
        )
        for position, end in enumerate(ends)
    ]
    session.flush()
    return trip


def make_wish(campaign: Campaign, site: Site, **values: Any) -> Wish:
    """Return a wish of one person from Gushi for the campaign's day."""
    size = values.pop("size", 1)
    people = [Person("示例甲", "13800000001", ID_NUMBER)]
    people += [Person(f"示例{number}") for number in range(1, size)]
    return Wish(
        **{
            "campaign_id": campaign.id,
            "site_id": site.id,
            "people": tuple(people),
            "pickup_place_code": "411525",
            "first_date": campaign.first_date,
            "last_date": campaign.first_date,
            "consent_version": CONSENT,
            **values,
        }
    )


def make_rider(session: Session) -> Seeker:
    """Add a seeker with an account."""
    return make_seeker(session, account_id=make_account(session, Role.SEEKER).id)


def make_request(
    session: Session, campaign: Campaign, site: Site, **values: Any
) -> RideRequest:
    """Ask as a seeker of its own would."""
    seeker = values.pop("seeker", None) or make_rider(session)
    now = values.pop("now", NOW)
    wish = make_wish(campaign, site, **values)
    return ask(session, NO_GAZETTEER, seeker, wish, account_id=None, now=now)
