"""A coach company's look at its own coaches: times and numbers, nobody's name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.escort.blueprint import bp, secret
from webapp.escort.data import stop_title
from webapp.extensions import db
from webapp.services.boarding import passes
from webapp.services.boarding.coach import read_coach
from webapp.services.documents import DocumentError, Kind, export
from webapp.services.manifests import Form

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/firm/<token>")
def firm(token: str) -> str:
    """Show the coaches that a company drives in a campaign."""
    now = dt.datetime.now(dt.UTC)
    given = passes.find_operator(db.session, token, secret(), now=now)
    coaches = [
        read_coach(db.session, trip) for trip in passes.coaches_of(db.session, given)
    ]
    return render_template(
        "escort/firm.html",
        given=given,
        coaches=coaches,
        stop_title=stop_title,
        token=token,
    )


@bp.post("/firm/<token>/order")
def firm_order(token: str) -> ResponseReturnValue:
    """Hand out a company's own charter order, which names no rider; it is recorded."""
    now = dt.datetime.now(dt.UTC)
    given = passes.find_operator(db.session, token, secret(), now=now)
    form = request.form.get("form", "")
    if form not in set(Form):
        abort(400)
    try:
        file = export(
            db.session,
            given.campaign,
            Kind.ORDER,
            str(given.operator_id),
            Form(form),
            reason=f"pass {given.id}",
            account_id=None,
            now=now,
        )
    except DocumentError:
        flash(_("There is no charter order yet; call the office."), "warning")
        return redirect(url_for(".firm", token=token))
    db.session.commit()
    return Response(
        file.content,
        mimetype=file.mimetype,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
