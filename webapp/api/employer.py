"""An employer's own: postings, candidates, applicants, statistics."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from models import Employer, Scope
from webapp.api import schemas
from webapp.api.operations import operation
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.services import (
    board,
    hiring,
    hiring_statistics,
    invitations,
    posting_lists,
    reveal,
    vacancy_posting,
)
from webapp.services.places import ensure_place
from webapp.services.vacancy_pay import PayUnclearError
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from models import Application, Vacancy

TAG = "Employers"
TOP = 30


def _own() -> Employer:
    employer = current_account().employer
    if employer is None:
        raise ProblemError(403, "forbidden", "This account has no company.")
    return employer


def _vacancy(vacancy_id: int) -> Vacancy:
    found = posting_lists.find_own_vacancy(db.session, _own().id, vacancy_id)
    if found is None:
        raise ProblemError(404, "not_found", "There is no such posting.")
    return found


def _who_and_when() -> dict[str, Any]:
    return {"account_id": current_account().id, "now": dt.datetime.now(dt.UTC)}


@operation(
    "GET", "/employer/postings", "Our postings",
    tag=TAG, answer=schemas.Postings, scope=Scope.POSTINGS,
)  # fmt: skip
def our_postings() -> schemas.Postings:
    """Return the company's postings, the last changed first."""
    lines = posting_lists.list_postings(db.session, _own().id)
    return schemas.Postings(postings=[_posting(each.vacancy) for each in lines])


@operation(
    "POST", "/employer/postings", "Write a posting, as a draft",
    tag=TAG, body=schemas.PostingIn, answer=schemas.PostingLine, status=201,
    scope=Scope.POSTINGS,
)  # fmt: skip
def create_posting(body: schemas.PostingIn) -> schemas.PostingLine:
    """Add a draft."""
    gazetteer = collaborators().gazetteer
    if body.place_code not in gazetteer:
        raise _wrong("place_code", "is no place of today")
    ensure_place(db.session, gazetteer, body.place_code)
    values = body.model_dump(exclude={"pay", "certificates"})
    posting = vacancy_posting.Posting(
        **values, pay_text=body.pay, certificates=tuple(body.certificates)
    )
    try:
        made = vacancy_posting.create_posting(
            db.session, _own(), posting, **_who_and_when()
        )
    except PayUnclearError as error:
        raise _wrong("pay", "cannot be read; write 6-8千, 25元/时 or 面议") from error
    except vacancy_posting.ValidityError as error:
        raise _wrong("valid_until", "is not within 180 days") from error
    except vacancy_posting.PostingError as error:
        raise ProblemError(422, "posting", "It cannot be kept so.") from error
    db.session.commit()
    return _posting(made)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/submit", "Hand in for review",
    tag=TAG, body=schemas.Move, answer=schemas.PostingLine, scope=Scope.POSTINGS,
    problems=(409,),
)  # fmt: skip
def submit_posting(vacancy_id: int, body: schemas.Move) -> schemas.PostingLine:
    """Hand a draft to the clerks."""
    return _move(vacancy_id, body, vacancy_posting.submit)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/close", "End a posting",
    tag=TAG, body=schemas.Move, answer=schemas.PostingLine, scope=Scope.POSTINGS,
    problems=(409,),
)  # fmt: skip
def close_posting(vacancy_id: int, body: schemas.Move) -> schemas.PostingLine:
    """End a posting; who waits for an answer is told."""
    return _move(vacancy_id, body, vacancy_posting.close)


@operation(
    "GET", "/employer/postings/<int:vacancy_id>/candidates", "Who fits, and why",
    tag=TAG, answer=schemas.Candidates, scope=Scope.APPLICANTS,
)  # fmt: skip
def posting_candidates(vacancy_id: int) -> schemas.Candidates:
    """Return who fits, without names and numbers."""
    found = _vacancy(vacancy_id)
    matches = collaborators().match_maker.for_vacancy(
        db.session, found.id, now=dt.datetime.now(dt.UTC), top=TOP
    )
    db.session.commit()  # what was encoded
    people = hiring.load_candidates(db.session, [fit.seeker_id for fit in matches.fits])
    applied = hiring.list_applied(db.session, found)
    asked = invitations.list_asked(db.session, found)
    return schemas.Candidates(
        candidates=[
            schemas.Candidate(
                seeker_id=fit.seeker_id,
                wanted_title=person.wanted_title,
                home=person.home_place.full_name if person.home_place else None,
                score=fit.score,
                reasons=[reason_text(reason) for reason in fit.reasons],
                has_applied=fit.seeker_id in applied,
                invitation=asked.get(fit.seeker_id),
            )
            for fit in matches.fits
            if (person := people.get(fit.seeker_id)) is not None
        ]
    )


