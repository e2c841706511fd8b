"""The office's blueprint, its desk, and what its views share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, abort, render_template, request

from webapp.extensions import db
from webapp.services.employers import count_employers
from webapp.services.outbox import count_dead
from webapp.services.posting_lists import count_in_review
from webapp.services.repetitions import count_repeated
from webapp.services.reports import count_open
from webapp.services.stale_postings import list_stale

if TYPE_CHECKING:
    from models import Base

bp = Blueprint("bureau", __name__, url_prefix="/bureau", template_folder="templates")

PAGE_SIZE = 50

Row = TypeVar("Row", bound="Base")


@bp.get("/")
def start() -> str:
    """Show what waits."""
    return render_template(
        "bureau/start.html",
        employers=count_employers(db.session, utc_now()),
        in_review=count_in_review(db.session),
        in_doubt=count_repeated(db.session)
        + len(list_stale(db.session, now=utc_now())),
        not_sent=count_dead(db.session),
        reports=count_open(db.session, utc_now()),
    )


def utc_now() -> dt.datetime:
    """Return the time of this request."""
    return dt.datetime.now(dt.UTC)


def row_or_404(table: type[Row], row_id: int) -> Row:
    """Return a row by its id; 404 when there is none."""
    row = db.session.get(table, row_id)
    if row is None:
        abort(404)
    return row


def offset() -> int:
    """Return where the page that was asked for starts."""
    return (page_number() - 1) * PAGE_SIZE


def page_number() -> int:
    """Return which page was asked for, from 1 to 1000."""
    asked = request.args.get("page", 1, type=int)
    return min(max(asked, 1), 1000)


def words() -> str:
    """Return the words that were searched for."""
    return request.args.get("q", "").strip()[:80]


def valid_or_400(form: Any) -> None:
    """Refuse a form that no page of ours sends."""
    if not form.validate():
        abort(400)
