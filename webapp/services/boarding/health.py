"""What escorts ask at the coach door beside the ticket: a setting of the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.services import audit

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign, HealthCheck


def set_health_check(
    session: Session,
    campaign: Campaign,
    asked: HealthCheck,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """Let escorts ask nothing, a question, or the temperature."""
    session.refresh(campaign, ["health_check", "version"], with_for_update=True)
    if campaign.health_check is asked:
        return
    before, campaign.health_check = campaign.health_check, asked
    session.flush()
    audit.record(
        session,
        "campaign.health_check",
        campaign,
        account_id=account_id,
        now=now,
        detail={"from": before, "to": asked},
    )
