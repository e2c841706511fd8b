"""The figures of a campaign out of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.services.results.figures import Results, results_of
from webapp.services.subsidies import SubsidyRule
from webapp.services.train_seats import tickets_cents
from webapp.services.travel_day.reading import read_logs, trips_of_campaign

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Campaign


def read_results(session: Session, campaign: Campaign) -> Results:
    """Return what came of the campaign's published trips; of none, no figures."""
    plan = campaign.chosen_plan
    return results_of(
        read_logs(session, trips_of_campaign(session, campaign)),
        SubsidyRule.of(campaign.subsidy),
        planned_cents=plan.cost_cents if plan else None,
        bound_cents=plan.lower_bound_cents if plan else None,
        tickets_cents=tickets_cents(session, [plan.id]).get(plan.id, 0) if plan else 0,
    )
