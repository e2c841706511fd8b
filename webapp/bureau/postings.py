"""Postings that wait: each is read by a clerk, then shown or returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Vacancy
from webapp.bureau.blueprint import bp, row_or_404, utc_now, valid_or_400
from webapp.bureau.forms import DecisionForm, PublishForm, ReasonForm
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import audit_log, posting_lists, repetitions, vacancy_posting
from webapp.services.vacancy_posting import (
    IncompleteError,
    MoveError,
    PostingError,
    UnverifiedEmployerError,
    ValidityError,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/postings")
def posting_list() -> str:
    """List what waits, the longest waiting first."""
    return render_template(
        "bureau/postings.html", vacancies=posting_lists.list_in_review(db.session)
    )


@bp.get("/postings/<int:vacancy_id>")
def posting(vacancy_id: int) -> str:
    """Show a posting, what to look out for, and the decisions."""
    found = row_or_404(Vacancy, vacancy_id)
    seen_at = found.updated_at
    return _show(found, PublishForm(seen_at=seen_at), ReasonForm(seen_at=seen_at))


@bp.post("/postings/<int:vacancy_id>/publish")
def publish_posting(vacancy_id: int) -> ResponseReturnValue:
    """Let everybody read the posting."""
    found = row_or_404(Vacancy, vacancy_id)
    form = PublishForm()
    seen_at = found.updated_at
    back = ReasonForm(formdata=None, seen_at=seen_at)
    if not form.validate():
        return _show(found, form, back), 422
    try:
        vacancy_posting.publish(
            db.session,
            found,
            lawful_because=form.lawful_because.data,
            checked=collaborators().wording,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except vacancy_posting.WordingError:
        db.session.rollback()
        form.lawful_because.errors = [
            _("Please say why these words are lawful here, or return the posting.")
        ]
        return _show(found, form, back), 422
    except PostingError as error:
        db.session.rollback()
        flash(_why_not(error), "warning")
        return redirect(url_for("bureau.posting", vacancy_id=found.id))
    db.session.commit()
    flash(_("“%(title)s” is shown from now on.", title=found.title), "success")
    return redirect(url_for("bureau.posting_list"))


@bp.post("/postings/<int:vacancy_id>/return")
def return_posting(vacancy_id: int) -> ResponseReturnValue:
    """Give the posting back to its employer, saying what to change."""
    found = row_or_404(Vacancy, vacancy_id)
    form = ReasonForm()
    if not form.validate():
        seen_at = found.updated_at
        return _show(found, PublishForm(formdata=None, seen_at=seen_at), form), 422
    try:
        vacancy_posting.send_back(
            db.session,
            found,
            form.reason.data,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except MoveError as error:
        db.session.rollback()
        flash(_why_not(error), "warning")
        return redirect(url_for("bureau.posting", vacancy_id=found.id))
    db.session.commit()
    flash(_("“%(title)s” went back to its employer.", title=found.title), "success")
    return redirect(url_for("bureau.posting_list"))


@bp.post("/postings/<int:vacancy_id>/close")
def close_posting(vacancy_id: int) -> ResponseReturnValue:
    """End a posting at once, after a complaint for instance."""
    found = row_or_404(Vacancy, vacancy_id)
    form = DecisionForm()
    valid_or_400(form)
    try:
        vacancy_posting.close(
            db.session,
            found,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except MoveError as error:
        db.session.rollback()
        flash(_why_not(error), "warning")
    else:
        db.session.commit()
        flash(_("The posting is closed; nobody finds it any more."), "success")
    return redirect(url_for("bureau.posting", vacancy_id=found.id))


def _why_not(error: PostingError) -> str:
    if isinstance(error, UnverifiedEmployerError):
        sentence = _("The employer's papers must be examined first.")
    elif isinstance(error, ValidityError):
        sentence = _("The last day is past; please return the posting for a new one.")
    elif isinstance(error, IncompleteError):
        sentence = _(
            "Something the law requires is missing; please return the posting."
        )
    else:
        sentence = _("This posting has changed meanwhile; please look at it again.")
    return str(sentence)


def _show(found: Vacancy, publish: PublishForm, back: ReasonForm) -> str:
    return render_template(
        "bureau/posting.html",
        vacancy=found,
        publish=publish,
        back=back,
        findings=vacancy_posting.find_wording(found, collaborators().wording),
        missing=vacancy_posting.missing_fields(found),
        is_verified=vacancy_posting.is_verified(found.employer, utc_now()),
        alike=repetitions.list_alike(db.session, found),
        history_entries=audit_log.history(db.session, "vacancy", found.id),
        may_move=vacancy_posting.may_move,
    )
