"""Measured speeds: what the trips' logs say, adopted corridor by corridor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import CorridorSpeed, Office
from routing.errors import TravelTimesError
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.travel_forms import AdoptSpeedForm, EndSpeedForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import corridors as service
from webapp.services.measuring import CorridorLine, list_corridors
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/speeds")
def speeds() -> ResponseReturnValue:
    """Show every corridor that was driven, with what is assumed and measured."""
    office = _office()
    lines = _lines(office)
    shown = {line.held.id for line in lines if line.held is not None}
    return render_template(
        "dispatcher/speeds.html",
        lines=lines,
        # Adopted once, and not driven since for as long as is looked back.
        others=[
            row
            for row in service.list_holding(db.session, office.id)
            if row.id not in shown
        ],
        ended=service.list_ended(db.session, office.id),
        fewest=service.FEWEST_DRIVES,
    )


@bp.post("/speeds")
def adopt_speed() -> ResponseReturnValue:
    """Plan with a measured speed from now on."""
    office, form = _office(), AdoptSpeedForm()
    if not form.validate_on_submit():
        abort(400)
    line = next(
        (
            line
            for line in _lines(office)
            if (line.place.code, line.site.id)
            == (form.place_code.data, form.site_id.data)
        ),
        None,
    )
    if line is None:
        abort(404)
    if line.measured.drives != form.drives.data:
        flash(
            _("More trips have come in since; look at the new speed first."), "warning"
        )
        return redirect(url_for(".speeds"))
    try:
        service.adopt(
            db.session,
            office,
            line.measured,
            account_id=current_account().id,
            now=_now(),
        )
    except service.TooFewDrivesError:
        db.session.rollback()
        flash(_("Too few drives to plan with."), "wrong")
        return redirect(url_for(".speeds"))
    db.session.commit()
    flash(
        _(
            "From now on plans from %(place)s to %(gate)s are made "
            "with %(speed)s km/h.",
            place=line.place.short_name,
            gate=line.site.employer.name,
            speed=f"{line.measured.km_h:.1f}",
        ),
        "done",
    )
    return redirect(url_for(".speeds"))


@bp.post("/speeds/<int:speed_id>/end")
def end_speed(speed_id: int) -> ResponseReturnValue:
    """Plan with the travel engine's own speed again."""
    office = _office()
    row = db.session.get(CorridorSpeed, speed_id)
    if row is None or row.office_id != office.id:
        abort(404)
    if not EndSpeedForm().validate_on_submit():
        abort(400)
    try:
        service.end(
            db.session, office, row, account_id=current_account().id, now=_now()
        )
    except StaleError:
        db.session.rollback()
        flash(_("A colleague was faster; this is how it stands now."), "warning")
    else:
        db.session.commit()
        flash(_("Undone: the planner's own speed holds again."), "done")
    return redirect(url_for(".speeds"))


def _lines(office: Office) -> list[CorridorLine]:
    try:
        return list_corridors(db.session, office.id, collaborators().travel, _now())
    except TravelTimesError:
        flash(_("The server of distances does not answer; try again later."), "wrong")
        return []


def _office() -> Office:
    office_id = current_account().office_id
    if office_id is None:
        abort(403)
    return db.session.get_one(Office, office_id)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
