"""A coach company's look at its own coaches: times and numbers, nobody's name."""

from __future__ import annotations

import datetime as dt

from flask import render_template

from webapp.escort.blueprint import bp, secret
from webapp.escort.data import stop_title
from webapp.extensions import db
from webapp.services.boarding import passes
from webapp.services.boarding.coach import read_coach


@bp.get("/firm/<token>")
def firm(token: str) -> str:
    """Show the coaches that a company drives in a campaign."""
    now = dt.datetime.now(dt.UTC)
    given = passes.find_operator(db.session, token, secret(), now=now)
    coaches = [
        read_coach(db.session, trip) for trip in passes.coaches_of(db.session, given)
    ]
    return render_template(
        "escort/firm.html", given=given, coaches=coaches, stop_title=stop_title
    )
