"""Who fits a posting, who has applied, and what is said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from models import Scope
from webapp.api import showing
from webapp.api.asking import (
    at_once,
    found,
    own_application,
    own_employer,
    own_vacancy,
    who_and_when,
)
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import people as schemas
from webapp.api.schemas.base import pages_of
from webapp.api.schemas.seekers import Step
from webapp.collaborators import collaborators
from webapp.employer.people_forms import InterviewForm, MessageForm, NoteForm
from webapp.employer.people_forms import TemplateForm as WordingForm
from webapp.employer.statistics import WORDS, XLSX
from webapp.employer.wordings import SHIPPED
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.problems import FieldProblem, ProblemError, wrong_field
from webapp.services import (
    audit_log,
    board,
    hiring,
    hiring_notes,
    interviews,
    invitations,
    messages,
    reveal,
)
from webapp.services.employers import NotExaminedError, require_examined
from webapp.services.hiring_export import export_applications
from webapp.services.rules import LOCAL_TIME
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matcher.wording.finding import Finding
    from models import Application

TAG = "Candidates"
TOP = 30
ANSWERED = ("stale", "withdrawn")


@operation(
    "GET", "/employer/postings/<int:vacancy_id>/candidates", "Who fits, and why",
    tag=TAG, answer=schemas.Candidates, scope=Scope.APPLICANTS, kinds=("not_examined",),
)  # fmt: skip
def posting_candidates(vacancy_id: int) -> schemas.Candidates:
    """Return who fits, without names and numbers; for examined companies alone."""
    row, now = own_vacancy(vacancy_id), at_once()
    try:
        require_examined(row.employer, now)
    except NotExaminedError as error:
        raise ProblemError("not_examined") from error
    matches = collaborators().match_maker.for_vacancy(
        db.session, row.id, now=now, top=TOP
    )
    db.session.commit()  # what was encoded
    people = hiring.load_candidates(db.session, [fit.seeker_id for fit in matches.fits])
    applied = hiring.list_applied(db.session, row)
    asked = invitations.list_asked(db.session, row)
    return schemas.Candidates(
        candidates=[
            schemas.Candidate(
                seeker_id=fit.seeker_id,
                wanted_title=person.wanted_title,
                skills=person.skills,
                schooling=person.schooling,
                experience_months=person.experience_months,
                certificates=person.certificates,
                available_from=person.available_from,
                home=person.home_place.full_name if person.home_place else None,
                score=fit.score,
                reasons=[reason_text(reason) for reason in fit.reasons],
                has_applied=fit.seeker_id in applied,
                invitation=asked.get(fit.seeker_id),
            )
            for fit in matches.fits
            if (person := people.get(fit.seeker_id)) is not None
        ],
        left_out={str(why): number for why, number in matches.obstacles.items()},
    )


@operation(
    "POST",
    "/employer/postings/<int:vacancy_id>/candidates/<int:seeker_id>/invitation",
    "Invite to apply",
    tag=TAG, scope=Scope.APPLICANTS, kinds=("closed", "not_looking", "too_many"),
)  # fmt: skip
def invite_candidate(vacancy_id: int, seeker_id: int) -> None:
    """Ask a person to apply; a second time is the first."""
    row = own_vacancy(vacancy_id)
    found(hiring.load_candidates(db.session, [seeker_id]).get(seeker_id))
    try:
        invitations.invite(db.session, row, seeker_id, **who_and_when())
    except invitations.ClosedError as error:
        raise ProblemError("closed") from error
    except invitations.NotLookingError as error:
        raise ProblemError("not_looking") from error
    except invitations.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()


@operation(
    "GET", "/employer/postings/<int:vacancy_id>/applicants", "Who has applied",
    tag=TAG, query=schemas.StageQuery, answer=schemas.Applicants,
    scope=Scope.APPLICANTS,
)  # fmt: skip
def posting_applicants(
    vacancy_id: int, query: schemas.StageQuery
) -> schemas.Applicants:
    """Return a page of who has applied, masked: of one stage, or of all."""
    row = own_vacancy(vacancy_id)
    counts = board.count_stages(db.session, row)
    total = sum(counts.values()) if query.stage is None else counts[query.stage]
    cards = board.load_page(db.session, row, query.page, query.stage)
    return schemas.Applicants(
        total=total,
        page=query.page,
        pages=pages_of(total, board.ON_A_PAGE),
        counts=counts,
        applicants=[schemas.Applicant(**_card(card)) for card in cards],
    )


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/applicants/status",
    "Say how it stands, of several",
    tag=TAG, body=schemas.BulkAnswer, answer=schemas.BulkOutcome,
    scope=Scope.APPLICANTS,
)  # fmt: skip
def answer_applicants(vacancy_id: int, body: schemas.BulkAnswer) -> schemas.BulkOutcome:
    """Give the same answer to several; what a colleague has changed stays."""
    if body.status not in hiring.ANSWERS:
        raise _no_answer()
    outcome = hiring.answer_many(
        db.session,
        own_vacancy(vacancy_id),
        {each.id: each.changed_at for each in body.applicants},
        body.status,
        **who_and_when(),
    )
    db.session.commit()
    return schemas.BulkOutcome(
        answered=[row.id for row in outcome.answered],
        changed_meanwhile=[row.id for row in outcome.changed_meanwhile],
        withdrawn=[row.id for row in outcome.withdrawn],
    )


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/applicants/export",
    "The applications as a spreadsheet",
    tag=TAG, body=schemas.Export, media=XLSX, scope=Scope.APPLICANTS,
)  # fmt: skip
def export_applicants(vacancy_id: int, body: schemas.Export) -> bytes:
    """Return a workbook, masked unless names and numbers are asked for."""
    content = export_applications(
        db.session,
        own_vacancy(vacancy_id),
        {key: str(word) for key, word in WORDS.items()},
        is_full=body.full,
        **who_and_when(),
    )
    db.session.commit()
    return content


@operation(
    "GET", "/employer/applicants/<int:application_id>", "One who has applied",
    tag=TAG, answer=schemas.ApplicantDetail, scope=Scope.APPLICANTS,
)  # fmt: skip
def read_applicant(application_id: int) -> schemas.ApplicantDetail:
    """Return what they said, why they fit, and all that was done; masked."""
    return _detail(own_application(application_id))


@operation(
    "POST", "/employer/applicants/<int:application_id>/status", "Say how it stands",
    tag=TAG, body=schemas.Answer, answer=schemas.ApplicantDetail,
    scope=Scope.APPLICANTS, kinds=ANSWERED,
)  # fmt: skip
def answer_applicant(
    application_id: int, body: schemas.Answer
) -> schemas.ApplicantDetail:
    """Note how far an application has come; the person is told."""
    if body.status not in hiring.ANSWERS:
        raise _no_answer()
    row = own_application(application_id)
    _with_problems(
        lambda: hiring.answer(
            db.session, row, body.status, seen_at=body.changed_at, **who_and_when()
        )
    )
    db.session.commit()
    return _detail(row)


@operation(
    "POST", "/employer/applicants/<int:application_id>/contact",
    "Name and telephone number; each time is recorded",
    tag=TAG, answer=schemas.Contact, scope=Scope.APPLICANTS, kinds=("withdrawn",),
)  # fmt: skip
def open_contact(application_id: int) -> schemas.Contact:
    """Return the contact of a person who has applied; a new one counts as seen."""
    row = own_application(application_id)
    try:
        shown = hiring.open_contact(db.session, row, **who_and_when())
    except reveal.NotAppliedError as error:
        raise ProblemError("withdrawn") from error
    db.session.commit()
    return schemas.Contact(
        name=shown[reveal.Field.NAME], phone=shown[reveal.Field.PHONE]
    )


@operation(
    "PUT", "/employer/applicants/<int:application_id>/interview", "When to meet",
    tag=TAG, body=schemas.InterviewIn, answer=schemas.ApplicantDetail,
    scope=Scope.APPLICANTS, kinds=ANSWERED,
)  # fmt: skip
def set_interview(
    application_id: int, body: schemas.InterviewIn
) -> schemas.ApplicantDetail:
    """Set time and place, or others; the person is told, and answers."""
    row = own_application(application_id)
    at = body.starts_at.astimezone(LOCAL_TIME)
    form = read_form(
        InterviewForm,
        {
            "day": at.date().isoformat(),
            "time": f"{at:%H:%M}",
            "place": body.place,
            "remark": body.remark,
            "seen_at": body.changed_at.isoformat(),
        },
        {"day": "starts_at", "time": "starts_at", "seen_at": "changed_at"},
    )
    try:
        _with_problems(
            lambda: interviews.set_interview(
                db.session, row, starts_at=form.starts_at(), place=form.place.data,
                remark=form.remark.data, seen_at=body.changed_at, **who_and_when(),
            )
        )  # fmt: skip
    except interviews.InterviewTimeError as error:
        days = interviews.FURTHEST.days
        message = _("Please choose a time within the next %(days)d days.", days=days)
        raise wrong_field("starts_at", message) from error
    db.session.commit()
    return _detail(row)


@operation(
    "POST", "/employer/applicants/<int:application_id>/notes", "Note for colleagues",
    tag=TAG, body=schemas.TextIn, answer=schemas.ApplicantDetail, status=201,
    scope=Scope.APPLICANTS,
)  # fmt: skip
def add_note(application_id: int, body: schemas.TextIn) -> schemas.ApplicantDetail:
    """Keep a note that only the company reads; the same one again is the first."""
    row = own_application(application_id)
    form = read_form(NoteForm, {"body": body.text}, {"body": "text"})
    hiring_notes.add_note(db.session, row, form.body.data, **who_and_when())
    db.session.commit()
    return _detail(row)


@operation(
    "POST", "/employer/applicants/<int:application_id>/messages", "Write to them",
    tag=TAG, body=schemas.TextIn, answer=schemas.ApplicantDetail, status=201,
    scope=Scope.APPLICANTS, kinds=("withdrawn", "wording"),
)  # fmt: skip
def send_message(application_id: int, body: schemas.TextIn) -> schemas.ApplicantDetail:
    """Send a message; the same one again that day is the first."""
    row = own_application(application_id)
    form = read_form(MessageForm, {"body": body.text}, {"body": "text"})
    try:
        messages.send(db.session, row, form.body.data, **who_and_when())
    except messages.EndedError as error:
        raise ProblemError("withdrawn") from error
    except messages.UnlawfulError as error:
        raise _unlawful(error.findings) from error
    except messages.UnfilledError as error:
        message = _("Please replace {%(word)s} by what it stands for.", word=str(error))
        raise wrong_field("text", message) from error
    except messages.TooManyError as error:
        message = _(
            "At most %(number)d messages a day; please call instead.",
            number=messages.MOST_A_DAY,
        )
        raise wrong_field("text", message, "too_many") from error
    db.session.commit()
    return _detail(row)


@operation(
    "GET", "/employer/wordings", "Wordings for messages",
    tag=TAG, answer=schemas.WordingTemplates, scope=Scope.APPLICANTS,
)  # fmt: skip
def our_wordings() -> schemas.WordingTemplates:
    """Return the ready-made wordings, then the company's own."""
    own = messages.list_templates(db.session, own_employer().id)
    shipped = [
        schemas.WordingTemplate(id=None, name=str(name), text=str(text))
        for name, text in SHIPPED.values()
    ]
    return schemas.WordingTemplates(
        wordings=[
            *shipped,
            *(
                schemas.WordingTemplate(id=row.id, name=row.name, text=row.body)
                for row in own
            ),
        ],
        placeholders=list(messages.PLACEHOLDERS),
    )


