"""The day of travel at the desk: links for escorts and companies, what was noted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import (
    EscortPass,
    HealthCheck,
    Operator,
    OperatorPass,
    TripStatus,
)
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.days import asked_day
from webapp.dispatcher.labels import EVENTS
from webapp.dispatcher.own import open_campaign, open_trip, own_campaign, own_trip
from webapp.dispatcher.travel_forms import EscortForm, HealthForm, TripNoteForm
from webapp.extensions import db
from webapp.forms import Form
from webapp.refused import form_for, refuse
from webapp.security.sessions import current_account
from webapp.services.boarding import passes
from webapp.services.boarding.coach import read_coach
from webapp.services.boarding.health import fever_limit, set_health_check
from webapp.services.boarding.noting import TripNote, take_in
from webapp.services.boarding.rescue import (
    DraftOpenError,
    move_within_train,
    offer_to_others,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Trip

HEALTH = {
    HealthCheck.NONE: _l("Nothing"),
    HealthCheck.QUESTION: _l("Whether the person has fever or coughs"),
    HealthCheck.TEMPERATURE: _l("The temperature"),
}


@bp.get("/trips/<int:trip_id>/boarding")
def boarding(trip_id: int) -> str:
    """Show who is aboard a coach, and the links of its escorts."""
    trip = own_trip(trip_id)
    now = dt.datetime.now(dt.UTC)
    note_form = form_for(TripNoteForm, minutes=0)
    note_form.offer(trip)
    given = [
        (each, _link(each), each.revoked_at is None and each.expires_at > now)
        for each in passes.list_escorts(db.session, trip)
    ]
    return render_template(
        "dispatcher/boarding.html",
        trip=trip,
        coach=read_coach(db.session, trip),
        given=[
            (each, link, segno.make(link, error="l").svg_data_uri(border=2, scale=4))
            for each, link, holds in given
            if holds
        ],
        ended=[each for each, _link, holds in given if not holds],
        events=EVENTS,
        form=form_for(EscortForm),
        note_form=note_form,
        fever=fever_limit(trip.plan.campaign),
        is_driven=trip.status is TripStatus.PUBLISHED,
    )


@bp.post("/trips/<int:trip_id>/passes")
def give_pass(trip_id: int) -> ResponseReturnValue:
    """Make a link for an escort of this trip."""
    trip = open_trip(trip_id)
    form = EscortForm()
    if not form.validate_on_submit():
        return refuse(form, boarding, trip_id=trip.id)
    try:
        passes.give_escort(
            db.session,
            trip,
            form.holder.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except passes.OverError:
        db.session.rollback()
        flash(_("Links are made for published trips that are still to come."), "wrong")
    else:
        db.session.commit()
    return redirect(url_for(".boarding", trip_id=trip.id, _anchor="links"))


@bp.post("/passes/<int:pass_id>/take-back")
def take_pass_back(pass_id: int) -> ResponseReturnValue:
    """End an escort's link at once."""
    given = db.session.get(EscortPass, pass_id) or abort(404)
    trip = own_trip(given.trip_id)
    _take_back(given)
    return redirect(url_for(".boarding", trip_id=trip.id, _anchor="links"))


@bp.post("/trips/<int:trip_id>/noted")
def note_trip(trip_id: int) -> ResponseReturnValue:
    """Note what an escort says on the telephone."""
    trip = open_trip(trip_id)
    form = TripNoteForm()
    form.offer(trip)
    if not form.validate_on_submit():
        return refuse(form, boarding, trip_id=trip.id)
    now = dt.datetime.now(dt.UTC)
    note = TripNote(
        client_id=form.client_id.data,
        happened_at=now,
        kind=form.kind.data,
        stop_id=form.stop.data,
        minutes=form.minutes.data or 0,
        note=form.note.data,
    )
    (receipt,) = take_in(
        db.session, trip, [note], account_id=current_account().id, now=now
    )
    if receipt.refusal:
        db.session.rollback()
        form.stop.errors = [_("Please choose the stop.")]
        return refuse(form, boarding, trip_id=trip.id)
    db.session.commit()
    flash(_("Noted."), "done")
    return redirect(url_for(".boarding", trip_id=trip.id, _anchor="noted"))


