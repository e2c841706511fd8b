"""One person who has applied: contact, state, interview, messages, notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import ApplicationStatus
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer
from webapp.employer.forms import PlainForm
from webapp.employer.people_forms import (
    InterviewForm,
    MessageForm,
    NoteForm,
    PersonForm,
)
from webapp.employer.wordings import SHIPPED
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.security.sessions import current_account
from webapp.services import (
    audit_log,
    board,
    hiring,
    hiring_notes,
    interviews,
    messages,
    reveal,
)
from webapp.services.rules import LOCAL_TIME
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Application
    from webapp.forms import Form


@dataclass(slots=True)
class Page:
    """What is shown beside what is stored: an opened contact, forms as typed."""

    contact: dict[reveal.Field, str] | None = None
    forms: dict[str, Form] = field(default_factory=dict)
    findings: tuple[Any, ...] = ()


@bp.get("/applications/<int:application_id>")
def person(application_id: int) -> str:
    """Show a person who has applied, masked."""
    return _show(own_application(application_id), Page())


@bp.post("/applications/<int:application_id>/contact")
def contact(application_id: int) -> ResponseReturnValue:
    """Show the name and telephone number; a new application counts as seen."""
    found = own_application(application_id)
    if not PlainForm().validate():
        abort(400)
    try:
        shown = hiring.open_contact(db.session, found, **_who_and_when())
    except reveal.NotAppliedError:
        return _withdrawn(found)
    db.session.commit()
    return _show(found, Page(contact=shown))


@bp.post("/applications/<int:application_id>/answer")
def answer(application_id: int) -> ResponseReturnValue:
    """Note how far an application has come."""
    found = own_application(application_id)
    form = PersonForm()
    if not form.validate():
        abort(400)
    try:
        hiring.answer(
            db.session,
            found,
            form.answer(),
            seen_at=form.seen_at.data,
            **_who_and_when(),
        )
    except StaleError:
        return _changed_meanwhile(found)
    except hiring.AnswerError:
        return _withdrawn(found)
    db.session.commit()
    flash(_("Noted."), "success")
    return _back(found)


@bp.post("/applications/<int:application_id>/interview")
def interview(application_id: int) -> ResponseReturnValue:
    """Set when and where to meet."""
    found = own_application(application_id)
    form = InterviewForm()
    if not form.validate():
        return _show(found, Page(forms={"interview": form})), 422
    try:
        interviews.set_interview(
            db.session,
            found,
            starts_at=form.starts_at(),
            place=form.place.data,
            remark=form.remark.data,
            seen_at=form.seen_at.data,
            **_who_and_when(),
        )
    except interviews.InterviewTimeError:
        form.day.errors = [
            _(
                "Please choose a time within the next %(days)d days.",
                days=interviews.FURTHEST.days,
            )
        ]
        return _show(found, Page(forms={"interview": form})), 422
    except StaleError:
        return _changed_meanwhile(found)
    except hiring.AnswerError:
        return _withdrawn(found)
    db.session.commit()
    flash(_("The interview is set. The person sees it and can answer."), "success")
    return _back(found)


@bp.post("/applications/<int:application_id>/notes")
def note(application_id: int) -> ResponseReturnValue:
    """Keep a note for colleagues."""
    found = own_application(application_id)
    form = NoteForm()
    if not form.validate():
        return _show(found, Page(forms={"note": form})), 422
    hiring_notes.add_note(db.session, found, form.body.data, **_who_and_when())
    db.session.commit()
    return _back(found, "notes")


@bp.post("/applications/<int:application_id>/messages")
def message(application_id: int) -> ResponseReturnValue:
    """Send a message."""
    found = own_application(application_id)
    form = MessageForm()
    page = Page(forms={"message": form})
    if not form.validate():
        return _show(found, page), 422
    try:
        messages.send(db.session, found, form.body.data, **_who_and_when())
    except messages.EndedError:
        return _withdrawn(found)
    except messages.UnlawfulError as error:
        page.findings = error.findings
        form.body.errors = [_("The law does not allow this wording.")]
    except messages.UnfilledError as error:
        form.body.errors = [
            _("Please replace {%(word)s} by what it stands for.", word=str(error))
        ]
    except messages.TooManyError:
        form.body.errors = [
            _(
                "At most %(number)d messages a day; please call instead.",
                number=messages.MOST_A_DAY,
            )
        ]
    else:
        db.session.commit()
        flash(_("Sent. The person reads it beside the application."), "success")
        return _back(found, "messages")
    db.session.rollback()
    return _show(found, page), 422


def own_application(application_id: int) -> Application:
    """Return an application to one of the company's postings, or end the request."""
    found = hiring.find_own_application(db.session, own_employer().id, application_id)
    if found is None:
        abort(404)
    return found


