"""What escorts ask at the coach door beside the ticket: a setting of the campaign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from webapp.services import audit
from webapp.services.rules import CampaignRules

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign, HealthCheck


def set_health_check(
    session: Session,
    campaign: Campaign,
    asked: HealthCheck,
    fever_tenths: int | None,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Let escorts ask nothing, a question, or the temperature.

    Parameters
    ----------
    fever_tenths
        From how many tenths of a degree on somebody is marked; None for nobody.
    """
    session.refresh(
        campaign, ["health_check", "rules", "version"], with_for_update=True
    )
    rules = CampaignRules.of(campaign.rules)
    if (campaign.health_check, rules.fever_tenths) == (asked, fever_tenths):
        return
    campaign.rules = replace(rules, fever_tenths=fever_tenths).stored()
    before, campaign.health_check = campaign.health_check, asked
    session.flush()
    audit.record(
        session,
        "campaign.health_check",
        campaign,
        account_id=account_id,
        now=now,
        detail={"from": before, "to": asked, "fever_tenths": fever_tenths},
    )


def fever_limit(campaign: Campaign) -> int | None:
    """Return from how many tenths of a degree on somebody is marked; None: nobody."""
    return CampaignRules.of(campaign.rules).fever_tenths


def is_hot(temperature_tenths: int | None, limit: int | None) -> bool:
    """Return whether a temperature was read that is to be marked."""
    return (
        temperature_tenths is not None
        and limit is not None
        and temperature_tenths >= limit
    )
