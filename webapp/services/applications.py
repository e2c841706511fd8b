"""Applying for a vacancy, once, and withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from models import Application, ApplicationStatus, Seeker, Vacancy
from webapp.services import application_steps, audit
from webapp.services.vacancies import is_open

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class ApplicationError(Exception):
    """
    An application cannot be sent or withdrawn.

    ApplicationError
    ├── VacancyClosedError
    └── TooLateError
    """


class VacancyClosedError(ApplicationError):
    """The vacancy takes no more applications."""


class TooLateError(ApplicationError):
    """The employer has decided already."""


DECIDED = (
    ApplicationStatus.HIRED,
    ApplicationStatus.STAYED,
    ApplicationStatus.DECLINED,
)


def find_by_account(
    session: Session, account_id: int, vacancy: Vacancy
) -> Application | None:
    """Return the application of an account's seeker for a vacancy, if there is one."""
    return session.scalar(
        select(Application)
        .join(Application.seeker)
        .where(Seeker.account_id == account_id, Application.vacancy_id == vacancy.id)
    )


def list_of(session: Session, seeker: Seeker) -> Sequence[Application]:
    """Return a seeker's applications, the latest first."""
    return session.scalars(
        select(Application)
        .where(Application.seeker_id == seeker.id)
        .options(
            joinedload(Application.vacancy).joinedload(Vacancy.employer),
            joinedload(Application.vacancy).joinedload(Vacancy.place),
            selectinload(Application.events),
        )
        .order_by(Application.created_at.desc(), Application.id.desc())
    ).all()


def list_vacancy_ids(session: Session, seeker: Seeker) -> set[int]:
    """Return what a seeker has applied for, whatever came of it."""
    return set(
        session.scalars(
            select(Application.vacancy_id).where(Application.seeker_id == seeker.id)
        )
    )


def list_applied_among(
    session: Session, account_id: int, vacancy_ids: Collection[int]
) -> set[int]:
    """Return which of some vacancies an account's seeker has applied for."""
    return set(
        session.scalars(
            select(Application.vacancy_id)
            .join(Application.seeker)
            .where(
                Seeker.account_id == account_id,
                Application.vacancy_id.in_(vacancy_ids),
                Application.status != ApplicationStatus.WITHDRAWN,
            )
        )
    )


def apply(
    session: Session,
    seeker: Seeker,
    vacancy: Vacancy,
    message: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> Application:
    """
    Send an application; a second one is the first, a withdrawn one is sent again.

    Who withdrew by mistake, or thought better of it, is not shut out; the steps before
    stay in the timeline.

    Raises
    ------
    VacancyClosedError
        When the vacancy is not open.
    """
    if not is_open(vacancy, now):
        raise VacancyClosedError
    existing = session.scalar(_query(seeker, vacancy))
    if existing is not None:
        # Two browsers that apply again at once: the second sees what the first did.
        session.refresh(existing, ["status"], with_for_update=True)
        if existing.status is not ApplicationStatus.WITHDRAWN:
            return existing
    if existing is None:
        existing = Application(seeker_id=seeker.id, vacancy_id=vacancy.id)
        try:
            with session.begin_nested():
                session.add(existing)
        except IntegrityError:
            # A double click: the other request was first.
            return session.scalars(_query(seeker, vacancy)).one()
    existing.status = ApplicationStatus.SENT
    existing.message = message
    session.flush()
    application_steps.note(session, existing, account_id=account_id, now=now)
    audit.record(session, "application.send", existing, account_id=account_id, now=now)
    return existing


def withdraw(
    session: Session, application: Application, *, account_id: int, now: dt.datetime
) -> None:
    """
    Take an application back.

    Raises
    ------
    TooLateError
        When the seeker was hired or declined already.
    """
    session.refresh(application, ["status"], with_for_update=True)
    if application.status in DECIDED:
        raise TooLateError
    if application.status is ApplicationStatus.WITHDRAWN:
        return
    application.status = ApplicationStatus.WITHDRAWN
    session.flush()
    application_steps.note(session, application, account_id=account_id, now=now)
    audit.record(
        session, "application.withdraw", application, account_id=account_id, now=now
    )


def _query(seeker: Seeker, vacancy: Vacancy) -> Select[Application]:
    return select(Application).where(
        Application.seeker_id == seeker.id, Application.vacancy_id == vacancy.id
    )
