"""
The API's blueprint: who asks, by a bearer token alone.

A cookie is not looked at, so no other site can make a browser ask. The token is a
session's, as signing in gives it, or an employer's key.
"""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, g, request
from flask_babel import get_locale
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session

from webapp.extensions import csrf, db, limiter
from webapp.problems import ProblemError
from webapp.services import accounts, api_keys
from webapp.services.search_engine import today

LONGEST_TOKEN = 200

bp = Blueprint("api", __name__, url_prefix="/api", template_folder="templates")
csrf.exempt(bp)


def _asking() -> str:
    """Return whose requests are counted together."""
    return request.headers.get("Authorization", "")[:LONGEST_TOKEN] or (
        get_remote_address()
    )


limiter.limit("240 per minute", key_func=_asking)(bp)


@bp.before_request
def _find() -> None:
    g.account, g.api_key, g.token = None, None, ""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not text or request.endpoint == "api.docs":
        return
    if kind.lower() != "bearer" or len(text) > LONGEST_TOKEN or not text.isascii():
        raise ProblemError("unauthorized")
    now = dt.datetime.now(dt.UTC)
    if text.startswith(api_keys.PREFIX):
        key = api_keys.find_valid(db.session, text, now=now)
        if key is not None:
            g.account, g.api_key = key.account, key
            if key.last_used_on != today(now):
                _note_use(key.id, now)
    else:
        g.account = accounts.find_signed_in(db.session, text, now=now)
        g.token = text
    if g.account is None:
        raise ProblemError("unauthorized")


@bp.after_request
def _say_language(response: Response) -> Response:
    """Tell caches for whom an answer is: it is in a language, and somebody's own."""
    response.headers["Content-Language"] = str(get_locale()).replace("_", "-")
    response.vary.update(("Accept-Language", "Authorization"))
    return response


def _note_use(key_id: int, now: dt.datetime) -> None:
    """Write in a transaction of its own: the request itself may be a reader."""
    db.session.rollback()
    with Session(db.engine) as session:
        api_keys.note_use(session, key_id, now=now)
        session.commit()
