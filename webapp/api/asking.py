"""What the operations ask of a request: who, when, and whose."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.services import hiring, posting_lists, seekers, vacancies

if TYPE_CHECKING:
    from models import Application, Employer, Seeker, Vacancy


def at_once() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


def who_and_when() -> dict[str, Any]:
    """Return what a service that changes something is told."""
    return {"account_id": current_account().id, "now": at_once()}


def guessed() -> str:
    """Return whose password is tried, from wherever."""
    return f"account {current_account().id}"


def found(row: Any) -> Any:
    """Return a row, or end the request when there is none."""
    if row is None:
        raise ProblemError("not_found")
    return row


def public_vacancy(vacancy_id: int) -> Vacancy:
    """Return a vacancy that is or was public."""
    vacancy: Vacancy = found(vacancies.find_public(db.session, vacancy_id))
    return vacancy


def find_seeker() -> Seeker | None:
    """Return the profile of who asks, None before there is one."""
    return seekers.find_of_account(db.session, current_account().id)


def own_seeker() -> Seeker:
    """Return the profile of who asks; an empty one is made when there is none yet."""
    return seekers.of_account(db.session, current_account(), now=at_once())


def own_employer() -> Employer:
    """Return the company of who asks."""
    employer: Employer = found(current_account().employer)
    return employer


def own_vacancy(vacancy_id: int) -> Vacancy:
    """Return one of the company's own postings; any other is not found."""
    vacancy: Vacancy = found(
        posting_lists.find_own_vacancy(db.session, own_employer().id, vacancy_id)
    )
    return vacancy


def own_application(application_id: int) -> Application:
    """Return an application to one of the company's postings."""
    application: Application = found(
        hiring.find_own_application(db.session, own_employer().id, application_id)
    )
    return application
