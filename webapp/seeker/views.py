"""Read the request, call one service, commit, show the result."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.explanation import ReasonKind
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import help_text, reason_text
from webapp.labels import SHIFTS
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.forms import ApplyForm, ProfileForm
from webapp.seeker.quoting import quote
from webapp.services import applications as sending
from webapp.services import (
    exposure,
    interviews,
    invitations,
    messages,
    seekers,
    vacancies,
)
from webapp.services.learning import live_version
from webapp.services.profiles import load_vacancies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Seeker

# What one knows of oneself is the same beside every vacancy: only employers are told.
KNOWN = {ReasonKind.PRACTICE, ReasonKind.SCHOOLING_MET}
STATES = {
    "sent": _l("Sent"),
    "seen": _l("Seen by the employer"),
    "interview": _l("Interview"),
    "offer": _l("Offer"),
    "hired": _l("Hired"),
    "stayed": _l("Still there after three months"),
    "declined": _l("Declined"),
    "withdrawn": _l("Withdrawn"),
}


@bp.get("/matches")
def matches() -> ResponseReturnValue:
    """Show the vacancies that fit best, with reasons."""
    seeker = own_seeker()
    if seeker is None:
        return redirect(url_for("seeker.profile"))
    now = dt.datetime.now(dt.UTC)
    maker = collaborators().match_maker
    found = maker.for_seeker(db.session, seeker.id, now=now)
    helps = maker.helps_for(db.session, seeker.id, now=now)
    version = live_version(db.session)
    exposure.note_shown(db.session, found, version.id if version else None, now=now)
    # What was shown is noted; a text that was encoded need not be encoded again.
    db.session.commit()
    rows = load_vacancies(db.session, [fit.vacancy_id for fit in found.fits])
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


@bp.get("/profile")
def profile() -> str:
    """Show the profile's form."""
    return render_template("seeker/profile.html", form=_filled(own_seeker()))


@bp.post("/profile")
def profile_post() -> ResponseReturnValue:
    """Store the profile."""
    form = ProfileForm()
    if not form.validate():
        return render_template("seeker/profile.html", form=form), 422
    seekers.save_profile(
        db.session,
        collaborators().gazetteer,
        current_account().id,
        form.profile(),
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Saved. These vacancies fit you best now."))
    return redirect(url_for("seeker.matches"))


@bp.get("/applications")
def applications() -> str:
    """Show what was sent, and how it stands."""
    seeker = own_seeker()
    sent = sending.list_of(db.session, seeker) if seeker else []
    return render_template(
        "seeker/applications.html",
        sent=sent,
        states=STATES,
        interviews=interviews.list_by_seeker(db.session, seeker) if seeker else {},
        written=messages.list_by_application(db.session, seeker.id) if seeker else {},
        asked=invitations.count_open(db.session, seeker) if seeker else 0,
    )


@bp.get("/vacancies/<int:vacancy_id>/apply")
def write_application(vacancy_id: int) -> str:
    """Show the form for a few words beside the application."""
    vacancy = vacancies.find_public(db.session, vacancy_id)
    if vacancy is None:
        abort(404)
    return render_template("seeker/apply.html", vacancy=vacancy, form=ApplyForm())


@bp.post("/vacancies/<int:vacancy_id>/apply")
def apply(vacancy_id: int) -> ResponseReturnValue:
    """Apply for a vacancy; a second time changes nothing."""
    vacancy = vacancies.find_public(db.session, vacancy_id)
    if vacancy is None:
        abort(404)
    seeker = own_seeker()
    if seeker is None:
        flash(_("First tell the employer who you are; it takes two minutes."))
        return redirect(url_for("seeker.profile"))
    form = ApplyForm()
    if not form.validate():
        return render_template("seeker/apply.html", vacancy=vacancy, form=form), 422
    try:
        sending.apply(
            db.session, seeker, vacancy, form.message.data,
            account_id=current_account().id, now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    except sending.VacancyClosedError:
        flash(_("This vacancy takes no more applications."), "warning")
        return redirect(url_for("public.vacancy", vacancy_id=vacancy_id))
    db.session.commit()
    flash(_("Your application was sent. The employer can call you now."))
    return redirect(url_for("seeker.applications"))


@bp.post("/applications/<int:application_id>/withdraw")
def withdraw(application_id: int) -> ResponseReturnValue:
    """Take an application back."""
    seeker = own_seeker()
    sent = sending.list_of(db.session, seeker) if seeker else []
    own = next((one for one in sent if one.id == application_id), None)
    if own is None:
        abort(404)
    try:
        sending.withdraw(
            db.session, own,
            account_id=current_account().id, now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    except sending.TooLateError:
        flash(_("The employer has decided already."), "warning")
        return redirect(url_for("seeker.applications"))
    db.session.commit()
    flash(_("Withdrawn. You may apply again."))
    return redirect(url_for("seeker.applications"))


def _filled(seeker: Seeker | None) -> ProfileForm:
    """Return the form with what is known."""
    if seeker is None:
        return ProfileForm(name=current_account().display_name)
    pay = seeker.wanted_monthly_cents
    return ProfileForm(
        name=seeker.name,
        phone=seeker.phone,
        wanted_title=seeker.wanted_title,
        skills=seeker.skills,
        home=seeker.home_place.full_name if seeker.home_place else "",
        wanted_place=seeker.wanted_place.full_name if seeker.wanted_place else "",
        pay_yuan=pay // 100 if pay else None,
        shift=seeker.wanted_shift or "",
        refuses_nights=seeker.refuses_nights,
        reach_km=str(seeker.reach_m // 1000) if seeker.reach_m else "",
        available_from=seeker.available_from,
        schooling=seeker.schooling,
        experience_years=seeker.experience_months // 12 or None,
        certificates="、".join(seeker.certificates),
        lodging=seeker.wants_lodging,
        board=seeker.wants_board,
        is_looking=seeker.is_looking,
    )
