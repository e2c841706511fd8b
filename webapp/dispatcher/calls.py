"""The telephone sheet: the next party, what the call brought; texts to many."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import Channel, PartyStatus
from webapp.collaborators import collaborators
from webapp.dispatcher import labels
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_campaign, open_party, own_party
from webapp.dispatcher.party_forms import CallForm, TextsForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import calls as service
from webapp.services import campaign_texts
from webapp.services.campaigns import list_parties, totals
from webapp.services.rules import LOCAL_TIME
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign, Party


@bp.get("/campaigns/<int:campaign_id>/calls")
def calls(campaign_id: int) -> ResponseReturnValue:
    """Show whom to call, if the caller has somebody on the line."""
    campaign = open_campaign(campaign_id)
    held = service.find_held(
        db.session, campaign, account_id=current_account().id, now=_now()
    )
    return _page(campaign, held, _form(held))


@bp.post("/campaigns/<int:campaign_id>/calls")
def next_call(campaign_id: int) -> ResponseReturnValue:
    """Give the caller the next party."""
    campaign = open_campaign(campaign_id)
    _take_next(campaign)
    return redirect(url_for(".calls", campaign_id=campaign.id))


@bp.post("/parties/<int:party_id>/call")
def call_outcome(party_id: int) -> ResponseReturnValue:
    """Note what a call brought, and give the caller the next party."""
    party = open_party(party_id)
    campaign = party.campaign
    form = CallForm()
    if not form.validate_on_submit():
        held = service.find_held(
            db.session, campaign, account_id=current_account().id, now=_now()
        )
        return _page(campaign, held, form if held is party else _form(held)), 422
    name = service.contact_of(party).name or party.label or party.id
    try:
        service.note_outcome(
            db.session,
            party,
            form.outcome.data,
            seen_at=form.seen_at.data,
            note=form.note.data or "",
            other_date=form.other_date.data,
            call_back_at=call_back_at(form.call_back.data, _now()),
            account_id=current_account().id,
            now=_now(),
        )
    except service.LeaseLostError:
        db.session.rollback()
        flash(
            _("Not noted: %(name)s is not on your line any more.", name=name), "warning"
        )
    except StaleError:
        db.session.rollback()
        flash(
            _(
                "A colleague was faster: %(name)s is now “%(state)s”. Nothing was "
                "overwritten.",
                name=name,
                state=labels.PARTY[party.status],
            ),
            "warning",
        )
    else:
        db.session.commit()
        state = labels.PARTY[party.status]
        flash(_("%(name)s: %(state)s.", name=name, state=state), "done")
        _take_next(campaign)
    return redirect(url_for(".calls", campaign_id=campaign.id))


@bp.post("/parties/<int:party_id>/call/back")
def give_call_back(party_id: int) -> ResponseReturnValue:
    """Let a colleague have the party."""
    party = own_party(party_id)
    service.give_back(db.session, party, account_id=current_account().id)
    db.session.commit()
    return redirect(url_for(".calls", campaign_id=party.campaign_id))


@bp.get("/campaigns/<int:campaign_id>/texts")
def texts(campaign_id: int) -> ResponseReturnValue:
    """Show the form for text messages."""
    campaign = open_campaign(campaign_id)
    if campaign.is_public:
        states, text = [PartyStatus.CONFIRMED], campaign_texts.SEAT_TEXT
    else:
        states, text = list(service.UNHEARD), campaign_texts.FIRST_TEXT
    return _texts_page(campaign, TextsForm(None, states=states, text=text))


@bp.post("/campaigns/<int:campaign_id>/texts")
def send_texts(campaign_id: int) -> ResponseReturnValue:
    """Lay text messages out for sending."""
    campaign = open_campaign(campaign_id)
    form = TextsForm()
    if not form.validate_on_submit():
        return _texts_page(campaign, form), 422
    sent = campaign_texts.send(
        db.session,
        campaign,
        form.states.data,
        form.text.data,
        phone=collaborators().settings.phone,
        account_id=current_account().id,
        now=_now(),
    )
    db.session.commit()
    flash(
        ngettext(
            "%(num)d message is on its way.", "%(num)d messages are on their way.", sent
        ),
        "done",
    )
    return redirect(url_for(".calls", campaign_id=campaign.id))


def call_back_at(choice: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that a choice means, in China's time; None for as usual."""
    if choice == "hour":
        return now + dt.timedelta(hours=1)
    if choice not in ("evening", "morning"):
        return None
    local = now.astimezone(LOCAL_TIME)
    hour = dt.time(19) if choice == "evening" else dt.time(9)
    day = local.date() + dt.timedelta(days=choice == "morning")
    wanted = dt.datetime.combine(day, hour, LOCAL_TIME)
    if wanted <= local:
        wanted += dt.timedelta(days=1)
    return wanted.astimezone(dt.UTC)


def _take_next(campaign: Campaign) -> None:
    party = service.take_next(
        db.session, campaign, account_id=current_account().id, now=_now()
    )
    db.session.commit()
    if party is None:
        flash(_("Nobody is left to call now."), "done")


def _form(held: Party | None) -> CallForm:
    return CallForm(None, seen_at=held.updated_at if held else None)


def _page(campaign: Campaign, held: Party | None, form: CallForm) -> str:
    return render_template(
        "dispatcher/calls.html",
        campaign=campaign,
        party=held,
        contact=service.contact_of(held) if held else None,
        state=service.find_state(db.session, held) if held else None,
        history=service.history(db.session, held) if held else (),
        sheet=service.count(db.session, campaign, _now()),
        totals=totals(list_parties(db.session, campaign)),
        minutes=int(service.LEASE.total_seconds() // 60),
        form=form,
    )


def _texts_page(campaign: Campaign, form: TextsForm) -> str:
    return render_template(
        "dispatcher/texts.html",
        campaign=campaign,
        form=form,
        counts={
            state: len(campaign_texts.recipients(db.session, campaign, [state]))
            for state in PartyStatus
            if state is not PartyStatus.MERGED
        },
        channel=Channel.SMS,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
