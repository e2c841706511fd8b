"""Who fits a posting, and who has applied to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_vacancy
from webapp.employer.forms import PlainForm
from webapp.employer.people_forms import BulkForm
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.labels import APPLICATION
from webapp.security.sessions import current_account
from webapp.services import board, hiring, invitations
from webapp.services.employers import NotExaminedError, require_examined
from webapp.services.vacancies import is_open

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Application

TOP = 30
LAST_PAGE = 1000


@bp.get("/vacancies/<int:vacancy_id>/candidates")
def candidates(vacancy_id: int) -> ResponseReturnValue:
    """Show who fits a posting, best first, and why; without names and numbers."""
    found = own_vacancy(vacancy_id)
    now = dt.datetime.now(dt.UTC)
    try:
        require_examined(found.employer, now)
    except NotExaminedError:
        flash(
            _("People are shown when the office has examined your papers."), "warning"
        )
        return redirect(url_for("employer.company_papers"))
    matches = collaborators().match_maker.for_vacancy(
        db.session, found.id, now=now, top=TOP
    )
    # What was encoded for this page is kept for the next.
    db.session.commit()
    people = hiring.load_candidates(db.session, [fit.seeker_id for fit in matches.fits])
    return render_template(
        "employer/candidates.html",
        vacancy=found,
        fits=[fit for fit in matches.fits if fit.seeker_id in people],
        people=people,
        obstacles=matches.obstacles,
        applied=hiring.list_applied(db.session, found),
        asked=invitations.list_asked(db.session, found),
        is_open=is_open(found, now),
        sentence=reason_text,
    )


@bp.post("/vacancies/<int:vacancy_id>/candidates/<int:seeker_id>/invite")
def invite(vacancy_id: int, seeker_id: int) -> ResponseReturnValue:
    """Ask a person to apply."""
    found = own_vacancy(vacancy_id)
    if not PlainForm().validate():
        abort(400)
    try:
        invitations.invite(
            db.session,
            found,
            seeker_id,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except invitations.ClosedError:
        db.session.rollback()
        flash(_("This posting takes no applications now."), "warning")
    except invitations.NotLookingError:
        db.session.rollback()
        flash(_("This person cannot be asked any more."), "warning")
    except invitations.TooManyError:
        db.session.rollback()
        flash(
            _(
                "You have asked %(number)d people within a day. Please wait for "
                "their answers.",
                number=invitations.MOST_A_DAY,
            ),
            "warning",
        )
    else:
        db.session.commit()
        flash(
            _("Asked. You see name and telephone number when the person says yes."),
            "success",
        )
    address = url_for("employer.candidates", vacancy_id=found.id)
    return redirect(f"{address}#person-{seeker_id}")


@bp.get("/vacancies/<int:vacancy_id>/applications")
def applications(vacancy_id: int) -> str:
    """Show who has applied: the board, or one stage of it as a list."""
    found = own_vacancy(vacancy_id)
    stage = _wanted_stage()
    page = min(LAST_PAGE, max(1, request.args.get("page", 1, type=int)))
    columns = (
        board.load_stage(db.session, found, stage, page)
        if stage
        else board.load_board(db.session, found)
    )
    shown = stage or next((each.stage for each in columns if each.count), None)
    count = next((each.count for each in columns if each.stage is stage), 0)
    return render_template(
        "employer/applications.html",
        vacancy=found,
        columns=columns,
        stage=stage,
        # What a telephone shows of the board.
        shown=shown or board.Stage.NEW,
        page=page,
        last=-(-count // board.ON_A_PAGE),
        form=BulkForm(),
    )


@bp.post("/vacancies/<int:vacancy_id>/applications")
def answer_many(vacancy_id: int) -> ResponseReturnValue:
    """Note the same state for all that are ticked."""
    found = own_vacancy(vacancy_id)
    form = BulkForm()
    stage = _wanted_stage()
    back = url_for("employer.applications", vacancy_id=found.id, stage=stage)
    if not form.validate():
        abort(400)
    if not (ticked := form.ticked()):
        flash(_("Nobody was ticked."), "warning")
        return redirect(back)
    outcome = hiring.answer_many(
        db.session,
        found,
        ticked,
        form.answer(),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    if number := len(outcome.answered):
        flash(
            ngettext("Noted for %(num)d person.", "Noted for %(num)d people.", number),
            "success",
        )
    if outcome.changed_meanwhile:
        flash(
            _(
                "A colleague was faster, and nothing was overwritten: %(people)s.",
                people="、".join(map(_with_state, outcome.changed_meanwhile)),
            ),
            "warning",
        )
    if outcome.withdrawn:
        flash(
            _(
                "These people have withdrawn: %(people)s.",
                people="、".join(map(_name, outcome.withdrawn)),
            ),
            "warning",
        )
    return redirect(back)


def _wanted_stage() -> board.Stage | None:
    wanted = request.args.get("stage", "")
    return board.Stage(wanted) if wanted in set(board.Stage) else None


def _name(application: Application) -> str:
    return application.seeker.masked("name") or _("Name not given")


def _with_state(application: Application) -> str:
    return f"{_name(application)} ({APPLICATION[application.status]})"
