"""Postings in doubt: the same one several times, or no longer meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Vacancy
from webapp.bureau.blueprint import bp, row_or_404, utc_now
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import repetitions, stale_postings

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/doubts")
def doubt_list() -> str:
    """List what stands several times, and what to ask employers about."""
    return render_template(
        "bureau/doubts.html",
        repeated=repetitions.list_repeated(db.session),
        stale=stale_postings.list_stale(db.session, now=utc_now()),
    )


@bp.post("/postings/<int:vacancy_id>/apart/<int:first_id>")
def keep_posting_apart(vacancy_id: int, first_id: int) -> ResponseReturnValue:
    """Say that two postings are not the same."""
    try:
        repetitions.keep_apart(
            db.session,
            vacancy_id,
            first_id,
            account_id=current_account().id,
            now=utc_now(),
        )
    except LookupError:
        abort(404)
    db.session.commit()
    flash(_("They are two postings; nobody is asked again."), "success")
    return redirect(url_for("bureau.doubt_list"))


@bp.post("/postings/<int:vacancy_id>/confirm")
def confirm_posting(vacancy_id: int) -> ResponseReturnValue:
    """Say that the employer was asked and still seeks people."""
    found = row_or_404(Vacancy, vacancy_id)
    stale_postings.confirm(
        db.session, found, account_id=current_account().id, now=utc_now()
    )
    db.session.commit()
    flash(_("“%(title)s” still holds.", title=found.title), "success")
    return redirect(url_for("bureau.doubt_list"))
