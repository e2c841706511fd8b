"""Messages that could not be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import OutboxMessage
from webapp.bureau.blueprint import bp, row_or_404, utc_now
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import audit
from webapp.services import outbox as messages

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/outbox")
def outbox() -> str:
    """List what was given up, the latest first."""
    return render_template("bureau/outbox.html", dead=messages.list_dead(db.session))


@bp.post("/outbox/<int:message_id>/again")
def send_again(message_id: int) -> ResponseReturnValue:
    """Try a message once more."""
    message = row_or_404(OutboxMessage, message_id)
    if message.sent_at is None and message.next_try_at is None:
        messages.try_again(message, utc_now())
        audit.record(
            db.session, "outbox.again", message,
            account_id=current_account().id, now=utc_now(),
        )  # fmt: skip
        db.session.commit()
    flash(_("It is tried again within a minute."), "success")
    return redirect(url_for("bureau.outbox"))
