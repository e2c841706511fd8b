"""Interviews: one at a time for an application, with a time and a place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Application,
    ApplicationStatus,
    Interview,
    InterviewReply,
    NoticeKind,
    Seeker,
)
from webapp.services import application_steps, audit, calendars, hiring, notices

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FURTHEST = dt.timedelta(days=120)
USUAL_LENGTH = dt.timedelta(hours=1)
REMINDERS = (dt.timedelta(days=1), dt.timedelta(hours=2))
CALLED_OFF = (ApplicationStatus.WITHDRAWN, ApplicationStatus.DECLINED)


class InterviewTimeError(Exception):
    """The interview would be in the past, or too far ahead."""


def find_interview(session: Session, application: Application) -> Interview | None:
    """Return the interview of an application."""
    return session.scalar(
        select(Interview).where(Interview.application_id == application.id)
    )


def set_interview(
    session: Session,
    application: Application,
    *,
    starts_at: dt.datetime,
    place: str,
    remark: str,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> Interview:
    """
    Set time and place, or another time; the person has to answer anew.

    Raises
    ------
    InterviewTimeError
        When it is not between now and ``FURTHEST``.
    StaleError, AnswerError
        As ``hiring.answer``.
    """
    if not now < starts_at <= now + FURTHEST:
        raise InterviewTimeError
    hiring.answer(
        session,
        application,
        ApplicationStatus.INTERVIEW,
        seen_at=seen_at,
        account_id=account_id,
        now=now,
    )
    interview = find_interview(session, application)
    is_first = interview is None
    if interview is None:
        interview = Interview(
            application_id=application.id, starts_at=starts_at, place=place
        )
    interview.starts_at, interview.place = starts_at, place
    interview.remark, interview.reply = remark, None
    session.add(interview)
    session.flush()
    audit.record(
        session,
        "interview.set",
        application,
        account_id=account_id,
        now=now,
        detail={"starts_at": starts_at.isoformat()},
    )
    if not is_first:
        # The first time it was a step from another state, and is kept as one.
        application_steps.note(session, application, account_id=account_id, now=now)
    if (told := application.seeker.account_id) is not None:
        notices.tell(
            session,
            account_id=told,
            kind=NoticeKind.INTERVIEW if is_first else NoticeKind.INTERVIEW_CHANGED,
            about={
                "employer": application.vacancy.employer.name,
                "title": application.vacancy.title,
                "interview_at": starts_at.isoformat(),
                "place": place,
            },
            path="/me/applications",
            now=now,
        )
    return interview


def find_own_interview(
    session: Session, account_id: int, interview_id: int
) -> Interview | None:
    """Return an interview of the seeker with this account, or None."""
    return session.scalar(
        select(Interview)
        .join(Interview.application)
        .join(Application.seeker)
        .where(Interview.id == interview_id, Seeker.account_id == account_id)
    )


def list_by_seeker(session: Session, seeker: Seeker) -> dict[int, Interview]:
    """Return a person's interviews by the id of their application."""
    rows = session.scalars(
        select(Interview)
        .join(Interview.application)
        .where(Application.seeker_id == seeker.id)
    )
    return {row.application_id: row for row in rows}


def appointment(interview: Interview) -> calendars.Event:
    """
    Return an interview for a calendar, which knows it again by the application.

    The sequence grows with every change of the interview or of the application.
    """
    application = interview.application
    changed_at = max((interview.updated_at, *(step.at for step in application.events)))
    vacancy = application.vacancy
    return calendars.Event(
        uid=f"interview-{application.id}",
        title=f"面试：{vacancy.employer.name} {vacancy.title}",
        starts_at=interview.starts_at,
        ends_at=interview.starts_at + USUAL_LENGTH,
        place=interview.place,
        note=interview.remark,
        sequence=max(0, int((changed_at - interview.created_at).total_seconds())),
        is_cancelled=application.status in CALLED_OFF,
        reminds_before=REMINDERS,
    )


def reply(
    session: Session,
    interview: Interview,
    said: InterviewReply,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """Note whether the person comes; may be changed until then."""
    session.refresh(interview, ["reply"], with_for_update=True)
    if interview.reply is said:
        return
    interview.reply = said
    session.flush()
    audit.record(
        session,
        "interview.reply",
        interview.application,
        account_id=account_id,
        now=now,
        detail={"to": said},
    )
