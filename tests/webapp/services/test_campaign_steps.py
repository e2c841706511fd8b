from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import CampaignStatus, PartyStatus
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_party,
    make_plan,
    make_trip,
)
from webapp.services.campaign_steps import Step, next_step
from webapp.services.campaigns import list_parties, totals

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign


def _next(session: Session, campaign: Campaign, now: dt.datetime = NOW) -> Step:
    session.refresh(campaign)
    return next_step(session, campaign, totals(list_parties(session, campaign)), now)


def test_a_campaign_goes_from_its_roster_to_its_calls_to_its_plan(
    session: Session,
) -> None:
    campaign = make_campaign(session)
    assert _next(session, campaign) is Step.ROSTER
    party = make_party(session, campaign, status=PartyStatus.NEW)
    assert _next(session, campaign) is Step.CALLS
    party.status = PartyStatus.CONFIRMED
    session.flush()
    assert _next(session, campaign) is Step.PLAN


@pytest.mark.parametrize("unheard", [False, True])
def test_a_driven_plan_is_published_whoever_is_still_to_be_called(
    unheard: bool, session: Session
) -> None:
    campaign = make_campaign(session)
    make_party(session, campaign)
    if unheard:
        make_party(session, campaign, status=PartyStatus.NEW)
    plan = make_plan(session, campaign, is_chosen=True)
    trip = make_trip(session, plan)
    assert _next(session, campaign) is Step.PUBLISH
    campaign.status = CampaignStatus.PUBLISHED
    session.flush()
    assert _next(session, campaign) is Step.TRAVEL
    assert _next(session, campaign, trip.arrives_at) is Step.REPORT
