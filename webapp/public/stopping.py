"""Stopping the alerts of a search from a message, signed in or not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, render_template

from models import Frequency
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.public.blueprint import bp
from webapp.services import saved_searches

if TYPE_CHECKING:
    from models import SavedSearch


@bp.get("/alerts/stop/<token>")
def stop_alerts(token: str) -> str:
    """Ask once more: a program that looks into messages also opens their links."""
    saved = _saved(token)
    return render_template(
        "public/stop_alerts.html",
        saved=saved,
        is_stopped=saved.frequency is Frequency.NEVER,
    )


@bp.post("/alerts/stop/<token>")
def stop_alerts_post(token: str) -> str:
    """Tell nothing of this search any more."""
    saved = _saved(token)
    saved_searches.stop(db.session, saved, now=dt.datetime.now(dt.UTC))
    db.session.commit()
    return render_template("public/stop_alerts.html", saved=saved, is_stopped=True)


def _saved(token: str) -> SavedSearch:
    secret = collaborators().settings.signing_key()
    saved = saved_searches.find_by_token(db.session, token, secret)
    if saved is None:
        abort(404)
    return saved
