"""A campaign is closed when its coaches have arrived; it can be reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import CampaignStatus, TripStatus
from webapp.services import audit
from webapp.services.waiting import lock_campaign

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign


class StillTravellingError(Exception):
    """The campaign is not public, or one of its trips has not arrived yet."""


class CampaignClosedError(Exception):
    """The campaign is closed: nothing of it is changed before it is reopened."""

    def __init__(self, campaign_id: int) -> None:
        super().__init__(f"Campaign {campaign_id} is closed.")
        self.campaign_id = campaign_id


def expect_open(session: Session, campaign: Campaign) -> None:
    """
    Take the campaign's row, which nobody closes until the transaction ends.

    Raises
    ------
    CampaignClosedError
        When it is closed.
    """
    lock_campaign(session, campaign)
    if campaign.is_closed:
        raise CampaignClosedError(campaign.id)


def can_close(campaign: Campaign, now: dt.datetime) -> bool:
    """Return whether a campaign is public and none of its trips is still to travel."""
    plan = campaign.chosen_plan
    return (
        campaign.status is CampaignStatus.PUBLISHED
        and plan is not None
        and all(
            trip.arrives_at <= now
            for trip in plan.trips
            if trip.status is not TripStatus.CANCELLED
        )
    )


def close(
    session: Session, campaign: Campaign, *, account_id: int | None, now: dt.datetime
) -> None:
    """
    Close a campaign: nothing of it is changed any more; once is enough.

    Raises
    ------
    StillTravellingError
        When it is not public, or a trip has not arrived yet.
    """
    lock_campaign(session, campaign)
    if campaign.is_closed:
        return
    if not can_close(campaign, now):
        msg = f"Campaign {campaign.id} is not over."
        raise StillTravellingError(msg)
    campaign.status = CampaignStatus.CLOSED
    session.flush()
    audit.record(session, "campaign.close", campaign, account_id=account_id, now=now)


def reopen(
    session: Session, campaign: Campaign, *, account_id: int | None, now: dt.datetime
) -> None:
    """Let a closed campaign be as it was before; one that is not closed stays so."""
    lock_campaign(session, campaign)
    if not campaign.is_closed:
        return
    campaign.status = CampaignStatus.PUBLISHED  # only such a one is closed
    session.flush()
    audit.record(session, "campaign.reopen", campaign, account_id=account_id, now=now)
