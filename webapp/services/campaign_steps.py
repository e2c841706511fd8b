"""The way of a campaign, from its roster to its report: which step is the next one."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from webapp.services import calls

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign
    from webapp.services.campaigns import Totals


class Step(enum.StrEnum):
    """What is to be done for a campaign, in this order."""

    ROSTER = "roster"
    CALLS = "calls"
    PLAN = "plan"
    PUBLISH = "publish"
    TRAVEL = "travel"
    REPORT = "report"


def next_step(
    session: Session, campaign: Campaign, totals: Totals, now: dt.datetime
) -> Step:
    """
    Return what is to be done next.

    A plan that is driven is to be published even while some are still to be called:
    who was not reached must not hold up the others.
    """
    plan = campaign.chosen_plan
    if not totals.all.parties:
        return Step.ROSTER
    if plan is None:
        waiting = calls.count(session, campaign, now).waiting
        return Step.CALLS if waiting else Step.PLAN
    if not campaign.is_public:
        return Step.PUBLISH
    is_over = all(trip.arrives_at <= now for trip in plan.trips)
    return Step.REPORT if is_over else Step.TRAVEL
