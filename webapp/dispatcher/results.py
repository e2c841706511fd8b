"""After a campaign: its figures on a page, and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import own_campaign
from webapp.extensions import db
from webapp.services.results.reading import read_results
from webapp.services.results.workbook import write_workbook
from webapp.services.subsidies import SubsidyRule

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/campaigns/<int:campaign_id>/results")
def results(campaign_id: int) -> ResponseReturnValue:
    """Show what came of a campaign."""
    campaign = own_campaign(campaign_id)
    return render_template(
        "dispatcher/results.html",
        campaign=campaign,
        results=read_results(db.session, campaign),
        rule=SubsidyRule.of(campaign.subsidy),
    )


@bp.get("/campaigns/<int:campaign_id>/results.xlsx")
def results_workbook(campaign_id: int) -> ResponseReturnValue:
    """Return what came of a campaign as a workbook; nobody's data are in it."""
    campaign = own_campaign(campaign_id)
    content = write_workbook(
        campaign,
        read_results(db.session, campaign),
        SubsidyRule.of(campaign.subsidy),
    )
    name = f"campaign-{campaign.id}-{campaign.first_date:%Y-%m-%d}.xlsx"
    return Response(
        content,
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
