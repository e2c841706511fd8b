"""Taking down what may not be shown any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from models import Employer, EmployerStatus, NoticeKind, Vacancy, VacancyStatus
from webapp.services.posting_notices import tell_company
from webapp.services.vacancy_posting import local_date, move

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session


def unpublish_overdue(session: Session, now: dt.datetime) -> tuple[int, int]:
    """
    Take down what may not be shown any more; return how many expired and waited.

    A posting expires after its last day. One whose employer's papers are overdue waits
    in review until a clerk has examined them again.
    """
    today = local_date(now)
    expired = session.scalars(
        select(Vacancy).where(
            Vacancy.status == VacancyStatus.LIVE, Vacancy.valid_until < today
        )
    ).all()
    for vacancy in expired:
        move(session, vacancy, "expire", vacancy.updated_at, None, now)
        tell_company(session, vacancy, NoticeKind.POSTING_EXPIRED, now)
    waiting = session.scalars(
        select(Vacancy)
        .join(Vacancy.employer)
        .where(
            Vacancy.status == VacancyStatus.LIVE,
            or_(
                Employer.status != EmployerStatus.VERIFIED,
                Employer.verified_until.is_(None),
                Employer.verified_until < today,
            ),
        )
    ).all()
    for vacancy in waiting:
        move(
            session, vacancy, "unpublish", vacancy.updated_at, None, now,
            cause="employer_not_verified",
        )  # fmt: skip
    return len(expired), len(waiting)


def unpublish_all(
    session: Session, employer: Employer, *, account_id: int | None, now: dt.datetime
) -> int:
    """Take an employer's live postings back into review; return how many."""
    live = session.scalars(
        select(Vacancy).where(
            Vacancy.employer_id == employer.id, Vacancy.status == VacancyStatus.LIVE
        )
    ).all()
    for vacancy in live:
        move(
            session, vacancy, "unpublish", vacancy.updated_at, account_id, now,
            cause="employer_not_verified",
        )  # fmt: skip
    return len(live)
