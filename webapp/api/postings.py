"""An employer's postings: written, changed, handed in, extended, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from models import Scope
from webapp.api import showing
from webapp.api.asking import at_once, own_employer, own_vacancy, who_and_when
from webapp.api.operations import operation
from webapp.api.reading import form_problem
from webapp.api.schemas import postings as schemas
from webapp.api.schemas.base import Move, pages_of
from webapp.api.vacancies import occupation_of
from webapp.collaborators import collaborators
from webapp.employer.writing import form_of
from webapp.extensions import db
from webapp.problems import FieldProblem, ProblemError, wrong_field
from webapp.security.sessions import current_account
from webapp.services import (
    audit_log,
    hiring,
    posting_drafts,
    posting_lists,
    vacancies,
    vacancy_posting,
    wording,
)
from webapp.services.places import ensure_place
from webapp.services.posting_lists import find_own_vacancy
from webapp.services.vacancy_pay import PayUnclearError
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from models import Vacancy
    from webapp.services.vacancy_posting import Posting

TAG = "Postings"
ON_A_PAGE = 50
# What the pages' form calls a field -> what programs call it.
NAMES = showing.POSTING_FIELDS


@operation(
    "GET", "/employer/postings", "Our postings",
    tag=TAG, query=schemas.PostingQuery, answer=schemas.Postings, scope=Scope.POSTINGS,
)  # fmt: skip
def our_postings(query: schemas.PostingQuery) -> schemas.Postings:
    """Return the company's postings, the last changed first."""
    employer_id = own_employer().id
    counts = posting_lists.count_by_status(db.session, employer_id)
    total = sum(counts.values()) if query.status is None else counts[query.status]
    lines = posting_lists.list_postings(
        db.session,
        employer_id,
        status=query.status,
        first=(query.page - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
    )
    return schemas.Postings(
        total=total,
        page=query.page,
        pages=pages_of(total, ON_A_PAGE),
        postings=[line(each.vacancy, each.applications) for each in lines],
        counts=counts,
    )


@operation(
    "POST", "/employer/postings", "Write a posting, as a draft",
    tag=TAG, body=schemas.PostingIn, answer=schemas.PostingLine, status=201,
    scope=Scope.POSTINGS, once=True,
)  # fmt: skip
def create_posting(body: schemas.PostingIn, key: str | None) -> schemas.PostingLine:
    """Add a draft."""
    posting = _read(body)
    return line(once(key, lambda: add_posting(posting)))


@operation(
    "GET", "/employer/postings/<int:vacancy_id>", "Read a posting of ours",
    tag=TAG, answer=schemas.PostingDetail, scope=Scope.POSTINGS,
)  # fmt: skip
def read_posting(vacancy_id: int) -> schemas.PostingDetail:
    """Return all that it says, what is missing or unlawful, and what may be done."""
    return _detail(own_vacancy(vacancy_id))


@operation(
    "PUT", "/employer/postings/<int:vacancy_id>", "Change what a posting says",
    tag=TAG, body=schemas.PostingChange, answer=schemas.PostingDetail,
    scope=Scope.POSTINGS, kinds=("stale", "wording"),
)  # fmt: skip
def change_posting(
    vacancy_id: int, body: schemas.PostingChange
) -> schemas.PostingDetail:
    """Change all of it; a live posting goes back to review."""
    row, posting = own_vacancy(vacancy_id), _read(body)
    ensure_place(db.session, collaborators().gazetteer, posting.place_code)
    with_problems(
        lambda: vacancy_posting.change_posting(
            db.session, row, posting, lawful_because=body.lawful_because,
            checked=collaborators().wording, seen_at=body.changed_at, **who_and_when(),
        )
    )  # fmt: skip
    db.session.commit()
    return _detail(row)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/submit", "Hand in for review",
    tag=TAG, body=schemas.Submission, answer=schemas.PostingLine,
    scope=Scope.POSTINGS, kinds=("stale", "move", "wording"),
)  # fmt: skip
def submit_posting(vacancy_id: int, body: schemas.Submission) -> schemas.PostingLine:
    """Hand a draft to the clerks."""
    row = own_vacancy(vacancy_id)
    with_problems(
        lambda: vacancy_posting.submit(
            db.session, row, lawful_because=body.lawful_because,
            checked=collaborators().wording, seen_at=body.changed_at, **who_and_when(),
        )
    )  # fmt: skip
    db.session.commit()
    return line(row)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/extension", "Show it longer",
    tag=TAG, body=schemas.Extension, answer=schemas.PostingLine,
    scope=Scope.POSTINGS, kinds=("stale", "move", "wording"),
)  # fmt: skip
def extend_posting(vacancy_id: int, body: schemas.Extension) -> schemas.PostingLine:
    """Extend a live posting; an expired one is read again by the clerks first."""
    row = own_vacancy(vacancy_id)
    with_problems(
        lambda: vacancy_posting.extend_by(
            db.session, row, body.days, checked=collaborators().wording,
            seen_at=body.changed_at, **who_and_when(),
        )
    )  # fmt: skip
    db.session.commit()
    return line(row)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/close", "End a posting",
    tag=TAG, body=Move, answer=schemas.PostingLine, scope=Scope.POSTINGS,
    kinds=("stale", "move"),
)  # fmt: skip
def close_posting(vacancy_id: int, body: Move) -> schemas.PostingLine:
    """End a posting early; who waits for an answer is told."""
    row = own_vacancy(vacancy_id)
    with_problems(
        lambda: vacancy_posting.close(
            db.session, row, seen_at=body.changed_at, **who_and_when()
        )
    )
    db.session.commit()
    return line(row)


