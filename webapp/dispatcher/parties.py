"""A campaign's parties and what the telephone brought."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import PartyStatus
from webapp.dispatcher import labels
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_campaign, open_party, own_campaign
from webapp.dispatcher.party_forms import ConfirmAllForm, PartyStatusForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import campaigns as service
from webapp.services import moving
from webapp.services.calls import UNHEARD, confirm_all
from webapp.services.closing import CampaignClosedError
from webapp.services.duplicates import counted_in
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Party

PAGE_SIZE = 30
LONGEST_SEARCH = 80


@bp.get("/campaigns/<int:campaign_id>/parties")
def parties(campaign_id: int) -> ResponseReturnValue:
    """List a campaign's parties, all or of one telephone state."""
    campaign = own_campaign(campaign_id)
    status = request.args.get("status", type=PartyStatus)
    searched = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    everyone = service.list_parties(db.session, campaign)
    with_person = service.find_parties_of(db.session, campaign, searched)
    wanted = [
        party
        for party in everyone
        if (
            party.status is status
            or (status is None and party.status is not PartyStatus.MERGED)
        )
        and (party.id in with_person or _is_named(party, searched))
    ]
    unheard = [party for party in wanted if party.status in UNHEARD]
    last = max(1, math.ceil(len(wanted) / PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return render_template(
        "dispatcher/parties.html",
        campaign=campaign,
        totals=service.totals(everyone),
        status=status,
        searched=searched,
        unheard=unheard,
        unheard_riders=sum(party.size for party in unheard),
        forms=[
            (
                party,
                PartyStatusForm(None, status=party.status, seen_at=party.updated_at),
            )
            for party in shown
        ],
        wanting=moving.list_wanting(db.session, campaign, dt.datetime.now(dt.UTC))
        if status is PartyStatus.OTHER_DATE and not campaign.is_closed
        else [],
        counted_in={
            party.id: counted_in(db.session, party)
            for party in shown
            if party.status is PartyStatus.MERGED
        },
        names=service.first_names(db.session, shown),
        trips=service.trips_of(db.session, campaign.chosen_plan, shown),
        page=page,
        last=last,
    )


@bp.post("/campaigns/<int:campaign_id>/parties/confirm")
def confirm_parties(campaign_id: int) -> ResponseReturnValue:
    """Confirm the parties of a list at once: who sent them in said so."""
    campaign = open_campaign(campaign_id)
    form = ConfirmAllForm()
    if not form.validate_on_submit():
        abort(400)
    asked = form.ids()
    confirmed = confirm_all(
        db.session,
        campaign,
        asked,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(
        ngettext(
            "%(num)d party is confirmed.", "%(num)d parties are confirmed.", confirmed
        ),
        "done",
    )
    if confirmed < len(set(asked)):
        flash(
            _("Of the others something was heard meanwhile; they stay as they are."),
            "warning",
        )
    return redirect(
        url_for(".parties", campaign_id=campaign.id, q=request.args.get("q") or None)
    )


@bp.post("/campaigns/<int:campaign_id>/parties/move")
def move_parties(campaign_id: int) -> ResponseReturnValue:
    """Let the parties of a list ride on the day that they told, with its campaign."""
    campaign = own_campaign(campaign_id)
    form = ConfirmAllForm()
    if campaign.is_closed:
        raise CampaignClosedError(campaign.id)
    if not form.validate_on_submit():
        abort(400)
    moved = moving.move_all(
        db.session,
        campaign,
        form.ids(),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(
        ngettext(
            "%(num)d party rides on another day now.",
            "%(num)d parties ride on another day now.",
            len(moved),
        ),
        "done",
    )
    if any(party.campaign.is_public for party in moved):
        flash(
            _("Its coaches are public: plan again, or give them seats by hand."),
            "warning",
        )
    return redirect(url_for(".parties", campaign_id=campaign.id))


@bp.post("/parties/<int:party_id>/status")
def party_status(party_id: int) -> ResponseReturnValue:
    """Note what the telephone brought."""
    party = open_party(party_id)
    form = PartyStatusForm()
    back = redirect(
        url_for(
            ".parties",
            campaign_id=party.campaign_id,
            status=request.args.get("status"),
            q=request.args.get("q"),
            page=request.args.get("page", type=int),
            _anchor=f"party-{party.id}",
        )
    )
    seen_at = form.seen_at.data
    if not form.validate_on_submit() or seen_at is None:
        abort(400)
    name = party.label or party.id
    try:
        service.set_party_status(
            db.session,
            party,
            form.status.data,
            seen_at=seen_at,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        db.session.rollback()
        now_is = labels.PARTY[party.status]
        flash(
            _(
                "A colleague was faster: %(name)s is now “%(state)s”. Nothing was "
                "overwritten.",
                name=name,
                state=now_is,
            ),
            "warning",
        )
        return back
    db.session.commit()
    flash(
        _("%(name)s: %(state)s.", name=name, state=labels.PARTY[party.status]), "done"
    )
    return back


def _is_named(party: Party, searched: str) -> bool:
    """Return whether every word of a search stands in what the list shows."""
    site = party.site
    shown = (party.label, party.pickup_place.full_name, site.employer.name, site.name)
    text = " ".join(shown).casefold()
    return all(word in text for word in searched.casefold().split())
