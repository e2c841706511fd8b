"""An employer's postings: listed, shown, handed to the clerks, extended, closed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import VacancyStatus
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer, own_vacancy, where_it_stands
from webapp.employer.forms import EXTENSIONS, ExtendForm, MoveForm, TemplateForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import (
    audit_log,
    hiring,
    posting_drafts,
    posting_lists,
    vacancy_posting,
)
from webapp.services.employers import examination
from webapp.services.vacancies import is_open
from webapp.services.vacancy_posting import (
    IncompleteError,
    MoveError,
    ValidityError,
    WordingError,
    local_date,
)
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from models import Vacancy

SUBMIT = "submit"
_CHANGED = _l("This posting has changed meanwhile; please look at it again.")


@bp.get("/")
def vacancies() -> str:
    """List the company's postings by state, and what waits to be done."""
    employer = own_employer()
    now = dt.datetime.now(dt.UTC)
    asked = request.args.get("state", "")
    wanted = VacancyStatus(asked) if asked in set(VacancyStatus) else None
    return render_template(
        "employer/vacancies.html",
        employer=employer,
        lines=posting_lists.list_postings(db.session, employer.id, status=wanted),
        counts=posting_lists.count_by_status(db.session, employer.id),
        wanted=wanted,
        unfinished=posting_drafts.list_new(db.session, current_account()),
        examination=examination(employer, now),
        refused_because=audit_log.last_reason(
            db.session, "employer.refuse", "employer", employer.id
        ),
        today=local_date(now),
    )


@bp.get("/vacancies/<int:vacancy_id>")
def vacancy(vacancy_id: int) -> str:
    """Show a posting as everybody will read it, and what can be done with it."""
    return show_posting(own_vacancy(vacancy_id))


def show_posting(found: Vacancy, template: TemplateForm | None = None) -> str:
    """Return the page of a posting; with a form that was sent, its mistakes."""
    now = dt.datetime.now(dt.UTC)
    return render_template(
        "employer/vacancy.html",
        vacancy=found,
        form=MoveForm(seen_at=found.updated_at),
        missing=vacancy_posting.missing_fields(found),
        findings=vacancy_posting.find_wording(found, collaborators().wording),
        history_entries=audit_log.history(db.session, "vacancy", found.id),
        may_move=vacancy_posting.may_move,
        may_extend=vacancy_posting.may_extend(found),
        extensions=EXTENSIONS,
        is_shown=is_open(found, now),
        waiting=hiring.count_waiting(db.session, found),
        template=template or TemplateForm(formdata=None, name=found.title),
    )


@bp.post("/vacancies/<int:vacancy_id>/submit")
def submit_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Hand a draft to the clerks."""
    return _move(own_vacancy(vacancy_id), SUBMIT)


@bp.post("/vacancies/<int:vacancy_id>/close")
def close_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """End a posting."""
    return _move(own_vacancy(vacancy_id), "close")


@bp.post("/vacancies/<int:vacancy_id>/extend")
def extend_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Show a posting some weeks longer; an expired one is read again first."""
    found = own_vacancy(vacancy_id)
    form = ExtendForm()
    if not form.validate():
        abort(400)
    try:
        vacancy_posting.extend_by(
            db.session,
            found,
            form.days.data,
            checked=collaborators().wording,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except (StaleError, MoveError):
        db.session.rollback()
        flash(_CHANGED, "warning")
    except ValidityError:
        db.session.rollback()
        flash(_("A posting is shown for 180 days at most."), "warning")
    except (IncompleteError, WordingError):
        db.session.rollback()
        flash(_("Please complete the posting first."), "warning")
        return redirect(url_for("employer.edit_vacancy", vacancy_id=found.id))
    else:
        db.session.commit()
        day = format_date(found.valid_until, "long")
        if found.status is VacancyStatus.LIVE:
            flash(_("Shown until %(day)s.", day=day), "success")
        else:
            flash(where_it_stands(found), "success")
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))


def _move(found: Vacancy, name: str) -> ResponseReturnValue:
    form = MoveForm()
    if not form.validate():
        abort(400)
    submit = partial(vacancy_posting.submit, checked=collaborators().wording)
    moves: dict[str, Callable[..., None]] = {
        SUBMIT: submit,
        "close": vacancy_posting.close,
    }
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
        flash(_CHANGED, "warning")
    except (IncompleteError, ValidityError, WordingError):
        db.session.rollback()
        flash(_("Please complete the posting first."), "warning")
        return redirect(url_for("employer.edit_vacancy", vacancy_id=found.id))
    else:
        db.session.commit()
        flash(where_it_stands(found), "success")
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))
