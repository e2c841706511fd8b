"""
The rows of one's own office; those of others are not there for whoever asks.

Every view of this blueprint gets its campaign, plan, trip or party here: by ``own_…``
to be read, by ``open_…`` to be changed, which a closed campaign refuses.
"""

from __future__ import annotations

from typing import TypeVar

from flask import abort, request

from models import Base, Campaign, CharterPlan, Party, Trip
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services.closing import CampaignClosedError, expect_open
from webapp.services.offices import is_own

Row = TypeVar("Row", bound=Base)


def own_campaign(campaign_id: int) -> Campaign:
    """Return a campaign of the account's office, or end the request with 404."""
    found = _get(Campaign, campaign_id)
    _expect_own(found)
    return found


def own_plan(plan_id: int) -> CharterPlan:
    """Return a plan of the account's office, or end the request with 404."""
    found = _get(CharterPlan, plan_id)
    _expect_own(found.campaign)
    return found


def own_trip(trip_id: int) -> Trip:
    """Return a trip of the account's office, or end the request with 404."""
    found = _get(Trip, trip_id)
    _expect_own(found.plan.campaign)
    return found


def own_party(party_id: int) -> Party:
    """Return a party of the account's office, or end the request with 404."""
    found = _get(Party, party_id)
    _expect_own(found.campaign)
    return found


def open_campaign(campaign_id: int) -> Campaign:
    """Return a campaign as `own_campaign`, to be changed."""
    found = own_campaign(campaign_id)
    _expect_open(found)
    return found


def open_plan(plan_id: int) -> CharterPlan:
    """Return a plan as `own_plan`, to be changed."""
    found = own_plan(plan_id)
    _expect_open(found.campaign)
    return found


def open_trip(trip_id: int) -> Trip:
    """Return a trip as `own_trip`, to be changed."""
    found = own_trip(trip_id)
    _expect_open(found.plan.campaign)
    return found


def open_party(party_id: int) -> Party:
    """Return a party as `own_party`, to be changed."""
    found = own_party(party_id)
    _expect_open(found.campaign)
    return found


def _get(table: type[Row], row_id: int) -> Row:
    return db.session.get(table, row_id) or abort(404)


def _expect_own(campaign: Campaign) -> None:
    if not is_own(current_account(), campaign):
        abort(404)


def _expect_open(campaign: Campaign) -> None:
    """Expect an open campaign, and that it stays open while it is written to."""
    if request.method == "POST":
        expect_open(db.session, campaign)
    elif campaign.is_closed:
        raise CampaignClosedError(campaign.id)
