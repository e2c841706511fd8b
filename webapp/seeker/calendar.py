"""An interview for a telephone's calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, abort

from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp
from webapp.services import calendars, interviews

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/interviews/<int:interview_id>/interview.ics")
def interview_calendar(interview_id: int) -> ResponseReturnValue:
    """Send the interview as it stands; one that was called off is cancelled there."""
    found = interviews.find_own_interview(
        db.session, current_account().id, interview_id
    )
    if found is None:
        abort(404)
    event = interviews.appointment(found)
    return Response(
        calendars.write_event(event, now=dt.datetime.now(dt.UTC)),
        content_type=calendars.MIMETYPE,
        headers={"Content-Disposition": 'attachment; filename="interview.ics"'},
    )
