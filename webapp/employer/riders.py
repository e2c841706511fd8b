"""The employer's own people on the coaches: roster, confirming, checking off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from models import ArrivalStatus, Campaign, ImportKind, PartyStatus
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer
from webapp.employer.forms import PartyDecisionForm, PlainForm, RosterForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import arrivals as ticking
from webapp.services import own_riders as service
from webapp.services.documents import DocumentError, Kind, export
from webapp.services.importing import Context
from webapp.services.manifests import Form
from webapp.services.versions import StaleError
from webapp.sheets import Sheets, say_it_is_gone

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.services.uploads import Upload

ROWS_SHOWN = 300
STATES = {
    PartyStatus.NEW: _l("Not called yet"),
    PartyStatus.CONFIRMED: _l("Confirmed"),
    PartyStatus.OTHER_DATE: _l("Another date"),
    PartyStatus.GAVE_UP: _l("Not coming"),
    PartyStatus.NO_ANSWER: _l("No answer"),
    PartyStatus.WRONG_NUMBER: _l("Wrong number"),
    PartyStatus.MERGED: _l("In another party too"),
}


@bp.get("/riders")
def riders() -> str:
    """List the campaigns, and how many of one's own people ride."""
    now = dt.datetime.now(dt.UTC)
    lines = service.list_campaigns(db.session, own_employer(), now)
    return render_template("employer/riders.html", lines=lines)


@bp.get("/riders/<int:campaign_id>")
def campaign_riders(campaign_id: int) -> str:
    """Show one's own people of a campaign: state, seat, arrival; masked."""
    return _show(_campaign(campaign_id), RosterForm())


@bp.post("/riders/<int:campaign_id>/roster")
def send_roster(campaign_id: int) -> ResponseReturnValue:
    """Keep a roster for its preview."""
    campaign, form = _campaign(campaign_id), RosterForm()
    now = dt.datetime.now(dt.UTC)
    if not service.takes_rosters(campaign, own_employer(), now):
        abort(404)
    if not form.validate():
        return _show(campaign, form), 422
    kept = SHEETS.keep(form.file, ImportKind.RIDERS, campaign_id=campaign.id)
    if kept is None:
        return _show(_campaign(campaign_id), form), 422
    return redirect(url_for("employer.roster", token=kept.token))


