"""
The steps of an application: each is kept with its time, and told to the other side.

The seeker is told what the employer says, the employer's people that somebody has
applied or withdrawn. An interview is told with its time and place by who sets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import ApplicationEvent, ApplicationStatus, NoticeKind
from webapp.services import notices

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Application

TO_THE_SEEKER = {
    ApplicationStatus.SEEN: NoticeKind.APPLICATION_SEEN,
    ApplicationStatus.OFFER: NoticeKind.OFFER,
    ApplicationStatus.HIRED: NoticeKind.HIRED,
    ApplicationStatus.DECLINED: NoticeKind.DECLINED,
}
TO_THE_EMPLOYER = {
    ApplicationStatus.SENT: NoticeKind.APPLICATION_NEW,
    ApplicationStatus.WITHDRAWN: NoticeKind.APPLICATION_WITHDRAWN,
}
SEEKERS_PAGE = "/me/applications"


def note(
    session: Session,
    application: Application,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """Keep where an application has come to, and tell who waits for it."""
    status = application.status
    session.add(
        ApplicationEvent(
            application_id=application.id, status=status, at=now, account_id=account_id
        )
    )
    session.flush()
    session.expire(application, ["events"])
    about = {
        "title": application.vacancy.title,
        "employer": application.vacancy.employer.name,
    }
    seeker_id = application.seeker.account_id
    if (kind := TO_THE_SEEKER.get(status)) is not None and seeker_id is not None:
        notices.tell(
            session,
            account_id=seeker_id,
            kind=kind,
            about=about,
            path=SEEKERS_PAGE,
            now=now,
        )
    if (kind := TO_THE_EMPLOYER.get(status)) is not None:
        notices.tell_employer(
            session,
            employer_id=application.vacancy.employer_id,
            kind=kind,
            about=about,
            path=f"/employer/vacancies/{application.vacancy_id}/applications",
            now=now,
        )
