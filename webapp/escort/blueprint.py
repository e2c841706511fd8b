"""The blueprint of the day of travel, and how a link becomes a look at one coach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, render_template, request
from flask_babel import format_datetime
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.services.boarding import passes
from webapp.services.boarding.carrying import same_coach

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from models import EscortPass

COOKIE = "zhida_board"

bp = Blueprint("escort", __name__, url_prefix="/board", template_folder="templates")


@bp.after_request
def _keep_out_of_caches(response: Response) -> Response:
    """Names are on these pages: only the page's own worker keeps them, for the day."""
    response.headers["Cache-Control"] = "no-store"
    return response


def own_pass(trip_id: int) -> EscortPass:
    """
    Return the pass of the cookie that the link left for this trip.

    Raises
    ------
    PassError
        When there is none, or it does not hold now.
    """
    text = request.cookies.get(COOKIE, "")
    given = passes.find_escort(db.session, text, secret(), now=dt.datetime.now(dt.UTC))
    # The telephone may have opened the coach before the plan was changed.
    if trip_id not in same_coach(db.session, given.trip):
        msg = f"Pass {given.id} is not for trip {trip_id}."
        raise passes.UnknownPassError(msg)
    return given


def secret() -> str:
    """Return the key that links and tickets are signed with."""
    return collaborators().settings.signing_key()


@bp.errorhandler(passes.PassError)
def _closed(error: passes.PassError) -> ResponseReturnValue:
    """Say why a link lets nobody in, and whom to call."""
    db.session.rollback()
    if isinstance(error, passes.TooEarlyError):
        opens = format_datetime(error.opens_at, "short")
        title = _("This link opens on the day of travel")
        sentence = _("Come back from %(time)s on.", time=opens)
        status = 403
    elif isinstance(error, passes.OverError):
        title = _("This link has ended")
        sentence = _(
            "The day is over, or the office has taken the link back. Call the office."
        )
        status = 410
    else:
        title = _("This link does not open a coach")
        sentence = _("Open the link from the office once more, or call the office.")
        status = 404
    page = render_template("escort/closed.html", title=title, sentence=sentence)
    return make_response(page, status)
