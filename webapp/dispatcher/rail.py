"""Trains of a campaign, their stations, and the coaches that wait where they arrive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import CoachType, Place, ShuttleOffer, TrainBlock
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_campaign, own_campaign
from webapp.dispatcher.train_forms import ShuttleForm, StationForm, TrainForm
from webapp.extensions import db
from webapp.pages import daysformat
from webapp.security.sessions import current_account
from webapp.services import trains as service
from webapp.services.drafts import coaches_on_offer
from webapp.services.places import boarding_place, ensure_place
from webapp.services.rules import CampaignRules
from webapp.services.train_seats import riders_of
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign


@dataclass(frozen=True, slots=True)
class TrainLine:
    """A train, how many go by it in the driven plan, and its form."""

    block: TrainBlock
    riders: int
    is_of_its_days: bool
    is_met: bool
    form: TrainForm

    @property
    def nights(self) -> int:
        """Return how many days after its departure it arrives."""
        return self.form.later.data or 0


@bp.get("/campaigns/<int:campaign_id>/trains")
def trains(campaign_id: int) -> ResponseReturnValue:
    """Show the trains of a campaign, and the coaches that wait for them."""
    return _page(own_campaign(campaign_id))


@bp.post("/campaigns/<int:campaign_id>/trains")
def add_train(campaign_id: int) -> ResponseReturnValue:
    """Add seats of a train."""
    campaign = open_campaign(campaign_id)
    form = TrainForm(prefix="train")
    form.offer(service.list_stations(db.session))
    if not form.validate_on_submit():
        return _page(campaign, new=form), 422
    try:
        block = service.add_block(
            db.session,
            campaign,
            form.ride(),
            account_id=current_account().id,
            now=_now(),
        )
    except service.OtherDayError:
        db.session.rollback()
        form.day.errors = [_other_day(campaign)]
        return _page(campaign, new=form), 422
    name, block_id = block.name, block.id
    db.session.commit()
    flash(_("Train %(name)s is added. The next plan may use it.", name=name), "done")
    return _back(campaign_id, f"train-{block_id}")


@bp.post("/trains/<int:block_id>")
def change_train(block_id: int) -> ResponseReturnValue:
    """Change a train's seats, price or times."""
    block, campaign = _open_block(block_id)
    form = TrainForm(prefix=f"train-{block_id}")
    form.offer(service.list_stations(db.session))
    if form.seen_at.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(campaign, changed={block_id: form}), 422
    ride = form.ride()
    try:
        service.change_block(
            db.session,
            block,
            ride,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except service.OtherDayError:
        db.session.rollback()
        form.day.errors = [_other_day(campaign)]
    except service.InUseError:
        db.session.rollback()
        riders = riders_of(db.session, campaign.chosen_plan).get(block_id, 0)
        field = form.seats if ride.seats < riders else form.departs
        field.errors = [
            _(
                "%(riders)s people go by this train in the plan that is driven: it "
                "keeps its stations, its times and seats for all of them. Drive "
                "another plan first.",
                riders=riders,
            )
        ]
    except StaleError:
        db.session.rollback()
        form.name.errors = [
            _(
                "A colleague has changed this train; nothing was overwritten. It "
                "stands above as it is now. Save again if yours is right."
            )
        ]
        form.seen_at.data = block.updated_at
    else:
        db.session.commit()
        flash(_("Saved. Plans made from now on reckon with it."), "done")
        return _back(campaign.id, f"train-{block_id}")
    return _page(campaign, changed={block_id: form}), 422


@bp.post("/trains/<int:block_id>/remove")
def remove_train(block_id: int) -> ResponseReturnValue:
    """Take a train out of its campaign."""
    block, campaign = _open_block(block_id)
    name, station, campaign_id = block.name, block.station.name, campaign.id
    try:
        service.remove_block(
            db.session, block, account_id=current_account().id, now=_now()
        )
    except service.InUseError:
        db.session.rollback()
        flash(
            _(
                "Train %(name)s stays in the list: a plan has it. To plan without it, "
                "let no coach wait at %(station)s.",
                name=name,
                station=station,
            ),
            "warning",
        )
        return _back(campaign_id, f"train-{block_id}")
    db.session.commit()
    flash(_("Train %(name)s is taken out.", name=name), "done")
    return _back(campaign_id, "trains")


@bp.post("/campaigns/<int:campaign_id>/stations")
def add_station(campaign_id: int) -> ResponseReturnValue:
    """Add a station to the list that all campaigns share."""
    campaign = open_campaign(campaign_id)
    form = StationForm(prefix="station")
    if not form.validate_on_submit():
        return _page(campaign, station=form), 422
    place = ensure_place(db.session, collaborators().gazetteer, form.county.code or "")
    if not form.lies_in(boarding_place(place)):
        db.session.rollback()
        return _page(campaign, station=form), 422
    try:
        station = service.add_station(
            db.session,
            name=form.name.data,
            county=place,
            lat=float(form.lat.data),
            lon=float(form.lon.data),
            account_id=current_account().id,
            now=_now(),
        )
    except service.StationTakenError:
        db.session.rollback()
        form.name.errors = [
            _(
                "%(station)s in this county is there already: choose it in the list.",
                station=form.name.data,
            )
        ]
        return _page(campaign, station=form), 422
    name = station.full_name
    db.session.commit()
    flash(_("%(station)s is in the list now; choose it.", station=name), "done")
    return _back(campaign_id, "add-train")


@bp.post("/campaigns/<int:campaign_id>/shuttles")
def add_shuttle(campaign_id: int) -> ResponseReturnValue:
    """Let coaches wait at a station."""
    campaign = open_campaign(campaign_id)
    form = ShuttleForm(prefix="shuttle")
    stations = service.list_stations(db.session)
    form.offer(stations, coaches_on_offer(db.session, CampaignRules()))
    if not form.validate_on_submit():
        return _page(campaign, shuttle=form), 422
    station = db.session.get_one(Place, form.station_code.data)
    coach = db.session.get_one(CoachType, int(form.coach.data))
    try:
        service.add_shuttle(
            db.session,
            campaign,
            station,
            coach,
            form.count.data,
            account_id=current_account().id,
            now=_now(),
        )
    except service.ShuttleTakenError:
        db.session.rollback()
        form.coach.errors = [
            _(
                "Coaches of this kind wait at %(station)s already. Take these out "
                "first, then enter how many there are in all.",
                station=station.name,
            )
        ]
        return _page(campaign, shuttle=form), 422
    except service.TooFewCoachesError:
        db.session.rollback()
        held = service.shuttles_held(db.session, campaign).get(coach.id, 0)
        form.count.errors = [
            _(
                "%(operator)s has %(count)s of these coaches, and %(held)s wait at "
                "stations already: %(left)s are left.",
                operator=coach.operator.name,
                count=coach.count,
                held=held,
                left=max(0, (coach.count or 0) - held),
            )
        ]
        return _page(campaign, shuttle=form), 422
    db.session.commit()
    flash(_("The coaches wait there; the next plan may use them."), "done")
    return _back(campaign_id, "shuttles")


@bp.post("/shuttles/<int:offer_id>/remove")
def remove_shuttle(offer_id: int) -> ResponseReturnValue:
    """Let coaches wait at a station no more."""
    offer = db.session.get(ShuttleOffer, offer_id) or abort(404)
    campaign_id = open_campaign(offer.campaign_id).id
    service.remove_shuttle(
        db.session, offer, account_id=current_account().id, now=_now()
    )
    db.session.commit()
    flash(_("They wait there no more. A plan that is made keeps its drives."), "done")
    return _back(campaign_id, "shuttles")


def _page(
    campaign: Campaign,
    new: TrainForm | None = None,
    changed: dict[int, TrainForm] | None = None,
    station: StationForm | None = None,
    shuttle: ShuttleForm | None = None,
) -> str:
    """Show the page; a form that was sent keeps what was typed and what is wrong."""
    stations = service.list_stations(db.session)
    offers = service.list_shuttles(db.session, campaign)
    blocks = service.list_blocks(db.session, campaign)
    riders = riders_of(db.session, campaign.chosen_plan)
    waiting = {offer.station_code for offer in offers}
    forms = {block.id: TrainForm.of(block) for block in blocks}
    lines = [
        TrainLine(
            block,
            riders.get(block.id, 0),
            campaign.travels_on(block.service_date),
            block.station_code in waiting,
            forms[block.id],
        )
        for block in blocks
    ]
    forms |= changed or {}
    if new is None:
        new = TrainForm(None, prefix="train", day=campaign.first_date)
    if shuttle is None:
        shuttle = ShuttleForm(None, prefix="shuttle")
    for form in (*forms.values(), new):
        form.offer(stations)
    shuttle.offer(stations, coaches_on_offer(db.session, CampaignRules()))
    return render_template(
        "dispatcher/trains.html",
        campaign=campaign,
        lines=lines,
        forms=forms,
        new=new,
        stations=stations,
        station_form=station or StationForm(None, prefix="station"),
        offers=offers,
        shuttle_form=shuttle,
        arriving={block.station_code for block in blocks},
        rules=CampaignRules.of(campaign.rules),
    )


def _open_block(block_id: int) -> tuple[TrainBlock, Campaign]:
    block = db.session.get(TrainBlock, block_id) or abort(404)
    return block, open_campaign(block.campaign_id)


def _other_day(campaign: Campaign) -> str:
    days = daysformat(campaign.days, "full")
    return str(_("The campaign travels on %(days)s: choose among these.", days=days))


def _back(campaign_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".trains", campaign_id=campaign_id, _anchor=anchor))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