@bp.post("/trips/<int:trip_id>/rescue")
def rescue(trip_id: int) -> ResponseReturnValue:
    """Offer the people of a coach that cannot go on to the others, as a draft."""
    trip = open_trip(trip_id)
    _check_token()
    if trip.block is not None:
        return _rescued_within_train(trip)
    try:
        offer_to_others(
            db.session,
            collaborators().plan_reader,
            trip,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except DraftOpenError:
        db.session.rollback()
        flash(
            _("The plan is being changed by hand: save or discard that first."), "wrong"
        )
    else:
        db.session.commit()
        flash(_("A proposal: nothing moves before you save and publish it."), "warning")
    return redirect(url_for(".edit_plan", plan_id=trip.plan_id))


def _rescued_within_train(trip: Trip) -> ResponseReturnValue:
    """Seat the people of a coach of a train on others of it, and say how many."""
    moved, left = move_within_train(
        db.session, trip, account_id=current_account().id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()
    if left:
        flash(
            _(
                "%(moved)d people sit on other coaches of the train now; for %(left)d "
                "there is no room, or no coach makes their stops: send another coach.",
                moved=moved,
                left=left,
            ),
            "warning",
        )
    else:
        flash(
            _("All %(moved)d people sit on other coaches of the train.", moved=moved),
            "done",
        )
    return redirect(url_for(".boarding", trip_id=trip.id))


@bp.get("/campaigns/<int:campaign_id>/links")
def links(campaign_id: int) -> str:
    """Show the links of a campaign's coach companies, and what escorts ask."""
    campaign = own_campaign(campaign_id)
    now = dt.datetime.now(dt.UTC)
    plan = campaign.chosen_plan
    trips = [
        trip
        for trip in (plan.trips if plan else ())
        if trip.status is TripStatus.PUBLISHED
    ]
    days = asked_day(campaign, (trip.service_date for trip in trips))
    companies = {
        trip.coach_type.operator.id: trip.coach_type.operator for trip in trips
    }
    held = {
        given.operator_id: given
        for given in passes.list_operators(db.session, campaign)
        if given.revoked_at is None and given.expires_at > now
    }
    return render_template(
        "dispatcher/links.html",
        campaign=campaign,
        trips=[trip for trip in trips if days.shows(trip.service_date)],
        companies=[
            (company, held.get(id_), _link(held[id_]) if id_ in held else "")
            for id_, company in companies.items()
        ],
        health=HEALTH,
        health_form=form_for(
            HealthForm,
            fever=None if (fever := fever_limit(campaign)) is None else fever / 10,
        ),
        days=days,
    )


@bp.post("/campaigns/<int:campaign_id>/health")
def health(campaign_id: int) -> ResponseReturnValue:
    """Say what escorts ask at the door."""
    campaign = open_campaign(campaign_id)
    form = HealthForm()
    asked = request.form.get("health", "")
    if asked not in (*HealthCheck,):
        abort(400)
    if not form.validate_on_submit():
        return refuse(form, links, campaign_id=campaign.id)
    fever = form.fever.data
    set_health_check(
        db.session,
        campaign,
        HealthCheck(asked),
        None if fever is None else round(10 * fever),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Noted."), "done")
    return redirect(url_for(".links", campaign_id=campaign.id))


@bp.post("/campaigns/<int:campaign_id>/companies/<int:operator_id>/pass")
def give_company_pass(campaign_id: int, operator_id: int) -> ResponseReturnValue:
    """Make a link for a coach company to see its own coaches."""
    campaign = open_campaign(campaign_id)
    _check_token()
    operator = db.session.get(Operator, operator_id) or abort(404)
    try:
        passes.give_operator(
            db.session,
            campaign,
            operator,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except passes.OverError:
        db.session.rollback()
        flash(_("Links are made for published trips that are still to come."), "wrong")
    else:
        db.session.commit()
    return redirect(url_for(".links", campaign_id=campaign.id))


@bp.post("/company-passes/<int:pass_id>/take-back")
def take_company_pass_back(pass_id: int) -> ResponseReturnValue:
    """End a coach company's link at once."""
    given = db.session.get(OperatorPass, pass_id) or abort(404)
    campaign = own_campaign(given.campaign_id)
    _take_back(given)
    return redirect(url_for(".links", campaign_id=campaign.id))


def _take_back(given: EscortPass | OperatorPass) -> None:
    _check_token()
    passes.take_back(
        db.session,
        given,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Taken back: the link opens nothing any more."), "done")


def _link(given: EscortPass | OperatorPass) -> str:
    token = passes.token(given, collaborators().settings.signing_key())
    is_escort = isinstance(given, EscortPass)
    endpoint = "escort.enter" if is_escort else "escort.firm"
    return url_for(endpoint, token=token, _external=True)


def _check_token() -> None:
    if not Form().validate():
        abort(400)
