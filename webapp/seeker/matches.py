"""What fits, with its reasons; or the newest, for who wants no ranking by profile."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from matcher.explanation import ReasonKind
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import help_text, reason_text
from webapp.labels import SHIFTS
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.profile import own_questionnaire
from webapp.seeker.quoting import quote
from webapp.services import exposure, recommending

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/matches")
def matches() -> ResponseReturnValue:
    """Show the vacancies that fit best, with reasons."""
    seeker = own_seeker()
    said_nothing = not own_questionnaire().is_begun()
    if seeker is None or (said_nothing and not seeker.skills):
        # Nothing would fit better than anything else: first the questions.
        return redirect(url_for("seeker.profile"))
    now = dt.datetime.now(dt.UTC)
    found = recommending.recommend(
        db.session, collaborators().match_maker, current_account(), seeker, now=now
    )
    # What was shown is noted; a text that was encoded need not be encoded again.
    db.session.commit()
    if not current_account().is_ranked_for:
        return render_template("seeker/newest.html", newest=found.newest, shifts=SHIFTS)
    return render_template(
        "seeker/matches.html",
        shown=[
            (
                vacancy,
                [(reason_text(reason), reason.against) for reason in reasons],
                quote(vacancy, fit.reasons),
            )
            for vacancy, fit, reasons in found.fits
        ],
        has_coach=any(
            reason.kind is ReasonKind.COACH
            for _vacancy, fit, _reasons in found.fits
            for reason in fit.reasons
        ),
        missed=[
            (vacancy, [reason_text(each) for each in miss.missing])
            for vacancy, miss in found.missed
        ],
        helps=[help_text(each) for each in found.helps],
        shifts=SHIFTS,
    )


@bp.get("/matches/<int:vacancy_id>")
def open_match(vacancy_id: int) -> ResponseReturnValue:
    """Go to a vacancy of one's list, and note that it was of interest."""
    seeker = own_seeker()
    if seeker is not None:
        exposure.note_opened(
            db.session, seeker.id, vacancy_id, now=dt.datetime.now(dt.UTC)
        )
        db.session.commit()
    return redirect(url_for("public.vacancy", vacancy_id=vacancy_id))