def once(key: str | None, make: Callable[[], Vacancy]) -> Vacancy:
    """Return what was made under a key of the program's, made now if it was not."""
    if key is None:
        made = make()
        db.session.commit()
        return made
    account = current_account()
    draft = posting_drafts.claim(
        db.session,
        posting_drafts.key_of(account, key),
        account=account,
        vacancy_id=None,
    )
    if draft.sent_at is not None and draft.vacancy_id is not None:
        known = find_own_vacancy(db.session, own_employer().id, draft.vacancy_id)
        if known is not None:
            return known
    made = make()
    posting_drafts.mark_sent(db.session, draft, made.id, at_once())
    db.session.commit()
    return made


def add_posting(posting: Posting) -> Vacancy:
    """Add a draft; the caller commits."""
    ensure_place(db.session, collaborators().gazetteer, posting.place_code)
    made: list[Vacancy] = []
    with_problems(
        lambda: made.append(
            vacancy_posting.create_posting(
                db.session, own_employer(), posting, **who_and_when()
            )
        )
    )
    return made[0]


def with_problems(step: Callable[[], Any]) -> None:
    """Take a step of a posting's life; what stands in its way is told as a problem."""
    try:
        step()
    except StaleError as error:
        raise ProblemError("stale") from error
    except PayUnclearError as error:
        raise wrong_field(
            "pay",
            _("We cannot read this as pay. Write it like 6-8千, 25元/时 or 面议."),
        ) from error
    except vacancy_posting.MoveError as error:
        raise ProblemError("move") from error
    except vacancy_posting.ValidityError as error:
        raise wrong_field(
            "valid_until", _("Please choose a day from today to 180 days from today.")
        ) from error
    except vacancy_posting.IncompleteError as error:
        raise ProblemError(
            "invalid",
            [
                FieldProblem(
                    NAMES.get(name, name), "missing", _("A posting must say this.")
                )
                for name in error.fields
            ],
        ) from error
    except vacancy_posting.WordingError as error:
        raise ProblemError(
            "wording",
            [
                FieldProblem("lawful_because", "wording", phrase)
                for phrase in error.phrases
            ],
        ) from error


def line(row: Vacancy, applications: int | None = None) -> schemas.PostingLine:
    """Return a posting as lists tell of it."""
    return schemas.PostingLine(
        id=row.id,
        title=row.title,
        status=row.status,
        headcount=row.headcount,
        valid_until=row.valid_until,
        applications=applications,
        changed_at=row.updated_at,
    )


def _read(body: schemas.PostingIn) -> Posting:
    """Return what was sent, checked by the pages' form."""
    typed = body.model_dump(mode="json", exclude={"changed_at", "lawful_because"})
    typed["pay_text"] = typed.pop("pay")
    months = typed.pop("experience_months")
    typed["experience_years"] = f"{months / 12:.4f}"
    typed["certificates"] = "、".join(typed["certificates"])
    form = form_of(
        {
            name: "y" if value is True else str(value)
            for name, value in typed.items()
            if value not in (None, False)
        },
        is_dated=True,
    )
    if not form.validate():
        raise form_problem(form, NAMES)
    return form.posting()


def _detail(row: Vacancy) -> schemas.PostingDetail:
    may = [name for name in ("submit", "close") if vacancy_posting.may_move(row, name)]
    if vacancy_posting.may_extend(row):
        may.append("extend")
    return schemas.PostingDetail(
        **line(row).model_dump(),
        description=row.description,
        place_code=row.place_code,
        place=row.place.full_name,
        address=row.address,
        pay=row.pay_text,
        shift=row.shift,
        has_lodging=row.has_lodging,
        has_board=row.has_board,
        has_insurance=row.has_insurance,
        schooling=row.schooling,
        experience_months=row.experience_months,
        certificates=row.certificates,
        occupation=occupation_of(row),
        may=may,
        missing=[NAMES.get(e, e) for e in vacancy_posting.missing_fields(row)],
        findings=showing.findings(wording.wording_of(row, collaborators().wording)),
        waiting=hiring.count_waiting(db.session, row),
        is_shown=vacancies.is_open(row, at_once()),
        history=showing.history(audit_log.history(db.session, "vacancy", row.id)),
    )