@bp.post("/riders/<int:campaign_id>/arrivals")
def arrivals(campaign_id: int) -> ResponseReturnValue:
    """Hand out who of one's own people comes by which coach; masked, and recorded."""
    campaign = _campaign(campaign_id)
    _check_token()
    form = request.form.get("form", "")
    if form not in set(Form):
        abort(400)
    try:
        file = export(
            db.session,
            campaign,
            Kind.ARRIVALS,
            str(own_employer().id),
            Form(form),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except DocumentError:
        flash(_("None of your people is on a coach that is public."), "warning")
        return redirect(url_for("employer.campaign_riders", campaign_id=campaign.id))
    db.session.commit()
    return Response(
        file.content,
        mimetype=file.mimetype,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


@bp.get("/rosters/<token>")
def roster(token: str) -> ResponseReturnValue:
    """Show what a roster would do, row by row."""
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    return render_template("employer/roster.html", **SHEETS.shown(kept))


@bp.post("/rosters/<token>")
def confirm_roster(token: str) -> ResponseReturnValue:
    """Take a roster in, whole; the same file again adds nothing."""
    _check_token()
    kept = SHEETS.find(token)
    if kept is None or kept.campaign_id is None:
        return _gone()
    campaign = db.session.get_one(Campaign, kept.campaign_id)
    now = dt.datetime.now(dt.UTC)
    if not service.takes_rosters(campaign, own_employer(), now):
        flash(_("This campaign takes no rosters any more; call the office."), "warning")
        return redirect(url_for("employer.riders"))
    if not SHEETS.take_in(kept):
        return redirect(url_for("employer.roster", token=token))
    return redirect(url_for("employer.campaign_riders", campaign_id=kept.campaign_id))


@bp.post("/rosters/<token>/discard")
def discard_roster(token: str) -> ResponseReturnValue:
    """Forget a roster; nothing was stored of it."""
    _check_token()
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    SHEETS.put_away(kept)
    return redirect(url_for("employer.campaign_riders", campaign_id=kept.campaign_id))


@bp.post("/parties/<int:party_id>")
def decide_party(party_id: int) -> ResponseReturnValue:
    """Confirm a party of the roster, or drop it."""
    party = service.find_party(db.session, own_employer(), party_id)
    if party is None:
        abort(404)
    form = PartyDecisionForm()
    if not form.validate():
        abort(400)
    back = redirect(
        url_for(
            "employer.campaign_riders",
            campaign_id=party.campaign_id,
            _anchor=f"party-{party.id}",
        )
    )
    try:
        service.decide(
            db.session,
            party,
            PartyStatus(form.status.data),
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        db.session.rollback()
        flash(_("Somebody has changed this group meanwhile; look again."), "warning")
    except service.NotTheirsError:
        db.session.rollback()
        flash(_("These people answer for themselves; call the office."), "warning")
    else:
        db.session.commit()
        flash(_("Noted."), "success")
    return back


@bp.post("/parties/<int:party_id>/people/<int:number>/arrival")
def check_off(party_id: int, number: int) -> ResponseReturnValue:
    """Tick off a person at the gate, or take the tick back."""
    party = service.find_party(db.session, own_employer(), party_id)
    if party is None:
        abort(404)
    _check_token()
    said = request.form.get("status", "")
    if said not in ("", *ArrivalStatus):
        abort(400)
    try:
        ticking.check_off(
            db.session,
            party,
            number,
            ArrivalStatus(said) if said else None,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.TooEarlyError:
        db.session.rollback()
        flash(_("The coach has not left yet."), "warning")
    else:
        db.session.commit()
    return redirect(
        url_for(
            ".campaign_riders",
            campaign_id=party.campaign_id,
            _anchor=f"party-{party_id}",
        )
    )


@bp.post("/riders/<int:campaign_id>/arrived")
def all_arrived(campaign_id: int) -> ResponseReturnValue:
    """Tick off a whole party, or all who get off a coach at one gate."""
    campaign = _campaign(campaign_id)
    _check_token()
    wanted = {
        name: request.form.get(name, type=int) for name in ("party", "trip", "site")
    }
    parties = [
        line.party
        for line in service.list_own(db.session, own_employer(), campaign)
        if line.booking is not None
        and (
            line.party.id == wanted["party"]
            or (line.booking.trip_id, line.party.site_id)
            == (wanted["trip"], wanted["site"])
        )
    ]
    count = ticking.check_off_all(
        db.session,
        parties,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(
        ngettext("%(num)d person has arrived.", "%(num)d people have arrived.", count),
        "success",
    )
    anchor = f"party-{wanted['party']}" if wanted["party"] else "gates"
    return redirect(
        url_for(".campaign_riders", campaign_id=campaign.id, _anchor=anchor)
    )


def _campaign(campaign_id: int) -> Campaign:
    now = dt.datetime.now(dt.UTC)
    lines = service.list_campaigns(db.session, own_employer(), now)
    found = next((each for each in lines if each.campaign.id == campaign_id), None)
    if found is None:
        abort(404)
    return found.campaign


def _show(campaign: Campaign, form: RosterForm) -> str:
    employer, now = own_employer(), dt.datetime.now(dt.UTC)
    lines = service.list_own(db.session, employer, campaign)
    return render_template(
        "employer/campaign_riders.html",
        campaign=campaign,
        lines=lines,
        states=STATES,
        form=form,
        takes_rosters=service.takes_rosters(campaign, employer, now),
        seated=sum(line.party.size for line in lines if line.booking),
        arrived=sum(line.arrived for line in lines),
        gates=ticking.at_gates(lines),
        now=now,
    )


def _context(kept: Upload) -> Context:
    return Context(
        account_id=current_account().id,
        employer_id=own_employer().id,
        campaign_id=kept.campaign_id,
        home_district=collaborators().settings.home_district,
    )


def _check_token() -> None:
    if not PlainForm().validate():
        abort(400)


def _gone() -> ResponseReturnValue:
    say_it_is_gone()
    return redirect(url_for("employer.riders"))


SHEETS = Sheets(lambda: {ImportKind.RIDERS}, _context)