@operation(
    "POST", "/employer/wordings", "Keep a wording",
    tag=TAG, body=schemas.WordingTemplateIn, answer=schemas.WordingTemplate,
    status=201, scope=Scope.APPLICANTS, kinds=("wording", "name_taken", "too_many"),
)  # fmt: skip
def add_wording(body: schemas.WordingTemplateIn) -> schemas.WordingTemplate:
    """Keep a wording of the company's own."""
    form = read_form(
        WordingForm, {"name": body.name, "body": body.text}, {"body": "text"}
    )
    try:
        row = messages.add_template(
            db.session, own_employer().id, form.name.data, form.body.data,
            **who_and_when(),
        )  # fmt: skip
    except messages.UnknownPlaceholderError as error:
        word = str(error)[:20]
        message = _("There is nothing to fill in for {%(word)s}.", word=word)
        raise wrong_field("text", message) from error
    except messages.UnlawfulError as error:
        raise _unlawful(error.findings) from error
    except messages.NameTakenError as error:
        raise ProblemError("name_taken") from error
    except messages.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return schemas.WordingTemplate(id=row.id, name=row.name, text=row.body)


@operation(
    "DELETE", "/employer/wordings/<int:wording_id>", "Forget a wording",
    tag=TAG, scope=Scope.APPLICANTS,
)  # fmt: skip
def delete_wording(wording_id: int) -> None:
    """Forget a wording; what was sent with it stays."""
    row = found(messages.find_own_template(db.session, own_employer().id, wording_id))
    messages.delete_template(db.session, row, **who_and_when())
    db.session.commit()


