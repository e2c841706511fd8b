"""What an employer does with the applications to its postings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, load_only

from models import Application, ApplicationStatus, Seeker, Vacancy
from webapp.services import application_steps, audit, reveal
from webapp.services.versions import StaleError, claim

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

# What an employer may say; that an application is withdrawn says the person alone.
ANSWERS = (
    ApplicationStatus.SEEN,
    ApplicationStatus.INTERVIEW,
    ApplicationStatus.OFFER,
    ApplicationStatus.HIRED,
    ApplicationStatus.STAYED,
    ApplicationStatus.DECLINED,
)

# Who has applied and has not heard how it ended.
WAITING = (
    ApplicationStatus.SENT,
    ApplicationStatus.SEEN,
    ApplicationStatus.INTERVIEW,
    ApplicationStatus.OFFER,
)


class AnswerError(Exception):
    """The application was withdrawn, or this is no answer of an employer."""


def list_applications(session: Session, vacancy: Vacancy) -> Sequence[Application]:
    """Return the applications to a posting: open ones first, then as they came."""
    ended = case(
        (
            Application.status.in_(
                [ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN]
            ),
            1,
        ),
        else_=0,
    )
    return session.scalars(
        select(Application)
        .where(Application.vacancy_id == vacancy.id)
        .options(joinedload(Application.seeker).joinedload(Seeker.home_place))
        .order_by(ended, Application.created_at, Application.id)
    ).all()


def load_candidates(session: Session, ids: Iterable[int]) -> dict[int, Seeker]:
    """Return people as an employer may see them: their names are not even read."""
    rows = session.scalars(
        select(Seeker)
        .where(Seeker.id.in_(list(ids)), Seeker.is_looking)
        .options(
            load_only(
                Seeker.wanted_title,
                Seeker.skills,
                Seeker.schooling,
                Seeker.experience_months,
                Seeker.certificates,
                Seeker.available_from,
                Seeker.home_place_code,
                Seeker.account_id,
                raiseload=True,
            ),
            joinedload(Seeker.home_place),
        )
    )
    return {row.id: row for row in rows}


def list_applied(session: Session, vacancy: Vacancy) -> dict[int, ApplicationStatus]:
    """Return who has applied to a posting, and how far that has come."""
    rows = session.execute(
        select(Application.seeker_id, Application.status).where(
            Application.vacancy_id == vacancy.id
        )
    )
    return {row.seeker_id: row.status for row in rows}


def count_waiting(session: Session, vacancy: Vacancy) -> int:
    """Return how many people wait for an answer to their application."""
    return session.scalars(
        select(func.count(Application.id)).where(
            Application.vacancy_id == vacancy.id, Application.status.in_(WAITING)
        )
    ).one()


def find_own_application(
    session: Session, employer_id: int, application_id: int
) -> Application | None:
    """Return an application to one of an employer's own vacancies, or None."""
    return session.scalars(
        select(Application)
        .join(Application.vacancy)
        .where(Application.id == application_id, Vacancy.employer_id == employer_id)
    ).one_or_none()


def answer(
    session: Session,
    application: Application,
    status: ApplicationStatus,
    *,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Note how far an application has come.

    Raises
    ------
    StaleError
        When it was changed since it was shown.
    AnswerError
        When it was withdrawn, or this is not for an employer to say.
    """
    claim(session, application, seen_at, now)
    before = application.status
    if status not in ANSWERS or before is ApplicationStatus.WITHDRAWN:
        msg = f"Application {application.id} cannot go from {before} to {status}."
        raise AnswerError(msg)
    application.status = status
    session.flush()
    if status is not before:
        application_steps.note(session, application, account_id=account_id, now=now)
    audit.record(
        session,
        "application.status",
        application,
        account_id=account_id,
        now=now,
        detail={"from": before, "to": status},
    )


def open_contact(
    session: Session, application: Application, *, account_id: int, now: dt.datetime
) -> dict[reveal.Field, str]:
    """
    Return the name and telephone number of who applied; a new application is seen now.

    Raises
    ------
    NotAppliedError
        When the application was withdrawn.
    """
    shown = reveal.reveal_applicant(
        session, application, account_id=account_id, now=now
    )
    session.refresh(application, ["status", "updated_at"], with_for_update=True)
    if application.status is ApplicationStatus.SENT:
        answer(
            session,
            application,
            ApplicationStatus.SEEN,
            seen_at=application.updated_at,
            account_id=account_id,
            now=now,
        )
    return shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one answer to many applications."""

    answered: tuple[Application, ...]
    changed_meanwhile: tuple[Application, ...]
    withdrawn: tuple[Application, ...]


def answer_many(
    session: Session,
    vacancy: Vacancy,
    seen: Mapping[int, dt.datetime],
    status: ApplicationStatus,
    *,
    account_id: int,
    now: dt.datetime,
) -> Outcome:
    """
    Give the same answer to several applications of one posting.

    What a colleague changed since it was shown is left as it is, and told.

    Parameters
    ----------
    seen
        The applications' ids, and each one's ``updated_at`` as it was shown; ids of
        other postings are passed over.
    """
    answered, stale, withdrawn = [], [], []
    rows = session.scalars(
        select(Application)
        .where(Application.vacancy_id == vacancy.id, Application.id.in_(list(seen)))
        .options(joinedload(Application.seeker))
        .order_by(Application.id)
    ).all()
    for row in rows:
        try:
            with session.begin_nested():
                answer(
                    session,
                    row,
                    status,
                    seen_at=seen[row.id],
                    account_id=account_id,
                    now=now,
                )
        except StaleError:
            stale.append(row)
        except AnswerError:
            withdrawn.append(row)
        else:
            answered.append(row)
    return Outcome(tuple(answered), tuple(stale), tuple(withdrawn))
