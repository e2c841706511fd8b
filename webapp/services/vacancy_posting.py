"""
A posting's life, in one place: draft → review → live → closed or expired.

Nobody reads what a clerk has not read: every posting goes through review, and one that
is changed while it is live goes back there. Who may make which move stands in the
permission table; which moves there are stands in `MOVES`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from matcher.wording.checking import check
from models import (
    Employer,
    EmployerStatus,
    NoticeKind,
    Schooling,
    Shift,
    Vacancy,
    VacancyStatus,
)
from webapp.services import audit
from webapp.services.posting_notices import tell_applicants, tell_company
from webapp.services.rules import LOCAL_TIME
from webapp.services.vacancy_pay import write_pay
from webapp.services.versions import claim
from webapp.services.wording import all_findings, blocked_phrases, wording_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.wording.finding import Finding
    from webapp.services.wording import Check

LONGEST_VALIDITY = dt.timedelta(days=180)
USUAL_VALIDITY = dt.timedelta(days=30)

# What the five-ministry notice of January 2026 asks of a posting. The employer is
# known; title, headcount, place and validity a row cannot be without.
REQUIRED = ("description", "address", "pay_text")

MOVES: dict[str, tuple[frozenset[VacancyStatus], VacancyStatus]] = {
    "submit": (frozenset({VacancyStatus.DRAFT}), VacancyStatus.REVIEW),
    "publish": (frozenset({VacancyStatus.REVIEW}), VacancyStatus.LIVE),
    "send_back": (frozenset({VacancyStatus.REVIEW}), VacancyStatus.DRAFT),
    "unpublish": (frozenset({VacancyStatus.LIVE}), VacancyStatus.REVIEW),
    "close": (
        frozenset({VacancyStatus.DRAFT, VacancyStatus.REVIEW, VacancyStatus.LIVE}),
        VacancyStatus.CLOSED,
    ),
    "expire": (frozenset({VacancyStatus.LIVE}), VacancyStatus.EXPIRED),
    "renew": (frozenset({VacancyStatus.EXPIRED}), VacancyStatus.REVIEW),
}

# Where a posting stands after its words were changed.
AFTER_CHANGE = {
    VacancyStatus.DRAFT: VacancyStatus.DRAFT,
    VacancyStatus.REVIEW: VacancyStatus.REVIEW,
    VacancyStatus.LIVE: VacancyStatus.REVIEW,
    VacancyStatus.CLOSED: VacancyStatus.DRAFT,
    VacancyStatus.EXPIRED: VacancyStatus.DRAFT,
}


class PostingError(Exception):
    """
    A posting cannot be changed or moved so.

    PostingError
    ├── MoveError
    ├── IncompleteError
    ├── ValidityError
    ├── WordingError
    └── UnverifiedEmployerError
    """


class MoveError(PostingError):
    """There is no such move from where the posting stands."""


class IncompleteError(PostingError):
    """What the law requires is missing; `fields` names it."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"A posting needs {', '.join(fields)}.")
        self.fields = tuple(fields)


class ValidityError(PostingError):
    """The last day is past, or too far away."""


class WordingError(PostingError):
    """Words that may be unlawful, and no reason why they are not; `phrases`."""

    def __init__(self, phrases: Sequence[str]) -> None:
        super().__init__(f"These words may be unlawful: {', '.join(phrases)}.")
        self.phrases = tuple(phrases)


class UnverifiedEmployerError(PostingError):
    """The employer's papers were not examined, or not within six months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What an employer says about a vacancy; the pay as offices write it."""

    title: str
    description: str
    headcount: int
    place_code: str
    address: str
    pay_text: str
    valid_until: dt.date
    shift: Shift | None = None
    has_lodging: bool = False
    has_board: bool = False
    has_insurance: bool = False
    schooling: Schooling = Schooling.ANY
    experience_months: int = 0
    certificates: tuple[str, ...] = ()
    occupation_code: str | None = None


def copy_of(vacancy: Vacancy, now: dt.datetime) -> Posting:
    """Return what a posting says, with the usual last day: its own may be past."""
    said = _said(vacancy) | {
        "certificates": tuple(vacancy.certificates),
        "valid_until": local_date(now) + USUAL_VALIDITY,
    }
    return Posting(**said)


def local_date(now: dt.datetime) -> dt.date:
    """Return the date on the wall calendar of the district."""
    return now.astimezone(LOCAL_TIME).date()


def may_move(vacancy: Vacancy, name: str) -> bool:
    """Return whether the posting can make this move from where it stands."""
    return vacancy.status in MOVES[name][0]


