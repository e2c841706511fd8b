"""A trip: its timetable, its riders, its manifest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import own_trip
from webapp.dispatcher.travel_forms import CallOffForm, ManifestForm, MoveTripForm
from webapp.extensions import db
from webapp.refused import form_for, refuse
from webapp.security.sessions import current_account
from webapp.services.manifests import (
    Form,
    ManifestError,
    ReasonMissingError,
    compose,
    export,
)
from webapp.services.rules import LOCAL_TIME
from webapp.services.timetables import rests_of
from webapp.services.travel_day.reading import has_arrived

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/trips/<int:trip_id>")
def trip(trip_id: int) -> ResponseReturnValue:
    """Show a trip, its riders masked."""
    found = own_trip(trip_id)
    try:
        manifest = compose(
            db.session, found, is_full=False, now=dt.datetime.now(dt.UTC)
        )
    except ManifestError:
        manifest = None
    return render_template(
        "dispatcher/trip.html",
        trip=found,
        manifest=manifest,
        rests=rests_of(found),
        has_arrived=has_arrived(db.session, found),
        form=form_for(ManifestForm),
        move_form=form_for(
            MoveTripForm,
            departs_at=found.departs_at.astimezone(LOCAL_TIME),
            seen_at=found.updated_at,
        ),
        call_off_form=form_for(CallOffForm, seen_at=found.updated_at),
    )


@bp.post("/trips/<int:trip_id>/manifest")
def manifest(trip_id: int) -> ResponseReturnValue:
    """Hand out a trip's manifest; who took which form, and why, is recorded."""
    found = own_trip(trip_id)
    form = ManifestForm()
    if not form.validate_on_submit():
        if not form.reason.errors:
            abort(400)
        return refuse(form, trip, trip_id=found.id)
    try:
        file = export(
            db.session,
            found,
            Form(form.form.data),
            is_full=form.full.data == "1",
            reason=form.reason.data or "",
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except ReasonMissingError:
        form.reason.errors = [_("Say what the full list is for; it is recorded.")]
        return refuse(form, trip, trip_id=found.id)
    except ManifestError:
        flash(_("A party was moved since it was planned: plan again first."), "wrong")
        return redirect(url_for(".trip", trip_id=found.id))
    db.session.commit()
    return Response(
        file.content,
        mimetype=file.mimetype,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
