"""A campaign that the planner has planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import PlanStatus
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
    make_rider,
    make_site,
)
from webapp.services.drafts import store
from webapp.services.planning import gather, solve

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import CharterPlan


def make_planned(session: Session) -> CharterPlan:
    """A plan of two coaches of 10 seats, with three families and a group of eight."""
    campaign = make_campaign(session)
    coach = make_coach_type(session, name="11座", seats=11)
    campaign.rules = {"coach_types": [coach.id]}
    gate = make_site(session)
    for pickup in ("411525", "411526", "411525"):
        make_party(session, campaign, site=gate, pickup_place_code=pickup)
    make_party(
        session, campaign, site=gate, size=8, riders=[make_rider(n) for n in range(8)]
    )
    plan = make_plan(session, campaign, status=PlanStatus.DONE)
    draft = solve(
        gather(session, campaign), GreatCircle(), time_limit_s=5, gap=0.0, seed=0
    )
    store(session, plan, draft, NOW)
    return plan