def _who_and_when() -> dict[str, Any]:
    return {"account_id": current_account().id, "now": dt.datetime.now(dt.UTC)}


def _back(found: Application, part: str = "") -> ResponseReturnValue:
    address = url_for("employer.person", application_id=found.id)
    return redirect(f"{address}#{part}" if part else address)


def _withdrawn(found: Application) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This application was withdrawn."), "warning")
    return _back(found)


def _changed_meanwhile(found: Application) -> ResponseReturnValue:
    db.session.rollback()
    flash(
        _(
            "A colleague has changed this application meanwhile. Nothing was "
            "overwritten; look at it as it stands now, then decide."
        ),
        "warning",
    )
    return _show(found, Page()), 409


def _show(found: Application, page: Page) -> str:
    now = dt.datetime.now(dt.UTC)
    fit = collaborators().match_maker.pair(
        db.session, found.seeker_id, found.vacancy_id, now=now
    )
    db.session.commit()  # what was encoded for the reasons
    card = board.find_card(db.session, found)
    return render_template(
        "employer/person.html",
        application=found,
        vacancy=found.vacancy,
        seeker=found.seeker,
        fit=fit,
        sentence=reason_text,
        interview=card.interview,
        notes=hiring_notes.list_notes(db.session, found),
        messages=messages.list_messages(db.session, found),
        history_entries=audit_log.history(db.session, "application", found.id),
        page=page,
        answer_form=PersonForm(
            formdata=None, status=found.status.value, seen_at=found.updated_at
        ),
        interview_form=page.forms.get("interview") or _interview_form(found, card),
        note_form=page.forms.get("note") or NoteForm(formdata=None),
        message_form=page.forms.get("message") or _message_form(found, card),
        shipped=SHIPPED,
        templates=messages.list_templates(db.session, own_employer().id),
        is_open=found.status is not ApplicationStatus.WITHDRAWN,
    )


def _interview_form(found: Application, card: board.Card) -> InterviewForm:
    set_before = card.interview
    if set_before is None:
        place = f"{found.vacancy.place.full_name} {found.vacancy.address}".strip()
        return InterviewForm(formdata=None, seen_at=found.updated_at, place=place)
    at = set_before.starts_at.astimezone(LOCAL_TIME)
    return InterviewForm(
        formdata=None,
        seen_at=found.updated_at,
        day=at.date(),
        time=at.time(),
        place=set_before.place,
        remark=set_before.remark,
    )


def _message_form(found: Application, card: board.Card) -> MessageForm:
    """Return the form with the wording that was chosen, filled."""
    kind, _dash, name = request.args.get("wording", "").partition("-")
    body = ""
    if kind == "shipped" and name in SHIPPED:
        body = str(SHIPPED[name][1])
    elif kind == "own" and name.isascii() and name.isdigit() and len(name) < 10:
        own = messages.find_own_template(db.session, own_employer().id, int(name))
        body = own.body if own else ""
    return MessageForm(
        formdata=None, body=messages.fill(body, found.vacancy, card.interview)
    )
