"""What one was told, for every signed-in role."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for
from flask_babel import get_locale

from webapp.extensions import db
from webapp.public.blueprint import bp
from webapp.security.sessions import current_account
from webapp.services import notices as telling
from webapp.services.notice_texts import sentence

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Notice


@bp.get("/notices")
def notices() -> str:
    """Show what one was told, the latest first."""
    return render_template(
        "public/notices.html",
        notices=telling.list_of(db.session, current_account().id),
        sentence=notice_text,
    )


@bp.post("/notices/<int:notice_id>")
def read_notice(notice_id: int) -> ResponseReturnValue:
    """Go to what a notice is about, and note that it was read."""
    notice = telling.read(
        db.session, current_account().id, notice_id, now=dt.datetime.now(dt.UTC)
    )
    if notice is None:
        abort(404)
    path = notice.path
    db.session.commit()
    return redirect(path)


@bp.post("/notices/read")
def read_notices() -> ResponseReturnValue:
    """Note that all was read."""
    telling.read_all(db.session, current_account().id, now=dt.datetime.now(dt.UTC))
    db.session.commit()
    return redirect(url_for("public.notices"))


def notice_text(notice: Notice) -> str:
    """Return what a notice says, in the page's language."""
    return sentence(notice.kind, notice.about, str(get_locale()))
