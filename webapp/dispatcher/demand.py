"""Before planning: the demand board, what is missing, duplicates, whole villages."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from models import Employer, ImportKind, Site
from routing.pictures import Basemap
from routing.pictures.demand_map import Home, draw_demand
from webapp.config import ROOT
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_campaign, own_campaign
from webapp.dispatcher.party_forms import PairForm, VillageForm
from webapp.extensions import db
from webapp.fields import choices
from webapp.security.requests import asked_id
from webapp.security.sessions import current_account
from webapp.services import audit, duplicates, uploads, villages
from webapp.services import demand as service
from webapp.services.versions import StaleError
from webapp.sheets import folder

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign

SHOWN = 60
# What the lines of the demand board are: its counties are unfolded in the last.
BY = {
    "county": _l("By county"),
    "enterprise": _l("By enterprise"),
    "both": _l("Counties and their enterprises"),
}


@bp.get("/campaigns/<int:campaign_id>/demand")
def demand(campaign_id: int) -> ResponseReturnValue:
    """Show who is to be carried: by county, date and enterprise."""
    campaign = own_campaign(campaign_id)
    employer = asked_id("employer")
    by = request.args.get("by", "")
    return render_template(
        "dispatcher/demand.html",
        campaign=campaign,
        board=service.board(db.session, campaign, employer),
        by=by if by in BY else "county",
        ways=BY,
        employers=_employers_of(campaign),
        employer=employer,
        missing=service.missing(db.session, campaign),
        twice=len(duplicates.find_duplicates(db.session, campaign)),
    )


@bp.get("/campaigns/<int:campaign_id>/demand.svg")
def demand_map(campaign_id: int) -> ResponseReturnValue:
    """Return the map of the demand board; it is in Chinese for everybody."""
    campaign = own_campaign(campaign_id)
    board = service.board(db.session, campaign, asked_id("employer"))
    homes = [
        Home(
            line.place.short_name,
            line.place.lon,
            line.place.lat,
            line.total.all.riders,
            line.total.confirmed.riders,
        )
        for line in board.counties
        if line.place is not None
        and line.place.lon is not None
        and line.place.lat is not None
    ]
    return Response(
        draw_demand(homes, _basemap(), campaign.name), mimetype="image/svg+xml"
    )


@bp.get("/campaigns/<int:campaign_id>/missing")
def missing(campaign_id: int) -> ResponseReturnValue:
    """List the parties that lack something."""
    campaign = own_campaign(campaign_id)
    return render_template(
        "dispatcher/missing.html",
        campaign=campaign,
        missing=service.missing(db.session, campaign),
        shown=SHOWN,
    )


@bp.get("/campaigns/<int:campaign_id>/duplicates")
def duplicate_list(campaign_id: int) -> ResponseReturnValue:
    """Show the parties that look like one, side by side."""
    campaign = own_campaign(campaign_id)
    found = duplicates.find_duplicates(db.session, campaign)
    return render_template(
        "dispatcher/duplicates.html",
        campaign=campaign,
        duplicates=found[:SHOWN],
        count=len(found),
        forms=[
            PairForm(
                None,
                first_seen_at=pair.first.updated_at,
                second_seen_at=pair.second.updated_at,
            )
            for pair in found[:SHOWN]
        ],
    )


@bp.post("/campaigns/<int:campaign_id>/duplicates/<int:first_id>/<int:second_id>")
def judge_duplicate(
    campaign_id: int, first_id: int, second_id: int
) -> ResponseReturnValue:
    """Merge two parties, or remember that they are two."""
    campaign = open_campaign(campaign_id)
    form = PairForm()
    if not form.validate_on_submit():
        abort(400)
    now, account_id = dt.datetime.now(dt.UTC), current_account().id
    back = redirect(url_for(".duplicate_list", campaign_id=campaign.id))
    try:
        pair = duplicates.find_duplicate(db.session, campaign, first_id, second_id)
        if form.verdict.data == "apart":
            duplicates.keep_apart(db.session, pair, account_id=account_id, now=now)
            said = _("Kept apart; they are not shown again.")
        else:
            is_first = form.verdict.data == "first"
            seen = form.second_seen_at if is_first else form.first_seen_at
            duplicates.merge(
                db.session,
                pair,
                pair.first if is_first else pair.second,
                seen_at=seen.data,
                account_id=account_id,
                now=now,
            )
            said = _("Merged.")
    except StaleError:
        db.session.rollback()
        flash(_("A colleague was faster; this is how it stands now."), "warning")
        return back
    except duplicates.SeatedError:
        db.session.rollback()
        flash(
            _(
                "The smaller party has seats on a coach. Keep that one, or set it to "
                "“not coming” first."
            ),
            "wrong",
        )
        return back
    db.session.commit()
    flash(said, "done")
    return back


@bp.get("/campaigns/<int:campaign_id>/village")
def village(campaign_id: int) -> ResponseReturnValue:
    """Show the form for a whole village."""
    return _village_page(open_campaign(campaign_id), _village_form())


@bp.post("/campaigns/<int:campaign_id>/village")
def register_village(campaign_id: int) -> ResponseReturnValue:
    """Keep the village's people for a look at every row."""
    campaign = open_campaign(campaign_id)
    form = _village_form()
    if not form.validate_on_submit() or not form.fits(campaign):
        return _village_page(campaign, form), 422
    now, account_id = dt.datetime.now(dt.UTC), current_account().id
    try:
        people = villages.read_lines(form.people.data, families=form.families.data)
    except villages.NobodyError:
        form.people.errors = [_("There is nobody in these lines.")]
        return _village_page(campaign, form), 422
    table = villages.roster(
        people,
        home=form.home.data,
        employer=form.employer.data,
        key=f"{form.home.data} {now:%m%d%H%M%S}",
        days=form.days,
    )
    kept = uploads.keep(
        folder(),
        table,
        name=f"{form.home.data[:80]}.csv",
        kind=ImportKind.RIDERS.value,
        campaign_id=campaign.id,
        account_id=account_id,
        now=now,
    )
    audit.record(
        db.session,
        "village.register",
        campaign,
        account_id=account_id,
        now=now,
        detail={"people": len(people), "they_agree": True},
    )
    db.session.commit()
    return redirect(url_for("bureau.preview", token=kept.token))


def _village_form() -> VillageForm:
    form = VillageForm()
    names = db.session.scalars(
        select(Employer.name).join(Site).distinct().order_by(Employer.name)
    ).all()
    form.employer.choices = choices({name: name for name in names})
    return form


def _village_page(campaign: Campaign, form: VillageForm) -> str:
    return render_template("dispatcher/village.html", campaign=campaign, form=form)


def _employers_of(campaign: Campaign) -> dict[int, str]:
    employers = {party.site.employer for party in campaign.parties}
    return {e.id: e.name for e in sorted(employers, key=lambda e: e.name)}


@cache
def _basemap() -> Basemap:
    try:
        return Basemap.load(ROOT / "webapp" / "static" / "vendor" / "basemap")
    except FileNotFoundError:
        return Basemap()
