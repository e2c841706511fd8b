"""Everybody's keys for programs: who has them, and an end to any."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import ApiKey
from webapp.bureau.blueprint import bp
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import api_keys

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/keys")
def key_list() -> str:
    """Show all valid keys."""
    now = dt.datetime.now(dt.UTC)
    return render_template(
        "bureau/keys.html", keys=api_keys.list_everybodys(db.session, now=now)
    )


@bp.post("/keys/<int:key_id>/end")
def end_key(key_id: int) -> ResponseReturnValue:
    """End a key at once."""
    found = db.session.get(ApiKey, key_id)
    if found is None:
        abort(404)
    api_keys.end_key(
        db.session,
        found,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("The key is ended."), "success")
    return redirect(url_for("bureau.key_list"))
