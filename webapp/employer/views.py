"""An employer's postings: listed, written, handed to the clerks, closed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer, own_vacancy
from webapp.employer.forms import MoveForm, PostingForm
from webapp.extensions import db
from webapp.fields import choices
from webapp.security.sessions import current_account
from webapp.services import audit_log, posting_lists, vacancy_posting
from webapp.services.employers import examination
from webapp.services.places import ensure_place
from webapp.services.vacancy_posting import (
    USUAL_VALIDITY,
    IncompleteError,
    MoveError,
    PostingError,
    ValidityError,
    local_date,
)
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Vacancy

SUBMIT = "submit"


@bp.get("/")
def vacancies() -> str:
    """List the company's postings."""
    employer = own_employer()
    now = dt.datetime.now(dt.UTC)
    return render_template(
        "employer/vacancies.html",
        employer=employer,
        lines=posting_lists.list_postings(db.session, employer.id),
        examination=examination(employer, now),
        refused_because=audit_log.last_reason(
            db.session, "employer.refuse", "employer", employer.id
        ),
        today=local_date(now),
    )


@bp.get("/vacancies/new")
def new_vacancy() -> str:
    """Show an empty posting."""
    form = _form()
    form.valid_until.data = local_date(dt.datetime.now(dt.UTC)) + USUAL_VALIDITY
    form.place_code.data = own_employer().place_code
    return _show_form(form)


@bp.post("/vacancies/new")
def create_vacancy() -> ResponseReturnValue:
    """Add a posting, as a draft or straight into review."""
    form = _form()
    if not form.validate():
        return _show_form(form), 422
    account, now = current_account(), dt.datetime.now(dt.UTC)
    _place(form)
    try:
        vacancy = vacancy_posting.create_posting(
            db.session, own_employer(), form.posting(), account_id=account.id, now=now
        )
        if request.form.get("then") == SUBMIT:
            vacancy_posting.submit(
                db.session,
                vacancy,
                seen_at=vacancy.updated_at,
                account_id=account.id,
                now=now,
            )
    except PostingError as error:
        db.session.rollback()
        _explain(form, error)
        return _show_form(form), 422
    db.session.commit()
    _tell(vacancy)
    return redirect(url_for("employer.vacancy", vacancy_id=vacancy.id))


@bp.get("/vacancies/<int:vacancy_id>")
def vacancy(vacancy_id: int) -> str:
    """Show a posting as everybody will read it, and what can be done with it."""
    found = own_vacancy(vacancy_id)
    return render_template(
        "employer/vacancy.html",
        vacancy=found,
        form=MoveForm(seen_at=found.updated_at),
        missing=vacancy_posting.missing_fields(found),
        findings=vacancy_posting.find_wording(found),
        history_entries=audit_log.history(db.session, "vacancy", found.id),
        may_move=vacancy_posting.may_move,
    )


@bp.get("/vacancies/<int:vacancy_id>/edit")
def edit_vacancy(vacancy_id: int) -> str:
    """Show what a posting says, to change it."""
    found = own_vacancy(vacancy_id)
    form = _form(found)
    form.show(found)
    return _show_form(form, found)


@bp.post("/vacancies/<int:vacancy_id>/edit")
def change_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Change what a posting says; a live one returns to review."""
    found = own_vacancy(vacancy_id)
    form = _form(found)
    if not form.validate():
        return _show_form(form, found), 422
    if form.seen_at.data is None:
        form.seen_at.errors = [_("Please open the page anew and try again.")]
        return _show_form(form, found), 422
    account, now = current_account(), dt.datetime.now(dt.UTC)
    _place(form)
    try:
        vacancy_posting.change_posting(
            db.session,
            found,
            form.posting(),
            seen_at=form.seen_at.data,
            account_id=account.id,
            now=now,
        )
        if request.form.get("then") == SUBMIT and vacancy_posting.may_move(
            found, SUBMIT
        ):
            vacancy_posting.submit(
                db.session,
                found,
                seen_at=found.updated_at,
                account_id=account.id,
                now=now,
            )
    except StaleError:
        db.session.rollback()
        flash(
            _(
                "A colleague has changed this posting meanwhile. Nothing was "
                "overwritten; what you typed is below, what is stored is on the "
                "posting's page."
            ),
            "warning",
        )
        return _show_form(form, found), 409
    except PostingError as error:
        db.session.rollback()
        _explain(form, error)
        return _show_form(form, found), 422
    db.session.commit()
    _tell(found)
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))


@bp.post("/vacancies/<int:vacancy_id>/submit")
def submit_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Hand a draft to the clerks."""
    return _move(own_vacancy(vacancy_id), SUBMIT)


@bp.post("/vacancies/<int:vacancy_id>/close")
def close_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """End a posting."""
    return _move(own_vacancy(vacancy_id), "close")


def _move(found: Vacancy, name: str) -> ResponseReturnValue:
    form = MoveForm()
    if not form.validate():
        abort(400)
    moves = {SUBMIT: vacancy_posting.submit, "close": vacancy_posting.close}
    try:
        moves[name](
            db.session,
            found,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except (StaleError, MoveError):
        db.session.rollback()
        flash(
            _("This posting has changed meanwhile; please look at it again."),
            "warning",
        )
    except (IncompleteError, ValidityError):
        db.session.rollback()
        flash(_("Please complete the posting first."), "warning")
        return redirect(url_for("employer.edit_vacancy", vacancy_id=found.id))
    else:
        db.session.commit()
        _tell(found)
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))


def _tell(vacancy: Vacancy) -> None:
    """Say where the posting stands now."""
    sentences = {
        "draft": _("Saved. Nobody else sees it until you hand it in for review."),
        "review": _("Handed in. The office reads every posting before it is shown."),
        "closed": _("The posting is closed; nobody finds it any more."),
    }
    flash(sentences.get(vacancy.status, _("Saved.")), "success")


def _form(vacancy: Vacancy | None = None) -> PostingForm:
    form = PostingForm()
    form.place_code.choices = choices(_towns(vacancy))
    return form


def _towns(vacancy: Vacancy | None) -> dict[str, str]:
    """Return the district's towns, and where the company and the posting are."""
    gazetteer = collaborators().gazetteer
    district = gazetteer.place(collaborators().settings.home_district)
    towns = {town.code: town.name for town in gazetteer.children(district.code)}
    towns[district.code] = _("%(district)s, elsewhere", district=district.name)
    for place in (vacancy.place if vacancy else None, own_employer().place):
        if place is not None:
            towns.setdefault(place.code, place.full_name)
    return towns


def _place(form: PostingForm) -> None:
    ensure_place(db.session, collaborators().gazetteer, form.place_code.data)


def _explain(form: PostingForm, error: PostingError) -> None:
    """Put a rule's answer beside the field it is about."""
    if isinstance(error, ValidityError):
        form.valid_until.errors = [
            _("Please choose a day from today to 180 days from today.")
        ]
    elif isinstance(error, IncompleteError):
        for name in error.fields:
            form[name].errors = [_("A posting must say this.")]
    else:
        flash(_("This posting cannot be saved as it is."), "warning")


def _show_form(form: PostingForm, vacancy: Vacancy | None = None) -> str:
    return render_template("employer/posting.html", form=form, vacancy=vacancy)