def _with_problems(step: Callable[[], object]) -> None:
    try:
        step()
    except StaleError as error:
        raise ProblemError("stale") from error
    except hiring.AnswerError as error:
        raise ProblemError("withdrawn") from error


def _no_answer() -> ProblemError:
    words = ", ".join(hiring.ANSWERS)
    return wrong_field("status", _("One of these, please: %(words)s.", words=words))


def _unlawful(findings: Iterable[Finding]) -> ProblemError:
    return ProblemError(
        "wording",
        [FieldProblem("text", "wording", f"{e.phrase}：{e.law}") for e in findings],
    )


def _card(card: board.Card) -> dict[str, Any]:
    row = card.application
    home = row.seeker.home_place
    return {
        "id": row.id,
        "vacancy_id": row.vacancy_id,
        "status": row.status,
        "masked_name": row.seeker.masked("name"),
        "masked_phone": row.seeker.masked("phone"),
        "wanted_title": row.seeker.wanted_title,
        "home": home.full_name if home else None,
        "applied_at": row.created_at,
        "changed_at": row.updated_at,
        "interview": showing.interview(card.interview),
        "notes": card.notes,
    }


def _detail(row: Application) -> schemas.ApplicantDetail:
    fit = collaborators().match_maker.pair(
        db.session, row.seeker_id, row.vacancy_id, now=at_once()
    )
    db.session.commit()  # what was encoded for the reasons
    seeker = row.seeker
    return schemas.ApplicantDetail(
        **_card(board.find_card(db.session, row)),
        message=row.message,
        skills=seeker.skills,
        schooling=seeker.schooling,
        experience_months=seeker.experience_months,
        certificates=seeker.certificates,
        available_from=seeker.available_from,
        score=fit.score if fit else None,
        reasons=[reason_text(each) for each in fit.reasons] if fit else [],
        steps=[Step(status=each.status, at=each.at) for each in row.events],
        messages=showing.messages(messages.list_messages(db.session, row)),
        noted=[
            schemas.Note(
                at=note.written_at, who=note.account.display_name, text=note.body
            )
            for note in hiring_notes.list_notes(db.session, row)
        ],
        history=showing.history(audit_log.history(db.session, "application", row.id)),
    )
