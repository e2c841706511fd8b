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
from webapp.seeker.quoting import quote
from webapp.services import exposure, vacancies
from webapp.services.learning import live_version
from webapp.services.profiles import load_vacancies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

# What one knows of oneself is the same beside every vacancy: only employers are told.
KNOWN = {ReasonKind.PRACTICE, ReasonKind.SCHOOLING_MET}
NEWEST = 20


@bp.get("/matches")
def matches() -> ResponseReturnValue:
    """Show the vacancies that fit best, with reasons."""
    seeker = own_seeker()
    if seeker is None:
        return redirect(url_for("seeker.profile"))
    now = dt.datetime.now(dt.UTC)
    if not current_account().is_ranked_for:
        newest = vacancies.list_newest(db.session, now=now, limit=NEWEST)
        return render_template("seeker/newest.html", newest=newest, shifts=SHIFTS)
    maker = collaborators().match_maker
    found = maker.for_seeker(db.session, seeker.id, now=now)
    helps = maker.helps_for(db.session, seeker.id, now=now)
    missed = maker.near_misses_for(db.session, seeker.id, now=now)
    version = live_version(db.session)
    exposure.note_shown(db.session, found, version.id if version else None, now=now)
    # What was shown is noted; a text that was encoded need not be encoded again.
    db.session.commit()
    ids = [fit.vacancy_id for fit in found.fits]
    ids += [each.vacancy_id for each in missed]
    rows = load_vacancies(db.session, ids)
    shown = [
        (
            rows[fit.vacancy_id],
            [(reason_text(r), r.against) for r in fit.reasons if r.kind not in KNOWN],
            quote(rows[fit.vacancy_id], fit.reasons),
        )
        for fit in found.fits
        if fit.vacancy_id in rows
    ]
    return render_template(
        "seeker/matches.html",
        shown=shown,
        has_coach=any(
            reason.kind is ReasonKind.COACH
            for fit in found.fits
            for reason in fit.reasons
        ),
        missed=[
            (rows[each.vacancy_id], [reason_text(r) for r in each.missing])
            for each in missed
            if each.vacancy_id in rows
        ],
        helps=[help_text(each) for each in helps],
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
