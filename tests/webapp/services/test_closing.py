from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import AuditEvent, CampaignStatus, TripStatus
from tests.factories.campaigns import NOW, make_campaign, make_driven_trip, make_plan
from webapp.services.closing import (
    CampaignClosedError,
    StillTravellingError,
    close,
    reopen,
)
from webapp.services.plans import choose_plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MINUTE = dt.timedelta(minutes=1)


def test_a_campaign_is_closed_once_its_coaches_have_arrived_and_can_be_reopened(
    session: Session,
) -> None:
    campaign = make_campaign(session, status=CampaignStatus.PUBLISHED)
    plan = make_plan(session, campaign, is_chosen=True, finished_at=NOW)
    trip = make_driven_trip(session, plan=plan, status=TripStatus.PUBLISHED)
    later = make_driven_trip(
        session,
        plan=plan,
        status=TripStatus.PUBLISHED,
        arrives_at=trip.arrives_at + dt.timedelta(hours=1),
    )
    now = trip.arrives_at
    with pytest.raises(StillTravellingError):
        close(session, campaign, account_id=None, now=now)
    # Who was called off is not waited for.
    later.status = TripStatus.CANCELLED
    with pytest.raises(StillTravellingError):
        close(session, campaign, account_id=None, now=now - MINUTE)
    for _ in range(2):
        close(session, campaign, account_id=None, now=now)
    statuses = [campaign.status]
    with pytest.raises(CampaignClosedError):
        choose_plan(session, plan, account_id=None, now=now)
    for _ in range(2):
        reopen(session, campaign, account_id=None, now=now)
    statuses.append(campaign.status)
    assert statuses == [CampaignStatus.CLOSED, CampaignStatus.PUBLISHED]
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["campaign.close", "campaign.reopen"]
