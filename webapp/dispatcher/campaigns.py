"""Campaigns: the list, one with all that is known of it, making and changing one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.days import asked_day
from webapp.dispatcher.forms import CampaignForm, PlanForm
from webapp.dispatcher.own import open_campaign, own_campaign
from webapp.extensions import db
from webapp.refused import form_for
from webapp.security.requests import asked_id
from webapp.security.sessions import current_account
from webapp.services import campaigns as service
from webapp.services import closing, fleets
from webapp.services import plans as plan_service
from webapp.services.campaign_steps import next_step
from webapp.services.drafts import coaches_on_offer
from webapp.services.editions import find_latest
from webapp.services.plan_trains import by_train
from webapp.services.rules import CampaignRules
from webapp.services.train_seats import tickets_cents
from webapp.services.trip_sums import add_up, sum_trips

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign, CharterPlan, CoachType
    from webapp.dispatcher.days import Days


@bp.get("/")
def campaigns() -> ResponseReturnValue:
    """Show the campaigns of one's own office."""
    return render_template(
        "dispatcher/campaigns.html",
        lines=service.list_campaigns(db.session, current_account().office_id),
    )


@bp.get("/campaigns/<int:campaign_id>")
def campaign(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign: who comes, what was planned, and the plan on a map."""
    found = own_campaign(campaign_id)
    shown = _shown_plan(found)
    totals = service.totals(service.list_parties(db.session, found))
    now = dt.datetime.now(dt.UTC)
    every = sum_trips(db.session, [shown.id])[shown.id] if shown else []
    days = asked_day(found, (trip.shown_date for trip in every))
    trips = plan_service.list_trips(db.session, shown, days.chosen) if shown else []
    tickets = tickets_cents(db.session, [shown.id]) if shown else {}
    return render_template(
        "dispatcher/campaign.html",
        campaign=found,
        sums=add_up(every, sum(tickets.values())),
        days=days,
        rules=CampaignRules.of(found.rules),
        totals=totals,
        step=next_step(db.session, found, totals, now),
        can_close=closing.can_close(found, now),
        unfinished=plan_service.find_unfinished(db.session, found),
        plan=shown,
        trips=trips,
        trains=by_train(trips),
        plan_form=form_for(PlanForm),
        used=_used_elsewhere(found, days),
        edition=find_latest(db.session, found),
    )


def _used_elsewhere(
    campaign: Campaign, days: Days
) -> list[tuple[CoachType, dt.date, int]]:
    """Return of which coaches other campaigns have how many on the days shown."""
    dates = campaign.dates if days.chosen is None else (days.chosen,)
    uses = fleets.uses_elsewhere(db.session, campaign, dates)
    if not uses:
        return []
    return [
        (coach, date, uses[coach.id, date])
        for date in dates
        for coach in coaches_on_offer(db.session, CampaignRules.of(campaign.rules))
        if coach.count is not None and uses[coach.id, date]
    ]


@bp.get("/campaigns/new")
def new_campaign() -> ResponseReturnValue:
    """Show the form for a new campaign."""
    return _form_page(None, _form(None))


@bp.post("/campaigns/new")
def new_campaign_post() -> ResponseReturnValue:
    """Make a campaign."""
    form = _form(None)
    account = current_account()
    if account.office_id is None:
        abort(403)
    if not form.validate_on_submit():
        return _form_page(None, form), 422
    try:
        made = service.create_campaign(
            db.session,
            name=form.name.data,
            first_date=form.first_date.data,
            last_date=form.last_date.data,
            rules=form.rules(),
            subsidy=form.subsidy(),
            office_id=account.office_id,
            account_id=account.id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.NameTakenError:
        form.name.errors = [_("There is a campaign of this name already.")]
        return _form_page(None, form), 422
    db.session.commit()
    flash(_("The campaign is made. Now import its riders."), "done")
    return redirect(url_for(".campaign", campaign_id=made.id))


@bp.get("/campaigns/<int:campaign_id>/edit")
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    """Show the form of a campaign."""
    found = open_campaign(campaign_id)
    return _form_page(found, _form(found))


@bp.post("/campaigns/<int:campaign_id>/edit")
def edit_campaign_post(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign."""
    found = open_campaign(campaign_id)
    form = _form(found)
    if not form.validate_on_submit():
        return _form_page(found, form), 422
    try:
        service.change_campaign(
            db.session,
            found,
            seen_version=form.version.data,
            name=form.name.data,
            first_date=form.first_date.data,
            last_date=form.last_date.data,
            rules=form.rules(),
            subsidy=form.subsidy(),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.NameTakenError:
        form.name.errors = [_("There is a campaign of this name already.")]
        return _form_page(found, form), 422
    except service.DayInUseError as error:
        form.first_date.errors = [_in_use(error)]
        return _form_page(found, form), 422
    db.session.commit()
    flash(_("Saved. Plan again for the new rules to count."), "done")
    return redirect(url_for(".campaign", campaign_id=found.id))


@bp.post("/campaigns/<int:campaign_id>/close")
def close_campaign(campaign_id: int) -> ResponseReturnValue:
    """Close a campaign whose coaches have arrived."""
    found = own_campaign(campaign_id)
    account_id, now = current_account().id, dt.datetime.now(dt.UTC)
    try:
        closing.close(db.session, found, account_id=account_id, now=now)
    except closing.StillTravellingError:
        db.session.rollback()
        flash(_("It can be closed when its coaches have arrived."), "warning")
    else:
        db.session.commit()
        flash(_("The campaign is closed. You can reopen it here."), "done")
    return redirect(url_for(".campaign", campaign_id=campaign_id))


@bp.post("/campaigns/<int:campaign_id>/reopen")
def reopen_campaign(campaign_id: int) -> ResponseReturnValue:
    """Reopen a closed campaign."""
    found = own_campaign(campaign_id)
    account_id, now = current_account().id, dt.datetime.now(dt.UTC)
    closing.reopen(db.session, found, account_id=account_id, now=now)
    db.session.commit()
    flash(_("The campaign is open again."), "done")
    return redirect(url_for(".campaign", campaign_id=campaign_id))


def _shown_plan(campaign: Campaign) -> CharterPlan | None:
    """Return the plan that ``?plan=`` asks for, else the chosen or the latest one."""
    finished = [plan for plan in campaign.plans if plan.finished_at is not None]
    wanted = asked_id("plan")
    if wanted is not None:
        return next((plan for plan in finished if plan.id == wanted), None) or abort(
            404
        )
    return campaign.chosen_plan or (finished[-1] if finished else None)


def _in_use(error: service.DayInUseError) -> str:
    """Return why days cannot go."""
    if error.trips:
        said = ngettext(
            "%(num)d coach that people were told of leaves on a day that would go. "
            "Move it or call it off first.",
            "%(num)d coaches that people were told of leave on days that would go. "
            "Move them or call them off first.",
            error.trips,
        )
        return str(said)
    said = ngettext(
        "%(num)d party travels on a day that would go. Give it another day first.",
        "%(num)d parties travel on days that would go. Give them other days first.",
        error.parties,
    )
    return str(said)


def _form(campaign: Campaign | None) -> CampaignForm:
    form = CampaignForm()
    form.offer(coaches_on_offer(db.session, CampaignRules()))
    if request.method == "GET":
        form.show(campaign)
    return form


def _form_page(campaign: Campaign | None, form: CampaignForm) -> str:
    return render_template(
        "dispatcher/campaign_form.html", campaign=campaign, form=form
    )
