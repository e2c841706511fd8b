"""A party: who it is, what its roster had wrong, and another day for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.forms import CorrectPartyForm, MovePartyForm
from webapp.dispatcher.own import open_party, own_party
from webapp.extensions import db
from webapp.refused import form_for, refuse
from webapp.security.sessions import current_account
from webapp.services import calls, moving
from webapp.services.campaigns import trips_of
from webapp.services.closing import expect_open
from webapp.services.correcting import correct_party
from webapp.services.demand import wanted_dates
from webapp.services.duplicates import counted_in
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Party


@bp.get("/parties/<int:party_id>")
def party(party_id: int) -> ResponseReturnValue:
    """Show a party, its people masked."""
    found = own_party(party_id)
    days = moving.list_other_days(db.session, found.campaign, _now())
    wanted = wanted_dates(db.session, found.campaign).get(found.id)
    move = form_for(
        MovePartyForm,
        campaign=next((day.id for day in days if day.service_date == wanted), None),
        seen_at=found.updated_at,
    )
    move.offer(days)
    return render_template(
        "dispatcher/party.html",
        party=found,
        campaign=found.campaign,
        trip=trips_of(db.session, found.campaign.chosen_plan, [found]).get(found.id),
        other=counted_in(db.session, found) if found.status == "merged" else None,
        days=days,
        wanted=wanted,
        history=calls.history(db.session, found),
        correct_form=form_for(
            CorrectPartyForm,
            home=found.pickup_place.full_name,
            seen_at=found.updated_at,
        ),
        move_form=move,
    )


@bp.post("/parties/<int:party_id>/correct")
def correct(party_id: int) -> ResponseReturnValue:
    """Put right where a party boards and by which number it is called."""
    found = open_party(party_id)
    form = CorrectPartyForm()
    if not form.validate_on_submit():
        return refuse(form, party, party_id=found.id)
    try:
        changed = correct_party(
            db.session,
            collaborators().gazetteer,
            found,
            home_code=form.home.code,
            phone=form.phone.data or None,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except StaleError:
        return _faster(found)
    db.session.commit()
    flash(_("Saved.") if changed else _("Nothing has changed."), "done")
    return redirect(url_for(".party", party_id=found.id))


@bp.post("/parties/<int:party_id>/move")
def move_to(party_id: int) -> ResponseReturnValue:
    """Let a party ride with the campaign of another day."""
    found = own_party(party_id)
    form = MovePartyForm()
    days = moving.list_other_days(db.session, found.campaign, _now())
    form.offer(days)
    is_valid = form.validate_on_submit()
    there = next(
        (day for day in days if is_valid and day.id == form.campaign.data), None
    )
    # In one order, whichever way two colleagues move people at once.
    for each in sorted(
        {found.campaign, there or found.campaign}, key=lambda row: row.id
    ):
        expect_open(db.session, each)
    if there is None:
        return refuse(form, party, party_id=found.id)
    try:
        moved = moving.move_party(
            db.session,
            found,
            there,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except StaleError:
        return _faster(found)
    db.session.commit()
    flash(
        _(
            "They ride on %(date)s now, with “%(campaign)s”.",
            date=format_date(there.service_date, "full"),
            campaign=there.name,
        ),
        "done",
    )
    if there.is_public and not trips_of(db.session, there.chosen_plan, [moved]):
        flash(
            _("Its coaches are public: plan again, or give them seats by hand."),
            "warning",
        )
    return redirect(url_for(".party", party_id=moved.id))


def _faster(found: Party) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A colleague was faster; this is how it stands now."), "warning")
    return redirect(url_for(".party", party_id=found.id))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