@operation(
    "POST",
    "/employer/postings/<int:vacancy_id>/candidates/<int:seeker_id>/invitation",
    "Invite to apply", tag=TAG, scope=Scope.APPLICANTS, problems=(409,),
)  # fmt: skip
def invite_candidate(vacancy_id: int, seeker_id: int) -> None:
    """Ask a person to apply."""
    found = _vacancy(vacancy_id)
    try:
        invitations.invite(db.session, found, seeker_id, **_who_and_when())
    except invitations.InvitationError as error:
        kind = type(error).__name__.removesuffix("Error").lower()
        raise ProblemError(409, kind, "This person cannot be asked.") from error
    db.session.commit()


@operation(
    "GET", "/employer/postings/<int:vacancy_id>/applicants", "Who has applied",
    tag=TAG, answer=schemas.Applicants, scope=Scope.APPLICANTS,
)  # fmt: skip
def posting_applicants(vacancy_id: int) -> schemas.Applicants:
    """Return who has applied, masked."""
    columns = board.load_board(db.session, _vacancy(vacancy_id))
    cards = (card.application for column in columns for card in column.cards)
    return schemas.Applicants(applicants=[_applicant(each) for each in cards])


@operation(
    "POST", "/employer/applicants/<int:application_id>/status", "Say how it stands",
    tag=TAG, body=schemas.Answer, answer=schemas.Applicant, scope=Scope.APPLICANTS,
    problems=(409,),
)  # fmt: skip
def answer_applicant(application_id: int, body: schemas.Answer) -> schemas.Applicant:
    """Note how far an application has come."""
    found = _application(application_id)
    try:
        hiring.answer(
            db.session, found, body.status, seen_at=_aware(body.changed_at),
            **_who_and_when(),
        )  # fmt: skip
    except StaleError as error:
        raise _stale() from error
    except hiring.AnswerError as error:
        raise ProblemError(
            409, "not_yours", "It was withdrawn, or this is not yours to say."
        ) from error
    db.session.commit()
    return _applicant(found)


@operation(
    "POST", "/employer/applicants/<int:application_id>/contact",
    "Name and telephone number; each time is recorded",
    tag=TAG, answer=schemas.Contact, scope=Scope.APPLICANTS, problems=(409,),
)  # fmt: skip
def open_contact(application_id: int) -> schemas.Contact:
    """Return the contact of a person who has applied."""
    found = _application(application_id)
    try:
        shown = hiring.open_contact(db.session, found, **_who_and_when())
    except reveal.NotAppliedError as error:
        raise ProblemError(409, "withdrawn", "It was withdrawn.") from error
    db.session.commit()
    return schemas.Contact(
        name=shown[reveal.Field.NAME], phone=shown[reveal.Field.PHONE]
    )


@operation(
    "GET", "/employer/statistics", "What came of our postings",
    tag=TAG, answer=schemas.Statistics, scope=Scope.STATISTICS,
)  # fmt: skip
def our_statistics() -> schemas.Statistics:
    """Return the figures of every posting that was ever shown."""
    rows = hiring_statistics.list_all(db.session, _own().id)
    return schemas.Statistics(
        postings=[
            schemas.PostingFigures(
                vacancy_id=each.vacancy.id,
                title=each.vacancy.title,
                views=each.views,
                applications=each.applications,
                hires=each.hires,
                days_to_first_hire=each.days_to_first_hire,
                days_to_fill=each.days_to_fill,
            )
            for each in hiring_statistics.posting_statistics(db.session, rows)
        ]
    )


def _move(
    vacancy_id: int, body: schemas.Move, move: Callable[..., object]
) -> schemas.PostingLine:
    found = _vacancy(vacancy_id)
    try:
        move(db.session, found, seen_at=_aware(body.changed_at), **_who_and_when())
    except StaleError as error:
        raise _stale() from error
    except vacancy_posting.MoveError as error:
        raise ProblemError(409, "move", "Not from where it stands.") from error
    except vacancy_posting.PostingError as error:
        raise ProblemError(422, "posting", "It is not complete or lawful.") from error
    db.session.commit()
    return _posting(found)


def _application(application_id: int) -> Application:
    found = hiring.find_own_application(db.session, _own().id, application_id)
    if found is None:
        raise ProblemError(404, "not_found", "There is no such application.")
    return found


def _aware(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise _wrong("changed_at", "has no zone")
    return at


def _wrong(name: str, message: str) -> ProblemError:
    errors = [{"field": name, "message": message}]
    return ProblemError(422, "invalid", "Some fields cannot be taken.", errors)


def _stale() -> ProblemError:
    return ProblemError(409, "stale", "A colleague has changed it meanwhile.")


def _posting(row: Vacancy) -> schemas.PostingLine:
    return schemas.PostingLine(
        id=row.id, title=row.title, status=row.status, headcount=row.headcount,
        valid_until=row.valid_until, changed_at=row.updated_at,
    )  # fmt: skip


def _applicant(row: Application) -> schemas.Applicant:
    return schemas.Applicant(
        id=row.id,
        status=row.status,
        masked_name=row.seeker.masked("name"),
        wanted_title=row.seeker.wanted_title,
        applied_at=row.created_at,
        changed_at=row.updated_at,
    )
