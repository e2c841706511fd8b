"""What a seeker sends to employers, and what they ask of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.api import showing
from webapp.api.asking import (
    at_once,
    find_seeker,
    found,
    own_seeker,
    public_vacancy,
    who_and_when,
)
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import seekers as schemas
from webapp.api.schemas.base import Paging, pages_of
from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.seeker.forms import ApplyForm
from webapp.services import applications, calendars, interviews, invitations, messages

if TYPE_CHECKING:
    from models import Application, Interview

TAG = "Applications"
ON_A_PAGE = 50


@operation(
    "POST", "/vacancies/<int:vacancy_id>/applications", "Apply, once",
    tag=TAG, body=schemas.Apply, answer=schemas.MyApplication, status=201,
    kinds=("closed",),
)  # fmt: skip
def apply(vacancy_id: int, body: schemas.Apply) -> schemas.MyApplication:
    """Send an application; a second one is the first, a withdrawn one is sent again."""
    vacancy = public_vacancy(vacancy_id)
    form = read_form(ApplyForm, body.model_dump())
    try:
        sent = applications.apply(
            db.session, own_seeker(), vacancy, form.message.data, **who_and_when()
        )
    except applications.VacancyClosedError as error:
        raise ProblemError("closed") from error
    db.session.commit()
    return _shown([sent])[0]


@operation(
    "GET", "/me/applications", "What I sent, and how it stands",
    tag=TAG, query=Paging, answer=schemas.MyApplications,
)  # fmt: skip
def my_applications(query: Paging) -> schemas.MyApplications:
    """Return the applications, the latest first, with steps, interview, messages."""
    rows = _own()
    first = (query.page - 1) * ON_A_PAGE
    return schemas.MyApplications(
        total=len(rows),
        page=query.page,
        pages=pages_of(len(rows), ON_A_PAGE),
        applications=_shown(rows[first : first + ON_A_PAGE]),
    )


@operation(
    "GET", "/me/applications/<int:application_id>", "One of them",
    tag=TAG, answer=schemas.MyApplication,
)  # fmt: skip
def my_application(application_id: int) -> schemas.MyApplication:
    """Return one application."""
    return _shown([_one(application_id)])[0]


@operation(
    "DELETE", "/me/applications/<int:application_id>", "Withdraw",
    tag=TAG, kinds=("decided",),
)  # fmt: skip
def withdraw(application_id: int) -> None:
    """Take an application back; a second time changes nothing."""
    try:
        applications.withdraw(db.session, _one(application_id), **who_and_when())
    except applications.TooLateError as error:
        raise ProblemError("decided") from error
    db.session.commit()


@operation(
    "POST", "/me/interviews/<int:interview_id>/reply", "Whether I come",
    tag=TAG, body=schemas.InterviewAnswer,
)  # fmt: skip
def reply_interview(interview_id: int, body: schemas.InterviewAnswer) -> None:
    """Answer an interview; it may be changed until then."""
    interviews.reply(db.session, _interview(interview_id), body.reply, **who_and_when())
    db.session.commit()


@operation(
    "GET", "/me/interviews/<int:interview_id>/calendar", "Into my calendar",
    tag=TAG, media=calendars.MIMETYPE.partition(";")[0],
)  # fmt: skip
def interview_event(interview_id: int) -> bytes:
    """Return the interview as iCalendar; one called off is cancelled there."""
    event = interviews.appointment(_interview(interview_id))
    return calendars.write_event(event, now=at_once())


@operation(
    "GET", "/me/invitations", "Who asks me to apply",
    tag=TAG, answer=schemas.Invitations,
)  # fmt: skip
def my_invitations() -> schemas.Invitations:
    """Return the invitations, the latest first."""
    seeker = find_seeker()
    rows = invitations.list_of(db.session, seeker) if seeker else []
    return schemas.Invitations(
        invitations=[
            schemas.Invitation(
                id=row.id,
                vacancy=showing.vacancy_line(row.vacancy),
                status=row.status,
                asked_at=row.created_at,
            )
            for row in rows
        ]
    )


@operation(
    "POST", "/me/invitations/<int:invitation_id>", "Say yes, which applies, or no",
    tag=TAG, body=schemas.InvitationAnswer, kinds=("answered", "closed"),
)  # fmt: skip
def reply_invitation(invitation_id: int, body: schemas.InvitationAnswer) -> None:
    """Answer an invitation."""
    seeker = find_seeker()
    rows = invitations.list_of(db.session, seeker) if seeker else []
    asked = found(next((row for row in rows if row.id == invitation_id), None))
    try:
        invitations.answer(db.session, asked, says_yes=body.says_yes, **who_and_when())
    except invitations.AnsweredError as error:
        raise ProblemError("answered") from error
    except applications.VacancyClosedError as error:
        raise ProblemError("closed") from error
    db.session.commit()


def _own() -> list[Application]:
    seeker = find_seeker()
    return list(applications.list_of(db.session, seeker)) if seeker else []


def _one(application_id: int) -> Application:
    rows = (row for row in _own() if row.id == application_id)
    application: Application = found(next(rows, None))
    return application


def _interview(interview_id: int) -> Interview:
    account_id = current_account().id
    interview: Interview = found(
        interviews.find_own_interview(db.session, account_id, interview_id)
    )
    return interview


def _shown(rows: list[Application]) -> list[schemas.MyApplication]:
    seeker = find_seeker()
    met = interviews.list_by_seeker(db.session, seeker) if seeker else {}
    written = messages.list_by_application(db.session, seeker.id) if seeker else {}
    return [
        schemas.MyApplication(
            id=row.id,
            vacancy_id=row.vacancy_id,
            title=row.vacancy.title,
            employer=row.vacancy.employer.name,
            status=row.status,
            message=row.message,
            steps=[schemas.Step(status=each.status, at=each.at) for each in row.events],
            interview=showing.interview(met.get(row.id)),
            messages=showing.messages(written.get(row.id, ())),
        )
        for row in rows
    ]
