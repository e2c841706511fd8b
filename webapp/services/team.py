"""The people of a company: asked in by a link, made owners, taken out."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import (
    Account,
    Employer,
    EmployerRole,
    LoginSession,
    Role,
    TeamInvitation,
)
from webapp.security.passwords import hash_password
from webapp.services import audit
from webapp.services.registration import LoginTakenError, find_login

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

INVITATION_LIFE = dt.timedelta(days=7)
MOST_INVITATIONS = 20


class TeamError(Exception):
    """
    The people of a company cannot be changed so.

    TeamError
    ├── NotOwnerError
    │   └── NotTheirsError
    ├── LastOwnerError
    ├── InvitationGoneError
    └── TooManyInvitationsError
    """


class NotOwnerError(TeamError):
    """Only an owner may."""


class NotTheirsError(NotOwnerError):
    """The person, or the invitation, is another company's or nobody's."""


class LastOwnerError(TeamError):
    """Nobody would be left to manage the company's people."""


class InvitationGoneError(TeamError):
    """The link was used, withdrawn, or is too old; or nobody made it."""


class TooManyInvitationsError(TeamError):
    """So many links are open already."""


def list_people(session: Session, employer_id: int) -> Sequence[Account]:
    """Return who may sign in for a company, owners first."""
    return session.scalars(
        select(Account)
        .where(Account.employer_id == employer_id, Account.is_active)
        .order_by(Account.employer_role.desc(), Account.id)
    ).all()


def list_invitations(
    session: Session, employer_id: int, *, now: dt.datetime
) -> Sequence[TeamInvitation]:
    """Return the open links of a company, the latest first."""
    return session.scalars(
        select(TeamInvitation)
        .where(
            TeamInvitation.employer_id == employer_id,
            TeamInvitation.ended_at.is_(None),
            TeamInvitation.expires_at > now,
        )
        .order_by(TeamInvitation.id.desc())
    ).all()


def invite(
    session: Session,
    owner: Account,
    *,
    name: str,
    role: EmployerRole,
    now: dt.datetime,
) -> tuple[TeamInvitation, str]:
    """
    Return a new invitation and the token of its link, which is nowhere else.

    Raises
    ------
    NotOwnerError, TooManyInvitationsError
        When the account is no owner, or twenty links are open.
    """
    employer_id = _owned_by(owner)
    if len(list_invitations(session, employer_id, now=now)) >= MOST_INVITATIONS:
        raise TooManyInvitationsError
    token = secrets.token_urlsafe(24)
    invitation = TeamInvitation(
        employer_id=employer_id,
        made_by_id=owner.id,
        role=role,
        name=name,
        token_hash=_hash(token),
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    session.add(invitation)
    session.flush()
    audit.record(
        session, "team.invite", invitation, account_id=owner.id, now=now,
        detail={"employer_id": employer_id, "role": role},
    )  # fmt: skip
    return invitation, token


def withdraw(
    session: Session, owner: Account, invitation_id: int, *, now: dt.datetime
) -> None:
    """
    Make a link lead nowhere; does nothing when it does so already.

    Raises
    ------
    NotOwnerError
        When the account is no owner of the company that made it.
    """
    employer_id = _owned_by(owner)
    invitation = session.get(TeamInvitation, invitation_id)
    if invitation is None or invitation.employer_id != employer_id:
        raise NotTheirsError
    if invitation.ended_at is None:
        invitation.ended_at = now
        session.flush()
        audit.record(session, "team.withdraw", invitation, account_id=owner.id, now=now)


def find_invitation(
    session: Session, token: str, *, now: dt.datetime
) -> TeamInvitation:
    """
    Return the invitation of a link.

    Raises
    ------
    InvitationGoneError
        When it was used, withdrawn or is too old, or there is none.
    """
    invitation = session.scalars(
        select(TeamInvitation).where(
            TeamInvitation.token_hash == _hash(token),
            TeamInvitation.ended_at.is_(None),
            TeamInvitation.expires_at > now,
        )
    ).one_or_none()
    if invitation is None:
        raise InvitationGoneError
    return invitation


def join(
    session: Session,
    token: str,
    *,
    login: str,
    display_name: str,
    password: str,
    now: dt.datetime,
) -> Account:
    """
    Use a link: return the new account of its company. Of two taps one makes it.

    Raises
    ------
    InvitationGoneError, LoginTakenError
        When the link is over, or another account has the login; nothing is used up.
    """
    invitation = find_invitation(session, token, now=now)
    if find_login(session, login):
        raise LoginTakenError
    used = session.execute(
        update(TeamInvitation)
        .where(TeamInvitation.id == invitation.id, TeamInvitation.ended_at.is_(None))
        .values(ended_at=now)
        .returning(TeamInvitation.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise InvitationGoneError
    account = Account(
        login=login,
        display_name=display_name,
        password_hash=hash_password(password),
        role=Role.EMPLOYER,
        employer_id=invitation.employer_id,
        employer_role=invitation.role,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise LoginTakenError from error
    audit.record(
        session, "team.join", account, account_id=account.id, now=now,
        detail={"employer_id": account.employer_id, "role": account.employer_role},
    )  # fmt: skip
    return account


def set_role(
    session: Session,
    owner: Account,
    person_id: int,
    role: EmployerRole,
    *,
    now: dt.datetime,
) -> None:
    """
    Make one of the company's people an owner or a member.

    Raises
    ------
    NotOwnerError, LastOwnerError
        When the account may not, or no owner would be left.
    """
    person = _person(session, owner, person_id)
    if person.employer_role is role:
        return
    if role is not EmployerRole.OWNER:
        _keep_an_owner(session, person)
    person.employer_role = role
    session.flush()
    audit.record(
        session, "team.role", person, account_id=owner.id, now=now,
        detail={"role": role},
    )  # fmt: skip


def remove(
    session: Session, owner: Account, person_id: int, *, now: dt.datetime
) -> None:
    """
    Take a person out: they are signed out everywhere and cannot sign in again.

    Raises
    ------
    NotOwnerError, LastOwnerError
        When the account may not, or no owner would be left.
    """
    person = _person(session, owner, person_id)
    if not person.is_active:
        return
    _keep_an_owner(session, person)
    person.is_active = False
    session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == person.id, LoginSession.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    audit.record(session, "team.remove", person, account_id=owner.id, now=now)


def _owned_by(owner: Account) -> int:
    if owner.employer_id is None or owner.employer_role is not EmployerRole.OWNER:
        raise NotOwnerError
    return owner.employer_id


def _person(session: Session, owner: Account, person_id: int) -> Account:
    employer_id = _owned_by(owner)
    # One change of a company's people at a time: two owners who take each other out
    # at once would leave none.
    employer = session.get_one(Employer, employer_id)
    session.refresh(employer, ["name"], with_for_update=True)
    person = session.get(Account, person_id)
    if person is None or person.employer_id != employer_id:
        raise NotTheirsError
    return person


def _keep_an_owner(session: Session, person: Account) -> None:
    others = select(Account.id).where(
        Account.employer_id == person.employer_id,
        Account.employer_role == EmployerRole.OWNER,
        Account.is_active,
        Account.id != person.id,
    )
    is_owner = person.employer_role is EmployerRole.OWNER
    if is_owner and session.scalars(others.limit(1)).first() is None:
        raise LastOwnerError


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
