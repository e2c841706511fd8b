"""What employers ask of a person: to apply, to come for an interview."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import InterviewReply
from webapp.extensions import db
from webapp.labels import SHIFTS
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.services import applications, interviews
from webapp.services import invitations as inviting

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

YES, NO = "yes", "no"


@bp.get("/invitations")
def invitations() -> str:
    """Show who asks this person to apply."""
    seeker = own_seeker()
    return render_template(
        "seeker/invitations.html",
        invitations=inviting.list_of(db.session, seeker) if seeker else [],
        shifts=SHIFTS,
    )


@bp.post("/invitations/<int:invitation_id>")
def answer_invitation(invitation_id: int) -> ResponseReturnValue:
    """Say yes, which sends the application, or no."""
    seeker = own_seeker()
    mine = inviting.list_of(db.session, seeker) if seeker else []
    found = next((each for each in mine if each.id == invitation_id), None)
    if found is None:
        abort(404)
    said = request.form.get("answer")
    if said not in (YES, NO):
        abort(400)
    try:
        inviting.answer(
            db.session,
            found,
            says_yes=said == YES,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except inviting.AnsweredError:
        db.session.rollback()
        flash(_("You have answered this already."), "warning")
    except applications.VacancyClosedError:
        db.session.rollback()
        flash(_("This vacancy takes no more applications."), "warning")
    else:
        db.session.commit()
        if said == YES:
            flash(_("Your application was sent. The employer can call you now."))
            return redirect(url_for("seeker.applications"))
        flash(_("Noted. The employer does not learn who you are."))
    return redirect(url_for("seeker.invitations"))


@bp.post("/interviews/<int:interview_id>")
def reply_interview(interview_id: int) -> ResponseReturnValue:
    """Say whether one comes to an interview."""
    found = interviews.find_own_interview(
        db.session, current_account().id, interview_id
    )
    if found is None:
        abort(404)
    said = request.form.get("reply", "")
    if said not in set(InterviewReply):
        abort(400)
    interviews.reply(
        db.session,
        found,
        InterviewReply(said),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Noted. The employer sees your answer."))
    return redirect(url_for("seeker.applications"))
