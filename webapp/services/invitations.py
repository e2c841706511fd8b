"""Inviting a person to apply: asked once, answered by the person alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from models import (
    Application,
    Invitation,
    InvitationStatus,
    NoticeKind,
    Seeker,
    Vacancy,
)
from webapp.services import applications, audit, notices
from webapp.services.vacancies import is_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

# A posting that asks everybody asks nobody.
MOST_A_DAY = 30


class InvitationError(Exception):
    """
    Nobody is invited, or an invitation cannot be answered.

    InvitationError
    ├── ClosedError
    ├── NotLookingError
    ├── TooManyError
    └── AnsweredError
    """


class ClosedError(InvitationError):
    """The vacancy takes no applications."""


class NotLookingError(InvitationError):
    """The person looks for nothing, or has applied already."""


class TooManyError(InvitationError):
    """``MOST_A_DAY`` people were asked within a day."""


class AnsweredError(InvitationError):
    """The person has answered already."""


def invite(
    session: Session,
    vacancy: Vacancy,
    seeker_id: int,
    *,
    account_id: int,
    now: dt.datetime,
    by_office: bool = False,
) -> Invitation:
    """
    Ask a person to apply; a second time is the first.

    Parameters
    ----------
    by_office
        Whether it is the office that asks, and not the employer: the person is told.

    Raises
    ------
    ClosedError, NotLookingError, TooManyError
        As their names say.
    """
    if not is_open(vacancy, now):
        raise ClosedError
    # One after another, so that the day's number holds.
    session.refresh(vacancy, ["status"], with_for_update=True)
    asked = select(Invitation).where(
        Invitation.vacancy_id == vacancy.id, Invitation.seeker_id == seeker_id
    )
    if (before := session.scalar(asked)) is not None:
        return before
    if not _may_be_asked(session, vacancy, seeker_id):
        raise NotLookingError
    if _asked_since(session, vacancy, now - dt.timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyError
    invitation = Invitation(
        vacancy_id=vacancy.id,
        seeker_id=seeker_id,
        account_id=account_id,
        created_at=now,
        updated_at=now,
    )
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError:
        return session.scalars(asked).one()
    audit.record(session, "invitation.send", invitation, account_id=account_id, now=now)
    if (told := invitation.seeker.account_id) is not None:
        notices.tell(
            session,
            account_id=told,
            kind=NoticeKind.SUGGESTION if by_office else NoticeKind.INVITATION,
            about={"employer": vacancy.employer.name, "title": vacancy.title},
            path="/me/invitations",
            now=now,
        )
    return invitation


def answer(
    session: Session,
    invitation: Invitation,
    *,
    says_yes: bool,
    account_id: int,
    now: dt.datetime,
) -> Application | None:
    """
    Note a person's answer; yes sends the application, and so opens the contact.

    Raises
    ------
    AnsweredError
        When it was answered otherwise already.
    VacancyClosedError
        When yes comes too late.
    """
    wanted = InvitationStatus.ACCEPTED if says_yes else InvitationStatus.DECLINED
    session.refresh(invitation, ["status"], with_for_update=True)
    if invitation.status is wanted and not says_yes:
        return None
    if invitation.status is InvitationStatus.DECLINED or (
        invitation.status is InvitationStatus.ACCEPTED and not says_yes
    ):
        raise AnsweredError
    sent = None
    if says_yes:
        sent = applications.apply(
            session,
            invitation.seeker,
            invitation.vacancy,
            "",
            account_id=account_id,
            now=now,
        )
    if invitation.status is wanted:
        return sent
    invitation.status = wanted
    invitation.answered_at = now
    session.flush()
    audit.record(
        session,
        "invitation.answer",
        invitation,
        account_id=account_id,
        now=now,
        detail={"to": wanted},
    )
    return sent


def list_of(session: Session, seeker: Seeker) -> Sequence[Invitation]:
    """Return a person's invitations, those to answer first, then the latest."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.seeker_id == seeker.id)
        .options(
            joinedload(Invitation.vacancy).joinedload(Vacancy.employer),
            joinedload(Invitation.vacancy).joinedload(Vacancy.place),
        )
        .order_by(
            Invitation.status != InvitationStatus.SENT,
            Invitation.created_at.desc(),
            Invitation.id.desc(),
        )
    ).all()


def count_open(session: Session, seeker: Seeker) -> int:
    """Return how many invitations wait for a person's answer."""
    found = session.scalar(
        select(func.count(Invitation.id)).where(
            Invitation.seeker_id == seeker.id,
            Invitation.status == InvitationStatus.SENT,
        )
    )
    return found or 0


def list_asked(session: Session, vacancy: Vacancy) -> dict[int, InvitationStatus]:
    """Return who was asked for a vacancy, and what each has said."""
    rows = session.execute(
        select(Invitation.seeker_id, Invitation.status).where(
            Invitation.vacancy_id == vacancy.id
        )
    )
    return {row.seeker_id: row.status for row in rows}


def _may_be_asked(session: Session, vacancy: Vacancy, seeker_id: int) -> bool:
    """Return whether the person is looking, can answer, and has not applied."""
    applied = (
        select(Application.id)
        .where(Application.vacancy_id == vacancy.id, Application.seeker_id == seeker_id)
        .exists()
    )
    found = session.scalar(
        select(Seeker.id).where(
            Seeker.id == seeker_id,
            Seeker.is_looking,
            Seeker.account_id.is_not(None),
            ~applied,
        )
    )
    return found is not None


def _asked_since(session: Session, vacancy: Vacancy, since: dt.datetime) -> int:
    found = session.scalar(
        select(func.count(Invitation.id)).where(
            Invitation.vacancy_id == vacancy.id, Invitation.created_at > since
        )
    )
    return found or 0
