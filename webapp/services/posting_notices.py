"""What an employer, and who has applied, are told about a posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Application, NoticeKind, Seeker
from webapp.services.hiring import WAITING
from webapp.services.notices import tell, tell_employer

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Employer, Vacancy

# The employer's list of postings, where it is told about its papers.
DESK = "/employer/"
PAPERS = "/employer/papers"


def tell_company(
    session: Session,
    vacancy: Vacancy,
    kind: NoticeKind,
    now: dt.datetime,
    **about: str,
) -> None:
    """Tell the people of a posting's company what happened to it."""
    tell_employer(
        session,
        employer_id=vacancy.employer_id,
        kind=kind,
        about={"title": vacancy.title, **about},
        path=f"/employer/vacancies/{vacancy.id}",
        now=now,
    )


def tell_about_papers(
    session: Session,
    employer: Employer,
    kind: NoticeKind,
    now: dt.datetime,
    **about: str,
) -> None:
    """Tell the people of a company how its papers stand."""
    tell_employer(
        session, employer_id=employer.id, kind=kind, about=about, path=PAPERS, now=now
    )


def tell_applicants(session: Session, vacancy: Vacancy, now: dt.datetime) -> None:
    """Tell who has applied and waits for an answer that a posting is closed."""
    accounts = session.scalars(
        select(Seeker.account_id)
        .join(Application, Application.seeker_id == Seeker.id)
        .where(
            Application.vacancy_id == vacancy.id,
            Application.status.in_(WAITING),
            Seeker.account_id.is_not(None),
        )
        .order_by(Application.id)
    ).all()
    for account_id in accounts:
        if account_id is not None:
            tell(
                session,
                account_id=account_id,
                kind=NoticeKind.VACANCY_CLOSED,
                about={"title": vacancy.title, "employer": vacancy.employer.name},
                path=f"/vacancies/{vacancy.id}",
                now=now,
            )
