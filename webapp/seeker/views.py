"""What one sent to employers, and how it stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.forms import ApplyForm
from webapp.seeker.profile import own_questionnaire
from webapp.services import applications as sending
from webapp.services import (
    interviews,
    invitations,
    messages,
    vacancies,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

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


@bp.get("/applications")
def applications() -> str:
    """Show what was sent, and how it stands."""
    seeker = own_seeker()
    sent = sending.list_of(db.session, seeker) if seeker else []
    return render_template(
        "seeker/applications.html",
        sent=sent,
        says_little=bool(sent) and not own_questionnaire().is_begun(),
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