def may_extend(vacancy: Vacancy) -> bool:
    """Return whether the posting can be given a later last day as it stands."""
    return vacancy.status is VacancyStatus.LIVE or may_move(vacancy, "renew")


def missing_fields(vacancy: Vacancy) -> list[str]:
    """Return what the law requires and the posting does not say yet."""
    return [name for name in REQUIRED if not getattr(vacancy, name).strip()]


def find_wording(vacancy: Vacancy, checked: Check = check) -> tuple[Finding, ...]:
    """Return what the posting may not say, and what to say instead."""
    return all_findings(wording_of(vacancy, checked))


def _lawful(vacancy: Vacancy, because: str, checked: Check) -> dict[str, Any]:
    """
    Return what is recorded of words that may be unlawful; nothing where there are none.

    Raises
    ------
    WordingError
        When there are such words, and no reason why they are lawful here.
    """
    phrases = blocked_phrases(find_wording(vacancy, checked))
    if phrases and not because:
        raise WordingError(phrases)
    return {"words": list(phrases), "lawful_because": because} if phrases else {}


def create_posting(
    session: Session,
    employer: Employer,
    posting: Posting,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> Vacancy:
    """
    Add a draft.

    Raises
    ------
    PayUnclearError
        When the pay cannot be read.
    ValidityError
        When the last day is past or too far away.
    """
    _require_validity(posting.valid_until, now)
    vacancy = Vacancy(employer_id=employer.id, status=VacancyStatus.DRAFT)
    _write(vacancy, posting)
    session.add(vacancy)
    session.flush()
    _record(session, vacancy, "create", account_id, now)
    return vacancy


def change_posting(
    session: Session,
    vacancy: Vacancy,
    posting: Posting,
    *,
    lawful_because: str = "",
    checked: Check = check,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Change what a posting says; a live one returns to review.

    Raises
    ------
    PayUnclearError
        When the pay cannot be read.
    StaleError
        When it was changed since it was shown.
    ValidityError
        When the last day is past or too far away.
    IncompleteError, WordingError
        When a clerk is to read it and it cannot be handed in so; see ``submit``.
    """
    _require_validity(posting.valid_until, now)
    claim(session, vacancy, seen_at, now)
    before, was = _said(vacancy), vacancy.status
    _write(vacancy, posting)
    vacancy.status = AFTER_CHANGE[was]
    detail = {}
    if vacancy.status is VacancyStatus.REVIEW:
        _require_complete(vacancy)
        detail = _lawful(vacancy, lawful_because, checked)
    session.flush()
    after = _said(vacancy)
    changed = sorted(name for name in after if after[name] != before[name])
    _record(
        session, vacancy, "change", account_id, now, fields=changed,
        **{"from": was, "to": vacancy.status, **detail},
    )  # fmt: skip


def submit(
    session: Session,
    vacancy: Vacancy,
    *,
    lawful_because: str = "",
    checked: Check = check,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Hand a draft to the clerks.

    `lawful_because` is the employer's word on suspicious words, which `checked` finds;
    a clerk decides.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or is no draft.
    IncompleteError
        When something the law requires is missing.
    ValidityError
        When its last day is past.
    WordingError
        When words may be unlawful and nothing is said for them.
    """
    _require_complete(vacancy)
    _require_validity(vacancy.valid_until, now)
    detail = _lawful(vacancy, lawful_because, checked)
    move(session, vacancy, "submit", seen_at, account_id, now, **detail)


def extend(
    session: Session,
    vacancy: Vacancy,
    valid_until: dt.date,
    *,
    checked: Check = check,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Give a posting a later last day: a live one goes on, an expired one is read again.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or is neither live nor expired.
    ValidityError
        When the day is past, too far away, or no later than the present one.
    IncompleteError, WordingError
        When it is to be read again and cannot be handed in so; see ``submit``.
    """
    _require_validity(valid_until, now)
    before = vacancy.valid_until
    if valid_until <= before:
        msg = f"Expected a day after {before}, got {valid_until}."
        raise ValidityError(msg)
    if may_move(vacancy, "renew"):
        _require_complete(vacancy)
        _lawful(vacancy, "", checked)
        move(
            session, vacancy, "renew", seen_at, account_id, now, until=str(valid_until)
        )
    else:
        claim(session, vacancy, seen_at, now)
        if vacancy.status is not VacancyStatus.LIVE:
            msg = f"Vacancy {vacancy.id} is {vacancy.status} and cannot be extended."
            raise MoveError(msg)
        _record(
            session, vacancy, "extend", account_id, now,
            **{"from": str(before), "until": str(valid_until)},
        )  # fmt: skip
    vacancy.valid_until = valid_until
    session.flush()


def extend_by(
    session: Session,
    vacancy: Vacancy,
    days: int,
    *,
    checked: Check = check,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Show a posting so many days longer, as far as one may be shown; see ``extend``.

    An expired one is shown so many days from today.
    """
    today = local_date(now)
    until = max(vacancy.valid_until, today) + dt.timedelta(days=days)
    extend(
        session,
        vacancy,
        min(until, today + LONGEST_VALIDITY),
        checked=checked,
        seen_at=seen_at,
        account_id=account_id,
        now=now,
    )


def publish(
    session: Session,
    vacancy: Vacancy,
    *,
    lawful_because: str = "",
    checked: Check = check,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Let everybody read a posting that a clerk has read.

    `lawful_because` is the clerk's reason why words that `checked` finds suspicious are
    lawful after all.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or is not in review.
    IncompleteError, ValidityError
        When something the law requires is missing, or its last day is past.
    WordingError
        When words may be unlawful and no reason is given.
    UnverifiedEmployerError
        When the employer's papers are not examined or the examination is too old.
    """
    _require_complete(vacancy)
    _require_validity(vacancy.valid_until, now)
    if not is_verified(vacancy.employer, now):
        msg = f"Employer {vacancy.employer_id} is not verified now."
        raise UnverifiedEmployerError(msg)
    detail = _lawful(vacancy, lawful_because, checked)
    move(session, vacancy, "publish", seen_at, account_id, now, **detail)
    vacancy.published_at = now
    session.flush()
    tell_company(session, vacancy, NoticeKind.POSTING_PUBLISHED, now)


def send_back(
    session: Session,
    vacancy: Vacancy,
    reason: str,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Return a posting to its employer, saying what to change.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or is not in review.
    """
    move(session, vacancy, "send_back", seen_at, account_id, now, reason=reason)
    tell_company(session, vacancy, NoticeKind.POSTING_RETURNED, now, reason=reason)


def close(
    session: Session,
    vacancy: Vacancy,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    End a posting: filled, or not wanted any more. Who waits for an answer is told.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or has ended already.
    """
    move(session, vacancy, "close", seen_at, account_id, now)
    tell_applicants(session, vacancy, now)


def is_verified(employer: Employer, now: dt.datetime) -> bool:
    """Return whether the employer's papers were examined and that still holds."""
    return (
        employer.status is EmployerStatus.VERIFIED
        and employer.verified_until is not None
        and employer.verified_until >= local_date(now)
    )


def move(
    session: Session,
    vacancy: Vacancy,
    name: str,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
    **detail: Any,
) -> None:
    """
    Make one of the `MOVES` and record it with the details given.

    Raises
    ------
    StaleError, MoveError
        When it was changed since it was shown, or there is no such move from there.
    """
    claim(session, vacancy, seen_at, now)
    before = vacancy.status
    if not may_move(vacancy, name):
        msg = f"Vacancy {vacancy.id} is {before}, there is no {name} from there."
        raise MoveError(msg)
    vacancy.status = MOVES[name][1]
    session.flush()
    detail |= {"from": before, "to": vacancy.status}
    _record(session, vacancy, name, account_id, now, **detail)


def _require_complete(vacancy: Vacancy) -> None:
    if missing := missing_fields(vacancy):
        raise IncompleteError(missing)


def _require_validity(valid_until: dt.date, now: dt.datetime) -> None:
    today = local_date(now)
    if not today <= valid_until <= today + LONGEST_VALIDITY:
        msg = f"The last day must lie within {LONGEST_VALIDITY.days} days from today."
        raise ValidityError(msg)


def _write(vacancy: Vacancy, posting: Posting) -> None:
    for name, value in asdict(posting).items():
        setattr(vacancy, name, list(value) if name == "certificates" else value)
    write_pay(vacancy, posting.pay_text)


def _said(vacancy: Vacancy) -> dict[str, Any]:
    return {name: getattr(vacancy, name) for name in Posting.__dataclass_fields__}


def _record(
    session: Session,
    vacancy: Vacancy,
    what: str,
    account_id: int | None,
    now: dt.datetime,
    **detail: Any,
) -> None:
    audit.record(
        session, f"vacancy.{what}", vacancy,
        account_id=account_id, now=now, detail=detail,
    )  # fmt: skip
